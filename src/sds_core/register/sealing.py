"""Payloads: other people put under marks, then all of it encrypted under one person's key.

A mark stands for what one entry of the kind “person” says, which is encrypted under that other
person's own key. It is set between two bytes that no text in UTF-8 holds, so that putting the words
back gives the very bytes again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

import orjson
from attrs import frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = ["Person", "hidden", "marks", "opened", "put_back", "sealed"]

_NONCE = 12
_MARK = re.compile(rb"\xff([0-9a-f]{32})([inc])\xff")


@frozen
class Person:
    """Somebody other than whom an entry is about, as the entry names them.

    Attributes:
        id: the id that the entry uses.
        name: the name that it uses.
        council_id: the council's identifier across cases; empty where there is none.
    """

    id: str
    name: str
    council_id: str = ""

    def words(self) -> tuple[tuple[bytes, bytes], ...]:
        """Return what names this person, as canonical JSON has it, each with its code."""
        given = ((b"n", self.name), (b"c", self.council_id), (b"i", self.id))
        return tuple((code, orjson.dumps(word)[1:-1]) for code, word in given if word)

    @property
    def plain(self) -> bytes:
        """The person in canonical JSON."""
        record = {"council_id": self.council_id, "id": self.id, "name": self.name}
        return orjson.dumps(record, option=orjson.OPT_SORT_KEYS)

    @classmethod
    def read(cls, data: bytes) -> Person:
        """Read a person from JSON."""
        return cls(**orjson.loads(data))


def hidden(data: bytes, others: Mapping[str, Person], own: Iterable[bytes] = ()) -> bytes:
    """Put marks for other people's names and ids, wherever they stand as words of their own.

    Args:
        data: canonical JSON.
        others: the people, by mark: 32 hex digits each.
        own: words that name whom the entry is about, and stay.
    """
    kept = set(own)
    found: dict[bytes, bytes] = {}
    for mark, person in others.items():
        for code, word in person.words():
            if word in data and word not in kept:
                found.setdefault(word, b"\xff" + mark.encode() + code + b"\xff")
    if not found:
        return data
    words = b"|".join(re.escape(word) for word in sorted(found, key=len, reverse=True))
    pattern = rb"(?<![\w\x80-\xff-])(?:" + words + rb")(?![\w\x80-\xff-])"
    return re.sub(pattern, lambda match: found[match[0]], data)


def marks(data: bytes) -> set[str]:
    """Return the marks that stand in some data."""
    return {match[1].decode() for match in _MARK.finditer(data)}


def put_back(data: bytes, people: Mapping[str, Person]) -> bytes:
    """Put people's names and ids back where their marks stand.

    Args:
        data: data with marks.
        people: the people by mark; where one is missing, the words say so.
    """
    words = {
        (mark.encode(), code): word
        for mark, person in people.items()
        for code, word in person.words()
    }

    def word(match: re.Match[bytes]) -> bytes:
        return words.get((match[1], match[2]), b"[another person]")

    return _MARK.sub(word, data)


def sealed(key: bytes, head: bytes, payload: bytes) -> bytes:
    """Return a payload encrypted (AES-256-GCM), bound to the head of its entry."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, payload, head)


def opened(key: bytes, head: bytes, body: bytes) -> bytes | None:
    """Return a payload, or `None` if it is not what was sealed under this key with this head."""
    try:
        return AESGCM(key).decrypt(body[:_NONCE], body[_NONCE:], head)
    except (InvalidTag, ValueError):
        return None
