"""`sds compare`: what swapping one profile for another would change, and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sds_core.caseload.compare import compare
from sds_core.caseload.comparison import CaseChange, Comparison
from sds_core.caseload.page import comparison_html
from sds_core.caseload.read import read_cases
from sds_core.cli.output import (
    UNDETERMINED,
    columns,
    emit,
    json_option,
    on_option,
    progress,
    wrap,
    write_file,
)
from sds_core.explain.words import QUESTIONS
from sds_core.profiles.load import load_profile
from sds_core.site import Site

__all__ = ["command", "comparison_text"]


def _case_text(case: CaseChange) -> list[str]:
    out = ["", click.style(f"{case.person} ({case.case})", bold=True)]
    if case.before is not None and case.after is not None and case.before != case.after:
        delta = (case.after - case.before).signed()
        out.append(f"  indicative budget: {case.before.pounds()} → {case.after.pounds()} a year")
        out[-1] += f" ({delta})"
    for change in case.changes:
        out.append(f"  {QUESTIONS[change.question]}  [{change.question}]")
        out.append(wrap(change.before, "      ", "    − "))
        out.append(wrap(change.after, "      ", "    + "))
        rows = [r for r in change.rules_after if r not in change.rules_before and "#" in r]
        if rows:
            out.append(wrap(f"table rows: {', '.join(rows)}", "      ", "      "))
        for cause in change.causes:
            how = "a consequence of" if cause.consequence else "because of"
            also = ", with others" if cause.jointly else ""
            out.append(wrap(f"{how} {cause.words}{also} — {cause.place}", "        ", "      "))
        if not change.causes:
            out.append("      because of several differences together; none is needed alone")
    return out


def comparison_text(comparison: Comparison) -> str:
    """Return a comparison for a terminal."""
    totals = comparison.totals
    out = [
        click.style(f"{comparison.first_title} ({comparison.first})", bold=True),
        click.style(f"→ {comparison.second_title} ({comparison.second})", bold=True)
        + f", on {comparison.on}",
        "",
        "What differs between the profiles:",
    ]
    if not comparison.differences:
        out.append("  nothing that decisions could depend on")
    for difference in comparison.differences:
        out.append(wrap(difference.sentence(), "      ", "  - "))
    if totals.undecided:
        few = f"{totals.undecided} of {totals.cases} cases have an indicative budget that is open"
        out += ["", click.style(f"Not decided: {few}.", bold=True)]
        out += [
            wrap(f"{open_.cases}: {open_.cause}", "      ", "  ? ")
            for open_ in totals.undecided_because
        ]
        if totals.mostly_undecided:
            out.append("  The figures below leave those cases out, and so say little.")
    delta = totals.budgets_after - totals.budgets_before
    money = f"{totals.budgets_before.pounds()} → {totals.budgets_after.pounds()}"
    rows = [
        ("cases", f"{totals.cases}, of which {totals.changed} have a decision that changes"),
        ("budgets", f"{totals.gain} gain, {totals.lose} lose"),
        (
            "cost a year",
            f"{money} ({delta.signed()}), of budgets that both models decide",
        ),
        ("left open", f"{totals.newly_open} newly open, {totals.newly_decided} newly decided"),
    ]
    rows += [
        (f"from {pot.pot}", f"{pot.before.pounds()} → {pot.after.pounds()} for help with planning")
        for pot in totals.pots
    ]
    out += ["", "What it comes to:", columns(rows)]
    for case in comparison.cases:
        out += _case_text(case)
    same = totals.cases - totals.changed
    if same:
        open_ = ", and most have a budget that is open" if totals.mostly_undecided else ""
        out += ["", f"{same} case{'' if same == 1 else 's'}: no decision changes{open_}."]
    return "\n".join(out)


@click.command(
    epilog="Example: sds compare cases/ --profile independent-broker --profile community-support "
    "--on 2026-10-01 --html swap.html"
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
