"""What the store takes and gives: entries as they are stored, commits, and moves of pots."""

from __future__ import annotations

from datetime import UTC, datetime

from attrs import field, frozen

from sds_register.ledger.merkle import leaf_hash

__all__ = ["Commit", "Move", "StaleRead", "StoredEntry", "entry_bytes", "stamp"]


def stamp(moment: datetime) -> str:
    """Return a moment as the register writes it: UTC, to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_bytes(head: bytes, body: bytes) -> bytes:
    """Return what is hashed of an entry: its head, which holds no line end, and its body."""
    return head + b"\n" + body


@frozen(slots=True)
class StoredEntry:
    """An entry as it is stored.

    Attributes:
        index: its number, from 0.
        kind: what it is.
        subject: whom it is about, by the identifier that the key store gave.
        thread: what it is a part of, such as one plan.
        after: the act that it follows in its thread; -1 begins one.
        head: canonical JSON without anything personal.
        body: the payload, encrypted.
        hash: the hash of the leaf, as it was written.
    """

    index: int
    kind: str
    subject: str | None
    thread: str | None
    after: int | None
    head: bytes = field(repr=False)
    body: bytes = field(repr=False)
    hash: bytes = field(default=b"", repr=False)

    @property
    def leaf(self) -> bytes:
        """The hash of the leaf, worked out anew."""
        return leaf_hash(entry_bytes(self.head, self.body))


class StaleRead(Exception):
    """What an act rests on has changed since it was read: it is to be looked at again."""


@frozen
class Move:
    """Money put into a pot, or taken out of it, by an entry of the same batch.

    Attributes:
        pot: the pot.
        change: pence; below nothing where money is taken.
        offset: which entry of the batch moves it.
    """

    pot: str
    change: int
    offset: int


@frozen
class Commit:
    """A batch that is in the register.

    Attributes:
        first: the number of its first entry.
        size: the size of the register after it.
        root: the root after it.
        at: when, in UTC.
        repeated: whether it was there before, and this was a retry.
    """

    first: int
    size: int
    root: bytes = field(repr=False)
    at: str
    repeated: bool = False
