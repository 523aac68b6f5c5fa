"""Data of a plugin's own, made from its class: what a case may hold under `extensions`."""

from __future__ import annotations

import typing
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Any

import attrs

from sds_core.model.dates import Duration
from sds_core.model.money import Money, Rate

__all__ = ["samples_of"]

_PLAIN: dict[object, object] = {
    str: "example",
    int: 1,
    bool: True,
    Any: "example",
    date: "2026-04-01",
    Money: "1.00",
    Rate: "1.5",
    Duration: "3 years",
}


def _value(annotation: object, *, full: bool) -> Any:
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, UnionType):
        others = [argument for argument in arguments if argument is not NoneType]
        if not full and len(others) < len(arguments):
            return None
        return _value(others[0], full=full)
    if origin is tuple:
        return [_value(arguments[0], full=full)] if full else []
    if origin is not None:
        return {}
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next(iter(annotation)).value
    return _record(annotation, full=full)


def _record(record: Any, *, full: bool) -> dict[str, object]:
    hints = typing.get_type_hints(record)
    return {
        field.name: _value(hints[field.name], full=full)
        for field in attrs.fields(record)
        if full or field.default is attrs.NOTHING
    }


def samples_of(record: type) -> list[dict[str, object]]:
    """Return data that a class may hold: only what it must have, and everything that it may.

    Args:
        record: the plugin's extension class.
    """
    return [_record(record, full=False), _record(record, full=True)]
