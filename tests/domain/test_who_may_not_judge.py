"""Who may not judge a plan, under every id and through every body; and facts that cannot vanish."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, strategies as st

from sds_core.domain.who_may_not_judge import BODY, may_not_judge
from sds_core.errors import InputError
from sds_core.model.answers import Conflict
from sds_core.model.characters import look_alike, same_name
from sds_core.model.decisions import Status
from sds_core.schemas.published import load_example
from sds_core.site import Site

ON = date(2026, 10, 1)


@pytest.fixture(scope="module")
def site():
    return Site.load("independent-broker@1.0")


def ben(change=None):
    document = load_example("case-ben")
    if change:
        change(document)
    return document


def read(site, document):
    return site.read_case(json.dumps(document).encode(), "case.json")


def again(document, id_, of, **more):
    """Add a second party with the council_id of one that is there."""
    for party in document["parties"]:
        if party["id"] == of:
            party["council_id"] = "C-1"
    party = {"id": id_, "name": id_.title(), "roles": ["council"], "council_id": " c-1", **more}
    document["parties"].append(party)


def test_the_reviewer_may_judge_and_bodies_may_not(site):
    barred = may_not_judge(read(site, ben()), ON)
    assert "reviewer" not in barred
    assert "assessor" not in barred
    assert barred["council"] == BODY
    assert {"p", "broker", "care", "shop"} <= set(barred)


@pytest.mark.parametrize(
    "links",
    [
        [("reviewer", "directs", "care")],
        [("reviewer", "trustee_of", "care")],
        [("reviewer", "directs", "top"), ("top", "owns", "middle"), ("middle", "owns", "care")],
        [("reviewer", "family_of", "o"), ("o", "owns", "care")],
        [("reviewer", "owns", "middle"), ("broker", "employed_by", "middle")],
        [("reviewer", "paid_commission_by", "care")],
    ],
)
def test_a_reviewers_ties_count_as_a_deciders_do(site, links):
    def tie(document):
        for name, kind in (
            ("top", "organisation"),
            ("middle", "organisation"),
            ("o", "individual"),
        ):
            document["parties"].append(
                {"id": name, "name": name, "roles": ["community_organisation"], "kind": kind}
            )
        for party, kind, to in links:
            document["links"].append({"party": party, "kind": kind, "to": to})

    decision = site.decide(read(site, ben(tie)), ON)["review_plan"]
    assert decision.status is Status.UNDETERMINED
    assert "may not judge this plan" in decision.undetermined[0].cause


def test_a_body_judges_no_plan(site):
    def by_council(document):
        for mark in document["plan"]["marks"]:
            mark["by"] = "council"

    decision = site.decide(read(site, ben(by_council)), ON)["review_plan"]
    assert decision.status is Status.UNDETERMINED


class TestTwoIds:
    def test_marks_of_the_author_under_another_id_do_not_count(self, site):
        def twice(document):
            again(document, "b2", "broker")
            for mark in document["plan"]["marks"]:
                mark["by"] = "b2"

        case = read(site, ben(twice))
        assert may_not_judge(case, ON)["b2"] == may_not_judge(case, ON)["broker"]
        assert site.decide(case, ON)["review_plan"].status is Status.UNDETERMINED

    def test_a_tie_of_the_broker_under_another_id_is_the_brokers(self, site):
        def twice(document):
            again(document, "b2", "broker")
            document["links"].append({"party": "b2", "kind": "directs", "to": "care"})

        found = site.decide(read(site, ben(twice)), ON)["check_conflicts"]
        tests = {c.test: c.severity for c in found.answers(Conflict)}
        assert str(tests["DOW-2"]) == "block"

    def test_a_provider_under_another_id_is_the_broker_who_sells(self, site):
        def twice(document):
            again(document, "b2", "broker")
            document["plan"]["lines"][0]["provider"] = "b2"

        found = site.decide(read(site, ben(twice)), ON)["check_conflicts"]
        assert "DOW-2" in {c.test for c in found.answers(Conflict)}

    def test_a_case_without_doubles_is_left_as_it_is(self, site):
        case = read(site, ben())
        assert case.as_one is case

    @pytest.mark.parametrize(
        ("change", "place"),
        [
            (lambda d: again(d, "x", "broker", kind="organisation"), "$.parties[7].kind"),
            (
                lambda d: again(d, "x", "broker", credentials={"code_agreed": False}),
                "$.parties[7].credentials",
            ),
            (
                lambda d: (
                    again(d, "x", "broker"),
                    d["help"].append({**d["help"][0], "helper": "x"}),
                ),
                "$.help[1].helper",
            ),
        ],
    )
    def test_what_cannot_be_said_twice_is_refused(self, site, change, place):
        document = ben()
        change(document)
        with pytest.raises(InputError) as caught:
            read(site, document)
        assert any(fault.place == f"case.json: {place}" for fault in caught.value.faults)


class TestVanishingFacts:
    """A fact that is removed or misspelt is refused with its place, or leaves the answer open."""

    @pytest.mark.parametrize(
        ("change", "place"),
        [
            (
                lambda d: d["links"][0].update(since="2026-02-01", until="2026-01-31"),
                "$.links[0].until",
            ),
            (lambda d: d["help"][0]["tasks"].append("Budget_holding"), "$.help[0].tasks[3]"),
            (lambda d: d["help"][0]["tasks"].append("budget_holdng"), "$.help[0].tasks[3]"),
            (lambda d: d["parties"][5]["services"].append("Payroll"), "$.parties[5].services[1]"),
            (
                lambda d: d["plan"]["lines"][0].update(service="support-delivery"),
                "$.plan.lines[0].service",
            ),
            (lambda d: d["plan"]["lines"][0].update(source="unpaid"), "$.plan.lines[0].cost"),
        ],
    )
    def test_it_is_refused_with_its_place(self, site, change, place):
        document = ben()
        change(document)
        with pytest.raises(InputError) as caught:
            read(site, document)
        assert any(fault.place == f"case.json: {place}" for fault in caught.value.faults)

    @pytest.mark.parametrize("code", ["decide_changes", "equipment", "company", "gardening", "own"])
    def test_a_councils_own_codes_are_its_own(self, site, code):
        read(site, ben(lambda d: d["plan"]["lines"][1].update(service=code)))

    def test_a_task_that_is_in_no_catalogue_is_refused_with_the_nearest(self, site):
        with pytest.raises(InputError, match="budget_holding") as caught:
            read(site, ben(lambda d: d["help"][0]["tasks"].append("budgetholding")))
        assert caught.value.faults[0].place == "case.json: $.help[0].tasks[3]"

    def test_a_line_that_does_not_say_who_is_paid_leaves_the_conflicts_open(self, site):
        def sells(document):
            document["plan"]["lines"][0]["provider"] = "broker"

        blocked = site.decide(read(site, ben(sells)), ON)["check_conflicts"]
        assert blocked.outcome == "block"
        opened = site.decide(read(site, ben(lambda d: d["plan"]["lines"][0].pop("provider"))), ON)
        assert opened["check_conflicts"].status is Status.UNDETERMINED
        (missing,) = opened["check_conflicts"].undetermined
        assert missing.missing == ("plan.lines.l1.provider",)


# How strict a verdict is. What is open asks a person: that is as strict as any.
_STRICT = {
    "check_conflicts": {
        "clear": 0, "allow": 1, "declare": 2, "safeguard": 3, "block": 4, "undetermined": 4,
    },
    "review_plan": {"met": 0, "not_met": 1, "undetermined": 1},
    "approve_plan": {"agree": 0, "refer": 1, "return": 2, "refuse": 2, "undetermined": 2},
}  # fmt: skip


def _tied(kind, to="care", **more):
    return lambda d: d["links"].append({"party": "broker", "kind": kind, "to": to, **more})


def _two_ids(document):
    again(document, "b2", "broker")
    document["links"].append({"party": "b2", "kind": "directs", "to": "care"})


def _through_family(document):
    document["parties"].append({"id": "o", "name": "O", "roles": ["council"]})
    document["links"].append({"party": "broker", "kind": "family_of", "to": "o"})
    document["links"].append({"party": "o", "kind": "owns", "to": "care"})


def _payroll(document):
    document["parties"][5]["services"].append("payroll")
    _tied("employed_by")(document)


# Each is stricter than Ben's own case for one reason, so that losing that reason would show.
_REASONS = {
    "employed": _tied("employed_by", since="2020-01-01", until="2027-01-01"),
    "owner": _tied("owns"),
    "commission": _tied("paid_commission_by"),
    "of the council": _tied("employed_by", "council"),
    "sells in the plan": lambda d: d["plan"]["lines"][0].update(provider="broker"),
    "task beyond": lambda d: d["help"][0]["tasks"].append("budget_holding"),
    "holds the budget": lambda d: d["plan"].update(budget_holder="broker"),
    "percentage": lambda d: d["help"][0].update(fee={"basis": "percentage", "percent": 5}),
    "interest": lambda d: d["interests"][0].update(nothing_to_declare=False, about=["care"]),
    "two ids": _two_ids,
    "through family": _through_family,
    "payroll": _payroll,
    "a criterion not met": lambda d: d["plan"]["marks"][0].update(met=False),
    "a fact stated no": lambda d: d["plan"]["stated"].update(management_stated=False),
    "reviewer tied": lambda d: d["links"].append(
        {"party": "reviewer", "kind": "directs", "to": "care"}
    ),
}


def _leaves(value, path=()):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (*path, name)
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*path, index))


# Without a whole list or record there is another case: a link that nobody records is none. And
# without their number two parties are two: no program can know otherwise, which is why whoever
# decides declares not to be a party without a number.
_ANOTHER_CASE = {
    ("assessment",), ("help",), ("plan",), ("links",), ("interests",), ("plan", "lines"),
    ("plan", "marks"), ("plan", "submitted_on"),
}  # fmt: skip


def _verdicts(site, document):
    try:
        journey = site.decide(read(site, document), ON)
    except InputError:
        return None
    return {name: journey[name].outcome for name in _STRICT}


@pytest.mark.parametrize("reason", _REASONS)
def test_removing_or_misspelling_a_fact_never_makes_an_answer_more_permissive(site, reason):
    before = _verdicts(site, ben(_REASONS[reason]))
    assert before != _verdicts(site, ben())
    for path in _leaves(ben(_REASONS[reason])):
        if path in _ANOTHER_CASE or path[-1] == "council_id":
            continue
        for how in ("removed", "misspelt", "cased"):
            document = ben(_REASONS[reason])
            target = document
            for step in path[:-1]:
                target = target[step]
            name, value = path[-1], target[path[-1]]
            if how == "cased":
                target[name] = value.swapcase() if isinstance(value, str) else value
            else:
                del target[name]
                if how == "misspelt":
                    target[f"{name}x"] = value
            after = _verdicts(site, document)
            for question, strict in _STRICT.items() if after else ():
                one, other = before[question], after[question]
                assert strict[other] >= strict[one], (path, how, question, one, other)


@given(st.text(max_size=20))
def test_names_have_one_form(name):
    assert same_name(same_name(name)) == same_name(name)
    assert look_alike(same_name(name)) == look_alike(name)
