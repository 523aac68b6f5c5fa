"""Documents read from TOML or from sheets, and written as either."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

from sds_core.errors import ConfigurationError, Fault
from sds_core.formats.toml import MAX_FILE, TomlFile, read_toml
from sds_core.spreadsheets.files import Sheets, is_sheets, read_sheets, write_sheets
from sds_core.spreadsheets.layout import LAYOUTS, from_sheets, to_sheets

__all__ = ["convert", "dated", "read_document", "toml_text"]

_DATE = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


def read_document(
    path: Path, layout: str, name: str | None = None, most: int = MAX_FILE
) -> TomlFile:
    """Read a TOML file, or the sheets that hold the same.

    Args:
        path: a TOML file, an .xlsx workbook, or a folder of .csv files.
        layout: how it lies on sheets: “ruleset” or “table”.
        name: what to call it in errors.
        most: the largest TOML file read, in bytes.

    Raises:
        ConfigurationError: it cannot be read, with every fault by line or by cell.
    """
    if not is_sheets(path):
        return read_toml(path, name, most)
    shown = path.name
    sheets = read_sheets(path)
    data, cells = from_sheets(shown, sheets, LAYOUTS[layout])
    return TomlFile(shown, data, toml_text(data), cells)


def dated(value: object) -> Any:
    """Return plain data with texts that are dates as dates, which TOML writes without quotes."""
    if isinstance(value, Mapping):
        return {name: dated(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [dated(item) for item in value]
    if isinstance(value, str) and _DATE.match(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def toml_text(data: Mapping[str, object]) -> str:
    """Return plain data as TOML."""
    return tomli_w.dumps(dated(data), indent=2)


def convert(source: Path, target: Path, layout: str) -> TomlFile:
    """Convert a document: TOML to sheets, or sheets to TOML.

    Args:
        source: a TOML file, a workbook or a folder.
        target: what to write: a path that ends in .toml or .xlsx, or a folder.
        layout: how it lies on sheets: “ruleset” or “table”.

    Returns:
        The document as it was read.

    Raises:
        ConfigurationError: it cannot be read or written, the target is there already, or something
            in it could not be brought back.
    """
    if target.exists():
        fault = Fault(str(target), "something there already", "a new name")
        raise ConfigurationError(f"{target} is not overwritten", [fault])
    file = read_document(source, layout)
    try:
        if target.suffix == ".toml":
            target.write_text(toml_text(file.plain), encoding="utf-8")
            return file
    except OSError as error:
        fault = Fault(str(target), str(error.strerror), "a place that can be written")
        raise ConfigurationError(f"{target} cannot be written", [fault]) from None
    sheets = to_sheets(file.plain, LAYOUTS[layout])
    back = from_sheets(target.name, sheets, LAYOUTS[layout])[0]
    if back != file.plain:
        changed = [name for name in file.plain if file.plain[name] != back.get(name)]
        fault = Fault(
            file.place(changed[:1]), "what a sheet cannot hold", "plain texts and numbers"
        )
        raise ConfigurationError(f"{source} would lose something as sheets", [fault])
    write_sheets(target, sheets)
    if read_sheets(target) != _trimmed(sheets):
        fault = Fault(str(target), "a cell that did not come back as it was written", "texts")
        raise ConfigurationError(f"{source} would lose something as sheets", [fault])
    return file


def _trimmed(sheets: Sheets) -> dict[str, list[list[str]]]:
    """Return sheets without the empty cells at the ends of their rows."""

    def trim(row: Sequence[str]) -> list[str]:
        filled = [place for place, cell in enumerate(row, 1) if cell.strip()]
        return list(row[: filled[-1]]) if filled else []

    return {name: [trim(row) for row in rows] for name, rows in sheets.items()}
