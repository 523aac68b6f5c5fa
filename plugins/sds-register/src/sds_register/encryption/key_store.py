"""The keys that payloads are encrypted with, in a database apart from the register.

Each human being has one key, under a random identifier. The names by which the council knows a
person are kept as keyed digests only. Destroying the key erases the person:
docs/howto-register.md says what backups then require.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Self

import sqlalchemy as sa
from attrs import frozen

from sds_core import Fault, RegisterError
from sds_register.ledger.database import (
    ConstraintViolation,
    place_of,
    read_transaction,
    translated_errors,
    write_transaction,
)
from sds_register.ledger.schema import IDENTITIES, KEYS, SECRETS

__all__ = ["KeyStore", "PersonKey"]

_SECRETS = ("names", "payloads", "checkpoints")
_IDENTITIES = sa.select(IDENTITIES.c.digest, KEYS.c.subject, KEYS.c.key).join(
    KEYS, KEYS.c.subject == IDENTITIES.c.subject
)


@frozen
class PersonKey:
    """Somebody whose key is held.

    Attributes:
        subject: the identifier that entries use: 32 hex digits made by chance.
        key: the key, 32 bytes.
    """

    subject: str
    key: bytes

    def digest(self, *parts: str | bytes) -> bytes:
        """Return a digest that nobody can make any more once the key is destroyed."""
        return _digest(self.key, parts)


def _digest(key: bytes, parts: Iterable[str | bytes]) -> bytes:
    made = hmac.new(key, digestmod="sha256")
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        made.update(len(data).to_bytes(8, "big") + data)
    return made.digest()


def _secrets(engine: sa.Engine) -> dict[str, bytes]:
    with read_transaction(engine) as connection:
        rows = connection.execute(sa.select(SECRETS.c.name, SECRETS.c.value))
        return {name: bytes(value) for name, value in rows}


def _in_use(engine: sa.Engine) -> bool:
    with read_transaction(engine) as connection:
        return connection.execute(sa.select(KEYS.c.subject).limit(1)).first() is not None


def _make_secrets(engine: sa.Engine) -> None:
    rows = [{"name": name, "value": secrets.token_bytes(32)} for name in _SECRETS]
    with suppress(ConstraintViolation), write_transaction(engine) as connection:
        connection.execute(sa.insert(SECRETS), rows)  # unless somebody else made them


class KeyStore:
    """The keys.

    Args:
        engine: their database, of the newest version.

    Raises:
        RegisterError: a secret is missing.
        StoreFailed: it cannot be read.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        found = _secrets(engine)
        missing = sorted(set(_SECRETS) - set(found))
        if missing:
            hint = "Restore a backup of the keys. Made anew, they would open nothing."
            gone = f"no secret called {', '.join(missing)}"
            fault = Fault(place_of(engine), gone, "the secrets that it was begun with", hint)
            raise RegisterError("the keys are not whole", [fault])
        self._names = found["names"]
        self.payloads = found["payloads"]
        self.checkpoints = found["checkpoints"]

    @classmethod
    def begin(cls, engine: sa.Engine) -> Self:
        """Open the keys of a register; the secrets of a new one are made first.

        Raises:
            RegisterError: the keys are there, and their secrets are not.
        """
        if not _secrets(engine) and not _in_use(engine):
            _make_secrets(engine)
        return cls(engine)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @property
    def register(self) -> str | None:
        """The id of the register that these keys belong to; `None` while they belong to none."""
        data = _secrets(self._engine).get("register")
        return None if data is None else data.decode()

    def claim(self, register: str) -> str | None:
        """Bind these keys to a register, for ever, and return whose they are."""
        row = {"name": "register", "value": register.encode()}
        with suppress(ConstraintViolation), write_transaction(self._engine) as connection:
            connection.execute(sa.insert(SECRETS), [row])
        return self.register

    def digest(self, *parts: str | bytes) -> bytes:
        """Return a digest that only who holds the keys can make, of parts kept apart."""
        return _digest(self._names, parts)

    def find(self, names: Iterable[str]) -> dict[str, PersonKey]:
        """Return those of some people who are known, by the names asked for."""
        wanted: dict[bytes, list[str]] = {}
        for name in names:
            wanted.setdefault(self._name(name), []).append(name)
        if not wanted:
            return {}
        with read_transaction(self._engine) as connection:
            rows = connection.execute(_IDENTITIES.where(IDENTITIES.c.digest.in_(list(wanted))))
            return {
                name: PersonKey(subject, bytes(key))
                for digest, subject, key in rows
                if key is not None
                for name in wanted[bytes(digest)]
            }

    def _name(self, name: str) -> bytes:
        """Return the digest of a name, however it is typed: blanks around it, and case, are one."""
        return self.digest("name", unicodedata.normalize("NFKC", name).strip().casefold())

    def also(self, subject: str, name: str) -> None:
        """Add a name for somebody; a name that already leads to a person stays theirs."""
        row = {"digest": self._name(name), "subject": subject}
        with suppress(ConstraintViolation), write_transaction(self._engine) as connection:
            connection.execute(sa.insert(IDENTITIES), [row])

    def people(self, names: Iterable[str]) -> dict[str, PersonKey]:
        """Return people by the names that the council knows them by; new ones get a key.

        The keys are committed before this returns, so before anything is encrypted with them.
        """
        wanted = set(names)
        found = self.find(wanted)
        if len(found) < len(wanted):
            self._add(sorted(wanted - set(found)))
            found = self.find(wanted)
        return found

    def _add(self, names: list[str]) -> None:
        once = {self._name(name): name for name in names}
        made = [(own, secrets.token_hex(16), secrets.token_bytes(32)) for own in once]
        try:
            with write_transaction(self._engine) as connection:
                rows = [{"subject": s, "key": k} for _, s, k in made]
                connection.execute(sa.insert(KEYS), rows)
                connection.execute(
                    sa.insert(IDENTITIES), [{"digest": d, "subject": s} for d, s, _ in made]
                )
        except ConstraintViolation:  # somebody else added one of them first: each by itself, then
            for name in once.values() if len(once) > 1 else ():
                self._add([name])

    def keys(self, subjects: Iterable[str]) -> Mapping[str, bytes]:
        """Return the keys still held, by subject."""
        wanted = list(set(subjects))
        found: dict[str, bytes] = {}
        for at in range(0, len(wanted), 500):
            chosen = KEYS.c.subject.in_(wanted[at : at + 500])
            with read_transaction(self._engine) as connection:
                rows = connection.execute(sa.select(KEYS.c.subject, KEYS.c.key).where(chosen))
                found.update((s, bytes(k)) for s, k in rows if k is not None)
        return found

    def destroy(self, subject: str) -> bool:
        """Destroy a key and forget the names that lead to it; tell whether it was there.

        The database is made to overwrite what it held. Backups of it are beyond its reach.
        """
        with write_transaction(self._engine) as connection:
            gone = connection.execute(
                sa.update(KEYS)
                .where(KEYS.c.subject == subject, KEYS.c.key.is_not(None))
                .values(key=None)
            )
            connection.execute(sa.delete(IDENTITIES).where(IDENTITIES.c.subject == subject))
        with translated_errors(place_of(self._engine)), self._engine.connect() as plain:
            connection = plain.execution_options(isolation_level="AUTOCOMMIT")
            if self._engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                connection.exec_driver_sql("VACUUM keys")
        return gone.rowcount > 0
