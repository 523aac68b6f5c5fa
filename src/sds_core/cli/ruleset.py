"""`sds ruleset`: what a body of people who use support does with its rules."""

from __future__ import annotations

import click

from sds_core.cli import LazyGroup

__all__ = ["command"]

COMMANDS = {
    "check": (
        "ruleset_check",
        "Find clauses that never hold, rules that never fire, days uncovered.",
    ),
    "test": ("ruleset_check", "Judge a set's examples and show every clause."),
    "try": ("ruleset_check", "Judge facts given on the command line."),
    "explain": ("ruleset_words", "Write a set in plain English, as text or as a page."),
    "diff": ("ruleset_words", "Say what became stricter, looser, new or gone."),
    "compare": ("ruleset_words", "Lay several sets side by side."),
    "convert": ("ruleset_sheets", "Turn a set into a spreadsheet, or a spreadsheet into a set."),
    "edit": ("ruleset_edit", "Edit a set on a page of your own machine."),
    "keygen": ("ruleset_keys", "Make a key to sign with."),
    "publish": (
        "ruleset_publish",
        "Prepare a set for signing, put it into a folder, or refresh it.",
    ),
    "sign": ("ruleset_proposal", "Sign what is to be published."),
    "rotate": ("ruleset_proposal", "Change who may sign, or how many must."),
    "fetch": ("ruleset_fetch", "Install sets from a publisher's folder or address."),
}


@click.group(name="ruleset", cls=LazyGroup, lazy=COMMANDS)
def command() -> None:
    """Write, test, explain, sign, publish and fetch rule sets.

    A set is named by its file, or as “package:name”.
    """
