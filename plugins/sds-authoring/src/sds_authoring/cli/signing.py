"""What commands that sign share: the key, its passphrase and the moment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sds_core import Fault, RuleSetError
from sds_core.formats.files import read_limited

if TYPE_CHECKING:
    from securesystemslib.signer import CryptoSigner

__all__ = ["MIN_PASSPHRASE", "now", "passphrase", "passphrase_option", "signer_for"]

MIN_PASSPHRASE = 12


def now() -> datetime:
    """Return the time, for signatures; nothing that decides reads it."""
    return datetime.now(UTC)


def passphrase(file: Path | None, prompt: str, *, confirm: bool = False) -> bytes:
    """Return a passphrase, from a file or asked for.

    Raises:
        RuleSetError: the file cannot be read.
    """
    if file is not None:
        try:
            return read_limited(file, 65_536).rstrip(b"\r\n")
        except OSError as error:
            fault = Fault(str(file), str(error.strerror), "a file with the passphrase")
            raise RuleSetError("the passphrase cannot be read", [fault]) from None
    text: str = click.prompt(prompt, hide_input=True, confirmation_prompt=confirm, err=True)
    return text.encode()


def signer_for(path: Path, file: Path | None) -> CryptoSigner:
    """Return a signer, asking for the passphrase only where there is one."""
    from sds_authoring.publishing.keys import is_locked, load_signer

    phrase = passphrase(file, f"Passphrase of {path.name}") if is_locked(path) else None
    return load_signer(path, phrase)


passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    help="Read the passphrase from a file, in place of asking for it.",
)
