"""What has become of a plan: put forward, decided, withdrawn, appealed, one act after another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from attrs import evolve, frozen

from sds_core.errors import Fault, InputError
from sds_core.register.book import Entry, Register
from sds_core.register.tables import ENTRIES

__all__ = ["PlanState", "Stage", "latest_state", "plan_state"]


class Stage(StrEnum):
    """Where a plan stands."""

    WAITING = "waiting"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    APPEALED = "appealed"


@frozen
class PlanState:
    """Where a plan stands, without what it says.

    Attributes:
        thread: the thread of its entries.
        tip: the number of its latest act, which the next must be based on.
        stage: where it stands.
        submission: the number of the entry that put it forward.
        submitted_on: the day on which it was put forward.
        input: the mark of the case that it was decided on.
        profile: SHA-256 of the profile that it was decided by.
        since: the day from which it waits, where it does.
        decisions: the numbers of the sign-offs since it was first put forward.
        statements: the numbers of the person's statements since then.
    """

    thread: str
    tip: int
    stage: Stage
    submission: int
    submitted_on: date
    input: str
    profile: str
    since: date
    decisions: tuple[int, ...] = ()
    statements: tuple[int, ...] = ()


def _next(state: PlanState | None, entry: Entry, thread: str) -> PlanState:
    index, on = entry.index, entry.on
    if entry.kind == "submission" or state is None:
        before = state.decisions if state else ()
        head = entry.head
        return PlanState(
            thread, index, Stage.WAITING, index, on, head["input"], head["profile"], on, before
        )
    state = evolve(state, tip=index)
    if entry.kind == "statement":
        return evolve(state, statements=(*state.statements, index))
    if entry.kind == "sign_off":
        return evolve(state, stage=Stage.DECIDED, decisions=(*state.decisions, index))
    if entry.kind == "withdrawal":
        return evolve(state, stage=Stage.WITHDRAWN)
    if entry.kind == "appeal":
        return evolve(state, stage=Stage.APPEALED, since=on)
    if entry.head.get("open"):  # an appeal that was upheld: to be decided again
        return evolve(state, stage=Stage.WAITING, since=on)
    return evolve(state, stage=Stage.DECIDED)


def state_of(entries: Sequence[Entry], thread: str) -> PlanState | None:
    """Return where a plan stands after some of its acts, in order; `None` before the first."""
    state: PlanState | None = None
    for entry in entries:
        state = _next(state, entry, thread)
    return state


def plan_state(register: Register, thread: str) -> PlanState | None:
    """Return where a plan stands, or `None` where none was put forward."""
    rows = register.store.select(ENTRIES.c.thread == thread, ENTRIES.c.after.is_not(None))
    return state_of(register.heads(rows), thread)


def latest_state(register: Register, entry: int) -> PlanState:
    """Return where the plan stands that an entry belongs to.

    Raises:
        InputError: the entry belongs to no plan.
    """
    found = register.read(entry)
    row, thread = found.row, found.row.thread or found.head.get("of")
    state = plan_state(register, thread) if thread else None
    if state is None:
        mend = "sds register waiting lists the plans that wait."
        fault = Fault("the plan's entry", f"{entry}, of kind {row.kind}", "a plan's", mend)
        raise InputError(f"entry {entry} belongs to no plan", [fault])
    return state
