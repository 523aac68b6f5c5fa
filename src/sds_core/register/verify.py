"""Whether a register still is what it was: every hash, commit, text and checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any

import orjson
from attrs import frozen

from sds_core.errors import RegisterDamaged
from sds_core.register.book import Register
from sds_core.register.databases import reading
from sds_core.register.merkle import Tree
from sds_core.register.notes import Checkpoint
from sds_core.register.store import CHUNK, Store
from sds_core.register.tables import ENTRIES
from sds_core.wire import digest

__all__ = ["Found", "Verification", "back_again", "verify"]

_ENTRIES = (
    "SELECT idx, kind, subject, thread, after, head, body, hash FROM entries "
    "WHERE idx > {mark} AND idx < {mark} ORDER BY idx LIMIT {size}"
)
_COMMITS = (
    "SELECT size, first, root, peaks FROM commits "
    "WHERE size > {mark} AND size <= {mark} ORDER BY size LIMIT {size}"
)
_ENDS = "SELECT (SELECT max(size) FROM commits), (SELECT max(idx) FROM entries)"
_MOST = 20


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
        query, after, count = _ENTRIES.format(mark=self.mark, size=CHUNK), -1, CHUNK
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

    def commits(self) -> Iterator[tuple[int, int, bytes, bytes]]:
        """Yield each commit's size, its first entry, its root and its peaks."""
        query, after = _COMMITS.format(mark=self.mark, size=CHUNK), 0
        rows: list[Any] = [()] * CHUNK
        while len(rows) == CHUNK:
            with reading(self.store.engine) as connection:
                found = connection.exec_driver_sql(query, (after, self.end))
                rows = [tuple(row) for row in found]
            for size, first, root, peaks in rows:
                yield size, first, bytes(root), bytes(peaks)
                after = size

    def at_commit(self, commit: tuple[int, int, bytes, bytes], before: int) -> None:
        """Hold a commit to the entries that came before it."""
        size, first, root, peaks = commit
        tree = self.tree
        if first != before:
            self.wrong(before, f"it follows {first}, not {before}", f"commit {size}")
        elif self.first is None and (tree.pack() != peaks or tree.root != root):
            self.wrong(before, "its root is not that of its entries", f"commit {size}")

    def run(self, wanted: Sequence[int]) -> None:
        """Walk over everything, and keep the root at each size asked for."""
        asked = set(wanted)
        expected, add, tree, loads = 0, self.tree.add, self.tree, orjson.loads
        commits = self.commits()
        commit, before = next(commits, None), 0
        for index, kind, subject, thread, after, head, body, kept in self.entries():
            if index != expected:
                self.wrong(expected, f"it is missing: the next one there is {index}")
                return
            leaf = sha256(b"\x00%b\n%b" % (head, body)).digest()  # as `Row.leaf`, in one go
            if leaf != kept:
                self.wrong(expected, "its bytes are not those that its hash was made of")
            try:
                get = loads(head).get
                if (
                    get("kind") != kind
                    or get("subject") != subject
                    or get("thread") != thread
                    or get("after") != after
                ):
                    raise ValueError
            except (ValueError, AttributeError):
                self.wrong(expected, "its columns do not say what its head says")
            add(leaf)
            expected += 1
            if expected in asked:
                self.roots[expected] = tree.root
            if commit is not None and commit[0] == expected:
                self.at_commit(commit, before)
                commit, before = next(commits, None), expected
            if self.first is not None and len(self.found) >= _MOST:
                return
        if expected != self.end or self.last != self.end - 1:
            found = f"the last one is {self.last}, and the last commit says {self.end - 1}"
            self.wrong(min(expected, self.last + 1), found)
        elif commit is not None:
            self.wrong(before, "no entry ends it", f"commit {commit[0]}")


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


def back_again(register: Register) -> dict[str, int]:
    """Return who was erased and whose key is there all the same, with the erasure's number."""
    rows = register.heads(register.store.select(ENTRIES.c.kind == "erasure"))
    erased = {entry.head["erases"]: entry.index for entry in rows}
    return {subject: erased[subject] for subject in register.vault.keys(erased)}


def _erased(register: Register) -> Iterator[Found]:
    for index in back_again(register).values():
        what = "its key is there again: run sds register erase-again"
        yield Found(f"entry {index}, an erasure", what)


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
    walk.run([checkpoint.size for _, checkpoint in checkpoints])
    damage, texts = list(walk.found), 0
    for own, body in store.texts():
        texts += 1
        if digest(body) != own:
            damage.append(Found(f"text {own}", "its bytes are not those of its digest"))
    if damage:
        store.damaged(damage[0].place, damage[0].what)
    found, agreed, origin = damage, [], register.origin
    for name, wrong in _against(checkpoints, origin, walk.tree.size, walk.roots):
        if wrong:
            found.append(Found(f"checkpoint {name}", wrong))
        else:
            agreed.append(name)
    found += _erased(register)
    erased = len(store.select(ENTRIES.c.kind == "erasure"))
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
