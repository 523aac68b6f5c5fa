"""`sds table`: check, show and try decision tables."""

from __future__ import annotations

import click

from sds_core.cli.common.lazy_group import LazyGroup

__all__ = ["command"]

COMMANDS = {
    "check": (
        "Check tables for gaps, overlaps and rows that are never reached.",
        "sds_core.cli.table.check:command",
    ),
    "show": (
        "Show a table with its rows.",
        "sds_core.cli.table.show:command",
    ),
    "try": (
        "Say which row some values find.",
        "sds_core.cli.table.try_:command",
    ),
    "convert": (
        "Turn a table into a spreadsheet, or a spreadsheet into a table.",
        "sds_core.cli.table.convert:command",
    ),
}


@click.group(cls=LazyGroup, lazy=COMMANDS, words="table")
def command() -> None:
    """Check, show and try decision tables.

    A table is named “package:name”, or by the path of its head (.toml).
    """
