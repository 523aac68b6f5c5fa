"""Finding where a plan stands, by the acts on it."""

from __future__ import annotations

from sds_core import Fault, InputError
from sds_register.entries.entry_store import EntryStore
from sds_register.entries.plan_effects import state_of
from sds_register.entries.plan_state import PlanState
from sds_register.ledger.schema import ENTRIES

__all__ = ["latest_state", "plan_state"]


def plan_state(register: EntryStore, thread: str) -> PlanState | None:
    """Return where a plan stands, or `None` where none was put forward."""
    acts = register.headers(ENTRIES.c.thread == thread, ENTRIES.c.after.is_not(None))
    return state_of(acts)


def latest_state(register: EntryStore, entry: int) -> PlanState:
    """Return where the plan stands that an entry belongs to.

    Raises:
        InputError: the entry belongs to no plan.
    """
    found = register.read(entry)
    thread = found.row.thread or found.head.get("of")
    state = plan_state(register, thread) if thread else None
    if state is None:
        hint = "sds register waiting lists the plans that wait."
        fault = Fault("the plan's entry", f"{entry}, {found.kind.title}", "a plan's", hint)
        raise InputError(f"entry {entry} belongs to no plan", [fault])
    return state
