"""`sds register counts`."""

from __future__ import annotations

from datetime import date

import click
from attrs import fields

from sds_core.cli.common.output import DateType, columns, emit, json_option, on_option
from sds_register.audit.counts import DecisionCounts, TierCounts, counts
from sds_register.cli.options import open_register, register_options

__all__ = ["command"]

_TITLES = {
    "tier": "tier",
    "decided": "decided",
    "accepted": "accepted",
    "amended": "amended",
    "returned": "returned",
    "refused": "refused",
    "departed": "against advice",
    "other_ground": "other ground",
    "below_price": "below price",
    "by_panel": "by panel",
}


def _text(found: DecisionCounts) -> str:
    since = f"from {found.since} " if found.since else ""
    if not found.tiers and not found.unreadable:
        return f"Nothing was signed off {since}until {found.until}."
    names = [field.name for field in fields(TierCounts)]
    rows = [[str(getattr(tier, name)) for name in names] for tier in found.tiers]
    out = [f"Plans decided {since}until {found.until}, tier by tier:"]
    out.append(columns([[_TITLES[name] for name in names], *rows]))
    if found.unreadable:
        out.append(f"{found.unreadable} more can no longer be read: the person was erased.")
    return "\n".join(out)


@click.command("counts", epilog="Example: sds register counts --since 2026-04-01 --on 2026-12-31")
@click.option("--since", type=DateType(), metavar="DATE", help="The first day that counts.")
@on_option
@register_options
@json_option
def command(since: date | None, on: date, register: str, keys: str | None, as_json: bool) -> None:
    """Count how plans were decided until a day, tier by tier.

    To disagree with the advice is an ordinary outcome. The counts show how often that happens, and
    how often a decision rests on a ground outside the published criteria: publish them.
    """
    found = counts(open_register(register, keys), since, on)
    emit(found, lambda: _text(found), as_json)
