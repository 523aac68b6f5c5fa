"""Add-ons: installed distributions that bring commands, schemas, checks and a part of the demo.

The entry point in `sds_core.addons` names a module of constants. Nothing else of an add-on is
imported until what it brings is asked for, so that `sds --help` stays quick.

- `COMMANDS`: for each command, by its words such as “register” or “ruleset sign”: what it does, and
  “module:attribute” of the command.
- `SCHEMAS`: the package with a folder `schemas`, or nothing.
- `CHECKS`: “module:attribute” of a function from a day to the checks that `sds doctor` shows, or
  nothing.
- `DEMO`: “module:attribute” of a function that adds its part to `sds demo`, or nothing.
- `STEPS`: “module:attribute” of a function that runs the steps of tests in YAML, or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, NamedTuple

__all__ = ["FIRST_PARTY", "GROUP", "Addon", "addons", "commands_below", "load_attribute"]

GROUP = "sds_core.addons"
_PLACES = ("SCHEMAS", "CHECKS", "DEMO", "STEPS")

# The package to install for a first-party command that is missing, by the command's first words.
FIRST_PARTY: Mapping[str, str] = {
    "law": "sds-care-act",
    "register": "sds-register",
    "sign-off": "sds-register",
    "ruleset edit": "sds-authoring",
    "ruleset keygen": "sds-authoring",
    "ruleset publish": "sds-authoring",
    "ruleset sign": "sds-authoring",
    "ruleset rotate": "sds-authoring",
    "ruleset fetch": "sds-authoring",
}


class Addon(NamedTuple):
    """An installed add-on, whole or broken.

    Attributes:
        name: the entry point's name.
        distribution: the distribution that it came in.
        version: the distribution's version.
        commands: what each command does, and where it is, by its words.
        schemas: the package with its schemas; empty where it publishes none.
        checks: where its checks are; empty where it has none.
        demo: where its part of the demo is; empty where it has none.
        steps: where the function is that runs the steps of tests; empty where it has none.
        broken: why it cannot be used; empty where it can.
    """

    name: str
    distribution: str
    version: str
    commands: Mapping[str, tuple[str, str]]
    schemas: str
    checks: str
    demo: str
    steps: str
    broken: str = ""


@cache
def addons() -> tuple[Addon, ...]:
    """Return the installed add-ons in the order of their names, broken ones included."""
    found = []
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        name = point.dist.name if point.dist else "?"
        version = point.dist.version if point.dist else "?"
        try:
            module = point.load()
            why = _wrong(module)
        except (Exception, SystemExit) as error:  # whatever a broken package does when imported
            why = f"it cannot be imported: {type(error).__name__}: {error}"
        if why:
            found.append(Addon(point.name, name, version, {}, "", "", "", "", why))
        else:
            said = [getattr(module, part) for part in _PLACES]
            found.append(Addon(point.name, name, version, module.COMMANDS, *said))
    return tuple(found)


def _wrong(module: Any) -> str:
    """Return what is wrong with the constants of an add-on; nothing where all are as they must."""
    for name in ("COMMANDS", *_PLACES):
        if not hasattr(module, name):
            return f"its module {module.__name__} has no {name}"
    for name in _PLACES:
        if not isinstance(getattr(module, name), str):
            return f"its {name} is no text"
    if not isinstance(module.COMMANDS, dict):
        return "its COMMANDS are no dict"
    for words, command in module.COMMANDS.items():
        pair = command if isinstance(command, tuple) and len(command) == 2 else (None, None)
        if not all(isinstance(text, str) for text in (words, *pair)) or ":" not in str(pair[1]):
            return f"its command {words!r} is not given as what it does and “module:attribute”"
    return ""


def commands_below(group: str) -> dict[str, tuple[str, str]]:
    """Return the commands that add-ons add to a group, by name: what each does, and where it is.

    Args:
        group: the group's words; empty for `sds` itself.
    """
    below: dict[str, tuple[str, str]] = {}
    for addon in addons():
        for words, command in addon.commands.items():
            parent, _, name = words.rpartition(" ")
            if parent == group:
                below.setdefault(name, command)
    return below


def load_attribute(place: str) -> Any:
    """Import what “module:attribute” names."""
    module, _, attribute = place.partition(":")
    return getattr(import_module(module), attribute)
