"""Asking conditions of a case: each fact is read once, and one look-up says which clauses hold.

Two integers have a bit for each clause: whether it holds, and whether that is known. Every clause
is evaluated, and records for the trace are built only when somebody reads it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import field, frozen

from sds_core.conditions.cells import Operator
from sds_core.conditions.clauses import Clause, ClauseResult, Fact, StatedFacts
from sds_core.conditions.domains import Kind
from sds_core.conditions.groups import Group, GroupKind, Quantifier, clauses_of
from sds_core.conditions.partition import Partition, Ranges, partition

__all__ = ["CompiledGroup", "Conditions", "Evaluation", "facts_of"]

MAX_DAYS = 64


@frozen
class CompiledGroup:
    """A group as bits: which clauses count, and the groups within.

    Attributes:
        how: all, any or none.
        mask: the bits of its own clauses.
        groups: the groups within it.
    """

    how: GroupKind
    mask: int
    groups: tuple[CompiledGroup, ...]

    def holds(self, true: int, known: int) -> bool | None:
        """Return whether it holds, or `None` where that is not known.

        Args:
            true: bits of the clauses that hold.
            known: bits of the clauses that are known to hold or not to.
        """
        mask, unknown = self.mask, self.mask & ~known
        if self.how is GroupKind.ALL:
            if mask & known & ~true:
                return False
            for group in self.groups:
                inner = group.holds(true, known)
                if inner is False:
                    return False
                unknown |= inner is None
            return None if unknown else True
        found = bool(mask & true)
        for group in self.groups:
            if found:
                break
            inner = group.holds(true, known)
            found = inner is True
            unknown |= inner is None
        if found:
            return self.how is GroupKind.ANY
        return None if unknown else self.how is GroupKind.NONE


@frozen(eq=False)
class Evaluation:
    """The result of evaluating conditions on one subject.

    Attributes:
        places: the position of each fact read, in the order of `Conditions.facts`.
        true: bits of the clauses that hold.
        known: bits of the clauses that are known to hold or not to.
        items: for each quantifier: what was seen of each item; `None` for a list not recorded.
    """

    places: tuple[int | None, ...]
    true: int
    known: int
    items: tuple[tuple[Evaluation, ...] | None, ...] = ()


_Read = Callable[[Any], Any]
_LookUp = Callable[[Any], tuple[int, int] | None]
_Steps = tuple[tuple[_Read, _LookUp, int], ...]


@frozen(eq=False)
class _Ready:
    """Conditions made ready for a day: each fact's line, and how it is read and looked up."""

    lines: tuple[Partition | None, ...]
    asked: _Steps
    given: _Steps


@frozen(eq=False)
class Conditions:
    """Groups of clauses, compiled so that they are evaluated together.

    Attributes:
        groups: the groups.
        clauses: every clause and quantifier, in the order written; its place is its bit.
        facts: every fact that they read.
        formulas: the groups as bits, in the same order.
    """

    groups: tuple[Group, ...]
    clauses: tuple[Clause | Quantifier, ...] = field(init=False, repr=False)
    facts: tuple[Fact, ...] = field(init=False, repr=False)
    formulas: tuple[CompiledGroup, ...] = field(init=False, repr=False)
    _on_lines: tuple[tuple[int, Clause], ...] = field(init=False, repr=False)
    _apart: tuple[tuple[int, Clause, int, tuple[int, ...]], ...] = field(init=False, repr=False)
    _counts: tuple[tuple[int, Quantifier, Conditions], ...] = field(init=False, repr=False)
    _always: int = field(init=False, repr=False)
    _fixed: bool = field(init=False, repr=False)
    _every: int = field(init=False, repr=False)
    _order: Mapping[str, int] = field(init=False, repr=False)
    _lists: Mapping[int, tuple[int, Quantifier, Conditions]] = field(init=False, repr=False)
    _made: dict[date, _Ready] = field(init=False, repr=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        clauses: list[Clause | Quantifier] = []
        formulas = [_formula(group, clauses) for group in self.groups]
        facts: dict[str, Fact] = {}
        for item in clauses:
            if isinstance(item, Clause):
                for fact in (item.fact, *item.right.values()):
                    facts.setdefault(fact.name, fact)
        order = {name: i for i, name in enumerate(facts)}
        lines, apart, counts = [], [], []
        always = 0
        for place, item in enumerate(clauses):
            bit = 1 << place
            if isinstance(item, Quantifier):
                counts.append((bit, item, Conditions((item.where,))))
            elif item.right:
                others = tuple(order[fact.name] for fact in item.right.values())
                apart.append((bit, item, order[item.fact.name], others))
            elif item.cell.operator is Operator.ANY:
                always |= bit
            else:
                lines.append((bit, item))
        made: dict[str, object] = {
            "clauses": tuple(clauses),
            "formulas": tuple(formulas),
            "facts": tuple(facts.values()),
            "_on_lines": tuple(lines),
            "_apart": tuple(apart),
            "_counts": tuple(counts),
            "_always": always,
            "_every": (1 << len(clauses)) - 1,
            "_order": order,
            "_lists": {bit: (i, some, inner) for i, (bit, some, inner) in enumerate(counts)},
            "_fixed": all(clause.cell.duration is None for _, clause in lines),
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)

    def lines(self, on: date) -> tuple[Partition | None, ...]:
        """Return each fact's line, cut by the clauses on it alone; `None` where there are none.

        Args:
            on: the day of the decision, for “within”.
        """
        return self._ready(on).lines

    def _ready(self, on: date) -> _Ready:
        key = date.min if self._fixed else on
        found = self._made.get(key)
        if found is None:
            columns: dict[str, list[tuple[int, Ranges]]] = {}
            for bit, clause in self._on_lines:
                columns.setdefault(clause.fact.name, []).append((bit, clause.spans(on)))
            lines = tuple(
                partition(f.domain.low, f.domain.high, columns[f.name])
                if f.name in columns
                else None
                for f in self.facts
            )
            steps = [
                (_look_up(fact, line), line.bits if line else 0)
                for fact, line in zip(self.facts, lines, strict=True)
            ]
            found = _Ready(
                lines,
                tuple((f.read, *step) for f, step in zip(self.facts, steps, strict=True)),
                tuple((f.of, *step) for f, step in zip(self.facts, steps, strict=True)),
            )
            if len(self._made) >= MAX_DAYS:
                self._made.clear()
            self._made[key] = found
        return found

    def ask(self, subject: object, on: date) -> Evaluation:
        """Return what holds of a subject and what is known of it.

        Args:
            subject: what the facts are read from, or facts given.
            on: the day of the decision, for “within”.
        """
        true = known = self._always
        places: list[int | None] = []
        ready = self._ready(on)
        for read, look_up, bits in ready.given if type(subject) is StatedFacts else ready.asked:
            value = read(subject)
            found = None if value is None else look_up(value)
            if found is None:
                places.append(None)
            else:
                places.append(found[0])
                true |= found[1]
                known |= bits
        for bit, clause, left, others in self._apart:
            beside = {self.facts[i].name: places[i] for i in others}
            holds = clause.compare(places[left], beside)
            if holds is not None:
                known |= bit
                true |= bit if holds else 0
        if not self._counts:
            return Evaluation(tuple(places), true, known)
        seen = []
        for bit, some, inner in self._counts:
            items = some.items.of(subject)
            asked = None if items is None else tuple([inner.ask(item, on) for item in items])
            seen.append(asked)
            enough = None if asked is None else _enough(inner, asked, some)
            if enough is not None:
                known |= bit
                true |= bit if enough else 0
        return Evaluation(tuple(places), true, known, tuple(seen))

    def seen(self, asked: Evaluation, mask: int = -1) -> tuple[ClauseResult, ...]:
        """Return the trace: every clause, the value seen and whether it holds.

        Args:
            asked: what was seen.
            mask: bits of the clauses that are wanted.
        """
        trace: list[ClauseResult] = []
        left = mask & self._every
        while left:  # by the clauses that are wanted, not by all there are
            bit = left & -left
            left ^= bit
            holds = bool(asked.true & bit) if asked.known & bit else None
            clause = self.clauses[bit.bit_length() - 1]
            if isinstance(clause, Quantifier):
                which, some, inner = self._lists[bit]
                trace += _list_trace(some, inner, asked.items[which], holds)
                continue
            at = asked.places[self._order[clause.fact.name]]
            shown = None if at is None else clause.fact.domain.write(at)
            missing: tuple[str, ...] = ()
            if holds is None:
                names = [clause.fact, *clause.right.values()]
                missing = tuple(f.name for f in names if asked.places[self._order[f.name]] is None)
            trace.append(ClauseResult(clause.text, shown, holds, missing))
        return tuple(trace)

    def mask_of(self, formula: CompiledGroup) -> int:
        """Return the bits of every clause in a formula, groups within it included."""
        mask = formula.mask
        for group in formula.groups:
            mask |= self.mask_of(group)
        return mask


def _look_up(fact: Fact, line: Partition | None) -> _LookUp:
    """Return a function from a fact's value to its position and the clauses that hold there."""
    domain = fact.domain
    starts, masks = (line.starts, line.masks) if line else ((domain.low,), (0,))
    if domain.kind in (Kind.YES_NO, Kind.CHOICE):
        values: Sequence[object] = (False, True) if domain.kind is Kind.YES_NO else domain.values
        return {
            value: (place, masks[bisect_right(starts, place) - 1])
            for place, value in enumerate(values)
        }.get
    position = domain.nearest_position

    def look_up(value: object) -> tuple[int, int] | None:
        place = position(value)
        return None if place is None else (place, masks[bisect_right(starts, place) - 1])

    return look_up


def _formula(group: Group, clauses: list[Clause | Quantifier]) -> CompiledGroup:
    mask = 0
    inner: list[CompiledGroup] = []
    for member in group.members:
        if isinstance(member, Group):
            found = _formula(member, clauses)
            if found.how is group.how is not GroupKind.NONE:  # all within all is all
                mask |= found.mask
                inner += found.groups
            else:
                inner.append(found)
        else:
            mask |= 1 << len(clauses)
            clauses.append(member)
    if not mask and len(inner) == 1 and group.how is not GroupKind.NONE:
        return inner[0]
    return CompiledGroup(group.how, mask, tuple(inner))


def _enough(inner: Conditions, asked: Sequence[Evaluation], some: Quantifier) -> bool | None:
    found = [inner.formulas[0].holds(item.true, item.known) for item in asked]
    low = found.count(True)
    high = low + found.count(None)
    most = len(asked) if some.at_most is None else some.at_most
    if high < some.at_least or low > most:
        return False
    return True if low >= some.at_least and high <= most else None


def _list_trace(
    some: Quantifier, inner: Conditions, items: Sequence[Evaluation] | None, holds: bool | None
) -> list[ClauseResult]:
    if items is None:
        return [ClauseResult(some.text, None, holds, (some.items.name,) if holds is None else ())]
    found = [inner.formulas[0].holds(item.true, item.known) for item in items]
    parts = [
        ClauseResult(f"{some.items.name}[{i}]: {s.clause}", s.value, s.holds)
        for i, item in enumerate(items)
        for s in inner.seen(item)
    ]
    missing = tuple(
        f"{some.items.name}[{i}].{name.partition('.')[2]}"
        for i, (item, met) in enumerate(zip(items, found, strict=True))
        if met is None
        for s in inner.seen(item)
        for name in s.missing
    )
    count = f"{found.count(True)} of {len(items)}"
    head = ClauseResult(
        some.text, count, holds, tuple(dict.fromkeys(missing)) if holds is None else ()
    )
    return [head, *parts]


def facts_of(groups: Iterable[Group]) -> tuple[Fact, ...]:
    """Return every fact that groups read, items' facts included, each once."""
    found: dict[str, Fact] = {}
    for group in groups:
        for item in clauses_of(group):
            if isinstance(item, Quantifier):
                found.update((fact.name, fact) for fact in facts_of([item.where]))
            else:
                found.update((fact.name, fact) for fact in (item.fact, *item.right.values()))
    return tuple(found.values())
