"""Whether installed plugins can be made: those that profiles name, and those that none names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_type_hints

import attrs

from sds_core.cli.check import Check
from sds_core.plugins.configure import configure
from sds_core.plugins.discovery import InstalledPlugin
from sds_core.plugins.manifest import Manifest, file_kind
from sds_core.testing.samples import samples_of

__all__ = ["plugin_checks"]


def plugin_checks(
    found: Mapping[str, InstalledPlugin], made_by: Mapping[str, list[str]]
) -> Iterator[Check]:
    """Yield the state of every installed plugin.

    Args:
        found: the installed plugins.
        made_by: the profiles in which each plugin was made from its settings.
    """
    for plugin in found.values():
        name, from_ = f"plugin {plugin.id}", f"{plugin.distribution} {plugin.version}"
        if plugin.manifest is None:
            yield Check(name, False, plugin.broken)
        elif made_by.get(plugin.id):
            profiles = made_by[plugin.id]
            more = f" and {len(profiles) - 1} more" if len(profiles) > 1 else ""
            yield Check(name, True, f"{from_}, made for {profiles[0]}{more}")
        else:
            works, said = _tried(plugin, plugin.manifest)
            yield Check(
                name, works, f"{from_}, named by no installed profile that can be used; {said}"
            )


def _tried(plugin: InstalledPlugin, manifest: Manifest) -> tuple[bool, str]:
    """Return whether a plugin that no profile names may work, and what came of making it."""
    hints = get_type_hints(manifest.settings)
    settings: Any = manifest.settings
    files = [
        field.name
        for field in attrs.fields(settings)
        if field.default is attrs.NOTHING and file_kind(hints[field.name])
    ]
    if files:
        return True, f"not tried: its setting {files[0]!r} is a file"
    refused = ""
    for sample in samples_of(settings):
        given = {name: value for name, value in sample.items() if not file_kind(hints[name])}
        made, faults = configure(plugin, given, lambda path: "a sample", _no_file)
        if made is not None:
            return True, "it can be made"
        refused = refused or faults[0].found
    # Samples know nothing of what a setting means, so one that is refused shows no defect.
    return True, f"not made from samples of its settings: {refused}"


def _no_file(kind: type, reference: str, name: str) -> object:
    raise ValueError("a sample names no file")
