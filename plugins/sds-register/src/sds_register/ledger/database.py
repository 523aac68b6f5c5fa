"""Opening the two databases, so that what is committed stays; failures told by their kind.

SQLite is used with a rollback journal and synchronous=EXTRA, or with a write-ahead log and
synchronous=FULL on versions that are free of the WAL-reset fault (https://sqlite.org/wal.html).
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, TimeoutError as PoolTimeout

from sds_core import ConfigurationError, Fault, RegisterDamaged, StoreFailed
from sds_core.errors import without_secrets

__all__ = [
    "ConstraintViolation",
    "connect",
    "journal_words",
    "read_transaction",
    "translated_errors",
    "wal_is_safe",
    "write_transaction",
]

_PASSWORD = re.compile(r":[^/\s]*@")
_FIXED = (3, 51, 3)
_PATCHED = {(3, 44): 6, (3, 50): 7}
_PATIENCE = 60  # seconds that a writer waits for the others


class ConstraintViolation(Exception):
    """A row that the database refused: another stands in its place, or a sum does not add up.

    Args:
        constraint: what the database says of the constraint, its name included.
    """

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Tell whether a version of SQLite can be trusted with a write-ahead log.

    Versions 3.7.0 to 3.51.2 can lose a commit when the log is reset, except 3.44 from 3.44.6 on
    and 3.50 from 3.50.7 on.
    """
    patched = _PATCHED.get(version[:2])
    if patched is not None and version[2] >= patched:
        return True
    return version >= _FIXED


def journal_words() -> str:
    """Return which SQLite is in use and how it is made durable, in words."""
    if wal_is_safe(sqlite3.sqlite_version_info):
        return f"{sqlite3.sqlite_version}, with a write-ahead log, synchronous=FULL"
    return (
        f"{sqlite3.sqlite_version}, with a rollback journal, synchronous=EXTRA: this version can "
        "lose commits from a write-ahead log"
    )


def _prepare_sqlite(engine: sa.Engine, *, create: bool) -> None:
    @sa.event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        try:
            settle(connection)
        except BaseException:  # nobody else would close what is no database
            connection.close()
            raise

    def settle(connection: sqlite3.Connection) -> None:
        connection.isolation_level = None  # transactions begin below, DDL included
        run = connection.execute
        run(f"PRAGMA busy_timeout = {_PATIENCE * 1000}")
        run("PRAGMA foreign_keys = ON")
        run("PRAGMA secure_delete = ON")  # a destroyed key is overwritten
        mode = "WAL" if wal_is_safe(sqlite3.sqlite_version_info) else "DELETE"
        (current,) = run("PRAGMA journal_mode").fetchone()
        if current != mode.lower() and (create or mode == "DELETE"):
            (current,) = run(f"PRAGMA journal_mode = {mode}").fetchone()
        run(f"PRAGMA synchronous = {'FULL' if current == 'wal' else 'EXTRA'}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def connect(url: str, *, create: bool = True) -> sa.Engine:
    """Return an engine for a database.

    Args:
        url: “sqlite:///FILE”, the path of such a file, or “postgresql://…”.
        create: whether a SQLite file that is not there is made.

    Raises:
        ConfigurationError: the URL names nothing that can hold a register.
        StoreFailed: there is no such file.
    """
    if "://" not in url:
        url = f"sqlite:///{url}"
    if url.startswith(("postgresql://", "postgres://")):
        url = f"postgresql+psycopg://{url.partition('://')[2]}"
    expected = "sqlite:///FILE or postgresql://…"
    try:
        if _PASSWORD.search(url) and not url.startswith("postgresql+psycopg://"):
            raise ArgumentError("an account, for something that has none")
        parsed = sa.make_url(url)
        name = parsed.get_backend_name()
        if name not in ("sqlite", "postgresql"):
            raise ArgumentError(name)
        if name == "sqlite":
            return _sqlite(parsed, create=create)
        # One server round trip proves a pooled connection alive; commits wait for the disk.
        return sa.create_engine(
            parsed,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=50,
            pool_timeout=_PATIENCE,
            connect_args={"options": "-c synchronous_commit=on"},
        )
    except (ArgumentError, NoSuchModuleError, ValueError):
        fault = Fault("the register's URL", "something else", expected)
        raise ConfigurationError("the register's URL cannot be used", [fault]) from None
    except ImportError:
        hint = "Install sds-register[postgres]."
        fault = Fault("the register's URL", "PostgreSQL without its driver", "psycopg", hint)
        raise ConfigurationError("PostgreSQL cannot be reached", [fault]) from None


def _sqlite(url: sa.URL, *, create: bool) -> sa.Engine:
    path = Path(url.database or "")
    if not url.database or url.database == ":memory:" or url.query:
        fault = Fault("the register's URL", "no plain file", "sqlite:///FILE")
        raise ConfigurationError("a register is a file", [fault])
    if not path.is_file() and not create:
        fault = Fault(
            str(path), "no such file", "a register", "sds register decide makes a new one."
        )
        raise StoreFailed("there is no such register", [fault])
    if create:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.touch(mode=0o600)
        except OSError as error:
            fault = Fault(str(path), str(error.strerror), "a file that can be made")
            raise StoreFailed(f"{path} cannot be made", [fault]) from None
    engine = sa.create_engine(
        url, hide_parameters=True, pool_size=10, max_overflow=90, pool_timeout=_PATIENCE
    )
    _prepare_sqlite(engine, create=create)
    return engine


_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_WORDS = {
    "SQLITE_FULL": "there is no room left on its disk",
    "SQLITE_READONLY": "it cannot be written",
    "SQLITE_CANTOPEN": "its file cannot be opened",
    "SQLITE_BUSY": "others kept it busy too long",
    "SQLITE_IOERR": "its disk failed",
    "SQLITE_CONSTRAINT_TRIGGER": "it is append-only: no row is changed or taken away",
    "RaiseException": "it is append-only: no row is changed or taken away",
    "DiskFull": "there is no room left on its disk",
    "InsufficientPrivilege": "this account may not do that",
    "ReadOnlySqlTransaction": "it cannot be written",
}


def _kind(error: BaseException | None) -> str:
    return str(getattr(error, "sqlite_errorname", "") or type(error).__name__)


def _errors() -> tuple[type[BaseException], ...]:
    """Return what databases raise; a driver that was never loaded raised nothing."""
    psycopg = sys.modules.get("psycopg")
    drivers = (psycopg.Error,) if psycopg else ()
    return (DBAPIError, sqlite3.Error, PoolTimeout, OSError, *drivers)


@contextmanager
def translated_errors(place: str) -> Iterator[None]:
    """Turn what a database raises into this library's errors, without what was being written.

    Args:
        place: what to call the database in errors.

    Raises:
        ConstraintViolation: a constraint refused a row.
        RegisterDamaged: the file is not as it was written.
        StoreFailed: anything else; nothing was recorded.
    """
    try:
        yield
    except _errors() as error:
        cause = getattr(error, "orig", None) or error
        kind = _kind(cause)
        refused = kind.startswith("SQLITE_CONSTRAINT") and not kind.endswith("TRIGGER")
        if refused or str(getattr(cause, "sqlstate", "")).startswith("23"):
            raise ConstraintViolation(str(cause)) from None
        if kind.startswith(_DAMAGED) or kind in ("DataCorrupted", "IndexCorrupted"):
            hint = "Keep the file as it is, and restore a backup beside it."
            fault = Fault(place, "a file that is not as it was written", "a whole database", hint)
            raise RegisterDamaged("the register is damaged", [fault]) from None
        found = next((text for name, text in _WORDS.items() if kind.startswith(name)), kind)
        hint = "Mend that, and try again with the same idempotency key."
        raise StoreFailed(
            "the register failed, and nothing was recorded", [Fault(place, found, "", hint)]
        ) from None


@contextmanager
def read_transaction(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection to read by, in one transaction."""
    with translated_errors(place_of(engine)), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def write_transaction(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection to write by, in one transaction, committed at the end."""
    with translated_errors(place_of(engine)), engine.connect() as plain:
        connection = plain.execution_options(writes=True)
        with connection.begin():
            yield connection


def place_of(engine: sa.Engine) -> str:
    """Return what to call a database in errors: never with its password."""
    return without_secrets(engine.url.database or str(engine.url.render_as_string()))
