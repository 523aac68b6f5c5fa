"""`sds explain`: the letter to the person."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sds_core.cli.common.output import UNDETERMINED, emit, json_option, on_option, write_file
from sds_core.cli.common.profile_options import (
    after_option,
    known_of,
    known_option,
    profile_options,
    site_and_case,
)
from sds_core.explain.letter import write_letter
from sds_core.explain.letter_pages import letter_html, letter_text

__all__ = ["command"]


@click.command(
    epilog="Example: sds explain case.json --profile community-support@2.0 --on 2026-10-01"
)
@click.argument("case", type=click.Path(path_type=Path))
@profile_options
@on_option
@known_option
@after_option
@click.option("--html", type=click.Path(path_type=Path), help="Write the letter as a page as well.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    case: Path,
    profile: str | None,
    council: Path | None,
    on: date,
    known: Path | None,
    after: Path | None,
    html: Path | None,
    as_json: bool,
) -> None:
    """Write the letter about the decisions on CASE (a JSON file, or - for standard input).

    Exit code 4 says that a decision is still open; the letter says which, and who is asked.
    """
    site, read = site_and_case(case, profile, council, on)
    journey = site.decide(read, on, known_of(known, after))
    letter = write_letter(journey, read, site.profile)
    if html is not None:
        write_file(html, letter_html(letter), private=True)
    emit(letter, lambda: letter_text(letter), as_json)
    ctx.exit(UNDETERMINED if journey.undetermined else 0)
