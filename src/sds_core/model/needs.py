"""The needs that an assessment found, their prices, and the care that others give."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import field, frozen

from sds_core.model.marks import FIGURE, PARTY
from sds_core.model.money import Rate
from sds_core.model.periods import Amount, in_a_year
from sds_core.model.quantities import Quantity

__all__ = [
    "NOT_THE_COUNCILS",
    "CareForNeed",
    "CareLevel",
    "Carer",
    "Need",
    "NeedBasis",
    "Price",
    "PriceBasis",
    "Unit",
    "WhosePrice",
]


class NeedBasis(StrEnum):
    """On what ground a need is met, or not.

    “duty” and “power”: the council must, or chooses to. “urgent”: at once, before anything is
    found. “aftercare”: after a stay in hospital for mental health. “continuity”: as the council
    did where the person lived before. “health_service”: the health service meets it. “excluded”:
    the law forbids the council to meet it.
    """

    DUTY = "duty"
    POWER = "power"
    URGENT = "urgent"
    AFTERCARE = "aftercare"
    CONTINUITY = "continuity"
    HEALTH_SERVICE = "health_service"
    EXCLUDED = "excluded"


# Needs on these grounds are met by others, or by law by nobody: the council does not meet them.
NOT_THE_COUNCILS = frozenset({NeedBasis.HEALTH_SERVICE, NeedBasis.EXCLUDED})


class WhosePrice(StrEnum):
    """Who says what meeting a need would cost."""

    COUNCIL = "council"
    PERSON = "person"
    PROVIDER = "provider"
    INDEPENDENT = "independent"


class PriceBasis(StrEnum):
    """What a price rests on."""

    QUOTE = "quote"
    PUBLISHED_RATE = "published_rate"
    COMPARABLE = "comparable"


class Unit(StrEnum):
    """What support is counted in."""

    HOUR = "hour"
    VISIT = "visit"
    SESSION = "session"
    DAY = "day"
    NIGHT = "night"
    WEEK = "week"
    MILE = "mile"
    ITEM = "item"


@frozen
class Price:
    """What meeting a need would cost, as somebody says; `None` is not recorded.

    Attributes:
        cost: the price.
        whose: who says so.
        by: id of the party who made it.
        basis: what it rests on.
        on: the day that it was made.
        reference: the quote, the published list or the comparison, in words.
        service: the support that is priced, in plain words.
        quantity: how many units of it in each period.
        unit: what it is counted in.
        rate: pounds a unit.
        shown_on: the day that the person was shown it.
    """

    cost: Amount = field(metadata=FIGURE)
    whose: WhosePrice | None = None
    by: str | None = field(default=None, metadata=PARTY)
    basis: PriceBasis | None = None
    on: date | None = None
    reference: str = ""
    service: str = ""
    quantity: Quantity | None = None
    unit: Unit | None = None
    rate: Rate | None = None
    shown_on: date | None = None


@frozen
class Need:
    """A need that the assessment identified; `None` is not recorded.

    Attributes:
        id: the need's identifier in the case.
        outcome: the Care Act outcome it concerns, by PUB05's code (CA-NUTRITION …).
        eligible: whether it was found eligible.
        unmet: whether it is left for the council to meet (not met by a carer or otherwise).
        text: the need in plain words.
        basis: on what ground it is met, or not.
        found_by: id of the party who found it.
        found_on: the day that it was found.
        why: the finder's reasons.
        met_by: ids of those who meet it, the council's budget aside.
        prices: what meeting it would cost, as each says.
    """

    id: str
    outcome: str
    eligible: bool
    unmet: bool
    text: str = ""
    basis: NeedBasis | None = None
    found_by: str | None = field(default=None, metadata=PARTY)
    found_on: date | None = None
    why: str = ""
    met_by: tuple[str, ...] | None = field(default=None, metadata={**PARTY, "most": 50})
    prices: tuple[Price, ...] = field(default=(), metadata={"most": 50})

    @property
    def priced_by_council(self) -> Price | None:
        """The council's own price; a price of which nobody recorded whose it is counts as that.

        Of several, the highest for a year; `None` while there is none.
        """
        own = [price for price in self.prices if price.whose in (WhosePrice.COUNCIL, None)]
        return max(own, key=lambda price: in_a_year(price.cost), default=None)

    @property
    def council_price(self) -> Amount | None:
        """What the need costs, by the council's own price."""
        price = self.priced_by_council
        return price.cost if price else None


class CareLevel(StrEnum):
    """How much of the care a carer gives."""

    NONE = "none"
    SOME = "some"
    SUBSTANTIAL = "substantial"
    MOST = "most"


@frozen
class CareForNeed:
    """What a carer does for one need; `None` while nobody has asked.

    Attributes:
        need: the need's id.
        able: whether the carer is able to go on.
        willing: whether the carer is willing to go on.
        what: what the carer does, in plain words.
    """

    need: str
    able: bool | None = None
    willing: bool | None = None
    what: str = ""


@frozen
class Carer:
    """Somebody unpaid who gives care.

    Attributes:
        party: id of the party.
        gives: how much of the care; `None` while it is not known.
        able: whether the carer is able to go on; `None` while nobody has asked.
        willing: whether the carer is willing to go on; `None` while nobody has asked.
        needs: what the carer does, need by need; `None` while nobody has asked.
        assessment_offered: whether the carer was offered an assessment of their own; `None` while
            that is not recorded.
        asked_on: the day that the carer was asked.
    """

    party: str = field(metadata=PARTY)
    gives: CareLevel | None = None
    able: bool | None = None
    willing: bool | None = None
    needs: tuple[CareForNeed, ...] | None = field(default=None, metadata={"most": 200})
    assessment_offered: bool | None = None
    asked_on: date | None = None
