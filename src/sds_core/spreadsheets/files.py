"""Sheets on disk: an .xlsx workbook, or a folder with a .csv file for each sheet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from sds_core.errors import ConfigurationError, Fault
from sds_core.formats.files import read_limited
from sds_core.spreadsheets.cells import Formula, column_letter, text_of

__all__ = ["Sheets", "is_sheets", "read_sheets", "write_sheets"]

Sheets = Mapping[str, Sequence[Sequence[str]]]

MAX_BYTES = 2_097_152
MAX_UNPACKED = 8_388_608
MAX_PART = 3_145_728  # a sheet
MAX_SMALL_PART = 262_144  # the list of sheets, the styles
MAX_PARTS = 60
MAX_SHEETS = 8
MAX_ROWS = 5_000
MAX_COLUMNS = 60
_DANGEROUS = ("=", "+", "-", "@")  # what a spreadsheet takes for a formula when it opens a .csv


def is_sheets(path: Path) -> bool:
    """Tell whether a path is a workbook, or a folder of .csv files."""
    return path.suffix == ".xlsx" or (path.is_dir() and any(path.glob("*.csv")))


def _need_openpyxl() -> None:
    if not find_spec("openpyxl"):
        hint = "Run: python -m pip install 'sds-core[sheets]', or keep the sheets as .csv."
        fault = Fault("sds-core[sheets]", "no openpyxl", "the extra “sheets”", hint)
        raise ConfigurationError("workbooks need an extra", [fault])


def _cells(name: str, sheet: str, rows: Any, faults: list[Fault]) -> list[list[str]]:
    out: list[list[str]] = []
    for number, row in enumerate(islice(rows, MAX_ROWS + 1), 1):
        if number > MAX_ROWS or len(row) > MAX_COLUMNS:
            found = f"more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns"
            faults.append(Fault(f"{name}: {sheet}", found, "a smaller sheet"))
            break
        texts = []
        for column, value in enumerate(row):
            text, found, hint = text_of(value)
            if found:
                place = f"{name}: {sheet}!{column_letter(column)}{number}"
                faults.append(Fault(place, found, "text", hint))
            texts.append(text)
        while texts and not texts[-1].strip():
            texts.pop()
        out.append(texts)
    while out and not out[-1]:
        out.pop()
    return out


def _check_parts(path: Path) -> None:
    """Refuse a workbook that would unpack into more than a rule set could ever need."""
    with zipfile.ZipFile(path) as packed:
        parts = packed.infolist()
        size = sum(part.file_size for part in parts)
        if size > MAX_UNPACKED or len(parts) > MAX_PARTS:
            raise ValueError(
                f"{len(parts)} parts of {size:,} bytes, where {MAX_UNPACKED:,} are read"
            )
        for part in parts:
            small = not part.filename.startswith(("xl/worksheets/", "xl/sharedStrings"))
            most = MAX_SMALL_PART if small else MAX_PART
            if part.file_size > most:
                raise ValueError(f"{part.filename} has {part.file_size:,} bytes, over {most:,}")


def _workbook(path: Path, name: str, faults: list[Fault]) -> dict[str, list[list[str]]]:
    _need_openpyxl()
    import openpyxl

    _check_parts(path)
    book = openpyxl.load_workbook(path, keep_links=False)
    if len(book.worksheets) > MAX_SHEETS:
        raise ValueError(f"{len(book.worksheets)} sheets, where at most {MAX_SHEETS} are read")
    found = {}
    for sheet in book.worksheets:
        where = f"{name}: {sheet.title}"
        for merged in sheet.merged_cells.ranges:
            hint = "Unmerge them, and write what belongs into each cell."
            faults.append(Fault(f"{where}!{merged.coord}", "merged cells", "cells", hint))
        hidden = [f"row {n}" for n, row in sheet.row_dimensions.items() if row.hidden]
        hidden += [f"column {n}" for n, c in sheet.column_dimensions.items() if c.hidden]
        if hidden or sheet.sheet_state != "visible":
            what = ", ".join(hidden) or "the sheet"
            faults.append(Fault(where, f"hidden: {what}", "what can be seen", "Show or delete it."))
        found[sheet.title] = _cells(name, sheet.title, _values(sheet), faults)
    return found


def _values(sheet: Any) -> Iterator[list[object]]:
    """Yield each row's values; what the spreadsheet would work out is marked as such."""
    most = min(sheet.max_row, MAX_ROWS + 1), min(sheet.max_column, MAX_COLUMNS + 1)
    for row in sheet.iter_rows(max_row=most[0], max_col=most[1]):
        yield [
            Formula(str(cell.value)) if cell.data_type in ("f", "e") else cell.value for cell in row
        ]


def _folder(path: Path, name: str, faults: list[Fault]) -> dict[str, list[list[str]]]:
    found = {}
    files = sorted(path.glob("*.csv"))
    if len(files) > MAX_SHEETS:
        raise ValueError(f"{len(files)} .csv files, where at most {MAX_SHEETS} are read")
    for file in files:
        place = f"{name}: {file.stem}!A1"
        if not file.is_file():
            raise ValueError(f"{file.name} is no file")
        try:
            text = read_limited(file, MAX_BYTES).decode("utf-8-sig")
        except OSError as error:
            raise ValueError(f"{file.name}: {error.strerror}") from None
        except UnicodeDecodeError:
            hint = "Save it as “CSV UTF-8 (comma delimited)”."
            faults.append(Fault(place, "characters of another encoding", "UTF-8", hint))
            continue
        first = text.partition("\n")[0]
        if ";" in first and "," not in first:
            hint = "Save it with commas between the cells (CSV UTF-8, comma delimited)."
            faults.append(Fault(place, "semicolons between the cells", "commas", hint))
            continue
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            rows = [[_without_mark(cell) for cell in row] for row in islice(reader, MAX_ROWS + 1)]
        except csv.Error as error:
            line = f"{name}: {file.stem}, line {reader.line_num}"
            hint = "Look for a quotation mark that is not closed."
            faults.append(Fault(line, str(error), "cells with commas between them", hint))
            continue
        found[file.stem] = _cells(name, file.stem, rows, faults)
    return found


def _with_mark(text: str) -> str:
    """Return a cell for a .csv: what could be taken for a formula begins with an apostrophe."""
    return f"'{text}" if text.startswith((*_DANGEROUS, "'")) else text


def _without_mark(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith((*_DANGEROUS, "'")) else text


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
                marked = ([_with_mark(cell) for cell in row] for row in rows)
                csv.writer(file, lineterminator="\n").writerows(marked)
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
