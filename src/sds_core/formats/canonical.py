"""The one canonical form of plain data: what digests are taken of."""

from __future__ import annotations

import hashlib

import orjson

__all__ = ["canonical", "digest"]


def _check(value: object, path: str) -> None:
    if isinstance(value, float):
        raise TypeError(f"{path}: a float has no place in canonical JSON")
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return
    if isinstance(value, int):
        if abs(value) >= 2**53:
            raise TypeError(f"{path}: {value} is beyond what every JSON reader keeps exact")
        return
    if isinstance(value, dict):
        for name, item in value.items():
            if not isinstance(name, str) or not name.isascii():
                raise TypeError(f"{path}: the name {name!r} is not ASCII text")
            _check(item, f"{path}.{name}")
        return
    if isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            _check(item, f"{path}[{index}]")
        return
    raise TypeError(f"{path}: {type(value).__name__} is not plain data")


def canonical(data: object, *, checked: bool = False) -> bytes:
    """Return plain data in canonical JSON: sorted ASCII names, no floats, integers below 2⁵³.

    Equal to RFC 8785 for such data.

    Args:
        data: dicts, lists, texts, integers, booleans and `None`.
        checked: set where the data comes from the strict reader or from records, which cannot
            hold anything else.

    Raises:
        TypeError: the data holds anything else.
    """
    if not checked:
        _check(data, "$")
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)


def digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes, as “sha256:” and 64 hex digits."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
