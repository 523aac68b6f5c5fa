"""Quantities: how much of something, such as hours; fractions of an hour included."""

from __future__ import annotations

import re
from typing import Self

from attrs import field, frozen, validators

from sds_core.model.money import Exact, exact_pence

__all__ = ["QUANTITY_PATTERN", "Quantity"]

QUANTITY_PATTERN = r"^(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?$(?!\n)"
_quantity = re.compile(QUANTITY_PATTERN)
_MILLION = 1_000_000


@frozen(order=True)
class Quantity:
    """A number of units (hours, visits, miles), exact to six decimal places.

    Attributes:
        millionths: millionths of a unit; never negative.
    """

    millionths: int = field(validator=[validators.instance_of(int), validators.ge(0)])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a decimal string with up to six places, such as "7.5".

        Raises:
            ValueError: `text` is anything else.
        """
        if not isinstance(text, str) or not _quantity.search(text) or not text.isascii():
            raise ValueError(
                f"{text!r} is not a quantity: write digits with up to six places, like 7.5"
            )
        whole, _, rest = text.partition(".")
        return cls(int(whole) * _MILLION + int(rest.ljust(6, "0") or "0"))

    def __str__(self) -> str:
        whole, rest = divmod(self.millionths, _MILLION)
        return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")

    @property
    def exact(self) -> Exact:
        """The number exactly: an int where it is whole."""
        return exact_pence(self.millionths, _MILLION)
