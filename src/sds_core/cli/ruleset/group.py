"""`sds ruleset`: what a body of people who use support does with its rules."""

from __future__ import annotations

import click

from sds_core.cli.common.lazy_group import LazyGroup

__all__ = ["command"]

COMMANDS = {
    "check": (
        "Find clauses that never hold, rules that never fire, days uncovered.",
        "sds_core.cli.ruleset.check:command",
    ),
    "test": (
        "Judge a set's examples and show every clause.",
        "sds_core.cli.ruleset.test:command",
    ),
    "try": (
        "Judge facts given on the command line.",
        "sds_core.cli.ruleset.try_:command",
    ),
    "explain": (
        "Write a set in plain English, as text or as a page.",
        "sds_core.cli.ruleset.explain:command",
    ),
    "diff": (
        "Say what became stricter, looser, new or gone.",
        "sds_core.cli.ruleset.diff:command",
    ),
    "compare": (
        "Lay several sets side by side.",
        "sds_core.cli.ruleset.compare:command",
    ),
    "convert": (
        "Turn a set into a spreadsheet, or a spreadsheet into a set.",
        "sds_core.cli.ruleset.convert:command",
    ),
}


@click.group(cls=LazyGroup, lazy=COMMANDS, words="ruleset")
def command() -> None:
    """Check, test, explain and compare rule sets; edit, sign, publish and fetch them.

    A set is named by its file, or as “package:name”. Editing, signing, publishing and fetching come
    with the package sds-authoring.
    """
