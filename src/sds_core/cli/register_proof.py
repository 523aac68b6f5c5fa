"""`sds register verify`, `checkpoint`, `prove` and `check-proof`."""

from __future__ import annotations

from pathlib import Path

import click
from attrs import frozen

from sds_core.cli.opened import ENTRY, open_register, register_options
from sds_core.cli.output import (
    emit,
    json_option,
    progress,
    read_file,
    wrap,
    write_file,
)
from sds_core.errors import InputError, RegisterError
from sds_core.register.notes import Verifier
from sds_core.register.proofs import check_proof, make_proof
from sds_core.register.verify import Verification, verify
from sds_core.register.witness import hand_over, read_checkpoints

__all__ = ["CheckpointView", "ProofCheck", "ProofMade", "commands"]


@frozen
class CheckpointView:
    """A checkpoint, signed.

    Attributes:
        origin: the register's own name.
        size: how many entries it has.
        root: the root over them, in hex.
        key: the register's public key, which whoever keeps the checkpoint keeps beside it.
        note: the signed note.
        where: where it was handed over; empty where it was only printed.
    """

    origin: str
    size: int
    root: str
    key: str
    note: str
    where: str


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


def _verification_text(found: Verification) -> str:
    if found.holds:
        out = [click.style("The register holds.", fg="green", bold=True)]
    else:
        out = [click.style("The register does NOT hold.", fg="red", bold=True)]
        if found.first_wrong is not None:
            out.append(f"The first entry that is not as it was recorded: {found.first_wrong}")
        out += [wrap(f"{item.place}: {item.what}", "    ", "  - ") for item in found.found]
    out.append(f"{found.origin}: {found.size:,} entries, {found.texts:,} texts")
    out.append(f"Root {found.root}")
    if found.erased:
        out.append(f"{found.erased} erasures: what was held of these people cannot be read.")
    out += [f"Agrees with {name}" for name in found.agreed]
    if found.holds and not found.agreed:
        text = (
            "No checkpoint of anybody else's was compared: who can write both databases can make "
            "a register that holds. See --against."
        )
        out.append(wrap(text))
    return "\n".join(out)


@click.command("verify", epilog="Example: sds register verify --against ../their-copies")
@click.option(
    "--against",
    multiple=True,
    metavar="PLACE",
    help="Checkpoints that somebody else kept: a file, a folder or an address.",
)
@click.option("--key", help="The register's public key, as they kept it; its own if left out.")
@register_options
@json_option
@click.pass_context
def verify_command(
    ctx: click.Context,
    against: tuple[str, ...],
    key: str | None,
    register: str,
    keys: str | None,
    as_json: bool,
) -> None:
    """Look at every entry, commit and text, and at the checkpoints that others kept.

    Exit code 7 says that something was changed, removed or put in between; the first entry is
    named.
    """
    opened = open_register(register, keys)
    verifier = Verifier.parse(key, "--key") if key else opened.signer.verifier
    checkpoints = [found for place in against for found in read_checkpoints(place, verifier)]
    size = opened.store.count()
    with progress(size, "Verifying", as_json) as bar:
        found = verify(opened, checkpoints, bar.update)
    emit(found, lambda: _verification_text(found), as_json)
    ctx.exit(0 if found.holds else RegisterError.exit_code)


@click.command("checkpoint", epilog="Example: sds register checkpoint --to /media/their-stick")
@click.option("--to", "to", metavar="PLACE", help="A folder, or an address that takes it by PUT.")
@register_options
@json_option
def checkpoint_command(to: str | None, register: str, keys: str | None, as_json: bool) -> None:
    """Sign how large the register is and its root, in the format of C2SP.

    The whole register is verified first, with --to also against every checkpoint of it in the
    folder: what does not hold is not signed.
    """
    opened = open_register(register, keys)
    checkpoint, note, where = hand_over(opened, to)
    key = str(opened.signer.verifier)
    view = CheckpointView(
        checkpoint.origin, checkpoint.size, checkpoint.root.hex(), key, note, where
    )

    def text() -> str:
        out = [note.rstrip("\n")]
        if where:
            out += ["", f"Handed over: {where}"]
        return "\n".join([*out, f"Key to check it by: {key}"])

    emit(view, text, as_json)


@click.command("prove", epilog="Example: sds register prove 12 --out entry-12.tlog-proof")
@click.argument("entry", type=ENTRY)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@register_options
@json_option
def prove_command(
    entry: int, out: Path | None, register: str, keys: str | None, as_json: bool
) -> None:
    """Prove that ENTRY is in the register, in the format of C2SP (tlog-proof)."""
    opened = open_register(register, keys)
    proof = make_proof(opened, entry)
    if out is not None:
        write_file(out, proof, private=True)
    made = ProofMade(entry, str(out or ""), proof, str(opened.signer.verifier))
    check = f"Check it with: sds register check-proof {out} --key {made.key}"
    emit(made, lambda: proof if out is None else f"Wrote {out}\n{check}", as_json)


@click.command("check-proof", epilog="Example: sds register check-proof FILE --key KEY")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", required=True, help="The register's public key.")
@json_option
def check_command(file: Path, key: str, as_json: bool) -> None:
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


commands = {
    "verify": verify_command,
    "checkpoint": checkpoint_command,
    "prove": prove_command,
    "check-proof": check_command,
}
