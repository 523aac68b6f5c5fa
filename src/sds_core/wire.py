"""Records to and from plain JSON data, and the one canonical form that digests are taken of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType, NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

import cattrs
import orjson
from cattrs.gen import make_dict_unstructure_fn, override
from cattrs.strategies import configure_tagged_union

from sds_core.model.acts import Act
from sds_core.model.answers import Answer
from sds_core.model.case import Case
from sds_core.model.dates import Duration, parse_date
from sds_core.model.money import Exact, Money, Rate

__all__ = [
    "add_scalars",
    "canonical",
    "digest",
    "flatten",
    "freeze",
    "from_plain",
    "tag_name",
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


def flatten(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield what nested mappings hold, by names joined with dots."""
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield from flatten(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


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


_UNIONS: dict[Any, str] = {Answer: "answer", Act: "act"}


def tag_name(record: type) -> str:
    """Return the name in JSON under which a union's members say which of them they are."""
    return next(name for union, name in _UNIONS.items() if record in get_args(union))


def _exact(text: str) -> Exact:
    value = Fraction(text)
    return value.numerator if value.denominator == 1 else value


def _is_optional(kind: Any) -> bool:
    arguments = get_args(kind)
    return get_origin(kind) in (Union, UnionType) and len(arguments) == 2 and NoneType in arguments


def _optional_hook(kind: Any, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
    (inner,) = [argument for argument in get_args(kind) if argument is not NoneType]
    hook = converter.get_structure_hook(inner)
    return lambda value, _: None if value is None else hook(value, inner)


def _is_list(kind: Any) -> bool:
    arguments = get_args(kind)
    return get_origin(kind) is tuple and len(arguments) == 2 and arguments[1] is ...


def _list_hook(kind: Any, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
    inner = get_args(kind)[0]
    hook = converter.get_structure_hook(inner)
    return lambda values, _: tuple([hook(value, inner) for value in values])


def add_scalars(converter: cattrs.Converter) -> None:
    """Teach a converter this project's scalars: money, rates, dates, durations, exact numbers."""
    # Twice as fast as looking each value's hook up again, which the general ones do.
    converter.register_structure_hook_factory(_is_optional, _optional_hook)
    converter.register_structure_hook_factory(_is_list, _list_hook)
    converter.register_structure_hook(Money, lambda text, _: Money.parse(text))
    converter.register_structure_hook(Rate, lambda text, _: Rate.parse(text))
    converter.register_structure_hook_func(lambda t: t == Exact, lambda text, _: _exact(text))
    converter.register_structure_hook(date, lambda text, _: parse_date(text))
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
    converter.register_unstructure_hook_func(lambda t: t == Exact, str)
    converter.register_unstructure_hook(Duration, str)
    converter.register_unstructure_hook_func(
        lambda t: t in (Mapping[str, Any], Mapping[str, bool]), thaw
    )
    whole = make_dict_unstructure_fn(Case, converter, source=override(omit=True))
    converter.register_unstructure_hook(Case, whole)
    for union, name in _UNIONS.items():
        configure_tagged_union(union, converter, tag_name=name, tag_generator=tag_of)
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
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)


def digest(data: bytes) -> str:
    """Return the SHA-256 of some bytes, as “sha256:” and 64 hex digits."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
