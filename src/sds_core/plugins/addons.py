"""Add-ons: installed distributions that bring commands, schemas, checks and a part of the demo.

The entry point in `sds_core.addons` names a module of constants. Nothing else of an add-on is
imported until what it brings is asked for, so that `sds --help` stays quick.

- `COMMANDS`: for each command, by its words such as “register” or “ruleset sign”: what it does, and
  “module:attribute” of the command.
- `SCHEMAS`: the package with a folder `schemas`, or nothing.
- `CHECKS`: “module:attribute” of a function from a day to the checks that `sds doctor` shows, or
  nothing.
- `DEMO`: “module:attribute” of a function that adds its part to `sds demo`, or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, NamedTuple

__all__ = ["FIRST_PARTY", "GROUP", "Addon", "addons", "commands_below", "load_attribute"]

GROUP = "sds_core.addons"

# The package to install for a first-party command that is missing, by the command's first words.
FIRST_PARTY: Mapping[str, str] = {
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
        broken: why it cannot be used; empty where it can.
    """

    name: str
    distribution: str
    version: str
    commands: Mapping[str, tuple[str, str]]
    schemas: str
    checks: str
    demo: str
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
            said = [getattr(module, part, "") for part in ("SCHEMAS", "CHECKS", "DEMO")]
            found.append(Addon(point.name, name, version, dict(module.COMMANDS), *said))
        except (Exception, SystemExit) as error:  # whatever a broken package does when imported
            why = f"it cannot be imported: {type(error).__name__}: {error}"
            found.append(Addon(point.name, name, version, {}, "", "", "", why))
    return tuple(found)


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
