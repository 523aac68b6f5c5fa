"""`sds register export`."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import click
from attrs import frozen

from sds_core import Fault, InputError
from sds_core.cli.common.output import emit, json_option, progress
from sds_core.formats.files import PRIVATE
from sds_register.cli.options import open_register, register_options

__all__ = ["Exported", "command"]


@frozen
class Exported:
    """A register written as a file.

    Attributes:
        file: the file: one JSON object a line.
        entries: how many entries are in it.
        root: the root of the register then, in hex.
    """

    file: str
    entries: int
    root: str


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE)


@click.command("export", epilog="Example: sds register export --out register.jsonl")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@register_options
@json_option
def command(out: Path, register: str, keys: str | None, as_json: bool) -> None:
    """Write every entry as it is stored, a line each; payloads stay encrypted.

    Each line has the number, the head, the body in base64 and the hash, so that the root can be
    worked out from the file alone.
    """
    opened = open_register(register, keys)
    tree, count = opened.store.tree(), 0
    try:
        with (
            open(out, "x", encoding="utf-8", opener=_private) as file,
            progress(tree.size, "Writing", as_json) as bar,
        ):
            for row in opened.store.rows(0, tree.size):
                body = base64.b64encode(row.body).decode()
                line = {
                    "entry": row.index,
                    "head": row.head.decode(),
                    "body": body,
                    "hash": row.hash.hex(),
                }
                file.write(json.dumps(line) + "\n")
                count += 1
                if count % 1000 == 0:
                    bar.update(1000)
    except OSError as error:
        fault = Fault(str(out), str(error.strerror), "a new file that can be written")
        raise InputError(f"{out} cannot be written", [fault]) from None
    done = Exported(str(out), count, tree.root.hex())
    emit(done, lambda: f"Wrote {count:,} entries to {out}\nRoot {done.root}", as_json)
