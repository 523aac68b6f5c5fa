"""Money is exact: parsing, rounding, splitting and rates."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from sds_core.model.money import Money, Rate, exact_pence, round_half_up, round_to, split_pence

pence = st.integers(-(10**11), 10**11)


@given(st.integers(-(10**11) + 1, 10**11 - 1))
def test_text_and_back(value):
    assert Money.parse(str(Money(value))) == Money(value)


@pytest.mark.parametrize(
    "text",
    ["£5", "1,000", "1e3", "5.123", "", " 5", "5 ", "05", "5.", ".5", "+5", "NaN", "٣", "5\n",
     "9999999999", "--5", "0x10"],
)  # fmt: skip
def test_what_is_not_money_is_refused(text):
    with pytest.raises(ValueError, match="is not a sum of money"):
        Money.parse(text)


def test_a_float_is_never_money():
    with pytest.raises(TypeError):
        Money(5.0)
    with pytest.raises(TypeError):
        Money(True)


@given(st.fractions(min_value=-(10**9), max_value=10**9))
def test_rounding_agrees_with_decimal(value):
    if value.denominator in (1, 2, 4, 5, 10, 20, 100, 1000):
        oracle = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(
            Decimal(1), ROUND_HALF_UP
        )
        assert round_half_up(value) == int(oracle)
    assert abs(round_half_up(value) - value) <= Fraction(1, 2)
    assert round_half_up(-value) == -round_half_up(value)


@given(st.fractions(max_denominator=10**6), st.integers(1, 10_000))
def test_rounding_to_a_unit(value, unit):
    rounded = round_to(value, unit)
    assert rounded % unit == 0
    assert abs(rounded - value) * 2 <= unit


@given(
    pence,
    st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 10**6), min_size=1).filter(
        lambda weights: sum(weights.values()) > 0
    ),
)
def test_a_split_loses_no_penny_and_does_not_depend_on_order(total, weights):
    shares = split_pence(Money(total), weights)
    assert sum(share.pence for share in shares.values()) == total
    backwards = split_pence(Money(total), dict(reversed(weights.items())))
    assert shares == backwards
    whole = sum(weights.values())
    for name, weight in weights.items():
        assert abs(shares[name].pence - Fraction(total * weight, whole)) < 1


@pytest.mark.parametrize("weights", [{}, {"a": 0}, {"a": -1, "b": 2}])
def test_a_split_without_weights_is_refused(weights):
    with pytest.raises(ValueError, match="a split needs weights"):
        split_pence(Money(100), weights)


def test_savva_july_2009_to_the_penny():
    """Sixteen points made £82.91 a week: £5.181875 a point."""
    assert Rate.parse("5.181875").times(16) == Money.parse("82.91").pence


def test_savva_december_2009_by_a_rate_of_six_places():
    """Twenty-two points made £112.21: no rate of whole pence does that."""
    assert round_half_up(Rate.parse("5.100455").times(22)) == Money.parse("112.21").pence
    assert Money.parse("5.10").pence * 22 != Money.parse("112.21").pence


@given(st.integers(0, 10**12), st.integers(0, 200))
def test_a_rate_times_units_is_exact(micropounds, units):
    assert Rate(micropounds).times(units) == Fraction(micropounds * units, 10_000)


@given(st.integers(), st.integers(1, 10**6))
def test_exact_is_an_int_where_it_is_whole(top, bottom):
    value = exact_pence(top, bottom)
    assert value == Fraction(top, bottom)
    assert isinstance(value, int) is (top % bottom == 0)


def test_a_rate_is_never_negative():
    with pytest.raises(ValueError, match="not a rate"):
        Rate.parse("-1.00")
    with pytest.raises(ValueError, match="must be"):
        Rate(-1)
