"""`sds table check`."""

from __future__ import annotations

import click
from attrs import frozen

from sds_core.cli.common.output import emit, json_option, wrap
from sds_core.errors import Fault, TableError
from sds_core.tables.load import load_named_table

__all__ = ["TableCheck", "TableChecks", "command"]


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


@click.command("check", epilog="Example: sds table check sds-ras:norfolk-primary tables/mine.toml")
@click.argument("tables", nargs=-1, required=True)
@json_option
@click.pass_context
def command(ctx: click.Context, tables: tuple[str, ...], as_json: bool) -> None:
    """Prove TABLES: every cell read, no gap but a declared one, no forbidden overlap.

    Exit code 5 says that one of them is not sound.
    """
    results = []
    for name in tables:
        try:
            table = load_named_table(name)
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
