"""What the register knows beside a case: pots, standing, concerns, earlier decisions and plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sds_core import (
    Case,
    Decision,
    EventKind,
    Known,
    KnownConcern,
    KnownDecision,
    KnownPlan,
    KnownPot,
    KnownStanding,
    Money,
    from_plain,
)
from sds_register.acts.other_acts import AccreditationAct, Complaint
from sds_register.encryption.key_store import KeyStore, PersonKey
from sds_register.entries.entry import Entry, EntryKind
from sds_register.entries.entry_store import EntryStore
from sds_register.entries.heads import DecisionHead
from sds_register.entries.kinds import ACCREDITATION, COMPLAINT, DECISION, SIGN_OFF
from sds_register.entries.plan_state import PlanStage
from sds_register.ledger.schema import ENTRIES
from sds_register.workflow.plans import plan_state
from sds_register.workflow.submitted_plan import SignOffResult

__all__ = ["what_is_known"]


def what_is_known(
    register: EntryStore, case: Case, on: date, parts: frozenset[str] | None = None
) -> Known:
    """Return what the register knows beside a case; nothing is written.

    Pots are as they stand now. The rest is as it was recorded for the day or an earlier one.

    Args:
        register: the register.
        case: the case.
        on: the day the decisions are for.
        parts: the parts that are looked up; every one if left out.

    Raises:
        RegisterError: the register cannot be read.
    """

    def wanted(part: str) -> bool:
        return parts is None or part in parts

    keys = _keys(register, case)
    return Known(
        _pots(register) if wanted("pots") else None,
        _standing(register, keys, on) if wanted("standing") else None,
        _concerns(register, keys, on) if wanted("concerns") else None,
        _decisions(register, case, keys, on) if wanted("decisions") else None,
        _agreed(register, case, keys, on) if wanted("agreed") else None,
    )


def _keys(register: EntryStore, case: Case) -> dict[str, list[PersonKey]]:
    """Return the keys under which the register knows each party, by party id."""
    names = {
        party.id: [name for name in (f"{case.id}/{party.id}", party.council_id) if name]
        for party in case.parties
    }
    found = register.key_store.find([name for each in names.values() for name in each])
    return {
        party: list({found[name].subject: found[name] for name in each if name in found}.values())
        for party, each in names.items()
    }


def _pots(register: EntryStore) -> tuple[KnownPot, ...]:
    return tuple(KnownPot(pot, Money(pence)) for pot, pence in sorted(register.balances().items()))


def _about(
    register: EntryStore, keys: Sequence[PersonKey], kind: EntryKind, on: date
) -> list[Entry]:
    """Return the entries of a kind about somebody, under any of their identifiers, up to a day."""
    links = register.accounts(on)
    subjects = links.one_person([key.subject for key in keys]) if keys else set()
    if not subjects:
        return []
    rows = register.store.select(ENTRIES.c.subject.in_(subjects), ENTRIES.c.kind == kind.word)
    return [e for e in register.entries(rows) if e.payload is not None and e.on <= on]


def _standing(
    register: EntryStore, keys: Mapping[str, Sequence[PersonKey]], on: date
) -> tuple[KnownStanding, ...]:
    found = []
    for party, held in keys.items():
        acts: list[tuple[date, int, AccreditationAct]] = []
        for entry in _about(register, held, ACCREDITATION, on):
            act: AccreditationAct = entry.content
            if act.from_date <= on:
                acts.append((act.from_date, entry.index, act))
        if acts:
            from_date, index, act = max(acts, key=lambda item: item[:2])
            found.append(KnownStanding(party, act.stands, from_date, f"entry {index}"))
    return tuple(found)


def _concerns(
    register: EntryStore, keys: Mapping[str, Sequence[PersonKey]], on: date
) -> tuple[KnownConcern, ...]:
    found = []
    for party, held in keys.items():
        for entry in _about(register, held, COMPLAINT, on):
            act: Complaint = entry.content
            concern = KnownConcern(party, act.on, EventKind.COMPLAINT, f"entry {entry.index}")
            found.append(concern)
    return tuple(found)


def _agreed(
    register: EntryStore, case: Case, keys: Mapping[str, Sequence[PersonKey]], on: date
) -> tuple[KnownPlan, ...]:
    """Return the person's plans that were agreed and not overturned, the latest last."""
    found: list[tuple[date, int, KnownPlan]] = []
    for entry in _about(register, keys[case.person], SIGN_OFF, on):
        said = entry.data["judged"]
        judged = from_plain(said, SignOffResult) if said else None
        state = plan_state(register, entry.row.thread or "")
        if judged is None or judged.agreed is None or state is None:
            continue
        if entry.index not in state.overturned and state.stage is not PlanStage.WITHDRAWN:
            where = f"entry {entry.index}"
            plan = KnownPlan(entry.on, judged.support or judged.agreed, judged.needs, where)
            found.append((entry.on, entry.index, plan))
    return tuple(plan for _, _, plan in sorted(found, key=lambda item: item[:2]))


def _decisions(
    register: EntryStore, case: Case, keys: Mapping[str, Sequence[PersonKey]], on: date
) -> tuple[KnownDecision, ...]:
    mine = keys[case.person]
    if not mine:
        return ()
    by: list[PersonKey | KeyStore] = [*mine, register.key_store]  # the last as versions before 0.2
    threads = {key.digest("thread", case.id).hex()[:32] for key in by}
    subjects = [key.subject for key in mine]
    newest: dict[str, int] = {}
    for entry in register.headers(ENTRIES.c.subject.in_(subjects), ENTRIES.c.kind == DECISION.word):
        head = entry.head_as(DecisionHead)
        if head.of in threads and head.on <= on:
            newest[head.question] = entry.index
    rows = register.store.select(ENTRIES.c.idx.in_(list(newest.values())))
    found = []
    for entry in register.entries(rows, names=False):
        if entry.payload is not None:
            made: Decision = entry.content
            where = f"entry {entry.index}"
            found.append(KnownDecision(made.question, made.on, made.outcome, made.amount, where))
    return tuple(found)
