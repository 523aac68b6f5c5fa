"""`sds new`: a plugin or a rule set, scaffolded with its test."""

from __future__ import annotations

import click

from sds_core.cli.common.lazy_group import LazyGroup

__all__ = ["command"]

COMMANDS = {
    "plugin": (
        "Scaffold a plugin: its settings, its answer and its test.",
        "sds_core.cli.new.plugin:command",
    ),
    "ruleset": (
        "Scaffold a rule set: two rules with their examples.",
        "sds_core.cli.new.ruleset:command",
    ),
}


@click.group(cls=LazyGroup, lazy=COMMANDS, words="new")
def command() -> None:
    """Scaffold a plugin, or a rule set, with its test."""
