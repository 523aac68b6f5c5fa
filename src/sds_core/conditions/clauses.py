"""Clauses: a fact and a cell, read against a catalogue of facts, true, false or not known.

``training.days >= 5``, ``dbs.issued within 3 years``, ``role in {broker, agency}``,
``plan.total <= budget.total``. A fact on the right is told from a value by the dot in its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from attrs import frozen

from sds_core.conditions.cells import Cell, Operator, parse_cell
from sds_core.conditions.domains import Domain, Kind
from sds_core.errors import nearest

__all__ = ["Clause", "Fact", "Seen", "parse_clause", "together"]

_FACT = re.compile(r"^([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+)\s*(.*)\Z")
_FACT_ALONE = re.compile(r"^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+\Z")


@frozen
class Fact:
    """A named view on what a hook is asked.

    Attributes:
        name: the fact's name, such as “person.in_crisis”.
        title: the fact in plain words.
        domain: every value it may take.
        read: returns the value from a request, or `None` while it is not known.
    """

    name: str
    title: str
    domain: Domain
    read: Callable[[Any], Any]


@frozen
class Seen:
    """A clause after it was asked: the trace.

    Attributes:
        clause: the clause as written.
        value: the value seen, as it is written; `None` if not known.
        holds: whether the clause holds; `None` if that is not known.
        missing: the facts that are not known.
    """

    clause: str
    value: str | None
    holds: bool | None
    missing: tuple[str, ...] = ()


@frozen
class Clause:
    """A clause read against a catalogue.

    Attributes:
        fact: the fact on the left.
        cell: the condition.
        right: facts on the right, by their place among the cell's values.
        text: the clause as written.
    """

    fact: Fact
    cell: Cell
    right: Mapping[int, Fact]
    text: str

    def ask(self, request: Any, on: date) -> Seen:
        """Return whether the clause holds for a request, and the value seen.

        Args:
            request: what the facts are read from.
            on: the day of the decision, for “within”.
        """
        place = self._place(self.fact, request)
        others = {i: self._place(fact, request) for i, fact in self.right.items()}
        missing = [self.fact.name] if place is None else []
        missing += [self.right[i].name for i, other in others.items() if other is None]
        shown = None if place is None else self.fact.domain.write(place)
        if self.cell.operator is Operator.ANY:
            return Seen(self.text, shown, True)
        if place is not None and missing and self.cell.operator is Operator.IN:
            known = [
                self.fact.domain.read_any(v)
                for i, v in enumerate(self.cell.values)
                if i not in self.right
            ]
            if place in (*known, *(o for o in others.values() if o is not None)):
                return Seen(self.text, shown, True)
        if missing or place is None:
            return Seen(self.text, shown, None, tuple(missing))
        return Seen(self.text, shown, self._holds(place, others, on))

    def _holds(self, place: int, others: Mapping[int, int | None], on: date) -> bool:
        cell, domain = self.cell, self.fact.domain
        if cell.operator is Operator.WITHIN:
            return cell.duration is not None and cell.duration.covers(date.fromordinal(place), on)
        places = [
            other if (other := others.get(i)) is not None else domain.read_any(value)
            for i, value in enumerate(cell.values)
        ]
        if cell.operator in (Operator.EQUALS, Operator.IN):
            return place in places
        if cell.operator is Operator.RANGE:
            low, high = places
            return low + cell.open_low <= place <= high - cell.open_high
        bound = places[0]
        if cell.operator in (Operator.LESS, Operator.LESS_OR_EQUAL):
            return place < bound or (cell.operator is Operator.LESS_OR_EQUAL and place == bound)
        return place > bound or (cell.operator is Operator.MORE_OR_EQUAL and place == bound)

    @staticmethod
    def _place(fact: Fact, request: Any) -> int | None:
        value = fact.read(request)
        return None if value is None else fact.domain.position(value)


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
        if not _FACT_ALONE.match(value) or value in fact.domain.places:
            fact.domain.read_any(value)
            continue
        if value not in catalogue:
            raise ValueError(f"there is no fact {value!r}. {nearest(value, catalogue)}")
        if catalogue[value].domain.kind is not fact.domain.kind:
            raise ValueError(f"{text!r} compares {fact.name} with {value}, which is another kind")
        right[index] = catalogue[value]
    if not fact.domain.kind.ordered and cell.operator not in (
        Operator.ANY,
        Operator.EQUALS,
        Operator.IN,
    ):
        raise ValueError(f"{text!r} compares values that have no order; list them")
    return Clause(fact, cell, right, text.strip())


def together(seen: Iterable[Seen]) -> bool | None:
    """Return whether all of some clauses hold: false beats not known, which beats true."""
    results = [item.holds for item in seen]
    if False in results:
        return False
    return None if None in results else True
