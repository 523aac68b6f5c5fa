"""The marks on fields: every place that names a party is found, and renamed."""

from __future__ import annotations

from datetime import date

from sds_core.model.case import Case
from sds_core.model.marks import FIGURE, PARTY, _nodes, marked, place_words, renamed
from sds_core.model.money import Money
from sds_core.model.needs import Need, Price
from sds_core.model.periods import Amount, Period
from sds_core.model.person import CaseSubject, Concern, ConcernKind
from sds_core.model.plan import CareSetting, FundingSource, Mark, Payer, Plan, PlanLine

COST = Amount(Money(100), Period.WEEK)


def places(nodes, before="$"):
    for node in nodes:
        here = f"{before}.{node.name}" + ("[0]" if node.listed else "")
        yield from places(node.inner, here) if node.inner else [here]


def test_every_place_that_names_a_party_is_marked():
    assert set(places(_nodes(Case, "party"))) == {
        "$.person",
        "$.links[0].party", "$.links[0].to",
        "$.interests[0].party", "$.interests[0].about[0]",
        "$.assessment.answers[0].own.by", "$.assessment.answers[0].assessor.by", "$.assessment.answers[0].agreed.by",
        "$.assessment.needs[0].found_by", "$.assessment.needs[0].met_by[0]", "$.assessment.needs[0].prices[0].by",
        "$.assessment.carers[0].party", "$.assessment.set_sum.by",
        "$.help[0].helper",
        "$.plan.written_by[0]", "$.plan.lines[0].provider", "$.plan.lines[0].payers[0].party", "$.plan.marks[0].by",
        "$.plan.budget_holder", "$.plan.if_it_goes_wrong",
        "$.advocacy[0].supporter", "$.advocacy[0].advocate", "$.capacity[0].by",
        "$.concerns[0].about[0]", "$.concerns[0].by",
    }  # fmt: skip


def test_every_sum_that_cannot_be_below_nothing_is_marked():
    assert set(places(_nodes(Case, "figure"))) == {
        "$.assessment.needs[0].prices[0].cost", "$.assessment.previous_budget",
        "$.assessment.points.own", "$.assessment.points.assessor", "$.assessment.points.agreed",
        "$.plan.lines[0].cost", "$.plan.lines[0].payers[0].cost", "$.plan.options_considered",
        "$.help[0].fee.money", "$.help[0].fee.percent", "$.charge.amount", "$.charge.arranging", "$.assessment.set_sum.amount",
    }  # fmt: skip


def test_a_place_is_yielded_with_what_stands_there():
    plain = {
        "person": "p",
        "plan": {"written_by": ["p", "b"], "lines": [{"provider": None}, {"provider": "c", "cost": {"money": "1.00"}}]},
    }  # fmt: skip
    found = [(place_words(steps), value) for steps, value in marked(plain, Case, PARTY)]
    assert found == [
        ("$.person", "p"),
        ("$.plan.written_by[0]", "p"),
        ("$.plan.written_by[1]", "b"),
        ("$.plan.lines[1].provider", "c"),
    ]
    assert [place_words(s) for s, _ in marked(plain, Case, FIGURE)] == ["$.plan.lines[1].cost"]


def test_ids_are_renamed_everywhere_and_a_list_names_each_once():
    line = PlanLine(
        "l", "w", "s", cost=COST, provider="b", payers=(Payer(FundingSource.OTHER, party="a"),)
    )
    plan = Plan(
        CareSetting.COMMUNITY, ("a", "b"), (line,), marks=(Mark("m", True, "b", date(2026, 1, 1)),)
    )
    case = Case("sds-case-2", "x", CaseSubject.ADULT, "b", (), plan=plan, concerns=(Concern(ConcernKind.MONEY, ("b", "a")),))  # fmt: skip
    same = renamed(case, lambda party: "a")
    assert same.person == "a"
    assert same.plan.written_by == ("a",)
    assert (same.plan.lines[0].provider, same.plan.lines[0].payers[0].party) == ("a", "a")
    assert same.plan.marks[0].by == "a"
    assert same.concerns[0].about == ("a",)
    assert renamed(Need("n", "o", True, True, prices=(Price(COST),)), str).prices[0].by is None
