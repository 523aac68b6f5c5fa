"""Requests to put to a plugin: each question, on each of the published example cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from attrs import evolve

from sds_core.cases.reader import CaseReader
from sds_core.domain.costs import engage
from sds_core.domain.who_may_not_judge import may_not_judge
from sds_core.formats.plain import freeze
from sds_core.model.budgets import Line, LineKind
from sds_core.model.case import Case
from sds_core.model.criteria import CriteriaSet, Criterion, CriterionKind, Tier, TierLimit
from sds_core.model.decisions import Decision
from sds_core.model.money import Money
from sds_core.model.parties import Party, PartyKind, Role
from sds_core.model.periods import Amount, Period
from sds_core.model.plan import Fee, FeeBasis, Help
from sds_core.model.requests import (
    AccreditRequest,
    AdjustRequest,
    AllocateRequest,
    ApproveRequest,
    ConflictsRequest,
    DecisionNotice,
    EventKind,
    FundRequest,
    ModelRequest,
    ReviewRequest,
    StandingRequest,
    SupportRequest,
)
from sds_core.schemas.published import load_example
from sds_core.testing.earlier_decisions import decision_of, earlier_for

__all__ = ["DAYS", "ON", "crowded", "example_cases", "requests_for", "variants"]

ON = date(2026, 10, 1)
# A plain day, a leap day, and the first day of a financial year.
DAYS = (ON, date(2028, 2, 29), date(2027, 4, 1))
_BUDGET = Amount(Money(10_000), Period.WEEK)
_CRITERIA = CriteriaSet(
    "example",
    "Example criteria",
    "the conformance kit",
    "local choice",
    (
        Criterion("spending", "How is it spent?", CriterionKind.FACT, "costs_itemised"),
        Criterion("important", "What is important?", CriterionKind.JUDGEMENT),
    ),
)
_TIERS = (
    Tier(
        "first",
        "First tier",
        "team_manager",
        (TierLimit(date(2020, 1, 1), Amount(Money(1_000_000), Period.YEAR)),),
    ),
    Tier("last", "Last tier", "head_of_service"),
)


def example_cases() -> list[Case]:
    """Return the published example cases."""
    reader = CaseReader({})
    names = ("ada", "ben", "cam", "dee", "eli", "fay")
    return [reader.from_document(load_example(f"case-{name}"), name) for name in names]


def variants(case: Case) -> Iterator[tuple[str, Case]]:
    """Yield a case as it is, with many helpers, and with one who charges little, each named."""
    yield "", case
    yield " with more helpers", crowded(case)
    if case.help:
        little = evolve(case.help[0], fee=Fee(FeeBasis.FIXED, Money(1_000)))
        yield " with one cheap helper", evolve(case, help=(little,))


def crowded(case: Case) -> Case:
    """Return a case with one more helper of every role: no plugin may assume a single helper."""
    free = Fee(FeeBasis.FREE)
    fixed = Fee(FeeBasis.FIXED, Money(12_345))
    helpers = [
        Party(f"crowd-{role}", f"Example {role.words}", (role,), kind)
        for role, kind in (
            (Role.BROKER, PartyKind.INDIVIDUAL),
            (Role.FAMILY, PartyKind.INDIVIDUAL),
            (Role.PEER, PartyKind.INDIVIDUAL),
            (Role.PROVIDER, PartyKind.ORGANISATION),
            (Role.COMMUNITY_ORGANISATION, PartyKind.ORGANISATION),
            (Role.CARE_MANAGER, PartyKind.INDIVIDUAL),
        )
    ]
    more = tuple(
        Help(helper.id, ("write_plan",), fixed if i % 2 else free, None, None)
        for i, helper in enumerate(helpers)
    )
    return evolve(case, parties=(*case.parties, *helpers), help=(*case.help, *more))


def requests_for(hook: str, case: Case, on: date = ON) -> Iterator[Any]:
    """Yield requests for a question on a case; none where the question is not asked of it.

    Args:
        hook: the question.
        case: the case.
        on: the day the decision is for.
    """
    helpers = tuple(case.party(help_.helper) for help_ in case.help)
    if hook == "allocate_budget":
        yield AllocateRequest(on, case)
    elif hook == "adjust_budget":
        for pence in (Fraction(0), Fraction(37_177, 3), Fraction(9_000_000)):
            line = Line("Base", pence, LineKind.BASE, "example")
            for points in (27, None):
                yield AdjustRequest(on, case, pence, Period.WEEK, (line,), points)
    elif hook == "review_standing":
        for helper in helpers:
            for kind in EventKind:
                yield StandingRequest(on, case, helper, "A complaint was upheld.", kind)
    elif hook == "check_model":
        yield ModelRequest(on, freeze({"id": "example", "hooks": {}, "settings": {}}))
    elif hook == "after_decision":
        yield DecisionNotice(on, decision_of("allocate_budget", case, on))
    else:
        for earlier in earlier_for(hook, case, on):
            yield from _later(hook, case, on, helpers, earlier)


def _later(
    hook: str, case: Case, on: date, helpers: tuple[Party, ...], earlier: Mapping[str, Decision]
) -> Iterator[Any]:
    """Yield requests that are told the earlier decisions."""
    if hook == "suggest_support":
        yield SupportRequest(on, case, earlier)
    elif hook == "check_conflicts":
        yield ConflictsRequest(on, case, earlier)
    elif hook == "accredit" and helpers:
        yield AccreditRequest(on, case, helpers, earlier)
    elif hook == "fund_help" and case.help:
        for budget, points in ((_BUDGET, 27), (_BUDGET, None), (None, None)):
            engaged = tuple(engage(help_, budget) for help_ in case.help)
            if all(e.fee is not None for e in engaged):  # the core asks only then
                yield FundRequest(on, case, engaged, budget, points, earlier)
    elif hook == "review_plan" and case.plan:
        barred = frozenset(may_not_judge(case, on))
        yield ReviewRequest(on, case, case.plan, _CRITERIA, _BUDGET, earlier, barred)
    elif hook == "approve_plan" and case.plan:
        for budget in (_BUDGET, None):
            yield ApproveRequest(on, case, case.plan, _CRITERIA, _TIERS, budget, earlier)
