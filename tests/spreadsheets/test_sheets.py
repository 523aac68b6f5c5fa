"""Rule sets and tables as spreadsheets: nothing lost, nothing taken for what it is not."""

from __future__ import annotations

import csv
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from sds_core.errors import ConfigurationError
from sds_core.formats.toml import parse_toml, read_toml
from sds_core.resources.references import resolve
from sds_core.rulesets.examples import run_examples
from sds_core.rulesets.load import load_ruleset
from sds_core.rulesets.locate import open_ruleset
from sds_core.spreadsheets.cells import column_letter, habit
from sds_core.spreadsheets.documents import convert, toml_text
from sds_core.spreadsheets.files import read_sheets, write_sheets
from sds_core.spreadsheets.layout import LAYOUTS, from_sheets, to_sheets
from sds_core.spreadsheets.tables import convert_table
from sds_core.spreadsheets.values import clause_lines, pair_lines, read_clauses, read_pairs
from sds_core.tables.load import load_table

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl (sds-core[sheets]) is not installed")

MIDNIGHT = datetime(2026, 10, 1)  # noqa: DTZ001  spreadsheets know no time zones
SETS = ["national-baseline", "exampleshire-brokers", "exampleshire-standing", "independence"]
TABLES = [
    "sds-ras:norfolk-primary",
    "sds-ras:adult-questions",
    "sds-ras:savva-2009",
    "sds-conflicts:english",
]


def source(name) -> Path:
    return resolve(f"sds-oversight:{name}", "rulesets", None)[0]


@pytest.mark.parametrize("kind", ["book.xlsx", "folder"])
@pytest.mark.parametrize("name", SETS)
def test_a_set_comes_back_as_it_was(name, kind, tmp_path):
    sheets, back = tmp_path / kind, tmp_path / "back.toml"
    convert(source(name), sheets, "ruleset")
    convert(sheets, back, "ruleset")
    assert read_toml(back).data == read_toml(source(name)).data
    rules, _ = open_ruleset(str(sheets))
    assert run_examples(rules, None).failed == 0


@pytest.mark.parametrize("kind", ["book.xlsx", "folder"])
@pytest.mark.parametrize("reference", TABLES)
def test_a_table_comes_back_as_it_was(reference, kind, tmp_path):
    path, _ = resolve(reference, "tables", None)
    sheets, back = tmp_path / kind, tmp_path / "back.toml"
    convert_table(path, sheets)
    convert_table(sheets, back)
    before, after = load_table(path), load_table(back)
    assert [r.cells for r in before.rows] == [r.cells for r in after.rows]
    assert [dict(r.values) for r in before.rows] == [dict(r.values) for r in after.rows]
    assert [u.because for u in before.unpublished] == [u.because for u in after.unpublished]
    assert (before.rule, before.title, before.inputs) == (after.rule, after.title, after.inputs)


clauses = st.recursive(
    st.from_regex(r"\A[a-z]{1,5}\.[a-z]{1,5} (= yes|>= [1-9]|in \{a, b\}|within 3 years)\Z"),
    lambda inner: st.lists(inner, min_size=1, max_size=4),
    max_leaves=8,
).filter(lambda c: isinstance(c, list))


@given(clauses)
def test_groups_of_clauses_come_back_as_they_were(made):
    wrong = []
    assert read_clauses("\n".join(clause_lines(made)), lambda *f: wrong.append(f)) == made
    assert not wrong


scalars = st.one_of(
    st.booleans(),
    st.integers(-999, 999),
    st.sampled_from(
        ["yes", "5", "true", "none", "", " x", '"q"', "a=b", "{}", "2026-01-01", "a\nb"]
    ),
)
names = st.from_regex(r"\A[a-z][a-z_]{0,6}\Z")
facts = st.dictionaries(
    names,
    scalars
    | st.dictionaries(names, scalars, min_size=1, max_size=3)
    | st.lists(st.dictionaries(names, scalars, max_size=3), max_size=3),
    max_size=4,
)


@given(facts)
def test_facts_come_back_as_they_were(made):
    wrong = []
    assert read_pairs("\n".join(pair_lines(made)), lambda *f: wrong.append(f)) == made, wrong
    assert parse_toml(toml_text({"facts": made}), "x").plain == {"facts": made}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("dbs.issued >= 01/04/2026", "rewritten"),
        ("dbs.issued >= 1.4.26", "rewritten"),
        ("dbs.issued >= 01-Apr-2026", "rewritten"),
        ("plan.yearly_cost <= £500.00", "money"),
        ("plan.yearly_cost <= 35,000.00", "comma"),
        ("plan.yearly_cost <= 1,234,567", "comma"),
        ("course.code in {a; b}", "semicolon"),
        ("training.days ≥ 5", "two"),
        ("course.code = “a”", "quotation"),
        ("training.days\u00a0>= 5", "space"),
        ("training.days [2–5]", "dash"),
        ("training.days [2…5]", "three dots"),
        ("#REF!", "error"),
    ],
)
def test_what_spreadsheets_do_on_their_own_is_known(text, says):
    found, mend = habit(text)
    assert says in found
    assert mend or text.startswith("#")


@pytest.mark.parametrize(
    "text",
    [
        "dbs.issued within 3 years",
        "course.code in {a, b}",
        "training.days [2..5]",
        "dbs.issued >= 2026-04-01",
        "line.needs in {1, 2, 3}",
        "course.code in {100, 200}",
        "course.code in {100,200}",
    ],
)
def test_ordinary_conditions_are_left_alone(text):
    assert habit(text) == ("", "")


def edited(tmp_path, sheet, cell, value, name="exampleshire-brokers"):
    """Return a workbook in which somebody has changed one cell."""
    path = tmp_path / "book.xlsx"
    convert(source(name), path, "ruleset")
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "says"),
    [
        ("Rules", "H3", "1 check.issued >= 01/02/2023", "rewritten"),
        ("Rules", "H3", MIDNIGHT, "Rules!H3"),
        ("Rules", "H3", 2.5, "Rules!H3"),
        ("Rules", "H3", "=SUM(A1:A2)", "Rules!H3"),
        ("Rules", "H3", "1 check.isued within 3 years", "Rules!H3"),
        ("Rules", "H3", "1.1 a\n3 b", "Rules!H3"),
        ("Rules", "K3", "never", "Rules!K3"),
        ("Rules", "H1", "were", "Rules!H1"),
        ("Rules", "T3", "beside", "Rules!T3"),
        ("Rules", "J3", "two", "Rules!J3"),
        ("Set", "B7", "1.4.26", "Set!B7"),
        ("Set", "A3", "titel", "titel"),
        ("Examples", "B2", MIDNIGHT, "Examples!B2"),
        ("Examples", "F2", "helper.paid yes", "Examples!F2"),
        ("Examples", "C2", "perhaps", "Examples!"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named(tmp_path, sheet, cell, value, says):
    path = edited(tmp_path, sheet, cell, value)
    with pytest.raises(ConfigurationError) as error:
        run_examples(open_ruleset(str(path))[0], None)
    assert says in str(error.value), str(error.value)


def test_a_workbook_of_csv_with_semicolons_says_how_to_save_it(tmp_path):
    convert(source("independence"), tmp_path / "csv", "ruleset")
    file = tmp_path / "csv" / "Rules.csv"
    rows = list(csv.reader(file.read_text("utf-8").splitlines()))
    file.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"Rules!A1.*semicolons"):
        open_ruleset(str(tmp_path / "csv"))


def test_a_table_s_rewritten_cell_is_named(tmp_path):
    path, _ = resolve("sds-ras:norfolk-primary", "tables", None)
    convert_table(path, tmp_path / "t.xlsx")
    sheets = read_sheets(tmp_path / "t.xlsx")
    column = sheets["Rows"][0].index("points")
    sheets["Rows"][2][column] = "[70…115]"
    write_sheets(tmp_path / "u.xlsx", sheets)
    with pytest.raises(ConfigurationError, match=rf"Rows!{column_letter(column)}3"):
        convert_table(tmp_path / "u.xlsx", tmp_path / "u.toml")


@pytest.mark.parametrize(
    "make",
    [
        lambda p: p.write_bytes(b"no workbook"),
        lambda p: p.write_bytes(b""),
        lambda p: zipfile.ZipFile(p, "w").close(),
        lambda p: _bomb(p),
        lambda p: p.write_bytes(b"x" * 5_000_000),
    ],
    ids=["text", "nothing", "empty zip", "bomb", "large"],
)
def test_what_is_no_workbook_is_refused(tmp_path, make):
    path = tmp_path / "book.xlsx"
    make(path)
    with pytest.raises(ConfigurationError, match=r"book\.xlsx"):
        open_ruleset(str(path))


def _bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)


def test_what_a_sheet_cannot_hold_is_not_written(tmp_path):
    text = (
        source("independence").read_text("utf-8").replace('id = "independence"', 'id = " spaced "')
    )
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="would lose"):
        convert(tmp_path / "x.toml", tmp_path / "x.xlsx", "ruleset")
    assert not (tmp_path / "x.xlsx").exists()


@pytest.mark.parametrize("kind", ["book.xlsx", "folder"])
def test_text_that_looks_like_a_formula_comes_back(tmp_path, kind):
    text = source("independence").read_text("utf-8")
    for before, after in (
        ("A broker's independence", "=1+1"),
        ("Dowson, Independent", "'+@-cmd"),
        ("The broker would", "- The broker would"),
    ):
        text = text.replace(before, after)
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    convert(tmp_path / "x.toml", tmp_path / kind, "ruleset")
    convert(tmp_path / kind, tmp_path / "back.toml", "ruleset")
    assert read_toml(tmp_path / "back.toml").data == read_toml(tmp_path / "x.toml").data
    if kind == "folder":
        texts = [file.read_text("utf-8") for file in (tmp_path / kind).glob("*.csv")]
        cells = [c for text in texts for row in csv.reader(text.splitlines()) for c in row]
        assert not [c for c in cells if c.startswith(("=", "+", "@"))]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda sheet: sheet.merge_cells("C2:C3"), "merged"),
        (lambda sheet: setattr(sheet.row_dimensions[3], "hidden", True), "hidden: row 3"),
        (lambda sheet: setattr(sheet["L3"], "value", "#REF!"), "works out"),
        (lambda sheet: setattr(sheet["A3"], "value", "2-Sep"), "Rules!A3"),
        (lambda sheet: setattr(sheet["A3"], "value", "Mar-01"), "Rules!A3"),
    ],
)
def test_what_hides_or_spoils_a_rule_is_refused(tmp_path, spoil, says):
    path = tmp_path / "book.xlsx"
    convert(source("independence"), path, "ruleset")
    book = openpyxl.load_workbook(path)
    spoil(book["Rules"])
    book.save(path)
    with pytest.raises(ConfigurationError, match=says):
        open_ruleset(str(path))


def test_a_workbook_that_lies_about_its_size_hides_nothing(tmp_path):
    """A reader that believed the sheet's own dimension would lose rules in silence."""
    path, lying = tmp_path / "book.xlsx", tmp_path / "lying.xlsx"
    convert(source("independence"), path, "ruleset")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(lying, "w") as after:
        for item in before.namelist():
            data = before.read(item)
            if item.startswith("xl/worksheets/"):
                import re

                data = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"', data)
            after.writestr(item, data)
    assert len(open_ruleset(str(lying))[0].rules) == 3


def test_a_profile_and_a_publication_take_a_workbook(tmp_path):
    bundle = pytest.importorskip(
        "sds_authoring.publishing.bundle", reason="sds-authoring is not installed"
    )
    path = tmp_path / "book.xlsx"
    convert(source("independence"), path, "ruleset")
    assert load_ruleset("book.xlsx@1.0", tmp_path).name == "independence@1.0"
    files = bundle.bundle(path, "independence")
    assert (
        parse_toml(files["independence.toml"].decode(), "x").data
        == read_toml(source("independence")).data
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [("id,title\nx,caf\xe9\n".encode("cp1252"), "CSV UTF-8"), (b'id,title\n"x,y\n', "line")],
)
def test_a_csv_that_cannot_be_read_says_where_and_how(tmp_path, data, says):
    convert(source("independence"), tmp_path / "csv", "ruleset")
    (tmp_path / "csv" / "Rules.csv").write_bytes(data)
    with pytest.raises(ConfigurationError, match=says):
        open_ruleset(str(tmp_path / "csv"))


def test_a_table_s_csv_is_not_overwritten(tmp_path):
    path, _ = resolve("sds-ras:norfolk-primary", "tables", None)
    convert_table(path, tmp_path / "t.xlsx")
    (tmp_path / "keep.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="not overwritten"):
        convert_table(tmp_path / "t.xlsx", tmp_path / "keep.toml")
    assert (tmp_path / "keep.csv").read_text("utf-8") == "mine"
    assert not (tmp_path / "keep.toml").exists()


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    data = read_toml(source("independence")).plain
    data["title"] = "=1+1"
    sheets = to_sheets(data, LAYOUTS["ruleset"])
    write_sheets(tmp_path / "x.xlsx", sheets)
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    cells = {row[0].value: row[1] for row in book["Set"].iter_rows()}
    assert cells["title"].data_type == "s"
    assert from_sheets("x", sheets, LAYOUTS["ruleset"])[0]["title"] == "=1+1"


def test_columns_are_lettered_as_spreadsheets_do():
    assert [column_letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
