"""Whether any case at all could make conditions hold: exact, for facts that stand alone.

Each fact's line is cut where clauses begin and end, so one value from each piece stands for all.
The search chooses a piece for each fact in turn and stops when the choices settle the answer. What
is not independent (a comparison of two facts, what a table gives, items of one list counted in
two ways) may take any value: then “no case” is still proved, but “some case” is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from attrs import frozen

from sds_core.conditions.clauses import Clause, Fact
from sds_core.conditions.evaluate import Conditions
from sds_core.conditions.groups import Quantifier
from sds_core.conditions.partition import Partition, partition

__all__ = ["MAX_STEPS", "SatisfyingCase", "SearchBudgetExceeded", "Space"]

MAX_STEPS = 20_000
_MANY = 1_000_000  # more items than any list may hold


class SearchBudgetExceeded(Exception):
    """The search used up its budget of steps."""


@frozen
class SatisfyingCase:
    """A case that makes conditions hold.

    Attributes:
        facts: a condition for each fact that matters, as clauses.
        exact: whether every fact in it is independent of others, so that such a case exists.
    """

    facts: tuple[str, ...]
    exact: bool

    def words(self) -> str:
        """Return the case as one text."""
        return ", ".join(self.facts) or "any case"


@frozen
class _Variable:
    """Something that the search gives a value to.

    Attributes:
        line: its line of values.
        free: whether it may take any value, because its dependence on others is not modelled.
        fact: the fact; `None` for a comparison or a count.
        text: the comparison, or what is counted.
        counted: whether it is a count.
    """

    line: Partition
    free: bool
    fact: Fact | None = None
    text: str = ""
    counted: bool = False


class Space:
    """Every case that conditions can tell apart, on a day.

    Args:
        conditions: the conditions.
        on: the day, for “within”.
        known: positions of the facts already known, by the fact's place in `conditions.facts`.
    """

    def __init__(
        self, conditions: Conditions, on: date, known: Mapping[int, int] | None = None
    ) -> None:
        self.conditions, self.on = conditions, on
        self.known = known or {}
        found = sorted(self._variables(), key=lambda v: v.free)
        self.variables = tuple(found)
        self.standing = sum(not variable.free for variable in found)
        self.always = 0
        for bit, clause in enumerate(conditions.clauses):
            if isinstance(clause, Clause) and not clause.right and clause.cell.text == "any":
                self.always |= 1 << bit
        self.steps = 0
        self.cost = 1 + len(conditions.clauses) // 20  # a step asks every clause

    def _variables(self) -> Iterator[_Variable]:
        c = self.conditions
        for index, (fact, line) in enumerate(zip(c.facts, c.lines(self.on), strict=True)):
            if line is not None:
                if index in self.known:
                    at = self.known[index]
                    piece = max(i for i, start in enumerate(line.starts) if start <= at)
                    line = Partition(line.bits, (line.starts[piece],), (line.masks[piece],))
                yield _Variable(line, fact.derived, fact)
        apart: dict[str, int] = {}
        counts: dict[tuple[str, str], list[tuple[int, Quantifier]]] = {}
        for place, clause in enumerate(c.clauses):
            if isinstance(clause, Quantifier):
                where = clause.text.rpartition("]")[0]
                counts.setdefault((clause.items.name, where), []).append((1 << place, clause))
            elif clause.right:
                apart[clause.text] = apart.get(clause.text, 0) | 1 << place
        for text, bits in apart.items():
            yield _Variable(Partition(bits, (0, 1), (0, bits)), True, None, text)
        lists = [name for name, _ in counts]
        for (name, where), somes in counts.items():
            ranges = [
                (bit, ((s.at_least, _MANY if s.at_most is None else s.at_most),))
                for bit, s in somes
            ]
            free = lists.count(name) > 1 or not _possible(somes[0][1], self.on)
            text = f"{where.removeprefix('some ')}]"
            yield _Variable(partition(0, _MANY, ranges), free, None, text, True)

    def find(self, holds: Callable[[int, int], bool | None]) -> SatisfyingCase | None:
        """Return a case for which something holds, or `None` where there is none.

        A case in which only facts that stand alone matter goes first.

        Args:
            holds: tells, from the bits that hold and those known, whether it holds; `None` where
                that is not settled yet.

        Raises:
            SearchBudgetExceeded: the search used up its budget.
        """
        self.steps = 0
        for end in dict.fromkeys((self.standing, len(self.variables))):
            found = next(self._search(0, end, self.always, self.always, holds, ()), None)
            if found is not None:
                needed = self._needed(found, holds)
                exact = not any(self.variables[i].free for i in needed)
                return SatisfyingCase(
                    tuple(self._words(i, found[i]) for i in sorted(needed)), exact
                )
        return None

    def _needed(self, found: tuple[int, ...], holds: Callable[[int, int], bool | None]) -> set[int]:
        """Return the variables without which what was found would not be settled."""
        needed = set(range(len(found)))
        for index in reversed(range(len(found))):
            true = known = self.always
            for i in needed - {index}:
                true |= self.variables[i].line.masks[found[i]]
                known |= self.variables[i].line.bits
            if holds(true, known):
                needed.discard(index)
        return needed

    def _words(self, index: int, piece: int) -> str:
        variable = self.variables[index]
        fact, line = variable.fact, variable.line
        last = len(line.starts) - 1
        if variable.counted:
            low = line.starts[piece]
            if piece == last:
                return f"{low} or more {variable.text}"
            most = line.starts[piece + 1] - 1
            return f"{low} {variable.text}" if low == most else f"{low} to {most} {variable.text}"
        if fact is None:
            return variable.text if line.masks[piece] else f"not ({variable.text})"
        high = fact.domain.high if piece == last else line.starts[piece + 1] - 1
        return f"{fact.name} {fact.domain.write_range(line.starts[piece], high)}"

    def _search(
        self,
        index: int,
        end: int,
        true: int,
        known: int,
        holds: Callable[[int, int], bool | None],
        chosen: tuple[int, ...],
    ) -> Iterator[tuple[int, ...]]:
        self.steps += self.cost
        if self.steps > MAX_STEPS:
            raise SearchBudgetExceeded
        settled = holds(true, known)
        if settled is False:
            return
        if settled is True or index == end:
            if settled:
                yield chosen
            return
        line = self.variables[index].line
        seen: set[int] = set()
        for piece, mask in enumerate(line.masks):
            if mask not in seen:
                seen.add(mask)
                yield from self._search(
                    index + 1, end, true | mask, known | line.bits, holds, (*chosen, piece)
                )


def _possible(some: Quantifier, on: date) -> bool:
    """Tell whether an item can be what a quantifier counts."""
    inner = Conditions((some.where,))
    try:
        found = Space(inner, on).find(inner.formulas[0].holds)
    except SearchBudgetExceeded:
        return False
    return found is not None and found.exact
