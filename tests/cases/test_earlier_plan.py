"""The plan before, from a journey that was printed: of any version, whole, or refused with why."""

from __future__ import annotations

import copy
import json
from datetime import date

import pytest
from sds_test_support.commands import sds

from sds_core import InputError, Site, load_example, to_plain
from sds_core.cases.earlier_plan import read_earlier
from sds_core.formats.canonical import canonical

ON = date(2026, 10, 1)


def printed(profile: str, change=lambda case: None) -> dict[str, object]:
    site = Site.load(profile)
    case = load_example("case-ben")
    change(case)
    journey = site.decide(site.reader.from_document(case), ON)
    return json.loads(canonical(to_plain(journey), checked=True))


def test_it_holds_the_sum_and_the_price_of_each_need():
    plan = read_earlier(json.dumps(printed("independent-broker@2.0")).encode())
    assert (plan.on, plan.amount.words()) == (ON, "£372.00 a week")
    assert [(n.need, n.cost.words()) for n in plan.needs] == [("n1", "£365.00 a week")]


def test_a_journey_of_version_1_says_the_sum_and_no_prices():
    before = copy.deepcopy(printed("independent-broker@1.0"))
    before.pop("format")
    for decision in before["decisions"]:
        decision.pop("format")
        for opinion in decision["opinions"]:
            for answer in opinion["answers"]:
                for later in ("held_to", "to_record", "not_payable"):
                    answer.pop(later, None)
                if "hint" in answer:
                    answer["mend"] = answer.pop("hint")
    plan = read_earlier(json.dumps(before).encode())
    assert (plan.amount.words(), plan.needs) == ("£372.00 a week", ())


def nothing_allocated(journey):
    journey["decisions"] = [d for d in journey["decisions"] if d["amount"] is None]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda j: j.clear(), "no journey"),
        (lambda j: j.update(decisions=None), "sds decide --json"),
        (lambda j: j.update(format="sds-journey-9"), "sds-journey-2"),
        (lambda j: j["decisions"][0].pop("opinions"), "no journey"),
        (lambda j: j["decisions"][0]["amount"].update(money="1.2.3"), "no journey"),
        (nothing_allocated, "no sum"),
    ],
)
def test_what_is_no_journey_is_refused(change, says):
    journey = printed("independent-broker@2.0")
    change(journey)
    with pytest.raises(InputError, match=says):
        read_earlier(json.dumps(journey).encode(), "earlier.json")


def test_at_the_command_line_a_fall_is_told(tmp_path):
    (tmp_path / "ben.json").write_text(json.dumps(load_example("case-ben")))
    model = ("--profile", "independent-broker@2.0", "--on", "2026-10-01")
    before = sds(tmp_path, "decide", "ben.json", *model, "--json")
    (tmp_path / "earlier.json").write_text(before.stdout)
    again = sds(tmp_path, "decide", "ben.json", *model, "--after", "earlier.json")
    assert again.returncode == 0
    assert "The plan before, of 2026-10-01, took £19,344.00 a year" in " ".join(
        again.stdout.split()
    )
    case = load_example("case-ben")
    case["plan"]["lines"] = case["plan"]["lines"][:1]
    case["plan"]["lines"][0]["cost"]["money"] = "366.00"
    (tmp_path / "ben.json").write_text(json.dumps(case))
    fall = sds(tmp_path, "explain", "ben.json", *model, "--after", "earlier.json")
    assert fall.returncode == 4
    assert "has not been assessed since the plan of 2026-10-01" in " ".join(fall.stdout.split())
    (tmp_path / "earlier.json").write_text("[]")
    wrong = sds(tmp_path, "decide", "ben.json", *model, "--after", "earlier.json")
    assert wrong.returncode == 3
    assert "earlier.json" in wrong.stderr
