"""One decision and everything behind it, as a document for whoever looks into it years later."""

from __future__ import annotations

from typing import Any

import orjson
from attrs import frozen

from sds_core import (
    Decision,
    DecisionLetter,
    Erased,
    Fault,
    InputError,
    Journey,
    write_letter,
)
from sds_core.explain.summary import outcome_words
from sds_register.audit.proofs import make_proof
from sds_register.audit.replay import Replayed, replay, site_of
from sds_register.entries.entry import Entry
from sds_register.entries.heads import DecisionHead
from sds_register.entries.kinds import ACT_REFUSED, DECISION, SUBMISSION
from sds_register.entries.plan_effects import state_of
from sds_register.ledger.schema import ENTRIES
from sds_register.register import Register
from sds_register.workflow.recorder import case_entry

__all__ = ["Dossier", "DossierAct", "DossierDecision", "DossierText", "dossier"]


@frozen
class DossierDecision:
    """A decision, as the dossier tells it.

    Attributes:
        entry: its number.
        decision: the decision, with every opinion.
        comes_to: what it comes to, in a sentence.
    """

    entry: int
    decision: Decision
    comes_to: str


@frozen
class DossierAct:
    """What somebody did, or was refused, about the plan.

    Attributes:
        entry: its number.
        kind: what it is.
        at: when it was recorded, in UTC.
        data: what it says.
    """

    entry: int
    kind: str
    at: str
    data: Any


@frozen
class DossierText:
    """A text that was in force.

    Attributes:
        name: the file, as the profile names it.
        digest: its SHA-256.
        body: what it says; empty where it is no text.
    """

    name: str
    digest: str
    body: str


@frozen
class Dossier:
    """A decision and everything behind it.

    Attributes:
        entry: the number asked for.
        origin: the register's own name.
        at: when the decisions were recorded, in UTC.
        journey: the decisions.
        case: what was known: the case as it was read.
        person: the person's name.
        told: the decisions, one by one.
        acts: what people did about the plan, in order, refused acts among them.
        letter: the letter about the decisions.
        texts: the profile and every text in force.
        replayed: what came of making the decisions again.
        proof: the proof that the entry is in the register.
        key: the register's public key, to check the proof by.
    """

    entry: int
    origin: str
    at: str
    journey: Journey
    case: Any
    person: str
    told: tuple[DossierDecision, ...]
    acts: tuple[DossierAct, ...]
    letter: DecisionLetter
    texts: tuple[DossierText, ...]
    replayed: tuple[Replayed, ...]
    proof: str
    key: str


def _anchor(register: Register, index: int) -> int:
    """Return an entry of the journey that an entry belongs to."""
    row = register.read(index).row
    if row.kind in (DECISION.word, SUBMISSION.word):
        return index
    if row.thread is not None:
        rows = register.store.select(
            ENTRIES.c.thread == row.thread, ENTRIES.c.after.is_not(None), ENTRIES.c.idx <= index
        )
        state = state_of(register.heads(rows))
        if state is not None:
            return state.submission
    hint = "sds register log lists the entries."
    fault = Fault(f"entry {index}", row.kind, "a decision, or an act on a plan", hint)
    raise InputError(f"entry {index} belongs to no decision", [fault])


def _texts(register: Register, listed: str) -> tuple[DossierText, ...]:
    body = register.store.text(listed)
    if body is None:
        return ()
    plain = orjson.loads(body)
    found = [("the effective profile", plain["profile"])]
    found += [
        (f"{item['name']}: {name}", own) for item in plain["files"] for name, own in item["files"]
    ]
    texts = []
    for name, own in found:
        data = register.store.text(own) or b""
        try:
            said = data.decode("utf-8")
        except UnicodeDecodeError:
            said = ""
        if name == "the effective profile":
            said = orjson.dumps(orjson.loads(data), option=orjson.OPT_INDENT_2).decode()
        texts.append(DossierText(name, own, said))
    return tuple(texts)


def _acts(register: Register, thread: str) -> tuple[DossierAct, ...]:
    rows = register.store.select(
        ENTRIES.c.thread == thread,
        ENTRIES.c.after.is_not(None) | (ENTRIES.c.kind == ACT_REFUSED.word),
    )
    return tuple(
        DossierAct(entry.index, entry.kind.word, entry.head["at"], entry.data)
        for entry in register.entries(rows)
    )


def dossier(register: Register, index: int) -> Dossier:
    """Return everything behind a decision, or behind the plan that an act is about.

    Args:
        register: the register.
        index: the number of the entry.

    Raises:
        Erased: it can no longer be read.
        InputError: the entry belongs to no decision.
        RegisterError: the register cannot be read.
    """
    entries = register.commit_entries(_anchor(register, index))
    decided: list[Entry] = [entry for entry in entries if entry.kind is DECISION]
    first = decided[0]
    head = first.head_as(DecisionHead)
    decisions = tuple(entry.content for entry in decided)
    case_at = case_entry(register, head.of, head.input)
    if case_at is None or case_at.payload is None:
        raise Erased("the case can no longer be read")
    site = site_of(register, head.texts)
    case = site.read_case(case_at.payload, f"the case of entry {case_at.index}")
    journey = Journey(case.id, first.on, decisions[0].provenance.profile, decisions)
    again = tuple(replay(register, [entry.index for entry in decided]))
    told = tuple(
        DossierDecision(entry.index, decision, outcome_words(decision, case))
        for entry, decision in zip(decided, decisions, strict=True)
    )
    return Dossier(
        index,
        register.origin,
        first.head["at"],
        journey,
        case_at.data,
        case.name(case.person),
        told,
        _acts(register, head.of),
        write_letter(journey, case, site.profile),
        _texts(register, head.texts),
        again,
        make_proof(register, index),
        str(register.signer.verifier),
    )
