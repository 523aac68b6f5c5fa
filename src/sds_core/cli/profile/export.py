"""`sds profile export`."""

from __future__ import annotations

from pathlib import Path

import click

from sds_core.cli.common.output import (
    emit,
    json_option,
    write_file,
)
from sds_core.cli.profile.records import (
    ProfileExport,
)
from sds_core.profiles.assemble import load_profile
from sds_core.profiles.export import export_profile

__all__ = ["command"]


@click.command("export", epilog="Example: sds profile export community-support@2.0 --out mine.toml")
@click.argument("profile")
@click.option("--out", type=click.Path(path_type=Path), help="Write it to a file.")
@json_option
def command(profile: str, out: Path | None, as_json: bool) -> None:
    """Export PROFILE as one file that stands alone, bases laid under it."""
    loaded = load_profile(profile)
    exported = ProfileExport(loaded.name, loaded.digest, export_profile(loaded))
    if out is not None:
        write_file(out, exported.toml)
    emit(exported, lambda: f"Written to {out}." if out else exported.toml, as_json)
