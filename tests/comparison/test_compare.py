"""Comparing two models: what is open leads, every chart says what it leaves out, memory stays flat."""

from __future__ import annotations

import gc
import json
import tracemalloc
from datetime import date

import pytest

from sds_core.cases.batch import read_cases
from sds_core.cli.common.comparison_text import comparison_text
from sds_core.comparison.compare import compare
from sds_core.comparison.page import comparison_html
from sds_core.profiles.assemble import load_profile
from sds_core.schemas.published import load_example
from sds_core.site import Site

ON = date(2026, 10, 1)


@pytest.fixture(scope="module")
def norfolk():
    return load_profile("norfolk-primary-example")


@pytest.fixture
def table(tmp_path, norfolk):
    """Return a function from rows of case and points to the cases that a table holds."""

    def write(rows):
        path = tmp_path / "cases.csv"
        lines = [f"{case},{points},none" for case, points in rows]
        path.write_text("\n".join(["case,points,care", *lines]), encoding="utf-8")
        return read_cases([path], Site(norfolk).reader)

    return write


def test_undecided_budgets_lead_and_say_why(table, norfolk):
    """600 budgets beyond the published table: nothing is compared, and it says so first."""
    comparison = compare(table([(f"C-{i}", 500) for i in range(600)]), norfolk, norfolk, ON)
    totals = comparison.totals
    assert (totals.undecided, totals.mostly_undecided) == (600, True)
    assert totals.undecided_because[0].cases == 600
    text = comparison_text(comparison)
    assert text.index("600 of 600 cases have an indicative budget that is open") < text.index(
        "What it comes to"
    )
    assert "most have a budget that is open" in text
    assert "600 of 600 cases" in comparison_html(comparison)


def test_a_few_undecided_budgets_are_said_beside_the_figures(table, norfolk):
    comparison = compare(
        table([*((f"C-{i}", 10) for i in range(3)), ("C-9", 500)]), norfolk, norfolk, ON
    )
    assert (comparison.totals.undecided, comparison.totals.mostly_undecided) == (1, False)
    assert "1 of 4 cases" in comparison_text(comparison)


def _more(tmp_path):
    """Return a copy of a profile whose budgets differ in every case."""
    path = tmp_path / "more.toml"
    path.write_text(
        'id = "more"\ntitle = "More"\nversion = "1.0"\n'
        'based_on = "community-support@1.0"\n[settings.limits]\nfloor = { money = "150.00", period = "week" }\n',
        encoding="utf-8",
    )
    return load_profile(str(path))


def cases_of(site, count):
    """Yield as many cases as are asked for, each made when it is asked for."""
    for i in range(count):
        document = load_example("case-ada")
        document["id"] = f"C-{i:05}"
        yield site.read_case(json.dumps(document).encode())


def test_the_chart_says_what_it_leaves_out(tmp_path):
    first = load_profile("community-support@1.0")
    second = _more(tmp_path)
    site = Site(first)
    few = comparison_html(compare(cases_of(site, 3), first, second, ON))
    assert "All 3 budgets that change." in few
    many = comparison_html(compare(cases_of(site, 90), first, second, ON))
    assert "The 30 at either end of 90 budgets that change, from the largest gain to" in many
    assert many.count("<rect") == 60


def test_memory_does_not_grow_with_the_number_of_cases():
    profile = load_profile("community-support@1.0")
    site = Site(profile)
    compare(cases_of(site, 5), profile, profile, ON)  # what is made once is made
    peaks = []
    for count in (20, 80):
        tracemalloc.start()
        compare(cases_of(site, count), profile, profile, ON, gc.collect)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5, peaks


def test_a_case_twice_is_found_in_linear_time(table, norfolk):
    from sds_core.errors import InputError

    with pytest.raises(InputError, match="again"):
        table([(f"C-{i}", 10) for i in range(3000)] + [("C-1", 10)])
