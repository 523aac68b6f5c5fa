"""A case with Norfolk's published table gives one explained decision."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from sds_core.model.budgets import Allocation
from sds_core.model.decisions import Status
from sds_core.site import Site


@pytest.fixture(scope="module")
def norfolk() -> Site:
    return Site.load("norfolk-primary-example@1.0")


def _case(site: Site, example, points: int | None):
    case = example("fay")
    case["assessment"]["points"]["assessor"] = points
    return site.reader.from_document(case)


@pytest.mark.trace("T109")
@pytest.mark.parametrize(
    ("points", "pounds"),
    [
        (0, "0.00"),
        (69, "0.00"),
        (70, "500.00"),
        (115, "500.00"),
        (116, "1000.00"),
        (130, "1000.00"),
        (131, "1500.00"),
        (145, "1500.00"),
        (146, "2800.00"),
        (160, "2800.00"),
        (161, "4000.00"),
        (170, "4000.00"),
        (171, "6000.00"),
        (185, "6000.00"),
    ],
)
def test_both_ends_of_every_published_band(norfolk, example, points, pounds):
    decision = norfolk.allocate(_case(norfolk, example, points), date(2026, 10, 1))
    assert decision.status is Status.ANSWERED
    assert str(decision.amount.money) == pounds
    assert decision.amount.period == "year"
    assert decision.lines[0].rule.startswith("norfolk-primary@1#")
    assert "Norfolk County Council" in str(decision.reasons[-1].reason.source)


@pytest.mark.parametrize("points", [186, 500, 1000])
def test_what_is_not_published_is_undetermined(norfolk, example, points):
    decision = norfolk.allocate(_case(norfolk, example, points), date(2026, 10, 1))
    assert decision.status is Status.UNDETERMINED
    assert decision.amount is None
    assert "not in the published copy" in decision.undetermined[0].cause


def test_no_points_are_undetermined_and_name_what_is_missing(norfolk, example):
    decision = norfolk.allocate(_case(norfolk, example, None), date(2026, 10, 1))
    assert decision.status is Status.UNDETERMINED
    assert decision.undetermined[0].missing == ("assessment.points.assessor",)
    assert decision.undetermined[0].ask == "the assessor"


def test_the_next_band_is_told(norfolk, example):
    decision = norfolk.allocate(_case(norfolk, example, 152), date(2026, 10, 1))
    answer = next(decision.answers(Allocation))
    assert (answer.next_points, str(answer.next_amount)) == (161, "4000.00")


def test_the_shipped_table_is_the_published_one(norfolk, data):
    (table,) = [t for t in norfolk.profile.tables.values() if t.id == "norfolk-primary"]
    with (data / "norfolk_primary.csv").open(encoding="utf-8") as file:
        published = list(csv.DictReader(file))
    assert len(published) == len(table.rows)
    for row, ours in zip(published, table.rows, strict=True):
        assert ours.ranges[0] == ((int(row["points_from"]), int(row["points_to"])),)
        assert ours.values["amount"].pence == int(row["pounds_a_year"]) * 100
