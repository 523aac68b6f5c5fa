"""Plugins: found by entry point, checked against their manifest, configured for one profile.

Installed is not active: a plugin does nothing until a profile names it. Plugins are trusted code in
the host's process.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.metadata import Distribution, EntryPoint, entry_points
from types import MappingProxyType
from typing import Any, get_args, get_type_hints

import attrs
import cattrs
from attrs import evolve, frozen

from sds_core.conditions.tables import Table
from sds_core.derive import schema_of
from sds_core.documents import Document
from sds_core.errors import ConfigurationError, Fault, PluginError, nearest
from sds_core.hookspecs import HOOK_API, HOOKS, PROJECT, Hooks
from sds_core.model.decisions import PluginVersion
from sds_core.rulesets.model import RuleSet
from sds_core.schemas import CompiledSchema
from sds_core.shapes import misfit
from sds_core.wire import add_scalars

__all__ = [
    "GROUP",
    "Configured",
    "Found",
    "Manifest",
    "build",
    "configure",
    "discover",
    "extension_schema",
    "faults_of",
    "file_kind",
    "settings_schema",
]

GROUP = "sds_core.plugins"

_FILES: dict[Any, dict[str, Any]] = {
    Table: {
        "type": "string",
        "minLength": 1,
        "description": "A decision table: “package:name”, or the path of its head.",
    },
    Document: {
        "type": "string",
        "minLength": 1,
        "description": "A data file: “package:name”, or its path.",
    },
    RuleSet: {
        "type": "string",
        "minLength": 1,
        "description": "A rule set by its exact version or digest: “package:name@1.0”.",
    },
}


@frozen
class NoSettings:
    """A plugin without settings."""


@frozen
class Manifest:
    """What a plugin says of itself; its entry point in `sds_core.plugins` names one.

    Attributes:
        id: the plugin's id, as profiles name it; the entry point's name is the same.
        title: the policy that it answers with, in plain words.
        hooks: the questions that it answers.
        factory: makes the plugin from its settings.
        settings: an attrs class; a field of type `Table`, `Document` or `RuleSet`, or a tuple of
            such, is given in the profile by reference, and arrives loaded and proved.
        api: the version of the hooks that it is written for.
        extension: an attrs class for the plugin's own data in a case, under `extensions`.
    """

    id: str
    title: str
    hooks: tuple[str, ...]
    factory: Callable[[Any], Hooks]
    settings: type = NoSettings
    api: str = HOOK_API
    extension: type | None = None


@frozen
class Found:
    """A plugin that is installed, whole or broken.

    Attributes:
        id: the plugin's id: the entry point's name.
        distribution: the distribution that it came in.
        version: the distribution's version.
        manifest: what it says of itself; `None` where it is broken.
        broken: why it cannot be used; empty where it can.
    """

    id: str
    distribution: str
    version: str
    manifest: Manifest | None
    broken: str = ""

    @property
    def stamp(self) -> PluginVersion:
        """The plugin as decisions name it."""
        return PluginVersion(self.id, self.distribution, self.version)


def settings_schema(manifest: Manifest) -> dict[str, Any]:
    """Return the JSON Schema of a plugin's settings, derived from its settings class."""
    return schema_of(manifest.settings, title=f"Settings of {manifest.id}", extra=_FILES)


def extension_schema(manifest: Manifest) -> dict[str, Any] | None:
    """Return the JSON Schema of a plugin's own data in a case, or `None` if it has none."""
    if manifest.extension is None:
        return None
    return schema_of(manifest.extension, title=f"Data of {manifest.id} in a case")


def faults_of(manifest: object, name: str) -> str:
    """Return what is wrong with a manifest, or nothing.

    Args:
        manifest: what the entry point gives.
        name: the entry point's name.
    """
    if not isinstance(manifest, Manifest):
        return f"the entry point gives {type(manifest).__name__}, not a Manifest"
    problem = misfit(manifest)
    if problem:
        return problem
    if manifest.id != name:
        return f"the manifest's id is {manifest.id!r}, the entry point's name is {name!r}"
    if manifest.api != HOOK_API:
        return (
            f"it is written for hooks of version {manifest.api}, this core has {HOOK_API}; "
            "install a version of the plugin made for this core"
        )
    unknown = [hook for hook in manifest.hooks if hook not in HOOKS]
    if unknown:
        return f"it answers {unknown[0]!r}, which is no hook. {nearest(unknown[0], HOOKS)}"
    if not attrs.has(manifest.settings):
        return "its settings are not an attrs class"
    try:
        loose = _unchecked(settings_schema(manifest))
        extension_schema(manifest)
    except Exception as error:  # annotations are the plugin's own, and may fail in any way
        return f"its settings have no schema: {type(error).__name__}: {error}"
    if loose:
        return (
            f"its setting {loose[0]!r} may hold anything, so nothing checks it; give it a type: a "
            "number, a text, a date, money, a table, or an attrs class of your own"
        )
    if isinstance(manifest.factory, type) and issubclass(manifest.factory, Hooks):
        problems = _refuse_traps(manifest.factory, manifest)
        if problems:
            return "; ".join(problems)
    return ""


def _unchecked(schema: Mapping[str, Any]) -> list[str]:
    """Return the names of settings, those within others included, that a schema says nothing of."""
    found = []
    for record in (schema, *schema.get("$defs", {}).values()):
        for name, inner in record.get("properties", {}).items():
            items = inner.get("items", inner)
            if not set(items) - {"description"}:
                found.append(name)
    return found


def _load(point: EntryPoint, distribution: Distribution | None) -> Found:
    name = distribution.name if distribution else "?"
    version = distribution.version if distribution else "?"
    try:
        manifest = point.load()
        broken = faults_of(manifest, point.name)
    except (Exception, SystemExit) as error:  # whatever a broken plugin does when it is imported
        manifest, broken = None, f"it cannot be imported: {type(error).__name__}: {error}"
    return Found(point.name, name, version, None if broken else manifest, broken)


def discover(points: Iterable[EntryPoint] | None = None) -> Mapping[str, Found]:
    """Return every installed plugin by id, broken ones included, in the order of their ids.

    Args:
        points: the entry points to look at; those installed if left out, which are looked at once
            in a process.
    """
    return _installed() if points is None else _discover(points)


@cache
def _installed() -> Mapping[str, Found]:
    return MappingProxyType(_discover(entry_points(group=GROUP)))


def _discover(points: Iterable[EntryPoint]) -> dict[str, Found]:
    found: dict[str, Found] = {}
    for point in sorted(points, key=lambda p: (p.name, p.value)):
        plugin = _load(point, point.dist)
        if point.name in found:
            first = found[point.name]
            both = sorted({first.distribution, plugin.distribution})
            why = f"two plugins have this id, from {' and '.join(both)}; uninstall one"
            found[point.name] = Found(point.name, first.distribution, first.version, None, why)
        else:
            found[point.name] = plugin
    return found


def _refuse_traps(made: type, manifest: Manifest) -> list[str]:
    """Return what in the methods of a plugin's class would break the contract of hooks."""
    problems = []
    for cls in made.__mro__:
        if cls in (Hooks, object):
            continue
        for name, member in vars(cls).items():
            if name not in HOOKS:
                continue
            options = getattr(member, f"{PROJECT}_impl", None)
            if options is None:
                problems.append(
                    f"{cls.__name__}.{name} has the name of a hook but no @hookimpl; mark it, or "
                    "give it another name"
                )
                continue
            for trap in ("wrapper", "hookwrapper", "tryfirst", "trylast", "optionalhook"):
                if options.get(trap):
                    problems.append(
                        f"{cls.__name__}.{name} is marked @hookimpl({trap}=True); the profile says "
                        "who is asked and in which order, so write plain @hookimpl"
                    )
            if (
                inspect.iscoroutinefunction(member)
                or inspect.isgeneratorfunction(member)
                or inspect.isasyncgenfunction(member)
            ):
                problems.append(f"{cls.__name__}.{name} is async or a generator; return an answer")
            parameters = list(inspect.signature(member).parameters.values())[1:]
            if [p.name for p in parameters] != ["request"] or parameters[0].default is not (
                inspect.Parameter.empty
            ):
                problems.append(f"{cls.__name__}.{name} must take one argument, “request”")
    answered = {name for name in HOOKS if hasattr(getattr(made, name, None), f"{PROJECT}_impl")}
    if not problems and answered != set(manifest.hooks):
        problems.append(
            f"its manifest says it answers {', '.join(sorted(manifest.hooks))}; "
            f"its class answers {', '.join(sorted(answered)) or 'nothing'}"
        )
    return problems


@frozen(eq=False)
class Configured:
    """A plugin with its settings, ready to be asked.

    Attributes:
        found: the plugin as installed.
        plugin: the configured plugin.
        settings: its settings.
    """

    found: Found
    plugin: Hooks
    settings: Any = None


def build(found: Found, settings: Any, place: str) -> Configured:
    """Make a plugin from its settings and refuse what would break the contract of hooks.

    Args:
        found: the plugin as installed.
        settings: its settings, of its settings class.
        place: where the profile names it, for errors.

    Raises:
        PluginError: it is broken, raises when made, or its methods are not plain hooks.
    """
    manifest = found.manifest
    if manifest is None:
        what = f"the plugin {found.id!r}, which is broken: {found.broken}"
        fault = Fault(place, what, "a plugin that works", "Mend it.")
        raise PluginError(f"plugin {found.id} is broken", [fault])
    try:
        plugin = manifest.factory(settings)
    except Exception as error:  # the plugin's own validation speaks here, whatever it raises
        fault = Fault(place, f"{type(error).__name__}: {error}", f"settings that {found.id} takes")
        raise PluginError(f"plugin {found.id} cannot be configured", [fault]) from None
    problems = _refuse_traps(type(plugin), manifest)
    if problems:
        faults = [Fault(place, problem, "plain hooks", "Mend the plugin.") for problem in problems]
        raise PluginError(f"plugin {found.id} breaks the contract of hooks", faults)
    return Configured(found, plugin, settings)


_compiled: dict[type, CompiledSchema] = {}


def configure(
    found: Found,
    raw: Mapping[str, Any],
    place: Callable[[tuple[str | int, ...]], str],
    load: Callable[[type, str, str], Any],
) -> tuple[Configured | None, list[Fault]]:
    """Check a plugin's settings against its schema, load the files they name, and make it.

    Args:
        found: the plugin as installed.
        raw: the settings as the profile has them.
        place: returns “file: key.path (line n)” for a path within the settings.
        load: loads a file: given its type (`Table`, `Document` or `RuleSet`), the reference, and
            the key of the setting that names it.

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
    settings: Any
    try:
        settings = _converter.structure(plain, manifest.settings)
        return build(found, settings, place(())), []
    except PluginError as error:
        return None, list(error.faults)
    except Exception as error:  # a settings class may refuse its values in any way
        fault = Fault(place(()), f"{type(error).__name__}: {error}", f"settings for {found.id}")
        return None, [fault]


def file_kind(annotation: Any) -> type | None:
    """Return which kind of file a setting names, alone or in a list; `None` where it names none."""
    inner = (annotation, *get_args(annotation))
    return next((kind for kind in _FILES if kind in inner), None)


def _placed(fault: Fault, place: Callable[[tuple[str | int, ...]], str]) -> Fault:
    """Return a schema's fault with the profile's file and line for the setting that it is in."""
    path = fault.place.removeprefix(": $").lstrip(".")
    first = path.partition(".")[0].partition("[")[0]
    rest = f" ({path})" if path != first else ""
    return evolve(fault, place=place((first,) if first else ()) + rest)


def _files_as_they_are(value: Any, _: Any) -> Any:
    return value


_converter = cattrs.Converter(detailed_validation=False)
add_scalars(_converter)
for _kind in _FILES:
    _converter.register_structure_hook(_kind, _files_as_they_are)
