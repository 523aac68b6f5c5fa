"""`sds register erase` and `sds register erase-again`."""

from __future__ import annotations

from datetime import date

import click
from attrs import frozen

from sds_core.cases.reader import CaseReader
from sds_core.cli.common.output import (
    emit,
    json_option,
    on_option,
)
from sds_register.acts.other_acts import Erasure
from sds_register.acts.plan_acts import Actor
from sds_register.audit.verify import back_again
from sds_register.cli.options import actor_options, open_register, register_options
from sds_register.workflow.perform import ActService

__all__ = ["ErasureDone", "command"]


@frozen
class ErasureDone:
    """What became of an erasure.

    Attributes:
        entry: the number of its entry; `None` where old erasures were made good again.
        keys: how many keys were destroyed.
    """

    entry: int | None
    keys: int


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


@click.command("erase-again", epilog="Example: sds register erase-again")
@register_options
@json_option
def again(register: str, keys: str | None, as_json: bool) -> None:
    """Destroy again the keys of erased people, after an old backup of the keys was restored."""
    opened = open_register(register, keys)
    gone = [subject for subject in back_again(opened) if opened.key_store.destroy(subject)]
    done = ErasureDone(None, len(gone))
    emit(
        done, lambda: f"{len(gone)} keys of erased people were there again, and are gone.", as_json
    )
