"""`sds compare`: what swapping one profile for another would change, and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sds_core.cases.batch import read_cases
from sds_core.cli.common.comparison_text import comparison_text
from sds_core.cli.common.output import (
    UNDETERMINED,
    emit,
    json_option,
    on_option,
    progress,
    write_file,
)
from sds_core.comparison.compare import compare
from sds_core.comparison.page import comparison_html
from sds_core.profiles.assemble import load_profile
from sds_core.site import Site

__all__ = ["command"]


@click.command(
    epilog="Example: sds compare cases/ --profile independent-broker@2.0 "
    "--profile community-support@2.0 --on 2026-10-01 --html swap.html"
)
@click.argument("cases", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    required=True,
    help="Twice: the profile before, and the profile after.",
)
@on_option
@click.option("--html", type=click.Path(path_type=Path), help="Write a page that prints, as well.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    cases: tuple[Path, ...],
    profiles: tuple[str, ...],
    on: date,
    html: Path | None,
    as_json: bool,
) -> None:
    """Show every decision on CASES that swapping the profile would change, and its cause.

    CASES are JSON files, folders of them, or a table saved as .csv with the columns case, points,
    own_points, care, helper, fee, declared, needs_cost, plan_cost, submitted, setting and
    answer.QUESTION. Exit code 4 says that most budgets are open, so that little is compared.
    """
    if len(profiles) != 2:
        raise click.UsageError("Name two profiles: --profile BEFORE --profile AFTER.")
    first, second = load_profile(profiles[0]), load_profile(profiles[1])
    read = read_cases(cases, Site(first).reader)
    with progress(len(read), "Deciding", as_json) as bar:
        comparison = compare(read, first, second, on, lambda: bar.update(1))
    if html is not None:
        write_file(html, comparison_html(comparison), private=True)
    emit(comparison, lambda: comparison_text(comparison), as_json)
    ctx.exit(UNDETERMINED if comparison.totals.mostly_undecided else 0)
