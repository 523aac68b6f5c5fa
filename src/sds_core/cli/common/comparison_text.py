"""A comparison, for a terminal."""

from __future__ import annotations

import click

from sds_core.cli.common.output import (
    columns,
    wrap,
)
from sds_core.comparison.records import CaseChange, Comparison
from sds_core.questions import QUESTIONS, Questions

__all__ = ["comparison_text"]


def _case_text(case: CaseChange, questions: Questions) -> list[str]:
    out = ["", click.style(f"{case.person} ({case.case})", bold=True)]
    if case.before is not None and case.after is not None and case.before != case.after:
        delta = (case.after - case.before).signed()
        out.append(f"  indicative budget: {case.before.pounds()} → {case.after.pounds()} a year")
        out[-1] += f" ({delta})"
    for change in case.changes:
        out.append(f"  {questions.words(change.question)}  [{change.question}]")
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


def comparison_text(comparison: Comparison, questions: Questions = QUESTIONS) -> str:
    """Return a comparison for a terminal.

    Args:
        comparison: the comparison.
        questions: the questions that were asked.
    """
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
        out += _case_text(case, questions)
    same = totals.cases - totals.changed
    if same:
        open_ = ", and most have a budget that is open" if totals.mostly_undecided else ""
        out += ["", f"{same} case{'' if same == 1 else 's'}: no decision changes{open_}."]
    return "\n".join(out)
