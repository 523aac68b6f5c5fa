"""What every command shares: JSON or text, errors, dates and progress."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from sds_core.cli.common.streams import output
from sds_core.errors import Fault, InputError, SdsError
from sds_core.explain.words import fill
from sds_core.formats.files import PRIVATE, read_limited, read_stream, write_whole
from sds_core.formats.records import to_plain
from sds_core.formats.strict_json import MAX_BYTES
from sds_core.model.characters import visible
from sds_core.model.dates import parse_date

if TYPE_CHECKING:  # at run time older versions of click take no subscript
    _DateParameter = click.ParamType[date]
else:
    _DateParameter = click.ParamType

__all__ = [
    "Created",
    "ErrorReport",
    "columns",
    "emit",
    "json_option",
    "json_text",
    "make_folder",
    "on_option",
    "print_error",
    "progress",
    "read_file",
    "report_error",
    "wrap",
    "write_file",
]

WIDTH = 96

UNDETERMINED = 4


@frozen
class ErrorReport:
    """What a command says when it cannot do what was asked.

    Attributes:
        error: the kind of error.
        message: what could not be done.
        exit_code: the command's exit code.
        faults: every fault found.
    """

    error: str
    message: str
    exit_code: int
    faults: tuple[Fault, ...]


class DateType(_DateParameter):
    """A date on the command line."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a date, or fail with what is expected."""
        if isinstance(value, date):
            return value
        try:
            return parse_date(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
on_option = click.option(
    "--on",
    required=True,
    type=DateType(),
    metavar="DATE",
    help="The day the decision is for, as year-month-day.",
)


def emit(record: object, text: Callable[[], str], as_json: bool) -> None:
    """Print a record as JSON or as text.

    Args:
        record: a record of the model, or plain data.
        text: makes the text, only when it is wanted.
        as_json: whether JSON is wanted.
    """
    if as_json:
        click.echo(_printed(json_text(record)), file=output(), nl=False)
    else:
        click.echo(text().rstrip("\n"))


def _printed(text: str) -> str:
    """Return JSON that standard output can encode: escaped where its encoding is not Unicode."""
    try:
        text.encode(output().encoding or "ascii")
    except UnicodeEncodeError:
        return json.dumps(json.loads(text), indent=2) + "\n"
    return text


def json_text(record: object) -> str:
    """Return a record as JSON that people can read."""
    return json.dumps(to_plain(record), ensure_ascii=False, indent=2) + "\n"


def report_error(error: SdsError, as_json: bool) -> int:
    """Print an error and return the exit code."""
    if as_json:
        print_error(type(error).__name__, error.message, error.exit_code, error.faults)
    else:
        # An error quotes its input, which may hold control codes for the terminal.
        click.secho(f"Error: {visible(error.message)}", err=True, fg="red")
        for fault in error.faults:
            click.echo(wrap(visible(str(fault)), "    ", "  - "), err=True)
    return error.exit_code


def print_error(kind: str, message: str, exit_code: int, faults: Sequence[Fault]) -> None:
    """Print an error as JSON."""
    report = ErrorReport(kind, message, exit_code, tuple(faults))
    click.echo(_printed(json_text(report)), file=output(), nl=False)


def read_file(path: Path) -> bytes:
    """Return a file's bytes, or standard input's for “-”.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        if str(path) == "-":
            return read_stream(sys.stdin.buffer, MAX_BYTES)
        return read_limited(path, MAX_BYTES)
    except OSError as error:
        fault = Fault(str(path), "no file that can be read", "a file", str(error.strerror or ""))
        raise InputError(f"{path} cannot be read", [fault]) from None


def make_folder(path: Path) -> None:
    """Make a folder, if it is not there.

    Raises:
        InputError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fault = Fault(str(path), str(error.strerror), "a folder that can be made")
        raise InputError(f"{path} cannot be made", [fault]) from None


def write_file(path: Path, data: str | bytes, *, private: bool = False) -> None:
    """Write a file, whole or not at all.

    Args:
        path: the file.
        data: what it is to hold.
        private: whether it holds personal data: then no other account may read it.

    Raises:
        InputError: it cannot be written.
    """
    whole = data.encode() if isinstance(data, str) else data
    try:
        write_whole(path, whole, PRIVATE if private else None)
    except OSError as error:
        fault = Fault(str(path), str(error.strerror), "a file that can be written")
        raise InputError(f"{path} cannot be written: {error.strerror}", [fault]) from None


def wrap(text: str, indent: str = "", first: str | None = None) -> str:
    """Return text in lines of at most 96 columns."""
    return fill(text, WIDTH, indent, first)


def columns(rows: Sequence[Sequence[str]], indent: str = "  ") -> str:
    """Return rows as aligned columns; the last column wraps."""
    if not rows:
        return ""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    lines = []
    for row in rows:
        head = indent + "".join(
            cell.ljust(width + 2) for cell, width in zip(row[:-1], widths, strict=True)
        )
        lines.append(wrap(row[-1], " " * len(head), head).rstrip() if row[-1] else head.rstrip())
    return "\n".join(lines)


class _NoBar:
    """A progress bar that shows nothing, for output that is not a terminal."""

    def update(self, count: int) -> None:
        """Show nothing."""


def progress(length: int, label: str, as_json: bool) -> AbstractContextManager[Any]:
    """Return a progress bar on a terminal's standard error; nothing elsewhere."""
    if as_json or not sys.stderr.isatty():
        return nullcontext(_NoBar())
    return click.progressbar(length=length, label=label, file=sys.stderr)


@frozen
class Created:
    """What was scaffolded.

    Attributes:
        folder: the new folder.
        files: the files in it.
    """

    folder: str
    files: tuple[str, ...]
