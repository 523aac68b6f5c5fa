"""`sds table`: check, show and try decision tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from attrs import frozen

from sds_core.cli.new import Created
from sds_core.cli.output import UNDETERMINED, columns, emit, json_option, wrap
from sds_core.conditions.tablefile import load_table
from sds_core.conditions.tables import HitPolicy, NoRow, Row, Table
from sds_core.documents import resolve
from sds_core.errors import Fault, InputError, SdsError, TableError, nearest

__all__ = ["TableCheck", "TableChecks", "TableTry", "TableView", "command"]


@frozen
class TableCheck:
    """Whether a table is sound.

    Attributes:
        table: the table as it was named.
        works: whether it is.
        rows: how many rows it has.
        inputs: how many inputs it has.
        faults: every gap, overlap and other fault.
    """

    table: str
    works: bool
    rows: int
    inputs: int
    faults: tuple[Fault, ...]


@frozen
class TableChecks:
    """Whether tables are sound.

    Attributes:
        checks: one for each table.
    """

    checks: tuple[TableCheck, ...]


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


@frozen
class TableTry:
    """What a table gives for some values.

    Attributes:
        table: the table as “id@version”.
        given: the values, input by input; “?” for one that is not known.
        determined: whether it gives an answer.
        rows: ids of the rows that match.
        values: what they give, in words.
        cause: why there is no answer; empty where there is one.
    """

    table: str
    given: tuple[str, ...]
    determined: bool
    rows: tuple[str, ...]
    values: tuple[str, ...]
    cause: str


def _load(reference: str) -> Table:
    try:
        path, name = resolve(reference, "tables", Path())
    except SdsError as error:
        raise TableError(error.message, error.faults) from None
    return load_table(path, name)


@click.group(name="table")
def command() -> None:
    """Check, show and try decision tables.

    A table is named “package:name”, or by the path of its head (.toml).
    """


@command.command(epilog="Example: sds table check sds-ras:norfolk-primary tables/mine.toml")
@click.argument("tables", nargs=-1, required=True)
@json_option
@click.pass_context
def check(ctx: click.Context, tables: tuple[str, ...], as_json: bool) -> None:
    """Prove TABLES: every cell read, no gap but a declared one, no forbidden overlap.

    Exit code 5 says that one of them is not sound.
    """
    results = []
    for name in tables:
        try:
            table = _load(name)
            results.append(TableCheck(name, True, len(table.rows), len(table.inputs), ()))
        except TableError as error:
            faults = error.faults or (Fault(name, error.message, "a table"),)
            results.append(TableCheck(name, False, 0, 0, faults))

    def text() -> str:
        out = []
        for result in results:
            if result.works:
                size = f"{result.rows} rows, {result.inputs} inputs, complete"
                out.append(click.style("sound  ", fg="green") + f"{result.table}  {size}")
            else:
                out.append(click.style("broken ", fg="red") + result.table)
                out += [wrap(str(fault), "           ", "         - ") for fault in result.faults]
        return "\n".join(out)

    emit(TableChecks(tuple(results)), text, as_json)
    ctx.exit(0 if all(r.works for r in results) else TableError.exit_code)


@command.command(epilog="Example: sds table show sds-ras:norfolk-primary")
@click.argument("table")
@json_option
def show(table: str, as_json: bool) -> None:
    """Show TABLE: its inputs, rows and source."""
    t = _load(table)
    view = TableView(
        t.rule,
        t.title,
        str(t.source),
        str(t.evidence),
        str(t.hit_policy),
        t.illustrative,
        tuple(f"{i.name}: {i.domain.kind}, {i.domain.words()}" for i in t.inputs),
        tuple(
            f"{o.name}: {o.kind}" + (f" {o.period.words}" if o.period else "") for o in t.outputs
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


def _value(table: Table, name: str, text: str) -> Any:
    item = next((i for i in table.inputs if i.name == name), None)
    if item is None:
        names = [i.name for i in table.inputs]
        fault = Fault(f"{name}={text}", f"the input {name!r}", "one it asks", nearest(name, names))
        raise InputError(f"table {table.rule} does not ask for {name}", [fault])
    try:
        # A value outside the domain is looked up all the same: the table says what it makes of it.
        item.domain.read_any(text)
    except ValueError as error:
        fault = Fault(f"{name}={text}", repr(text), str(error))
        raise InputError(f"{text} is no value of {name}", [fault]) from None
    return item.domain.value(text, inside=False)


@command.command("try", epilog="Example: sds table try sds-ras:norfolk-primary points=152")
@click.argument("table")
@click.argument("values", nargs=-1, metavar="INPUT=VALUE...")
@json_option
@click.pass_context
def try_(ctx: click.Context, table: str, values: tuple[str, ...], as_json: bool) -> None:
    """Look up INPUT=VALUE... in TABLE; an input left out counts as not known.

    Exit code 4 says that the table gives no answer.
    """
    t = _load(table)
    given: dict[str, Any] = {}
    shown: dict[str, str] = {}
    for word in values:
        name, equals, written = word.partition("=")
        if not equals:
            raise click.UsageError(f"Write INPUT=VALUE, not {word!r}.")
        if name in given:
            raise click.UsageError(f"{name} is given twice.")
        given[name] = _value(t, name, written)
        shown[name] = written
    arguments = [given.get(item.name) for item in t.inputs]
    collects = t.hit_policy is HitPolicy.COLLECT
    answer = t.matches(*arguments) if collects else t.find(*arguments)
    rows = (answer,) if isinstance(answer, Row) else () if isinstance(answer, NoRow) else answer
    result = TableTry(
        t.rule,
        tuple(f"{item.name}={shown.get(item.name, '?')}" for item in t.inputs),
        not isinstance(answer, NoRow),
        tuple(row.id for row in rows),
        tuple(f"{o.title} {o.words(row.values[o.name])}" for row in rows for o in t.outputs),
        answer.cause if isinstance(answer, NoRow) else "",
    )

    def text() -> str:
        if not result.determined:
            return f"undetermined: {result.cause}"
        out = [f"row {row.id}: {row.reason.text}" for row in rows]
        return "\n".join(out) or "no row matches"

    emit(result, text, as_json)
    ctx.exit(0 if result.determined else UNDETERMINED)


@command.command(epilog="Example: sds table convert bands.toml bands.xlsx")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@json_option
def convert(source: Path, target: Path, as_json: bool) -> None:
    """Write SOURCE as TARGET: .toml with its rows, .xlsx, or a folder of .csv files.

    What spreadsheets rewrite on their own (dates, pounds, thousands) is refused by sheet and cell.
    """
    from sds_core.sheets.tables import convert_table

    created = Created(str(target.parent), convert_table(source, target))
    emit(created, lambda: f"Written to {target}.", as_json)
