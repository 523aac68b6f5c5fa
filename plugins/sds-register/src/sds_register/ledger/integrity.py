"""The pass over a register that says whether its entries, commits and pots are as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any

import orjson
from attrs import frozen

from sds_register.ledger.database import read_transaction
from sds_register.ledger.merkle import Tree
from sds_register.ledger.store import CHUNK, Store

__all__ = ["MOST", "IntegrityFault", "IntegrityScan"]

_ENTRIES = (
    "SELECT idx, kind, subject, thread, after, head, body, hash FROM entries "
    "WHERE idx > {mark} AND idx < {mark} ORDER BY idx LIMIT {size}"
)
_COMMITS = (
    "SELECT size, first, root, peaks, at, request, content FROM commits "
    "WHERE size > {mark} AND size <= {mark} ORDER BY size LIMIT {size}"
)
_MOVES = (
    "SELECT entry, pot, change, number, balance, before, held FROM moves "
    "WHERE entry >= {mark} AND entry < {mark} ORDER BY entry, pot, number"
)
_MOVES_ELSEWHERE = "SELECT entry, pot FROM moves WHERE entry < 0 OR entry >= {end}"
# Answered by the indices alone.
_KINDS = "SELECT kind, count(*), sum(idx) FROM entries WHERE idx < {end} GROUP BY kind"
_THREADS = "SELECT thread, after, idx FROM entries WHERE thread >= '' ORDER BY thread"
_ENDS = "SELECT (SELECT max(size) FROM commits), (SELECT max(idx) FROM entries)"
MOST = 20
_BELOW = -(2**62)  # so that entries forged with negative numbers are read too
MOVES_CHUNK = 1_000_000  # entries, few of which move anything


# A row of moves: entry, pot, change, number, balance, before, held.
Moved = tuple[int, str, int, int, int, int | None, int | None]


@frozen
class IntegrityFault:
    """Something that does not hold.

    Attributes:
        place: the entry, the commit, the text or the checkpoint.
        what: what is wrong with it.
    """

    place: str
    what: str


class IntegrityScan:
    """One pass over entries and commits together: hashes, columns, and the root at each commit.

    Args:
        store: the database.
        tick: called with how many entries have been looked at since the last call.

    Attributes:
        found: what does not hold.
        first: the number of the first entry that is not as it was recorded; `None` if all are.
        tree: the tree over the entries.
        roots: the root at each size asked for.
        texts: digests of lists of texts, each with the number of the first entry that names it.
    """

    def __init__(self, store: Store, tick: Callable[[int], None]) -> None:
        self.store, self.tick = store, tick
        self.found: list[IntegrityFault] = []
        self.first: int | None = None
        self.tree = Tree()
        self.roots = {0: self.tree.root}
        self.pots: dict[str, tuple[int, int]] = {}  # each pot's last number and balance
        self.texts: dict[str, int] = {}
        self.mark = "%s" if store.engine.dialect.name == "postgresql" else "?"
        with read_transaction(store.engine) as connection:
            row = connection.exec_driver_sql(_ENDS).one()
        self.end, self.last = row[0] or 0, -1 if row[1] is None else row[1]

    def wrong(self, index: int, what: str, place: str = "") -> None:
        """Add a fault: at an entry, or at another place, such as a commit that begins with it."""
        self.found.append(IntegrityFault(place or f"entry {index}", what))
        if self.first is None:
            self.first = index

    def entries(self) -> Iterator[Any]:
        """Yield entries as they come from the driver, in pieces so that writers need not wait."""
        query, after, count = _ENTRIES.format(mark=self.mark, size=CHUNK), _BELOW, CHUNK
        while count == CHUNK:
            count = 0
            with read_transaction(self.store.engine) as connection:
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
            with read_transaction(self.store.engine) as connection:
                found = connection.exec_driver_sql(query, (after, self.end))
                rows = [tuple(row) for row in found]
            yield from rows
            if rows:
                after = rows[-1][0]

    def moves(self) -> Iterator[Moved]:
        """Yield each move of a pot by the table, in the order of entries and pots."""
        query = _MOVES.format(mark=self.mark)
        for first in range(0, self.end, MOVES_CHUNK):
            with read_transaction(self.store.engine) as connection:
                last = min(first + MOVES_CHUNK, self.end)
                rows = [tuple(row) for row in connection.exec_driver_sql(query, (first, last))]
            yield from rows

    def at_moves(self, index: int, said: Any, moves: Iterator[Moved]) -> None:
        """Check an entry's rows in the table of moves against its head, column by column."""
        for pot, change in sorted(said):
            number, held = self.pots.get(pot, (None, None))
            after = (0 if number is None else number + 1, (held or 0) + change)
            self.pots[pot] = after
            if next(moves, None) != (index, pot, change, *after, number, held):
                self.wrong(index, f"what it moved of the pot {pot} is not what its head says")

    def moves_elsewhere(self, moves: Iterator[Moved]) -> None:
        """Check that the table of moves has no row that no entry's head lists."""
        extra = next(moves, None)
        if extra is not None and self.first is None:
            self.wrong(extra[0], f"its head says nothing of the pot {extra[1]}")
        with read_transaction(self.store.engine) as connection:
            query = _MOVES_ELSEWHERE.format(end=self.end)
            for entry, pot in connection.exec_driver_sql(query):
                what = f"a move by entry {entry}, which there is not"
                self.found.append(IntegrityFault(f"pot {pot}", what))

    def at_commit(self, commit: Any, before: int, head: Any) -> None:
        """Check a commit against the entries that it covers.

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
        kinds: dict[str, list[int]] = {}
        threads = 0
        for index, kind, subject, thread, after, head, body, kept in self.entries():
            if index != expected:
                self.wrong(expected, f"it is missing: the next one there is {index}")
                return
            if type(head) is not bytes or type(body) is not bytes:
                self.wrong(expected, "its head or its body is no bytes")
                return
            leaf = sha256(b"\x00%b\n%b" % (head, body)).digest()  # `StoredEntry.leaf`, inlined
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
            counted = kinds.setdefault(kind, [0, 0])
            counted[0] += 1
            counted[1] += expected
            if thread is not None:
                threads ^= hash((thread, after, expected))
            expected += 1
            if expected in asked:
                self.roots[expected] = tree.root
            if commit is not None and commit[0] == expected:
                self.at_commit(commit, before, opening)
                commit, before = next(commits, None), expected
            if self.first is not None and len(self.found) >= MOST:
                return
        if expected != self.end or self.last != self.end - 1:
            found = f"the last one is {self.last}, and the last commit says {self.end - 1}"
            self.wrong(min(expected, self.last + 1), found)
        elif commit is not None:
            self.wrong(before, "no entry ends it", f"commit {commit[0]}")
        elif self.first is None:
            self.indices(kinds, threads)
        self.moves_elsewhere(moves)

    def indices(self, kinds: dict[str, list[int]], threads: int) -> None:
        """Check the indices by which entries are looked up against the entries that were read.

        A damaged index hides an entry from whoever looks for its kind or its plan.

        Args:
            kinds: for each kind, how many entries there are, and the sum of their numbers.
            threads: the XOR of the hashes of each entry's thread, predecessor and number.
        """
        with read_transaction(self.store.engine) as connection:
            run = connection.exec_driver_sql
            found = {row[0]: [row[1], int(row[2])] for row in run(_KINDS.format(end=self.end))}
            for row in run(_THREADS):
                if row[2] < self.end:
                    threads ^= hash(tuple(row))
        if found != kinds or threads:
            self.wrong(0, "its entries cannot be looked up as they are", "the database's index")
