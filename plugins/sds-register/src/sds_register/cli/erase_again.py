"""`sds register erase-again`."""

from __future__ import annotations

import click

from sds_core.cli.common.output import (
    emit,
    json_option,
)
from sds_register.audit.verify import back_again
from sds_register.cli.options import open_register, register_options
from sds_register.cli.records import ErasureDone

__all__ = ["command"]


@click.command("erase-again", epilog="Example: sds register erase-again")
@register_options
@json_option
def command(register: str, keys: str | None, as_json: bool) -> None:
    """Destroy again the keys of erased people, after an old backup of the keys was restored."""
    opened = open_register(register, keys)
    gone = [subject for subject in back_again(opened) if opened.key_store.destroy(subject)]
    done = ErasureDone(None, len(gone))
    emit(
        done, lambda: f"{len(gone)} keys of erased people were there again, and are gone.", as_json
    )
