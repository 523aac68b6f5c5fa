"""Requests to put to a plugin: each question, on each of the published example cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from sds_core import schemas
from sds_core.casefile import CaseReader
from sds_core.concern import may_not_judge
from sds_core.costs import engage
from sds_core.model.answers import Line, LineKind
from sds_core.model.case import Case
from sds_core.model.decisions import Decision, Provenance, Status
from sds_core.model.money import Money
from sds_core.model.periods import Amount, Period
from sds_core.model.policy import CriteriaSet, Criterion, CriterionKind, Tier, TierLimit
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
from sds_core.wire import freeze

__all__ = ["ON", "example_cases", "requests_for"]

ON = date(2026, 10, 1)
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
    return [reader.from_document(schemas.example(f"case-{name}"), name) for name in names]


def _decision(case: Case, on: date) -> Decision:
    provenance = Provenance("example@1", "sha256:0", case.digest, "0", ())
    return Decision(
        "allocate_budget",
        case.id,
        on,
        Status.NOT_ASKED,
        "not_asked",
        None,
        (),
        (),
        (),
        provenance,
        "An example.",
    )


def requests_for(hook: str, case: Case, on: date = ON) -> Iterator[Any]:
    """Yield requests for a question on a case; none where the case gives no occasion to ask.

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
            yield AdjustRequest(on, case, pence, Period.WEEK, (line,), 27)
    elif hook == "suggest_support":
        yield SupportRequest(on, case)
    elif hook == "check_conflicts":
        yield ConflictsRequest(on, case)
    elif hook == "accredit" and helpers:
        yield AccreditRequest(on, case, helpers)
    elif hook == "fund_help" and case.help:
        for budget, points in ((_BUDGET, 27), (_BUDGET, None), (None, None)):
            engaged = tuple(engage(help_, budget) for help_ in case.help)
            if all(e.fee is not None for e in engaged):  # the core asks only then
                yield FundRequest(on, case, engaged, budget, points)
    elif hook == "review_plan" and case.plan:
        barred = frozenset(may_not_judge(case, on))
        yield ReviewRequest(on, case, case.plan, _CRITERIA, _BUDGET, barred=barred)
    elif hook == "approve_plan" and case.plan:
        yield ApproveRequest(on, case, case.plan, _CRITERIA, _TIERS, _BUDGET)
        yield ApproveRequest(on, case, case.plan, _CRITERIA, _TIERS, None)
    elif hook == "review_standing":
        for helper in helpers:
            yield StandingRequest(on, case, helper, "A complaint was upheld.")
    elif hook == "check_model":
        yield ModelRequest(on, freeze({"id": "example", "hooks": {}, "settings": {}}))
    elif hook == "after_decision":
        yield DecisionNotice(on, _decision(case, on))
