"""Tables as people keep them: every fault is named by file, line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from sds_core.errors import TableError
from sds_core.tables.load import load_table

HEAD = """
id = "t"
version = "1"
title = "A table"
source = "a test"
evidence = "local choice"
rows = "t.csv"
{extra}
[[input]]
name = "points"
type = "integer"
min = 0
max = 100

[[output]]
name = "amount"
type = "money"
period = "week"
"""
ROWS = "row,points,amount\na,[0..49],10.00\nb,[50..100],20.00\n"


@pytest.fixture
def load(tmp_path):
    def write(head: str = HEAD.format(extra=""), rows: str | bytes = ROWS):
        (tmp_path / "t.toml").write_text(head, encoding="utf-8")
        data = rows if isinstance(rows, bytes) else rows.encode()
        (tmp_path / "t.csv").write_bytes(data)
        return load_table(tmp_path / "t.toml", "t.toml")

    return write


def faults(load, *args, **kwargs):
    with pytest.raises(TableError) as error:
        load(*args, **kwargs)
    return [str(fault) for fault in error.value.faults]


def test_a_sound_table(load):
    table = load()
    assert [row.id for row in table.rows] == ["a", "b"]
    assert set(table.digests) == {"t.toml", "t.csv"}


def test_spreadsheets_byte_order_mark_and_line_ends_are_harmless(load):
    table = load(rows=b"\xef\xbb\xbf" + ROWS.replace("\n", "\r\n").encode())
    assert len(table.rows) == 2


@pytest.mark.parametrize(
    ("rows", "place", "says"),
    [
        ("row,points,amount\na,[0..49],£10\nb,[50..100],20.00\n", "t.csv: row a (line 2), column amount", "sum of money"),
        ('row,points,amount\na,[0..49],"1,000"\nb,[50..100],20.00\n', "column amount", "sum of money"),
        ("row,points,amount\na,,10.00\nb,[50..100],20.00\n", "row a (line 2), column points", "empty"),
        ("row,points,amount\na,[0..49],\nb,[50..100],20.00\n", "row a (line 2), column amount", "empty"),
        ("row,points,amount\na,[0..49],10.00\na,[50..100],20.00\n", "row a (line 3), column row", "line 2"),
        ("row,points,amount\n,[0..49],10.00\nb,[50..100],20.00\n", "row ? (line 2)", "an id of its own"),
        ("row,points,amount\na,[0..48],10.00\nb,[50..100],20.00\n", "t.csv", "no row for points 49"),
        ("row,points,amount\na,[0..50],10.00\nb,[50..100],20.00\n", "t.csv", "rows a and b both match points 50"),
        ("row;points;amount\na;[0..49];10.00\n", "t.csv: line 1", "the columns row;points;amount"),
        ("row,points,amount\na,[0..49],10.00,x\nb,[50..100],20.00\n", "t.csv: line 2", "4 cells"),
        ("row,points,amount\n", "t.csv", "no rows"),
        ("", "t.csv: line 1", "the columns"),
        ('row,points,amount\na,"[0..49],10.00\n', "t.csv: line", "CSV"),
        (b"row,points,amount\n\xff", "t.csv", "UTF-8"),
    ],
)  # fmt: skip
def test_a_fault_in_the_rows_is_named(load, rows, place, says):
    text = "\n".join(faults(load, rows=rows))
    assert place in text
    assert says in text


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('type = "integer"', 'type = "text"', "one of integer, money, date, choice, yes_no"),
        ("max = 100", 'max = "100"', "values of type integer"),
        ("max = 100\n", "", "needs “min” and “max”"),
        ("min = 0", "min = 0.5", "the number 0.5"),
        ("min = 0", "min = 200", "“min” is above “max”"),
        ('rows = "t.csv"', 'rows = "../t.csv"', "the name of a CSV file beside it"),
        ('rows = "t.csv"', 'rows = "missing.csv"', "no file that can be read"),
        ('type = "money"', 'type = "cash"', "one of money"),
        ('evidence = "local choice"', 'evidence = "hearsay"', "one of law, guidance"),
        ('title = "A table"', 'titel = "A table"', "Did you mean “title”?"),
        ('id = "t"', 'id = ', "TOML"),
        ("{extra}", 'hit_policy = "priority"', "one of unique, any, first, collect"),
    ],
)  # fmt: skip
def test_a_fault_in_the_head_is_named(load, old, new, says):
    head = HEAD.replace(old, new).replace("{extra}", "")
    assert says in "\n".join(faults(load, head))


def test_every_fault_is_reported_at_once(load):
    found = faults(load, rows="row,points,amount\na,x,£10\nb,[50..10],20.00\n")
    assert len(found) == 3


def test_a_gap_may_be_declared_and_says_why(load):
    part = '\n[[unpublished]]\npoints = "[50..100]"\nbecause = "not published"\n'
    table = load(HEAD.format(extra="") + part, "row,points,amount\na,[0..49],10.00\n")
    assert "not published" in table.find(60).cause
    assert table.find(60).rule == "t@1"


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ('points = "[40..100]"\nbecause = "x"', "both match points [40..49]"),
        ('points = "[50..100]"', "no “because”"),
        ('pints = "[50..100]"\nbecause = "x"', "Did you mean “points”?"),
    ],
)
def test_a_declared_gap_is_checked(load, part, says):
    head = HEAD.format(extra="") + f"\n[[unpublished]]\n{part}\n"
    assert says in "\n".join(faults(load, head, "row,points,amount\na,[0..49],10.00\n"))


def test_a_row_that_no_case_reaches_is_a_fault(load):
    rows = "row,points,amount\na,[0..49],10.00\nb,any,20.00\nc,[10..20],30.00\n"
    found = faults(load, HEAD.format(extra='hit_policy = "first"'), rows)
    (fault,) = found
    assert fault.startswith("t.csv: row c (line 4): found a row that no case reaches")


def test_more_than_two_thousand_rows_or_eight_inputs_are_refused(load):
    rows = "row,points,amount\n" + "".join(f"r{i},[0..49],10.00\n" for i in range(2_001))
    assert "more than 2,000 rows" in "\n".join(faults(load, rows=rows))
    inputs = "".join(f'\n[[input]]\nname = "i{i}"\ntype = "yes_no"\n' for i in range(8))
    assert "9 inputs" in "\n".join(faults(load, HEAD.format(extra="") + inputs))


def test_a_large_table_of_many_inputs_is_proved_in_seconds(tmp_path: Path):
    """Two thousand rows over five inputs, complete but for one case, which is found."""
    names = ["a", "b", "c", "d", "e"]
    head = HEAD.split("[[input]]")[0].format(extra="")
    for name in names:
        head += f'[[input]]\nname = "{name}"\ntype = "integer"\nmin = 0\nmax = 99\n'
    head += '[[output]]\nname = "amount"\ntype = "money"\n'
    rows = ["row,a,b,c,d,e,amount"]
    # Ten by ten by … cuts, on three inputs of ten, ten and twenty pieces.
    for i in range(10):
        for j in range(10):
            for k in range(20):
                cells = f"[{i * 10}..{i * 10 + 9}],[{j * 10}..{j * 10 + 9}],[{k * 5}..{k * 5 + 4}]"
                rows.append(f"r{i}-{j}-{k},{cells},any,any,1.00")
    (tmp_path / "t.toml").write_text(head, encoding="utf-8")
    (tmp_path / "t.csv").write_text("\n".join(rows), encoding="utf-8")
    assert len(load_table(tmp_path / "t.toml").rows) == 2_000
    rows[777] = rows[777].replace(",any,any,", ",[0..98],any,")
    (tmp_path / "t.csv").write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(TableError) as error:
        load_table(tmp_path / "t.toml")
    assert len(error.value.faults) == 1
    assert "d 99" in str(error.value)
