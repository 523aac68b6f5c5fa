"""`sds ruleset explain`: a set in plain English."""

from __future__ import annotations

from pathlib import Path

import click

from sds_core.cli.common.output import emit, json_option, write_file
from sds_core.cli.common.ruleset_text import ruleset_html, ruleset_text
from sds_core.explain.ruleset import view_of
from sds_core.rulesets.locate import open_ruleset

__all__ = ["command"]


@click.command("explain", epilog="Example: sds ruleset explain brokers.toml --html brokers.html")
@click.argument("set_", metavar="SET")
@click.option("--html", type=click.Path(path_type=Path), help="Write a page to read out and print.")
@json_option
def command(set_: str, html: Path | None, as_json: bool) -> None:
    """Write SET in plain English: every rule, its source and grade, and what the set asks for."""
    view = view_of(open_ruleset(set_)[0])
    if html is not None:
        write_file(html, ruleset_html(view))
    emit(view, lambda: f"Written to {html}." if html else ruleset_text(view), as_json)
