"""Entries before they are encrypted, and after they have been read; and what a kind of them is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

import orjson
from attrs import field, frozen

from sds_core import Erased, Fault, InputError, RegisterDamaged, from_plain, to_plain
from sds_register.encryption.key_store import PersonKey
from sds_register.encryption.payloads import NamedPerson
from sds_register.entries.heads import Head
from sds_register.entries.plan_state import PlanState
from sds_register.ledger.records import StoredEntry

__all__ = ["Draft", "Entry", "EntryKind", "IdempotencyKey", "PlanEffect", "head_plain", "parsed"]

T = TypeVar("T", bound=Head)
PlanEffect = Callable[[PlanState, "Entry"], PlanState]


def parsed(payload: bytes) -> Any:
    """Return a payload as plain data."""
    return orjson.loads(payload)


@frozen(eq=False)
class EntryKind:
    """A kind of entries.

    Attributes:
        word: its stored word, of at most 32 characters.
        title: what such an entry is, in plain words.
        head: the class of its head.
        read: returns what its payload says, from the bytes of its canonical JSON.
        begins_plan: returns where a plan stands once such an entry puts it forward, from where it
            stood before; `None` for a kind that puts nothing forward.
        on_plan: returns where a plan stands after such an entry, from where it stood; `None` for a
            kind that leaves plans as they stand.
        upsets_acts: whether one recorded meanwhile makes the check of an act out of date.
        moves_pots: whether it may move what is in pots.
        known: whether it is installed.
    """

    word: str
    title: str
    head: type[Head] = Head
    read: Callable[[bytes], Any] = parsed
    begins_plan: Callable[[PlanState | None, Entry], PlanState] | None = None
    on_plan: PlanEffect | None = None
    upsets_acts: bool = False
    moves_pots: bool = False
    known: bool = True


def head_plain(head: Head) -> dict[str, object]:
    """Return a head as plain data; what it leaves out is left out."""
    plain: dict[str, Any] = to_plain(head)
    return {name: value for name, value in plain.items() if value is not None}


@frozen
class Draft:
    """An entry before it is encrypted.

    Attributes:
        kind: what it is.
        payload: what it says, in canonical JSON.
        about: whom it is about; `None` where it is about nobody.
        thread: what it is a part of.
        after: the act that it follows; -1 begins a thread.
        head: what its head says beside; nothing personal.
        others: other people whom the payload may name, by pseudonym.
        own: names of the person whom it is about, which are not replaced.
        moves: what it puts into pots, in pence; below nothing where it takes out.
    """

    kind: EntryKind
    payload: bytes = field(repr=False)
    about: PersonKey | None = None
    thread: str | None = None
    after: int | None = None
    head: Head = field(factory=Head)
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
        head: what its head says, as plain data; `head_as` gives it by its class.
        row: the entry as it is stored.
        payload: what it says, in canonical JSON; `None` where its key has been destroyed.
        hides: whether other people's names could not be put back.
    """

    index: int
    kind: EntryKind
    head: Mapping[str, Any]
    row: StoredEntry = field(repr=False)
    payload: bytes | None = field(repr=False)
    hides: bool = False

    def head_as(self, kind: type[T]) -> T:
        """Return what its head says, by the class of its kind's head.

        Raises:
            RegisterDamaged: it does not say what a head of that kind says.
        """
        try:
            return from_plain(self.head, kind)
        except (KeyError, ValueError, TypeError) as error:
            expected = f"the head of {self.kind.title}"
            fault = Fault(f"entry {self.index}", f"a head without {error}", expected)
            raise RegisterDamaged("an entry cannot be read", [fault]) from None

    @property
    def content(self) -> Any:
        """What it says, as its kind reads it.

        Raises:
            Erased: its key has been destroyed.
        """
        return self.kind.read(self._payload())

    @property
    def data(self) -> Any:
        """What it says, as plain data.

        Raises:
            Erased: its key has been destroyed.
        """
        return parsed(self._payload())

    def _payload(self) -> bytes:
        if self.payload is None:
            fault = Fault(f"entry {self.index}", "a key that has been destroyed", "")
            raise Erased(f"entry {self.index} can no longer be read", [fault])
        return self.payload

    @property
    def on(self) -> date:
        """The day that it is for; that of its recording, in UTC, where it is for none."""
        return date.fromisoformat(self.head.get("on") or self.head["at"][:10])
