"""`sds new plugin`."""

from __future__ import annotations

from pathlib import Path

import click

from sds_core.cli.common.output import Created, emit, json_option
from sds_core.cli.new.scaffold import TEMPLATES, plugin_files
from sds_core.cli.new.writing import check_name, choice_of, write_files
from sds_core.errors import Fault, InputError, nearest
from sds_core.hookspecs import HOOKS

__all__ = ["command"]


@click.command("plugin", epilog="Example: sds new plugin flat-sum --hook allocate_budget")
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
def command(name: str, hook: str, out: Path, as_json: bool) -> None:
    """Scaffold the plugin NAME: a distribution with its settings, its answer and its test."""
    check_name(name, "plugin")
    if hook not in TEMPLATES:
        hint = nearest(hook, TEMPLATES)
        fault = Fault("--hook", repr(hook), "a hook that can be scaffolded", hint)
        why = "is provisional, and is not scaffolded" if hook in HOOKS else "is no hook"
        raise InputError(f"{hook} {why}", [fault])
    files = plugin_files(name, hook)
    folder = write_files(out / name, files)
    created = Created(str(folder), tuple(files))

    def words() -> str:
        listed = "\n".join(f"  {folder}/{path}" for path in files)
        return (
            f"{listed}\n\nNext, in the environment that has sds-core:\n"
            f"  python -m pip install -e {folder} pytest\n  python -m pytest {folder}\n"
            f"Then name {name} in a profile: {hook} = " + choice_of(name, hook)
        )

    emit(created, words, as_json)
