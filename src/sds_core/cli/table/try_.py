"""`sds table try`."""

from __future__ import annotations

import click
from attrs import frozen

from sds_core.cli.common.output import UNDETERMINED, emit, json_option
from sds_core.errors import Fault, InputError, nearest
from sds_core.tables.load import load_named_table
from sds_core.tables.rows import HitPolicy, NoRow, Row
from sds_core.tables.table import Table

__all__ = ["TableTry", "command"]


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


def _value(table: Table, name: str, text: str) -> object:
    item = next((i for i in table.inputs if i.name == name), None)
    if item is None:
        names = [i.name for i in table.inputs]
        fault = Fault(f"{name}={text}", f"the input {name!r}", "one it asks", nearest(name, names))
        raise InputError(f"table {table.rule} does not ask for {name}", [fault])
    try:
        # A value outside the domain is looked up too: the table's answer says why no row matches.
        item.domain.read_any(text)
    except ValueError:
        fault = Fault(f"{name}={text}", repr(text), item.domain.expected)
        raise InputError(f"{text} is no value of {name}", [fault]) from None
    return item.domain.value(text, inside=False)


@click.command("try", epilog="Example: sds table try sds-ras:norfolk-primary points=152")
@click.argument("table")
@click.argument("values", nargs=-1, metavar="INPUT=VALUE...")
@json_option
@click.pass_context
def command(ctx: click.Context, table: str, values: tuple[str, ...], as_json: bool) -> None:
    """Look up INPUT=VALUE... in TABLE; an input left out counts as not known.

    Exit code 4 says that the table gives no answer.
    """
    t = load_named_table(table)
    given: dict[str, object] = {}
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
