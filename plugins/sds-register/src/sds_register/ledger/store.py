"""Entries in and out of the database: appended under one lock, dense, each batch with its root."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from threading import Lock
from typing import Any

import sqlalchemy as sa

from sds_core import Fault, InputError, RegisterDamaged
from sds_register.ledger.database import (
    ConstraintViolation,
    place_of,
    read_transaction,
    write_transaction,
)
from sds_register.ledger.merkle import Tree
from sds_register.ledger.pots import balances, move_pot, refused
from sds_register.ledger.records import Commit, Move, StaleRead, StoredEntry
from sds_register.ledger.schema import COMMITS, ENTRIES, NAMES, TEXTS

__all__ = ["CHUNK", "Store"]

CHUNK = 5_000
_LOCK = 7364736  # the advisory lock that PostgreSQL's writers take one after another
_TIP = (
    "SELECT size, root, peaks, (SELECT max(idx) FROM entries) FROM commits "
    "ORDER BY size DESC LIMIT 1"
)
_ENTRY_COLUMNS = "idx, kind, subject, thread, after, head, body, hash"
_INSERT = f"INSERT INTO entries ({_ENTRY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_COPY = f"COPY entries ({_ENTRY_COLUMNS}) FROM STDIN (FORMAT BINARY)"
_COPY_TYPES = ("int8", "varchar", "varchar", "varchar", "int8", "bytea", "bytea", "bytea")
_HEADERS = [column for column in ENTRIES.c if column.name not in ("body", "hash")]
_INSERT_COMMIT = sa.insert(COMMITS)


class Store:
    """The database of a register.

    Args:
        engine: the database, of the newest version.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self.place = place_of(engine)
        self._postgres = engine.dialect.name == "postgresql"
        self._turn = Lock()  # within a process SQLite's own way of waiting is slow and unfair
        self._damaged: RegisterDamaged | None = None
        self.seen = 0  # the last size that was read or written

    def damaged(self, place: str, found: str, expected: str = "") -> RegisterDamaged:
        """Return the error for a register that does not hold; from then on it is only read.

        Args:
            place: the entry, or another place, that is wrong.
            found: what stands there.
            expected: what should stand there.
        """
        hint = "Keep it as it is, run sds register verify, and restore a backup beside it."
        fault = Fault(place, found, expected, hint)
        message = "the register is damaged: it can be read, and nothing is added to it"
        self._damaged = RegisterDamaged(message, [fault])
        return self._damaged

    def _tree(self, connection: sa.Connection) -> Tree:
        row = connection.exec_driver_sql(_TIP).first()
        if row is None:
            raise self.damaged(self.place, "no beginning", "that of an empty register")
        size, root, peaks, last = row
        if not isinstance(root, bytes) or not isinstance(peaks, bytes):
            raise self.damaged(f"commit {size}", "something else than bytes")
        if size != (-1 if last is None else last) + 1:
            entries = 0 if last is None else last + 1
            found = f"{entries:,} entries"
            raise self.damaged(self.place, found, f"{size:,}, as its last commit says")
        try:
            tree = Tree.unpack(size, peaks)
        except ValueError as error:
            raise self.damaged(self.place, str(error), "the hashes of a tree") from None
        if tree.root != root:
            found = "hashes that do not make its root"
            raise self.damaged(self.place, found, "its last commit whole")
        return tree

    def tree(self) -> Tree:
        """Return the tree as the last commit has it.

        Raises:
            RegisterDamaged: it does not hold together.
        """
        with read_transaction(self.engine) as connection:
            return self._tree(connection)

    def append(
        self,
        rows: Sequence[StoredEntry],
        at: str,
        *,
        texts: Mapping[str, bytes] | None = None,
        moves: Sequence[Move] = (),
        request: tuple[bytes, bytes] | None = None,
        seen: int | None = None,
        upsets: Collection[str] = (),
    ) -> Commit:
        """Add entries, all of them or none; they are durable when this returns.

        Args:
            rows: the entries; their numbers are given here.
            at: when, as `stamp` writes it.
            texts: texts that the entries name, by digest; one that is there is left.
            moves: moves of pots, in order.
            request: keyed digests of the idempotency key and of what is asked under it.
            seen: the size of the register when the data behind these entries was read.
            upsets: kinds of entries that change that data: one added since makes it stale.

        Returns:
            The commit; for a retry, the commit of the first try.

        Raises:
            ActRefused: another act already follows the same act, or a pot holds too little.
            InputError: the idempotency key was used for something else.
            RegisterDamaged: the register does not hold together.
            StoreFailed: nothing was recorded.
            StaleRead: an entry of one of those kinds was added since; nothing was recorded.
        """
        if self._damaged is not None:
            raise self._damaged
        try:
            with self._one_at_a_time(), write_transaction(self.engine) as connection:
                if self._postgres:
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                if request is not None:
                    before = self._asked(connection, *request)
                    if before is not None:
                        return before
                tree = self._tree(connection)
                first = tree.size
                if seen is not None and first > seen:
                    since = [ENTRIES.c.idx >= seen, ENTRIES.c.kind.in_(list(upsets))]
                    if connection.execute(sa.select(ENTRIES.c.idx).where(*since)).first():
                        raise StaleRead
                if texts:
                    self._keep(connection, texts)
                self._insert(connection, rows, tree)
                commit = Commit(first, tree.size, tree.root, at)
                key, content = request or (None, None)
                made = (commit.size, first, commit.root, tree.pack(), at, key, content)
                self._commit(connection, made)
                for move in moves:
                    move_pot(connection, move, first + move.offset, first)
            self.seen = commit.size
            return commit
        except ConstraintViolation as clash:
            raise refused(clash, moves) from None
        except RegisterDamaged as error:
            self._damaged = error
            raise

    def _one_at_a_time(self) -> AbstractContextManager[object]:
        return nullcontext() if self._postgres else self._turn

    def _asked(self, connection: sa.Connection, key: bytes, *contents: bytes) -> Commit | None:
        row = connection.execute(sa.select(COMMITS).where(COMMITS.c.request == key)).first()
        if row is None:
            return None
        if bytes(row.content) not in contents:
            hint = "Use a new key for another request."
            fault = Fault("the idempotency key", "one used before, for another request", "", hint)
            raise InputError("the same idempotency key cannot mean two things", [fault])
        return Commit(row.first, row.size, bytes(row.root), row.at, repeated=True)

    def asked(self, key: bytes, *contents: bytes) -> Commit | None:
        """Return the commit of a request made before, or `None` if there was none.

        Args:
            key: the keyed digest of its key.
            *contents: the keyed digests that what it asks may be kept as.

        Raises:
            InputError: the key was used for something else.
        """
        with read_transaction(self.engine) as connection:
            return self._asked(connection, key, *contents)

    def _keep(self, connection: sa.Connection, texts: Mapping[str, bytes]) -> None:
        wanted = TEXTS.c.digest.in_(list(texts))
        there = {row[0] for row in connection.execute(sa.select(TEXTS.c.digest).where(wanted))}
        new = [{"digest": d, "body": body} for d, body in texts.items() if d not in there]
        if new:
            connection.execute(sa.insert(TEXTS), new)

    def _insert(self, connection: sa.Connection, rows: Sequence[StoredEntry], tree: Tree) -> None:
        values = []
        for row in rows:
            leaf = row.leaf
            values.append(
                (
                    tree.size,
                    row.kind,
                    row.subject,
                    row.thread,
                    row.after,
                    row.head,
                    row.body,
                    leaf,
                )
            )
            tree.add(leaf)
        if not self._postgres:
            connection.exec_driver_sql(_INSERT, values)
            return
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
            copy.set_types(_COPY_TYPES)
            for value in values:
                copy.write_row(value)

    def _commit(self, connection: sa.Connection, made: tuple[Any, ...]) -> None:
        names = ("size", "first", "root", "peaks", "at", "request", "content")
        connection.execute(_INSERT_COMMIT, dict(zip(names, made, strict=True)))

    def _row(self, row: Any) -> StoredEntry:
        body, leaf = getattr(row, "body", b""), getattr(row, "hash", b"")
        if not all(isinstance(value, bytes) for value in (row.head, body, leaf)):
            raise self.damaged(f"entry {row.idx}", "something else than bytes")
        return StoredEntry(
            row.idx, row.kind, row.subject, row.thread, row.after, row.head, body, leaf
        )

    def rows(self, first: int = 0, end: int | None = None) -> Iterator[StoredEntry]:
        """Yield entries in order, read in pieces so that writers need not wait.

        Args:
            first: the first entry's number.
            end: one more than the last entry's; all that follow if left out.
        """
        columns = sa.select(ENTRIES).order_by(ENTRIES.c.idx).limit(CHUNK)
        while end is None or first < end:
            chosen = columns.where(ENTRIES.c.idx >= first)
            if end is not None:
                chosen = chosen.where(ENTRIES.c.idx < end)
            with read_transaction(self.engine) as connection:
                found = connection.execute(chosen).all()
            for row in found:
                yield self._row(row)
            if len(found) < CHUNK:
                return
            first = found[-1].idx + 1

    def leaves(self, size: int) -> Iterator[bytes]:
        """Yield the hashes of the first entries' leaves, worked out anew."""
        return (row.leaf for row in self.rows(0, size))

    def select(
        self, *where: Any, newest: int | None = None, first: int | None = None
    ) -> list[StoredEntry]:
        """Return the entries that some conditions choose, in order.

        Args:
            *where: conditions on the columns of entries.
            newest: the most that are returned, the last ones.
            first: the most that are returned, the first ones.
        """
        chosen = sa.select(ENTRIES).where(*where)
        if newest is not None:
            chosen = chosen.order_by(ENTRIES.c.idx.desc()).limit(newest)
        else:
            chosen = chosen.order_by(ENTRIES.c.idx).limit(first)
        with read_transaction(self.engine) as connection:
            found = [self._row(row) for row in connection.execute(chosen)]
        return found[::-1] if newest is not None else found

    def headers(self, *where: Any) -> list[StoredEntry]:
        """Return the entries that some conditions choose, in order, without their bodies."""
        chosen = sa.select(*_HEADERS).where(*where).order_by(ENTRIES.c.idx)
        with read_transaction(self.engine) as connection:
            return [self._row(row) for row in connection.execute(chosen)]

    def subjects(self) -> Iterator[dict[str, int]]:
        """Yield whom entries are about, some at a time, each with the number of the first."""
        last = ""
        while True:
            chosen = (
                sa.select(ENTRIES.c.subject, sa.func.min(ENTRIES.c.idx))
                .where(ENTRIES.c.subject > last)
                .group_by(ENTRIES.c.subject)
                .order_by(ENTRIES.c.subject)
                .limit(500)
            )
            with read_transaction(self.engine) as connection:
                found = {row[0]: row[1] for row in connection.execute(chosen)}
            if not found:
                return
            yield found
            last = max(found)

    def numbers(self, *where: Any) -> list[int]:
        """Return the numbers of the entries that some conditions choose, in order."""
        chosen = sa.select(ENTRIES.c.idx).where(*where).order_by(ENTRIES.c.idx)
        with read_transaction(self.engine) as connection:
            return list(connection.scalars(chosen))

    def count(self) -> int:
        """Return how many entries there are, as the last commit says."""
        with read_transaction(self.engine) as connection:
            found = connection.exec_driver_sql("SELECT max(size) FROM commits").scalar()
        self.seen = int(found or 0)
        return self.seen

    def commits(self) -> Iterator[Commit]:
        """Yield the commits in order, that of the empty register left out."""
        size = 0
        while True:
            chosen = sa.select(COMMITS).where(COMMITS.c.size > size).order_by(COMMITS.c.size)
            with read_transaction(self.engine) as connection:
                found = connection.execute(chosen.limit(CHUNK)).all()
            for row in found:
                yield Commit(row.first, row.size, bytes(row.root), row.at)
            if len(found) < CHUNK:
                return
            size = found[-1].size

    def commit_of(self, index: int) -> Commit | None:
        """Return the commit that an entry stands in, or `None` if there is no such entry."""
        chosen = sa.select(COMMITS).where(COMMITS.c.size > index).order_by(COMMITS.c.size).limit(1)
        with read_transaction(self.engine) as connection:
            row = connection.execute(chosen).first()
        if row is None or row.first is None or row.first > index or index < 0:
            return None
        return Commit(row.first, row.size, bytes(row.root), row.at)

    def text(self, digest: str) -> bytes | None:
        """Return a text by its digest, or `None` if there is none such."""
        chosen = sa.select(TEXTS.c.body).where(TEXTS.c.digest == digest)
        with read_transaction(self.engine) as connection:
            row = connection.execute(chosen).first()
        return None if row is None else bytes(row[0])

    def text_digests(self) -> list[str]:
        """Return the digests that texts are kept under."""
        with read_transaction(self.engine) as connection:
            return list(connection.scalars(sa.select(TEXTS.c.digest).order_by(TEXTS.c.digest)))

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """Yield every text and the digest that it is kept under."""
        for name in self.text_digests():
            yield name, self.text(name) or b""

    def balances(self, size: int, pots: Iterable[str]) -> dict[str, int]:
        """Return the pence that pots hold by the table of moves, after so many entries."""
        with read_transaction(self.engine) as connection:
            return balances(connection, size, pots)

    def name(self, name: str) -> str | None:
        """Return a value of the register, such as its id, by its name; `None` if it has none."""
        with read_transaction(self.engine) as connection:
            row = connection.execute(sa.select(NAMES.c.value).where(NAMES.c.name == name)).first()
        return None if row is None else str(row[0])

    def give_name(self, name: str, value: str) -> None:
        """Store a value of the register, such as its id, under a name; an existing value stays."""
        with suppress(ConstraintViolation), write_transaction(self.engine) as connection:
            connection.execute(sa.insert(NAMES), {"name": name, "value": value})
