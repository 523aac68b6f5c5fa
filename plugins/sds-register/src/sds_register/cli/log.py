"""`sds register log`."""

from __future__ import annotations

import click
from attrs import frozen

from sds_core.cli.common.output import columns, emit, json_option
from sds_register.cli.options import open_register, register_options
from sds_register.entries.entry import Entry
from sds_register.ledger.schema import ENTRIES

__all__ = ["EntryItem", "EntryLog", "command"]


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


def _item(entry: Entry) -> EntryItem:
    head = entry.head
    return EntryItem(
        entry.index,
        entry.kind.word,
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
def command(kind: str | None, last: int, register: str, keys: str | None, as_json: bool) -> None:
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
