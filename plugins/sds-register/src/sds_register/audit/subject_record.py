"""Everything that the register holds of one person, with everybody else left out.

For a request under Article 15 of the UK GDPR. Other people's names and identifiers are replaced
wherever the register put pseudonyms for them. It cannot know what else free text says of them, so
somebody must read the result before it is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import orjson
from attrs import frozen

from sds_core import Fault, InputError
from sds_register.encryption.payloads import NamedPerson, decrypt, pseudonyms_in, restore
from sds_register.entries.kinds import PERSON
from sds_register.ledger.records import StoredEntry
from sds_register.ledger.schema import ENTRIES
from sds_register.ledger.store import CHUNK
from sds_register.register import Register

__all__ = ["Disclosed", "Mention", "SubjectRecord", "subject_record"]


@frozen
class Disclosed:
    """An entry about the person.

    Attributes:
        entry: its number.
        kind: what it is.
        at: when it was recorded, in UTC.
        on: the day that it is for; empty where it is for none.
        payload: what it says, other people left out.
    """

    entry: int
    kind: str
    at: str
    on: str
    payload: Any


@frozen
class Mention:
    """An entry about somebody else, or about nobody, that names the person or is their act.

    Attributes:
        entry: its number.
        kind: what it is.
        at: when it was recorded, in UTC.
        acted: whether it is the person's own act.
    """

    entry: int
    kind: str
    at: str
    acted: bool


@frozen
class SubjectRecord:
    """Everything that the register holds of one person.

    Attributes:
        person: the identifier that was asked for.
        origin: the register's own name.
        size: how many entries were looked at.
        entries: the entries about the person, whole.
        mentions: other entries that name them; what those say is about others.
        others: how many other people were left out.
    """

    person: str
    origin: str
    size: int
    entries: tuple[Disclosed, ...]
    mentions: tuple[Mention, ...]
    others: int


def _rows(register: Register, tick: Callable[[int], None]) -> Iterator[list[StoredEntry]]:
    page: list[StoredEntry] = []
    for row in register.store.rows():
        page.append(row)
        if len(page) == CHUNK:
            yield page
            tick(len(page))
            page = []
    yield page
    tick(len(page))


def _payloads(
    register: Register, rows: Sequence[StoredEntry]
) -> Iterator[tuple[StoredEntry, bytes | None]]:
    keys = register.key_store.keys(row.subject for row in rows if row.subject)
    for row in rows:
        key = keys.get(row.subject) if row.subject else register.key_store.payloads
        yield row, None if key is None else decrypt(key, row.head, row.body)


def subject_record(
    register: Register, person: str, tick: Callable[[int], None] = lambda entries: None
) -> SubjectRecord:
    """Return everything that the register holds of somebody.

    Args:
        register: the register.
        person: the council's identifier for them.
        tick: called with how many entries have been looked at since the last call.

    Raises:
        InputError: the register knows nobody of that identifier.
        RegisterError: it cannot be read.
    """
    held = register.key_store.find([person]).get(person)
    if held is None:
        hint = "It is a party's council_id, or CASE/PARTY where a case gives none."
        fault = Fault("the person", "an identifier that is not known", "one that is", hint)
        raise InputError("the register knows nobody of that identifier", [fault])
    links = register.accounts(register.today())
    subjects = {held.subject, *links.accounts_of(held.subject)}
    about = register.store.select(ENTRIES.c.subject.in_(subjects))
    people = [row for row in about if row.kind == PERSON.word]
    mine = {row.thread for row in people}
    numbers: dict[str, str] = {}
    entries: list[Disclosed] = []
    mentions: list[Mention] = []
    size = 0
    for page in _rows(register, tick):
        size += len(page)
        for row, payload in _payloads(register, page):
            head = orjson.loads(row.head)
            named = pseudonyms_in(payload) if payload else set()
            if row.subject in subjects and payload is not None:
                others = _others(register, named - mine, numbers)
                own = {m: NamedPerson.read(_own(register, people, m)) for m in named & mine}
                data = orjson.loads(restore(payload, {**others, **own}))
                entries.append(Disclosed(row.index, row.kind, head["at"], head.get("on", ""), data))
            elif {head.get("by"), head.get("other")} & subjects or named & mine:
                acted = head.get("by") in subjects
                mentions.append(Mention(row.index, row.kind, head["at"], acted))
    return SubjectRecord(
        person, register.origin, size, tuple(entries), tuple(mentions), len(numbers)
    )


def _others(register: Register, named: set[str], numbers: dict[str, str]) -> dict[str, NamedPerson]:
    """Return what stands for other people: the same words for one human being everywhere."""
    found = {}
    for row in register.people(named):
        number = len(numbers) + 1
        words = numbers.setdefault(row.subject or "", f"[another person {number}]")
        found[row.thread or ""] = NamedPerson(words, words, words)
    return found


def _own(register: Register, people: Sequence[StoredEntry], mark: str) -> bytes:
    row = next(row for row in people if row.thread == mark)
    return register.entries([row])[0].payload or b"{}"
