"""The cell: the one grammar of conditions, for tables, rule sets and spreadsheets alike.

A cell is one of::

    any                     every value
    82                      a value (also written “= 82”)
    in {broker, agency}     any of a list
    [70..115]  (5..9]       a range; square brackets take their end in, round ones leave it out
    < 5   <= 5   > 5   >= 5
    within 3 years          a date at most that long before the day of the decision

In a clause another fact may stand in the place of a value. An empty cell is an error.
"""

from __future__ import annotations

import re
from enum import StrEnum

from attrs import frozen

from sds_core.conditions.domains import Domain
from sds_core.model.dates import Duration

__all__ = ["Cell", "Operator", "parse_cell"]

MAX_CELL = 2_000


class Operator(StrEnum):
    """What a cell does with its values."""

    ANY = "any"
    EQUALS = "="
    IN = "in"
    RANGE = "range"
    LESS = "<"
    LESS_OR_EQUAL = "<="
    MORE = ">"
    MORE_OR_EQUAL = ">="
    WITHIN = "within"


_IN = re.compile(r"^in\s*\{(.*)\}\Z")
_COMPARE = re.compile(r"^(<=|>=|<|>|=)\s*(.*)\Z")
_WORD = re.compile(r"^[^\[\](){},<>=\x00-\x1f]+\Z")


@frozen
class Cell:
    """A cell as written, taken apart but not yet read against a domain.

    Attributes:
        operator: what it does.
        values: its values as written.
        open_low: for a range: whether the low end is left out.
        open_high: for a range: whether the high end is left out.
        duration: for “within”: how long.
        text: the cell as written.
    """

    operator: Operator
    values: tuple[str, ...]
    text: str
    open_low: bool = False
    open_high: bool = False
    duration: Duration | None = None

    def ranges(self, domain: Domain) -> tuple[tuple[int, int], ...]:
        """Return the positions it matches, as separate ranges in order, both ends included.

        Args:
            domain: the values that the input may take.

        Raises:
            ValueError: a value does not belong to the domain, the operator has no meaning for it,
                or nothing could ever match.
        """
        if self.operator is Operator.ANY:
            return ((domain.low, domain.high),)
        if self.operator is Operator.WITHIN:
            raise ValueError(
                "“within” depends on the day of the decision, so gaps could not be found; "
                "compare with dates"
            )
        if self.operator is Operator.EQUALS:
            place = domain.read(self.values[0])
            return ((place, place),)
        if self.operator is Operator.IN:
            return self._listed(domain)
        if not domain.kind.ordered:
            raise ValueError(f"{self.text!r} compares values that have no order; list them")
        low, high = self._bounds(domain)
        low, high = max(low, domain.low), min(high, domain.high)
        if low > high:
            raise ValueError(f"{self.text!r} can never match within {domain.words()}")
        return ((low, high),)

    def _listed(self, domain: Domain) -> tuple[tuple[int, int], ...]:
        places = sorted(domain.read(value) for value in self.values)
        if len(set(places)) < len(places):
            raise ValueError(f"{self.text!r} lists a value twice")
        merged: list[tuple[int, int]] = []
        for place in places:
            if merged and merged[-1][1] == place - 1:
                merged[-1] = (merged[-1][0], place)
            else:
                merged.append((place, place))
        return tuple(merged)

    def _bounds(self, domain: Domain) -> tuple[int, int]:
        places = [domain.read_any(value) for value in self.values]
        if self.operator is Operator.RANGE:
            low, high = places
            for end, is_open in ((low, self.open_low), (high, self.open_high)):
                if not domain.low <= end <= domain.high and not is_open:
                    raise ValueError(
                        f"{self.text!r} reaches outside {domain.words()}; end it where the "
                        "declared values end"
                    )
            return low + self.open_low, high - self.open_high
        bound = places[0]
        if self.operator is Operator.LESS:
            return domain.low, bound - 1
        if self.operator is Operator.LESS_OR_EQUAL:
            return domain.low, bound
        return (bound + 1 if self.operator is Operator.MORE else bound), domain.high


def _value(text: str, whole: str) -> str:
    value = text.strip()
    if not value or not _WORD.match(value):
        raise ValueError(f"{whole!r} is not a condition: {value!r} is not a value")
    return value


def parse_cell(text: str) -> Cell:
    """Take a cell apart.

    Args:
        text: the cell as written.

    Raises:
        ValueError: it is empty, or not of the grammar; the message says what is wrong.
    """
    whole = text.strip()
    if not whole:
        raise ValueError("the cell is empty; write “any” where every value is meant")
    if len(whole) > MAX_CELL:
        raise ValueError(f"the cell has {len(whole):,} characters; at most {MAX_CELL:,}")
    if whole == "any":
        return Cell(Operator.ANY, (), whole)
    match = _IN.match(whole)
    if match:
        return Cell(Operator.IN, tuple(_value(v, whole) for v in match[1].split(",")), whole)
    if whole[0] in "[(" and whole[-1] in "])" and ".." in whole:
        low, _, high = whole[1:-1].partition("..")
        return Cell(
            Operator.RANGE,
            (_value(low, whole), _value(high, whole)),
            whole,
            open_low=whole[0] == "(",
            open_high=whole[-1] == ")",
        )
    if whole.startswith("within "):
        duration = Duration.parse(whole.removeprefix("within ").strip())
        return Cell(Operator.WITHIN, (), whole, duration=duration)
    match = _COMPARE.match(whole)
    if match:
        return Cell(Operator(match[1]), (_value(match[2], whole),), whole)
    return Cell(Operator.EQUALS, (_value(whole, whole),), whole)
