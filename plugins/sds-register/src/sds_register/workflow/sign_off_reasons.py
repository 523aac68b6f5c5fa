"""Why a sign-off needs a written reason."""

from __future__ import annotations

from collections.abc import Iterator

from sds_core import (
    APPROVE_PLAN,
    Approval,
    Exact,
    Status,
    fees_from_budget,
    sums_compared,
    words_a_year,
)
from sds_register.acts.plan_acts import Outcome, SignOff
from sds_register.entries.entry_store import EntryStore
from sds_register.workflow.sign_off_record import takes_less_by_wish
from sds_register.workflow.submitted_plan import SubmittedPlan

__all__ = ["ADVISE_TO_AGREE", "reasons_asked"]

ADVISE_TO_AGREE = ("agree", "refer")


def _departs(plan: SubmittedPlan, act: SignOff) -> Iterator[str]:
    """Yield where a decision goes against what the rules advise, or beyond what they know."""
    approve = plan.decisions.get(APPROVE_PLAN)
    verdict = approve.outcome if approve else "not asked"
    agrees = act.outcome in (Outcome.ACCEPT, Outcome.AMEND)
    if approve is None or approve.status is not Status.ANSWERED:
        yield "What the rules advise is not decided."
    elif agrees != (verdict in ADVISE_TO_AGREE):
        yield f"The rules advise to {verdict}, and the decision is to {act.outcome}."
    if agrees:
        for question, decision in plan.decisions.items():
            if decision.undetermined:
                yield f"{question} leaves {len(decision.undetermined)} answers open."
        assessment = plan.case.assessment
        if assessment is None or assessment.needs is None:
            yield "No needs are recorded, so it is not shown that the sum is enough."
        elif assessment.previous_budget is not None and assessment.needs_rose is None:
            yield "Nobody has recorded whether needs rose since the last budget."
        elif assessment.needs_rose and assessment.previous_budget is None:
            yield "Needs rose, and the budget before is not recorded."
        if plan.budget is None:
            yield "The indicative budget is not decided, so the sum cannot be compared with it."


def _said_of_sum(plan: SubmittedPlan) -> Iterator[str]:
    """Yield why the rules ask for a written reason for the plan's own sum, with their authority."""
    approve = plan.decisions.get(APPROVE_PLAN)
    for approval in approve.answers(Approval) if approve else ():
        yield from approval.needs_reason


def reasons_asked(
    register: EntryStore, plan: SubmittedPlan, act: SignOff, total: Exact, planned: Exact | None
) -> list[str]:
    """Return why a sign-off needs a written reason; empty where it needs none.

    Args:
        register: the register.
        plan: the plan.
        act: the sign-off.
        total: exact pence a year that it agrees.
        planned: exact pence a year that the plan costs; `None` where a line has no price.
    """
    asked = list(_departs(plan, act))
    if act.outcome not in (Outcome.ACCEPT, Outcome.AMEND):
        return [*asked, f"The plan is not agreed: the decision is to {act.outcome}."]
    accepts = act.outcome is Outcome.ACCEPT
    wished = accepts and takes_less_by_wish(register, plan)
    said = list(_said_of_sum(plan)) if accepts and not wished else []
    fees, assessment = fees_from_budget(plan.decisions), plan.case.assessment
    compared = sums_compared(total, plan.budget, assessment, "The sum agreed is", fees)
    asked += said or [f"{each.text}." for each in compared if not (wished and each.is_less)]
    if not accepts and planned is not None and total != planned:
        asked.append(f"The plan costs {words_a_year(planned)}, and another sum is agreed.")
    return asked
