"""What each kind of act is held to."""

from __future__ import annotations

from sds_core import ActRefused, Fault
from sds_register.acts.act import WORDS, Act
from sds_register.acts.other_acts import ProfileChange
from sds_register.acts.person_acts import UrgentHelp
from sds_register.acts.plan_acts import (
    Appeal,
    Statement,
    Withdrawal,
)
from sds_register.entries.plan_state import PlanStage, PlanState

__all__ = ["hold_to_steps", "hold_to_words", "is_open"]

# What no act on nothing but a plan may leave empty, where it has such a field.
_WORDS = ("reason", "text", "pot", "need", "help", "advice", "next_step", "continues", "not_met")


def hold_to_words(act: Act) -> None:
    """Check that an act that is on no plan says what it must.

    A profile comes into force with regard to equality on record, and with the comparison that it
    rested on where it replaces another.

    Args:
        act: the act.

    Raises:
        ActRefused: with every word that is missing.
    """
    faults = []
    for name in _WORDS:
        value = getattr(act, name, "x")
        said = (value,) if isinstance(value, str) else value
        if not said or not all(text.strip() for text in said):
            faults.append(Fault(name, "nothing", "words"))
    if isinstance(act, ProfileChange):
        if not act.equality.strip():
            expected = "how regard was had to equality: what was found, by whom, where it is kept"
            faults.append(Fault("equality", "nothing", expected))
        if act.before.strip() and not act.comparison.strip():
            hint = "sds compare shows every decision that the change of profile would change."
            expected = "the comparison that it rested on"
            faults.append(Fault("comparison", "nothing", expected, hint))
    if isinstance(act, UrgentHelp) and act.review_on < act.from_date:
        expected = f"{act.from_date} or later"
        faults.append(Fault("review_on", str(act.review_on), expected))
    if faults:
        raise ActRefused("an act is explained", faults)


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
