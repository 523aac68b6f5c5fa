"""Clauses: a fact and a cell, read against a catalogue of facts.

``training.days >= 5``, ``dbs.issued within 3 years``, ``role in {broker, agency}``,
``plan.total <= budget.total``. On the right, the dot in its name distinguishes a fact from a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import field, frozen

from sds_core.conditions.cells import Cell, Operator, parse_cell
from sds_core.conditions.domains import Domain, Kind
from sds_core.conditions.partition import Ranges
from sds_core.errors import nearest
from sds_core.formats.plain import read_only
from sds_core.model.dates import earliest_covered

__all__ = ["Clause", "ClauseResult", "Fact", "FactList", "StatedFacts", "parse_clause"]

_FACT = re.compile(r"^([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+)\s*(.*)\Z", re.ASCII)
_FACT_ALONE = re.compile(r"^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+\Z", re.ASCII)


@frozen(eq=False)
class StatedFacts:
    """Facts given directly, as in examples and on the command line; others are not known.

    Attributes:
        values: values as programs hold them, by the fact's name.
        items: for each list given: its items.
    """

    values: Mapping[str, Any] = field(factory=dict)
    items: Mapping[str, Sequence[StatedFacts]] = field(factory=dict)


@frozen(eq=False)
class Fact:
    """A named value that is read from what is asked.

    Attributes:
        name: the fact's name, such as “person.in_crisis”.
        title: the fact in plain words.
        domain: every value it may take.
        read: returns the value from a request, or `None` while it is not known.
        unit: what a number counts: days, people.
        document: the paper that somebody must show for it; empty where the case itself says it.
        caution: what a rule that uses the fact is flagged with, in the words of the warning.
        version: what the fact is worked out by, such as a table's digest; empty for others.
        derived: whether it is worked out from other facts: a table's answer, a count.
    """

    name: str
    title: str
    domain: Domain
    read: Callable[[Any], Any]
    unit: str = ""
    document: str = ""
    caution: str = ""
    derived: bool = False
    version: str = ""

    def of(self, subject: object) -> object:
        """Return the value for a subject: facts given, or what is asked."""
        if isinstance(subject, StatedFacts) and (self.name in subject.values or not self.derived):
            return subject.values.get(self.name)
        return self.read(subject)


@frozen(eq=False)
class FactList:
    """A list that a quantifier may count in.

    Attributes:
        name: the list's name, such as “courses”.
        title: what it lists, in plain words, in the plural.
        read: returns the items from a request, or `None` while nobody has recorded them.
        facts: what is known of each item, by name.
        document: the paper that somebody must show for each item.
    """

    name: str
    title: str
    read: Callable[[Any], Sequence[Any] | None]
    facts: Mapping[str, Fact]
    document: str = ""

    def of(self, subject: object) -> Sequence[object] | None:
        """Return the items for a subject: facts given, or what is asked."""
        if isinstance(subject, StatedFacts):
            return subject.items.get(self.name)
        return self.read(subject)


@frozen
class ClauseResult:
    """A clause after it was asked: the trace.

    Attributes:
        clause: the clause as written; for an item of a list, after the item's place in it.
        value: the value seen, as it is written; `None` if not known.
        holds: whether the clause holds; `None` if that is not known.
        missing: the facts that are not known.
    """

    clause: str
    value: str | None
    holds: bool | None
    missing: tuple[str, ...] = ()


@frozen(eq=False)
class Clause:
    """A fact and a condition on its value, parsed against a catalogue of facts.

    Attributes:
        fact: the fact on the left.
        cell: the condition.
        right: facts on the right, by their place among the cell's values.
        text: the clause as written.
    """

    fact: Fact
    cell: Cell
    right: Mapping[int, Fact] = field(converter=read_only)
    text: str

    def spans(self, on: date) -> Ranges:
        """Return the positions at which it holds, for a clause without facts on the right.

        Args:
            on: the day of the decision, for “within”.
        """
        cell, domain = self.cell, self.fact.domain
        if cell.operator is Operator.ANY:
            return ((domain.low, domain.high),)
        if cell.duration is not None:
            return ((earliest_covered(cell.duration, on).toordinal(), on.toordinal()),)
        return spans(cell, [domain.read_any(value) for value in cell.values], domain)

    def compare(self, place: int | None, others: Mapping[str, int | None]) -> bool | None:
        """Return whether it holds, for a clause with facts on the right.

        Args:
            place: the position of the fact on the left.
            others: positions of the facts on the right, by name.
        """
        domain = self.fact.domain
        places = [
            others[self.right[i].name] if i in self.right else domain.read_any(value)
            for i, value in enumerate(self.cell.values)
        ]
        known = [p for p in places if p is not None]
        if place is None:
            return None
        if self.cell.operator is Operator.IN and place in known:
            return True
        if len(known) < len(places):
            return None
        return any(low <= place <= high for low, high in spans(self.cell, known, domain))


def spans(cell: Cell, places: Sequence[int], domain: Domain) -> Ranges:
    """Return the positions that a cell matches, in order and within the domain; none if none."""
    operator = cell.operator
    if operator in (Operator.EQUALS, Operator.IN):
        found = tuple((p, p) for p in sorted(set(places)))
    elif operator is Operator.RANGE:
        found = ((places[0] + cell.open_low, places[1] - cell.open_high),)
    elif operator in (Operator.LESS, Operator.LESS_OR_EQUAL):
        found = ((domain.low, places[0] - (operator is Operator.LESS)),)
    else:
        found = ((places[0] + (operator is Operator.MORE), domain.high),)
    clipped = ((max(low, domain.low), min(high, domain.high)) for low, high in found)
    return tuple((low, high) for low, high in clipped if low <= high)


def parse_clause(text: str, catalogue: Mapping[str, Fact]) -> Clause:
    """Read a clause against a catalogue of facts.

    Args:
        text: the clause as written.
        catalogue: the facts that may be named, by name.

    Raises:
        ValueError: it is not a clause, or names an unknown fact or value; the message gives the
            nearest name.
    """
    match = _FACT.match(text.strip())
    if not match:
        raise ValueError(f"{text!r} is not a clause: write a fact, then a condition")
    if match[1] not in catalogue:
        raise ValueError(f"there is no fact {match[1]!r}. {nearest(match[1], catalogue)}")
    fact, cell = catalogue[match[1]], parse_cell(match[2])
    if cell.operator is Operator.WITHIN and fact.domain.kind is not Kind.DATE:
        raise ValueError(f"{text!r}: “within” is for dates, and {fact.name} is not one")
    right: dict[int, Fact] = {}
    for index, value in enumerate(cell.values):
        if value not in catalogue and (
            fact.domain.kind is Kind.CODE
            or not _FACT_ALONE.match(value)
            or value in fact.domain.places
        ):
            fact.domain.read_any(value)
            continue
        if value not in catalogue:
            raise ValueError(f"there is no fact {value!r}. {nearest(value, catalogue)}")
        other = catalogue[value].domain
        if other.kind is not fact.domain.kind or other.values != fact.domain.values:
            raise ValueError(f"{text!r} compares {fact.name} with {value}, which is another kind")
        right[index] = catalogue[value]
    if not fact.domain.kind.ordered and cell.operator not in (
        Operator.ANY,
        Operator.EQUALS,
        Operator.IN,
    ):
        raise ValueError(f"{text!r} compares values that have no order; list them")
    return Clause(fact, cell, right, text.strip())
