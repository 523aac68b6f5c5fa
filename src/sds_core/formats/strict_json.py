"""Strict JSON, the format of cases; anything else is refused within milliseconds.

The standard library's parser reads; hooks refuse duplicate names, floats and constants. Only when
something looks wrong is the text read again, slowly, to say where: every fault with its JSON path,
line and column.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from sds_core.errors import Fault, InputError
from sds_core.formats.json_faults import find_faults
from sds_core.model.characters import printable

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_TEXT", "parse_json"]

MAX_BYTES = 1_048_576
MAX_DEPTH = 32
MAX_TEXT = 20_000
MAX_INTEGER_DIGITS = 15

_BRACKETS = b"{}[]"
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in _BRACKETS)


class _Suspect(Exception):
    """Something that strict JSON does not allow; the slow reading says what and where."""


def _refuse(_: str) -> NoReturn:
    raise _Suspect


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_INTEGER_DIGITS:
        raise _Suspect
    return int(digits)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise _Suspect
    return result


def _object_of_ascii_names(pairs: list[tuple[str, object]]) -> dict[str, object]:
    for name, _ in pairs:
        if not name.isascii():
            raise _Suspect
    return _object(pairs)


def _decoder(hook: Any) -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=hook, parse_float=_refuse, parse_int=_integer, parse_constant=_refuse
    )


_ASCII_TEXT = _decoder(_object)
_ANY_TEXT = _decoder(_object_of_ascii_names)


def _too_deep(data: bytes) -> bool:
    # Counts nesting at the speed of C. Brackets inside strings can only make it suspect more.
    brackets = data.translate(None, _NOT_BRACKETS)
    for _ in range(MAX_DEPTH):
        if not brackets:
            return False
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
    return bool(brackets)


def _doubtful_text(document: Any) -> bool:
    """Tell whether a document holds a text that is too long, or with a character not allowed."""
    waiting = [document]
    while waiting:
        here = waiting.pop()
        if type(here) is str:
            if len(here) > MAX_TEXT or not printable(here):
                return True
        elif type(here) is dict:
            waiting += here
            waiting += here.values()
        elif type(here) is list:
            waiting += here
    return False


def parse_json(data: bytes, name: str = "input") -> Any:
    """Read strict JSON.

    Refused are duplicate names, any number with a fraction or exponent, NaN and Infinity, integers
    of more than 15 digits, names that are not ASCII, lone surrogates, tabs and other characters
    that readers do not see, text of more than 20,000 characters, more than 32 levels, and more than
    1 MiB.

    Args:
        data: the bytes, in UTF-8 without a byte order mark.
        name: what to call the input in errors: usually the file's name.

    Raises:
        InputError: with every fault, its JSON path, line and column.
    """
    if len(data) > MAX_BYTES:
        fault = Fault(name, f"{len(data):,} bytes", f"at most {MAX_BYTES:,}", "Send one case only.")
        raise InputError(f"{name} is too large", [fault])
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        fault = Fault(f"{name}: byte {error.start}", "bytes that are not UTF-8", "UTF-8 text")
        raise InputError(f"{name} cannot be read", [fault]) from None
    try:
        # Only escapes, bytes beyond ASCII and U+007F can produce characters that are forbidden.
        plain = data.isascii() and b"\\" not in data and b"\x7f" not in data
        document = (_ASCII_TEXT if plain else _ANY_TEXT).decode(text)
        suspect = _too_deep(data)
        if not suspect and (not plain or len(data) > MAX_TEXT):
            suspect = _doubtful_text(document)
    except (_Suspect, ValueError, RecursionError):
        suspect, document = True, None
    if suspect:
        faults = find_faults(text, name, MAX_DEPTH, MAX_TEXT, MAX_INTEGER_DIGITS)
        if faults:
            raise InputError(f"{name} is not strict JSON", faults)
        document = json.loads(text)
    return document
