"""The trace of a rule set, for a terminal: each clause, and what it saw."""

from __future__ import annotations

import click

from sds_core.cli.common.output import wrap
from sds_core.conditions.clauses import ClauseResult
from sds_core.rulesets.examples import (
    RuleTrace,
)

__all__ = ["rule_lines"]


_MARKS = {True: ("yes", "green"), False: ("no ", "red"), None: ("?  ", "yellow")}
_RULE_COLOURS = {"met": "green", "not met": "red", "not known": "yellow"}


def clause_lines(clauses: tuple[ClauseResult, ...]) -> list[str]:
    out = []
    for seen in clauses:
        mark, colour = _MARKS[seen.holds]
        saw = "not known" if seen.value is None else f"saw {seen.value}"
        deeper = "  " if "]: " in seen.clause else ""
        head = f"        {deeper}{click.style(mark, fg=colour)} "
        out.append(wrap(f"{seen.clause} — {saw}", "            " + deeper, head))
    return out


def rule_lines(rules: tuple[RuleTrace, ...]) -> list[str]:
    """Return the trace of rules, each with its clauses."""
    out = []
    for rule in rules:
        colour = _RULE_COLOURS.get(rule.result, "blue")
        answer = f" → {rule.answer}" if rule.answer else ""
        result = click.style(rule.result, fg=colour)
        out.append(f"    {rule.rule}: {result}{answer}")
        out += clause_lines(rule.clauses)
    return out
