"""Decision tables as sheets: the head and its parts, and the rows as they stand in the CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sds_core.errors import ConfigurationError, Fault
from sds_core.formats.files import read_limited
from sds_core.formats.toml import MAX_FILE, read_toml
from sds_core.spreadsheets.cells import column_letter, habit
from sds_core.spreadsheets.documents import toml_text
from sds_core.spreadsheets.files import is_sheets, read_sheets, write_sheets
from sds_core.spreadsheets.layout import LAYOUTS, from_sheets, to_sheets

__all__ = ["convert_table"]

ROWS = "Rows"


def convert_table(source: Path, target: Path) -> tuple[str, ...]:
    """Convert a decision table to TOML or to sheets, and return the names of what was written.

    Args:
        source: the table's head (.toml, its rows beside it), a workbook or a folder.
        target: a new path that ends in .toml or .xlsx, or a folder.

    Raises:
        ConfigurationError: it cannot be read or written, or the spreadsheet has rewritten a cell.
    """
    if target.exists():
        fault = Fault(str(target), "something there already", "a new name")
        raise ConfigurationError(f"{target} is not overwritten", [fault])
    try:
        if is_sheets(source):
            return _to_files(source, target)
        file = read_toml(source)
        rows_file = source.with_name(str(file.data.get("rows", "")))
        text = read_limited(rows_file, MAX_FILE).decode("utf-8-sig")
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except (OSError, ValueError, csv.Error) as error:
        fault = Fault(str(source), str(error), "a table and its rows")
        raise ConfigurationError(f"{source} cannot be read", [fault]) from None
    sheets = to_sheets(file.plain, LAYOUTS["table"])
    sheets[ROWS] = rows
    write_sheets(target, sheets)
    return (target.name,)


def _to_files(source: Path, target: Path) -> tuple[str, ...]:
    sheets = read_sheets(source)
    rows = sheets.pop(ROWS, [])
    data, _ = from_sheets(source.name, sheets, LAYOUTS["table"])
    _refuse_habits(source.name, data, rows)
    name = target.with_suffix(".csv").name
    data["rows"] = name
    for item in data.get("input", []):
        if item.get("type") != "integer":  # sums and dates are texts, whatever they look like
            item.update({key: str(item[key]) for key in ("min", "max") if key in item})
    if target.suffix != ".toml":
        write_sheets(target, {**to_sheets(data, LAYOUTS["table"]), ROWS: rows})
        return (target.name,)
    if target.with_suffix(".csv").exists():
        fault = Fault(str(target.with_suffix(".csv")), "a file already there", "a new name")
        raise ConfigurationError(f"{target.with_suffix('.csv')} is not overwritten", [fault])
    target.write_text(toml_text(data), encoding="utf-8")
    width = len(rows[0]) if rows else 0
    with target.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        full = ([*row, *[""] * (width - len(row))] for row in rows)
        csv.writer(file, lineterminator="\n").writerows(full)
    return target.name, name


def _refuse_habits(name: str, data: dict[str, Any], rows: Sequence[Sequence[str]]) -> None:
    """Refuse what a spreadsheet rewrote in conditions and sums; free text is left alone."""
    free = {"note", *(o["name"] for o in data.get("output", []) if o.get("type") == "text")}
    faults = []
    header = list(rows[0]) if rows else []
    for number, row in enumerate(rows[1:], 2):
        for place, text in enumerate(row):
            if place >= len(header) or header[place] in free:
                continue
            found, hint = habit(text)
            if found:
                cell = f"{name}: {ROWS}!{column_letter(place)}{number}"
                faults.append(Fault(cell, found, "a condition or a value", hint))
    if faults:
        raise ConfigurationError(f"{name} cannot be used", faults)
