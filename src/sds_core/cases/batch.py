"""Cases from files: JSON, folders of it, or a table of a few columns that any spreadsheet saves.

The columns of a table are ``case`` (required), ``points``, ``own_points``, ``care`` (none, some,
substantial, most: of a carer recorded able and willing), ``helper`` (a role), ``fee`` (pounds),
``declared`` (the day on which the helper declared to have no interests), ``needs_cost`` (pounds a
week that the eligible unmet needs are priced at), ``plan_cost`` (pounds a week), ``submitted`` (the
day on which the plan was put forward), ``setting``, and ``answer.QUESTION`` for each scored
question. A helper needs a fee (0.00 where it is free); a plan's cost needs its setting and day.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sds_core.cases.reader import CaseReader
from sds_core.errors import Fault, InputError, SdsError, nearest
from sds_core.formats.files import read_limited
from sds_core.formats.strict_json import MAX_BYTES
from sds_core.model.case import CASE_FORMAT, Case
from sds_core.model.characters import forbidden

__all__ = ["COLUMNS", "Caseload", "read_cases"]

COLUMNS = (
    "case",
    "points",
    "own_points",
    "care",
    "helper",
    "fee",
    "declared",
    "needs_cost",
    "plan_cost",
    "submitted",
    "setting",
)
MAX_FILE = 64 * 1_048_576
_ANSWER = "answer."


def _number(row: Mapping[str, str], column: str) -> int | None:
    text = row.get(column, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise ValueError(f"column {column}: {text!r} is not a whole number of points")
    return int(text)


def _together(
    row: Mapping[str, str], head: str, required: tuple[str, ...], optional: tuple[str, ...]
) -> None:
    """Refuse a row in which a column is filled in without the columns that it requires."""
    if row.get(head, "").strip():
        for column in required:
            if not row.get(column, "").strip():
                raise ValueError(f"column {head} is filled in, and column {column} is not")
        return
    for column in (*required, *optional):
        if row.get(column, "").strip():
            raise ValueError(f"column {column} is filled in, and column {head} is not")


def _document(row: Mapping[str, str]) -> dict[str, object]:
    parties: list[dict[str, object]] = [
        {"id": "p", "name": f"The person in {row['case'].strip()}", "roles": ["person"]},
        {"id": "assessor", "name": "The assessor", "roles": ["care_manager"]},
    ]
    assessment: dict[str, object] = {}
    case: dict[str, object] = {
        "format": CASE_FORMAT,
        "subject": "adult",
        "id": row["case"].strip(),
        "person": "p",
        "parties": parties,
        "assessment": assessment,
    }
    own, points = _number(row, "own_points"), _number(row, "points")
    if own is not None or points is not None:
        assessment["points"] = {
            "questionnaire": "the table's points",
            "own": own,
            "assessor": points,
        }
    assessment["answers"] = [
        {
            "question": column.removeprefix(_ANSWER),
            "assessor": {"choice": value.strip(), "by": "assessor"},
        }
        for column, value in row.items()
        if column.startswith(_ANSWER) and value.strip()
    ]
    care = row.get("care", "").strip()
    if care == "none":
        assessment["carers"] = []
    elif care:
        parties.append({"id": "carer", "name": "The carer", "roles": ["family"]})
        carer = {"party": "carer", "gives": care, "able": True, "willing": True}
        assessment["carers"] = [carer]
    helper, fee = row.get("helper", "").strip(), row.get("fee", "").strip()
    _together(row, "helper", ("fee",), ("declared",))
    if helper:
        parties.append({"id": "helper", "name": f"The {helper}", "roles": [helper]})
        free = not fee.strip("0.")
        charged = {"basis": "free"} if free else {"basis": "fixed", "money": fee}
        case["help"] = [{"helper": "helper", "tasks": ["write_plan"], "fee": charged}]
        declared = row.get("declared", "").strip()
        if declared:
            case["interests"] = [
                {"party": "helper", "declared_on": declared, "nothing_to_declare": True}
            ]
    cost = row.get("plan_cost", "").strip()
    _together(row, "plan_cost", ("setting", "submitted"), ())
    needs = row.get("needs_cost", "").strip()
    if needs:
        priced = {"money": needs, "period": "week"}
        need = {"id": "n1", "outcome": "all", "eligible": True, "unmet": True}
        assessment["needs"] = [{**need, "prices": [{"cost": priced, "whose": "council"}]}]
    if cost:
        amount = {"money": cost, "period": "week"}
        line = {"id": "l1", "what": "Support", "service": "support_delivery", "cost": amount}
        case["plan"] = {
            "setting": row["setting"].strip(),
            "written_by": ["p"],
            "submitted_on": row["submitted"].strip(),
            "lines": [line],
        }
    return case


def _table(path: Path, reader: CaseReader) -> Iterator[Case]:
    try:
        text = read_limited(path, MAX_FILE).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = Fault(f"{path}: byte {error.start}", "bytes that are not UTF-8", "UTF-8 text")
        raise InputError(f"{path} cannot be read", [fault]) from None
    if forbidden(text, tabs=True):
        fault = Fault(str(path), f"the control character {forbidden(text, tabs=True)}", "text")
        raise InputError(f"{path} cannot be used", [fault])
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    header = rows.fieldnames or []
    unknown = [c for c in header if c not in COLUMNS and not c.removeprefix(_ANSWER)]
    unknown += [c for c in header if c not in COLUMNS and not c.startswith(_ANSWER)]
    if "case" not in header or unknown or len(set(header)) < len(header):
        found = ", ".join(header) or "no columns"
        hint = nearest(unknown[0], COLUMNS) if unknown else ""
        expected = f"case, and any of {', '.join(COLUMNS[1:])}, answer.QUESTION"
        fault = Fault(f"{path}: line 1", f"the columns {found}", expected, hint)
        raise InputError(f"{path} cannot be used", [fault])
    faults: list[Fault] = []
    cases: list[Case] = []
    seen: set[str] = set()
    try:
        for row in rows:
            place = f"{path}: line {rows.line_num}"
            if None in row or None in row.values() or not row["case"].strip():
                faults.append(Fault(place, "cells that do not fit the columns", "one for each"))
                continue
            if row["case"].strip() in seen:
                faults.append(Fault(place, f"the case {row['case']!r} again", "each once"))
            seen.add(row["case"].strip())
            try:
                cases.append(reader.from_document(_document(row), place))
            except InputError as error:
                faults += error.faults
            except ValueError as error:
                faults.append(Fault(place, str(error), "a value of the column"))
    except csv.Error as error:
        faults.append(Fault(f"{path}: line {rows.line_num}", str(error), "CSV"))
    if faults:
        raise InputError(f"{path} cannot be used", faults)
    yield from cases


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob("*.json"))
            yield from sorted(path.glob("*.csv"))
        else:
            yield path


class Caseload:
    """Cases in files, read one after another as often as they are asked for.

    Args:
        paths: the files and folders.
        reader: the site's reader.
    """

    def __init__(self, paths: Iterable[Path], reader: CaseReader) -> None:
        self._files, self._reader, self._count = list(_files(paths)), reader, 0

    def __len__(self) -> int:
        """Return how many cases there were when they were last checked."""
        return self._count

    def __iter__(self) -> Iterator[Case]:
        """Yield the cases.

        Raises:
            InputError: a file is not what it was when it was checked.
        """
        for path in self._files:
            yield from self._read(path)

    def _read(self, path: Path) -> Iterator[Case]:
        try:
            if path.suffix == ".csv":
                yield from _table(path, self._reader)
            else:
                yield self._reader.read(read_limited(path, MAX_BYTES), str(path))
        except OSError as error:
            fault = Fault(str(path), "no file that can be read", str(error.strerror))
            raise InputError(f"{path} cannot be read", [fault]) from None

    def check(self) -> None:
        """Read every case once, and keep how many there are.

        Raises:
            InputError: with every fault in every file, or where two cases share an id.
        """
        faults: list[Fault] = []
        ids: Counter[str] = Counter()
        for path in self._files:
            try:
                ids.update(case.id for case in self._read(path))
            except SdsError as error:
                faults += error.faults or [Fault(str(path), error.message, "a case")]
        faults += [
            Fault(f"case {name}", "the same id twice", "each case once")
            for name, times in sorted(ids.items())
            if times > 1
        ]
        if faults:
            raise InputError("the cases cannot be used", faults)
        if not ids:
            raise InputError("there are no cases", [Fault("CASES", "no case", "at least one")])
        self._count = ids.total()


def read_cases(paths: Iterable[Path], reader: CaseReader) -> Caseload:
    """Read cases from JSON files, tables (.csv), and folders of them.

    Every file is looked at before anything is decided; the cases themselves are not kept.

    Args:
        paths: the files and folders.
        reader: the site's reader.

    Raises:
        InputError: with every fault in every file, or where two cases share an id.
    """
    cases = Caseload(paths, reader)
    cases.check()
    return cases
