"""Holds: what is recorded of somebody must be kept, whatever they or anybody else ask."""

from __future__ import annotations

from datetime import date

from sds_core.register.bars import Accounts
from sds_core.register.book import Register
from sds_core.register.tables import ENTRIES

__all__ = ["holds"]


def holds(register: Register, subject: str, on: date) -> list[int]:
    """Return the numbers of the holds on somebody that stand on a day, or stand today.

    Args:
        register: the register.
        subject: whom they are on; who is the same human being under another name counts.
        on: the day.
    """
    people = Accounts.recorded(register, on).one_person([subject])
    every = register.headers(ENTRIES.c.kind.in_(("hold", "release")))
    entries = [entry for entry in every if entry.row.subject in people]
    released = {entry.head["hold"] for entry in entries if entry.kind == "release"}
    day = min(on, register.today())
    return [
        entry.index
        for entry in entries
        if entry.kind == "hold"
        and entry.index not in released
        and not (entry.head.get("until") and date.fromisoformat(entry.head["until"]) < day)
    ]
