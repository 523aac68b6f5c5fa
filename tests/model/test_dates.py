"""Dates without a clock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from sds_core.model.dates import Duration, add_months, parse_date

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))


def test_29_february_plus_years_is_the_last_of_february():
    assert Duration(1, "year").after(date(2024, 2, 29)) == date(2025, 2, 28)
    assert Duration(4, "year").after(date(2024, 2, 29)) == date(2028, 2, 29)
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)


@given(days, st.integers(1, 30))
def test_a_date_after_the_decision_is_never_within(on, later):
    assert not Duration(50, "year").covers(on + timedelta(days=later), on)


@given(days, st.integers(1, 40))
def test_the_last_day_is_within_and_the_next_is_not(happened, years):
    duration = Duration(years, "year")
    last = duration.after(happened)
    assert duration.covers(happened, last)
    assert not duration.covers(happened, last + timedelta(days=1))


def test_durations_beyond_the_calendar():
    assert Duration(9999, "year").covers(date(2020, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize("text", ["3", "years", "0 years", "-1 year", "3 years\n", "1.5 years"])
def test_what_is_no_duration(text):
    with pytest.raises(ValueError, match="length of time"):
        Duration.parse(text)


@pytest.mark.parametrize(
    "text", ["2026-4-1", "01/04/2026", "2026-02-30", "20260401", "2026-04-01\n"]
)
def test_what_is_no_date(text):
    with pytest.raises(ValueError, match=r"not a date|no such day"):
        parse_date(text)


@pytest.mark.parametrize("text", ["3 years", "1 day", "28 days", "2 weeks", "6 months"])
def test_durations_read_back(text):
    assert str(Duration.parse(text)) == text
