"""Records to and from plain JSON data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType, NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

import cattrs
from attrs import frozen
from cattrs.gen import make_dict_unstructure_fn, override
from cattrs.strategies import configure_tagged_union

from sds_core.formats.plain import freeze, thaw
from sds_core.model.answers import (
    Accreditation,
    Answer,
    Approval,
    Conflict,
    Finding,
    Funding,
    ModelFinding,
    Standing,
    SupportOption,
)
from sds_core.model.budgets import Adjustment, Allocation
from sds_core.model.case import Case
from sds_core.model.dates import Duration, parse_date
from sds_core.model.decisions import Provenance
from sds_core.model.known import Known
from sds_core.model.money import Exact, Money, Rate
from sds_core.model.quantities import Quantity
from sds_core.model.reasons import Undetermined

__all__ = [
    "UNIONS",
    "Tag",
    "add_scalars",
    "from_plain",
    "make_converter",
    "to_plain",
]

T = TypeVar("T")


@frozen(eq=False)
class Tag:
    """How the members of a union of records say in JSON which they are.

    Attributes:
        name: the key that says it.
        words: the stored word of each member. A class may be renamed, its word never.
    """

    name: str
    words: Mapping[type, str]


# The unions of records.
UNIONS: Mapping[object, Tag] = MappingProxyType(
    {
        Answer: Tag(
            "answer",
            {
                Allocation: "allocation",
                Adjustment: "adjustment",
                SupportOption: "support_option",
                Conflict: "conflict",
                Accreditation: "accreditation",
                Funding: "funding",
                Finding: "finding",
                Approval: "approval",
                Standing: "standing",
                ModelFinding: "model_finding",
                Undetermined: "undetermined",
            },
        )
    }
)


def _exact(text: str) -> Exact:
    value = Fraction(text)
    return value.numerator if value.denominator == 1 else value


def _is_optional(kind: object) -> bool:
    arguments = get_args(kind)
    return get_origin(kind) in (Union, UnionType) and len(arguments) == 2 and NoneType in arguments


def _optional_hook(kind: object, converter: cattrs.Converter) -> Callable[[object, object], object]:
    (inner,) = [argument for argument in get_args(kind) if argument is not NoneType]
    hook = converter.get_structure_hook(inner)
    return lambda value, _: None if value is None else hook(value, inner)


def _is_list(kind: object) -> bool:
    arguments = get_args(kind)
    return get_origin(kind) is tuple and len(arguments) == 2 and arguments[1] is ...


def _list_hook(kind: object, converter: cattrs.Converter) -> Callable[[Any, object], object]:
    inner = get_args(kind)[0]
    hook = converter.get_structure_hook(inner)
    return lambda values, _: tuple([hook(value, inner) for value in values])


def add_scalars(converter: cattrs.Converter) -> None:
    """Teach a converter this project's scalars: money, quantities, dates, exact numbers."""
    # Twice as fast as looking each value's hook up again, which the general ones do.
    converter.register_structure_hook_factory(_is_optional, _optional_hook)
    converter.register_structure_hook_factory(_is_list, _list_hook)
    converter.register_structure_hook(Money, lambda text, _: Money.parse(text))
    converter.register_structure_hook(Rate, lambda text, _: Rate.parse(text))
    converter.register_structure_hook(Quantity, lambda text, _: Quantity.parse(text))
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


def make_converter(unions: Mapping[object, Tag] = UNIONS) -> cattrs.Converter:
    """Return a converter between records and plain JSON data.

    Args:
        unions: the unions of records that it knows.
    """
    converter = cattrs.Converter(detailed_validation=False)
    add_scalars(converter)
    converter.register_unstructure_hook(Money, str)
    converter.register_unstructure_hook(Rate, str)
    converter.register_unstructure_hook(Quantity, str)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook_func(lambda t: t == Exact, str)
    converter.register_unstructure_hook(Duration, str)
    converter.register_unstructure_hook_func(
        lambda t: t in (Mapping[str, Any], Mapping[str, bool]), thaw
    )
    whole = make_dict_unstructure_fn(Case, converter, source=override(omit=True))
    converter.register_unstructure_hook(Case, whole)
    # A decision that rests on nothing known is written as before there was such a thing.
    told = make_dict_unstructure_fn(Provenance, converter, known=override(omit_if_default=True))
    converter.register_unstructure_hook(Provenance, told)
    # What is known is digested: without a plan agreed before, as before there was such a part.
    beside = make_dict_unstructure_fn(Known, converter, agreed=override(omit_if_default=True))
    converter.register_unstructure_hook(Known, beside)
    for union, tag in unions.items():
        words = tag.words.__getitem__
        configure_tagged_union(union, converter, tag_name=tag.name, tag_generator=words)
    return converter


_converter = make_converter()


def to_plain(record: object, as_type: object = None) -> Any:
    """Return a record as plain JSON data: money as decimal strings, dates as year-month-day.

    Args:
        record: a record of the model, or a list of such.
        as_type: the type to write it as, where that is a union.
    """
    return _converter.unstructure(record, unstructure_as=as_type)


def from_plain(data: object, record_type: type[T]) -> T:
    """Build a record from plain data that has passed its schema.

    Raises:
        ValueError: a value is not of its type (the schema normally says so first).
    """
    return _converter.structure(data, record_type)
