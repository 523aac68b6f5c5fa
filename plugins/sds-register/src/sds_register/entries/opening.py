"""Where a register and its keys are, and making their tables."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from sds_core import ConfigurationError, Fault, InputError, RegisterError
from sds_register.ledger.migrate import check_version, upgrade, version_of
from sds_register.ledger.store import Store

__all__ = ["keys_of", "other_keys", "prepare"]


def keys_beside(url: str) -> str:
    """Return where the keys are kept if nobody says: a file beside the register's.

    Raises:
        ConfigurationError: the register is no file.
    """
    if url.startswith("postgres"):
        fault = Fault("the URL of the keys", "none", "a database apart from the register's")
        raise ConfigurationError("the keys need a database of their own", [fault])
    stem = url.removesuffix(".db")
    return f"{stem}.keys.db"


def _tables(engine: sa.Engine, kind: str, *, create: bool) -> None:
    if not check_version(engine, kind):
        if not create:
            fault = Fault("the register", "no tables", "a register", "Run sds register upgrade.")
            raise InputError("there is no register there", [fault])
        upgrade(engine, kind)


def prepare(engine: sa.Engine, held: sa.Engine, *, create: bool) -> None:
    """Make the tables of a register and of its keys, where there are none.

    Raises:
        InputError: there is no register, and none is to be made.
        RegisterError: the register is there, and its keys are not; or another version is.
    """
    there = check_version(engine, "register") and Store(engine).count() > 0
    if there and version_of(held) is None:
        raise other_keys("none")
    _tables(held, "keys", create=create)
    _tables(engine, "register", create=create)


def other_keys(found: str) -> RegisterError:
    """Return the error for keys that are not the register's."""
    hint = "Name its own keys with --keys or SDS_REGISTER_KEYS; restore them if they are lost."
    fault = Fault("the keys", found, "the keys that the register was begun with", hint)
    return RegisterError("these are not the register's keys", [fault])


def _one_place(url: str) -> str:
    """Return a URL in the form in which two that name one file are the same."""
    path = url.removeprefix("sqlite:///")
    return url if "://" in path else str(Path(path).resolve())


def keys_of(url: str, keys: str | None) -> str:
    """Return where the keys are kept.

    Raises:
        ConfigurationError: it must be given and is not, or it is the register's own database.
    """
    where = keys_beside(url) if keys is None else keys
    if _one_place(where) == _one_place(url):
        fault = Fault("the URL of the keys", "the register's own", "another database")
        raise ConfigurationError("the keys need a database of their own", [fault])
    return where
