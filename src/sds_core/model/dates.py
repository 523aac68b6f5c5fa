"""Dates without a clock: adding months and years, and durations people write.

29 February plus n years is 28 February: the last day of the month. A date after the day of the
decision is never “within” anything.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import frozen

__all__ = [
    "DURATION_PATTERN",
    "ZONE",
    "Duration",
    "add_months",
    "day_of",
    "earliest_covered",
    "parse_date",
]

ZONE = "Europe/London"
DURATION_PATTERN = r"^([1-9][0-9]{0,3}) (day|week|month|year)s?$"
_duration = re.compile(DURATION_PATTERN)
_date = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


def parse_date(text: str) -> date:
    """Read a date written year-month-day, such as 2026-04-01.

    Raises:
        ValueError: it is written in any other way, or there is no such day.
    """
    if not isinstance(text, str) or not _date.match(text) or not text.isascii():
        raise ValueError(f"{text!r} is not a date: write year-month-day, like 2026-04-01")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"there is no such day as {text}") from error


def day_of(moment: datetime, zone: str) -> date:
    """Return the day that a moment falls on where a council is.

    Args:
        moment: the moment, with its zone.
        zone: the council's time zone by its name in the IANA database, such as “Europe/London”.

    Raises:
        ValueError: there is no such zone.
    """
    try:
        return moment.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise ValueError(f"{zone!r} is no time zone: write one like {ZONE}") from None


def add_months(start: date, months: int) -> date:
    """Return the date `months` later (or earlier), at most the last day of that month."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


@frozen
class Duration:
    """A length of time as people write it: “3 years”, “28 days”.

    Attributes:
        count: how many.
        unit: day, week, month or year.
    """

    count: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a duration.

        Raises:
            ValueError: it is not a number and one of days, weeks, months or years.
        """
        match = _duration.match(text)
        if not match or text.endswith("\n"):
            raise ValueError(f"{text!r} is not a length of time: write it like “3 years”")
        return cls(int(match[1]), match[2])

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    def after(self, start: date) -> date:
        """Return the date this much later."""
        if self.unit in ("month", "year"):
            return add_months(start, self.count * (12 if self.unit == "year" else 1))
        return start + timedelta(days=self.count * (7 if self.unit == "week" else 1))

    def covers(self, happened: date, on: date) -> bool:
        """Tell whether `happened` is within this much time before `on`, `on` included."""
        if happened > on:
            return False
        try:
            return self.after(happened) >= on
        except (OverflowError, ValueError):  # beyond year 9999: later than any decision
            return True


def earliest_covered(duration: Duration, on: date) -> date:
    """Return the earliest day that is still within a duration before `on`."""
    try:
        months = {"month": 1, "year": 12}.get(duration.unit)
        if months:
            day = add_months(on, -duration.count * months)
        else:
            day = on - timedelta(days=duration.count * (7 if duration.unit == "week" else 1))
    except (OverflowError, ValueError):  # before the year 1: every day is within
        return date.min
    # Months differ in length, so the day found may be off by the few that a month lacks.
    while not duration.covers(day, on):
        day += timedelta(days=1)
    while day > date.min and duration.covers(day - timedelta(days=1), on):
        day -= timedelta(days=1)
    return day
