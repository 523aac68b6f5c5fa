"""When a sum needs a written reason: what courts have asked of councils, worked out by the core.

*R (Savva) v Kensington and Chelsea* [2010] EWCA Civ 1209: a sum that differs from the indicative
one, or stays flat after needs rose. *KM v Cambridgeshire* [2012] UKSC 23 and the Care and Support
Statutory Guidance at 11.24: a sum below what meeting the eligible unmet needs would cost.
"""

from __future__ import annotations

from sds_core.model.assessment import Assessment
from sds_core.model.money import Exact, Money, round_half_up
from sds_core.model.periods import Amount, Period

__all__ = ["reasons_asked", "words_a_year"]

_SAVVA = "R (Savva) v Kensington and Chelsea [2010] EWCA Civ 1209"
_KM = "KM v Cambridgeshire [2012] UKSC 23"


def words_a_year(pence: Exact) -> str:
    """Return pence a year as people say them: “£19,110.00 a year”."""
    return Amount(Money(round_half_up(pence)), Period.YEAR).words()


def _without(fees: int) -> str:
    return f", of which {Money(fees).pounds()} pays for help with planning" if fees else ""


def reasons_asked(
    total: Exact,
    budget: Amount | None,
    assessment: Assessment | None,
    what: str = "The plan costs",
    fees: int = 0,
) -> tuple[str, ...]:
    """Return why whoever decides must give a written reason; empty if they need not.

    Args:
        total: the exact pence a year that the plan takes from the budget.
        budget: the indicative budget, where it is decided.
        assessment: the assessment, where there is one.
        what: how a sentence about the total begins.
        fees: pence of it that go to help with planning, and meet no need.
    """
    said = f"{what} {words_a_year(total)}"
    found: list[str] = []
    if budget is not None:
        indicative = budget.exactly_per(Period.YEAR)
        if total != indicative:
            found.append(f"{said}; the indicative budget is {words_a_year(indicative)} ({_SAVVA}).")
    if assessment is None:
        return tuple(found)
    previous = assessment.previous_budget
    if assessment.needs_rose and previous is not None:
        before = previous.exactly_per(Period.YEAR)
        if total <= before:
            found.append(
                f"Needs rose. {said}, no more than before, {words_a_year(before)} ({_SAVVA})."
            )
    unmet = [need for need in assessment.needs or () if need.eligible and need.unmet]
    priced = [cost for cost in (need.council_price for need in unmet) if cost is not None]
    enough = sum(
        (cost.exactly_per(Period.YEAR) for cost in priced if cost.period is not Period.ONCE),
        start=sum(c.money.pence for c in priced if c.period is Period.ONCE),
    )
    if total - fees < enough:
        found.append(
            f"The eligible unmet needs are priced at {words_a_year(enough)}. {said}"
            f"{_without(fees)} ({_KM}; guidance 11.24)."
        )
    if len(priced) < len(unmet):
        found.append(
            f"{len(unmet) - len(priced)} eligible unmet needs have no price, so it is not "
            f"shown that the sum is enough ({_KM}; guidance 11.24)."
        )
    return tuple(found)
