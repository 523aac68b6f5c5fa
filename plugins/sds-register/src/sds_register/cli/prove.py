"""`sds register prove`."""

from __future__ import annotations

from pathlib import Path

import click
from attrs import frozen

from sds_core.cli.common.output import emit, json_option, write_file
from sds_register.audit.proofs import make_proof
from sds_register.cli.options import ENTRY, open_register, register_options

__all__ = ["ProofMade", "command"]


@frozen
class ProofMade:
    """A proof that was written.

    Attributes:
        entry: the entry's number.
        file: the file; empty where it was only printed.
        proof: the proof.
        key: the register's public key, to check it by.
    """

    entry: int
    file: str
    proof: str
    key: str


@click.command("prove", epilog="Example: sds register prove 12 --out entry-12.tlog-proof")
@click.argument("entry", type=ENTRY)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@register_options
@json_option
def command(entry: int, out: Path | None, register: str, keys: str | None, as_json: bool) -> None:
    """Prove that ENTRY is in the register, in the format of C2SP (tlog-proof)."""
    opened = open_register(register, keys)
    proof = make_proof(opened, entry)
    if out is not None:
        write_file(out, proof, private=True)
    made = ProofMade(entry, str(out or ""), proof, str(opened.signer.verifier))
    check = f"Check it with: sds register check-proof {out} --key {made.key}"
    emit(made, lambda: proof if out is None else f"Wrote {out}\n{check}", as_json)
