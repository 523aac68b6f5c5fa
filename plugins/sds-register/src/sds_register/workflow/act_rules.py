"""What each kind of act is held to."""

from __future__ import annotations

from sds_core import ActRefused, Fault
from sds_register.acts.act import WORDS
from sds_register.acts.plan_acts import (
    Appeal,
    Statement,
    Withdrawal,
)
from sds_register.entries.plan_state import PlanStage, PlanState

__all__ = ["hold_to_steps", "is_open"]


def is_open(state: PlanState) -> bool:
    """Tell whether somebody has yet to decide about a plan."""
    return state.stage in (PlanStage.WAITING, PlanStage.APPEALED)


def hold_to_steps(act: Statement | Withdrawal | Appeal, state: PlanState) -> None:
    """Check that a statement, withdrawal or appeal is allowed at the plan's stage.

    Raises:
        ActRefused: it is not allowed at that stage.
    """
    faults = []
    if act.plan != state.tip:
        found = f"entry {act.plan}, and the plan's latest is {state.tip}"
        hint = "Look at it again: sds register show."
        faults.append(Fault("plan", found, "the latest entry", hint))
    if act.on < state.on:
        faults.append(Fault("on", str(act.on), f"{state.on} or later, the day of the last act"))
    if isinstance(act, Appeal):
        wanted, words = state.stage is PlanStage.DECIDED, act.grounds
    elif isinstance(act, Statement):
        wanted, words = is_open(state), act.text
    else:
        wanted, words = state.stage is not PlanStage.WITHDRAWN, "taken back"
    if not wanted:
        faults.append(Fault("plan", f"a plan that is {state.stage}", "one that this can follow"))
    if not words.strip():
        faults.append(Fault("text", "nothing", "the person's words, or the grounds"))
    if faults:
        raise ActRefused(f"this {WORDS[type(act)].replace('_', ' ')} cannot stand", faults)
