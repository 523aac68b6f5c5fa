"""A table as people keep it: a small TOML head, and rows in CSV that any spreadsheet opens.

Everything wrong with the two files is reported at once, by file, line and column.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from sds_core.conditions.cells import parse_cell
from sds_core.conditions.partition import Ranges
from sds_core.conditions.solver import SearchBudgetExceeded
from sds_core.errors import ConfigurationError, Fault, InputError, SdsError, TableError, nearest
from sds_core.formats.canonical import digest
from sds_core.formats.files import read_limited
from sds_core.formats.records import from_plain
from sds_core.formats.toml import MAX_FILE, TomlFile, read_toml
from sds_core.model.characters import forbidden
from sds_core.model.reasons import Reason, Source
from sds_core.resources.references import resolve
from sds_core.resources.resolver import INSTALLED, Resolver
from sds_core.schemas.published import check_document
from sds_core.tables.completeness import gaps, overlaps, unreachable
from sds_core.tables.file_format import OUTPUT_KINDS, TableHead, domain_of, output_value
from sds_core.tables.rows import Input, Output, Row, Unpublished, row_words
from sds_core.tables.table import Table

__all__ = ["MAX_INPUTS", "MAX_ROWS", "load_named_table", "load_table"]

MAX_INPUTS = 8
MAX_ROWS = 2_000


def _columns(head: TableHead) -> list[str]:
    return [i.name for i in head.input] + [o.name for o in head.output]


class _Loader:
    def __init__(self, head: TomlFile, rows_name: str, rows: bytes) -> None:
        self.file = head
        self.rows_digest = digest(rows)
        self.rows_name = rows_name
        self.rows_text = rows.decode("utf-8-sig")
        self.faults: list[Fault] = []

    def fault(self, place: str, found: str, expected: str, hint: str = "") -> None:
        self.faults.append(Fault(place, found, expected, hint))

    def stop(self) -> None:
        if self.faults:
            raise TableError(f"table {self.file.name} cannot be used", self.faults)

    def inputs(self, head: TableHead) -> tuple[Input, ...]:
        if not 1 <= len(head.input) <= MAX_INPUTS:
            place = self.file.place(["input"])
            self.fault(place, f"{len(head.input)} inputs", f"1 to {MAX_INPUTS}")
        items = []
        for i, item in enumerate(head.input):
            try:
                items.append(Input(item.name, item.title or item.name, domain_of(item)))
            except ValueError as error:
                place = self.file.place(["input", i])
                self.fault(place, f"the input {item.name!r}", "one that can be used", f"{error}.")
        for i, output in enumerate(head.output):
            if output.type not in OUTPUT_KINDS:
                place = self.file.place(["output", i, "type"])
                self.fault(place, repr(output.type), f"one of {', '.join(OUTPUT_KINDS)}")
            if output.type == "choice" and not output.values:
                self.fault(self.file.place(["output", i]), "no values", "the closed list")
        names = _columns(head)
        twice = {name for name in names if names.count(name) > 1 or name in ("row", "note")}
        for name in sorted(twice):
            self.fault(self.file.name, f"the column {name!r} twice", "each name once")
        return tuple(items)

    def lines(self, columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
        hidden = forbidden(self.rows_text, tabs=True)
        if hidden:
            found = f"the control character {hidden}"
            self.fault(self.rows_name, found, "text that can be seen")
            return
        reader = csv.reader(io.StringIO(self.rows_text, newline=""), strict=True)
        try:
            header = next(reader, [])
            wanted = [*columns, "row", *(["note"] if "note" in header else [])]
            if sorted(header) != sorted(wanted):
                self.fault(
                    f"{self.rows_name}: line 1",
                    f"the columns {', '.join(header)}",
                    f"row, {', '.join(columns)} and, if wanted, note",
                )
                return
            for cells in reader:
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != len(header):
                    place = f"{self.rows_name}: line {reader.line_num}"
                    self.fault(
                        place,
                        f"{len(cells)} cells",
                        f"{len(header)}",
                        "Put a cell that holds a comma in double quotes.",
                    )
                    continue
                yield reader.line_num, dict(zip(header, cells, strict=True))
        except csv.Error as error:
            self.fault(f"{self.rows_name}: line {reader.line_num}", str(error), "CSV")

    def ranges(self, place: str, text: str, item: Input) -> Ranges:
        try:
            return parse_cell(text).ranges(item.domain)
        except ValueError as error:
            self.fault(place, repr(text), f"a condition on {item.title}", f"{error}.")
            return ((item.domain.low, item.domain.high),)

    def rows(
        self, head: TableHead, inputs: tuple[Input, ...], outputs: tuple[Output, ...]
    ) -> tuple[Row, ...]:
        rows: list[Row] = []
        columns = _columns(head)
        seen: dict[str, int] = {}
        source = Source(head.source)
        for line, cells in self.lines(columns):
            row_id = cells["row"].strip()
            place = f"{self.rows_name}: row {row_id or '?'} (line {line})"
            if not row_id or row_id in seen:
                again = f"{row_id!r}, which line {seen[row_id]} has" if row_id else "no id"
                self.fault(f"{place}, column row", again, "an id of its own")
            seen.setdefault(row_id, line)
            ranges = tuple(
                self.ranges(f"{place}, column {item.name}", cells[item.name], item)
                for item in inputs
            )
            values: dict[str, object] = {}
            for output in head.output:
                try:
                    values[output.name] = output_value(output, cells[output.name])
                except ValueError as error:
                    here, cell = f"{place}, column {output.name}", cells[output.name]
                    self.fault(here, repr(cell), f"a value of type {output.type}", f"{error}.")
            if len(values) < len(outputs):
                continue
            gives = ", ".join(f"{item.title} {item.words(values[item.name])}" for item in outputs)
            reason = Reason(
                f"{head.title}: for {row_words(inputs, ranges)}: {gives}.",
                f"{head.id}@{head.version}#{row_id}",
                source,
                head.evidence,
            )
            written = tuple(cells[item.name].strip() for item in inputs)
            note = cells.get("note", "").strip()
            rows.append(
                Row(
                    row_id,
                    reason.rule,
                    written,
                    ranges,
                    MappingProxyType(values),
                    note,
                    reason,
                    line,
                )
            )
            if len(rows) > MAX_ROWS:
                self.fault(self.rows_name, f"more than {MAX_ROWS:,} rows", "a smaller table")
                break
        if not rows and not self.faults:
            self.fault(self.rows_name, "no rows", "at least one")
        return tuple(rows)

    def unpublished(self, head: TableHead, inputs: tuple[Input, ...]) -> tuple[Unpublished, ...]:
        parts = []
        known = {item.name for item in inputs} | {"because"}
        for i, part in enumerate(head.unpublished):
            place = self.file.place(["unpublished", i])
            for name in sorted(set(part) - known):
                self.fault(f"{place}.{name}", "a name that is not known", "", nearest(name, known))
            because = part.get("because")
            if not isinstance(because, str) or not because.strip():
                self.fault(place, "no “because”", "why the publisher gives no row")
                because = ""
            cells = tuple(str(part.get(item.name, "any")) for item in inputs)
            ranges = tuple(
                self.ranges(f"{place}.{item.name}", cell, item)
                for item, cell in zip(inputs, cells, strict=True)
            )
            parts.append(Unpublished(cells, ranges, because))
        return tuple(parts)

    def analyse(self, table: Table) -> None:
        names = [item.name for item in table.inputs]

        def spoken(cells: tuple[str, ...]) -> str:
            return ", ".join(f"{n} {c}" for n, c in zip(names, cells, strict=True) if c != "any")

        for overlap in overlaps(table):
            self.fault(
                self.rows_name,
                f"rows {overlap.first} and {overlap.second} both match {spoken(overlap.cells)}",
                f"at most one row for a case (hit policy “{table.hit_policy}”)",
            )
        try:
            for gap in gaps(table):
                self.fault(
                    self.rows_name,
                    f"no row for {spoken(gap.cells) or 'any case'}",
                    "a row for every case",
                    "Add a row, or declare the gap under [[unpublished]] with a “because”.",
                )
            for row in unreachable(table):
                self.fault(
                    f"{self.rows_name}: row {row.id} (line {row.line})",
                    "a row that no case reaches: earlier rows take all of them",
                    "rows that matter",
                )
        except SearchBudgetExceeded:
            self.fault(
                self.rows_name,
                "rows too tangled to prove that they cover every case",
                "a table that can be checked",
                "Split it, or use the hit policy “unique”.",
            )

    def load(self) -> Table:
        try:
            check_document(self.file.plain, "table-1", self.file.name)
        except InputError as error:
            raise TableError(f"table {self.file.name} cannot be used", error.faults) from None
        head = from_plain(self.file.plain, TableHead)
        inputs = self.inputs(head)
        self.stop()
        outputs = tuple(
            Output(item.name, item.title or item.name, item.type, item.period, item.values)
            for item in head.output
        )
        rows = self.rows(head, inputs, outputs)
        unpublished = self.unpublished(head, inputs)
        self.stop()
        table = Table(
            head.id,
            head.version,
            head.title,
            Source(head.source),
            head.evidence,
            head.hit_policy,
            inputs,
            outputs,
            rows,
            unpublished,
            head.illustrative,
            MappingProxyType(
                {
                    Path(self.file.name).name: digest(self.file.text.encode()),
                    head.rows: self.rows_digest,
                }
            ),
        )
        self.analyse(table)
        self.stop()
        return table


def load_table(path: Path | str, name: str | None = None, files: Resolver = INSTALLED) -> Table:
    """Load a decision table and prove it: no gap but a declared one, no forbidden overlap.

    Args:
        path: the head, a TOML file; its rows stand in the CSV file that it names, beside it.
        name: what to call the head in errors; its path if left out.
        files: notes what is read.

    Raises:
        TableError: with every fault in the two files.
    """
    path = Path(path)
    try:
        head = read_toml(path, name)
    except ConfigurationError as error:
        raise TableError(error.message, error.faults) from None
    rows_name = head.data.get("rows")
    if (
        not isinstance(rows_name, str)
        or not rows_name.isprintable()
        or Path(rows_name).name != rows_name
        or not rows_name
    ):
        fault = Fault(head.place(["rows"]), repr(rows_name), "the name of a CSV file beside it")
        raise TableError(f"table {head.name} cannot be used", [fault])
    shown = str(Path(head.name).with_name(rows_name)) if "/" in head.name else rows_name
    rows_path = path.with_name(rows_name)
    try:
        rows = read_limited(rows_path, MAX_FILE)
        files.note_rows(path, rows_path, rows)
        return _Loader(head, shown, rows).load()
    except (OSError, UnicodeDecodeError) as error:
        fault = Fault(shown, "no file that can be read as UTF-8", "the table's rows", str(error))
        raise TableError(f"table {head.name} cannot be used", [fault]) from None


def load_named_table(reference: str) -> Table:
    """Load a table by its reference, “package:name” or a path.

    Raises:
        TableError: with every fault.
    """
    try:
        path, name = resolve(reference, "tables", Path())
    except SdsError as error:
        raise TableError(error.message, error.faults) from None
    return load_table(path, name)
