"""What later questions, and people who sign off, read from earlier decisions."""

from __future__ import annotations

from collections.abc import Mapping

from sds_core.model.answers import Funding
from sds_core.model.budgets import Allocation
from sds_core.model.decisions import Decision, Status
from sds_core.model.periods import Amount
from sds_core.questions import ADJUST_BUDGET, ALLOCATE_BUDGET, FUND_HELP

__all__ = ["REFER", "Earlier", "fees_from_budget", "indicative", "points"]

Earlier = Mapping[str, Decision]

REFER = "refer"


def indicative(earlier: Earlier) -> Amount | None:
    """Return the indicative budget among earlier decisions, or `None` while it is not decided."""
    adjusted = earlier.get(ADJUST_BUDGET)
    if adjusted is not None and adjusted.status is not Status.NOT_ASKED:
        # Above a cap the sum is shown whole, but a person has yet to decide it.
        return None if adjusted.outcome == REFER else adjusted.amount
    allocated = earlier.get(ALLOCATE_BUDGET)
    return allocated.amount if allocated is not None else None


def points(earlier: Earlier) -> int | None:
    """Return the points scored among earlier decisions, where the allocation goes by points."""
    allocated = earlier.get(ALLOCATE_BUDGET)
    answer: Allocation | None = next(allocated.answers(Allocation), None) if allocated else None
    return answer.points if answer else None


def fees_from_budget(earlier: Earlier) -> int:
    """Return the pence that help with planning takes from the person's own budget, once."""
    funded = earlier.get(FUND_HELP)
    fundings: list[Funding] = list(funded.answers(Funding)) if funded else []
    return sum(s.money.pence for f in fundings for s in f.shares if s.from_budget)
