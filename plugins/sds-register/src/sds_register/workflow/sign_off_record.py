"""What whoever decides must record where the rules ask for it, and what is noted of it."""

from __future__ import annotations

from collections.abc import Iterator

from sds_core import APPROVE_PLAN, Approval, Fault, Role, ToRecord
from sds_register.acts.plan_acts import Outcome, SignOff, Statement
from sds_register.entries.entry_store import EntryStore
from sds_register.ledger.schema import ENTRIES
from sds_register.workflow.submitted_plan import SubmittedPlan

__all__ = ["hold_to_record_of_steps", "notes_on", "takes_less_by_wish", "to_record"]

_ASKED = {
    ToRecord.STEPS_TO_AGREE: "the steps taken to reach agreement with the person",
    ToRecord.PERSON_SAYS: "what the person answered",
    ToRecord.NEXT_STEP: "what happens next",
    ToRecord.CONTINUES: "what support goes on meanwhile",
}


def to_record(plan: SubmittedPlan) -> frozenset[ToRecord]:
    """Return what the rules ask whoever decides to record."""
    approve = plan.decisions.get(APPROVE_PLAN)
    approvals = approve.answers(Approval) if approve else ()
    return frozenset(each for approval in approvals for each in approval.to_record)


def _said(act: SignOff, what: ToRecord) -> bool:
    value: str | tuple[str, ...] = getattr(act, what)
    return any(text.strip() for text in ((value,) if isinstance(value, str) else value))


def hold_to_record_of_steps(
    plan: SubmittedPlan, act: SignOff, *, agrees_more: bool
) -> Iterator[Fault]:
    """Yield what a sign-off that does not agree the plan as it stands leaves unsaid.

    Args:
        plan: the plan.
        act: the sign-off.
        agrees_more: whether it agrees no less than the plan costs, so that nothing is cut.
    """
    if act.other_ground.strip() and act.by.role not in plan.other_ground:
        roles = ", ".join(plan.other_ground) or "nobody here"
        hint = "Name a published criterion, or pass it on."
        yield Fault("other_ground", "a ground outside the list", f"a role that may: {roles}", hint)
    if act.outcome is Outcome.ACCEPT or agrees_more:
        return
    asked = to_record(plan)
    for what, words in _ASKED.items():
        if what in asked and not _said(act, what):
            hint = "Not agreeing a plan as it stands ends no duty to the person."
            yield Fault(str(what), "nothing", words, hint)
    amends = act.outcome is Outcome.AMEND
    if ToRecord.GROUND in asked and amends and not act.criteria and not act.other_ground.strip():
        expected = f"a criterion of {plan.criteria.title}, or a ground in other_ground"
        yield Fault("criteria", "none", expected, "To change a plan is to decide about it.")


def notes_on(act: SignOff) -> Iterator[str]:
    """Yield what is to be noted of how a plan was decided."""
    if act.panel.strip() and act.outcome is Outcome.AMEND:
        yield f"The panel “{act.panel.strip()}” changed the plan, where panels are to check it."


def takes_less_by_wish(register: EntryStore, plan: SubmittedPlan) -> bool:
    """Tell whether the person's latest statement says that taking less is their wish.

    It counts only as an act of their own, or of their advocate: one that somebody else recorded for
    them does not.
    """
    case = plan.case
    mine = {
        name
        for party in case.parties
        if party.id == case.person or party.holds(Role.ADVOCATE)
        for name in (case.known_as(party), f"{case.id}/{party.id}")
    }
    rows = register.store.select(ENTRIES.c.idx.in_(list(plan.state.statements)))
    said = (entry.content for entry in register.entries(rows) if entry.payload is not None)
    own = [act for act in said if isinstance(act, Statement) and act.by.person in mine]
    return bool(own) and own[-1].takes_less
