"""`sds register log`, `show`, `waiting`, `pots` and `export`."""

from __future__ import annotations

import base64
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import click
from attrs import frozen

from sds_core.cli.opened import ENTRY, open_register, register_options
from sds_core.cli.output import columns, emit, json_option, on_option, progress, wrap
from sds_core.errors import Fault, InputError
from sds_core.files import PRIVATE
from sds_core.model.money import Money
from sds_core.register.book import Register
from sds_core.register.entries import Entry
from sds_core.register.tables import ENTRIES
from sds_core.register.waiting import WaitingList, waiting
from sds_core.wire import thaw

__all__ = ["EntryItem", "EntryLog", "EntryView", "Exported", "Pot", "Pots", "commands"]


@frozen
class EntryItem:
    """An entry in a list: nothing that needs a key.

    Attributes:
        entry: its number.
        kind: what it is.
        at: when it was recorded, in UTC.
        on: the day that it is for; empty where it is for none.
        question: for a decision: the question; empty for others.
        subject: whom it is about, by an identifier made by chance; empty where about nobody.
    """

    entry: int
    kind: str
    at: str
    on: str
    question: str
    subject: str


@frozen
class EntryLog:
    """Entries, in order.

    Attributes:
        size: how many entries the register has.
        entries: those that were asked for.
    """

    size: int
    entries: tuple[EntryItem, ...]


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


@frozen
class Pot:
    """A limited pot.

    Attributes:
        pot: its id.
        holds: what is left in it.
    """

    pot: str
    holds: Money


@frozen
class Pots:
    """The limited pots that the register keeps.

    Attributes:
        pots: the pots, in the order of their ids.
    """

    pots: tuple[Pot, ...]


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


def _item(entry: Entry) -> EntryItem:
    head = entry.head
    return EntryItem(
        entry.index,
        entry.kind,
        head["at"],
        head.get("on", ""),
        head.get("question", ""),
        entry.row.subject or "",
    )


@click.command("log", epilog="Example: sds register log --kind sign_off")
@click.option("--kind", help="Entries of this kind only, such as decision or sign_off.")
@click.option("--last", type=click.IntRange(1), default=50, show_default=True, help="At most.")
@register_options
@json_option
def log_command(
    kind: str | None, last: int, register: str, keys: str | None, as_json: bool
) -> None:
    """List the last entries. Nothing personal stands in a list."""
    opened = open_register(register, keys)
    where = [ENTRIES.c.kind == kind] if kind else []
    rows = opened.store.select(*where, newest=last)
    log = EntryLog(opened.store.count(), tuple(map(_item, opened.heads(rows))))

    def text() -> str:
        table = [
            (str(e.entry), e.at[:19], e.subject[:8], e.on, f"{e.kind} {e.question}".strip())
            for e in log.entries
        ]
        return f"{columns(table)}\n{len(log.entries)} of {log.size:,} entries."

    emit(log, text, as_json)


def _texts(register: Register, entry: Entry) -> tuple[tuple[str, str], ...]:
    body = register.store.text(entry.head.get("texts", ""))
    if body is None:
        return ()
    listed = json.loads(body)
    found = [("the effective profile", listed["profile"])]
    return tuple(found + [(name, own) for item in listed["files"] for name, own in item["files"]])


def _lines(value: Any, indent: str = "  ") -> list[str]:
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
def show_command(
    entry: int, name: str | None, register: str, keys: str | None, as_json: bool
) -> None:
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
        found.index, found.kind, found.row.hash.hex(), thaw(dict(found.head)), said, texts
    )

    def text() -> str:
        out = [click.style(f"Entry {view.entry}: {view.kind}", bold=True), *_lines(view.head)]
        out.append("It says:" if said is not None else "Its key is gone: nobody can read it.")
        out += _lines(said) if said is not None else []
        out += ["Texts that shaped it:"] if texts else []
        out += [f"  {own}  {text_name}" for text_name, own in texts]
        return "\n".join(out)

    emit(view, text, as_json)


def _waiting_text(found: WaitingList) -> str:
    out = []
    if found.plans:
        longest = max(plan.days for plan in found.plans) or 1
        rows = [
            (
                str(plan.entry),
                plan.case,
                str(plan.since),
                f"{plan.days:>4} days",
                "█" * max(1, round(plan.days * 20 / longest)) if plan.days else "·",
                str(plan.stage),
            )
            for plan in found.plans
        ]
        out.append(columns([("entry", "case", "since", "waiting", "", "for"), *rows]))
    out.append(f"Plans that wait on {found.on}: {len(found.plans)}.")
    if found.plans:
        out.append(f"The longest waits {found.longest} days; half wait {found.median} or more.")
    taken = found.taken
    if taken is not None:
        took = ""
        if taken.decided:
            took = f" Half took {taken.median} days or more, the longest {taken.longest}."
        out.append(f"Decisions made until then: {taken.decided}.{took}")
    return "\n".join(out)


@click.command("waiting", epilog="Example: sds register waiting --on 2026-11-01")
@on_option
@click.option("--taken", is_flag=True, help="Also how long decisions took; it reads every act.")
@register_options
@json_option
def waiting_command(on: date, taken: bool, register: str, keys: str | None, as_json: bool) -> None:
    """List the plans and appeals that wait for somebody on a day, the longest wait first."""
    found = waiting(open_register(register, keys), on, taken=taken)
    emit(found, lambda: _waiting_text(found), as_json)


@click.command("pots", epilog="Example: sds register pots")
@register_options
@json_option
def pots_command(register: str, keys: str | None, as_json: bool) -> None:
    """Show what each limited pot holds; `sds register record` puts money in."""
    balances = open_register(register, keys).balances()
    pots = Pots(tuple(Pot(pot, Money(pence)) for pot, pence in sorted(balances.items())))

    def text() -> str:
        if not pots.pots:
            return "There are no limited pots."
        return columns([(pot.pot, pot.holds.pounds()) for pot in pots.pots])

    emit(pots, text, as_json)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE)


@click.command("export", epilog="Example: sds register export --out register.jsonl")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@register_options
@json_option
def export_command(out: Path, register: str, keys: str | None, as_json: bool) -> None:
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


commands = {
    "log": log_command,
    "show": show_command,
    "waiting": waiting_command,
    "pots": pots_command,
    "export": export_command,
}
