"""`sds plugins`: what is installed, who uses it, what is broken and why."""

from __future__ import annotations

import click

from sds_core.cli.common.output import emit, json_option, wrap
from sds_core.cli.health import PluginList, list_plugins

__all__ = ["command"]


def _text(listed: PluginList) -> str:
    out = []
    for item in listed.plugins:
        state = "broken" if item.broken else "used" if item.used_by else "unused"
        colour = {"broken": "red", "used": "green", "unused": "yellow"}[state]
        out.append(
            click.style(f"{state:7}", fg=colour)
            + click.style(item.plugin, bold=True)
            + (f"  ({item.distribution} {item.version})" if item.distribution else "")
            + (f"  {item.title}" if item.title else "")
        )
        if item.broken:
            out.append(wrap(item.broken, "         ", "       "))
        else:
            out.append(wrap(f"answers {', '.join(item.hooks)}", "         ", "       "))
        if item.used_by:
            out.append(wrap(f"named by {', '.join(item.used_by)}", "         ", "       "))
    return "\n".join(out) or "No plugin is installed."


@click.command(epilog="Example: sds plugins --json")
@json_option
def command(as_json: bool) -> None:
    """List the installed plugins: used by which profiles, unused, or broken and why.

    Installed is not active: a plugin does nothing until a profile names it.
    """
    listed = list_plugins()
    emit(listed, lambda: _text(listed), as_json)
