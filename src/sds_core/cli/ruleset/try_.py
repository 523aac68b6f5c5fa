"""`sds ruleset try`."""

from __future__ import annotations

from datetime import date

import click
from attrs import frozen

from sds_core.cli.common.output import UNDETERMINED as OPEN, emit, json_option, on_option, wrap
from sds_core.cli.ruleset.trace_text import rule_lines
from sds_core.rulesets.examples import (
    RuleTrace,
    trace_of,
)
from sds_core.rulesets.locate import open_ruleset
from sds_core.rulesets.questions import RULE_QUESTIONS
from sds_core.rulesets.stated_facts import given_from_words

__all__ = ["RuleSetTry", "command"]


@frozen
class RuleSetTry:
    """What a rule set answers to facts given.

    Attributes:
        set: the set as “id@version”.
        on: the day.
        verdict: the answer, or “undetermined”.
        words: the answer in plain words.
        missing: the facts that would settle it.
        because: what the person is told, rule by rule.
        rules: every rule, with every clause and the value it saw.
    """

    set: str
    on: date
    verdict: str
    words: str
    missing: tuple[str, ...]
    because: tuple[str, ...]
    rules: tuple[RuleTrace, ...]


@click.command(
    "try",
    epilog="Example: sds ruleset try brokers.toml --on 2026-10-01 --fact dbs.issued=2023-01-01",
)
@click.argument("set_", metavar="SET")
@on_option
@click.option(
    "--fact",
    "facts",
    multiple=True,
    metavar="NAME=VALUE",
    help="A fact, like dbs.issued=2023-01-01 or courses[0].days=5; others are not known.",
)
@json_option
@click.pass_context
def command(ctx: click.Context, set_: str, on: date, facts: tuple[str, ...], as_json: bool) -> None:
    """Judge facts given on the command line by SET, and show every clause.

    Exit code 4 says that the answer is not determined.
    """
    rules, _ = open_ruleset(set_)
    given = given_from_words(facts, RULE_QUESTIONS[rules.head.hook].catalogue)
    judgement = rules.judge(given, on)
    result = RuleSetTry(
        rules.name,
        on,
        judgement.verdict,
        rules.question.words[judgement.verdict],
        judgement.missing,
        tuple(
            f"{rule.reason.text} ({rule.reason.source}; {rule.reason.evidence})"
            for rule in judgement.unmet
        ),
        trace_of(judgement),
    )

    def text() -> str:
        out = [click.style(f"{result.verdict}: {result.words}", bold=True)]
        if not rules.in_force_on(on):
            out.append(f"  (this version is not in force on {on})")
        out += [wrap(because, "    ", "  - ") for because in result.because]
        if result.missing:
            out.append(wrap(f"Missing: {', '.join(result.missing)}", "    ", "  "))
        return "\n".join([*out, *rule_lines(result.rules)])

    emit(result, text, as_json)
    ctx.exit(OPEN if judgement.undecided else 0)
