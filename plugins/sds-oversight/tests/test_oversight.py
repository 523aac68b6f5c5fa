"""The shipped rule sets: sound, tried by their examples, sourced, and true to the sources."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sds_core import Evidence, StatedFacts
from sds_core.resources.packages import data_packages
from sds_core.rulesets.locate import open_ruleset
from sds_core.testing import check_ruleset

FOLDER = data_packages()["sds-oversight"].folder
SETS = sorted((FOLDER / "rulesets").glob("*.toml"))
ON = date(2026, 10, 1)


def judge(name, items=None, **facts):
    rules, _ = open_ruleset(f"sds-oversight:{name}")
    values = {fact.replace("__", "."): value for fact, value in facts.items()}
    listed = {k: [StatedFacts(item) for item in v] for k, v in (items or {}).items()}
    return rules.judge(StatedFacts(values, listed), ON)


@pytest.mark.parametrize("path", SETS, ids=lambda p: Path(p).stem)
def test_it_is_sound_and_its_examples_try_it(path):
    check_ruleset(path, at_least=75 if "brokers" not in path.name else 40)


def test_a_set_s_own_rules_are_tried_both_ways():
    """The area's examples try its own rules; the baseline's are tried by the baseline's."""
    run = check_ruleset(FOLDER / "rulesets" / "exampleshire-brokers.toml")
    own = {"training", "check", "code", "renewal"}
    assert not [
        text
        for text in run.coverage.untried
        if text.startswith("rule ")
        and text.split()[1].rstrip(":") in own
        and "never not met" in text
    ]


@pytest.mark.trace("T002", "T006", "T112")
@pytest.mark.parametrize("path", SETS, ids=lambda p: Path(p).stem)
def test_no_rule_asks_for_a_background_in_care_or_speaks_of_money(path):
    rules, _ = open_ruleset(str(path))
    for rule in rules.rules:
        for fact in rule.facts():
            assert fact.name != "helper.care_background"
            assert fact.domain.kind != "money"


@pytest.mark.trace("T088")
def test_numbers_that_no_source_gives_are_local_choices():
    rules, _ = open_ruleset("sds-oversight:exampleshire-brokers")
    for name in ("references", "check", "code", "record"):
        assert rules.get(name).written.evidence is Evidence.LOCAL_CHOICE
    assert rules.get("independence").written.evidence is Evidence.CONTESTED_CLAIM


@pytest.mark.trace("T022", "T073")
@pytest.mark.parametrize(
    ("course", "met"),
    [
        ({"course.days": 5, "course.assessed": True}, True),
        ({"course.days": 5, "course.assessed": False}, False),
        ({"course.days": 3, "course.assessed": True, "course.planning_live": True}, True),
        ({"course.days": 3, "course.assessed": True, "course.planning_live": False}, False),
        ({"course.days": 3, "course.assessed": True}, None),
    ],
)
def test_the_training_route_is_the_sources_own(course, met):
    outcomes = {o.rule: o.met for o in judge("national-baseline", {"courses": [course]}).outcomes}
    assert outcomes["training"] is met


@pytest.mark.trace("T061")
@pytest.mark.parametrize(("code", "met"), [("peer-brokers-2026", True), ("another-course", False)])
def test_the_area_decides_which_courses_it_accepts(code, met):
    course = {
        "course.days": 1,
        "course.assessed": True,
        "course.planning_live": False,
        "course.code": code,
    }
    outcomes = {
        o.rule: o.met for o in judge("exampleshire-brokers", {"courses": [course]}).outcomes
    }
    assert outcomes["training"] is met


@pytest.mark.trace("T055")
def test_a_record_goes_to_people_and_is_no_bar():
    checks = [{"check.issued": date(2026, 1, 1)}]
    judged = judge("national-baseline", {"checks": checks}, dbs__discloses=True)
    assert judged.undecided
    assert [rule.id for rule in judged.unmet] == ["record"]


@pytest.mark.trace("T005", "T056")
@pytest.mark.parametrize("fact", ["helper__works_for_provider", "helper__works_for_council"])
def test_an_employee_of_a_provider_or_the_council_is_not_listed(fact):
    assert judge("national-baseline", **{fact: True}).verdict == "not_listed"


@pytest.mark.trace("T068", "T074")
def test_an_apprentice_is_provisional_and_needs_a_fit_supervisor():
    outcomes = {
        o.rule: o for o in judge("national-baseline", apprenticeship__complete=False).outcomes
    }
    assert outcomes["apprenticeship"].fires
    assert outcomes["supervisor"].applies is False
    untrained = judge(
        "national-baseline", apprenticeship__complete=True, apprenticeship__supervisor_trained=False
    )
    assert "supervisor" in [rule.id for rule in untrained.unmet]


@pytest.mark.trace("T119")
def test_renewal_asks_what_was_learned_and_a_first_listing_does_not():
    for renewal, applies in ((True, True), (False, False)):
        judged = judge("exampleshire-brokers", {"development": []}, listing__renewal=renewal)
        outcomes = {o.rule: o for o in judged.outcomes}
        assert outcomes["renewal"].applies is applies
        assert outcomes["renewal"].fires is applies


@pytest.mark.trace("T003", "T057")
@pytest.mark.parametrize(
    ("complaint", "verdict"),
    [
        ({"complaint.upheld": True, "complaint.grave": True}, "revoke"),
        (
            {
                "complaint.upheld": True,
                "complaint.grave": False,
                "complaint.open": False,
                "complaint.redress_given": False,
            },
            "warn",
        ),
        (
            {
                "complaint.upheld": True,
                "complaint.grave": False,
                "complaint.open": False,
                "complaint.redress_given": True,
            },
            "keep",
        ),
        ({"complaint.upheld": False, "complaint.grave": True, "complaint.open": True}, "suspend"),
    ],
)
def test_what_becomes_of_standing(complaint, verdict):
    facts = {
        "event__kind": "complaint",
        "helper__works_for_provider": False,
        "helper__works_for_council": False,
    }
    assert judge("exampleshire-standing", {"complaints": [complaint]}, **facts).verdict == verdict


@pytest.mark.trace("T083")
@pytest.mark.parametrize("path", SETS, ids=lambda p: Path(p).stem)
def test_each_set_is_reviewed_in_about_three_years(path):
    head = open_ruleset(str(path))[0].head
    assert (head.review.by - head.in_force.from_date).days in range(1090, 1100)
