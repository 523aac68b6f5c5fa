"""Reasons for answers, the answer “undetermined”, and enumerations with an order."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Self

from attrs import Attribute, field, frozen, validators

from sds_core.model.characters import printable

__all__ = ["ClauseTrace", "Evidence", "OrderedEnum", "Reason", "Source", "Undetermined"]


class Evidence(StrEnum):
    """The kind of evidence or authority that a rule is based on."""

    LAW = "law"
    GUIDANCE = "guidance"
    RESEARCH = "research"
    RECOMMENDATION = "recommendation"
    CONTESTED_CLAIM = "contested claim"
    LOCAL_CHOICE = "local choice"


@frozen
class Source:
    """Where a rule comes from.

    Attributes:
        title: the document, as it would be cited.
        place: the paragraph, page or row in it.
    """

    title: str = field(validator=validators.instance_of(str))
    place: str = field(default="", validator=validators.instance_of(str))

    def __str__(self) -> str:
        return f"{self.title}, {self.place}" if self.place else self.title


def _said(_: object, attribute: Attribute[str], value: str) -> None:
    if type(value) is not str or not value.strip() or not printable(value):
        raise ValueError(f"a reason without {attribute.name}")


@frozen
class Reason:
    """Why an answer is what it is, in words that can be read to the person.

    Attributes:
        text: one or two plain sentences.
        rule: the rule, table row or setting that decided, by its id.
        source: where the rule comes from.
        evidence: the kind of evidence or authority behind the rule.

    Raises:
        ValueError: the text or the rule is empty.
    """

    text: str = field(validator=_said)
    rule: str = field(validator=_said)
    source: Source = field(validator=validators.instance_of(Source))
    evidence: Evidence = field(validator=validators.instance_of(Evidence))


@frozen
class ClauseTrace:
    """One clause of a rule with the value that it was evaluated on, as a decision keeps it.

    Attributes:
        rule: the rule, as “set@version#rule”.
        clause: the clause as written; for an item of a list, after the item's place in it.
        value: the value seen, as it is written; `None` if not known.
        holds: whether the clause holds; `None` if that is not known.
    """

    rule: str
    clause: str
    value: str | None
    holds: bool | None


@frozen
class Undetermined:
    """An answer that cannot be given yet; it never means “no”.

    Attributes:
        cause: why, in words that can be read to the person.
        missing: the facts that would settle it, by their dotted paths in the case, items of a list
            by their ids: “assessment”, “help.broker.fee”. Empty where a person is to decide.
        ask: who is asked, by role or tier.
        rule: the rule, table row or setting at which it stopped.
    """

    cause: str
    missing: tuple[str, ...] = ()
    ask: str = "care manager"
    rule: str = ""


class OrderedEnum(StrEnum):
    """A closed list of answers from mildest to strictest, in the order written."""

    @property
    def rank(self) -> int:
        """The place in the order; the strictest has the highest."""
        return list(type(self)).index(self)

    @classmethod
    def strictest(cls, answers: Iterable[Self]) -> Self:
        """Return the strictest of some answers.

        Raises:
            ValueError: there are none.
        """
        return max(answers, key=lambda answer: answer.rank)
