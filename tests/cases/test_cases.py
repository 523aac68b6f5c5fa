"""Reading cases: names that must match, plugins' own data, and the national draft standard."""

from __future__ import annotations

import json

import pytest
from attrs import frozen

from sds_core.cases.reader import CaseReader
from sds_core.errors import InputError
from sds_core.hookspecs import Hooks
from sds_core.model.decisions import Status
from sds_core.plugins.discovery import InstalledPlugin
from sds_core.plugins.manifest import Manifest


@frozen
class Extra:
    """A plugin's own data in a case.

    Attributes:
        hours: hours a week.
    """

    hours: int


@pytest.fixture(scope="module")
def reader():
    manifest = Manifest(
        "extra", "Extra", ("fund_help",), lambda s: Hooks(), extension=Extra, api="1"
    )
    return CaseReader({"extra": InstalledPlugin("extra", "d", "1", manifest)})


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        (lambda c: c.update(person="q"), "$.person", "'q'"),
        (lambda c: c["links"][0].update(to="councl"), "$.links[0].to", "Did you mean “council”?"),
        (lambda c: c["parties"].append(dict(c["parties"][0])), "].id", "'p' again"),
        (lambda c: c["plan"]["lines"][0].update(provider="x"), "$.plan.lines[0].provider", "'x'"),
        (lambda c: c["plan"]["lines"][0].update(needs=["n9"]), "$.plan.lines[0].needs[0]", "'n9'"),
        (lambda c: c["plan"]["marks"][0].update(by="x"), "$.plan.marks[0].by", "'x'"),
        (
            lambda c: c["assessment"]["carers"][0].update(party="x"),
            "$.assessment.carers[0].party",
            "'x'",
        ),
        (
            lambda c: c["assessment"]["answers"].append(c["assessment"]["answers"][0]),
            "$.assessment.answers[12].question",
            "again",
        ),
        (
            lambda c: c.update(extensions={"nobody": {}}),
            "$.extensions.nobody",
            "no installed plugin",
        ),
        (
            lambda c: c.update(extensions={"extra": {"hours": "3"}}),
            "$.extensions.extra: $.hours",
            '"3"',
        ),
    ],
)
def test_a_case_must_hold_together(reader, example, change, place, says):
    case = example("ada")
    change(case)
    with pytest.raises(InputError) as error:
        reader.from_document(case, "ada.json")
    assert any(place in fault.place and says in str(fault) for fault in error.value.faults), (
        error.value
    )


def test_plugins_and_hosts_keep_their_own_data_beside_ours(reader, example):
    case = example("ada")
    case["extensions"] = {"extra": {"hours": 3}, "host": {"anything": ["at", "all"]}}
    read = reader.from_document(case)
    assert read.extensions["extra"]["hours"] == 3
    with pytest.raises(TypeError):
        read.extensions["extra"]["hours"] = 4


def test_the_published_examples_of_pub05_pass_through(community, example, data, on):
    case = example("dee")
    for part, name in (("assessment", "valid-assessment"), ("plan", "valid-plan")):
        document = json.loads((data / "pub05" / f"{name}.jsonld").read_text("utf-8"))
        case.setdefault(part, {"setting": "community", "written_by": ["p"]})["document"] = document
    read = community.reader.from_document(case)
    from sds_core.formats.plain import thaw

    assert thaw(read.assessment.document)["@context"] == "../context.jsonld"
    assert thaw(read.plan.document) == case["plan"]["document"]


def test_a_document_of_pub05_without_scores_is_undetermined(community, example, data, on):
    case = example("dee")
    text = (data / "pub05" / "valid-assessment.jsonld").read_text("utf-8")
    case["assessment"] = {"document": json.loads(text)}
    journey = community.decide(community.reader.from_document(case), on)
    assert journey["allocate_budget"].status is Status.UNDETERMINED
    assert journey["allocate_budget"].undetermined[0].missing == ("assessment.answers",)


@pytest.mark.parametrize(
    ("path", "value"),
    [("status", "finished"), ("review", []), ("dateCompleted", "yesterday"), ("personId", "943")],
)
def test_a_document_that_is_not_pub05_is_refused(reader, example, path, value):
    case = example("ada")
    case["assessment"]["document"][path] = value
    with pytest.raises(InputError) as error:
        reader.from_document(case)
    assert f"$.assessment.document.{path}" in str(error.value)


def test_a_free_text_answer_to_a_scored_question_is_reported_not_zero(community, example, on):
    case = example("ada")
    case["assessment"]["answers"][0]["assessor"]["choice"] = "needs help with hot meals"
    decision = community.allocate(community.reader.from_document(case), on)
    assert decision.status is Status.UNDETERMINED
    assert "needs help with hot meals lies outside" in decision.undetermined[0].cause


def test_the_digest_of_a_case_ignores_the_order_of_names(reader, example):
    case = example("ada")
    backwards = dict(reversed(case.items()))
    assert reader.from_document(case).digest == reader.from_document(backwards).digest
    case["communication"] = ["Braille"]
    assert reader.from_document(case).digest != reader.from_document(backwards).digest


@pytest.mark.trace("T129")
def test_one_party_may_hold_many_roles(reader, example):
    case = example("ada")
    case["parties"][1]["roles"] = ["family", "peer", "trainer"]
    read = reader.from_document(case)
    assert len(read.party("sister").roles) == 3


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda c: c["assessment"]["carers"].append(c["assessment"]["carers"][0]), "$.assessment.carers[1].party"),
        (lambda c: c["assessment"]["carers"][0].update(party="p"), "$.assessment.carers[0].party"),
        (lambda c: c["assessment"]["carers"][0].update(party="club"), "$.assessment.carers[0].party"),
        (lambda c: c["plan"]["lines"][0]["cost"].update(money="-1.00"), "$.plan.lines[0].cost"),
        (lambda c: c["assessment"]["needs"][0]["prices"][0]["cost"].update(money="-0.01"), "$.assessment.needs[0].prices[0].cost"),
        (lambda c: c["assessment"]["previous_budget"].update(period="once"), "$.assessment.previous_budget.period"),
        (lambda c: c.update(help=[{"helper": "sister", "tasks": [], "fee": {"basis": "free", "money": "5.00"}}]), "$.help[0].fee.money"),
        (lambda c: c.update(help=[{"helper": "sister", "tasks": [], "fee": {"basis": "hourly", "money": "5.00", "hours": -3}}]), "$.help[0].fee.hours"),
        (lambda c: c.update(interests=[{"party": "pa", "declared_on": "2026-09-01", "nothing_to_declare": True, "about": ["club"]}]), "$.interests[0]"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_refused(reader, example, change, place):
    case = example("ada")
    change(case)
    with pytest.raises(InputError) as error:
        reader.from_document(case, "ada.json")
    assert f"ada.json: {place}" in str(error.value)


def test_a_case_of_thousands_of_faults_is_refused_quickly(reader, example):
    case = example("dee")
    case["parties"] += [{"id": f"x{i}", "name": "X", "roles": ["friend"]} for i in range(190)]
    case["links"] = [{"party": f"y{i}", "kind": "owns", "to": f"y{i}"} for i in range(450)]
    with pytest.raises(InputError) as error:
        reader.from_document(case)
    assert len(error.value.faults) == 50
    case["links"] = [0] * 9_000
    with pytest.raises(InputError) as error:
        reader.from_document(case)
    assert len(error.value.faults) == 50


@pytest.mark.parametrize(
    ("many", "place"),
    [
        (lambda c: c["parties"].extend({"id": f"x{i}", "name": "X", "roles": []} for i in range(200)), "$.parties"),
        (lambda c: c["links"].extend(c["links"][:1] * 500), "$.links"),
        (lambda c: c["plan"]["lines"].extend(c["plan"]["lines"] * 150), "$.plan.lines"),
        (lambda c: c["assessment"]["answers"].extend(c["assessment"]["answers"] * 30), "$.assessment.answers"),
        (lambda c: c["help"].extend(c["help"] * 20), "$.help"),
    ],
)  # fmt: skip
def test_lists_have_limits_that_are_said(reader, example, many, place):
    case = example("ben")
    many(case)
    with pytest.raises(InputError, match="at most") as error:
        reader.from_document(case)
    assert any(fault.place == f"case: {place}" for fault in error.value.faults)


def test_a_format_that_is_not_known_is_refused(reader, example):
    case = example("ben") | {"format": "sds-case-3"}
    with pytest.raises(InputError, match="sds-case-1, sds-case-2"):
        reader.from_document(case)


_LARGEST = """
import json, sys
from datetime import date
from sds_core.site import Site
site = Site.load("independent-broker@1.0")
case = json.loads(sys.argv[1])
roles, kinds = ["broker", "provider"], ["owns", "directs", "part_of", "family_of", "employed_by"]
ids = [f"x{i}" for i in range(200 - len(case["parties"]))]
case["parties"] += [
    {"id": x, "name": x, "roles": roles, "kind": "organisation" if i % 2 else "individual"}
    for i, x in enumerate(ids)
]
case["links"] = [
    {"party": ids[i % len(ids)], "kind": kinds[i % 5], "to": ids[(i * 7 + 1) % len(ids)]}
    for i in range(500)
]
fee = {"basis": "fixed", "money": "1.00"}
case["help"] = [{"helper": x, "tasks": ["write_plan"], "fee": fee} for x in ids[:20]]
line = case["plan"]["lines"][0]
case["plan"]["lines"] = [{**line, "id": f"l{i}", "provider": ids[i % len(ids)]} for i in range(300)]
case["plan"]["written_by"] = ids[:50]
said = {"declared_on": "2026-01-01", "nothing_to_declare": False, "about": ids[:150]}
case["interests"] = [{**said, "party": ids[i % len(ids)]} for i in range(200)]
site.decide(site.read_case(json.dumps(case).encode()), date(2026, 10, 1))
"""


def test_the_largest_case_is_decided_in_bounded_time(bounded, example):
    """A valid case of 206 KB took five minutes once; the largest that may be takes a second."""
    bounded(_LARGEST, json.dumps(example("ben")), seconds=30)
