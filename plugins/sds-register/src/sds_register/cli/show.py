"""`sds register show`."""

from __future__ import annotations

import json
from typing import Any

import click
from attrs import frozen

from sds_core import Fault, InputError, thaw
from sds_core.cli.common.output import emit, json_option, wrap
from sds_register.cli.options import ENTRY, open_register, register_options
from sds_register.entries.entry import Entry
from sds_register.register import Register

__all__ = ["EntryView", "command"]


@frozen
class EntryView:
    """An entry.

    Attributes:
        entry: its number.
        kind: what it is.
        hash: the hash of its leaf, in hex.
        head: what its head says.
        payload: what it says; `None` where its key has been destroyed.
        texts: the texts that shaped a decision: name and SHA-256.
    """

    entry: int
    kind: str
    hash: str
    head: Any
    payload: Any
    texts: tuple[tuple[str, str], ...]


def _texts(register: Register, entry: Entry) -> tuple[tuple[str, str], ...]:
    body = register.store.text(entry.head.get("texts", ""))
    if body is None:
        return ()
    listed = json.loads(body)
    found = [("the effective profile", listed["profile"])]
    return tuple(found + [(name, own) for item in listed["files"] for name, own in item["files"]])


def _lines(value: object, indent: str = "  ") -> list[str]:
    if isinstance(value, dict):
        out = []
        for name, item in value.items():
            if isinstance(item, (dict, list)) and item:
                out += [f"{indent}{name}:", *_lines(item, indent + "  ")]
            elif item not in (None, "", [], {}):
                out.append(wrap(f"{name}: {item}", indent + "  ", indent))
        return out
    if isinstance(value, list):
        out = []
        for item in value:
            inner = _lines(item, indent + "  ")
            out += [f"{indent}- {inner[0].strip()}", *inner[1:]] if inner else []
        return out
    return [wrap(str(value), indent + "  ", indent)]


@click.command("show", epilog="Example: sds register show 12")
@click.argument("entry", type=ENTRY)
@click.option("--text", "name", metavar="SHA256", help="Print a text that shaped it instead.")
@register_options
@json_option
def command(entry: int, name: str | None, register: str, keys: str | None, as_json: bool) -> None:
    """Show ENTRY: its head, what it says, and the texts that shaped it."""
    opened = open_register(register, keys)
    found = opened.read(entry)
    texts = _texts(opened, found)
    if name is not None:
        body = opened.store.text(name)
        if body is None or name not in {own for _, own in texts}:
            fault = Fault("--text", name, "the SHA-256 of one of the entry's texts")
            raise InputError("that text did not shape this entry", [fault])
        click.echo(body)
        return
    said = None if found.payload is None else found.data
    view = EntryView(
        found.index, found.kind.word, found.row.hash.hex(), thaw(dict(found.head)), said, texts
    )

    def text() -> str:
        out = [click.style(f"Entry {view.entry}: {view.kind}", bold=True), *_lines(view.head)]
        out.append("It says:" if said is not None else "Its key is gone: nobody can read it.")
        out += _lines(said) if said is not None else []
        out += ["Texts that shaped it:"] if texts else []
        out += [f"  {own}  {text_name}" for text_name, own in texts]
        return "\n".join(out)

    emit(view, text, as_json)
