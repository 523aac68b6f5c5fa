"""Quantities are exact, and are written as they were meant."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from sds_core.model.quantities import Quantity


@given(st.integers(0, 10**9 - 1), st.integers(0, 999_999))
def test_what_is_written_is_read_again(whole, rest):
    made = Quantity(whole * 1_000_000 + rest)
    assert Quantity.parse(str(made)) == made
    assert made.exact == whole + Fraction(rest, 1_000_000)
    assert not str(made).endswith(".")


def test_half_an_hour_is_half():
    assert Quantity.parse("7.5").exact == Fraction(15, 2)
    assert Quantity.parse("7.5") < Quantity.parse("8")
    assert str(Quantity.parse("10.00")) == "10"
    assert Quantity.parse("12").exact == 12


@pytest.mark.parametrize(
    "text", ["", "-1", "1e3", "1.0000001", "١", "7,5", ".5", "7.", "1\n", 7, None]
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match="is not a quantity"):
        Quantity.parse(text)
