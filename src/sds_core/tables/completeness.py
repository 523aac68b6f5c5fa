"""What can be known of a table before any case arrives: gaps, overlaps, rows never reached.

Every input lies on a line of whole numbers, so a row is a set of boxes and the questions have exact
answers. Where no two rows overlap, a table is complete exactly when the volumes of its rows add up
to the volume of all cases. Otherwise a search with a budget of steps settles it; a table that
exceeds the budget is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from attrs import frozen

from sds_core.conditions.partition import Ranges
from sds_core.conditions.solver import SearchBudgetExceeded
from sds_core.tables.rows import HitPolicy, Row
from sds_core.tables.table import Table, slices

__all__ = ["MAX_STEPS", "Gap", "Overlap", "gaps", "overlaps", "unreachable"]

MAX_STEPS = 400_000


@frozen
class Gap:
    """Cases that no row covers.

    Attributes:
        cells: one condition for each input; together they describe the cases.
    """

    cells: tuple[str, ...]


@frozen
class Overlap:
    """Two rows that match the same case, where the hit policy forbids it.

    Attributes:
        first: the row written first.
        second: the other; an unpublished part counts as a row.
        cells: a case that both match.
    """

    first: str
    second: str
    cells: tuple[str, ...]


class _RangeOr:
    """Which rows match anywhere within a span of pieces, in a constant number of steps."""

    def __init__(self, masks: Sequence[int]) -> None:
        self.levels = [list(masks)]
        width = 1
        while 2 * width <= len(masks):
            below = self.levels[-1]
            self.levels.append([below[i] | below[i + width] for i in range(len(below) - width)])
            width *= 2

    def query(self, first: int, last: int) -> int:
        level = (last - first + 1).bit_length() - 1
        row = self.levels[level]
        return row[first] | row[last - (1 << level) + 1]


class _Analysis:
    def __init__(self, table: Table) -> None:
        self.table = table
        self.boxes = table.boxes()
        self.pieces = [
            slices(starts, item.domain.high)
            for item, (starts, _) in zip(table.inputs, table.pieces, strict=True)
        ]
        self.masks = [masks for _, masks in table.pieces]
        self.index = [
            {low: i for i, (low, _) in enumerate(pieces)}
            | {high: i for i, (_, high) in enumerate(pieces)}
            for pieces in self.pieces
        ]
        # Rows that match everything from input d on: once one of them is left, all is covered.
        full_from = [-1] * (len(self.boxes[0]) + 1 if self.boxes else 1)
        for d in range(len(table.inputs) - 1, -1, -1):
            domain = table.inputs[d].domain
            whole = ((domain.low, domain.high),)
            bits = sum(1 << i for i, box in enumerate(self.boxes) if box[d] == whole)
            full_from[d] = full_from[d + 1] & bits
        self.full_from = full_from
        self.steps = 0

    def names(self) -> list[str]:
        return [row.id for row in self.table.rows] + [
            f"[[unpublished]] {i}" for i in range(1, len(self.table.unpublished) + 1)
        ]

    def spans(self, d: int, ranges: Ranges) -> list[tuple[int, int]]:
        return [(self.index[d][low], self.index[d][high]) for low, high in ranges]

    def overlapping(self) -> Iterator[tuple[int, int]]:
        ors = [_RangeOr(masks) for masks in self.masks]
        for i, box in enumerate(self.boxes):
            mask = -1
            for d, ranges in enumerate(box):
                here = 0
                for first, last in self.spans(d, ranges):
                    here |= ors[d].query(first, last)
                mask &= here
            mask >>= i + 1
            while mask:
                bit = mask & -mask
                yield i, i + bit.bit_length()
                mask ^= bit

    def shared(self, i: int, j: int) -> tuple[str, ...]:
        cells = []
        for item, mine, theirs in zip(self.table.inputs, self.boxes[i], self.boxes[j], strict=True):
            low, high = next(
                (max(a, c), min(b, d)) for a, b in mine for c, d in theirs if max(a, c) <= min(b, d)
            )
            cells.append(item.domain.write_range(low, high))
        return tuple(cells)

    def covered_by_volume(self) -> bool:
        total = prod(item.domain.high - item.domain.low + 1 for item in self.table.inputs)
        volume = sum(
            prod(sum(high - low + 1 for low, high in ranges) for ranges in box)
            for box in self.boxes
        )
        return volume == total

    def uncovered(
        self, mask: int, within: Sequence[Sequence[int]] | None = None
    ) -> Iterator[tuple[tuple[int, int], ...]]:
        """Yield boxes (as spans of pieces) that no row of `mask` covers, inside `within`."""
        covered: set[tuple[int, int]] = set()
        count = len(self.masks)

        def search(d: int, left: int) -> Iterator[tuple[tuple[int, int], ...]]:
            if left & self.full_from[d]:
                return
            if d == count or not left:
                allowed = [
                    list(within[e]) if within else list(range(len(self.pieces[e])))
                    for e in range(d, count)
                ]
                yield tuple((spans[0], spans[-1]) for spans in allowed)
                return
            if (d, left) in covered:
                return
            pieces = within[d] if within else range(len(self.pieces[d]))
            self.steps += len(pieces)
            if self.steps > MAX_STEPS:
                raise SearchBudgetExceeded
            found = False
            groups: list[tuple[int, int, int]] = []
            for p in pieces:
                here = left & self.masks[d][p]
                if groups and groups[-1][2] == here and groups[-1][1] == p - 1:
                    groups[-1] = (groups[-1][0], p, here)
                else:
                    groups.append((p, p, here))
            for first, last, here in groups:
                for rest in search(d + 1, here):
                    found = True
                    yield ((first, last), *rest)
            if not found:
                covered.add((d, left))

        yield from search(0, mask)

    def cells(self, spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
        return tuple(
            item.domain.write_range(self.pieces[d][first][0], self.pieces[d][last][1])
            for d, (item, (first, last)) in enumerate(zip(self.table.inputs, spans, strict=True))
        )


def _give_same(table: Table, i: int, j: int) -> bool:
    count = len(table.rows)
    return i < count and j < count and table.rows[i].values == table.rows[j].values


def overlaps(table: Table, most: int = 20) -> list[Overlap]:
    """Return pairs of rows that match the same case where the hit policy forbids it.

    “unique” forbids every overlap, “any” those that give different answers; under every policy an
    unpublished part may overlap nothing.

    Args:
        table: the table.
        most: how many to return.
    """
    analysis = _Analysis(table)
    names = analysis.names()
    found = []
    for i, j in analysis.overlapping():
        if j < len(table.rows) and (
            table.hit_policy in (HitPolicy.FIRST, HitPolicy.COLLECT)
            or (table.hit_policy is HitPolicy.ANY and _give_same(table, i, j))
        ):
            continue
        found.append(Overlap(names[i], names[j], analysis.shared(i, j)))
        if len(found) >= most:
            break
    return found


def gaps(table: Table, most: int = 20) -> list[Gap]:
    """Return cases that no row and no unpublished part covers; none for “collect”.

    Args:
        table: the table.
        most: how many to return.

    Raises:
        SearchBudgetExceeded: completeness could not be settled within the budget of steps.
    """
    if table.hit_policy is HitPolicy.COLLECT:
        return []
    analysis = _Analysis(table)
    disjoint = next(analysis.overlapping(), None) is None
    if disjoint and analysis.covered_by_volume():
        return []
    found = []
    for spans in analysis.uncovered((1 << len(analysis.boxes)) - 1):
        found.append(Gap(analysis.cells(spans)))
        if len(found) >= most:
            break
    return found


def unreachable(table: Table) -> list[Row]:
    """Return rows that no case can reach, because earlier rows take all of theirs.

    Only the hit policy “first” can have such rows.

    Raises:
        SearchBudgetExceeded: it could not be settled within the budget of steps.
    """
    if table.hit_policy is not HitPolicy.FIRST:
        return []
    analysis = _Analysis(table)
    hidden = []
    for i, row in enumerate(table.rows):
        within = [
            [p for first, last in analysis.spans(d, ranges) for p in range(first, last + 1)]
            for d, ranges in enumerate(row.ranges)
        ]
        earlier = (1 << i) - 1
        if i and next(analysis.uncovered(earlier, within), None) is None:
            hidden.append(row)
    return hidden
