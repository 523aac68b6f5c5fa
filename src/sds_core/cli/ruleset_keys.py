"""`sds ruleset keygen`: keys to sign with, and what other commands need of them."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import frozen

from sds_core.cli.output import emit, json_option
from sds_core.errors import ConfigurationError, Fault, RuleSetError
from sds_core.files import read_limited

if TYPE_CHECKING:
    from securesystemslib.signer import CryptoSigner

__all__ = ["KeyMade", "commands", "need_extra", "now", "passphrase_option", "signer_for"]

MIN_PASSPHRASE = 12


@frozen
class KeyMade:
    """A key that was made.

    Attributes:
        name: whose it is.
        id: the key's id.
        private: the file to keep, and to show to nobody.
        public: the file to hand on.
        locked: whether a passphrase locks the private half.
    """

    name: str
    id: str
    private: str
    public: str
    locked: bool


def need_extra() -> None:
    """Refuse, with what to install, where the extra is missing."""
    needed = ("tuf", "securesystemslib", "cryptography", "bcrypt", "filelock")
    missing = [name for name in needed if not find_spec(name)]
    if missing:
        mend = "Run: python -m pip install 'sds-core[publish]'"
        fault = Fault("sds-core[publish]", f"no {', '.join(missing)}", "the extra “publish”", mend)
        raise ConfigurationError("signing and fetching need an extra", [fault])


def now() -> datetime:
    """Return the time, for signatures; nothing that decides reads it."""
    return datetime.now(UTC)


def passphrase(file: Path | None, prompt: str, *, confirm: bool = False) -> bytes:
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
    from sds_core.publishing.keys import is_locked, load_signer

    phrase = passphrase(file, f"Passphrase of {path.name}") if is_locked(path) else None
    return load_signer(path, phrase)


passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    help="Read the passphrase from a file, in place of asking for it.",
)


@click.command(epilog="Example: sds ruleset keygen ann")
@click.argument("name")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=".", help="Where the key's files go."
)
@click.option("--no-passphrase", is_flag=True, help="Leave the key open to whoever has the file.")
@passphrase_option
@json_option
def keygen(
    name: str, folder: Path, no_passphrase: bool, passphrase_file: Path | None, as_json: bool
) -> None:
    """Make the key of NAME: NAME.key to keep, NAME.pub to hand on."""
    need_extra()
    from sds_core.publishing.keys import make_key

    phrase = None
    if not no_passphrase:
        phrase = passphrase(passphrase_file, "A passphrase, of several words", confirm=True)
        if len(phrase) < MIN_PASSPHRASE:
            fault = Fault("passphrase", f"{len(phrase)} characters", f"at least {MIN_PASSPHRASE}")
            raise RuleSetError("the passphrase is too short", [fault])
    key, private, public = make_key(name, folder, phrase)
    made = KeyMade(key.name, key.id, str(private), str(public), phrase is not None)

    def text() -> str:
        return (
            f"{made.private}  keep it, and a copy of it in a safe place; show it to nobody\n"
            f"{made.public}  hand it to whoever prepares what is published"
        )

    emit(made, text, as_json)


commands = {"keygen": keygen}
