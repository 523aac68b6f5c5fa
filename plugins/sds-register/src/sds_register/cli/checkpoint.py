"""`sds register checkpoint`."""

from __future__ import annotations

import click
from attrs import frozen

from sds_core.cli.common.output import emit, json_option
from sds_register.audit.witness import hand_over
from sds_register.cli.options import open_register, register_options

__all__ = ["CheckpointView", "command"]


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


@click.command("checkpoint", epilog="Example: sds register checkpoint --to /media/their-stick")
@click.option("--to", "to", metavar="PLACE", help="A folder, or an address that takes it by PUT.")
@register_options
@json_option
def command(to: str | None, register: str, keys: str | None, as_json: bool) -> None:
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
