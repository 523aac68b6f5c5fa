"""Marks on the fields of records: what holds a party's id, and what cannot be below nothing.

Checks and merging go by the marks, so that no place is forgotten when a record grows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import attrs

__all__ = ["FIGURE", "PARTY", "Steps", "marked", "place_words", "renamed"]

T = TypeVar("T")

# Metadata of fields: the id of a party, or ids; a sum or number that cannot be below nothing.
PARTY: Mapping[str, object] = {"party": True}
FIGURE: Mapping[str, object] = {"figure": True}

Steps = tuple[str | int, ...]


@attrs.frozen
class _Node:
    """A field on the way to marked ones: its name, whether it is a list, and what is below."""

    name: str
    listed: bool
    inner: tuple[_Node, ...]


def _inside(annotation: object) -> tuple[object, bool]:
    """Return what a field holds, an optional or a list taken off, and whether it is a list."""
    if get_origin(annotation) in (Union, UnionType):
        others = [each for each in get_args(annotation) if each is not NoneType]
        if len(others) == 1:
            return _inside(others[0])
    if get_origin(annotation) is tuple:
        arguments = get_args(annotation)
        if len(arguments) == 2 and arguments[1] is ...:
            return arguments[0], True
    return annotation, False


@cache
def _nodes(record: type, mark: str) -> tuple[_Node, ...]:
    """Return the fields of a record that are marked, or lead to marked ones."""
    hints = get_type_hints(record)
    found = []
    for attribute in attrs.fields(record):
        inside, listed = _inside(hints[attribute.name])
        if attribute.metadata.get(mark):
            found.append(_Node(attribute.name, listed, ()))
        elif isinstance(inside, type) and attrs.has(inside):
            inner = _nodes(inside, mark)
            if inner:
                found.append(_Node(attribute.name, listed, inner))
    return tuple(found)


def _walk(
    plain: Mapping[str, Any], nodes: tuple[_Node, ...], at: Steps
) -> Iterator[tuple[Steps, Any]]:
    for node in nodes:
        value = plain.get(node.name)
        if value is None:
            continue
        here = (*at, node.name)
        if not node.inner:
            if node.listed:
                for i, item in enumerate(value):
                    yield (*here, i), item
            else:
                yield here, value
        elif node.listed:
            for i, item in enumerate(value):
                yield from _walk(item, node.inner, (*here, i))
        else:
            yield from _walk(value, node.inner, here)


def marked(
    plain: Mapping[str, Any], record: type, mark: Mapping[str, object]
) -> Iterator[tuple[Steps, Any]]:
    """Yield what stands in marked fields of plain data, with its place.

    Args:
        plain: the data of a record, sound by its schema.
        record: the record's class.
        mark: `PARTY` or `FIGURE`.
    """
    (name,) = mark
    return _walk(plain, _nodes(record, name), ())


def place_words(steps: Steps) -> str:
    """Return a place as a JSON path: “$.plan.lines[0].provider”."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def renamed(record: T, rename: Callable[[str], str]) -> T:
    """Return a record with every party's id in it renamed; of a list, each once.

    Args:
        record: the record.
        rename: returns the new id for an id.
    """
    same: T = _renamed(record, _nodes(cast("type", type(record)), "party"), rename)
    return same


def _renamed(record: Any, nodes: tuple[_Node, ...], rename: Callable[[str], str]) -> Any:
    changes: dict[str, object] = {}
    for node in nodes:
        value = getattr(record, node.name)
        if value is None:
            continue
        if node.inner:
            if node.listed:
                changes[node.name] = tuple(_renamed(item, node.inner, rename) for item in value)
            else:
                changes[node.name] = _renamed(value, node.inner, rename)
        elif node.listed:
            changes[node.name] = tuple(dict.fromkeys(map(rename, value)))
        else:
            changes[node.name] = rename(value)
    return attrs.evolve(record, **changes) if changes else record
