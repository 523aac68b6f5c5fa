"""`sds new plugin`."""

from __future__ import annotations

from pathlib import Path

import click

from sds_core.cli.common.output import Created, emit, json_option
from sds_core.cli.new.scaffold import plugin_files
from sds_core.cli.new.writing import check_name, choice_of, write_files
from sds_core.errors import Fault, InputError, nearest
from sds_core.questions import ALLOCATE_BUDGET, QUESTIONS

__all__ = ["command"]


@click.command("plugin", epilog="Example: sds new plugin flat-sum --question allocate_budget")
@click.argument("name")
@click.option(
    "--question",
    "--hook",
    "question",
    default=ALLOCATE_BUDGET,
    show_default=True,
    help=f"The question that it answers: one of {', '.join(QUESTIONS)}.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=".", help="The folder that it goes into."
)
@json_option
def command(name: str, question: str, out: Path, as_json: bool) -> None:
    """Scaffold the plugin NAME: a distribution with its settings, its answer and its test."""
    check_name(name, "plugin")
    if question not in QUESTIONS:
        fault = Fault("--question", repr(question), "a question", nearest(question, QUESTIONS))
        raise InputError(f"{question} is no question", [fault])
    files = plugin_files(name, QUESTIONS[question])
    folder = write_files(out / name, files)
    created = Created(str(folder), tuple(files))
    place = folder if folder.is_absolute() else f"./{folder}"  # else pip looks in an index

    def words() -> str:
        listed = "\n".join(f"  {folder}/{path}" for path in files)
        return (
            f"{listed}\n\nNext, in the environment that has sds-core:\n"
            f"  python -m pip install {place} pytest\n  python -m pytest {folder}\n"
            f"Then name {name} in a profile: {question} = " + choice_of(name, QUESTIONS[question])
        )

    emit(created, words, as_json)
