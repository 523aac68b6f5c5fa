"""Money in whole pence, rates to six decimal places, and the rounding that joins them.

In code, money is an integer number of pence; in files it is a decimal string such as "82.91".
No float is accepted anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Self

from attrs import field, frozen, validators

__all__ = [
    "MONEY_PATTERN",
    "RATE_PATTERN",
    "Exact",
    "Money",
    "Rate",
    "exact_pence",
    "round_half_up",
    "round_to",
    "split_pence",
]

# Pence, exact: an int where they are whole, which is many times faster than a Fraction.
Exact = Fraction | int

# Also used by the JSON Schemas: at most two places, at most a billion pounds, no trailing newline.
MONEY_PATTERN = r"^-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,2})?$(?!\n)"
RATE_PATTERN = r"^(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?$(?!\n)"

_money = re.compile(MONEY_PATTERN)
_rate = re.compile(RATE_PATTERN)


def _whole(_: object, attribute: object, value: int) -> None:
    if type(value) is not int:
        raise TypeError(f"expected a whole number, found {value!r}")


@frozen(order=True)
class Money:
    """A sum of money.

    Attributes:
        pence: the sum in whole pence; may be negative.
    """

    pence: int = field(validator=_whole)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a decimal string of pounds such as "82.91".

        Args:
            text: pounds, with at most two decimal places and no sign but a leading minus.

        Raises:
            ValueError: `text` is anything else, “£5”, “1,000” and “1e3” included.
        """
        if not isinstance(text, str) or not _money.search(text) or not text.isascii():
            raise ValueError(
                f"{text!r} is not a sum of money: write pounds and pence as digits, like 82.91"
            )
        pounds, _, pence = text.partition(".")
        value = abs(int(pounds)) * 100 + int(pence.ljust(2, "0") or "0")
        return cls(-value if text.startswith("-") else value)

    def __str__(self) -> str:
        sign = "-" if self.pence < 0 else ""
        return f"{sign}{abs(self.pence) // 100}.{abs(self.pence) % 100:02d}"

    def pounds(self) -> str:
        """Return the sum as people write it: £1,234.50, with a minus sign in front if negative."""
        sign = "−" if self.pence < 0 else ""
        return f"{sign}£{abs(self.pence) // 100:,}.{abs(self.pence) % 100:02d}"

    def signed(self) -> str:
        """Return a change as people write it: +£5.00, −£5.00, £0.00."""
        return ("+" if self.pence > 0 else "") + self.pounds()

    def __add__(self, other: Money) -> Money:
        return Money(self.pence + other.pence)

    def __sub__(self, other: Money) -> Money:
        return Money(self.pence - other.pence)

    def __neg__(self) -> Money:
        return Money(-self.pence)


@frozen(order=True)
class Rate:
    """Pounds per something (a point, an hour), exact to six decimal places.

    Savva's 16 points made £82.91, which is £5.181875 a point: pence are too coarse for rates.

    Attributes:
        micropounds: millionths of a pound; never negative.
    """

    micropounds: int = field(validator=[_whole, validators.ge(0)])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a decimal string of pounds with up to six places, such as "5.181875".

        Raises:
            ValueError: `text` is anything else.
        """
        if not isinstance(text, str) or not _rate.search(text) or not text.isascii():
            raise ValueError(
                f"{text!r} is not a rate: write pounds as digits with up to six places, "
                "like 5.181875"
            )
        pounds, _, rest = text.partition(".")
        return cls(int(pounds) * 1_000_000 + int(rest.ljust(6, "0") or "0"))

    def __str__(self) -> str:
        rest = f"{self.micropounds % 1_000_000:06d}".rstrip("0").ljust(2, "0")
        return f"{self.micropounds // 1_000_000}.{rest}"

    def times(self, units: Exact) -> Exact:
        """Return the exact pence for this many units, or parts of one."""
        return exact_pence(self.micropounds * units.numerator, 10_000 * units.denominator)


def exact_pence(numerator: int, denominator: int) -> Exact:
    """Return a ratio exactly: an int where it is whole."""
    whole, rest = divmod(numerator, denominator)
    return Fraction(numerator, denominator) if rest else whole


def round_half_up(value: Exact) -> int:
    """Round to a whole number, halves away from zero (as people round money)."""
    if type(value) is int:
        return value
    magnitude = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return magnitude if value.numerator >= 0 else -magnitude


def round_to(value: Exact, unit: int) -> int:
    """Round pence to a multiple of `unit` pence, halves away from zero."""
    top, bottom = value.numerator, value.denominator * unit
    rounded = (2 * abs(top) + bottom) // (2 * bottom)
    return (rounded if top >= 0 else -rounded) * unit


def split_pence(total: Money, weights: Mapping[str, Exact]) -> dict[str, Money]:
    """Share a sum by weight, losing no penny, the same whatever the order of the names.

    Pennies left over go one each to the largest remainders; a tie goes to the name that sorts
    first.

    Args:
        total: the sum to share.
        weights: each name's weight; none negative, at least one above zero.

    Raises:
        ValueError: the weights are empty, negative or all zero.
    """
    sum_of_weights = sum(weights.values(), start=Fraction(0))
    if sum_of_weights <= 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("a split needs weights of zero or more, at least one above zero")
    due = {name: total.pence * Fraction(w) / sum_of_weights for name, w in weights.items()}
    shares = {name: value.numerator // value.denominator for name, value in due.items()}
    left = total.pence - sum(shares.values())
    by_remainder: Iterable[str] = sorted(due, key=lambda name: (shares[name] - due[name], name))
    for name in list(by_remainder)[:left]:
        shares[name] += 1
    return {name: Money(pence) for name, pence in shares.items()}
