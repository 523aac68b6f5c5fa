"""`sds register waiting`."""

from __future__ import annotations

from datetime import date

import click

from sds_core.cli.common.output import columns, emit, json_option, on_option
from sds_register.cli.options import open_register, register_options
from sds_register.workflow.waiting_list import WaitingList, waiting

__all__ = ["command"]


def _waiting_text(found: WaitingList) -> str:
    out = []
    if found.plans:
        longest = max(plan.days for plan in found.plans) or 1
        rows = [
            (
                str(plan.entry),
                plan.case,
                str(plan.since),
                f"{plan.days:>4} days",
                "█" * max(1, round(plan.days * 20 / longest)) if plan.days else "·",
                str(plan.stage),
            )
            for plan in found.plans
        ]
        out.append(columns([("entry", "case", "since", "waiting", "", "for"), *rows]))
    out.append(f"Plans that wait on {found.on}: {len(found.plans)}.")
    if found.plans:
        out.append(f"The longest waits {found.longest} days; half wait {found.median} or more.")
    taken = found.taken
    if taken is not None:
        took = ""
        if taken.decided:
            took = f" Half took {taken.median} days or more, the longest {taken.longest}."
        out.append(f"Decisions made until then: {taken.decided}.{took}")
    return "\n".join(out)


@click.command("waiting", epilog="Example: sds register waiting --on 2026-11-01")
@on_option
@click.option("--taken", is_flag=True, help="Also how long decisions took; it reads every act.")
@register_options
@json_option
def command(on: date, taken: bool, register: str, keys: str | None, as_json: bool) -> None:
    """List the plans and appeals that wait for somebody on a day, the longest wait first."""
    found = waiting(open_register(register, keys), on, taken=taken)
    emit(found, lambda: _waiting_text(found), as_json)
