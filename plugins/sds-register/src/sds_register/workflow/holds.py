"""Holds: what is recorded of somebody must be kept, whatever they or anybody else ask."""

from __future__ import annotations

from datetime import date

from sds_register.entries.entry_store import EntryStore

__all__ = ["holds"]


def holds(register: EntryStore, subject: str, on: date) -> list[int]:
    """Return the numbers of the holds on somebody that stand on a day, or stand today.

    Args:
        register: the register.
        subject: whom they are on; who is the same human being under another name counts.
        on: the day.
    """
    people = register.accounts(on).one_person([subject])
    return register.state.holds(people, min(on, register.today()))
