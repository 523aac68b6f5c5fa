"""`sds profile`: list, show, check, compare and export profiles."""

from __future__ import annotations

import click

from sds_core.cli.common.lazy_group import LazyGroup

__all__ = ["command"]

COMMANDS = {
    "list": (
        "List the installed profiles.",
        "sds_core.cli.profile.list_:command",
    ),
    "show": (
        "Show a profile with all that its bases say.",
        "sds_core.cli.profile.show:command",
    ),
    "check": (
        "Check whether profiles can decide.",
        "sds_core.cli.profile.check:command",
    ),
    "diff": (
        "Say what two profiles hold differently.",
        "sds_core.cli.profile.diff:command",
    ),
    "export": (
        "Write a profile as one file that stands alone.",
        "sds_core.cli.profile.export:command",
    ),
    "on": (
        "Say which profile a council decides by on a day.",
        "sds_core.cli.profile.on:command",
    ),
}


@click.group(cls=LazyGroup, lazy=COMMANDS, words="profile")
def command() -> None:
    """List, show, check, compare and export profiles."""
