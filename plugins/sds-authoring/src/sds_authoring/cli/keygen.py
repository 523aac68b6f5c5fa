"""`sds ruleset keygen`: a key to sign with."""

from __future__ import annotations

from pathlib import Path

import click
from attrs import frozen

from sds_authoring.cli.signing import MIN_PASSPHRASE, passphrase, passphrase_option
from sds_core import Fault, RuleSetError
from sds_core.cli.common.output import emit, json_option

__all__ = ["KeyMade", "command"]


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


@click.command("keygen", epilog="Example: sds ruleset keygen ann")
@click.argument("name")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=".", help="Where the key's files go."
)
@click.option("--no-passphrase", is_flag=True, help="Leave the key open to whoever has the file.")
@passphrase_option
@json_option
def command(
    name: str, folder: Path, no_passphrase: bool, passphrase_file: Path | None, as_json: bool
) -> None:
    """Make the key of NAME: NAME.key to keep, NAME.pub to hand on."""
    from sds_authoring.publishing.keys import make_key

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
