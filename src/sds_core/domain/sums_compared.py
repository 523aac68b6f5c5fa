"""A sum beside the sums that it is compared with, worked out by the core.

It says what differs and by how much. What follows from a difference, and which law says so, is said
by plugins.
"""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

from sds_core.domain.priced_needs import eligible_unmet
from sds_core.model.assessment import Assessment
from sds_core.model.money import Exact, Money, round_half_up
from sds_core.model.periods import Amount, Period

__all__ = ["ComparedSum", "HowSumsDiffer", "sums_compared", "words_a_year"]


class HowSumsDiffer(StrEnum):
    """How a sum differs from one that it is compared with."""

    FROM_INDICATIVE = "from_indicative"
    FLAT_THOUGH_NEEDS_ROSE = "flat_though_needs_rose"
    BELOW_THE_PRICE = "below_the_price"
    NO_PRICE = "no_price"


@frozen
class ComparedSum:
    """One way in which a sum differs from another.

    Attributes:
        how: which way.
        text: both sums in plain words, without a full stop.
        is_less: whether the sum is less than the indicative budget, and differs from that alone.
    """

    how: HowSumsDiffer
    text: str
    is_less: bool = False


def words_a_year(pence: Exact) -> str:
    """Return pence a year as people say them: “£19,110.00 a year”."""
    return Amount(Money(round_half_up(pence)), Period.YEAR).words()


def _without(fees: int) -> str:
    return f", of which {Money(fees).pounds()} pays for help with planning" if fees else ""


def sums_compared(
    total: Exact,
    budget: Amount | None,
    assessment: Assessment | None,
    what: str = "The plan costs",
    fees: int = 0,
) -> tuple[ComparedSum, ...]:
    """Return how a sum differs from the indicative budget, the one before and the priced needs.

    Args:
        total: the exact pence a year that the plan takes from the budget.
        budget: the indicative budget, where it is decided.
        assessment: the assessment, where there is one.
        what: how a sentence about the total begins.
        fees: pence of it that go to help with planning, and meet no need.
    """
    said = f"{what} {words_a_year(total)}"
    found: list[ComparedSum] = []
    if budget is not None:
        indicative = budget.exactly_per(Period.YEAR)
        if total != indicative:
            text = f"{said}; the indicative budget is {words_a_year(indicative)}"
            is_less = total < indicative
            found.append(ComparedSum(HowSumsDiffer.FROM_INDICATIVE, text, is_less))
    if assessment is None:
        return tuple(found)
    previous = assessment.previous_budget
    if assessment.needs_rose and previous is not None:
        before = previous.exactly_per(Period.YEAR)
        if total <= before:
            text = f"Needs rose. {said}, no more than before, {words_a_year(before)}"
            found.append(ComparedSum(HowSumsDiffer.FLAT_THOUGH_NEEDS_ROSE, text))
    priced = eligible_unmet(assessment)
    if total - fees < priced.a_year:
        text = (
            f"The eligible unmet needs are priced at {words_a_year(priced.a_year)}. {said}"
            f"{_without(fees)}"
        )
        found.append(ComparedSum(HowSumsDiffer.BELOW_THE_PRICE, text))
    if priced.unpriced:
        text = (
            f"{len(priced.unpriced)} eligible unmet needs have no price, so it is not shown that "
            "the sum is enough"
        )
        found.append(ComparedSum(HowSumsDiffer.NO_PRICE, text))
    return tuple(found)
