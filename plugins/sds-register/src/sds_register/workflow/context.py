"""The context of an act: what it is about, and the people it names, each with a pseudonym."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from sds_core import Case, Erased, Fault, InputError, Profile
from sds_core.cases.reader import CaseReader
from sds_core.domain.prior_decisions import indicative
from sds_core.profiles.archive import profile_of
from sds_register.acts.act import Act
from sds_register.acts.other_acts import (
    AccountLink,
    AccreditationAct,
    Complaint,
    Erasure,
    Hold,
    Release,
)
from sds_register.acts.person_acts import Revision, UrgentHelp, WrittenReasons
from sds_register.acts.plan_acts import Declaration, PlanAct
from sds_register.encryption.key_store import PersonKey
from sds_register.encryption.payloads import NamedPerson
from sds_register.entries.entry import Draft
from sds_register.entries.entry_store import EntryStore
from sds_register.entries.plan_state import PlanState
from sds_register.workflow.case_people import find_people
from sds_register.workflow.plans import latest_state
from sds_register.workflow.recorder import case_entry, decisions_in
from sds_register.workflow.submitted_plan import SubmittedPlan

__all__ = ["ActContext", "load_context", "named"]


@frozen
class ActContext:
    """What an act is about, and who is named in it.

    Attributes:
        about: whom it is about; `None` where it is about nobody.
        thread: the plan that it belongs to.
        marks: the other people whom it may name, by pseudonym.
        drafts: new entries for those of them whom no entry introduces yet.
        own: names of the person whom it is about.
        plan: the plan, for an act on one.
    """

    about: PersonKey | None
    thread: str | None
    marks: Mapping[str, NamedPerson]
    drafts: Sequence[Draft]
    own: tuple[str, ...] = ()
    plan: SubmittedPlan | None = None


def _case_of(register: EntryStore, reader: CaseReader, state: PlanState) -> tuple[Case, bool]:
    """Return the case that a plan was decided on, and whether it can be read whole.

    Raises:
        Erased: the person has been erased.
    """
    entry = case_entry(register, state.thread, state.input)
    if entry is None or entry.payload is None:
        fault = Fault(f"entry {state.submission}", "a case of which the key was destroyed", "")
        raise Erased("the case can no longer be read", [fault])
    return reader.read(entry.payload, f"the case of entry {entry.index}"), not entry.hides


def _plan_of(
    register: EntryStore, profile: Profile | None, state: PlanState, case: Case, whole: bool
) -> SubmittedPlan:
    decisions, texts = decisions_in(register, state.submission)
    asks = profile or profile_of(texts, register.store.text)
    budget = indicative(decisions)
    return SubmittedPlan(
        state,
        case,
        whole,
        decisions,
        asks.criteria,
        asks.tiers,
        asks.digest,
        budget,
        asks.may_also_decide,
        asks.other_ground,
    )


def named(act: Act) -> list[str]:
    """Return every identifier of a human being that an act gives."""
    names = [act.by.person, act.by.account, *act.by.acts_for]
    for field in ("account", "other", "helper", "about", "person"):
        value = getattr(act, field, None)
        names += [value] if isinstance(value, str) else []
    return list(dict.fromkeys(names))


def _known(register: EntryStore, person: str) -> PersonKey:
    found = register.key_store.find([person])
    if person not in found:
        fault = Fault("person", "an identifier", "that of somebody whom the register knows")
        raise InputError("there is nobody of that identifier", [fault])
    return found[person]


def _subject(register: EntryStore, entry: int) -> PersonKey:
    """Return whom an entry is about."""
    row = register.read(entry).row
    key = register.key_store.keys([row.subject or ""]).get(row.subject or "")
    if row.subject is None or key is None:
        raise Erased("the plan can no longer be read", [Fault(f"entry {entry}", "no key", "")])
    return PersonKey(row.subject, key)


def load_context(
    register: EntryStore, reader: CaseReader, profile: Profile | None, act: Act
) -> ActContext:
    """Return what an act is about, and everybody else whom it may name.

    Args:
        register: the register.
        reader: reads cases.
        profile: the profile that asks; the plan's own if left out.
        act: the act.

    Raises:
        Erased: what it is about can no longer be read.
        InputError: what it refers to is not there.
    """
    about, thread, plan = None, None, None
    marks: dict[str, tuple[PersonKey, NamedPerson]] = {}
    own: list[str] = []
    on_plan = act.plan if isinstance(act, (PlanAct, Declaration)) else None
    if on_plan is not None:
        state = latest_state(register, on_plan)
        case, whole = _case_of(register, reader, state)
        people = find_people(register, case)
        marks |= people.others
        if isinstance(act, PlanAct):
            plan, thread = _plan_of(register, profile, state, case, whole), state.thread
            about, own = _subject(register, state.submission), list(people.own)
        else:
            marks |= people.me
    if isinstance(act, (Hold, Release, Erasure)):
        about = _known(register, act.person)
    held = register.key_store.people(named(act))
    if isinstance(act, AccreditationAct):
        about = held[act.helper]
    elif isinstance(act, Complaint):
        about = held[act.about]
    elif isinstance(act, (UrgentHelp, WrittenReasons, Revision)):
        about = held[act.person]
    elif isinstance(act, AccountLink):
        about = held[act.account]
    elif isinstance(act, Declaration):
        about = held[act.by.person]
    actor = NamedPerson(act.by.account, act.by.name, act.by.person)
    for name, own_held in held.items():
        acts = name in (act.by.person, act.by.account)
        # Whoever acts is kept under their own key alone, not under their account's too.
        person, found = (actor, held[act.by.person]) if acts else (NamedPerson(name), own_held)
        if about is not None and found.subject == about.subject:
            own += [word for _, word in person.words()]
        else:
            marks[register.mark(found, person)] = (found, person)
    named_as, drafts = register.introduce(marks)
    return ActContext(about, thread, named_as, drafts, tuple(own), plan)
