"""Decision tables: rows of conditions and what follows, looked up exactly.

Each input's line of values is cut where a row's condition begins or ends, and each piece remembers
which rows match there as the bits of an integer. A look-up is one AND for each input.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise, product
from math import prod
from typing import Any

from attrs import field, frozen

from sds_core.conditions.domains import Domain, Kind
from sds_core.conditions.partition import Ranges, partition
from sds_core.errors import TableError
from sds_core.formats.plain import read_only
from sds_core.model.reasons import Evidence, Source
from sds_core.tables.rows import Between, HitPolicy, Input, NoRow, Output, Row, Unpublished

__all__ = ["Table"]

MAX_POSSIBILITIES = 20_000
MAX_AHEAD = 4_096


def _asker(domain: Domain, starts: Sequence[int], masks: Sequence[int]) -> Callable[[Any], int]:
    """Return a function from a value to the rows that match it; 0 where it is outside."""
    if domain.kind in (Kind.CHOICE, Kind.YES_NO):
        by_place = [masks[bisect_right(starts, p) - 1] for p in range(domain.high + 1)]
        if domain.kind is Kind.YES_NO:
            no, yes = by_place
            return lambda value: yes if value is True else no if value is False else 0
        by_value = dict(zip(domain.values, by_place, strict=True))
        return lambda value: by_value.get(value, 0)
    low, high, position = domain.low, domain.high, domain.position

    def ask_integer(value: object) -> int:
        if type(value) is not int or not low <= value <= high:
            return 0
        return masks[bisect_right(starts, value) - 1]

    def ask_other(value: object) -> int:
        place = position(value)
        return 0 if place is None else masks[bisect_right(starts, place) - 1]

    return ask_integer if domain.kind is Kind.INTEGER else ask_other


@frozen(eq=False)
class Table:
    """A decision table, checked and indexed.

    Attributes:
        id: the table's id.
        version: the table's version.
        title: the table in plain words.
        source: where it is published.
        evidence: the kind of evidence or authority behind the table.
        hit_policy: what it means when several rows match.
        inputs: what it asks for.
        outputs: what it gives.
        rows: its rows, in the order written.
        unpublished: parts for which the publisher gives no row.
        illustrative: whether it is an example that no council has published.
        digests: SHA-256 of the head and of the rows as they stand on disk, by file name.
        pieces: for each input, the pieces that its line is cut into where the rows begin and end:
            the first number of each, and for each the rows that hold there, a bit a row.
    """

    id: str
    version: str
    title: str
    source: Source
    evidence: Evidence
    hit_policy: HitPolicy
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]
    unpublished: tuple[Unpublished, ...] = ()
    illustrative: bool = False
    digests: Mapping[str, str] = field(converter=read_only, factory=dict)
    pieces: tuple[tuple[Sequence[int], Sequence[int]], ...] = field(init=False, repr=False)
    _askers: tuple[Callable[[Any], int], ...] = field(init=False, repr=False)
    _targets: tuple[Row | NoRow, ...] = field(init=False, repr=False)
    _known: Mapping[tuple[Any, ...], Row | NoRow] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        boxes = self.boxes()
        lines = [
            partition(
                i.domain.low, i.domain.high, ((1 << row, box[d]) for row, box in enumerate(boxes))
            )
            for d, i in enumerate(self.inputs)
        ]
        object.__setattr__(self, "pieces", tuple((line.starts, line.masks) for line in lines))
        askers = [
            _asker(item.domain, line.starts, line.masks)
            for item, line in zip(self.inputs, lines, strict=True)
        ]
        object.__setattr__(self, "_askers", tuple(askers))
        nowhere = [NoRow(f"{self.title}: {u.because}", (), self.rule) for u in self.unpublished]
        object.__setattr__(self, "_targets", (*self.rows, *nowhere))
        object.__setattr__(self, "_known", {})
        object.__setattr__(self, "_known", read_only(self._ahead()))

    def _ahead(self) -> dict[tuple[object, ...], Row | NoRow]:
        """Look up every case of closed lists ahead, where there are few."""
        lists = [item.domain.values for item in self.inputs if item.domain.kind is Kind.CHOICE]
        if (
            len(lists) < len(self.inputs)
            or prod(map(len, lists)) > MAX_AHEAD
            or self.hit_policy is HitPolicy.COLLECT
        ):
            return {}
        return {values: self.find(*values) for values in product(*lists)}

    @property
    def rule(self) -> str:
        """The table as decisions name it: “id@version”."""
        return f"{self.id}@{self.version}"

    def boxes(self) -> list[tuple[Ranges, ...]]:
        """Return the positions matched by each row, then by each unpublished part."""
        return [row.ranges for row in self.rows] + [part.ranges for part in self.unpublished]

    def find(self, *values: object) -> Row | NoRow:
        """Return the row for these values.

        A value that is not known is `None`, or `Between` two others: where every value it could
        take leads to the same answer, that answer stands.

        Args:
            values: one for each input, in order: int, `Money`, `date`, text, bool.

        Raises:
            TableError: the table collects rows (use `matches`).
        """
        known = self._known.get(values) if self._known else None
        if known is not None:
            return known
        mask = -1
        for ask, value in zip(self._askers, values, strict=True):
            mask &= ask(value)
        if mask and self.hit_policy is not HitPolicy.COLLECT:
            return self._targets[(mask & -mask).bit_length() - 1]
        return self._find_slowly(values)

    def matches(self, *values: object) -> tuple[Row, ...] | NoRow:
        """Return every row that matches, in the order written (for the hit policy “collect”).

        Args:
            values: one for each input, in order; all must be known.
        """
        masks = self._possible(values)
        if isinstance(masks, NoRow):
            return masks
        found = {mask: self._all_of(mask) for mask in masks}
        first = next(iter(found.values()))
        if any(rows != first for rows in found.values()):
            return self._unknown(values)
        for row in first:
            if isinstance(row, NoRow):
                return row
        return tuple(row for row in first if isinstance(row, Row))

    def _all_of(self, mask: int) -> tuple[Row | NoRow, ...]:
        return tuple(t for i, t in enumerate(self._targets) if mask >> i & 1)

    def _find_slowly(self, values: Sequence[object]) -> Row | NoRow:
        if self.hit_policy is HitPolicy.COLLECT:
            raise TableError(f"table {self.rule} collects rows, so there is no one row to find")
        masks = self._possible(values)
        if isinstance(masks, NoRow):
            return masks
        # Sorted, so that the same case always gets the same words.
        found = [self._targets[(mask & -mask).bit_length() - 1] for mask in sorted(masks) if mask]
        targets = list(dict.fromkeys(found))
        rows = [target for target in targets if isinstance(target, Row)]
        if 0 in masks or not rows or len(rows) < len(targets):
            nowhere = [target for target in targets if isinstance(target, NoRow)]
            return nowhere[0] if nowhere and not rows else self._unknown(values)
        first = min(rows, key=lambda row: row.line)
        if any(row.values != first.values for row in rows):
            return self._unknown(values)
        return first

    def _unknown(self, values: Sequence[object]) -> NoRow:
        missing = tuple(
            item.name
            for item, value in zip(self.inputs, values, strict=True)
            if value is None or isinstance(value, Between)
        )
        return NoRow(
            f"{self.title}: the answer depends on {', '.join(missing)}, which is not known",
            missing,
            self.rule,
        )

    def _possible(self, values: Sequence[object]) -> set[int] | NoRow:
        """Return every set of rows that could match, as bits."""
        masks = {-1}
        for item, (starts, pieces), value in zip(self.inputs, self.pieces, values, strict=True):
            if value is None:
                low, high = item.domain.low, item.domain.high
            else:
                ends = (value.low, value.high) if isinstance(value, Between) else (value, value)
                places = [item.domain.position(end) for end in ends]
                if places[0] is None or places[1] is None:
                    shown = f"{ends[0]} to {ends[1]}" if isinstance(value, Between) else value
                    return NoRow(
                        f"{self.title}: {item.title} {shown} lies outside {item.domain.words()}",
                        (),
                        self.rule,
                    )
                low, high = places[0], places[1]
            here = set(pieces[bisect_right(starts, low) - 1 : bisect_right(starts, high)])
            if len(masks) * len(here) > MAX_POSSIBILITIES:
                return self._unknown(values)
            masks = {mask & piece for mask in masks for piece in here}
        return masks

    def following(self, row: Row, column: int = 0) -> Row | None:
        """Return the row that begins where this one ends on one input, others alike, if any."""
        after = row.ranges[column][-1][1] + 1
        for other in self.rows:
            if other.ranges[column][0][0] == after and all(
                mine == theirs
                for i, (mine, theirs) in enumerate(zip(row.ranges, other.ranges, strict=True))
                if i != column
            ):
                return other
        return None


def slices(starts: Sequence[int], end: int) -> list[tuple[int, int]]:
    """Return the first and last position of each piece of a domain that ends at `end`."""
    return [(a, b - 1) for a, b in pairwise([*starts, end + 1])]
