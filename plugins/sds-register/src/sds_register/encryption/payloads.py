"""Payloads: pseudonyms put for other people, then encryption under one person's key.

A pseudonym refers to an entry of the kind “person”, which is encrypted under that other person's
own key. Putting the names back gives exactly the original bytes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import orjson
from attrs import frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sds_core.cases.versions import CASE
from sds_core.formats.decisions import DECISION
from sds_core.schemas.published import CORE_SCHEMAS
from sds_register.acts.versions import ACT
from sds_register.published import REGISTER_SCHEMAS

__all__ = [
    "GONE",
    "NamedPerson",
    "decrypt",
    "encrypt",
    "marked",
    "pseudonymise",
    "pseudonyms_in",
    "restore",
]

GONE = "erased-"  # what the id of somebody who was erased begins with
_NONCE = 12
# Noncharacters of Unicode, which enclose a pseudonym. Where data itself contains the first, it is
# written as `_ITSELF`.
_BEGIN, _END = "\ufdd0", "\ufdd1"
_ITSELF = f"{_BEGIN}{'0' * 32}x{_END}"
_MARK = re.compile(f"{_BEGIN}([0-9a-f]{{32}})([incx]){_END}".encode())


@frozen
class NamedPerson:
    """Somebody other than whom an entry is about, as the entry names them.

    Attributes:
        id: the id that the entry uses.
        name: the name that it uses; empty where it uses none.
        council_id: the council's identifier across cases; empty where there is none.
    """

    id: str
    name: str = ""
    council_id: str = ""

    def words(self) -> tuple[tuple[str, str], ...]:
        """Return what names this person, each with its code."""
        given = (("n", self.name), ("c", self.council_id), ("i", self.id))
        return tuple((code, word) for code, word in given if word.strip())

    @property
    def plain(self) -> bytes:
        """The person in canonical JSON."""
        record = {"council_id": self.council_id, "id": self.id, "name": self.name}
        return orjson.dumps(record, option=orjson.OPT_SORT_KEYS)

    @classmethod
    def read(cls, data: bytes) -> NamedPerson:
        """Read a person from JSON."""
        return cls(**orjson.loads(data))


Codes = Mapping[str, frozenset[str]]


@cache
def _codes() -> Codes:
    """Return the codes of closed lists by the names of the fields that hold them, in any version.

    A field of such a name may hold a text elsewhere: only the codes themselves are never people.
    """
    found: dict[str, set[str]] = {}

    def closed(schema: Any, definitions: Mapping[str, Any]) -> Iterator[str]:
        """Yield the codes that a field may hold."""
        if "$ref" in schema:
            schema = definitions.get(schema["$ref"].rpartition("/")[2], {})
        given = [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]
        yield from (code for code in given if isinstance(code, str))
        for part in (*schema.get("anyOf", ()), *([schema["items"]] if schema.get("items") else ())):
            yield from closed(part, definitions)

    def look(schema: object, definitions: Mapping[str, Any]) -> None:
        if isinstance(schema, Mapping):
            for name, inner in schema.get("properties", {}).items():
                if isinstance(inner, Mapping):
                    found.setdefault(name, set()).update(closed(inner, definitions))
            for inner in schema.values():
                look(inner, definitions)
        elif isinstance(schema, (list, tuple)):
            for inner in schema:
                look(inner, definitions)

    for schemas, format_, name in (
        (CORE_SCHEMAS, CASE, "case"),
        (CORE_SCHEMAS, DECISION, "decision"),
        (REGISTER_SCHEMAS, ACT, "act"),
    ):
        for version in format_.versions:
            schema = schemas.load(f"{name}-{version}")
            look(schema, schema.get("$defs", {}))
    return {name: frozenset(codes) for name, codes in found.items() if codes}


# What stands below these is not of our own format: a field of any name may hold a person's.
_FOREIGN = frozenset({"extensions", "document"})
_NO_CODES: Codes = {}
_NONE: frozenset[str] = frozenset()


def _replace_in(value: Any, replace: Callable[[str], str], codes: Codes) -> None:
    """Replace texts in freshly parsed data, where they stand; codes of closed lists are left."""
    waiting = [(value, codes, _NONE)]
    while waiting:
        here, known, listed = waiting.pop()
        named = type(here) is dict
        for key, item in here.items() if named else enumerate(here):
            kind = type(item)
            mine = known.get(str(key), _NONE) if named else listed
            if kind is str:
                if item not in mine:
                    here[key] = replace(item)
            elif kind is dict or kind is list:
                below = _NO_CODES if key in _FOREIGN else known
                waiting.append((item, below, mine if kind is list else _NONE))


def pseudonymise(data: bytes, others: Mapping[str, NamedPerson], own: Iterable[str] = ()) -> bytes:
    """Replace other people's names and ids by pseudonyms, wherever they are whole words in a text.

    Names of fields, numbers and codes of closed lists stay as they are.

    Args:
        data: canonical JSON.
        others: the people, by pseudonym: 32 hex digits each.
        own: names of the person whom the entry is about, which are not replaced.
    """
    kept = set(own)
    found: dict[str, str] = {}
    for mark, person in others.items():
        for code, word in person.words():
            if word not in kept and orjson.dumps(word)[1:-1] in data:
                found.setdefault(word, f"{_BEGIN}{mark}{code}{_END}")
    if _BEGIN.encode() in data:
        found[_BEGIN] = _ITSELF
    if not found:
        return data
    words = "|".join(re.escape(word) for word in sorted(found, key=len, reverse=True))
    # A hyphen joins words where a letter follows it: Ann Smith is not Ann Smith-Jones.
    pattern = re.compile(rf"(?<!\w)(?<!\w-)(?:{words})(?!\w|-\w)|{_BEGIN}")

    def replace(text: str) -> str:
        return pattern.sub(lambda match: found[match[0]], text)

    plain = [orjson.loads(data)]
    _replace_in(plain, replace, _codes())
    return orjson.dumps(plain[0], option=orjson.OPT_SORT_KEYS)


def pseudonyms_in(data: bytes) -> set[str]:
    """Return the pseudonyms of people that some data contains."""
    return {match[1].decode() for match in _MARK.finditer(data) if match[2] != b"x"}


def marked(text: str) -> str | None:
    """Return the pseudonym that a text consists of, or `None` where the text is no pseudonym."""
    match = _MARK.fullmatch(text.encode())
    return match[1].decode() if match and match[2] != b"x" else None


def restore(data: bytes, people: Mapping[str, NamedPerson]) -> bytes:
    """Put people's names and ids back in place of their pseudonyms: exactly the original bytes.

    For somebody who is missing, a placeholder replaces the name, and the id is made from the
    pseudonym, so that two erased people remain distinct.

    Args:
        data: data with pseudonyms.
        people: the people, by pseudonym.
    """
    words = {
        (mark.encode(), code.encode()): orjson.dumps(word)[1:-1]
        for mark, person in people.items()
        for code, word in person.words()
    }

    def word(match: re.Match[bytes]) -> bytes:
        mark, code = match[1], match[2]
        if code == b"x":
            return _BEGIN.encode()
        gone = b"[another person]" if code == b"n" else GONE.encode() + mark[:12]
        return words.get((mark, code), gone)

    return _MARK.sub(word, data)


def encrypt(key: bytes, head: bytes, payload: bytes) -> bytes:
    """Return a payload encrypted (AES-256-GCM), bound to the head of its entry."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, payload, head)


def decrypt(key: bytes, head: bytes, body: bytes) -> bytes | None:
    """Return a payload, or `None` if it was not encrypted under this key with this head."""
    try:
        return AESGCM(key).decrypt(body[:_NONCE], body[_NONCE:], head)
    except (InvalidTag, ValueError):
        return None
