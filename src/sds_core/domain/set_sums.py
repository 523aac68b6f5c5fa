"""The sum that a person set, where the formula referred it: when it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sds_core.domain.who_may_not_judge import may_not_judge
from sds_core.model.assessment import SetSum
from sds_core.model.budgets import Referral
from sds_core.model.case import Case
from sds_core.model.periods import Period
from sds_core.model.reasons import Undetermined

__all__ = ["SET", "set_sum"]

SET = "set"
_PATH = ("assessment.set_sum",)


def set_sum(case: Case, on: date, referrals: Sequence[Referral]) -> SetSum | Undetermined | None:
    """Return the sum that a person set in the place of one that was referred.

    It is `None` while nobody has set one; where the one that was set cannot stand, why.

    Whoever may not judge the plan may not set it. Where the sum was referred for being less than
    what it is held to, the one that is set may not be less either.

    Args:
        case: the case.
        on: the day of the decision.
        referrals: why the sum was referred; at least one.
    """
    found = case.assessment.set_sum if case.assessment else None
    if found is None or found.on > on:
        return None
    barred = may_not_judge(case, on)
    if found.by in barred:
        cause = (
            f"The sum was set by {case.name(found.by)}, who {barred[found.by]}: somebody else "
            "must set it"
        )
        return Undetermined(cause, _PATH, "whoever may decide this sum", "assessment.set_sum")
    if not found.why.strip() or found.amount.period is Period.ONCE:
        cause = "The sum that was set has no reason, or is not for a period"
        return Undetermined(cause, _PATH, case.name(found.by), "assessment.set_sum")
    for referral in referrals:
        least = referral.held_to
        below = referral.found.money < least.money
        if below and found.amount.exactly_per(least.period) < least.money.pence:
            cause = (
                f"{case.name(found.by)} set {found.amount.words()}, which is less than "
                f"{least.words()} too"
            )
            return Undetermined(cause, _PATH, "whoever may decide this sum", "assessment.set_sum")
    return found
