"""What help with planning costs: the fee that a helper charges, worked out by the core."""

from __future__ import annotations

from fractions import Fraction

from sds_core.model.money import Money, round_half_up
from sds_core.model.periods import Amount, Period
from sds_core.model.plan import FeeBasis, Help
from sds_core.model.requests import EngagedHelp

__all__ = ["engage"]


def engage(help_: Help, budget: Amount | None) -> EngagedHelp:
    """Return help with its fee worked out, to the nearest penny.

    Args:
        help_: the help as the case has it.
        budget: the indicative budget, where it is decided; a percentage is of its yearly sum.
    """
    fee = help_.fee
    if fee.basis is FeeBasis.FREE:
        return EngagedHelp(help_, Money(0), "no charge")
    if fee.basis is FeeBasis.FIXED:
        if fee.money is None:
            return EngagedHelp(help_, None, "the fixed sum is not recorded")
        return EngagedHelp(help_, fee.money, f"a fixed {fee.money.pounds()}")
    if fee.basis is FeeBasis.HOURLY:
        if fee.money is None or not fee.hours:
            return EngagedHelp(help_, None, "the hours or the price of an hour are not recorded")
        total = Money(fee.money.pence * fee.hours)
        return EngagedHelp(help_, total, f"{fee.hours} hours at {fee.money.pounds()}")
    if fee.percent is None:
        return EngagedHelp(help_, None, "the percentage is not recorded")
    if budget is None:
        why = f"{fee.percent}% of a budget that is not decided yet"
        return EngagedHelp(help_, None, why)
    yearly = budget.exactly_per(Period.YEAR)
    total = Money(round_half_up(Fraction(yearly * fee.percent, 100)))
    return EngagedHelp(help_, total, f"{fee.percent}% of {budget.per(Period.YEAR).words()}")
