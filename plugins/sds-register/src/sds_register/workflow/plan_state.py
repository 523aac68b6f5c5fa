"""What has become of a plan: put forward, decided, withdrawn, appealed, one act after another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from attrs import evolve, frozen

from sds_core import Fault, InputError
from sds_register.entries.entry import Entry
from sds_register.entries.entry_store import EntryStore
from sds_register.ledger.schema import ENTRIES

__all__ = ["PlanStage", "PlanState", "latest_state", "plan_state"]


class PlanStage(StrEnum):
    """Where a plan stands."""

    WAITING = "waiting"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    APPEALED = "appealed"


@frozen
class PlanState:
    """The state of a plan, without the plan's content.

    Attributes:
        thread: the thread of its entries.
        tip: the number of its latest act, which the next must be based on.
        stage: where it stands.
        submission: the number of the entry with which the decisions on it were last recorded.
        on: the day of its latest act.
        plan: a digest of the plan itself, made with the person's key.
        input: a digest of the case that it was decided on, made with the person's key.
        profile: SHA-256 of the profile that it was decided by.
        since: the day from which it waits, where it does.
        decided: the numbers of the sign-offs on this very plan.
        overturned: the numbers of those that an appeal has overturned, until it is decided again.
        appeal: the number of the appeal that is pending; `None` where none is.
        statements: the numbers of the person's statements that nobody has answered yet.
    """

    thread: str
    tip: int
    stage: PlanStage
    submission: int
    on: date
    plan: str
    input: str
    profile: str
    since: date
    decided: tuple[int, ...] = ()
    overturned: tuple[int, ...] = ()
    appeal: int | None = None
    statements: tuple[int, ...] = ()


def _put_forward(state: PlanState | None, entry: Entry, thread: str) -> PlanState:
    head, on = entry.head, entry.on
    if state is not None and head.get("again"):
        # The same plan, decided again while it waits: it still waits from the same day.
        return evolve(
            state,
            tip=entry.index,
            submission=entry.index,
            input=head["input"],
            profile=head["profile"],
        )
    return PlanState(
        thread,
        entry.index,
        PlanStage.WAITING,
        entry.index,
        on,
        head["plan"],
        head["input"],
        head["profile"],
        on,
        overturned=state.overturned if state else (),
        statements=state.statements if state else (),
    )


def _next(state: PlanState, entry: Entry) -> PlanState:
    index, on = entry.index, entry.on
    state = evolve(state, tip=index, on=on)
    if entry.kind == "statement":
        return evolve(state, statements=(*state.statements, index))
    if entry.kind == "sign_off":
        decided = (*state.decided, index)
        return evolve(state, stage=PlanStage.DECIDED, decided=decided, overturned=(), statements=())
    if entry.kind == "withdrawal":
        return evolve(state, stage=PlanStage.WITHDRAWN, appeal=None)
    if entry.kind == "appeal":
        return evolve(state, stage=PlanStage.APPEALED, since=on, appeal=index)
    if entry.head.get("open"):  # an appeal that was upheld: to be decided again
        before = state.decided
        return evolve(state, stage=PlanStage.WAITING, since=on, overturned=before, appeal=None)
    return evolve(state, stage=PlanStage.DECIDED, appeal=None)


def state_of(entries: Sequence[Entry], thread: str) -> PlanState | None:
    """Return where a plan stands after some of its acts, in order; `None` before the first."""
    state: PlanState | None = None
    for entry in entries:
        if entry.kind == "submission":
            state = _put_forward(state, entry, thread)
        elif state is not None:
            state = _next(state, entry)
    return state


def plan_state(register: EntryStore, thread: str) -> PlanState | None:
    """Return where a plan stands, or `None` where none was put forward."""
    acts = register.headers(ENTRIES.c.thread == thread, ENTRIES.c.after.is_not(None))
    return state_of(acts, thread)


def latest_state(register: EntryStore, entry: int) -> PlanState:
    """Return where the plan stands that an entry belongs to.

    Raises:
        InputError: the entry belongs to no plan.
    """
    found = register.read(entry)
    row, thread = found.row, found.row.thread or found.head.get("of")
    state = plan_state(register, thread) if thread else None
    if state is None:
        hint = "sds register waiting lists the plans that wait."
        fault = Fault("the plan's entry", f"{entry}, of kind {row.kind}", "a plan's", hint)
        raise InputError(f"entry {entry} belongs to no plan", [fault])
    return state
