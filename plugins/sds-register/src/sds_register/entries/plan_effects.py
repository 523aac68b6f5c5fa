"""What each kind of entry does to a plan."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from sds_register.entries.entry import Entry
from sds_register.entries.heads import PlanActHead, SubmissionHead
from sds_register.entries.plan_state import PlanStage, PlanState

__all__ = [
    "appealed",
    "decided",
    "outcome_of_appeal",
    "put_forward",
    "said",
    "state_of",
    "withdrawn",
]


def put_forward(state: PlanState | None, entry: Entry) -> PlanState:
    """Return where a plan stands once it was put forward."""
    head = entry.head_as(SubmissionHead)
    if state is not None and head.again:
        # The same plan, decided again while it waits: it still waits from the same day.
        return evolve(
            state, tip=entry.index, submission=entry.index, input=head.input, profile=head.profile
        )
    return PlanState(
        entry.row.thread or "",
        entry.index,
        PlanStage.WAITING,
        entry.index,
        head.on,
        head.plan,
        head.input,
        head.profile,
        head.on,
        overturned=state.overturned if state else (),
        statements=state.statements if state else (),
    )


def said(state: PlanState, entry: Entry) -> PlanState:
    """Return where a plan stands after a statement of the person: where it stood."""
    statements = (*state.statements, entry.index)
    return evolve(state, on=entry.on, statements=statements)


def decided(state: PlanState, entry: Entry) -> PlanState:
    """Return where a plan stands after a sign-off."""
    return evolve(
        state,
        on=entry.on,
        stage=PlanStage.DECIDED,
        decided=(*state.decided, entry.index),
        overturned=(),
        statements=(),
    )


def withdrawn(state: PlanState, entry: Entry) -> PlanState:
    """Return where a plan stands once it was taken back."""
    return evolve(state, on=entry.on, stage=PlanStage.WITHDRAWN, appeal=None)


def appealed(state: PlanState, entry: Entry) -> PlanState:
    """Return where a plan stands after an appeal."""
    on = entry.on
    return evolve(state, on=on, stage=PlanStage.APPEALED, since=on, appeal=entry.index)


def outcome_of_appeal(state: PlanState, entry: Entry) -> PlanState:
    """Return where a plan stands after the outcome of an appeal."""
    on = entry.on
    if entry.head_as(PlanActHead).open:  # it was upheld: the plan is to be decided again
        return evolve(
            state,
            on=on,
            stage=PlanStage.WAITING,
            since=on,
            overturned=state.decided,
            appeal=None,
        )
    return evolve(state, on=on, stage=PlanStage.DECIDED, appeal=None)


def state_of(entries: Sequence[Entry]) -> PlanState | None:
    """Return where a plan stands after some of its acts, in order; `None` before the first.

    An entry of a kind that does nothing to plans, or that is not known here, leaves the plan as it
    stands; the next act must follow it all the same.
    """
    state: PlanState | None = None
    for entry in entries:
        kind = entry.kind
        if kind.begins_plan is not None:
            state = kind.begins_plan(state, entry)
        elif state is not None:
            changed = state if kind.on_plan is None else kind.on_plan(state, entry)
            state = evolve(changed, tip=entry.index)
    return state
