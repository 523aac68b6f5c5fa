"""Cells, clauses and tables: exact by brute force, on small tables made at random."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from sds_core.conditions.cells import parse_cell
from sds_core.conditions.clauses import Fact, parse_clause
from sds_core.conditions.domains import Domain, Kind
from sds_core.conditions.evaluate import Conditions
from sds_core.conditions.groups import Group, GroupKind
from sds_core.errors import TableError
from sds_core.model.reasons import Evidence, Reason, Source
from sds_core.tables.columns import NO_ROW, ColumnTable, places
from sds_core.tables.completeness import gaps, overlaps, unreachable
from sds_core.tables.rows import Between, HitPolicy, Input, NoRow, Output, Row, Unpublished
from sds_core.tables.table import Table

NUMBER = Domain(Kind.INTEGER, 0, 9)
LETTER = Domain.closed_list(("a", "b", "c"))
YES_NO = Domain.yes_no()
DAY = Domain(Kind.DATE, date(2026, 1, 1).toordinal(), date(2026, 1, 6).toordinal())


@pytest.mark.parametrize(
    ("text", "domain", "expected"),
    [
        ("any", NUMBER, "0123456789"),
        ("3", NUMBER, "3"),
        ("= 3", NUMBER, "3"),
        ("in {1, 2, 5}", NUMBER, "125"),
        ("[2..4]", NUMBER, "234"),
        ("(2..4]", NUMBER, "34"),
        ("[2..4)", NUMBER, "23"),
        ("(2..4)", NUMBER, "3"),
        ("< 3", NUMBER, "012"),
        ("<= 3", NUMBER, "0123"),
        (">7", NUMBER, "89"),
        (">= 7", NUMBER, "789"),
        ("in {c, a}", LETTER, "ac"),
        ("b", LETTER, "b"),
        ("yes", YES_NO, ["yes"]),
        ("[2026-01-02..2026-01-03]", DAY, ["2026-01-02", "2026-01-03"]),
    ],
)
def test_what_a_cell_matches(text, domain, expected):
    matched = [
        domain.write(p)
        for low, high in parse_cell(text).ranges(domain)
        for p in range(low, high + 1)
    ]
    assert matched == list(expected)


@pytest.mark.parametrize(
    ("text", "domain", "says"),
    [
        ("", NUMBER, "empty"),
        ("   ", NUMBER, "empty"),
        ("x", NUMBER, "whole number"),
        ("£5", NUMBER, "whole number"),
        ("1,000", NUMBER, "not a value"),
        ("5.0", NUMBER, "whole number"),
        ("12", NUMBER, "outside 0 to 9"),
        ("in {1, 1}", NUMBER, "twice"),
        ("in {}", NUMBER, "not a value"),
        ("in {1, }", NUMBER, "not a value"),
        ("[5..2]", NUMBER, "never match"),
        ("(5..6)", NUMBER, "never match"),
        ("> 9", NUMBER, "never match"),
        ("< 0", NUMBER, "never match"),
        ("[2..40]", NUMBER, "reaches outside"),
        ("[2...4]", NUMBER, "whole number"),
        ("2..4", NUMBER, "whole number"),
        ("d", LETTER, "one of a, b, c"),
        ("< b", LETTER, "no order"),
        ("within 3 years", DAY, "day of the decision"),
        ("within ages", DAY, "length of time"),
        ("01/02/2026", DAY, "a date"),
        ("maybe", YES_NO, "yes or no"),
        ("< = 3", NUMBER, "not a value"),
        ("x" * 3000, NUMBER, "characters"),
    ],
)
def test_what_a_cell_refuses(text, domain, says):
    with pytest.raises(ValueError, match=says):
        parse_cell(text).ranges(domain)


CATALOGUE = {
    "training.days": Fact("training.days", "days", NUMBER, lambda r: r.get("days")),
    "training.needed": Fact("training.needed", "needed", NUMBER, lambda r: r.get("needed")),
    "dbs.issued": Fact(
        "dbs.issued", "issued", Domain(Kind.DATE, 1, 3_000_000), lambda r: r.get("issued")
    ),
    "helper.role": Fact("helper.role", "role", LETTER, lambda r: r.get("role")),
}
ON = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("clause", "facts", "holds"),
    [
        ("training.days >= 5", {"days": 5}, True),
        ("training.days >= 5", {"days": 4}, False),
        ("training.days >= 5", {}, None),
        ("training.days any", {}, True),
        ("training.days >= training.needed", {"days": 5, "needed": 5}, True),
        ("training.days < training.needed", {"days": 5, "needed": 5}, False),
        ("training.days >= training.needed", {"days": 5}, None),
        ("helper.role in {a, b}", {"role": "b"}, True),
        ("helper.role = c", {"role": "b"}, False),
        ("training.days (2..5]", {"days": 2}, False),
        ("training.days [2..5)", {"days": 2}, True),
        ("dbs.issued within 3 years", {"issued": date(2023, 10, 1)}, True),
        ("dbs.issued within 3 years", {"issued": date(2023, 9, 30)}, False),
        ("dbs.issued within 3 years", {"issued": date(2026, 10, 2)}, False),
        ("dbs.issued within 3 years", {}, None),
    ],
)
def test_a_clause_is_true_false_or_not_known(clause, facts, holds):
    conditions = Conditions((Group(GroupKind.ALL, (parse_clause(clause, CATALOGUE),)),))
    (seen,) = conditions.seen(conditions.ask(facts, ON))
    assert seen.holds is holds
    assert bool(seen.missing) is (holds is None)


@pytest.mark.parametrize(
    ("clause", "says"),
    [
        ("training.dys >= 5", "training.days"),
        ("training.days >= five", "whole number"),
        ("training.days >= training.neded", "training.needed"),
        ("training.days >= dbs.issued", "another kind"),
        ("training.days within 3 years", "for dates"),
        ("helper.role < b", "no order"),
        ("days >= 5", "not a clause"),
        ("training.days", "empty"),
        ("__import__('os')", "not a clause"),
    ],
)
def test_a_clause_that_cannot_be_read_says_why(clause, says):
    with pytest.raises(ValueError, match=says):
        parse_clause(clause, CATALOGUE)


SOURCE = Source("a test")


def make_table(inputs, boxes, values, policy=HitPolicy.UNIQUE, unpublished=()):
    """Return a table from boxes of positions, unproved."""

    def row(i, box, value):
        rule = f"t@1#r{i}"
        reason = Reason("because", rule, SOURCE, Evidence.LOCAL_CHOICE)
        return Row(f"r{i}", rule, ("",) * len(box), box, {"v": value}, "", reason, i)

    rows = tuple(row(i, *pair) for i, pair in enumerate(zip(boxes, values, strict=True)))
    parts = tuple(Unpublished(("",) * len(box), box, "unpublished") for box in unpublished)
    named = tuple(Input(f"i{n}", f"i{n}", domain) for n, domain in enumerate(inputs))
    output = (Output("v", "v", "integer"),)
    return Table("t", "1", "T", SOURCE, Evidence.LOCAL_CHOICE, policy, named, output, rows, parts)


@st.composite
def ranges(draw, domain):
    """Return separate ranges of positions within a domain."""
    if domain.kind is not Kind.CHOICE:
        low = draw(st.integers(domain.low, domain.high))
        return ((low, draw(st.integers(low, domain.high))),)
    chosen = draw(st.sets(st.integers(domain.low, domain.high), min_size=1))
    merged = []
    for place in sorted(chosen):
        if merged and merged[-1][1] == place - 1:
            merged[-1] = (merged[-1][0], place)
        else:
            merged.append((place, place))
    return tuple(merged)


@st.composite
def tables(draw, policies=tuple(HitPolicy)):
    domains = draw(st.lists(st.sampled_from([NUMBER, LETTER, YES_NO, DAY]), min_size=1, max_size=3))
    box = st.tuples(*[ranges(domain) for domain in domains])
    boxes = draw(st.lists(box, min_size=1, max_size=6))
    values = draw(st.lists(st.integers(0, 2), min_size=len(boxes), max_size=len(boxes)))
    unpublished = draw(st.lists(box, max_size=2))
    return make_table(domains, boxes, values, draw(st.sampled_from(policies)), unpublished)


def cases(table):
    return product(*[range(i.domain.low, i.domain.high + 1) for i in table.inputs])


def hits(table, case):
    """Return which boxes match a case, by looking at each."""
    return [
        n
        for n, box in enumerate(table.boxes())
        if all(any(a <= p <= b for a, b in spans) for p, spans in zip(case, box, strict=True))
    ]


def value(item, place):
    if item.domain.kind is Kind.DATE:
        return date.fromordinal(place)
    if item.domain.kind is Kind.YES_NO:
        return bool(place)
    return item.domain.values[place] if item.domain.values else place


def values(table, case):
    return [value(item, place) for item, place in zip(table.inputs, case, strict=True)]


@settings(max_examples=150)
@given(tables())
def test_gaps_overlaps_and_unreachable_rows_are_exact(table):
    matched = {case: hits(table, case) for case in cases(table)}
    if table.hit_policy is not HitPolicy.COLLECT:
        assert bool(gaps(table)) is any(not found for found in matched.values())
    count = len(table.rows)

    def forbidden(i, j):
        if j >= count or table.hit_policy is HitPolicy.UNIQUE:
            return True
        same = table.rows[i].values == table.rows[j].values
        return table.hit_policy is HitPolicy.ANY and not same

    clash = any(
        forbidden(i, j) for found in matched.values() for i in found for j in found if i < j
    )
    assert bool(overlaps(table)) is clash
    if table.hit_policy is HitPolicy.FIRST:
        reached = {min(found) for found in matched.values() if found}
        hidden = {row.id for row in table.rows} - {f"r{n}" for n in reached}
        assert {row.id for row in unreachable(table)} == hidden


@settings(max_examples=100)
@given(tables(policies=(HitPolicy.FIRST,)))
def test_every_gap_shown_is_a_gap(table):
    for gap in gaps(table):
        spans = [
            parse_cell(cell).ranges(item.domain)
            for item, cell in zip(table.inputs, gap.cells, strict=True)
        ]
        case = tuple(span[0][0] for span in spans)
        assert not hits(table, case)


@settings(max_examples=100)
@given(tables(policies=(HitPolicy.FIRST, HitPolicy.COLLECT)))
def test_a_look_up_finds_what_looking_at_each_row_finds(table):
    count = len(table.rows)
    for case in cases(table):
        matched = hits(table, case)
        if table.hit_policy is HitPolicy.COLLECT:
            found = table.matches(*values(table, case))
            if any(n >= count for n in matched):
                assert isinstance(found, NoRow)
            else:
                assert [row.id for row in found] == [f"r{n}" for n in matched]
            continue
        found = table.find(*values(table, case))
        if matched and matched[0] < count:
            assert found is table.rows[matched[0]]
        else:
            assert isinstance(found, NoRow)


@settings(max_examples=100)
@given(tables(policies=(HitPolicy.FIRST,)), st.data())
def test_what_is_not_known_changes_nothing_or_is_undetermined(table, data):
    """An answer stands exactly where every value of what is not known leads to the same one."""
    case = data.draw(st.sampled_from(list(cases(table))))
    arguments = values(table, case)
    open_ = data.draw(st.sets(st.integers(0, len(case) - 1), min_size=1))
    spans = [(place, place) for place in case]
    for d in open_:
        domain = table.inputs[d].domain
        if domain.kind is Kind.INTEGER and data.draw(st.booleans()):
            low = data.draw(st.integers(domain.low, domain.high))
            spans[d] = (low, data.draw(st.integers(low, domain.high)))
            arguments[d] = Between(*spans[d])
        else:
            spans[d] = (domain.low, domain.high)
            arguments[d] = None
    possible = product(*[range(low, high + 1) for low, high in spans])
    outcomes = set()
    for each in possible:
        matched = hits(table, each)
        published = bool(matched) and matched[0] < len(table.rows)
        outcomes.add(table.rows[matched[0]].values["v"] if published else None)
    found = table.find(*arguments)
    if len(outcomes) == 1 and None not in outcomes:
        assert isinstance(found, Row)
        assert found.values["v"] in outcomes
    else:
        assert isinstance(found, NoRow)


@settings(max_examples=100)
@given(tables(policies=(HitPolicy.FIRST, HitPolicy.UNIQUE, HitPolicy.ANY)), st.booleans())
def test_columns_find_the_rows_that_the_row_path_finds(table, fixed):
    everything = list(cases(table))
    # Beyond the ends too: no row matches there.
    everything += [tuple(i.domain.high + 1 for i in table.inputs)]
    everything += [tuple(i.domain.low - 1 for i in table.inputs)]
    columns = [np.array(column) for column in zip(*everything, strict=True)]
    made = ColumnTable(table)
    assert made.rows(*columns).tolist() == [_row_number(table, case) for case in everything]
    if fixed and len(columns) > 1:
        first = everything[0][0]
        wanted = [_row_number(table, (first, *case[1:])) for case in everything]
        assert made.rows(first, *columns[1:]).tolist() == wanted
    given_ = made.output("v")[made.rows(*columns)]
    for case, got in zip(everything, given_, strict=True):
        number = _row_number(table, case)
        assert got == (table.rows[number].values["v"] if number != NO_ROW else 0)


def _row_number(table, case):
    matched = hits(table, case)
    return matched[0] if matched and matched[0] < len(table.rows) else NO_ROW


def test_columns_of_texts():
    table = make_table([LETTER], [(((0, 2),),)], [1])
    assert places(table, 0, ["a", "c", "z"]).tolist() == [0, 2, -1]


def test_columns_refuse_what_they_cannot_hold():
    collecting = make_table([NUMBER], [(((0, 9),),)], [1], HitPolicy.COLLECT)
    with pytest.raises(TableError, match="collects"):
        ColumnTable(collecting)
    table = make_table([NUMBER, LETTER], [(((0, 9),), ((0, 2),))], [1])
    with pytest.raises(ValueError, match="2 columns"):
        ColumnTable(table).rows(np.array([1]))


def test_a_wrong_type_matches_nothing():
    table = make_table([NUMBER], [(((0, 9),),)], [1])
    for wrong in ("3", 3.0, True, date(2026, 1, 1)):
        assert isinstance(table.find(wrong), NoRow)


def test_the_row_that_follows():
    table = make_table([NUMBER, YES_NO], [(((0, 4),), ((0, 1),)), (((5, 9),), ((0, 1),))], [1, 2])
    assert table.following(table.rows[0]) is table.rows[1]
    assert table.following(table.rows[1]) is None
