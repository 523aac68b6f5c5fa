"""Sheets on disk: an .xlsx workbook, or a folder with a .csv file for each sheet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sds_core.errors import ConfigurationError, Fault
from sds_core.sheets.cells import column_letter, text_of

__all__ = ["Sheets", "is_sheets", "read_sheets", "write_sheets"]

Sheets = Mapping[str, Sequence[Sequence[str]]]

MAX_BYTES = 4_194_304
MAX_UNPACKED = 33_554_432
MAX_ROWS = 5_000
MAX_COLUMNS = 60


def is_sheets(path: Path) -> bool:
    """Tell whether a path is a workbook, or a folder of .csv files."""
    return path.suffix == ".xlsx" or (path.is_dir() and any(path.glob("*.csv")))


def _need_openpyxl() -> None:
    if not find_spec("openpyxl"):
        mend = "Run: python -m pip install 'sds-core[sheets]', or keep the sheets as .csv."
        fault = Fault("sds-core[sheets]", "no openpyxl", "the extra “sheets”", mend)
        raise ConfigurationError("workbooks need an extra", [fault])


def _cells(name: str, sheet: str, rows: Any, faults: list[Fault]) -> list[list[str]]:
    out: list[list[str]] = []
    for number, row in enumerate(rows, 1):
        if number > MAX_ROWS or len(row) > MAX_COLUMNS:
            found = f"more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns"
            faults.append(Fault(f"{name}: {sheet}", found, "a smaller sheet"))
            break
        texts = []
        for column, value in enumerate(row):
            text, found, mend = text_of(value)
            if found:
                place = f"{name}: {sheet}!{column_letter(column)}{number}"
                faults.append(Fault(place, found, "text", mend))
            texts.append(text)
        while texts and not texts[-1].strip():
            texts.pop()
        out.append(texts)
    while out and not out[-1]:
        out.pop()
    return out


def _workbook(path: Path, name: str, faults: list[Fault]) -> dict[str, list[list[str]]]:
    _need_openpyxl()
    import openpyxl

    with zipfile.ZipFile(path) as packed:
        size = sum(item.file_size for item in packed.infolist())
        if size > MAX_UNPACKED:
            raise ValueError(f"{size:,} bytes unpacked, where at most {MAX_UNPACKED:,} are read")
    book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
    try:
        return {
            sheet.title: _cells(name, sheet.title, sheet.iter_rows(values_only=True), faults)
            for sheet in book.worksheets
        }
    finally:
        book.close()


def _folder(path: Path, name: str, faults: list[Fault]) -> dict[str, list[list[str]]]:
    found = {}
    for file in sorted(path.glob("*.csv")):
        if file.stat().st_size > MAX_BYTES:
            raise ValueError(f"{file.name} has more than {MAX_BYTES:,} bytes")
        text = file.read_bytes().decode("utf-8-sig")
        first = text.partition("\n")[0]
        if ";" in first and "," not in first:
            mend = "Save it with commas between the cells (CSV UTF-8, comma delimited)."
            place = f"{name}: {file.stem}!A1"
            faults.append(Fault(place, "semicolons between the cells", "commas", mend))
            continue
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        found[file.stem] = _cells(name, file.stem, rows, faults)
    return found


def read_sheets(path: Path) -> dict[str, list[list[str]]]:
    """Return the sheets of a workbook or a folder, every cell as text.

    Raises:
        ConfigurationError: it cannot be read, or the spreadsheet has rewritten a cell; with every
            fault by sheet and cell.
    """
    faults: list[Fault] = []
    name = path.name
    try:
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            raise ValueError(f"more than {MAX_BYTES:,} bytes")
        sheets = (_folder if path.is_dir() else _workbook)(path, name, faults)
    except ConfigurationError:
        raise
    except Exception as error:  # a hostile workbook may fail in any way inside its reader
        fault = Fault(name, str(error) or type(error).__name__, "a workbook or a folder of .csv")
        raise ConfigurationError(f"{name} cannot be read", [fault]) from None
    if faults:
        raise ConfigurationError(f"{name} cannot be used", faults)
    return sheets


def write_sheets(path: Path, sheets: Sheets) -> None:
    """Write sheets as a workbook (a path that ends in .xlsx) or as a folder of .csv files.

    In a workbook every cell is formatted as text, so that it keeps what is written into it.

    Raises:
        ConfigurationError: it cannot be written.
    """
    try:
        if path.suffix == ".xlsx":
            _write_workbook(path, sheets)
            return
        path.mkdir(parents=True, exist_ok=True)
        for name, rows in sheets.items():
            with (path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(rows)
    except OSError as error:
        fault = Fault(str(path), str(error.strerror), "a place that can be written")
        raise ConfigurationError(f"{path} cannot be written", [fault]) from None


def _write_workbook(path: Path, sheets: Sheets) -> None:
    _need_openpyxl()
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(row, 1):
                cell = sheet.cell(number, column, text)
                cell.data_type = "s"  # text that begins with “=” is no formula
                cell.number_format = "@"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if number == 1:
                    cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        for column in range(1, max((len(row) for row in rows), default=1) + 1):
            sheet.column_dimensions[column_letter(column - 1)].width = 32
    book.save(path)
