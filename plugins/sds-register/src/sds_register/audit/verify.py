"""Whether a register still is what it was: every hash, commit, text and checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from sds_core import RegisterDamaged, digest
from sds_core.resources.kept_texts import digests_listed
from sds_register.audit.identity_check import astray
from sds_register.encryption.payloads import decrypt
from sds_register.entries.heads import ErasureHead
from sds_register.entries.kinds import ERASURE
from sds_register.ledger.database import read_transaction
from sds_register.ledger.integrity import MOST, IntegrityFault, IntegrityScan
from sds_register.ledger.records import StoredEntry
from sds_register.ledger.schema import ENTRIES, register as register_tables
from sds_register.ledger.signed_notes import Checkpoint
from sds_register.ledger.store import Store
from sds_register.register import Register

__all__ = ["Verification", "back_again", "verify"]


_TRIGGERS_HERE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
# Type 58: before statements (2) that delete (8), update (16) or truncate (32). The triggers are
# enabled and have no condition.
_TRIGGERS_THERE = (
    "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
    "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgtype = 58"
)
_REFUSES = "BEGIN RAISE EXCEPTION 'the register is append-only'; END"


@frozen
class Verification:
    """The result of verifying a register.

    Attributes:
        holds: whether everything does.
        origin: the register's own name.
        size: how many entries it has.
        root: the root over them, worked out anew, in hex.
        first_wrong: the number of the first entry that is not as it was recorded; `None` if all
            are.
        found: what does not hold; at most twenty things, the first ones.
        agreed: the checkpoints that the register agrees with.
        texts: how many texts were looked at.
        erased: how many people's keys have been destroyed, as the register says.
    """

    holds: bool
    origin: str
    size: int
    root: str
    first_wrong: int | None
    found: tuple[IntegrityFault, ...]
    agreed: tuple[str, ...]
    texts: int
    erased: int


def _against(
    checkpoints: Sequence[tuple[str, Checkpoint]], origin: str, size: int, roots: dict[int, bytes]
) -> Iterator[tuple[str, str]]:
    """Yield each checkpoint, and what is wrong; empty where the register agrees with it."""
    for name, checkpoint in checkpoints:
        if checkpoint.origin != origin:
            yield name, f"it is of another register, {checkpoint.origin}"
        elif checkpoint.size > size:
            missing = checkpoint.size - size
            yield (
                name,
                f"it saw {checkpoint.size:,} entries, and there are {size:,}: {missing:,} are gone",
            )
        elif roots.get(checkpoint.size) != checkpoint.root:
            yield name, f"the first {checkpoint.size:,} entries are not those that it saw"
        else:
            yield name, ""


def _erasures(register: Register) -> dict[str, int]:
    """Return who has been erased, each with the erasure's number, read anew."""
    found = register.headers(ENTRIES.c.kind == ERASURE.word)
    return {s: entry.index for entry in found for s in entry.head_as(ErasureHead).erases}


def back_again(register: Register) -> dict[str, int]:
    """Return who was erased and whose key is there all the same, with the erasure's number."""
    erased = _erasures(register)
    return {subject: erased[subject] for subject in register.key_store.keys(erased)}


def _keys(register: Register) -> Iterator[IntegrityFault]:
    """Yield people whose keys are not as the register says: gone, there again, or others."""
    erased, store = _erasures(register), register.store
    for subjects in store.subjects():
        keys = register.key_store.keys(subjects)
        rows = {row.index: row for row in store.select(ENTRIES.c.idx.in_(subjects.values()))}
        for subject, first in subjects.items():
            place = f"entry {first}"
            if subject not in keys and subject not in erased:
                yield IntegrityFault(place, "the key to it is gone, and no erasure says so")
            elif subject in keys and subject in erased:
                place = f"entry {erased[subject]}, an erasure"
                yield IntegrityFault(place, "its key is there again: run sds register erase-again")
            elif subject in keys and not _opens(rows.get(first), keys[subject]):
                yield IntegrityFault(place, "the key to it is another")
    about_nobody = store.select(ENTRIES.c.subject.is_(None), first=1)
    if about_nobody and not _opens(about_nobody[0], register.key_store.payloads):
        place = f"entry {about_nobody[0].index}"
        yield IntegrityFault(place, "the key to what is about nobody is another")
    yield from (IntegrityFault(f"entry {index}", what) for index, what in astray(register))


def _opens(row: StoredEntry | None, key: bytes) -> bool:
    return row is not None and decrypt(key, row.head, row.body) is not None


def _guards(store: Store) -> Iterator[IntegrityFault]:
    """Yield the tables whose append-only triggers are missing or altered."""
    postgres = store.engine.dialect.name == "postgresql"
    with read_transaction(store.engine) as connection:
        rows = connection.exec_driver_sql(_TRIGGERS_THERE if postgres else _TRIGGERS_HERE)
        there = {name: " ".join(text.split()) for name, text in rows}
    for table in register_tables.tables:
        if postgres:
            wanted = {f"{table}_append_only": _REFUSES}
        else:
            wanted = {
                f"{table}_no_{verb.lower()}": f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE "
                f"{verb} ON {table} BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END"
                for verb in ("UPDATE", "DELETE")
            }
        if any(there.get(name) != text for name, text in wanted.items()):
            yield IntegrityFault(
                f"table {table}", "the trigger that refuses changes is not as it was made"
            )


def verify(
    register: Register,
    checkpoints: Sequence[tuple[str, Checkpoint]] = (),
    tick: Callable[[int], None] = lambda entries: None,
) -> Verification:
    """Verify a whole register in one pass, with little memory.

    Args:
        register: the register.
        checkpoints: checkpoints that others kept, each with what to call it.
        tick: called with how many entries have been looked at since the last call.

    Raises:
        StoreFailed: it cannot be read.
    """
    store = register.store
    try:
        return _verify(register, checkpoints, tick)
    except RegisterDamaged as error:  # the database itself cannot be read any more
        found = tuple(IntegrityFault(fault.place, fault.found) for fault in error.faults)
        store.damaged(found[0].place, found[0].what)
        return Verification(False, store.place, 0, "", 0, found, (), 0, 0)


def _verify(
    register: Register,
    checkpoints: Sequence[tuple[str, Checkpoint]],
    tick: Callable[[int], None],
) -> Verification:
    store = register.store
    walk = IntegrityScan(store, tick)
    walk.run([checkpoint.size for _, checkpoint in checkpoints])
    damage, texts = list(walk.found), 0
    wanted = dict(walk.texts)
    for own, body in store.texts():
        texts += 1
        if digest(body) != own:
            damage.append(IntegrityFault(f"text {own}", "its bytes are not those of its digest"))
        elif own in walk.texts:
            wanted.update(dict.fromkeys(digests_listed(body), walk.texts[own]))
    there = set(store.text_digests())
    for own, index in wanted.items():
        if own not in there:
            damage.append(
                IntegrityFault(f"text {own}", f"it is missing, and entry {index} names it")
            )
    damage += _guards(store)
    if damage:
        store.damaged(damage[0].place, damage[0].what)
    found, agreed, origin = damage, [], register.origin
    for name, wrong in _against(checkpoints, origin, walk.tree.size, walk.roots):
        if wrong:
            found.append(IntegrityFault(f"checkpoint {name}", wrong))
        else:
            agreed.append(name)
    found += _keys(register)
    erased = len(set(_erasures(register).values()))
    root = walk.tree.root.hex()
    return Verification(
        not found,
        origin,
        walk.tree.size,
        root,
        walk.first,
        tuple(found[:MOST]),
        tuple(agreed),
        texts,
        erased,
    )
