"""`sds test`: cases with expected decisions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from sds_core.cli.common.output import emit, json_option, wrap, write_file
from sds_core.testing.report import Mismatch, TestReport, TestResult, junit
from sds_core.testing.yaml_tests import run_files

__all__ = ["command"]


def _mismatch_text(mismatch: Mismatch) -> list[str]:
    out = [f"  ├─ {mismatch.question}: {mismatch.what}"]
    out.append(wrap(f"expected  {mismatch.expected}", "  │             ", "  │   "))
    out.append(wrap(f"got       {mismatch.got}", "  │             ", "  │   "))
    if not mismatch.asked:
        before = ", ".join(mismatch.plugins)
        said = f"nobody was asked; before it: {before}" if before else "nobody was asked"
        out.append(wrap(f"plugin    {said}", "  │             ", "  │   "))
    for asked in mismatch.asked:
        count = "1 answer" if asked.answers == 1 else f"{asked.answers} answers"
        said = f"failed: {asked.error}" if asked.error else count
        adviser = "" if asked.counts else ", an adviser"
        text = f"plugin    {asked.plugin} {asked.version}{adviser}: {said}"
        out.append(wrap(text, "  │             ", "  │   "))
    if mismatch.rules:
        out.append(wrap(f"rows      {', '.join(mismatch.rules)}", "  │             ", "  │   "))
    out.append(wrap(f"profile   {mismatch.place}", "  │             ", "  │   "))
    return out


def _result_text(result: TestResult, updated: Sequence[str]) -> list[str]:
    mark = click.style("pass", fg="green") if result.passed else click.style("FAIL", fg="red")
    if result.file in updated and not result.faults and not result.passed:
        mark = click.style("new ", fg="yellow")
    out = [f"{mark}  {result.name}  ({result.file}, line {result.line}; {result.profile})"]
    for mismatch in result.mismatches:
        out += _mismatch_text(mismatch)
    out += [wrap(str(fault), "  │   ", "  ├─ ") for fault in result.faults]
    return out


def _text(report: TestReport) -> str:
    out = [line for result in report.results for line in _result_text(result, report.updated)]
    out += [f"brought up to date: {name}" for name in report.updated]
    if report.updated:
        out.append("What was expected is now what came; read the change before you keep it.")
    else:
        out.append(f"{report.passed} passed, {report.failed} failed")
    return "\n".join(out)


@click.command(
    epilog="Example: sds test tests/cases --junit report.xml; sds test tests/cases --update"
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--junit", "xml", type=click.Path(path_type=Path), help="Write JUnit XML as well.")
@click.option("--update", is_flag=True, help="Write what came in the place of what was expected.")
@click.option("-k", "only", default="", metavar="WORDS", help="Run tests with WORDS in their name.")
@click.option("--fail-fast", "-x", is_flag=True, help="Stop after the first test that fails.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    xml: Path | None,
    update: bool,
    only: str,
    fail_fast: bool,
    as_json: bool,
) -> None:
    """Check cases with expected decisions in PATHS (YAML files, or folders of them).

    Exit code 1 says that a test failed.
    """
    report = run_files(paths, update, only=only, fail_fast=fail_fast)
    if xml is not None:
        write_file(xml, junit(report))
    emit(report, lambda: _text(report), as_json)
    brought = update and not any(result.faults for result in report.results)
    ctx.exit(0 if brought or not report.failed else 1)
