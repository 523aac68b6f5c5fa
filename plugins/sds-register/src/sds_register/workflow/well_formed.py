"""Whether an act is what its record says, before anything is looked up or written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import attrs

from sds_core import Amount, Fault, InputError, Money
from sds_core.plugins.typecheck import type_mismatch
from sds_register.acts.act import Act
from sds_register.workflow.context import named

__all__ = ["hold_to_record"]

_MOST = 2**53  # what every JSON reader keeps exact
_MOST_PENCE = 10**15
_ACTOR = ("account", "person", "name", "role")


def hold_to_record(act: Act) -> None:
    """Check that the fields of an act have the types and values that its class declares.

    Args:
        act: the act, from any caller.

    Raises:
        InputError: it is no act, or a field does not hold what its class says.
    """
    kind: Any = type(act)
    if kind not in get_args(Act):
        names = ", ".join(one.__name__ for one in get_args(Act))
        fault = Fault("the act", kind.__name__, f"one of {names}")
        raise InputError("this is no act", [fault])
    problem = type_mismatch(act)
    if problem:
        place, _, found = problem.partition(" holds ")
        hint = f"See sds_register.{kind.__name__}, or sds schema act-2."
        fault = Fault(place, found, "what the record of this act says", hint)
        raise InputError("an act is what its record says", [fault])
    faults = [*_numbers(act), *_people(act)]
    if faults:
        raise InputError("an act names people and entries by their identifiers", faults)


def _numbers(act: Act) -> Iterator[Fault]:
    """Yield numbers that no register holds."""
    for field in attrs.fields(type(act)):
        value = getattr(act, field.name)
        if type(value) is int and not 0 <= value < _MOST:
            yield Fault(field.name, str(value)[:40], "the number of an entry, from 0 up")
        money = value.money if type(value) is Amount else value
        if type(money) is Money and abs(money.pence) > _MOST_PENCE:
            yield Fault(field.name, "more than any budget", "a sum of money in pounds and pence")


def _people(act: Act) -> Iterator[Fault]:
    """Yield names and identifiers that say nothing, or that stand on more than one line."""
    for name in _ACTOR:
        value = getattr(act.by, name)
        if not value.strip():
            yield Fault(f"by.{name}", "nothing", f"the {name} of whoever acts")
    for name in (*(getattr(act.by, name) for name in _ACTOR), *named(act)):
        if "\n" in name or "\r" in name:
            yield Fault("a name or an identifier", "more than one line", "one line")
    if not all(name.strip() for name in named(act)):
        yield Fault("an identifier", "nothing", "that of somebody")
