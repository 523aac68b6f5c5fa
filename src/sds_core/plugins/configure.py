"""Plugins configured for one profile: settings checked, files loaded, the plugin made.

Installed is not active: a plugin does nothing until a profile names it. Plugins are trusted code in
the host's process.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_type_hints

import cattrs
from attrs import evolve, frozen

from sds_core.errors import ConfigurationError, Fault, PluginError
from sds_core.formats.records import add_scalars
from sds_core.hookspecs import Hooks
from sds_core.plugins.discovery import InstalledPlugin
from sds_core.plugins.exceptions import note_exception
from sds_core.plugins.manifest import FILE_KINDS, file_kind, refuse_traps, settings_schema
from sds_core.questions import QUESTIONS, Questions
from sds_core.schemas.validate import CompiledSchema

__all__ = ["ConfiguredPlugin", "build", "configure"]


@frozen(eq=False)
class ConfiguredPlugin:
    """A plugin with its settings, ready to be asked.

    Attributes:
        found: the plugin as installed.
        plugin: the configured plugin.
        settings: its settings.
    """

    found: InstalledPlugin
    plugin: Hooks
    settings: Any = None


def build(
    found: InstalledPlugin, settings: object, place: str, questions: Questions = QUESTIONS
) -> ConfiguredPlugin:
    """Make a plugin from its settings and refuse what would break the contract of hooks.

    Args:
        found: the plugin as installed.
        settings: its settings, of its settings class.
        place: where the profile names it, for errors.
        questions: the questions that it may answer.

    Raises:
        PluginError: it is broken, raises when made, or its methods are not plain hooks.
    """
    manifest = found.manifest
    if manifest is None:
        what = f"the plugin {found.id!r}, which is broken: {found.broken}"
        fault = Fault(
            place, what, "a plugin that works", "Put it right, or leave it out of the profile."
        )
        raise PluginError(f"plugin {found.id} is broken", [fault])
    try:
        plugin = manifest.factory(settings)
    except Exception as error:  # the plugin's own validation speaks here, whatever it raises
        note_exception(f"plugin {found.id}")
        said, hint = f"{type(error).__name__}: {error}", ""
        if not isinstance(error, (ValueError, TypeError)):  # not what is said of settings
            last = traceback.extract_tb(error.__traceback__)[-1]
            said = f"{said}, raised in {Path(last.filename).name}, line {last.lineno}"
            hint = "This may be a defect of the plugin: sds --debug shows the whole exception."
        fault = Fault(place, said, f"settings that {found.id} takes", hint)
        raise PluginError(f"plugin {found.id} cannot be configured", [fault]) from None
    problems = refuse_traps(type(plugin), manifest, questions)
    if problems:
        faults = [
            Fault(place, problem, "plain hooks", "Put the plugin right.") for problem in problems
        ]
        raise PluginError(f"plugin {found.id} breaks the contract of hooks", faults)
    return ConfiguredPlugin(found, plugin, settings)


_compiled: dict[type, CompiledSchema] = {}


def configure(
    found: InstalledPlugin,
    raw: Mapping[str, Any],
    place: Callable[[tuple[str | int, ...]], str],
    load: Callable[[type, str, str], object],
    questions: Questions = QUESTIONS,
) -> tuple[ConfiguredPlugin | None, list[Fault]]:
    """Check a plugin's settings against its schema, load the files they name, and make it.

    Args:
        found: the plugin as installed.
        raw: the settings as the profile has them.
        place: returns “file: key.path (line n)” for a path within the settings.
        load: loads a file: given its type (`Table`, `Document` or `RuleSet`), the reference, and
            the key of the setting that names it.
        questions: the questions that it may answer.

    Returns:
        The configured plugin, or `None` and every fault found.
    """
    manifest = found.manifest
    if manifest is None:
        what = f"the plugin {found.id!r}, which is broken: {found.broken}"
        return None, [Fault(place(()), what, "a plugin that works")]
    if manifest.settings not in _compiled:
        _compiled[manifest.settings] = CompiledSchema(settings_schema(manifest))
    compiled = _compiled[manifest.settings]
    plain = dict(raw)
    if not compiled.is_valid(plain):
        return None, [_placed(fault, place) for fault in compiled.faults(plain, "")]
    faults: list[Fault] = []
    hints = get_type_hints(manifest.settings)
    for name, value in plain.items():
        kind = file_kind(hints[name])
        if kind is None:
            continue
        loaded = []
        for reference in [value] if isinstance(value, str) else value:
            try:
                loaded.append(load(kind, reference, name))
            except ConfigurationError as error:
                here = place((name,))
                named = error.faults or (
                    Fault(reference, error.message, "a file that can be used"),
                )
                faults += [evolve(f, place=f"{here}: {f.place}") for f in named]
        plain[name] = loaded[0] if isinstance(value, str) and loaded else loaded
    if faults:
        return None, faults
    settings: object
    try:
        settings = _converter.structure(plain, manifest.settings)
        return build(found, settings, place(()), questions), []
    except PluginError as error:
        return None, list(error.faults)
    except Exception as error:  # a settings class may refuse its values in any way
        fault = Fault(place(()), f"{type(error).__name__}: {error}", f"settings for {found.id}")
        return None, [fault]


def _placed(fault: Fault, place: Callable[[tuple[str | int, ...]], str]) -> Fault:
    """Return a schema's fault with the profile's file and line for the setting that it is in."""
    path = fault.place.removeprefix(": $").lstrip(".")
    first = path.partition(".")[0].partition("[")[0]
    rest = f" ({path})" if path != first else ""
    return evolve(fault, place=place((first,) if first else ()) + rest)


def _files_as_they_are(value: object, _: object) -> object:
    return value


_converter = cattrs.Converter(detailed_validation=False)
add_scalars(_converter)
for _kind in FILE_KINDS:
    _converter.register_structure_hook(_kind, _files_as_they_are)
