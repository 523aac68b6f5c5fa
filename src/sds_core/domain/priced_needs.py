"""The needs that a budget must be enough for, and what the council says that meeting them costs."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from sds_core.model.assessment import Assessment
from sds_core.model.money import Exact
from sds_core.model.needs import Carer, Need, NeedBasis, WhosePrice
from sds_core.model.periods import Amount, Period

__all__ = ["PricedNeeds", "in_a_year", "priced_needs", "to_be_met"]

# Met by somebody else, by law, or by choice: the budget need not be enough for them.
_NOT_HELD_TO = (NeedBasis.POWER, NeedBasis.HEALTH_SERVICE, NeedBasis.EXCLUDED)
# Met whatever is found of eligibility.
_WHATEVER_FOUND = (NeedBasis.URGENT, NeedBasis.AFTERCARE, NeedBasis.CONTINUITY)


def in_a_year(cost: Amount) -> Exact:
    """Return the exact pence that a cost comes to in a year; one paid once counts once."""
    once = cost.period is Period.ONCE
    return cost.money.pence if once else cost.exactly_per(Period.YEAR)


def to_be_met(need: Need, carers: Sequence[Carer] = ()) -> bool:
    """Tell whether the budget must be enough for a need.

    That is so of a need that nobody else meets and that is eligible, or is met whatever is found of
    eligibility. A need without a recorded basis counts as one that must be met; so does one that is
    left to carers of whom somebody is not able or not willing.

    Args:
        need: the need.
        carers: the unpaid carers, as the assessment has them.
    """
    if need.basis in _NOT_HELD_TO or not (need.eligible or need.basis in _WHATEVER_FOUND):
        return False
    return need.unmet or _refused(need, carers)


def _refused(need: Need, carers: Sequence[Carer]) -> bool:
    left_to = need.met_by or ()
    for carer in carers:
        if carer.party not in left_to:
            continue
        cares = [care for care in carer.needs or () if care.need == need.id]
        said = [(carer.able, carer.willing), *((care.able, care.willing) for care in cares)]
        if any(False in each for each in said):
            return True
    return False


@frozen
class PricedNeeds:
    """What the needs that a budget must be enough for cost, as the council prices them.

    Attributes:
        a_year: exact pence a year, of those that have a price.
        needs: the needs, priced or not.
    """

    a_year: Exact
    needs: tuple[Need, ...]

    @property
    def unpriced(self) -> tuple[Need, ...]:
        """The needs without a price of the council's."""
        return tuple(need for need in self.needs if need.council_price is None)

    @property
    def below_others(self) -> tuple[Need, ...]:
        """The needs that somebody else prices higher than the council."""
        return tuple(need for need in self.needs if _others_price_more(need))


def _others_price_more(need: Need) -> bool:
    own = need.council_price
    others = (p.cost for p in need.prices if p.whose not in (WhosePrice.COUNCIL, None))
    return any(own is None or in_a_year(cost) > in_a_year(own) for cost in others)


def priced_needs(assessment: Assessment | None) -> PricedNeeds:
    """Return the needs that a budget must be enough for, and what they cost by the council's price.

    Args:
        assessment: the assessment, where there is one.
    """
    needs = (assessment.needs if assessment else None) or ()
    carers = (assessment.carers if assessment else None) or ()
    held_to = tuple(need for need in needs if to_be_met(need, carers))
    priced = (need.council_price for need in held_to)
    return PricedNeeds(sum(in_a_year(cost) for cost in priced if cost is not None), held_to)
