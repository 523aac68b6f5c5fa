"""Whether the names in the keys' database still lead to whom the register says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from sds_register.encryption.key_store import PersonKey
from sds_register.encryption.payloads import NamedPerson, decrypt, marked
from sds_register.ledger.records import StoredEntry
from sds_register.ledger.schema import ENTRIES
from sds_register.register import Register

__all__ = ["astray"]

PAGE = 500


def _pages(register: Register, kind: str) -> Iterator[tuple[list[StoredEntry], dict[str, bytes]]]:
    """Yield the entries of a kind some at a time, each page with the keys that are still held."""
    last = -1
    while True:
        rows = register.store.select(ENTRIES.c.kind == kind, ENTRIES.c.idx > last, first=PAGE)
        if not rows:
            return
        last = rows[-1].index
        yield rows, dict(register.key_store.keys(row.subject for row in rows if row.subject))


def _people(
    register: Register, rows: Sequence[StoredEntry], keys: dict[str, bytes]
) -> Iterator[tuple[StoredEntry, NamedPerson]]:
    for row in rows:
        key = keys.get(row.subject or "")
        payload = None if key is None else decrypt(key, row.head, row.body)
        if payload is not None:
            yield row, NamedPerson.read(payload)


def astray(register: Register) -> Iterator[tuple[int, str]]:
    """Yield each entry that names somebody whom the key store no longer finds, and why.

    A person whose identifier is missing, or leads to somebody else, would be taken for somebody
    new: a person who may not decide could then decide.

    Args:
        register: the register.
    """
    for rows, keys in _pages(register, "person"):
        people = list(_people(register, rows, keys))
        found = register.key_store.find(p.council_id for _, p in people if p.council_id)
        for row, person in people:
            held = PersonKey(row.subject or "", keys[row.subject or ""])
            if register.mark(held, person) != row.thread:
                yield row.index, "the mark that stands for somebody is not made with these keys"
            elif person.council_id and found.get(person.council_id) != held:
                yield row.index, "the identifier of somebody leads to nobody, or to somebody else"
    for rows, keys in _pages(register, "case"):
        yield from _cases(register, rows, keys)


def _cases(
    register: Register, rows: Sequence[StoredEntry], keys: dict[str, bytes]
) -> Iterator[tuple[int, str]]:
    """Yield the cases in which a party is no longer found by their id in the case."""
    named: list[tuple[int, str, Any]] = []  # entry, case, party's id or pseudonym
    for row in rows:
        key = keys.get(row.subject or "")
        payload = None if key is None else decrypt(key, row.head, row.body)
        if payload is not None:
            case = orjson.loads(payload)
            named += [
                (row.index, case["id"], party["id"])
                for party in case["parties"]
                if party.get("kind", "individual") == "individual" or party["id"] == case["person"]
            ]
    hidden = {marked(party) for _, _, party in named} - {None}
    said = register.people(mark for mark in hidden if mark)
    held = dict(register.key_store.keys(row.subject for row in said if row.subject))
    people = {row.thread: (row.subject, p) for row, p in _people(register, said, held)}
    wanted: list[tuple[int, str, str | None]] = []
    for index, case, party in named:
        mark = marked(party)
        if mark is None:
            wanted.append((index, f"{case}/{party}", None))
        elif mark in people:  # or they have been erased, and their names with them
            subject, person = people[mark]
            wanted.append((index, f"{case}/{person.id}", subject))
    found = register.key_store.find(name for _, name, _ in wanted)
    for index, name, subject in wanted:
        there = found.get(name)
        if there is None or (subject is not None and there.subject != subject):
            yield index, "a party of the case is led to by no identifier, or by another's"
