"""`sds profile diff`."""

from __future__ import annotations

import click

from sds_core.cli.common.output import (
    emit,
    json_option,
    wrap,
)
from sds_core.cli.profile.records import (
    ProfileDiff,
)
from sds_core.profiles.assemble import load_profile
from sds_core.profiles.diff import differences

__all__ = ["command"]


@click.command(
    "diff", epilog="Example: sds profile diff independent-broker@2.0 community-support@2.0"
)
@click.argument("first")
@click.argument("second")
@json_option
def command(first: str, second: str, as_json: bool) -> None:
    """Show what FIRST and SECOND hold differently, by meaning."""
    one, other = load_profile(first), load_profile(second)
    found = ProfileDiff(one.name, other.name, tuple(differences(one, other)))

    def text() -> str:
        out = [f"{found.first} → {found.second}"]
        for item in found.differences:
            out.append(wrap(item.sentence(), "      ", "  - "))
        return "\n".join(out if found.differences else [*out, "  no difference"])

    emit(found, text, as_json)
