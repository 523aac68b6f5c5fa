"""`sds table convert`."""

from __future__ import annotations

from pathlib import Path

import click

from sds_core.cli.common.output import Created, emit, json_option

__all__ = ["command"]


@click.command("convert", epilog="Example: sds table convert bands.toml bands.xlsx")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@json_option
def command(source: Path, target: Path, as_json: bool) -> None:
    """Write SOURCE as TARGET: .toml with its rows, .xlsx, or a folder of .csv files.

    What spreadsheets rewrite on their own (dates, pounds, thousands) is refused by sheet and cell.
    """
    from sds_core.spreadsheets.tables import convert_table

    created = Created(str(target.parent), convert_table(source, target))
    emit(created, lambda: f"Written to {target}.", as_json)
