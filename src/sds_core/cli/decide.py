"""`sds decide`: a case in, explained decisions out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sds_core.cli.common.journey_text import journey_text
from sds_core.cli.common.output import UNDETERMINED, emit, json_option, on_option
from sds_core.cli.common.profile_options import (
    after_option,
    known_of,
    known_option,
    profile_options,
    site_and_case,
)

__all__ = ["command"]


def _moved(ctx: click.Context, option: click.Parameter, given: bool) -> None:
    if given:
        raise click.UsageError("--record is now a command of its own: sds register decide …", ctx)


@click.command(
    epilog="Example: sds decide case.json --profile community-support@2.0 --on 2026-10-01"
)
@click.argument("case", type=click.Path(path_type=Path))
@profile_options
@on_option
@known_option
@after_option
@click.option("--record", is_flag=True, hidden=True, expose_value=False, callback=_moved)
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
    as_json: bool,
) -> None:
    """Decide CASE (a JSON file, or - for standard input) under a profile.

    Exit code 4 says that a decision is still open. Nothing is kept: `sds register decide`, of the
    package sds-register, keeps every decision.
    """
    site, read = site_and_case(case, profile, council, on)
    journey = site.decide(read, on, known_of(known, after))
    emit(journey, lambda: journey_text(journey, read, site.profile), as_json)
    ctx.exit(UNDETERMINED if journey.undetermined else 0)
