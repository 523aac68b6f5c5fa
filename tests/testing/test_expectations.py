"""What tests in YAML may expect: every kind holds where it should, and fails where it should."""

from __future__ import annotations

import json
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from sds_test_support.commands import sds
from sds_test_support.made_plugins import case_of

from sds_core.questions import QUESTIONS, Combine, NotAsked, Question, Questions
from sds_core.site import Site
from sds_core.testing.expectations import EXPECTABLE
from sds_core.testing.yaml_tests import run_files

HEAD = "profile: independent-broker@1.0\non: 2026-10-01\ntests:\n"


def run(folder, text, **how):
    file = folder / "expected.yaml"
    file.write_text(HEAD + text, encoding="utf-8")
    return run_files([file], **how)


def one(folder, expect, case="ben", extra=""):
    test = f"  - name: it\n    case: {case}.json\n{extra}    expect: {expect}\n"
    (result,) = run(folder, test).results
    return result


HOLDS = [
    ("ben", '{ fund_help: { shares: [ { helper: broker, pot: set-aside, money: "384.00" } ] } }'),
    ("ben", "{ fund_help: { shares: [ { payer: the set-aside fund for help, from_budget: false } ] } }"),
    ("ben", '{ fund_help: { amounts: { once: "384.00" } } }'),
    ("ben", '{ adjust_budget: { amounts: { week: "372.00", year: "19344.00" } } }'),
    ("ben", "{ review_plan: { findings: { important: met } } }"),
    ("ben", "{ suggest_support: { notices: [] } }"),
    ("eli", "{ approve_plan: { why: No plan has been put forward } }"),
]  # fmt: skip


def seen(folder, question, what, case="ben"):
    """Return what `--update` writes in the place of what did not come."""
    site = Site.load("independent-broker@1.0")
    read = case_of(site, case)
    return EXPECTABLE[what].seen(site.decide(read, date(2026, 10, 1))[question], read)


@pytest.mark.parametrize(("case", "expect"), HOLDS)
def test_what_people_would_write_holds(folder, case, expect):
    result = one(folder, expect, case)
    assert result.passed, (result.mismatches, result.faults)


def as_yaml(value):
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("question", QUESTIONS.journey)
@pytest.mark.parametrize("case", ["ada", "ben", "eli"])
@pytest.mark.parametrize("what", EXPECTABLE)
def test_what_came_holds_and_update_writes_it(folder, question, case, what):
    came = seen(folder, question, what, case)
    result = one(folder, f"{{ {question}: {{ {what}: {as_yaml(came)} }} }}", case)
    assert result.passed, result


WRONG = {
    "outcome": "nonsense",
    "amount": "1.23 week",
    "amounts": {"week": "1.23"},
    "missing": ["nonsense"],
    "ask": "nobody",
    "rules": ["nonsense@1#x"],
    "reasons": {"nonsense@1#x": "words"},
    "lines": [{"label": "nonsense"}],
    "shares": [{"pot": "nonsense"}],
    "conflicts": {"NONE-1": "block"},
    "findings": {"nonsense": "met"},
    "notices": ["nonsense"],
    "why": "nonsense",
    "text": "nonsense",
}


def test_every_kind_has_a_wrong_value_here():
    assert set(WRONG) == set(EXPECTABLE)


@pytest.mark.parametrize("what", WRONG)
def test_what_did_not_come_fails_and_says_what_came(folder, what):
    result = one(folder, f"{{ fund_help: {{ {what}: {as_yaml(WRONG[what])} }} }}")
    assert not result.passed
    (mismatch,) = result.mismatches
    assert (mismatch.question, mismatch.what) == ("fund_help", what)
    assert mismatch.asked[0].plugin == "set-aside"


@pytest.mark.parametrize(
    ("what", "changed"),
    [
        ("shares", lambda came: [*came, came[0]]),
        ("shares", lambda came: []),
        ("shares", lambda came: [{**came[0], "money": "384.01"}]),
        ("amounts", lambda came: {**came, "once": "384.01"}),
        ("reasons", lambda came: {next(iter(came)): "words that were not said"}),
    ],
)
def test_a_value_that_is_off_by_a_little_fails(folder, what, changed):
    came = seen(folder, "fund_help", what)
    expect = f"{{ fund_help: {{ {what}: {as_yaml(changed(came))} }} }}"
    assert not one(folder, expect).passed


@pytest.mark.parametrize(
    ("expect", "written"),
    [
        ("{ fund_help: { shares: [ { pott: x } ] } }", "a list of shares with helper, pot"),
        ("{ fund_help: { shares: x } }", "a list of shares"),
        ("{ adjust_budget: { lines: [ x ] } }", "a list of lines with label"),
        ("{ check_conflicts: { conflicts: [ DOW-1 ] } }", "severities by test"),
        ("{ fund_help: { ask: { x: y } } }", "a text, or a list of texts"),
        ("{ fund_help: { share: [] } }", "Did you mean “shares”?"),
    ],
)
def test_an_expectation_that_cannot_be_read_says_how_it_is_written(folder, expect, written):
    result = one(folder, expect)
    assert not result.passed
    assert written in str(result.faults[0])


def test_known_is_given_and_checked(folder):
    known = '    known: { pots: [ { pot: set-aside, holds: "1000.00" } ] }\n'
    assert one(folder, "{ fund_help: { outcome: funded } }", extra=known).passed
    wrong = "    known: { standing: [ { party: x, stands: listed, from_date: 2026-01-01 } ] }\n"
    result = one(folder, "{ fund_help: { outcome: funded } }", extra=wrong)
    assert "'x'" in str(result.faults[0])
    misspelt = "    known: { pot: [] }\n"
    assert "known" in str(one(folder, "{ fund_help: { outcome: x } }", extra=misspelt).faults[0])


THREE = "".join(
    f"  - {{ name: {name}, case: ben.json, expect: {{ fund_help: {{ outcome: {outcome} }} }} }}\n"
    for name, outcome in (("First light", "funded"), ("Second", "x"), ("Third light", "y"))
)


def test_tests_are_chosen_by_name_and_stopped_at_the_first_that_fails(folder):
    assert [r.name for r in run(folder, THREE, only="LIGHT").results] == [
        "First light", "Third light",
    ]  # fmt: skip
    assert [r.name for r in run(folder, THREE, fail_fast=True).results] == ["First light", "Second"]
    (folder / "expected.yaml").write_text(HEAD + THREE, encoding="utf-8")
    done = sds(folder, "test", "expected.yaml", "-k", "light", "-x", "--junit", "r.xml")
    assert done.returncode == 1
    assert "1 passed, 1 failed" in done.stdout
    suite = ET.fromstring((folder / "r.xml").read_text("utf-8"))  # noqa: S314  # our own
    assert [case.attrib["name"] for case in suite] == ["First light", "Third light"]
    assert all("." in case.attrib["time"] for case in suite)
    none = sds(folder, "test", "expected.yaml", "-k", "nobody")
    assert none.returncode == 3
    assert "no test with 'nobody' in its name" in none.stderr


def test_the_tree_names_the_plugin_asked_and_its_error(folder, monkeypatch):
    from sds_core.hookspecs import hookimpl
    from sds_ras.points import RasPoints

    @hookimpl
    def allocate_budget(self, request):
        raise RuntimeError("the table is upside down")

    monkeypatch.setattr(RasPoints, "allocate_budget", allocate_budget)
    text = (
        '  - { name: it, case: ben.json, expect: { allocate_budget: { amount: "1.00 week" } } }\n'
    )
    (folder / "expected.yaml").write_text(HEAD + text, encoding="utf-8")
    said = " ".join(sds(folder, "test", "expected.yaml").stdout.replace("│", " ").split())
    assert "plugin ras-points 0.2.0: failed: RuntimeError: the table is upside down" in said


def test_a_question_that_is_added_is_tested(folder, monkeypatch):
    """The declaration is passed on, and a test may expect something of it at once."""
    from sds_core.engine import steps
    from sds_core.explain import summary
    from sds_core.model.answers import SupportOption
    from sds_core.model.requests import SupportRequest
    from sds_core.plugins import contract

    more = Question(
        "offer_tea", "Who has tea?", "tea", Combine.ALL, SupportRequest, (SupportOption,),
        since=2, outcome="offered", not_asked=(NotAsked(lambda case, on: False, ""),),
    )  # fmt: skip
    asked = steps.Step(lambda asking: SupportRequest(asking.on, asking.case, asking.earlier))
    monkeypatch.setitem(steps.STEPS, "offer_tea", asked)
    monkeypatch.setitem(summary.WORDS, "offer_tea", summary.AnswerWords())
    monkeypatch.setitem(contract.CHECKS, "offer_tea", contract.CHECKS["suggest_support"])
    questions = Questions((*QUESTIONS.declared[:8], more, *QUESTIONS.declared[8:]))
    text = "  - { name: it, case: ben.json, expect: { offer_tea: { outcome: not_asked } } }\n"
    assert run(folder, text, questions=questions).passed == 1
    assert run(folder, text).failed == 1


STEPS = """\
  - name: It is signed off by somebody who had no part in it
    case: ben.json
    steps:
      - record: {}
        expect: { approve_plan: { outcome: refer } }
      - act: {act: sign_off, on: 2026-10-05, plan: step 1, outcome: accept, considered: [the plan],
              reason: Once., by: {account: b, person: EX-BEN/broker, name: Bo Broker, role: head_of_service},
              no_statement: asked, not_any_of: [p]}
        expect: { refused: ["REFUSED"] }
      - act: {act: sign_off, on: 2026-10-05, plan: step 1, outcome: accept, considered: [the plan],
              reason: The tools are bought once., no_statement: "asked, made none",
              by: {account: hh1, person: P-88, name: Hana Head, role: head_of_service},
              not_any_of: [p, broker]}
        expect: { recorded: { kind: sign_off, tier: head-of-service } }
      - act: {act: appeal, on: 2026-10-09, plan: step 3, grounds: Too little.,
              by: {account: c1, person: P-99, name: Cleo Clerk, role: clerk}}
        expect: { recorded: { kind: appeal } }
"""


class TestSteps:
    def first(self, folder, text):
        (result,) = run(folder, text).results
        return result

    def test_a_refusal_and_what_follows_it(self, folder):
        told = self.first(folder, STEPS.replace('"REFUSED"', ""))
        refusal = [str(fault) for fault in told.faults]
        assert told.passed, refusal
        wrong = self.first(folder, STEPS.replace("REFUSED", "the moon is full"))
        (fault,) = wrong.faults
        assert "steps[1].expect.refused" in fault.place
        assert "“the moon is full”" in fault.expected

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ("kind: appeal", "kind: withdrawal", "steps[3].expect.recorded.kind"),
            ("outcome: refer", "outcome: agree", "steps[0].expect.approve_plan.outcome"),
            ("plan: step 3", "plan: step 2", "that recorded something"),
            ("plan: step 3", "plan: step 9", "a step from 1 to 3"),
            ("on: 2026-10-09", "on: soon", "steps[3].on"),
            ("act: appeal,", "act: apeal,", "Did you mean “appeal”?"),
            ("{ recorded: { kind: appeal } }", "{ recorded: {}, refused: x }", "refused, with"),
            ("- record: {}", "- recrd: {}", "record or act"),
            ("- record: {}", "- record: { onn: 2026-10-01 }", "Did you mean “on”?"),
            ('{ refused: ["REFUSED"] }', "{ recorded: {} }", "refused: "),
            ("{ recorded: { kind: appeal } }", "{ refused: x }", "an act that was recorded"),
        ],
    )
    def test_what_did_not_come_or_cannot_be_read_says_where(self, folder, old, new, says):
        text = STEPS.replace(old, new).replace('"REFUSED"', "")
        result = self.first(folder, text)
        assert not result.passed
        assert says in " ".join(map(str, result.faults)), result.faults

    def test_without_an_add_on_it_says_what_to_install(self, folder, monkeypatch):
        monkeypatch.setattr("sds_core.testing.steps.addons", lambda: ())
        result = self.first(folder, STEPS)
        assert "Install sds-register" in str(result.faults[0])
