"""`sds profile on`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sds_core.cli.common.output import (
    DateType,
    emit,
    json_option,
)
from sds_core.cli.profile.records import (
    ProfileItem,
)

__all__ = ["command"]


@click.command("on", epilog="Example: sds profile on council.toml 2026-10-01")
@click.argument("council", type=click.Path(path_type=Path))
@click.argument("day", type=DateType(), metavar="DATE")
@json_option
def command(council: Path, day: date, as_json: bool) -> None:
    """Say which profile a COUNCIL's file puts in force on DATE."""
    from sds_core.profiles.council import load_council

    profile = load_council(council).profile_on(day)
    item = ProfileItem(profile.name, profile.title, str(council), True)
    emit(item, lambda: f"{profile.name}  {profile.title}", as_json)
