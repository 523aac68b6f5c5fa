"""The `sds` command. Each command and each group is a module, imported when it is used."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from sds_core import __version__
from sds_core.cli.common.lazy_group import LazyGroup
from sds_core.cli.common.streams import not_written, only_json, prepare_streams

__all__ = ["cli", "main"]

# What each command does, and where it is; those of add-ons follow. `sds --help` loads none of them.
COMMANDS = {
    "demo": (
        "Decide invented cases under several models and show what a swap changes.",
        "sds_core.cli.demo.command:command",
    ),
    "decide": ("Decide a case under a profile.", "sds_core.cli.decide:command"),
    "compare": (
        "Show every decision that swapping the profile would change.",
        "sds_core.cli.compare:command",
    ),
    "explain": ("Write the letter about the decisions on a case.", "sds_core.cli.explain:command"),
    "test": ("Check cases with expected decisions, written in YAML.", "sds_core.cli.test:command"),
    "profile": (
        "List, show, check, compare and export profiles.",
        "sds_core.cli.profile.group:command",
    ),
    "table": ("Check, show and try decision tables.", "sds_core.cli.table.group:command"),
    "ruleset": (
        "Write, test, explain, sign, publish and fetch rule sets.",
        "sds_core.cli.ruleset.group:command",
    ),
    "facts": ("List the facts that rules on a question may use.", "sds_core.cli.facts:command"),
    "plugins": ("List installed plugins: used, unused and broken.", "sds_core.cli.plugins:command"),
    "doctor": (
        "Check the whole installation, whatever is broken.",
        "sds_core.cli.doctor:command",
    ),
    "schema": ("Print a published JSON Schema.", "sds_core.cli.schema:command"),
    "new": ("Scaffold a plugin, or a rule set, with its test.", "sds_core.cli.new.group:command"),
}


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 2 usage, 3 invalid input, 4 undetermined, 5 configuration, "
    "6 act refused, 7 register; `sds test` and `sds doctor` give 1 when something fails.",
)
@click.option(
    "--debug",
    is_flag=True,
    expose_value=False,
    callback=lambda ctx, option, given: _show_exceptions() if given else None,
    help="Show exceptions, those of plugins too, on standard error.",
)
@click.version_option(__version__, prog_name="sds")
def cli() -> None:
    """Explained decisions on self-directed support, from swappable regulatory models.

    Start with: sds demo
    """


def _show_exceptions() -> None:
    from sds_core.plugins.exceptions import show_exceptions

    show_exceptions()


def _where(error: BaseException) -> str:
    """Return the module in which an exception was raised, and the line."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    if step is None:
        return "sds"
    return f"{step.tb_frame.f_globals.get('__name__', '?')}, line {step.tb_lineno}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    prepare_streams()
    try:
        code = _run(words)
        sys.stdout.flush()
    except OSError as error:
        code = not_written(error)
    sys.exit(code if isinstance(code, int) else 0)


def _run(words: list[str]) -> object:
    """Run a command and return its exit code; with --json, standard output holds only the JSON."""
    if "--json" in words and not {"-h", "--help"} & set(words):
        with only_json():
            return _command(words)
    return _command(words)


def _command(words: list[str]) -> object:
    options: dict[str, Any] = {"color": False} if os.environ.get("NO_COLOR") else {}
    out = sys.stdout
    try:
        return cli.main(args=words, prog_name="sds", standalone_mode=False, **options)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        return 130
    except click.ClickException as error:
        return _usage(error, as_json="--json" in words)
    except (Exception, SystemExit) as error:
        if isinstance(error, SystemExit) and sys.stdout is not out:
            # On a closed pipe click replaces standard output and raises SystemExit.
            raise BrokenPipeError(errno.EPIPE, "closed") from None
        if isinstance(error, OSError) and error.filename is None:
            raise  # standard output, or a disk that is full
        if isinstance(error, SystemExit) and "_SDS_COMPLETE" in os.environ:
            raise  # shell completion: click has printed the completions
        from sds_core.cli.common.output import report_error
        from sds_core.errors import ConfigurationError, Fault, SdsError

        if isinstance(error, OSError):  # a file or folder that the system refused
            fault = Fault(str(error.filename), str(error.strerror), "one that can be used")
            error = ConfigurationError("a file or a folder cannot be used", [fault])
        if not isinstance(error, SdsError):
            from sds_core.plugins.exceptions import note_exception

            note_exception("a defect")
            what = f"{type(error).__name__} in {_where(error)}"
            error = SdsError(f"this is a defect: {what}. To see it whole: sds --debug …")
        return report_error(error, as_json="--json" in words)


def _usage(error: click.ClickException, *, as_json: bool) -> int:
    if not as_json:
        error.show()
        return error.exit_code
    from sds_core.cli.common.output import print_error

    print_error("UsageError", error.format_message(), error.exit_code, ())
    return error.exit_code
