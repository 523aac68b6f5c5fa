"""A plugin's manifest: what it says about itself, and the checks that it can be used."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_args

import attrs
from attrs import field, frozen

from sds_core.errors import nearest
from sds_core.hookspecs import HOOK_API, PROJECT, Hooks
from sds_core.model.known import PARTS
from sds_core.plugins.typecheck import type_mismatch
from sds_core.questions import QUESTIONS, Questions
from sds_core.resources.references import Document
from sds_core.rulesets.ruleset import RuleSet
from sds_core.schemas.derive import schema_of
from sds_core.tables.table import Table

__all__ = [
    "FILE_KINDS",
    "Manifest",
    "extension_schema",
    "file_kind",
    "manifest_problem",
    "refuse_traps",
    "settings_schema",
]

FILE_KINDS: dict[Any, dict[str, object]] = {
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
        known: the parts of `Known` that it reads from its requests; it is given no others.
    """

    id: str
    title: str
    hooks: tuple[str, ...]
    factory: Callable[[Any], Hooks]
    settings: type = NoSettings
    api: str = field(kw_only=True)
    extension: type | None = None
    known: tuple[str, ...] = ()


def settings_schema(manifest: Manifest) -> dict[str, object]:
    """Return the JSON Schema of a plugin's settings, derived from its settings class."""
    return schema_of(manifest.settings, extra=FILE_KINDS)


def extension_schema(manifest: Manifest) -> dict[str, Any] | None:
    """Return the JSON Schema of a plugin's own data in a case, or `None` if it has none."""
    if manifest.extension is None:
        return None
    return schema_of(manifest.extension)


def manifest_problem(manifest: object, name: str, questions: Questions = QUESTIONS) -> str:
    """Return what is wrong with a manifest, or nothing.

    Args:
        manifest: what the entry point gives.
        name: the entry point's name.
        questions: the questions that it may answer.
    """
    if not isinstance(manifest, Manifest):
        return f"the entry point gives {type(manifest).__name__}, not a Manifest"
    problem = type_mismatch(manifest)
    if problem:
        return problem
    if manifest.id != name:
        return f"the manifest's id is {manifest.id!r}, the entry point's name is {name!r}"
    if manifest.api != HOOK_API:
        return (
            f"it is written for hooks of version {manifest.api}, this core has {HOOK_API}; "
            "install a version of the plugin made for this core"
        )
    unknown = [name for name in manifest.hooks if name not in questions]
    if unknown:
        return f"it answers {unknown[0]!r}, which is no question. {nearest(unknown[0], questions)}"
    parts = [part for part in manifest.known if part not in PARTS]
    if parts:
        return (
            f"it reads {parts[0]!r}, which is no part of what is known. {nearest(parts[0], PARTS)}"
        )
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
        problems = refuse_traps(manifest.factory, manifest, questions)
        if problems:
            return "; ".join(problems)
    return _cannot_be_made(manifest.factory)


def _cannot_be_made(factory: Callable[[Any], Hooks]) -> str:
    """Return why a factory makes no plugin, whatever the settings; nothing where it may."""
    if inspect.isabstract(factory):
        return f"it can never be made: {factory.__name__} is abstract"
    try:
        inspect.signature(factory).bind(object())
    except TypeError as error:
        return f"it can never be made: its factory does not take the settings alone ({error})"
    except ValueError:  # a factory that does not say what it takes
        return ""
    return ""


def _unchecked(schema: Mapping[str, Any]) -> list[str]:
    """Return the names of settings, nested ones included, that a schema does not constrain."""
    found = []
    for record in (schema, *schema.get("$defs", {}).values()):
        for name, inner in record.get("properties", {}).items():
            items = inner.get("items", inner)
            if not set(items) - {"description"}:
                found.append(name)
    return found


def refuse_traps(made: type, manifest: Manifest, questions: Questions = QUESTIONS) -> list[str]:
    """Return what in the methods of a plugin's class would break the contract of hooks."""
    problems = []
    for cls in made.__mro__:
        if cls in (Hooks, object):
            continue
        for name, member in vars(cls).items():
            if name not in questions:
                continue
            options = getattr(member, f"{PROJECT}_impl", None)
            if options is None:
                problems.append(
                    f"{cls.__name__}.{name} has the name of a question but no @hookimpl; mark it, "
                    "or give it another name"
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
    answered = {name for name in questions if hasattr(getattr(made, name, None), f"{PROJECT}_impl")}
    if not problems and answered != set(manifest.hooks):
        problems.append(
            f"its manifest says it answers {', '.join(sorted(manifest.hooks))}; "
            f"its class answers {', '.join(sorted(answered)) or 'nothing'}"
        )
    return problems


def file_kind(annotation: object) -> type | None:
    """Return which kind of file a setting names, alone or in a list; `None` where it names none."""
    inner = (annotation, *get_args(annotation))
    return next((kind for kind in FILE_KINDS if kind in inner), None)
