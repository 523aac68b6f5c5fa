"""The kinds of value a condition may compare, each laid out on a line of whole numbers.

Laying every kind on whole numbers (pence, days, places in a list) makes gaps and overlaps a matter
of exact arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from sds_core.model.dates import parse_date
from sds_core.model.money import Money

__all__ = ["Domain", "Kind"]


class Kind(StrEnum):
    """What kind of value an input or a fact is."""

    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    CODE = "code"

    @property
    def ordered(self) -> bool:
        """Whether “less than” has a meaning."""
        return self in (Kind.INTEGER, Kind.MONEY, Kind.DATE)


_YES_NO = ("no", "yes")
_CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
_CODE_BYTES = 64
_EXPECTED = {
    Kind.INTEGER: "a whole number",
    Kind.MONEY: "pounds and pence, like 82.91",
    Kind.DATE: "a date, like 2026-04-01",
    Kind.YES_NO: "yes or no",
    Kind.CODE: "a code: letters, digits, dots, hyphens and underscores, at most 64",
}


@frozen
class Domain:
    """Every value that an input or a fact may take.

    Attributes:
        kind: what kind of value it is.
        low: the lowest position on the line (a number, pence, or a day's ordinal).
        high: the highest position.
        values: for a choice: the closed list, in order.
    """

    kind: Kind
    low: int
    high: int
    values: tuple[str, ...] = ()
    places: Mapping[str, int] = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        places = MappingProxyType({value: i for i, value in enumerate(self.values)})
        object.__setattr__(self, "places", places)

    @classmethod
    def closed_list(cls, values: tuple[str, ...]) -> Domain:
        """Return the domain of a closed list."""
        return cls(Kind.CHOICE, 0, len(values) - 1, values)

    @classmethod
    def yes_no(cls) -> Domain:
        """Return the domain of yes and no."""
        return cls(Kind.YES_NO, 0, 1, _YES_NO)

    @classmethod
    def codes(cls) -> Domain:
        """Return the domain of codes, an open list: each is the number that its letters spell."""
        return cls(Kind.CODE, 0, (1 << 8 * _CODE_BYTES) - 1)

    @classmethod
    def numbers(cls, low: int, high: int) -> Domain:
        """Return the domain of whole numbers between two, both included."""
        return cls(Kind.INTEGER, low, high)

    @classmethod
    def dates(cls) -> Domain:
        """Return the domain of every day that there is."""
        return cls(Kind.DATE, date.min.toordinal(), date.max.toordinal())

    def read(self, text: str) -> int:
        """Return the position of a value as written.

        Raises:
            ValueError: it is not a value of this domain; the message says what is.
        """
        position = self.read_any(text)
        if not self.low <= position <= self.high:
            raise ValueError(f"{text} lies outside {self.words()}")
        return position

    def read_any(self, text: str) -> int:
        """Return the position of a value as written, inside the domain's bounds or not."""
        try:
            if self.kind is Kind.INTEGER:
                digits = text.removeprefix("-")
                if not digits.isascii() or not digits.isdecimal() or len(digits) > 15:
                    raise ValueError
                return int(text)
            if self.kind is Kind.MONEY:
                return Money.parse(text).pence
            if self.kind is Kind.DATE:
                return parse_date(text).toordinal()
            if self.kind is Kind.CODE:
                return _spelt(text)
            return self.places[text]
        except (ValueError, KeyError):
            raise ValueError(f"{text!r} is not {self.expected}") from None

    @property
    def expected(self) -> str:
        """What a value is written as, for errors: “a whole number”, “one of peer, broker”."""
        return _EXPECTED.get(self.kind) or f"one of {', '.join(self.values)}"

    def value(self, text: str, *, inside: bool = True) -> Any:
        """Return a value as programs hold it: an int, `Money`, `date`, text or bool.

        Args:
            text: the value as written.
            inside: whether it must lie within the domain's bounds.

        Raises:
            ValueError: it is not a value of this domain; the message says what is.
        """
        place = self.read(text) if inside else self.read_any(text)
        if self.kind is Kind.MONEY:
            return Money(place)
        if self.kind is Kind.DATE:
            return date.fromordinal(place)
        if self.kind is Kind.YES_NO:
            return bool(place)
        return place if self.kind is Kind.INTEGER else text

    def position(self, value: Any) -> int | None:
        """Return the position of a value as programs hold it, or `None` if it is outside.

        Args:
            value: an int, `Money`, `date`, text of the closed list, or bool.
        """
        if self.kind is Kind.CHOICE:
            return self.places.get(value)
        if self.kind is Kind.YES_NO:
            return int(value) if isinstance(value, bool) else None
        if self.kind is Kind.MONEY:
            place = value.pence if isinstance(value, Money) else None
        elif self.kind is Kind.DATE:
            place = value.toordinal() if isinstance(value, date) else None
        elif self.kind is Kind.CODE:
            place = _spelt(value) if isinstance(value, str) and _CODE.match(value) else None
        else:
            place = value if type(value) is int else None
        return place if place is not None and self.low <= place <= self.high else None

    def nearest_position(self, value: object) -> int | None:
        """Return the position of a value, or the end that it lies beyond; `None` for another kind.

        A number beyond a bound meets the same conditions as the bound itself, and a text that is no
        code differs from every code.
        """
        place = self.position(value)
        if place is not None:
            return place
        if self.kind is Kind.CODE:
            return self.high if isinstance(value, str) else None
        beyond = value if self.kind is Kind.INTEGER else getattr(value, "pence", None)
        if type(beyond) is not int or self.kind not in (Kind.INTEGER, Kind.MONEY):
            return None
        return self.low if beyond < self.low else self.high

    def write(self, position: int) -> str:
        """Return the value at a position, as it is written."""
        if self.kind is Kind.MONEY:
            return str(Money(position))
        if self.kind is Kind.DATE:
            return date.fromordinal(position).isoformat()
        if self.kind is Kind.CODE:
            spelt = position.to_bytes(_CODE_BYTES, "big").lstrip(b"\0").decode("latin-1")
            return spelt if _CODE.match(spelt) else "any other"
        return self.values[position] if self.values else str(position)

    def write_range(self, low: int, high: int) -> str:
        """Return a range of positions as a cell that would match it."""
        if low == self.low and high == self.high:
            return "any"
        if low == high:
            return self.write(low)
        if self.kind is Kind.CODE:
            return "any other"
        if not self.kind.ordered:
            return "in {" + ", ".join(self.values[low : high + 1]) + "}"
        return f"[{self.write(low)}..{self.write(high)}]"

    def words(self) -> str:
        """Return the domain in words, for errors."""
        if self.values:
            return f"the list {', '.join(self.values)}"
        if self.kind is Kind.CODE:
            return "codes"
        if self.kind is Kind.DATE and self.high == date.max.toordinal():
            return "any day"
        return f"{self.write(self.low)} to {self.write(self.high)}"


def _spelt(text: str) -> int:
    if not _CODE.match(text):
        raise ValueError
    return int.from_bytes(text.encode("ascii"), "big")
