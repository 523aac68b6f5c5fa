"""Acts to and from plain JSON data, as files hand them over and entries keep them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sds_core import Fault
from sds_core.formats.records import UNIONS as CORE_UNIONS, Tag, make_converter
from sds_register.acts.act import WORDS, Act, ActFile

__all__ = ["UNIONS", "act_from_file", "act_from_plain", "act_to_plain", "stored_faults"]

UNIONS: Mapping[object, Tag] = MappingProxyType({**CORE_UNIONS, Act: Tag("act", WORDS)})

_converter = make_converter(UNIONS)


def act_to_plain(act: Act) -> Any:
    """Return an act as plain JSON data, with the word that says which act it is."""
    return _converter.unstructure(act, unstructure_as=Act)


def act_from_plain(plain: Any) -> Act:
    """Return an act from plain data that was written by `act_to_plain`.

    Raises:
        ValueError: a value is not of its type.
    """
    union: Any = Act
    act: Act = _converter.structure(plain, union)
    return act


def act_from_file(plain: Any) -> Act:
    """Return the act that a file holds, from plain data that has passed its schema.

    Raises:
        ValueError: a value is not of its type (the schema normally says so first).
    """
    return _converter.structure(plain, ActFile).act


def stored_faults(plain: Sequence[Mapping[str, Any]]) -> tuple[Fault, ...]:
    """Return the faults of a refusal that is on record.

    Until version 0.2 what to do about a fault was stored as `mend`; it is `hint` since.
    """
    return tuple(
        Fault(one["place"], one["found"], one["expected"], one.get("hint", one.get("mend", "")))
        for one in plain
    )
