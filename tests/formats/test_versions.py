"""Formats and their versions: what a released version wrote is read by this one."""

from __future__ import annotations

import copy
import hashlib
import json
from datetime import date

import pytest
from sds_test_support.commands import BY

from sds_core.cases.versions import CASE
from sds_core.cli.published_schemas import SCHEMAS as CORE
from sds_core.errors import InputError
from sds_core.formats.canonical import canonical, digest
from sds_core.formats.decisions import DECISION, JOURNEY, decision_from_plain
from sds_core.formats.records import to_plain
from sds_core.formats.versions import Format
from sds_core.model.answers import Conflict
from sds_core.model.case import CASE_FORMAT
from sds_core.model.decisions import DECISION_FORMAT, JOURNEY_FORMAT
from sds_core.model.money import Money
from sds_core.model.periods import Amount, Period
from sds_core.model.person import CaseSubject
from sds_core.model.quantities import Quantity
from sds_core.model.tasks import Task
from sds_core.schemas.published import CORE_SCHEMAS
from sds_core.site import Site
from sds_register.acts.versions import ACT
from sds_register.cli.published_schemas import SCHEMAS as REGISTER
from sds_register.published import REGISTER_SCHEMAS
from sds_register.workflow.act_files import read_act

# The schemas of earlier versions, by the SHA-256 of their files' data: they never change.
EARLIER = {
    "act-1": "sha256:a93d48b8a2cd21e1d27e528291a7231fda3445c239d90af092eb6cdbb300019e",
    "case-1": "sha256:f735c4c6cfdee9cf12b37831e0edb1d7a857c4bfebd8d47984ed72c2a6a2c13d",
    "decision-1": "sha256:d5f128db24425ce2b2257dbf956b16ae9e7ab01b37e1ecb9b49025036f37a668",
    "journey-1": "sha256:d12fbdc8dde28979b7160297dda7bc42ca809ab9cd00384a6068ef33a082263d",
}
FORMATS = [
    (CASE, CORE_SCHEMAS),
    (DECISION, CORE_SCHEMAS),
    (JOURNEY, CORE_SCHEMAS),
    (ACT, REGISTER_SCHEMAS),
]


def test_schemas_of_earlier_versions_never_change():
    found = {
        name: digest(canonical(dict(folder.load(name))))
        for published, folder in ((CORE, CORE_SCHEMAS), (REGISTER, REGISTER_SCHEMAS))
        for name in set(folder.names) - set(published.names)
        if not name.startswith("pub05-")  # of a draft standard, not ours
    }
    assert found == EARLIER


@pytest.mark.parametrize(("format_", "folder"), FORMATS, ids=lambda f: getattr(f, "name", ""))
def test_every_version_that_can_be_read_has_its_schema(format_, folder):
    own = format_.name.removeprefix("sds-")
    for version in format_.versions:
        schema = folder.load(f"{own}-{version}")
        mark = schema["properties"].get("format", {}).get("const")
        assert mark == (
            f"{format_.name}-{version}" if mark or version != format_.unmarked else None
        )
    assert format_.versions == tuple(range(1, format_.present + 1))


def test_records_carry_the_mark_of_their_format():
    marks = (CASE_FORMAT, DECISION_FORMAT, JOURNEY_FORMAT)
    assert (CASE.mark, DECISION.mark, JOURNEY.mark) == marks


def test_data_of_a_version_that_cannot_be_read_is_refused():
    made = Format("sds-note", 3, {2: lambda plain: {**plain, "format": "sds-note-3"}})
    assert made.versions == (2, 3)
    for said, found in [({"format": "sds-note-4"}, "sds-note-4"), ({}, "None"), ([], "no object")]:
        with pytest.raises(InputError, match="one of sds-note-2, sds-note-3") as error:
            made.version_of(said, "note.json")
        assert found in str(error.value)
    with pytest.raises(InputError, match=r"note\.json: \$\.format.*Did you mean “sds-note-2”"):
        made.version_of({"format": "sds-nota-2"}, "note.json")


def test_versions_are_upcast_one_after_another_and_change_nothing_given():
    made = Format(
        "sds-note", 3,
        {1: lambda p: {**p, "format": "sds-note-2", "b": p["a"]}, 2: lambda p: {**p, "format": "sds-note-3", "c": p["b"]}},
        unmarked=1,
    )  # fmt: skip
    given = {"a": [1]}
    before = copy.deepcopy(given)
    assert made.read(given, "note") == {"a": [1], "b": [1], "c": [1], "format": "sds-note-3"}
    assert given == before
    present = {"format": "sds-note-3"}
    assert made.read(present, "note") is present


def test_an_act_file_is_read_by_the_version_that_it_says():
    said = {"act": "pot_change", "on": "2026-10-01", "by": BY}
    said |= {"pot": "set-aside", "change": "10.00", "reason": "The year's money."}
    one, two = (read_act({"format": f"sds-act-{v}", "act": said}, "act") for v in (1, 2))
    assert one == two
    for format_ in ("sds-act-3", None):
        with pytest.raises(InputError, match=r"\$\.(format|act)"):
            read_act({"format": format_, "act": said}, "act")


def of_version_1(case):
    """Return a case as version 1 wrote it."""
    before = {**copy.deepcopy(case), "format": "sds-case-1"}
    del before["subject"]
    before.pop("advocacy", None)
    for need in (before.get("assessment") or {}).get("needs") or ():
        need["priced_cost"] = need.pop("prices")[0]["cost"]
        for later in ("basis", "found_by", "found_on", "why", "met_by"):
            need.pop(later, None)
    for later in ("record_given_on", "advice", "set_sum"):
        (before.get("assessment") or {}).pop(later, None)
    for carer in (before.get("assessment") or {}).get("carers") or ():
        for later in ("needs", "assessment_offered", "asked_on"):
            carer.pop(later, None)
    for help_ in before.get("help", ()):
        help_.pop("necessity", None)
        if help_["fee"].get("hours"):
            help_["fee"]["hours"] = int(help_["fee"]["hours"])
    return before


def test_what_version_1_had_no_place_for_is_read_as_not_recorded(example):
    before = of_version_1(example("ben"))
    before["help"][0]["tasks"] = ["write_plan", "look after the cat", "shopping"]
    case = Site.load("independent-broker@1.0").read_case(json.dumps(before).encode())
    assert case.subject is CaseSubject.ADULT
    (help_,) = case.help
    assert help_.tasks == (Task.WRITE_PLAN, Task.UNLISTED)
    assert help_.fee.hours == Quantity.parse("12")
    need = case.assessment.needs[0]
    assert [(p.cost, p.whose, p.basis, p.on) for p in need.prices] == [
        (Amount(Money.parse("365.00"), Period.WEEK), None, None, None)
    ]
    assert need.council_price == need.prices[0].cost
    assert (need.basis, need.found_by, need.met_by) == (None, None, None)
    assert (case.advocacy, case.capacity, case.concerns, case.charge) == (None,) * 4


def test_a_task_of_no_list_is_never_taken_for_one_that_ends_with_the_plan(example):
    """A misspelt task in an old case must not make an answer more permissive."""
    site = Site.load("independent-broker@1.0")
    for tasks in (["write_plan", "budget_holding"], ["write_plan", "holds the budget"]):
        before = of_version_1(example("ben"))
        before["help"][0]["tasks"] = tasks
        case = site.read_case(json.dumps(before).encode())
        found = site.decide(case, date(2026, 10, 1))["check_conflicts"].answers(Conflict)
        assert "SCOPE-1" in {conflict.test for conflict in found}, tasks


@pytest.mark.parametrize("who", ["ada", "ben", "cam", "dee", "eli", "fay"])
def test_a_case_of_version_1_is_read_with_the_digest_of_its_own_bytes(who, example):
    site = Site.load("independent-broker@1.0")
    now = example(who)
    before = of_version_1(now)
    data = json.dumps(before).encode()
    case = site.read_case(data, who)
    assert case.source == canonical(before)
    assert case.digest == "sha256:" + hashlib.sha256(canonical(before)).hexdigest()
    again = site.read_case(json.dumps(now).encode(), who)
    assert case.digest != again.digest
    on = date(2026, 10, 1)
    one, other = (to_plain(site.decide(c, on)) for c in (case, again))
    for journey in (one, other):
        for decision in journey["decisions"]:
            decision["provenance"].pop("case_digest")
    assert one == other


def test_a_case_is_held_to_the_schema_of_the_version_that_it_says(example):
    site = Site.load("independent-broker@1.0")
    with pytest.raises(InputError, match="persn"):
        site.read_case(json.dumps({**of_version_1(example("ada")), "persn": "p"}).encode())


def test_a_stored_decision_of_version_1_is_read_with_its_words_of_today(example):
    site = Site.load("independent-broker@1.0")
    case = site.read_case(json.dumps(example("cam")).encode())
    decision = site.decide(case, date(2026, 10, 1))["check_conflicts"]
    plain = to_plain(decision)
    hints = [a for o in plain["opinions"] for a in o["answers"] if a["answer"] == "conflict"]
    assert any(answer["hint"] for answer in hints)
    older = copy.deepcopy(plain)
    del older["format"]
    for opinion in older["opinions"]:
        for answer in opinion["answers"]:
            if answer["answer"] == "conflict":
                answer["mend"] = answer.pop("hint")
    CORE_SCHEMAS.check(older, "decision-1", "older")
    CORE_SCHEMAS.check(plain, "decision-2", "now")
    assert decision_from_plain(older) == decision
    assert JOURNEY.read({"decisions": [older]}, "journey")["decisions"] == [plain]
