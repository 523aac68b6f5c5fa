"""`sds new`: a plugin or a rule set, scaffolded with its test."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from keyword import iskeyword
from pathlib import Path

import click
from attrs import frozen

from sds_core.cli.output import emit, json_option, write_file
from sds_core.errors import Fault, InputError, nearest
from sds_core.hookspecs import HOOKS
from sds_core.scaffold import TEMPLATES, plugin_files, ruleset_files

__all__ = ["Created", "command"]

_TAKEN = {"sds_core", "test", "tests", *sys.stdlib_module_names}
_NAME = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")


@frozen
class Created:
    """What was scaffolded.

    Attributes:
        folder: the new folder.
        files: the files in it.
    """

    folder: str
    files: tuple[str, ...]


def _check_name(name: str, what: str) -> None:
    package = name.replace("-", "_")
    if not _NAME.match(name) or len(name) > 40 or iskeyword(package) or package in _TAKEN:
        fault = Fault(
            "NAME",
            repr(name),
            "small letters, digits and single hyphens, like flat-sum, and no name of Python's",
        )
        raise InputError(f"{name!r} cannot be a {what}'s name", [fault])


def _write(folder: Path, files: Mapping[str, str]) -> Path:
    if folder.exists():
        fault = Fault(str(folder), "something there already", "a new folder", "Choose a new name.")
        raise InputError(f"{folder} is not overwritten", [fault])
    try:
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            write_file(folder / path, text)
    except OSError as error:
        fault = Fault(str(folder), str(error.strerror), "a folder that can be made")
        raise InputError(f"{folder} cannot be made", [fault]) from None
    return folder


def _choice(name: str, hook: str) -> str:
    """Return how a profile that is based on another names one more plugin, and drops none."""
    if HOOKS[hook].combine == "provider":
        return f'"{name}"'
    before = ', before = "limits"' if hook == "adjust_budget" else ""
    return f'{{ add = ["{name}"]{before} }}'


@click.group(name="new")
def command() -> None:
    """Scaffold a plugin, or a rule set, with its test."""


@command.command(epilog="Example: sds new plugin flat-sum --hook allocate_budget")
@click.argument("name")
@click.option(
    "--hook",
    default="allocate_budget",
    show_default=True,
    help=f"The question that it answers: one of {', '.join(TEMPLATES)}.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=".", help="The folder that it goes into."
)
@json_option
def plugin(name: str, hook: str, out: Path, as_json: bool) -> None:
    """Scaffold the plugin NAME: a distribution with its settings, its answer and its test."""
    _check_name(name, "plugin")
    if hook not in TEMPLATES:
        mend = nearest(hook, TEMPLATES)
        fault = Fault("--hook", repr(hook), "a hook that can be scaffolded", mend)
        why = "is provisional, and is not scaffolded" if hook in HOOKS else "is no hook"
        raise InputError(f"{hook} {why}", [fault])
    files = plugin_files(name, hook)
    folder = _write(out / name, files)
    created = Created(str(folder), tuple(files))

    def words() -> str:
        listed = "\n".join(f"  {folder}/{path}" for path in files)
        return (
            f"{listed}\n\nNext, in the environment that has sds-core:\n"
            f"  python -m pip install -e {folder} pytest\n  python -m pytest {folder}\n"
            f"Then name {name} in a profile: {hook} = " + _choice(name, hook)
        )

    emit(created, words, as_json)


@command.command(epilog="Example: sds new ruleset our-brokers")
@click.argument("name")
@click.option(
    "--out", type=click.Path(path_type=Path), default=".", help="The folder that it goes into."
)
@json_option
def ruleset(name: str, out: Path, as_json: bool) -> None:
    """Scaffold the rule set NAME: two rules with their examples, as a package to install."""
    _check_name(name, "rule set")
    files = ruleset_files(name)
    folder = _write(out / name, files)
    created = Created(str(folder), tuple(files))
    rules = folder / next(path for path in files if path.endswith(f"rulesets/{name}.toml"))

    def words() -> str:
        listed = "\n".join(f"  {folder}/{path}" for path in files)
        return (
            f"{listed}\n\nNext:\n  sds ruleset edit {rules}\n  sds ruleset test {rules}\n"
            f"To install it: python -m pip install {folder}\n"
            f"Then a profile names it as {name}:{name}@1.0, under settings.rulesets.sets."
        )

    emit(created, words, as_json)
