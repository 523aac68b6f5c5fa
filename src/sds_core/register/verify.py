"""Whether a register still is what it was: every hash, commit, text and checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

import orjson
from attrs import frozen

from sds_core.errors import RegisterDamaged
from sds_core.profiles.texts import listed
from sds_core.register.book import Register
from sds_core.register.databases import reading
from sds_core.register.merkle import Tree
from sds_core.register.notes import Checkpoint
from sds_core.register.sealing import opened
from sds_core.register.store import CHUNK, Store
from sds_core.register.tables import ENTRIES
from sds_core.register.tables import register as register_tables
from sds_core.wire import digest

__all__ = ["Found", "Verification", "back_again", "verify"]

_ENTRIES = (
    "SELECT idx, kind, subject, thread, after, head, body, hash FROM entries "
    "WHERE idx > {mark} AND idx < {mark} ORDER BY idx LIMIT {size}"
)
_COMMITS = (
    "SELECT size, first, root, peaks, at, request, content FROM commits "
    "WHERE size > {mark} AND size <= {mark} ORDER BY size LIMIT {size}"
)
_MOVES = (
    "SELECT entry, pot, change, balance FROM moves "
    "WHERE entry > {mark} AND entry < {mark} ORDER BY entry, number"
)
_ENDS = "SELECT (SELECT max(size) FROM commits), (SELECT max(idx) FROM entries)"
_MOST = 20
_BELOW = -(2**62)  # a number below nought is somebody's own
MOVES_CHUNK = 1_000_000  # entries, few of which move anything


@frozen
class Found:
    """Something that does not hold.

    Attributes:
        place: the entry, the commit, the text or the checkpoint.
        what: what is wrong with it.
    """

    place: str
    what: str


@frozen
class Verification:
    """Whether a register holds.

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
    found: tuple[Found, ...]
    agreed: tuple[str, ...]
    texts: int
    erased: int


class _Walk:
    """One pass over entries and commits together: hashes, columns, and the root at each commit."""

    def __init__(self, store: Store, tick: Callable[[int], None]) -> None:
        self.store, self.tick = store, tick
        self.found: list[Found] = []
        self.first: int | None = None
        self.tree = Tree()
        self.roots = {0: self.tree.root}
        self.balances: dict[str, int] = {}
        self.texts: dict[str, int] = {}
        self.mark = "%s" if store.engine.dialect.name == "postgresql" else "?"
        with reading(store.engine) as connection:
            row = connection.exec_driver_sql(_ENDS).one()
        self.end, self.last = row[0] or 0, -1 if row[1] is None else row[1]

    def wrong(self, index: int, what: str, place: str = "") -> None:
        self.found.append(Found(place or f"entry {index}", what))
        if self.first is None:
            self.first = index

    def entries(self) -> Iterator[Any]:
        """Yield entries as they come from the driver, in pieces so that writers need not wait."""
        query, after, count = _ENTRIES.format(mark=self.mark, size=CHUNK), _BELOW, CHUNK
        while count == CHUNK:
            count = 0
            with reading(self.store.engine) as connection:
                cursor: Any = connection.connection.cursor()  # rows as the driver has them
                cursor.execute(query, (after, self.end))
                for row in cursor:
                    count += 1
                    yield row
                cursor.close()
            if count:
                after = row[0]
                self.tick(count)

    def commits(self) -> Iterator[Any]:
        """Yield each commit's row."""
        query, after = _COMMITS.format(mark=self.mark, size=CHUNK), 0
        rows: list[Any] = [()] * CHUNK
        while len(rows) == CHUNK:
            with reading(self.store.engine) as connection:
                found = connection.exec_driver_sql(query, (after, self.end))
                rows = [tuple(row) for row in found]
            yield from rows
            if rows:
                after = rows[-1][0]

    def moves(self) -> Iterator[tuple[int, str, int, int]]:
        """Yield each move of a pot: its entry, the pot, the change and the balance after it."""
        for first in range(-1, self.end, MOVES_CHUNK):
            with reading(self.store.engine) as connection:
                query = _MOVES.format(mark=self.mark)
                last = min(first + MOVES_CHUNK + 1, self.end)
                rows = [tuple(row) for row in connection.exec_driver_sql(query, (first, last))]
            yield from rows

    def at_moves(self, index: int, said: Any, moves: Iterator[tuple[int, str, int, int]]) -> None:
        """Hold what an entry moved to what its head says."""
        for pot, change in said:
            self.balances[pot] = self.balances.get(pot, 0) + change
            if next(moves, None) != (index, pot, change, self.balances[pot]):
                self.wrong(index, f"what it moved of the pot {pot} is not what its head says")

    def at_commit(self, commit: Any, before: int, head: Any) -> None:
        """Hold a commit to the entries that came before it.

        Args:
            commit: its row.
            before: where it should begin.
            head: the head of its first entry.
        """
        size, first, root, peaks, at, request, content = commit
        tree = self.tree
        asked = None if request is None else [bytes(request).hex(), bytes(content or b"").hex()]
        if first != before:
            self.wrong(before, f"it follows {first}, not {before}", f"commit {size}")
        elif self.first is not None:
            return  # what is wrong before it is said already
        elif tree.pack() != peaks or tree.root != root:
            self.wrong(before, "its root is not that of its entries", f"commit {size}")
        elif head.get("at") != at or head.get("request") != asked:
            what = "its time or its request is not what its first entry says"
            self.wrong(before, what, f"commit {size}")

    def run(self, wanted: Sequence[int]) -> None:
        """Walk over everything, and keep the root at each size asked for."""
        asked = set(wanted)
        expected, add, tree, loads = 0, self.tree.add, self.tree, orjson.loads
        commits = self.commits()
        commit, before = next(commits, None), 0
        moves, opening = self.moves(), {}
        for index, kind, subject, thread, after, head, body, kept in self.entries():
            if index != expected:
                self.wrong(expected, f"it is missing: the next one there is {index}")
                return
            if type(head) is not bytes or type(body) is not bytes:
                self.wrong(expected, "its head or its body is no bytes")
                return
            leaf = sha256(b"\x00%b\n%b" % (head, body)).digest()  # as `Row.leaf`, in one go
            if leaf != kept:
                self.wrong(expected, "its bytes are not those that its hash was made of")
            try:
                said = loads(head)
                get = said.get
                if expected == before:
                    opening = said
                if (
                    get("kind") != kind
                    or get("subject") != subject
                    or get("thread") != thread
                    or get("after") != after
                ):
                    raise ValueError
                moved, named = get("moves"), get("texts")
                if moved is not None:
                    self.at_moves(expected, moved, moves)
                if named is not None:
                    self.texts.setdefault(named, expected)
            except (ValueError, AttributeError, TypeError):
                self.wrong(expected, "its columns do not say what its head says")
            add(leaf)
            expected += 1
            if expected in asked:
                self.roots[expected] = tree.root
            if commit is not None and commit[0] == expected:
                self.at_commit(commit, before, opening)
                commit, before = next(commits, None), expected
            if self.first is not None and len(self.found) >= _MOST:
                return
        if expected != self.end or self.last != self.end - 1:
            found = f"the last one is {self.last}, and the last commit says {self.end - 1}"
            self.wrong(min(expected, self.last + 1), found)
        elif commit is not None:
            self.wrong(before, "no entry ends it", f"commit {commit[0]}")
        extra = next(moves, None)
        if extra is not None and self.first is None:
            self.wrong(extra[0], f"its head says nothing of the pot {extra[1]}")


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
    found = register.headers(ENTRIES.c.kind == "erasure")
    return {str(entry.head.get("erases")): entry.index for entry in found}


def back_again(register: Register) -> dict[str, int]:
    """Return who was erased and whose key is there all the same, with the erasure's number."""
    erased = _erasures(register)
    return {subject: erased[subject] for subject in register.vault.keys(erased)}


def _keys(register: Register) -> Iterator[Found]:
    """Yield people whose keys are not as the register says: gone, there again, or others."""
    erased, store = _erasures(register), register.store
    for subjects in store.subjects():
        keys = register.vault.keys(subjects)
        for subject, first in subjects.items():
            place = f"entry {first}"
            if subject not in keys and subject not in erased:
                yield Found(place, "the key to it is gone, and no erasure says so")
            elif subject in keys and subject in erased:
                place = f"entry {erased[subject]}, an erasure"
                yield Found(place, "its key is there again: run sds register erase-again")
            elif subject in keys:
                row = store.select(ENTRIES.c.idx == first)[0]
                if opened(keys[subject], row.head, row.body) is None:
                    yield Found(place, "the key to it is another")


def _integrity(store: Store) -> list[Found]:
    """Return what SQLite itself finds wrong, its indices among it: a lookup trusts them."""
    if store.engine.dialect.name == "postgresql":
        return []  # its own tools look at its indices: see amcheck
    with reading(store.engine) as connection:
        said = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
    return [] if said == "ok" else [Found("the database", str(said))]


def _guards(store: Store) -> Iterator[Found]:
    """Yield tables that are no longer kept from being changed."""
    postgres = store.engine.dialect.name == "postgresql"
    with reading(store.engine) as connection:
        query = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
            if postgres
            else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        )
        there = set(connection.exec_driver_sql(query).scalars())
    endings = ("append_only",) if postgres else ("no_update", "no_delete")
    for table in register_tables.tables:
        if not all(f"{table}_{ending}" in there for ending in endings):
            yield Found(f"table {table}", "the trigger that refuses changes is gone")


def verify(
    register: Register,
    checkpoints: Sequence[tuple[str, Checkpoint]] = (),
    tick: Callable[[int], None] = lambda entries: None,
) -> Verification:
    """Look at everything in a register, in one pass and in little memory.

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
        found = tuple(Found(fault.place, fault.found) for fault in error.faults)
        store.damaged(found[0].place, found[0].what)
        return Verification(False, store.place, 0, "", 0, found, (), 0, 0)


def _verify(
    register: Register,
    checkpoints: Sequence[tuple[str, Checkpoint]],
    tick: Callable[[int], None],
) -> Verification:
    store = register.store
    walk = _Walk(store, tick)
    with ThreadPoolExecutor(1) as beside:  # SQLite looks at its pages while hashes are worked out
        pages = beside.submit(_integrity, store)
        walk.run([checkpoint.size for _, checkpoint in checkpoints])
        damage, texts = [*walk.found, *pages.result()], 0
    wanted = dict(walk.texts)
    for own, body in store.texts():
        texts += 1
        if digest(body) != own:
            damage.append(Found(f"text {own}", "its bytes are not those of its digest"))
        elif own in walk.texts:
            wanted.update(dict.fromkeys(listed(body), walk.texts[own]))
    there = set(store.text_digests())
    for own, index in wanted.items():
        if own not in there:
            damage.append(Found(f"text {own}", f"it is missing, and entry {index} names it"))
    damage += _guards(store)
    if damage:
        store.damaged(damage[0].place, damage[0].what)
    found, agreed, origin = damage, [], register.origin
    for name, wrong in _against(checkpoints, origin, walk.tree.size, walk.roots):
        if wrong:
            found.append(Found(f"checkpoint {name}", wrong))
        else:
            agreed.append(name)
    found += _keys(register)
    erased = len(_erasures(register))
    root = walk.tree.root.hex()
    return Verification(
        not found,
        origin,
        walk.tree.size,
        root,
        walk.first,
        tuple(found[:_MOST]),
        tuple(agreed),
        texts,
        erased,
    )
