"""`sds register check-proof`."""

from __future__ import annotations

from pathlib import Path

import click
from attrs import frozen

from sds_core import InputError
from sds_core.cli.common.output import emit, json_option, read_file
from sds_register.audit.proofs import check_proof
from sds_register.ledger.signed_notes import Verifier

__all__ = ["ProofCheck", "command"]


@frozen
class ProofCheck:
    """What a proof shows.

    Attributes:
        entry: the entry's number.
        origin: the name of the register that it is in.
        size: the size of the register that it was proved in.
        root: the root of it, in hex.
        head: the head of the entry, as it is stored.
    """

    entry: int
    origin: str
    size: int
    root: str
    head: str


@click.command("check-proof", epilog="Example: sds register check-proof FILE --key KEY")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", required=True, help="The register's public key.")
@json_option
def command(file: Path, key: str, as_json: bool) -> None:
    """Check a proof; neither the register nor its keys are needed.

    Exit code 3: it proves nothing.
    """
    try:
        text = read_file(file).decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{file} is no text") from None
    proven = check_proof(text, Verifier.parse(key, "--key"), str(file))
    head = proven.data.partition(b"\n")[0].decode("utf-8", "replace")
    check = ProofCheck(proven.entry, proven.origin, proven.size, proven.root, head)

    def words() -> str:
        return (
            f"Entry {proven.entry} is in {proven.origin} as it stood at {proven.size:,} entries.\n"
            f"Root {proven.root}\n{head}"
        )

    emit(check, words, as_json)
