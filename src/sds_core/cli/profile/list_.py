"""`sds profile list`."""

from __future__ import annotations

import click

from sds_core.cli.common.output import (
    columns,
    emit,
    json_option,
)
from sds_core.cli.profile.records import (
    ProfileItem,
    ProfileList,
)
from sds_core.errors import ProfileError
from sds_core.profiles.assemble import load_profile
from sds_core.profiles.file_format import installed

__all__ = ["command"]


@click.command("list", epilog="Example: sds profile list")
@json_option
def command(as_json: bool) -> None:
    """List the installed profiles."""
    items = []
    for profile_id, version, _, name in installed():
        try:
            title, works = load_profile(f"{profile_id}@{version}").title, True
        except ProfileError:
            title, works = "", False
        items.append(ProfileItem(f"{profile_id}@{version}", title, name, works))
    listed = ProfileList(tuple(items))

    def text() -> str:
        rows = [(i.profile, i.title if i.works else "broken: sds profile check") for i in items]
        return columns(rows) or "No profile is installed. Install a package that has some."

    emit(listed, text, as_json)
