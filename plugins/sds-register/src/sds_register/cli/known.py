"""`sds register known`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sds_core import Known
from sds_core.cases.reader import CaseReader
from sds_core.cli.common.output import columns, emit, json_option, on_option, read_file
from sds_register.cli.options import open_register, register_options

__all__ = ["command"]


def _rows(known: Known) -> list[tuple[str, str, str]]:
    rows = [("pot", pot.pot, pot.holds.pounds()) for pot in known.pots or ()]
    rows += [
        ("standing", item.party, f"{item.stands} from {item.from_date} ({item.entry})")
        for item in known.standing or ()
    ]
    rows += [
        ("concern", item.party, f"{item.kind} of {item.on} ({item.entry})")
        for item in known.concerns or ()
    ]
    rows += [
        ("decision", item.question, f"{item.outcome}, for {item.on} ({item.entry})")
        for item in known.decisions or ()
    ]
    return rows


@click.command("known", epilog="Example: sds register known case.json --on 2026-10-01 --json")
@click.argument("case", type=click.Path(path_type=Path))
@on_option
@register_options
@json_option
def command(case: Path, on: date, register: str, keys: str | None, as_json: bool) -> None:
    """Show what the register knows beside CASE (a JSON file, or - for standard input).

    Pots, each party's place on the list, concerns and earlier decisions. With --json it can be
    passed on: sds decide --known.
    """
    read = CaseReader().read(read_file(case), str(case))
    known = open_register(register, keys).known(read, on)
    emit(known, lambda: columns(_rows(known)) or "Nothing is known beside this case.", as_json)
