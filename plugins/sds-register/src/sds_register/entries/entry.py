"""Entries before they are encrypted, and after they have been read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson
from attrs import field, frozen

from sds_core import Erased, Fault, InputError
from sds_register.encryption.key_store import PersonKey
from sds_register.encryption.payloads import NamedPerson
from sds_register.ledger.records import StoredEntry

__all__ = ["Draft", "Entry", "IdempotencyKey"]


@frozen
class Draft:
    """An entry before it is encrypted.

    Attributes:
        kind: what it is.
        payload: what it says, in canonical JSON.
        about: whom it is about; `None` where it is about nobody.
        thread: what it is a part of.
        after: the act that it follows; -1 begins a thread.
        head: further fields of its head; nothing personal.
        others: other people whom the payload may name, by pseudonym.
        own: names of the person whom it is about, which are not replaced.
        moves: what it puts into pots, in pence; below nothing where it takes out.
    """

    kind: str
    payload: bytes = field(repr=False)
    about: PersonKey | None = None
    thread: str | None = None
    after: int | None = None
    head: Mapping[str, Any] = field(factory=dict)
    others: Mapping[str, NamedPerson] = field(factory=dict, repr=False)
    own: tuple[str, ...] = field(default=(), repr=False)
    moves: tuple[tuple[str, int], ...] = ()


@frozen
class IdempotencyKey:
    """An idempotency key, and what is asked under it.

    Attributes:
        key: the key, as the caller chose it.
        content: what is asked, in bytes that are the same for the same request.
        about: whom it is about; `content` is hashed with their key, so that nobody can check a
            guess at it once they are erased.

    Raises:
        InputError: the key is empty.
    """

    key: str
    content: bytes = field(repr=False)
    about: PersonKey | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        if not self.key.strip():
            fault = Fault("the idempotency key", "nothing", "a key, or none at all")
            raise InputError("an idempotency key says something", [fault])


@frozen
class Entry:
    """An entry that has been read.

    Attributes:
        index: its number, from 0.
        kind: what it is.
        head: what its head says.
        row: the entry as it is stored.
        payload: what it says, in canonical JSON; `None` where its key has been destroyed.
        hides: whether other people's names could not be put back.
    """

    index: int
    kind: str
    head: Mapping[str, Any]
    row: StoredEntry = field(repr=False)
    payload: bytes | None = field(repr=False)
    hides: bool = False

    @property
    def data(self) -> Any:
        """What it says, as plain data.

        Raises:
            Erased: its key has been destroyed.
        """
        if self.payload is None:
            fault = Fault(f"entry {self.index}", "a key that has been destroyed", "")
            raise Erased(f"entry {self.index} can no longer be read", [fault])
        return orjson.loads(self.payload)

    @property
    def on(self) -> date:
        """The day that it is for."""
        return date.fromisoformat(self.head["on"])
