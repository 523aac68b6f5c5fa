"""Sums in a case agree: rates and quantities, the parts of payers, dates, charges, care by need."""

from __future__ import annotations

import pytest

from sds_core.cases.reader import CaseReader
from sds_core.errors import InputError

WEEK = {"money": "367.50", "period": "week"}


def line(document):
    return document["plan"]["lines"][0]


SOUND = [
    lambda d: line(d).update(quantity="15", unit="hour", rate="24.50"),
    lambda d: line(d).update(quantity="7.5", unit="hour", rate="49.00"),
    lambda d: line(d).update(quantity="3", unit="visit", cost={"money": "0.10", "period": "week"}, rate="0.033333"),
    lambda d: line(d).update(quantity="15", unit="hour"),
    lambda d: line(d).update(
        payers=[
            {"source": "budget", "cost": {"money": "300.00", "period": "week"}},
            {"source": "own_money", "cost": {"money": "67.50", "period": "week"}, "party": "p"},
        ]
    ),
    lambda d: line(d).update(payers=[{"source": "budget"}, {"source": "nhs"}]),
    lambda d: line(d).update(from_date="2026-11-01", until="2026-11-01", award="up_to"),
    lambda d: d.update(charge={"assessed": False, "told_by": "2026-12-01"}),
    lambda d: d.update(charge={"assessed": True, "amount": {"money": "0.00", "period": "week"}}),
    lambda d: d.update(advocacy=[{"stage": "planning", "needed": True, "advocate": "care"}]),
    lambda d: d.update(concerns=[], capacity=[{"decision": "to hold the money", "able": None}]),
    lambda d: d.update(residence={"council": "Exampleshire", "disputed": False}, in_custody=False),
]  # fmt: skip
WRONG = [
    (lambda d: line(d).update(quantity="15", unit="hour", rate="24.00"), "$.plan.lines[0].cost.money", "360.00"),
    (lambda d: line(d).update(quantity="15", rate="24.50"), "$.plan.lines[0].unit", "counted in"),
    (
        lambda d: line(d).update(payers=[{"source": "budget", "cost": WEEK}, {"source": "nhs", "cost": WEEK}]),
        "$.plan.lines[0].payers",
        "735.00",
    ),
    (
        lambda d: line(d).update(payers=[{"source": "budget", "cost": {"money": "1.00", "period": "year"}}]),
        "$.plan.lines[0].payers[0].cost.period",
        "week",
    ),
    (lambda d: line(d).update(payers=[{"source": "nhs"}]), "$.plan.lines[0].payers[0].source", "budget"),
    (lambda d: line(d).update(payers=[{"source": "budget", "party": "x"}]), "$.plan.lines[0].payers[0].party", "'x'"),
    (lambda d: line(d).update(from_date="2026-11-02", until="2026-11-01"), "$.plan.lines[0].until", "or later"),
    (lambda d: d.update(charge={"assessed": True}), "$.charge.amount", "no amount"),
    (lambda d: d.update(charge={"assessed": False, "amount": WEEK}), "$.charge.amount", "nobody assessed"),
    (lambda d: d.update(charge={"assessed": True, "amount": {**WEEK, "money": "-1.00"}}), "$.charge.amount", "below"),
    (lambda d: d.update(advocacy=[{"stage": "review"}, {"stage": "review"}]), "$.advocacy[1].stage", "again"),
    (lambda d: d.update(advocacy=[{"stage": "review", "advocate": "x"}]), "$.advocacy[0].advocate", "'x'"),
    (
        lambda d: d["assessment"]["needs"][0]["prices"].append({"cost": WEEK, "unit": "hour", "quantity": "1", "rate": "2.00"}),
        "$.assessment.needs[0].prices[1].cost.money",
        "2.00",
    ),
    (
        lambda d: d["assessment"].update(carers=[{"party": "care", "needs": []}, {"party": "broker", "needs": [{"need": "n9"}]}]),
        "$.assessment.carers[1].needs[0].need",
        "n9",
    ),
    (lambda d: d["help"][0]["fee"].update(hours="-1"), "$.help[0].fee.hours", "-1"),
    (lambda d: d["help"][0].update(fee={"basis": "percentage", "percent": 101}), "$.help[0].fee.percent", "100"),
    (lambda d: d.pop("subject"), "$", "subject"),
]  # fmt: skip


@pytest.mark.parametrize("change", SOUND)
def test_what_agrees_is_read(example, change):
    document = example("ben")
    change(document)
    CaseReader({}).from_document(document)


@pytest.mark.parametrize(("change", "place", "says"), WRONG)
def test_what_disagrees_is_refused_with_its_place(example, change, place, says):
    document = example("ben")
    change(document)
    with pytest.raises(InputError) as error:
        CaseReader({}).from_document(document)
    faults = [fault for fault in error.value.faults if fault.place == f"case: {place}"]
    assert faults, error.value.faults
    assert any(says in str(fault) for fault in faults)
