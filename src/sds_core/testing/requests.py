"""Requests to put to a plugin: each question, on each of the published example cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from attrs import evolve

from sds_core.cases.reader import CaseReader
from sds_core.domain.costs import engage
from sds_core.domain.who_may_not_judge import may_not_judge
from sds_core.formats.plain import freeze
from sds_core.model.budgets import Line, LineKind
from sds_core.model.case import Case
from sds_core.model.criteria import CriteriaSet, Criterion, CriterionKind, Tier, TierLimit
from sds_core.model.decisions import Decision
from sds_core.model.known import EventKind
from sds_core.model.money import Money
from sds_core.model.parties import Party, PartyKind, Role
from sds_core.model.periods import Amount, Period
from sds_core.model.plan import Fee, FeeBasis, Help, Plan
from sds_core.model.requests import (
    AccreditRequest,
    AdjustRequest,
    AllocateRequest,
    ApproveRequest,
    ConflictsRequest,
    DecisionNotice,
    FundRequest,
    ModelRequest,
    ReviewRequest,
    StandingRequest,
    SupportRequest,
)
from sds_core.model.tasks import Task
from sds_core.questions import (
    ACCREDIT,
    ADJUST_BUDGET,
    AFTER_DECISION,
    ALLOCATE_BUDGET,
    APPROVE_PLAN,
    CHECK_CONFLICTS,
    CHECK_MODEL,
    FUND_HELP,
    QUESTIONS,
    REVIEW_PLAN,
    REVIEW_STANDING,
    SUGGEST_SUPPORT,
    Questions,
)
from sds_core.schemas.published import load_example
from sds_core.testing.earlier_decisions import decision_of, earlier_for

__all__ = ["DAYS", "ON", "REQUESTS", "crowded", "example_cases", "requests_for", "variants"]

Told = Sequence[Mapping[str, Decision]]

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
        Help(helper.id, (Task.WRITE_PLAN,), fixed if i % 2 else free, None, None)
        for i, helper in enumerate(helpers)
    )
    return evolve(case, parties=(*case.parties, *helpers), help=(*case.help, *more))


def _allocate(case: Case, on: date, told: Told) -> Iterator[object]:
    yield AllocateRequest(on, case)


def _adjust(case: Case, on: date, told: Told) -> Iterator[object]:
    for pence in (Fraction(0), Fraction(37_177, 3), Fraction(9_000_000)):
        line = Line("Base", pence, LineKind.BASE, "example")
        for points in (27, None):
            yield AdjustRequest(on, case, pence, Period.WEEK, (line,), points)


def _suggest(case: Case, on: date, told: Told) -> Iterator[object]:
    for earlier in told:
        yield SupportRequest(on, case, earlier)


def _conflicts(case: Case, on: date, told: Told) -> Iterator[object]:
    for earlier in told:
        yield ConflictsRequest(on, case, earlier)


def _accredit(case: Case, on: date, told: Told) -> Iterator[object]:
    for earlier in told if case.help else ():
        yield AccreditRequest(on, case, _helpers(case), earlier)


def _fund(case: Case, on: date, told: Told) -> Iterator[object]:
    for earlier in told:
        for budget, points in ((_BUDGET, 27), (_BUDGET, None), (None, None)):
            engaged = tuple(engage(help_, budget) for help_ in case.help)
            if all(e.fee is not None for e in engaged):  # the core asks only then
                yield FundRequest(on, case, engaged, budget, points, earlier)


def _review(case: Case, on: date, told: Told) -> Iterator[object]:
    for earlier in told if case.plan else ():
        barred = frozenset(may_not_judge(case, on))
        yield ReviewRequest(on, case, _plan(case), _CRITERIA, _BUDGET, earlier, barred)


def _approve(case: Case, on: date, told: Told) -> Iterator[object]:
    for earlier in told if case.plan else ():
        for budget in (_BUDGET, None):
            yield ApproveRequest(on, case, _plan(case), _CRITERIA, _TIERS, budget, earlier)


def _standing(case: Case, on: date, told: Told) -> Iterator[object]:
    for helper in _helpers(case):
        for kind in EventKind:
            yield StandingRequest(on, case, helper, "A complaint was upheld.", kind)


def _model(case: Case, on: date, told: Told) -> Iterator[object]:
    yield ModelRequest(on, freeze({"id": "example", "hooks": {}, "settings": {}}))


def _notice(case: Case, on: date, told: Told) -> Iterator[object]:
    yield DecisionNotice(on, decision_of(ALLOCATE_BUDGET, case, on))


def _helpers(case: Case) -> tuple[Party, ...]:
    return tuple(case.party(help_.helper) for help_ in case.help)


def _plan(case: Case) -> Plan:
    assert case.plan is not None
    return case.plan


# Sample requests for every question: from a case, a day and the variants of earlier decisions.
REQUESTS: Mapping[str, Callable[[Case, date, Told], Iterator[object]]] = {
    ALLOCATE_BUDGET: _allocate,
    ADJUST_BUDGET: _adjust,
    SUGGEST_SUPPORT: _suggest,
    CHECK_CONFLICTS: _conflicts,
    ACCREDIT: _accredit,
    FUND_HELP: _fund,
    REVIEW_PLAN: _review,
    APPROVE_PLAN: _approve,
    REVIEW_STANDING: _standing,
    CHECK_MODEL: _model,
    AFTER_DECISION: _notice,
}


def requests_for(
    question: str, case: Case, on: date = ON, questions: Questions = QUESTIONS
) -> Iterator[object]:
    """Yield requests for a question on a case; none where the question is not asked of it.

    Args:
        question: the question.
        case: the case.
        on: the day the decision is for.
        questions: the questions that are asked.
    """
    yield from REQUESTS[question](case, on, list(earlier_for(question, case, on, questions)))
