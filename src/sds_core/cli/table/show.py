"""`sds table show`."""

from __future__ import annotations

import click
from attrs import frozen

from sds_core.cli.common.output import columns, emit, json_option, wrap
from sds_core.tables.load import load_named_table

__all__ = ["TableView", "command"]


@frozen
class RowView:
    """A row of a table, as written.

    Attributes:
        row: the row's id.
        cells: the conditions, input by input.
        values: what it gives, output by output.
        note: what is said of it.
    """

    row: str
    cells: tuple[str, ...]
    values: tuple[str, ...]
    note: str


@frozen
class TableView:
    """A table.

    Attributes:
        table: the table as “id@version”.
        title: the table in plain words.
        source: where it is published.
        evidence: how far what it rests on has been shown.
        hit_policy: what it means when several rows match.
        illustrative: whether it is an example that no council has published.
        inputs: its inputs and their values, in words.
        outputs: its outputs.
        rows: its rows.
        unpublished: parts without a row, and why.
        digests: its files, each with its SHA-256.
    """

    table: str
    title: str
    source: str
    evidence: str
    hit_policy: str
    illustrative: bool
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[RowView, ...]
    unpublished: tuple[str, ...]
    digests: tuple[str, ...]


@click.command("show", epilog="Example: sds table show sds-ras:norfolk-primary")
@click.argument("table")
@json_option
def command(table: str, as_json: bool) -> None:
    """Show TABLE: its inputs, rows and source."""
    t = load_named_table(table)
    view = TableView(
        t.rule,
        t.title,
        str(t.source),
        str(t.evidence),
        str(t.hit_policy),
        t.illustrative,
        tuple(f"{i.name}: {i.title}, {i.domain.kind}, {i.domain.words()}" for i in t.inputs),
        tuple(
            f"{o.name}: {o.title}, {o.kind}" + (f" {o.period.words}" if o.period else "")
            for o in t.outputs
        ),
        tuple(
            RowView(r.id, r.cells, tuple(o.words(r.values[o.name]) for o in t.outputs), r.note)
            for r in t.rows
        ),
        tuple(
            ", ".join(f"{i.name} {c}" for i, c in zip(t.inputs, u.cells, strict=True) if c != "any")
            + f": {u.because}"
            for u in t.unpublished
        ),
        tuple(f"{name} {digest}" for name, digest in sorted(t.digests.items())),
    )

    def text() -> str:
        mark = " — illustrative" if view.illustrative else ""
        out = [click.style(f"{view.title} ({view.table}){mark}", bold=True)]
        out.append(wrap(f"{view.source} ({view.evidence})", "  ", "  "))
        out.append(f"  hit policy: {view.hit_policy}")
        out += [wrap(f"asks  {line}", "        ", "  ") for line in view.inputs]
        out += [f"  gives {line}" for line in view.outputs]
        header = ("row", *(i.name for i in t.inputs), *(o.name for o in t.outputs), "note")
        rows = [header, *((r.row, *r.cells, *r.values, r.note) for r in view.rows)]
        out += ["", columns(rows)]
        out += [wrap(f"unpublished: {line}", "    ", "  ") for line in view.unpublished]
        return "\n".join(out)

    emit(view, text, as_json)
