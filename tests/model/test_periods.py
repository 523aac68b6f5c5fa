"""The published cost rules, with their worked examples, and conversion between periods."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from sds_core.model.money import Money
from sds_core.model.periods import Amount, CostFrequency, Period, period_cost, weekly_cost

PERIODIC = [period for period in Period if period is not Period.ONCE]


def _money(text):
    return None if text is None else Money.parse(text)


def test_the_worked_examples_of_the_published_rules(data):
    rules = json.loads((data / "cost_rules.json").read_text("utf-8"))
    assert len(rules["examples"]) >= 5
    for example in rules["examples"]:
        frequency = CostFrequency(example["freq"])
        units = Fraction(example["planned_units"]) if example.get("planned_units") else None
        cost = weekly_cost(frequency, _money(example["unit_cost"]), units)
        if example.get("result") == "row excluded" or example["cost_per_week"] is None:
            assert cost is None
        else:
            assert cost == Money.parse(example["cost_per_week"]).pence
        if "total" in example:
            reporting = [date.fromisoformat(d) for d in example.get("period", ["2026-01-01"] * 2)]
            service = example.get("service", ["2026-01-01", "2026-01-01"])
            first, last = (date.fromisoformat(d) if d else None for d in service)
            total = period_cost(
                frequency, _money(example["unit_cost"]), units, (first, last), tuple(reporting)
            )
            assert total == Money.parse(example["total"]).pence


@pytest.mark.parametrize(
    ("frequency", "unit_cost", "units", "weekly"),
    [
        ("hourly", "22.50", 14, "315.00"),
        ("monthly", "1300.00", None, "300.00"),
        ("4-weekly", "-880.00", None, "220.00"),
        ("quarterly", "1300.00", None, "100.00"),
        ("annually", "5200.00", None, "100.00"),
        ("fortnightly", "100.00", None, "50.00"),
        ("daily", "10.00", -7, "70.00"),
        ("weekly", "80.00", 99, "80.00"),
    ],
)
def test_weekly_costs(frequency, unit_cost, units, weekly):
    cost = weekly_cost(CostFrequency(frequency), Money.parse(unit_cost), units)
    assert cost == Money.parse(weekly).pence


@pytest.mark.parametrize(
    ("frequency", "unit_cost", "units"),
    [("hourly", "22.50", 0), ("hourly", "22.50", None), ("weekly", "0.00", 1), ("weekly", None, 1),
     ("one-off", "450.00", None)],
)  # fmt: skip
def test_rows_without_a_weekly_cost(frequency, unit_cost, units):
    assert weekly_cost(CostFrequency(frequency), _money(unit_cost), units) is None


def test_hackneys_yearly_cost():
    """A weekly £315 and a one-off £450 make £16,830 in a year of 52 weeks."""
    weekly = Amount(Money.parse("315.00"), Period.WEEK)
    assert weekly.exactly_per(Period.YEAR) + 45_000 == Money.parse("16830.00").pence


def test_a_service_outside_the_period_costs_nothing_there():
    day = date(2026, 5, 1)
    quarter = (date(2026, 1, 1), date(2026, 3, 31))
    assert period_cost(CostFrequency.WEEKLY, Money(100), None, (day, None), quarter) is None


@given(st.integers(-(10**9), 10**9), st.sampled_from(PERIODIC), st.sampled_from(PERIODIC))
def test_there_and_back_is_exact(value, one, other):
    amount = Amount(Money(value), one)
    exactly = amount.exactly_per(other)
    assert exactly * one.weeks() / other.weeks() == value
    assert abs(amount.per(other).money.pence - exactly) <= Fraction(1, 2)


def test_a_sum_paid_once_is_not_a_weekly_sum():
    with pytest.raises(ValueError, match="paid once"):
        Amount(Money(100), Period.ONCE).exactly_per(Period.WEEK)
    assert Amount(Money(100), Period.ONCE).exactly_per(Period.ONCE) == 100
