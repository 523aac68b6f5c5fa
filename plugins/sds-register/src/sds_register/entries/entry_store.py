"""The entry store: encrypts entries and writes them, reads entries and decrypts them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from secrets import token_hex
from typing import Self

import orjson

from sds_core import ConfigurationError, Fault, InputError, Money, RegisterDamaged, canonical
from sds_core.formats.plain import frozen_mapping
from sds_core.model.dates import ZONE, day_of
from sds_core.resources.kept_texts import KeptTexts
from sds_register.encryption.key_store import KeyStore, PersonKey
from sds_register.encryption.payloads import (
    NamedPerson,
    decrypt,
    encrypt,
    pseudonymise,
    pseudonyms_in,
    restore,
)
from sds_register.entries.entry import Draft, Entry, EntryKind, IdempotencyKey, head_plain
from sds_register.entries.kinds import PERSON, EntryKinds, installed_kinds
from sds_register.entries.opening import keys_of, other_keys, prepare
from sds_register.entries.running_state import IdentityLinks, RunningState, is_counted
from sds_register.ledger.database import connect
from sds_register.ledger.look_ups import kinds_there
from sds_register.ledger.records import Commit, Move, StoredEntry, stamp
from sds_register.ledger.schema import ENTRIES
from sds_register.ledger.signed_notes import Checkpoint, Signer
from sds_register.ledger.store import Store

__all__ = ["EntryStore"]


class EntryStore:
    """The entries of a register, and the keys to read them by.

    Args:
        store: the database of entries.
        key_store: the keys.
        clock: returns the moment at which something is recorded.
        zone: the council's time zone: which day it is where people act.
        kinds: the kinds of entries that are known; those installed if left out.
    """

    def __init__(
        self,
        store: Store,
        key_store: KeyStore,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        zone: str = ZONE,
        kinds: EntryKinds | None = None,
    ) -> None:
        self.store, self.key_store, self._clock, self._zone = store, key_store, clock, zone
        self.kinds = kinds or installed_kinds()
        self._kept: set[str] = set()
        self.state = RunningState(store.count, self._for_ledger)

    @classmethod
    def open(
        cls,
        url: str,
        keys: str | None = None,
        *,
        create: bool = True,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        zone: str = ZONE,
        kinds: EntryKinds | None = None,
    ) -> Self:
        """Open a register.

        Args:
            url: where it is kept: a file's path, “sqlite:///FILE” or “postgresql://…”.
            keys: where the keys are kept; beside the file if left out.
            create: whether one is made where there is none.
            clock: returns the moment at which something is recorded.
            zone: the council's time zone, by its name in the IANA database.
            kinds: the kinds of entries that are known; those installed if left out.

        Raises:
            ConfigurationError: a URL or the zone cannot be used.
            RegisterError: the register is of another version, damaged or cannot be reached.
        """
        where = keys_of(url, keys)
        try:
            day_of(clock(), zone)
        except ValueError as error:
            fault = Fault("the zone", zone, "a time zone", str(error))
            raise ConfigurationError("there is no such time zone", [fault]) from None
        with ExitStack() as opened:
            engine = connect(url, create=create)
            opened.callback(engine.dispose)
            held = connect(where, create=create)
            opened.callback(held.dispose)
            prepare(engine, held, create=create)
            made = cls(
                Store(engine),
                KeyStore.begin(held) if create else KeyStore(held),
                clock,
                zone,
                kinds,
            )
            made.bind()
            opened.pop_all()
            return made

    def bind(self) -> None:
        """Bind the register and its keys to one another, before the first entry.

        Raises:
            RegisterError: the keys are those of another register.
        """
        store, key_store = self.store, self.key_store
        mine, theirs, begun = store.name("id"), key_store.register, store.count() > 0
        if mine is None and theirs is None and not begun:
            store.give_name("id", token_hex(16))
            mine = store.name("id")
        if mine is not None and theirs is None and not begun:
            theirs = key_store.claim(mine)
        if mine is None or mine != theirs:
            raise other_keys("those of another register, or none of its own")

    def close(self) -> None:
        """Let go of both databases."""
        self.store.engine.dispose()
        self.key_store.close()

    @property
    def origin(self) -> str:
        """The register's own name, which its keys give it."""
        return f"sds-register-{self.key_store.digest('origin').hex()[:16]}"

    @property
    def signer(self) -> Signer:
        """The key that checkpoints are signed with."""
        return Signer(self.origin, self.key_store.checkpoints)

    def checkpoint(self) -> Checkpoint:
        """Return how large the register is, and its root."""
        tree = self.store.tree()
        return Checkpoint(self.origin, tree.size, tree.root)

    def now(self) -> str:
        """Return the moment, as entries have it."""
        return stamp(self._clock())

    def _row(self, draft: Draft, at: str, said: Mapping[str, object]) -> StoredEntry:
        head = {"v": 1, "kind": draft.kind.word, "at": at, **head_plain(draft.head), **said}
        about = draft.about
        for name, value in (
            ("subject", about.subject if about else None),
            ("thread", draft.thread),
            ("after", draft.after),
            ("moves", [list(move) for move in draft.moves] or None),
        ):
            if value is not None:
                head[name] = value
        plain = canonical(head, checked=True)
        payload = pseudonymise(draft.payload, draft.others, draft.own)
        key = about.key if about else self.key_store.payloads
        return StoredEntry(
            0,
            draft.kind.word,
            about.subject if about else None,
            draft.thread,
            draft.after,
            plain,
            encrypt(key, plain, payload),
        )

    def accounts(self, on: date) -> IdentityLinks:
        """Return which identifiers belong together on a day, or do today."""
        return self.state.accounts(on, self.today())

    def balances(self, *also: str) -> dict[str, int]:
        """Return the pence that each pot holds, by the entries.

        Args:
            *also: pots that may have none yet, and are about to.

        Raises:
            RegisterDamaged: the table that keeps pots from being over-spent says otherwise.
        """
        size, derived = self.state.pots()
        kept = self.store.balances(size, {*derived, *also})
        for pot in sorted({*derived, *kept}):
            if derived.get(pot, 0) != kept.get(pot, 0):
                found = f"{Money(kept.get(pot, 0)).pounds()} by the table of moves"
                says = f"{Money(derived.get(pot, 0)).pounds()}, as the entries say"
                raise self.store.damaged(f"pot {pot}", found, says)
        return derived

    def append(
        self,
        drafts: Sequence[Draft],
        *,
        texts: KeptTexts | None = None,
        request: IdempotencyKey | None = None,
        seen: int | None = None,
        upsets: Collection[EntryKind] = (),
    ) -> Commit:
        """Record entries, all of them or none; see `Store.append`.

        An erasure is recorded before its key is destroyed. So what is encrypted here can be read,
        unless an erasure came after `seen`; with `ERASURE` in `upsets`, that raises `StaleRead`.
        """
        for draft in drafts:
            if draft.moves and not draft.kind.moves_pots:
                raise ValueError(f"an entry of the kind {draft.kind.word} moves no pot")
        at = self.now()
        asked = self._digests(request) if request else None
        # The first entry's head holds the digests of the request, so that the root covers them.
        said = {"request": [part.hex() for part in asked]} if asked else {}
        rows = [self._row(d, at, {} if i else said) for i, d in enumerate(drafts)]
        moves = [Move(*move, i) for i, draft in enumerate(drafts) for move in draft.moves]
        new = texts is not None and texts.digest not in self._kept
        bodies = texts.bodies if texts is not None and new else None
        commit = self.store.append(
            rows,
            at,
            texts=bodies,
            moves=moves,
            request=asked,
            seen=seen,
            upsets=[kind.word for kind in upsets],
        )
        if texts is not None and not commit.repeated:
            self._kept.add(texts.digest)  # for ever: nothing is taken away
        return commit

    def today(self) -> date:
        """Return the day, where the council is."""
        return day_of(self._clock(), self._zone)

    def _digests(self, request: IdempotencyKey) -> tuple[bytes, bytes]:
        by = request.about or self.key_store
        return self.key_store.digest("request", request.key), by.digest("content", request.content)

    def asked(self, request: IdempotencyKey) -> Commit | None:
        """Return what was recorded for a request before, or `None` if nothing was.

        Raises:
            InputError: its key was used for something else.
        """
        earlier = self.key_store.digest("content", request.content)  # as earlier versions kept it
        return self.store.asked(*self._digests(request), earlier)

    def heads(self, rows: Iterable[StoredEntry]) -> list[Entry]:
        """Return entries with their heads alone, nothing decrypted.

        Raises:
            RegisterDamaged: a head is not what was recorded.
        """
        return [self._entry(row, None) for row in rows]

    def headers(self, *where: object) -> list[Entry]:
        """Return the entries that some conditions choose, with their heads alone."""
        return self.heads(self.store.headers(*where))

    def _for_ledger(self, first: int, end: int) -> list[Entry]:
        words = [word for word in kinds_there(self.store.engine) if is_counted(self.kinds[word])]
        return self.headers(ENTRIES.c.kind.in_(words), ENTRIES.c.idx >= first, ENTRIES.c.idx < end)

    def _entry(self, row: StoredEntry, payload: bytes | None, *, hides: bool = False) -> Entry:
        return Entry(row.index, self.kinds[row.kind], self._head(row), row, payload, hides)

    def _head(self, row: StoredEntry) -> Mapping[str, object]:
        try:
            head = orjson.loads(row.head)
            if (head["kind"], head.get("subject"), head.get("thread"), head.get("after")) == (
                row.kind,
                row.subject,
                row.thread,
                row.after,
            ):
                return frozen_mapping(head)
        except (ValueError, TypeError, KeyError, AttributeError):
            pass
        raise self._wrong(row.index)

    def mark(self, about: PersonKey, person: NamedPerson) -> str:
        """Return the pseudonym that stands for somebody, as an entry names them."""
        return self.key_store.digest("mark", about.subject, person.plain).hex()[:32]

    def introduce(
        self,
        marked: Mapping[str, tuple[PersonKey, NamedPerson]],
        known: Collection[str | None] | None = None,
    ) -> tuple[dict[str, NamedPerson], list[Draft]]:
        """Return people by pseudonym, and new entries for those whom no entry introduces yet.

        Args:
            marked: the people, by pseudonym.
            known: the pseudonyms that have an entry already; looked up if left out.
        """
        if known is None:
            said = self.headers(ENTRIES.c.thread.in_(list(marked)))
            known = {entry.row.thread for entry in said if entry.kind is PERSON}
        drafts = [
            Draft(PERSON, person.plain, about, mark)
            for mark, (about, person) in marked.items()
            if mark not in known
        ]
        return {mark: person for mark, (_, person) in marked.items()}, drafts

    def people(self, marked: Iterable[str]) -> list[StoredEntry]:
        """Return the entries that say who some pseudonyms stand for."""
        found = self.store.select(ENTRIES.c.thread.in_(list(marked)))
        return [row for row in found if row.kind == PERSON.word]

    def read(self, index: int) -> Entry:
        """Return an entry.

        Raises:
            InputError: there is none of that number.
            RegisterDamaged: it is not what was recorded.
        """
        rows = self.store.select(ENTRIES.c.idx == index)
        if not rows:
            size = self.store.tree().size
            fault = Fault("the number", str(index), f"one from 0 to {size - 1}")
            raise InputError(f"there is no entry {index}", [fault])
        return self.entries(rows)[0]

    def entries(self, rows: Sequence[StoredEntry], *, names: bool = True) -> list[Entry]:
        """Return entries opened, people's names put back.

        Args:
            rows: the entries as they are stored.
            names: whether other people's names are put back.

        Raises:
            RegisterDamaged: one of them is not what was recorded.
        """
        keys = self.key_store.keys(row.subject for row in rows if row.subject)
        payloads: list[bytes | None] = []
        for row in rows:
            key = keys.get(row.subject) if row.subject else self.key_store.payloads
            payload = None if key is None else decrypt(key, row.head, row.body)
            if row.leaf != row.hash or (key is not None and payload is None):
                raise self._wrong(row.index)
            payloads.append(payload)
        wanted = {mark for payload in payloads if payload for mark in pseudonyms_in(payload)}
        people = self._named(wanted) if names and wanted else {}
        found = []
        for row, payload in zip(rows, payloads, strict=True):
            hides = payload is not None and not pseudonyms_in(payload) <= set(people)
            whole = None if payload is None else restore(payload, people)
            found.append(self._entry(row, whole, hides=hides))
        return found

    def _wrong(self, index: int) -> RegisterDamaged:
        return self.store.damaged(f"entry {index}", "bytes that are not as they were recorded")

    def _named(self, wanted: Iterable[str]) -> dict[str, NamedPerson]:
        rows = self.people(wanted)
        keys = self.key_store.keys(row.subject for row in rows if row.subject)
        people: dict[str, NamedPerson] = {}
        for row in rows:
            key = keys.get(row.subject or "")
            if key is not None and row.thread is not None:
                payload = decrypt(key, row.head, row.body)
                if payload is None:
                    raise self._wrong(row.index)
                people[row.thread] = NamedPerson.read(payload)
        return people

    def commit_entries(self, index: int) -> list[Entry]:
        """Return the entries that were recorded together with one, itself included."""
        commit = self.store.commit_of(index)
        if commit is None:
            self.read(index)
            raise self._wrong(index)
        return self.entries(list(self.store.rows(commit.first, commit.size)))
