"""`sds register erase`."""

from __future__ import annotations

from datetime import date

import click

from sds_core.cases.reader import CaseReader
from sds_core.cli.common.output import (
    emit,
    json_option,
    on_option,
)
from sds_register.acts.other_acts import Erasure
from sds_register.acts.plan_acts import Actor
from sds_register.cli.options import actor_options, open_register, register_options
from sds_register.cli.records import ErasureDone
from sds_register.workflow.perform import ActService

__all__ = ["command"]


@click.command("erase", epilog="Example: sds register erase P-1001 --on 2026-11-01 …")
@click.argument("subject", metavar="PERSON")
@click.option("--reason", required=True, help="Why; nothing that names the person.")
@on_option
@actor_options
@register_options
@json_option
def command(
    subject: str,
    reason: str,
    on: date,
    account: str,
    person: str,
    name: str,
    role: str,
    acts_for: tuple[str, ...],
    register: str,
    keys: str | None,
    as_json: bool,
) -> None:
    """Destroy the key of PERSON: what is held of them can never be read again.

    The register still verifies. A hold blocks it (exit code 6). Backups of the keys hold the key
    until they are replaced.
    """
    opened = open_register(register, keys)
    by = Actor(account, person, name, role, acts_for)
    acted = ActService(opened, CaseReader()).perform(Erasure(on, by, subject, reason))
    done = ErasureDone(acted.entry, 1)
    emit(
        done, lambda: f"Erased; that is entry {acted.entry}. The register still verifies.", as_json
    )
