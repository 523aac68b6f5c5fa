"""Who waits for a decision, and for how many days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from statistics import median_high

from attrs import frozen

from sds_core.register.book import Register
from sds_core.register.entries import Entry
from sds_core.register.plans import Stage, state_of
from sds_core.register.tables import ENTRIES

__all__ = ["Waiting", "WaitingList", "waiting"]


@frozen
class Waiting:
    """A plan that waits for somebody.

    Attributes:
        entry: the number of its latest entry: what the next act is based on.
        case: the case's id; “(erased)” where it can no longer be read.
        stage: waiting for a decision, or appealed.
        since: the day from which it waits.
        days: for how many days.
    """

    entry: int
    case: str
    stage: Stage
    since: date
    days: int


@frozen
class WaitingList:
    """The plans that wait on a day, and how long decisions have taken.

    Attributes:
        on: the day.
        plans: the plans, the longest wait first.
        longest: the longest wait in days; `None` where nobody waits.
        median: the wait that half of them reach; `None` where nobody waits.
        decided: how many decisions, and outcomes of appeals, were made by that day.
        took_longest: the most days that one took; `None` where none was made.
        took_median: the days that half of them took or more; `None` where none was made.
    """

    on: date
    plans: tuple[Waiting, ...]
    longest: int | None
    median: int | None
    decided: int
    took_longest: int | None
    took_median: int | None


def _threads(register: Register) -> Iterator[tuple[str, list[Entry]]]:
    """Yield the acts on each plan, in order."""
    found: dict[str, list[Entry]] = {}
    for entry in register.headers(ENTRIES.c.after.is_not(None)):
        found.setdefault(entry.row.thread or "", []).append(entry)
    yield from found.items()


def _case(register: Register, submission: int) -> str:
    entry = register.read(submission)
    return "(erased)" if entry.payload is None else str(entry.data["case"])


def waiting(register: Register, on: date) -> WaitingList:
    """Return the plans that wait on a day, by what had been done by then.

    Args:
        register: the register.
        on: the day.

    Raises:
        RegisterError: the register cannot be read.
    """
    plans: list[Waiting] = []
    took: list[int] = []
    for thread, entries in _threads(register):
        by_then = [entry for entry in entries if entry.on <= on]
        for place, entry in enumerate(by_then):
            if entry.kind in ("sign_off", "appeal_outcome"):
                before = state_of(by_then[:place], thread)
                if before is not None:
                    took.append((entry.on - before.since).days)
        state = state_of(by_then, thread)
        if state is not None and state.stage in (Stage.WAITING, Stage.APPEALED):
            days = (on - state.since).days
            case = _case(register, state.submission)
            plans.append(Waiting(state.tip, case, state.stage, state.since, days))
    plans.sort(key=lambda plan: (-plan.days, plan.entry))
    waits = [plan.days for plan in plans]
    return WaitingList(
        on,
        tuple(plans),
        max(waits, default=None),
        median_high(waits) if waits else None,
        len(took),
        max(took, default=None),
        median_high(took) if took else None,
    )
