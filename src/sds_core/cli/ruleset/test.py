"""`sds ruleset test`."""

from __future__ import annotations

from pathlib import Path

import click
from attrs import frozen

from sds_core.cli.common.output import emit, json_option, wrap, write_file
from sds_core.cli.ruleset.trace_text import rule_lines
from sds_core.rulesets.examples import (
    ExampleResult,
    ExampleRun,
    run_examples,
)
from sds_core.rulesets.locate import examples_folder, open_ruleset
from sds_core.testing.report import junit_suite

__all__ = ["ExampleRuns", "command"]


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


def _example_lines(result: ExampleResult) -> list[str]:
    mark = click.style("passed", fg="green") if result.passed else click.style("FAILED", fg="red")
    missing = f" (missing: {', '.join(result.missing)})" if result.missing else ""
    out = [f"  {mark}  {result.name}: {result.verdict}{missing}"]
    out += [wrap(problem, "          ", "        ! ") for problem in result.problems]
    if not result.passed:
        out.append(f"        at {result.place}")
    return out + rule_lines(result.rules)


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


@click.command("test", epilog="Example: sds ruleset test brokers.toml --coverage --fail-under 90")
@click.argument("sets", nargs=-1, required=True)
@click.option("--coverage", is_flag=True, help="Show what the examples do not try.")
@click.option("--fail-under", type=click.IntRange(0, 100), help="Fail below this per cent.")
@click.option("--junit", "junit_file", type=click.Path(path_type=Path), help="Write JUnit XML.")
@json_option
@click.pass_context
def command(
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
