"""Records to and from plain JSON data, and the one canonical form that digests are taken of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeVar

import cattrs
from cattrs.strategies import configure_tagged_union

from sds_core.model.answers import Answer
from sds_core.model.dates import Duration, parse_date
from sds_core.model.money import Money, Rate

__all__ = [
    "add_scalars",
    "canonical",
    "digest",
    "freeze",
    "from_plain",
    "tag_of",
    "thaw",
    "to_plain",
]

T = TypeVar("T")


def freeze(value: Any) -> Any:
    """Return plain data as mappings and tuples that nobody can change."""
    if isinstance(value, dict):
        return MappingProxyType({name: freeze(item) for name, item in value.items()})
    if isinstance(value, list):
        return tuple([freeze(item) for item in value])
    return value


def thaw(value: Any) -> Any:
    """Return frozen data as dicts and lists again."""
    if isinstance(value, Mapping):
        return {name: thaw(item) for name, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [thaw(item) for item in value]
    return value


def tag_of(answer: type) -> str:
    """Return the word that marks an answer's type in JSON: “support_option” for SupportOption."""
    name = answer.__name__
    return "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))


def _as_is(value: Any, _: Any) -> Any:
    if type(value) not in (str, int, bool):
        raise ValueError(f"unexpected {value!r}")
    return value


def add_scalars(converter: cattrs.Converter) -> None:
    """Teach a converter this project's scalars: money, rates, dates, durations, exact numbers."""
    # By identity: a hook for str would take every StrEnum too.
    converter.register_structure_hook_func(lambda t: t in (str, int, bool), _as_is)
    converter.register_structure_hook(Money, lambda text, _: Money.parse(text))
    converter.register_structure_hook(Rate, lambda text, _: Rate.parse(text))
    converter.register_structure_hook(date, lambda text, _: parse_date(text))
    converter.register_structure_hook(Fraction, lambda text, _: Fraction(text))
    converter.register_structure_hook_func(
        lambda t: t == Mapping[str, Any], lambda value, _: freeze(value)
    )
    converter.register_structure_hook_func(
        lambda t: t == Mapping[str, bool], lambda value, _: freeze(value)
    )
    converter.register_structure_hook(Duration, lambda text, _: Duration.parse(text))
    converter.register_structure_hook(int | str | None, lambda value, _: value)


def _make_converter() -> cattrs.Converter:
    converter = cattrs.Converter(detailed_validation=False)
    add_scalars(converter)
    converter.register_unstructure_hook(Money, str)
    converter.register_unstructure_hook(Rate, str)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(Fraction, str)
    converter.register_unstructure_hook(Duration, str)
    converter.register_unstructure_hook_func(
        lambda t: t in (Mapping[str, Any], Mapping[str, bool]), thaw
    )
    configure_tagged_union(Answer, converter, tag_name="answer", tag_generator=tag_of)
    return converter


_converter = _make_converter()


def to_plain(record: Any, as_type: Any = None) -> Any:
    """Return a record as plain JSON data: money as decimal strings, dates as year-month-day.

    Args:
        record: a record of the model, or a list of such.
        as_type: the type to write it as, where that is a union.
    """
    return _converter.unstructure(record, unstructure_as=as_type)


def from_plain(data: Any, record_type: type[T]) -> T:
    """Build a record from plain data that has passed its schema.

    Raises:
        ValueError: a value is not of its type (the schema normally says so first).
    """
    return _converter.structure(data, record_type)


_encoder = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), check_circular=False
)


def _check(value: Any, path: str) -> None:
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


def canonical(data: Any, *, checked: bool = False) -> bytes:
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
    return _encoder.encode(data).encode()


def digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes, as “sha256:” and 64 hex digits."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
