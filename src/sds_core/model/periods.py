"""Periods that money is paid over, and the published rules for converting between them.

The conversions follow the Department of Health and Social Care's Client Level Data dashboard
(DataS-DHSC/ASC-CLD-LA-Dashboard, 6.Costs_fact.sql): a year is 52 weeks, a month 52/12 of a week.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from sds_core.model.money import Exact, Money, round_half_up

__all__ = ["Amount", "CostFrequency", "Period", "in_a_year", "period_cost", "weekly_cost"]


class Period(StrEnum):
    """How often a sum is paid."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    FOUR_WEEKS = "four_weeks"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ONCE = "once"

    @property
    def words(self) -> str:
        """The period as it follows a sum: “a week”, “every four weeks”, “once”."""
        return _WORDS[self]

    def weeks(self) -> Fraction:
        """Return how many weeks the period lasts.

        Raises:
            ValueError: a sum paid once has no length.
        """
        if self is Period.ONCE:
            raise ValueError("a sum paid once cannot be turned into a weekly sum")
        return _WEEKS[self]


_WEEKS = {
    Period.WEEK: Fraction(1),
    Period.FORTNIGHT: Fraction(2),
    Period.FOUR_WEEKS: Fraction(4),
    Period.MONTH: Fraction(52, 12),
    Period.QUARTER: Fraction(52, 4),
    Period.YEAR: Fraction(52),
}
_WORDS = {
    Period.WEEK: "a week",
    Period.FORTNIGHT: "a fortnight",
    Period.FOUR_WEEKS: "every four weeks",
    Period.MONTH: "a month",
    Period.QUARTER: "a quarter",
    Period.YEAR: "a year",
    Period.ONCE: "once",
}


@frozen
class Amount:
    """A sum and the period it is for.

    Attributes:
        money: the sum, in pounds and pence.
        period: how often it is paid.
    """

    money: Money
    period: Period

    def exactly_per(self, period: Period) -> Exact:
        """Return the exact pence for another period.

        Raises:
            ValueError: one of the two is a sum paid once and the other is not.
        """
        if period is self.period:
            return self.money.pence
        return self.money.pence * period.weeks() / self.period.weeks()

    def per(self, period: Period) -> Amount:
        """Return the amount for another period, to the nearest penny."""
        return Amount(Money(round_half_up(self.exactly_per(period))), period)

    def words(self) -> str:
        """Return the amount as people say it: “£82.91 a week”."""
        return f"{self.money.pounds()} {self.period.words}"


def in_a_year(cost: Amount) -> Exact:
    """Return the exact pence that a cost comes to in a year; one paid once counts once."""
    once = cost.period is Period.ONCE
    return cost.money.pence if once else cost.exactly_per(Period.YEAR)


class CostFrequency(StrEnum):
    """How the cost of a service is recorded in Client Level Data."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    FOUR_WEEKLY = "4-weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ANNUALLY = "annually"
    PER_SESSION = "per session"
    HOURLY = "hourly"
    DAILY = "daily"
    ONE_OFF = "one-off"


_UNITS_PER_WEEK = {
    CostFrequency.WEEKLY: Fraction(1),
    CostFrequency.FORTNIGHTLY: Fraction(1, 2),
    CostFrequency.FOUR_WEEKLY: Fraction(1, 4),
    CostFrequency.MONTHLY: Fraction(12, 52),
    CostFrequency.QUARTERLY: Fraction(4, 52),
    CostFrequency.ANNUALLY: Fraction(1, 52),
}


def weekly_cost(
    frequency: CostFrequency, unit_cost: Money | None, planned_units: Fraction | int | None = None
) -> Fraction | None:
    """Return the exact weekly cost of a service in pence, by the published rules.

    The frequency is trusted over the planned units; a negative cost or number of units is read as
    positive.

    Args:
        frequency: how the cost is recorded.
        unit_cost: pounds for each unit.
        planned_units: units a week; used only for costs by the session, hour or day.

    Returns:
        Pence a week, or `None` where the rules leave the row out (no cost, no units) or the cost
        is a one-off, which has no weekly cost.
    """
    if unit_cost is None or unit_cost.pence == 0 or frequency is CostFrequency.ONE_OFF:
        return None
    units = _UNITS_PER_WEEK.get(frequency)
    if units is None:
        units = abs(Fraction(planned_units or 0))
    return abs(unit_cost.pence) * units if units else None


def period_cost(
    frequency: CostFrequency,
    unit_cost: Money | None,
    planned_units: Fraction | int | None,
    service: tuple[date, date | None],
    reporting: tuple[date, date],
) -> Fraction | None:
    """Return the exact cost in pence of a service within a reporting period.

    Days count from first to last inclusive, clipped to the reporting period; weeks are days
    over 7. A one-off cost counts once where the service and the period overlap.

    Args:
        frequency: how the cost is recorded.
        unit_cost: pounds for each unit.
        planned_units: units a week, for costs by the session, hour or day.
        service: first and last day of the service; no last day means that it goes on.
        reporting: first and last day of the reporting period.

    Returns:
        Pence, or `None` where the published rules leave the row out.
    """
    start = max(service[0], reporting[0])
    end = min(service[1] or reporting[1], reporting[1])
    if end < start:
        return None
    if frequency is CostFrequency.ONE_OFF:
        return Fraction(abs(unit_cost.pence)) if unit_cost and unit_cost.pence else None
    cost = weekly_cost(frequency, unit_cost, planned_units)
    return None if cost is None else cost * ((end - start).days + 1) / 7
