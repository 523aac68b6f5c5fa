"""The needs that a budget must be enough for, and what the council says that meeting them costs."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from sds_core.model.assessment import Assessment
from sds_core.model.case import Case
from sds_core.model.money import Exact
from sds_core.model.needs import NOT_THE_COUNCILS, Carer, Need, NeedBasis, WhosePrice
from sds_core.model.parties import PartyKind, Role
from sds_core.model.periods import Amount, in_a_year
from sds_core.model.plan import FundingSource

__all__ = [
    "PricedNeeds",
    "care_counts",
    "eligible_unmet",
    "highest_of_others",
    "met_otherwise",
    "priced_needs",
    "to_be_met",
]

# Met whatever is found of eligibility.
_WHATEVER_FOUND = (NeedBasis.URGENT, NeedBasis.AFTERCARE, NeedBasis.CONTINUITY)


def care_counts(carer: Carer, need: str) -> bool | None:
    """Tell whether a carer is able and willing to meet a need; `None` while it is not recorded.

    What is said of the need decides, unless the carer is said to be unable or unwilling altogether.

    Args:
        carer: the carer.
        need: the need's id.
    """
    said = [(care.able, care.willing) for care in carer.needs or () if care.need == need]
    if any(False in each for each in (*said, (carer.able, carer.willing))):
        return False
    return True if any(able and willing for able, willing in said) else None


def _others_who_meet(case: Case, need: Need) -> Iterable[bool | None]:
    """Yield, of everybody who is said to meet a need, whether that counts."""
    carers = {c.party: c for c in (case.assessment.carers if case.assessment else None) or ()}
    lines = case.plan.lines if case.plan else ()
    paid = {line.provider for line in lines if line.source is FundingSource.BUDGET}
    for party_id in need.met_by or ():
        party = case.party(party_id)
        if party_id in carers:
            yield care_counts(carers[party_id], need.id)
        elif party.kind is PartyKind.INDIVIDUAL:
            yield None  # whoever gives care is asked, and recorded as a carer
        else:
            yield not party.holds(Role.COUNCIL) and party_id not in paid


def met_otherwise(case: Case, need: Need) -> bool | None:
    """Tell whether somebody else meets a need; `None` while that is not recorded.

    Carers count who are recorded as able and willing, and bodies that this budget does not pay.
    """
    counts = list(_others_who_meet(case, need))
    if False in counts:
        return False
    return None if None in counts or not counts else True


def to_be_met(case: Case, need: Need) -> bool:
    """Tell whether the budget must be enough for a need.

    That is so of an eligible need, and of one that is met whatever is found of eligibility, unless
    it is recorded that somebody else meets it. A need without a recorded basis counts as one that
    must be met.
    """
    if not need.eligible:
        return need.unmet and need.basis in _WHATEVER_FOUND
    if need.basis in NOT_THE_COUNCILS:
        return False
    return need.unmet or met_otherwise(case, need) is not True


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


def _priced(needs: Iterable[Need]) -> PricedNeeds:
    held_to = tuple(needs)
    priced = (need.council_price for need in held_to)
    return PricedNeeds(sum(in_a_year(cost) for cost in priced if cost is not None), held_to)


def priced_needs(case: Case) -> PricedNeeds:
    """Return the needs that a budget must be enough for, and what they cost by the council's price.

    Args:
        case: the case.
    """
    needs = (case.assessment.needs if case.assessment else None) or ()
    return _priced(need for need in needs if to_be_met(case, need))


def eligible_unmet(assessment: Assessment | None) -> PricedNeeds:
    """Return the needs that are recorded as eligible and unmet, and what they cost.

    Args:
        assessment: the assessment, where there is one.
    """
    needs = (assessment.needs if assessment else None) or ()
    return _priced(need for need in needs if need.eligible and need.unmet)


def highest_of_others(need: Need) -> Amount | None:
    """Return the highest price that anybody but the council gives of a need."""
    others = (p.cost for p in need.prices if p.whose not in (WhosePrice.COUNCIL, None))
    return max(others, key=in_a_year, default=None)
