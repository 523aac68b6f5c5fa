"""`sds ruleset convert`: sets to spreadsheets and back."""

from __future__ import annotations

from pathlib import Path

import click

from sds_core.cli.common.output import Created, emit, json_option
from sds_core.rulesets.load import read_ruleset
from sds_core.spreadsheets.documents import convert as convert_document, read_document

__all__ = ["command"]


@click.command("convert", epilog="Example: sds ruleset convert brokers.toml brokers.xlsx")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@json_option
def command(source: Path, target: Path, as_json: bool) -> None:
    """Write SOURCE as TARGET: .toml, .xlsx, or a folder of .csv files; only comments are lost.

    What spreadsheets rewrite on their own (dates, pounds, thousands) is refused by sheet and cell.
    """
    read_ruleset(read_document(source, "ruleset"), source.parent)
    convert_document(source, target, "ruleset")
    files = tuple(sorted(p.name for p in target.iterdir())) if target.is_dir() else (target.name,)
    created = Created(str(target.parent), files)
    emit(created, lambda: f"Written to {target}.", as_json)
