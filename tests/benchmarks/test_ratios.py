"""What things cost, as ratios to plain Python or NumPy in the same run.

The job, everywhere: 12 answers of 5 bands → points by table → their sum → informal-care percentage
→ pence per point in force on the date → rounded half up to whole pounds → floor £20, cap £900.
"""

from __future__ import annotations

import json
from datetime import date

import jsonschema_rs
import orjson
import pytest

from sds_core.formats.canonical import canonical
from sds_core.formats.records import to_plain
from sds_core.model.money import Money
from sds_core.profiles.assemble import load_profile
from sds_core.schemas.published import load_example, load_schema
from sds_core.site import Site
from sds_core.tables.table import Table

RATIOS: list[str] = []

ON = date(2026, 10, 1)
BANDS = ("none", "little", "some", "much", "total")
TEXT = "Needs help in the morning and the evening, and somebody near at night."

PROFILE = """
id = "benchmark"
title = "Benchmark"
version = "1"
based_on = "english-base@1.0"

[hooks]
fund_help = "from-council"

[settings.ras-points]
table = "sds-ras:adult-rates"
how = "slab"
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Site:
    file = tmp_path_factory.mktemp("profile") / "benchmark.toml"
    file.write_text(PROFILE, encoding="utf-8")
    return Site(load_profile(str(file)))


@pytest.fixture(scope="module")
def tables(site) -> dict[str, Table]:
    return {table.id: table for table in site.profile.tables.values()}


@pytest.fixture(scope="module")
def document():
    case = load_example("case-eli")
    case["assessment"]["carers"][0]["willing"] = True
    # Four kilobytes: needs and strengths such as an ordinary case has.
    case["assessment"]["needs"] = [
        {"id": f"n{i}", "outcome": "CA-HYGIENE", "eligible": True, "unmet": True, "text": TEXT,
         "prices": [{"cost": {"money": "41.50", "period": "week"}, "whose": "council"}]}
        for i in range(6)
    ]  # fmt: skip
    case["assessment"]["strengths"] = [
        {"resource": "personal_capacities", "text": TEXT} for _ in range(2)
    ]
    return case


@pytest.fixture(scope="module")
def hand(tables):
    """Return the job written by hand, all integers, with plain dicts and tuples."""
    points = {
        (question, answer): tables["adult-questions"].find(question, answer).values["points"]
        for question in tables["adult-questions"].inputs[0].domain.values
        for answer in BANDS
    }
    percent = {"none": 100, "some": 85, "substantial": 70, "most": 50}
    rates = [
        (date(2024, 4, 1).toordinal(), 6_950_000),
        (date(2025, 4, 1).toordinal(), 7_250_000),
        (date(2026, 4, 1).toordinal(), 7_604_167),
    ]

    def job(answers, care, on):
        total = 0
        for answer in answers:
            total += points[answer]
        day, rate = on.toordinal(), 0
        for start, micropounds in rates:
            if start <= day:
                rate = micropounds
        # Pence, exact: points × micropounds / 10,000 × percent / 100, rounded to whole pounds.
        numerator = total * rate * percent[care]
        pounds = (2 * numerator + 100_000_000) // 200_000_000
        pence = pounds * 100
        if pence < 2_000:
            return 2_000
        return 90_000 if pence > 90_000 else pence

    return job


@pytest.fixture(scope="module")
def answers(document):
    return [(a["question"], a["assessor"]["choice"]) for a in document["assessment"]["answers"]]


def keep(name: str, value: float, limit: float) -> None:
    """Keep a ratio for the summary at the end of the run."""
    RATIOS.append(f"{name}: {value:.2f} (target {limit:g})")


def by_tables(tables, answers, on):
    """The same job by tables, with its trace: the rows that decided."""
    find = tables["adult-questions"].find
    trace = []
    total = 0
    for question, choice in answers:
        row = find(question, choice)
        trace.append(row)
        total += row.values["points"]
    care = tables["informal-care"].find("substantial")
    rate = tables["adult-rates"].find(on)
    trace += (care, rate)
    numerator = total * rate.values["rate"].micropounds * care.values["percent"]
    pence = (2 * numerator + 100_000_000) // 200_000_000 * 100
    return max(2_000, min(pence, 90_000)), tuple(trace)


def test_table_evaluation_with_its_trace(benchmark, times, tables, hand, answers):
    assert by_tables(tables, answers, ON)[0] == hand(answers, "substantial", ON)
    value = times(lambda: by_tables(tables, answers, ON), lambda: hand(answers, "substantial", ON))
    keep("tables with trace / by hand", value, 10)
    benchmark(by_tables, tables, answers, ON)


def test_allocate_with_opinions_reasons_and_decision(
    benchmark, times, site, hand, answers, document
):
    case = site.reader.from_document(document)
    decision = site.adjust(case, ON)
    assert decision.amount.money == Money(hand(answers, "substantial", ON))
    assert decision.opinions
    assert decision.reasons
    value = times(lambda: site.adjust(case, ON), lambda: hand(answers, "substantial", ON))
    alone = times(lambda: site.allocate(case, ON), lambda: hand(answers, "substantial", ON))
    whole = times(lambda: site.decide(case, ON), lambda: hand(answers, "substantial", ON))
    keep("Site.allocate / the whole job by hand", alone, 40)
    keep("Site.allocate and Site.adjust, the whole job / by hand", value, 40)
    RATIOS.append(f"Site.decide, eight questions / the job by hand: {whole:.0f}")
    benchmark(site.adjust, case, ON)


def test_bytes_to_decision_bytes(benchmark, times, site, hand, answers, document):
    data = json.dumps(document).encode()
    schema = dict(load_schema("case-2"))
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)

    def plain():
        assert validator.is_valid(orjson.loads(data))
        return hand(answers, "substantial", ON)

    def ours():
        return canonical(to_plain(site.adjust(site.read_case(data), ON)), checked=True)

    assert str(Money(plain())).encode() in ours()
    value = times(ours, plain)
    keep(f"bytes to decision bytes, {len(data):,} bytes / plain", value, 6)
    benchmark(ours)


def test_columns(benchmark, times, tables, hand):
    np = pytest.importorskip("numpy", reason="the extra “columns” is not installed")
    from sds_core.tables.columns import ColumnTable

    count = 1_000_000
    random = np.random.default_rng(7)
    questions = tables["adult-questions"].inputs[0].domain.values
    answers = random.integers(0, 5, (12, count))
    care = random.integers(0, 4, count)
    days = random.integers(date(2024, 4, 1).toordinal(), date(2027, 3, 31).toordinal(), count)
    column = {name: ColumnTable(table) for name, table in tables.items()}

    lut = np.array(
        [[tables["adult-questions"].find(q, b).values["points"] for b in BANDS] for q in questions]
    )
    percents = np.array([100, 85, 70, 50])
    starts = np.array([date(y, 4, 1).toordinal() for y in (2024, 2025, 2026)])
    rates = np.array([6_950_000, 7_250_000, 7_604_167])

    def kernel():
        total = np.zeros(count, np.int64)
        ids = []
        for i in range(12):
            ids.append(answers[i] + i * 5)
            total += lut[i].take(answers[i])
        which = np.searchsorted(starts, days, side="right") - 1
        numerator = total * rates.take(which) * percents.take(care)
        pence = (2 * numerator + 100_000_000) // 200_000_000 * 100
        return np.clip(pence, 2_000, 90_000), (*ids, which, care)

    points = column["adult-questions"].output("points")
    percent = column["informal-care"].output("percent")
    rate = column["adult-rates"].output("rate")

    def ours():
        total = np.zeros(count, np.int64)
        ids = []
        for i in range(12):
            rows = column["adult-questions"].rows(i, answers[i])
            ids.append(rows)
            total += points.take(rows)
        care_rows = column["informal-care"].rows(care)
        rate_rows = column["adult-rates"].rows(days)
        numerator = total * rate.take(rate_rows) * percent.take(care_rows)
        pence = (2 * numerator + 100_000_000) // 200_000_000 * 100
        return np.clip(pence, 2_000, 90_000), (*ids, rate_rows, care_rows)

    one, other = ours(), kernel()
    assert (one[0] == other[0]).all()
    assert (one[1][0] == other[1][0]).all()
    value = times(kernel, ours, rounds=7)
    keep("columns: rate / hand-written NumPy", value, 0.5)
    benchmark.pedantic(ours, rounds=3)
