"""What a council's records say beside the case: an input of decisions, like the case itself.

A register fills it; a host without one passes what it has. A part that is `None` was not looked up,
which is never the same as “there is none”.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import evolve, fields_dict, frozen

from sds_core.model.money import Money
from sds_core.model.periods import Amount

__all__ = [
    "NOTHING_KNOWN",
    "PARTS",
    "EventKind",
    "Known",
    "KnownConcern",
    "KnownDecision",
    "KnownNeed",
    "KnownPlan",
    "KnownPot",
    "KnownStanding",
    "ListedAs",
]


class EventKind(StrEnum):
    """The kind of event after which a helper's place on the list is reviewed."""

    COMPLAINT = "complaint"
    LAPSE = "lapse"
    FINDING = "finding"
    SAFEGUARDING = "safeguarding"
    OTHER = "other"


class ListedAs(StrEnum):
    """A helper's place on the list, from the mildest to the strictest."""

    LISTED = "listed"
    PROVISIONAL = "provisional"
    WARNED = "warned"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


@frozen
class KnownPot:
    """A pot and what it holds.

    Attributes:
        pot: the pot's id.
        holds: pounds and pence that it holds when the question is asked.
    """

    pot: str
    holds: Money


@frozen
class KnownStanding:
    """A helper's place on the list, as it was last decided.

    Attributes:
        party: id of the party in the case.
        stands: their place on the list.
        from_date: the day from which it counts.
        entry: what says so, such as the number of a register's entry.
    """

    party: str
    stands: ListedAs
    from_date: date
    entry: str = ""


@frozen
class KnownConcern:
    """A concern about somebody in the case, without its words.

    Attributes:
        party: id of the party in the case.
        on: the day that it was recorded for.
        kind: what kind of concern it is.
        entry: what says so, such as the number of a register's entry.
    """

    party: str
    on: date
    kind: EventKind
    entry: str = ""


@frozen
class KnownDecision:
    """What was last decided on a question of this case.

    Attributes:
        question: the question.
        on: the day that the decision was for.
        outcome: the decision in one word of the question's own list.
        amount: the sum decided, where there is one.
        entry: what says so, such as the number of a register's entry.
    """

    question: str
    on: date
    outcome: str
    amount: Amount | None = None
    entry: str = ""


@frozen
class KnownNeed:
    """A need that a plan met, and what it was priced at.

    Attributes:
        need: the need's id.
        cost: what meeting it cost, as the council priced it.
    """

    need: str
    cost: Amount


@frozen
class KnownPlan:
    """A plan of this person that was agreed before.

    Attributes:
        on: the day that it was agreed, or decided for.
        amount: the sum agreed.
        needs: the needs that it met; an empty list says that no prices were recorded.
        entry: what says so, such as the number of a register's entry.
    """

    on: date
    amount: Amount
    needs: tuple[KnownNeed, ...] = ()
    entry: str = ""


@frozen
class Known:
    """What a council's records say beside the case.

    Attributes:
        pots: every pot with what it holds; `None` where pots were not looked up.
        standing: the place on the list of each party who has one; `None` where not looked up.
        concerns: the concerns about parties; `None` where not looked up.
        decisions: the last decision on each question; `None` where not looked up.
        agreed: plans agreed before, the latest last; `None` where not looked up.
    """

    pots: tuple[KnownPot, ...] | None = None
    standing: tuple[KnownStanding, ...] | None = None
    concerns: tuple[KnownConcern, ...] | None = None
    decisions: tuple[KnownDecision, ...] | None = None
    agreed: tuple[KnownPlan, ...] | None = None

    def only(self, parts: frozenset[str]) -> Known:
        """Return some parts alone, the others as if they were not looked up.

        Args:
            parts: names of parts, among `PARTS`.
        """
        return evolve(self, **{name: None for name in PARTS if name not in parts})

    def holds(self, pot: str) -> Money | None:
        """Return what a pot holds: nothing where there is no such pot, `None` where not looked up.

        Args:
            pot: the pot's id.
        """
        if self.pots is None:
            return None
        return next((known.holds for known in self.pots if known.pot == pot), Money(0))


NOTHING_KNOWN = Known()
PARTS: tuple[str, ...] = tuple(fields_dict(Known))
