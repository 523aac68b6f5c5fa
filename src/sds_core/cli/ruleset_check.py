"""`sds ruleset check | test | try`: whether a set is sound, and what it answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from attrs import frozen

from sds_core.cli.output import (
    UNDETERMINED as OPEN,
)
from sds_core.cli.output import (
    DateType,
    emit,
    json_option,
    on_option,
    wrap,
    write_file,
)
from sds_core.conditions.clauses import Seen
from sds_core.errors import ConfigurationError, Fault, RuleSetError
from sds_core.rulesets.analysis import Level, Remark, analyse, uncovered
from sds_core.rulesets.answers import RULE_HOOKS
from sds_core.rulesets.examples import (
    ExampleResult,
    ExampleRun,
    RuleTrace,
    read_examples,
    run_examples,
    trace_of,
)
from sds_core.rulesets.given import given_from_words
from sds_core.rulesets.model import RuleSet
from sds_core.rulesets.open import examples_folder, open_ruleset
from sds_core.testreport import junit_suite

__all__ = ["ExampleRuns", "RuleSetCheck", "RuleSetChecks", "RuleSetTry", "commands"]


@frozen
class RuleSetCheck:
    """Whether a rule set is sound.

    Attributes:
        set: the set as it was named.
        works: whether it is: no fault, neither in its text nor in what it means.
        rules: how many rules it has, its baseline's among them.
        clauses: how many clauses.
        faults: what is wrong with its text.
        remarks: what is wrong, or worth a look, in what it means.
    """

    set: str
    works: bool
    rules: int
    clauses: int
    faults: tuple[Fault, ...]
    remarks: tuple[Remark, ...]


@frozen
class RuleSetChecks:
    """Whether rule sets are sound, alone and as versions of one another.

    Attributes:
        checks: one for each set.
        remarks: days that no version of a set covers, or that two do.
    """

    checks: tuple[RuleSetCheck, ...]
    remarks: tuple[Remark, ...]


@frozen
class ExampleRuns:
    """What came of the examples of rule sets.

    Attributes:
        passed: how many passed.
        failed: how many did not.
        runs: one for each set.
    """

    passed: int
    failed: int
    runs: tuple[ExampleRun, ...]


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


def _check(name: str, versions: list[RuleSet], on: date | None) -> RuleSetCheck:
    try:
        rules, path = open_ruleset(name)
    except ConfigurationError as error:
        faults = error.faults or (Fault(name, error.message, "a rule set"),)
        return RuleSetCheck(name, False, 0, 0, faults, ())
    try:
        read_examples(rules, examples_folder(path))
    except ConfigurationError as error:
        return RuleSetCheck(name, False, len(rules.rules), 0, error.faults, ())
    versions.append(rules)
    remarks = list(analyse(rules))
    for layer in rules.layers():
        overdue = layer.overdue(on) if on else ""
        if overdue:
            remarks.append(Remark(Level.WARNING, layer.file.name, f"{overdue}."))
    clauses = sum(1 for rule in rules.rules for _ in rule.clauses())
    works = not any(remark.level is Level.FAULT for remark in remarks)
    return RuleSetCheck(name, works, len(rules.rules), clauses, (), tuple(remarks))


_COLOURS = {Level.FAULT: "red", Level.WARNING: "yellow", Level.NOTE: "blue"}


def _remark(remark: Remark) -> str:
    level = click.style(remark.level, fg=_COLOURS[remark.level])
    return wrap(f"{remark.place}: {remark.text}", "           ", f"         - {level}: ")


@click.command(epilog="Example: sds ruleset check brokers.toml")
@click.argument("sets", nargs=-1, required=True)
@click.option(
    "--on", type=DateType(), metavar="DATE", help="Also say whose review is overdue on this day."
)
@json_option
@click.pass_context
def check(ctx: click.Context, sets: tuple[str, ...], on: date | None, as_json: bool) -> None:
    """Check SETS: every clause read, and what the rules mean proved before any case comes.

    Several versions of one set are checked for days that none of them covers. Exit code 5 says
    that something is wrong.
    """
    versions: list[RuleSet] = []
    checks = RuleSetChecks(tuple(_check(name, versions, on) for name in sets), uncovered(versions))

    def text() -> str:
        out = []
        for item in checks.checks:
            if item.works:
                size = f"{item.rules} rules, {item.clauses} clauses"
                out.append(click.style("sound  ", fg="green") + f"{item.set}  {size}")
            else:
                out.append(click.style("broken ", fg="red") + item.set)
            out += [wrap(str(fault), "           ", "         - ") for fault in item.faults]
            out += map(_remark, item.remarks)
        return "\n".join([*out, *map(_remark, checks.remarks)])

    emit(checks, text, as_json)
    works = all(item.works for item in checks.checks) and not checks.remarks
    ctx.exit(0 if works else RuleSetError.exit_code)


_MARKS = {True: ("yes", "green"), False: ("no ", "red"), None: ("?  ", "yellow")}
_RULE_COLOURS = {"met": "green", "not met": "red", "not known": "yellow"}


def _clause_lines(clauses: tuple[Seen, ...]) -> list[str]:
    out = []
    for seen in clauses:
        mark, colour = _MARKS[seen.holds]
        saw = "not known" if seen.value is None else f"saw {seen.value}"
        deeper = "  " if "]: " in seen.clause else ""
        head = f"        {deeper}{click.style(mark, fg=colour)} "
        out.append(wrap(f"{seen.clause} — {saw}", "            " + deeper, head))
    return out


def _rule_lines(rules: tuple[RuleTrace, ...]) -> list[str]:
    out = []
    for rule in rules:
        colour = _RULE_COLOURS.get(rule.result, "blue")
        answer = f" → {rule.answer}" if rule.answer else ""
        result = click.style(rule.result, fg=colour)
        out.append(f"    {rule.rule}: {result}{answer}")
        out += _clause_lines(rule.clauses)
    return out


def _example_lines(result: ExampleResult) -> list[str]:
    mark = click.style("passed", fg="green") if result.passed else click.style("FAILED", fg="red")
    missing = f" (missing: {', '.join(result.missing)})" if result.missing else ""
    out = [f"  {mark}  {result.name}: {result.verdict}{missing}"]
    out += [wrap(problem, "          ", "        ! ") for problem in result.problems]
    if not result.passed:
        out.append(f"        at {result.place}")
    return out + _rule_lines(result.rules)


def _run_text(run: ExampleRun, show_coverage: bool) -> str:
    out = [click.style(run.set, bold=True)]
    for result in run.results:
        out += _example_lines(result)
    out.append(f"{run.passed} passed, {run.failed} failed.")
    if show_coverage:
        c = run.coverage
        rows = f", rows of tables {c.rows} of {c.rows_total}" if c.rows_total else ""
        out.append(
            f"Tried both ways: rules {c.rules} of {c.rules_total}, clauses {c.clauses} of "
            f"{c.clauses_total}{rows}: {run.percent} %."
        )
        out += [wrap(text, "    ", "  - ") for text in c.untried]
    return "\n".join(out)


@click.command(epilog="Example: sds ruleset test brokers.toml --coverage --fail-under 90")
@click.argument("sets", nargs=-1, required=True)
@click.option("--coverage", is_flag=True, help="Show what the examples do not try.")
@click.option("--fail-under", type=click.IntRange(0, 100), help="Fail below this per cent.")
@click.option("--junit", "junit_file", type=click.Path(path_type=Path), help="Write JUnit XML.")
@json_option
@click.pass_context
def test(
    ctx: click.Context,
    sets: tuple[str, ...],
    coverage: bool,
    fail_under: int | None,
    junit_file: Path | None,
    as_json: bool,
) -> None:
    """Judge the examples of SETS: in the file, and in the folder NAME.examples beside it.

    Exit code 1 says that an example failed, that there is none, or that too little is tried.
    """
    runs = []
    for name in sets:
        rules, path = open_ruleset(name)
        runs.append(run_examples(rules, examples_folder(path)))
    report = ExampleRuns(
        sum(run.passed for run in runs), sum(run.failed for run in runs), tuple(runs)
    )
    if junit_file is not None:
        cases = [
            (run.set, result.name, result.place, result.problems)
            for run in runs
            for result in run.results
        ]
        write_file(junit_file, junit_suite("sds ruleset test", cases))
    low = [run for run in runs if fail_under is not None and run.percent < fail_under]
    empty = [run for run in runs if not run.results]

    def text() -> str:
        out = [_run_text(run, coverage or run in low) for run in runs]
        out += [f"{run.set} has no examples: write some under [[example]]." for run in empty]
        out += [f"{run.set}: {run.percent} % is below {fail_under} %." for run in low]
        return "\n".join(out)

    emit(report, text, as_json)
    ctx.exit(1 if report.failed or low or empty else 0)


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
def try_(ctx: click.Context, set_: str, on: date, facts: tuple[str, ...], as_json: bool) -> None:
    """Judge facts given on the command line by SET, and show every clause.

    Exit code 4 says that the answer is not determined.
    """
    rules, _ = open_ruleset(set_)
    given = given_from_words(facts, RULE_HOOKS[rules.head.hook].catalogue)
    judgement = rules.judge(given, on)
    result = RuleSetTry(
        rules.name,
        on,
        judgement.verdict,
        rules.hook.words[judgement.verdict],
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
        return "\n".join([*out, *_rule_lines(result.rules)])

    emit(result, text, as_json)
    ctx.exit(OPEN if judgement.undecided else 0)


commands = {"check": check, "test": test, "try": try_}
