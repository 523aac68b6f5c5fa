"""Checks that a record's fields have the declared types, since plugins are not type-checked."""

from __future__ import annotations

import typing
from collections.abc import Callable
from functools import cache
from types import NoneType, UnionType
from typing import Any

import attrs

from sds_core.model.characters import forbidden, printable
from sds_core.model.money import Money, Rate
from sds_core.model.reasons import Reason, Source

__all__ = ["type_mismatch"]

Check = Callable[[Any], bool]

# Records that check every field when they are made.
_PROVED = frozenset({Money, Rate, Reason, Source})


def _one_of(annotation: Any) -> Check:
    arguments = typing.get_args(annotation)
    plain = frozenset(a for a in arguments if a in _PROVED or (a is not str and not attrs.has(a)))
    if len(plain) == len(arguments) and all(isinstance(a, type) for a in arguments):
        return lambda value: type(value) in plain
    checks = [_check(argument) for argument in arguments]
    return lambda value: any(check(value) for check in checks)


def _each(annotation: Any) -> Check:
    arguments = typing.get_args(annotation)
    if len(arguments) == 2 and arguments[1] is ...:
        check = _check(arguments[0])
        return lambda value: type(value) is tuple and all(map(check, value))
    # A row of plain values is compared type by type at the speed of C.
    return lambda value: type(value) is tuple and tuple(map(type, value)) == arguments


@cache
def _check(annotation: Any) -> Check:
    """Return a function that tells whether a value is of a type, records and tuples all through."""
    if annotation is None or annotation is NoneType:
        return lambda value: value is None
    origin = typing.get_origin(annotation)
    if origin is tuple:
        return _each(annotation)
    if origin is Callable:
        return callable
    if origin in (typing.Union, UnionType):
        return _one_of(annotation)
    if origin is not None:
        return lambda value: isinstance(value, origin)
    if annotation is type or annotation is Any:
        return lambda value: annotation is Any or isinstance(value, type)
    if annotation is str:
        return lambda value: type(value) is str and printable(value)
    if annotation in _PROVED:
        return lambda value: type(value) is annotation
    if attrs.has(annotation):
        return lambda value: type(value) is annotation and type_mismatch(value) == ""
    return lambda value: type(value) is annotation


@cache
def _fields(record: Any) -> tuple[tuple[str, object, Check, str], ...]:
    """Return each field's name, the type that needs no further check, its check, its type name."""
    hints = typing.get_type_hints(record)
    found = []
    for field in attrs.fields(record):
        hint = hints[field.name]
        plain = isinstance(hint, type) and (
            hint in _PROVED or (hint is not str and not attrs.has(hint))
        )
        found.append((field.name, hint if plain else None, _check(hint), _named(field.type)))
    return tuple(found)


def _named(annotation: object) -> str:
    """Return a field's type as people write it."""
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)


def type_mismatch(record: Any) -> str:
    """Return which field of a record has a value of the wrong type; an empty text if none has.

    Args:
        record: an attrs record; types must match exactly, and lists must be tuples.
    """
    kind_of: Any = type(record)
    for name, suffices, check, kind in _fields(kind_of):
        value = getattr(record, name)
        if type(value) is not suffices and not check(value):
            return _where(value, f"{kind_of.__name__}.{name}", kind)
    return ""


def _where(value: object, place: str, kind: str) -> str:
    """Return what is wrong with a value, named by the innermost place that is."""
    if type(value) is str and not printable(value):
        return (
            f"{place} holds the character {forbidden(value) or 'of half a pair'}, which is no text"
        )
    if attrs.has(type(value)):
        return type_mismatch(value) or f"{place} holds {type(value).__name__}, not {kind}"
    if type(value) is tuple:
        for index, item in enumerate(value):
            inner = attrs.has(type(item)) and type_mismatch(item)
            if inner or (type(item) is str and not printable(item)):
                return inner or _where(item, f"{place}[{index}]", kind)
    hint = ""
    if type(value) is float:
        hint = "; no float touches money: use whole pence, or Fraction and Decimal"
    elif issubclass(type(value), str) and "Evidence" in kind:
        hint = "; the grades are the members of Evidence"
    return f"{place} holds {type(value).__name__}, not {kind}{hint}"
