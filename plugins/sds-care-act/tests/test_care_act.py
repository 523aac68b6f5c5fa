"""Decisions held to English law: by people's cases in YAML, and where the rules must be asked."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from sds_care_act import family_care, plugin
from sds_care_act.approval import CareActSettings
from sds_core import (
    Adjustment,
    AdjustRequest,
    Line,
    LineKind,
    ModelFinding,
    ModelFindingLevel,
    ModelRequest,
    Period,
    Site,
    Undetermined,
    freeze,
    load_example,
    thaw,
)
from sds_core.cases.reader import CaseReader
from sds_core.profiles.file_format import installed
from sds_core.testing import check_plugin
from sds_core.testing.yaml_tests import run_files

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
ON = date(2026, 10, 1)


@pytest.mark.parametrize("manifest", [plugin.manifest, family_care.manifest])
def test_each_plugin_keeps_the_contract_of_hooks(manifest):
    check_plugin(manifest, {})


@pytest.mark.trace("T114", "T116")
@pytest.mark.parametrize("file", CASES, ids=lambda path: path.stem)
def test_the_cases_that_people_wrote(file):
    report = run_files([file])
    failed = [result for result in report.results if not result.passed]
    assert not failed, failed
    assert report.passed > 4


def check(change) -> dict[str, ModelFindingLevel]:
    profile = thaw(Site.load("independent-broker@2.0").profile.effective)
    change(profile)
    made = plugin.CareAct(CareActSettings())
    answers = made.check_model(ModelRequest(ON, freeze(profile)))
    return {a.place: a.level for a in answers if isinstance(a, ModelFinding)}


@pytest.mark.parametrize(
    ("change", "place", "level"),
    [
        (lambda p: p["hooks"]["adjust_budget"].update(plugins=["limits"]), "hooks.adjust_budget", "fault"),
        (lambda p: p["hooks"]["adjust_budget"].update(plugins=["care-act", "limits"]),
         "hooks.adjust_budget", "fault"),
        (lambda p: p["hooks"]["adjust_budget"].update(plugins=["informal-care", "care-act"]),
         "hooks.adjust_budget", "fault"),
        (lambda p: p["hooks"]["review_plan"].update(plugins=["x"]), "hooks.review_plan", "fault"),
        (lambda p: p["hooks"]["approve_plan"].update(plugins=["x"]), "hooks.approve_plan", "fault"),
        (lambda p: p.pop("eligibility"), "eligibility", "fault"),
        (lambda p: p["criteria"].update(also=[]), "criteria", "fault"),
        (lambda p: p["criteria"].pop("grounds"), "criteria.grounds", "warning"),
        (lambda p: p["criteria"].pop("other_ground"), "criteria.other_ground", "warning"),
        (lambda p: p["letter"].pop("help_deciding"), "letter.help_deciding", "fault"),
        (lambda p: p["letter"].pop("refused_by"), "letter.refused_by", "warning"),
    ],
)  # fmt: skip
@pytest.mark.trace("T031")
def test_a_model_that_does_not_keep_the_law_is_told_where(change, place, level):
    assert check(lambda profile: None) == {}
    assert check(change) == {place: ModelFindingLevel(level)}


def test_every_english_model_of_version_2_is_checked_and_sound():
    names = [f"{found[0]}@{found[1]}" for found in installed() if found[1] == "2.0"]
    assert len(names) >= 5
    for name in names:
        if not name.startswith("english-base"):
            decision = Site.load(name).check_model(
                CaseReader({}).from_document(load_example("case-ada")), ON
            )
            assert decision.outcome == "sound", (name, decision.reasons)


def request_for(document, running: int) -> AdjustRequest:
    case = CaseReader({}).from_document(document)
    line = Line("base", running, LineKind.BASE, "table#1")
    return AdjustRequest(ON, case, running, Period.WEEK, (line,))


@given(st.integers(0, 100_000), st.integers(1, 100_000))
def test_a_sum_is_referred_exactly_where_it_is_below_the_price(running, price):
    document = load_example("case-cam")
    document["assessment"]["needs"][0]["prices"] = [
        {
            "cost": {"money": f"{price // 100}.{price % 100:02d}", "period": "week"},
            "whose": "council",
        }
    ]
    answer = plugin.CareAct(CareActSettings()).adjust_budget(request_for(document, running))
    assert isinstance(answer, Adjustment)
    assert (answer.referral is not None) is (running < price)
    assert not answer.lines


FACTS = ("prices", "basis", "found_by", "found_on", "why", "met_by")


@pytest.mark.parametrize("example", ["ada", "ben", "cam", "eli"])
@pytest.mark.parametrize("fact", FACTS)
def test_taking_a_fact_of_a_need_away_makes_nothing_more_permissive(example, fact):
    """What was not adjusted stays so; a sum that was told never grows by what nobody recorded."""
    site = Site.load("independent-broker@2.0")
    whole = load_example(f"case-{example}")
    before = site.decide(site.reader.from_document(whole), ON)
    rank = {"adjusted": 0, "set": 0, "refer": 1, "undetermined": 2, "not_asked": 2}
    verdicts = {"agree": 0, "refer": 1, "return": 2, "refuse": 3, "undetermined": 4, "not_asked": 4}
    for place in range(len(whole["assessment"]["needs"])):
        case = copy.deepcopy(whole)
        case["assessment"]["needs"][place].pop(fact, None)
        after = site.decide(site.reader.from_document(case), ON)
        assert rank[after["adjust_budget"].outcome] >= rank[before["adjust_budget"].outcome]
        assert verdicts[after["approve_plan"].outcome] >= verdicts[before["approve_plan"].outcome]


def test_family_care_never_takes_more_than_there_is():
    document = load_example("case-ada")
    answer = family_care.FamilyCare(None).adjust_budget(request_for(document, 500))
    assert isinstance(answer, Adjustment)
    assert sum(line.pence for line in answer.lines) == -500


def test_family_care_waits_for_what_each_carer_says():
    document = load_example("case-ada")
    document["assessment"]["carers"] = None
    answer = family_care.FamilyCare(None).adjust_budget(request_for(document, 500))
    assert isinstance(answer, Undetermined)
    assert answer.missing == ("assessment.carers",)
