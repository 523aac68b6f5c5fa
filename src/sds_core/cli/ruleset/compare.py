"""`sds ruleset compare`."""

from __future__ import annotations

from pathlib import Path

import click

from sds_core.cli.common.output import emit, json_option, wrap, write_file
from sds_core.cli.ruleset.same_question import same_question
from sds_core.explain.html import environment
from sds_core.explain.ruleset_changes import RuleSetComparison, compare_sets
from sds_core.rulesets.locate import open_ruleset

__all__ = ["command"]


def _comparison_text(view: RuleSetComparison) -> str:
    out = []
    for number, compared in enumerate(view.sets, 1):
        out.append(
            wrap(f"{number}. {compared.title} ({compared.set}), {compared.publisher}", "   ")
        )
    for rule in view.rules:
        out += ["", click.style(wrap(f"{rule.title} ({rule.rule})"), bold=True)]
        for number, cell in enumerate(rule.cells, 1):
            out.append(wrap(cell or "no such rule", "     ", f"  {number}. "))
    out.append("")
    for number, compared in enumerate(view.sets, 1):
        out.append(wrap(f"Burden of {number}: {compared.burden}", "  "))
    return "\n".join(out)


@click.command(
    "compare", epilog="Example: sds ruleset compare ours.toml theirs.toml --html side-by-side.html"
)
@click.argument("sets", nargs=-1, required=True)
@click.option("--html", type=click.Path(path_type=Path), help="Write a page with a table.")
@json_option
def command(sets: tuple[str, ...], html: Path | None, as_json: bool) -> None:
    """Lay SETS of several councils or bodies side by side, rule by rule."""
    loaded = [open_ruleset(name)[0] for name in sets]
    same_question(loaded)
    view = compare_sets(loaded)
    if html is not None:
        write_file(html, environment().get_template("rulesets.html").render(view=view))
    emit(view, lambda: f"Written to {html}." if html else _comparison_text(view), as_json)
