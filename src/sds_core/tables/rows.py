"""Parts of a table: inputs, outputs, rows, and the result of a look-up that finds no row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from attrs import frozen

from sds_core.conditions.domains import Domain
from sds_core.conditions.partition import Ranges
from sds_core.model.money import Money, Rate
from sds_core.model.periods import Period
from sds_core.model.reasons import Reason

__all__ = ["Between", "HitPolicy", "Input", "NoRow", "Output", "Row", "Unpublished", "row_words"]


class HitPolicy(StrEnum):
    """What it means when several rows match, by the names of the DMN standard."""

    UNIQUE = "unique"
    ANY = "any"
    FIRST = "first"
    COLLECT = "collect"


@frozen
class Input:
    """What a table asks for.

    Attributes:
        name: the column's name.
        title: the input in plain words.
        domain: every value it may take.
    """

    name: str
    title: str
    domain: Domain

    @property
    def kind(self) -> str:
        """The kind of its values: integer, money, date, choice or yes_no."""
        return self.domain.kind.value


@frozen
class Output:
    """What a table gives.

    Attributes:
        name: the column's name.
        title: the output in plain words.
        kind: money, rate, integer, percent, choice, yes_no or text.
        period: for money: the period it is for.
        values: for a choice: the closed list.
    """

    name: str
    title: str
    kind: str
    period: Period | None = None
    values: tuple[str, ...] = ()

    def words(self, value: object) -> str:
        """Return a value as people say it."""
        if isinstance(value, Money):
            return value.pounds() + (f" {self.period.words}" if self.period else "")
        if isinstance(value, Rate):
            return f"£{value}"
        if self.kind == "percent":
            return f"{value}%"
        return ("yes" if value else "no") if isinstance(value, bool) else str(value)


@frozen(eq=False)
class Row:
    """One row of a table.

    Attributes:
        id: the row's id.
        rule: the row as “table@version#row”, as decisions name it.
        cells: the conditions as written, one for each input.
        ranges: the positions that each condition matches.
        values: what the row gives, by output: `Money`, `Rate`, an int (integer, percent), text
            (choice, text) or a bool (yes_no).
        note: what is said of the row.
        reason: why a decision by this row is what it is; built once.
        line: the line of the file that it stands on.
    """

    id: str
    rule: str
    cells: tuple[str, ...]
    ranges: tuple[Ranges, ...]
    values: Mapping[str, Any]
    note: str
    reason: Reason
    line: int


@frozen(eq=False)
class Unpublished:
    """A part of the inputs for which the publisher gives no row.

    Attributes:
        cells: the conditions as written, one for each input.
        ranges: the positions that each condition matches.
        because: why there is no row.
    """

    cells: tuple[str, ...]
    ranges: tuple[Ranges, ...]
    because: str


@frozen
class NoRow:
    """A look-up that gave no row: the caller answers *undetermined*.

    Attributes:
        cause: why, in plain words.
        missing: inputs that are not known and would settle it, by their names in the table; what
            they are in a case, the caller says.
        rule: the table as “table@version”.
    """

    cause: str
    missing: tuple[str, ...]
    rule: str


@frozen
class Between:
    """A value known only to lie between two others, both included.

    Attributes:
        low: the lowest it can be, of an ordered kind.
        high: the highest it can be.

    Raises:
        ValueError: the lowest is above the highest.
    """

    low: Any
    high: Any

    def __attrs_post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"nothing lies between {self.low} and {self.high}")


def row_words(inputs: Iterable[Input], ranges: Sequence[Ranges]) -> str:
    """Return the conditions of a row in words: “points 146 to 160”."""
    parts = []
    for item, spans in zip(inputs, ranges, strict=True):
        if spans == ((item.domain.low, item.domain.high),):
            continue
        spoken = [
            item.domain.write(low)
            if low == high
            else f"{item.domain.write(low)} to {item.domain.write(high)}"
            for low, high in spans
        ]
        if not item.domain.kind.ordered:
            spoken = [item.domain.write(p) for low, high in spans for p in range(low, high + 1)]
        parts.append(f"{item.title} {' or '.join(spoken)}")
    return ", ".join(parts) or "every case"
