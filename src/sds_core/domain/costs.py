"""What help with planning costs, and what a plan takes from the budget, worked out by the core."""

from __future__ import annotations

from fractions import Fraction

from sds_core.model.money import Exact, Money, round_half_up
from sds_core.model.periods import Amount, Period, in_a_year
from sds_core.model.plan import FeeBasis, FundingSource, Help, Plan, PlanLine
from sds_core.model.requests import EngagedHelp

__all__ = ["budget_parts", "engage", "yearly", "yearly_total"]


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
        if fee.money is None or fee.hours is None or not fee.hours.millionths:
            return EngagedHelp(help_, None, "the hours or the price of an hour are not recorded")
        total = Money(round_half_up(fee.money.pence * fee.hours.exact))
        return EngagedHelp(help_, total, f"{fee.hours} hours at {fee.money.pounds()}")
    if fee.percent is None:
        return EngagedHelp(help_, None, "the percentage is not recorded")
    if budget is None:
        why = f"{fee.percent}% of a budget that is not decided yet"
        return EngagedHelp(help_, None, why)
    yearly = budget.exactly_per(Period.YEAR)
    total = Money(round_half_up(Fraction(yearly * fee.percent, 100)))
    return EngagedHelp(help_, total, f"{fee.percent}% of {budget.per(Period.YEAR).words()}")


def yearly_total(plan: Plan) -> Exact | tuple[str, ...]:
    """Return the exact pence that a plan takes from the budget in a year, one-off costs once.

    Returns:
        The sum, or the ids of the lines that have no price yet.
    """
    parts = [(line.id, cost) for line in plan.lines for cost in budget_parts(line)]
    unpriced = tuple(dict.fromkeys(line for line, cost in parts if cost is None))
    if unpriced:
        return unpriced
    return sum(in_a_year(cost) for _, cost in parts if cost is not None)


def budget_parts(line: PlanLine) -> tuple[Amount | None, ...]:
    """Return what a line of a plan takes from the budget: the whole, or the budget's part of it.

    A part is `None` where it is not priced yet.
    """
    if line.payers:
        return tuple(p.cost for p in line.payers if p.source is FundingSource.BUDGET)
    return (line.cost,) if line.source is FundingSource.BUDGET else ()


def yearly(amount: Amount | None) -> Money | None:
    """Return an amount as money a year, half a penny up; `None` where there is none."""
    return None if amount is None else Money(round_half_up(amount.exactly_per(Period.YEAR)))
