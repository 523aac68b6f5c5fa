"""`sds doctor`: checks the whole installation, even where parts of it are broken."""

from __future__ import annotations

import click

from sds_core.cli.common.output import emit, json_option, wrap
from sds_core.cli.common.today import today
from sds_core.cli.health import Health, examine

__all__ = ["command"]


def _text(health: Health) -> str:
    out = []
    width = max(len(check.name) for check in health.checks)
    for check in health.checks:
        mark = click.style("ok    ", fg="green") if check.works else click.style("FAULT ", fg="red")
        detail = wrap(check.detail, " " * (width + 8), "").lstrip()
        out.append(f"{mark}{check.name.ljust(width)}  {detail}")
    bad = sum(not check.works for check in health.checks)
    out.append(f"{bad} of {len(health.checks)} checks found a fault." if bad else "All is well.")
    return "\n".join(out)


@click.command(epilog="Example: sds doctor")
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Check Python, packages, schemas, plugins, data and every installed profile.

    Exit code 1 says that something is broken; everything is looked at all the same.
    """
    health = examine(today())
    emit(health, lambda: _text(health), as_json)
    ctx.exit(0 if health.works else 1)
