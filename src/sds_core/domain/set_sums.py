"""The sum that a person set in the place of the formula's: when it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sds_core.domain.who_may_not_judge import may_not_judge
from sds_core.model.assessment import SetSum
from sds_core.model.case import Case
from sds_core.model.periods import Amount, Period
from sds_core.model.reasons import Undetermined

__all__ = ["SET", "set_sum"]

SET = "set"
_PATH = ("assessment.set_sum",)


def set_sum(case: Case, on: date, least: Sequence[Amount]) -> SetSum | Undetermined | None:
    """Return the sum that a person set in the place of the formula's.

    It is `None` while nobody has set one; where the one that was set cannot stand, why.

    Whoever may not judge the plan may not set it; and it is nothing less than what the steps of the
    sum say is the least. Where nothing was referred, that is what the formula gives.

    Args:
        case: the case.
        on: the day of the decision.
        least: the least that may be set, as each step says that says one.
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
    if not found.why.strip() or found.amount.period is Period.ONCE or found.amount.money.pence <= 0:
        cause = "The sum that was set has no reason, is nothing, or is not for a period"
        return Undetermined(cause, _PATH, case.name(found.by), "assessment.set_sum")
    for amount in least:
        if found.amount.exactly_per(amount.period) < amount.money.pence:
            cause = (
                f"{case.name(found.by)} set {found.amount.words()}, which is less than "
                f"{amount.words()}: what the needs cost, or what the formula gives"
            )
            return Undetermined(cause, _PATH, "whoever may decide this sum", "assessment.set_sum")
    return found
