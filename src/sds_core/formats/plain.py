"""Plain data that nobody can change, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

__all__ = ["flatten", "freeze", "frozen_mapping", "read_only", "thaw"]


def freeze(value: object) -> Any:
    """Return plain data as mappings and tuples that nobody can change."""
    if isinstance(value, dict):
        return MappingProxyType({name: freeze(item) for name, item in value.items()})
    if isinstance(value, list):
        return tuple([freeze(item) for item in value])
    return value


def frozen_mapping(data: Mapping[str, object]) -> Mapping[str, object]:
    """Return a mapping of plain data as one that nobody can change: for fields of records."""
    plain: Mapping[str, Any] = freeze(dict(data))
    return plain


def read_only(mapping: Mapping[Any, object]) -> Mapping[object, object]:
    """Return a mapping that nobody can change, of values that nobody can: for fields of records."""
    return MappingProxyType(dict(mapping))


def flatten(data: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield what nested mappings hold, by names joined with dots."""
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield from flatten(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def thaw(value: object) -> Any:
    """Return frozen data as dicts and lists again."""
    if isinstance(value, Mapping):
        return {name: thaw(item) for name, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [thaw(item) for item in value]
    return value
