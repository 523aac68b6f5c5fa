"""`sds register decide`: a case in, explained decisions out, and every one kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sds_core.cli.common.journey_text import journey_text
from sds_core.cli.common.output import UNDETERMINED, emit, json_option, on_option
from sds_core.cli.common.profile_options import profile_options, site_and_case
from sds_register.cli.options import open_register, register_options
from sds_register.workflow.recorder import Recorded

__all__ = ["command"]


def _recorded_text(kept: Recorded) -> str:
    """Return where a journey stands in the register, for a terminal."""
    numbers = f"{kept.decisions[0]} to {kept.decisions[-1]}"
    before = "was recorded before, as" if kept.repeated else "is recorded as"
    out = [f"The journey {before} entries {numbers}. Root {kept.root} over {kept.size:,} entries."]
    if kept.why:
        out.append(f"Nothing new waits for a person: {kept.why}.")
    if kept.plan is not None:
        out.append(f"The plan waits for a person: sds sign-off {kept.plan} …")
    return "\n".join(out)


@click.command(
    "decide",
    epilog="Example: sds register decide case.json --profile community-support@2.0 --on 2026-10-01",
)
@click.argument("case", type=click.Path(path_type=Path))
@profile_options
@on_option
@click.option("--key", help="An idempotency key, so that a retry records nothing.")
@register_options
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    case: Path,
    profile: str | None,
    council: Path | None,
    on: date,
    key: str | None,
    register: str,
    keys: str | None,
    as_json: bool,
) -> None:
    """Decide CASE (a JSON file, or - for standard input), and keep every decision.

    The register is made where there is none. A plan that was put forward waits for a person's
    sign-off. Exit code 4 says that a decision is still open.
    """
    site, read = site_and_case(case, profile, council, on)
    kept = open_register(register, keys, create=True).record(site, read, on, key)

    def text() -> str:
        return f"{journey_text(kept.journey, read, site.profile)}\n\n{_recorded_text(kept)}"

    emit(kept, text, as_json)
    ctx.exit(UNDETERMINED if kept.journey.undetermined else 0)
