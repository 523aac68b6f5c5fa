"""The journey under opposed models, the one-line swap, and bytes that never vary."""

from __future__ import annotations

import random
from datetime import date
from importlib.metadata import entry_points

import pytest

from sds_core.comparison.compare import compare
from sds_core.errors import ProfileError
from sds_core.formats.canonical import canonical
from sds_core.formats.records import to_plain
from sds_core.model.answers import Approval, Conflict, Funding, SupportOption
from sds_core.model.decisions import Status
from sds_core.plugins.discovery import GROUP, discover
from sds_core.profiles.assemble import assemble, load_profile
from sds_core.profiles.effective import load_effective
from sds_core.questions import QUESTIONS
from sds_core.schemas.published import check_document, load_example
from sds_core.site import Site

MODELS = (
    "independent-broker@1.0",
    "independent-broker-own-budget@1.0",
    "community-support@1.0",
    "self-planning-first@1.0",
)
PEOPLE = ("ada", "ben", "cam", "dee", "eli")


@pytest.fixture(scope="module")
def sites():
    return {name: Site.load(name) for name in MODELS}


def decide(site, who, on, change=lambda document: None):
    document = load_example(f"case-{who}")
    change(document)
    return site.decide(site.reader.from_document(document, who), on)


def pots(journey):
    return {s.pot for f in journey["fund_help"].answers(Funding) for s in f.shares}


@pytest.mark.trace("T131")
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("who", PEOPLE)
def test_every_question_is_decided_once_in_order_with_a_reason(sites, model, who, on):
    journey = decide(sites[model], who, on)
    assert tuple(d.question for d in journey.decisions) == QUESTIONS.journey
    for decision in journey.decisions:
        assert decision.reasons or decision.undetermined or decision.why
        assert decision.provenance.profile == model
        assert decision.provenance.case_digest.startswith("sha256:")
    check_document(to_plain(journey), "journey-2", who)


@pytest.mark.trace("T050", "T006", "T069", "T070", "T101")
def test_one_line_changes_who_pays(sites, on):
    assert pots(decide(sites["independent-broker@1.0"], "ben", on)) == {"set-aside"}
    assert pots(decide(sites["independent-broker-own-budget@1.0"], "ben", on)) == {
        "personal-budget"
    }
    assert pots(decide(sites["community-support@1.0"], "ben", on)) == {"council-funds"}
    assert pots(decide(sites["self-planning-first@1.0"], "ben", on)) == {"personal-budget"}


@pytest.mark.trace("T080", "T097", "T041", "T108")
def test_who_is_offered_first_is_policy(sites, on):
    def first(model, who):
        options = decide(sites[model], who, on)["suggest_support"].answers(SupportOption)
        return next(iter(options)).tier

    assert first("independent-broker@1.0", "cam") == "broker"
    assert first("independent-broker@1.0", "ada") == "own-network"
    assert first("community-support@1.0", "cam") == "own-network"
    assert first("community-support@1.0", "dee") == "professional"


@pytest.mark.trace("T018", "T036")
@pytest.mark.parametrize("model", MODELS)
def test_a_plan_is_never_refused_for_lack_of_a_broker(sites, model, on):
    journey = decide(sites[model], "ada", on)
    assert journey["approve_plan"].outcome == "agree"
    assert journey["check_conflicts"].outcome == "clear"


@pytest.mark.trace("T133")
@pytest.mark.parametrize("model", MODELS)
def test_family_who_plan_are_never_blocked(sites, model, on):
    def sister_helps(document):
        document["help"] = [{"helper": "sister", "tasks": ["write_plan"], "fee": {"basis": "free"}}]

    journey = decide(sites[model], "ada", on, sister_helps)
    assert not list(journey["check_conflicts"].answers(Conflict))
    assert journey["check_conflicts"].status is Status.ANSWERED


@pytest.mark.trace("T005", "T047", "T094")
def test_a_broker_who_works_for_the_provider_is_blocked(sites, on):
    journey = decide(sites["independent-broker@1.0"], "cam", on)
    found = {c.test: str(c.severity) for c in journey["check_conflicts"].answers(Conflict)}
    assert found == {
        "DOW-1": "block",
        "DOW-2": "block",
        "DOW-3": "declare",
        "NDT-1": "block",
        "DUF-2": "declare",
    }
    assert journey["check_conflicts"].outcome == "block"
    (approval,) = journey["approve_plan"].answers(Approval)
    assert approval.verdict == "return"
    assert approval.criteria == ("managed",)


def test_a_carer_who_was_not_asked_leaves_the_sum_open(sites, on):
    decision = decide(sites["community-support@1.0"], "eli", on)["adjust_budget"]
    assert decision.status is Status.UNDETERMINED
    assert decision.undetermined[0].missing == ("assessment.carers.daughter",)


@pytest.mark.trace("T079")
def test_both_answers_are_kept_and_the_difference_is_told(sites, on):
    site = sites["community-support@1.0"]
    decision = decide(site, "ada", on)["allocate_budget"]
    text = " ".join(given.reason.text for given in decision.reasons)
    assert "home safety" in text
    assert "both answers are kept" in text


@pytest.mark.trace("T043")
def test_no_decision_is_made_by_a_helper(sites, on):
    journey = decide(sites["independent-broker@1.0"], "ben", on)
    (approval,) = journey["approve_plan"].answers(Approval)
    assert approval.tier in {tier.id for tier in sites["independent-broker@1.0"].profile.tiers}


@pytest.mark.parametrize("who", PEOPLE)
def test_the_same_input_gives_the_same_bytes(sites, who, on):
    for site in sites.values():
        one, other = decide(site, who, on), decide(site, who, on)
        assert canonical(to_plain(one)) == canonical(to_plain(other))


def test_shuffling_installation_order_changes_no_byte(on):
    points = list(entry_points(group=GROUP))
    rng = random.Random(7)
    seen = set()
    for _ in range(4):
        rng.shuffle(points)
        site = Site(assemble(load_effective("independent-broker@1.0"), discover(points)))
        seen.add(b"".join(canonical(to_plain(decide(site, who, on))) for who in PEOPLE))
    assert len(seen) == 1


def test_taking_away_a_plugin_that_a_profile_names_stops_it_with_its_name():
    found = {name: plugin for name, plugin in discover().items() if name != "set-aside"}
    with pytest.raises(ProfileError) as error:
        assemble(load_effective("independent-broker@1.0"), found)
    (fault,) = error.value.faults
    assert "'set-aside', which is not installed" in fault.found
    assert "hooks.fund_help" in fault.place
    assert "Install the package that has it" in fault.hint
    assert assemble(load_effective("community-support@1.0"), found)


def test_the_day_of_the_decision_picks_the_version(sites):
    """Doncaster's limit for team managers: £35,000 from 2021, £49,000 from 2024/25."""
    site = sites["community-support@1.0"]

    def forty_thousand(document):
        document["plan"]["lines"][0]["cost"]["money"] = "700.00"
        document["plan"]["submitted_on"] = "2020-01-01"
        for mark in document["plan"]["marks"]:
            mark["on"] = "2020-01-02"
        for answer in document["assessment"]["answers"]:
            answer["assessor"]["choice"] = "total"

    def tier(on):
        journey = decide(site, "ada", on, forty_thousand)
        (approval,) = journey["approve_plan"].answers(Approval)
        return approval.tier

    assert tier(date(2024, 3, 31)) == "head-of-service"
    assert tier(date(2024, 4, 1)) == "team-manager"
    early = decide(site, "ada", date(2021, 3, 31), forty_thousand)["approve_plan"]
    assert early.status is Status.UNDETERMINED
    assert "No limit of Team manager is in force" in early.undetermined[0].cause


class TestCompare:
    def cases(self, site):
        return [site.reader.from_document(load_example(f"case-{w}"), w) for w in PEOPLE]

    def test_each_change_is_traced_to_its_line(self, sites, on):
        one, other = (sites[m].profile for m in MODELS[:2])
        result = compare(self.cases(sites[MODELS[0]]), one, other, on)
        assert result.totals.changed == 3
        for case in result.cases:
            for change in case.changes:
                (cause,) = change.causes
                assert cause.key == "hooks.fund_help"
                assert "independent-broker-own-budget.toml: hooks.fund_help (line 9)" in cause.place
                assert cause.consequence is (change.question != "fund_help")
                assert not cause.jointly

    @pytest.mark.trace("T069")
    def test_a_fee_from_the_budget_counts_towards_the_plan(self, sites, on):
        """Ben's plan fits his budget until his broker's fee comes out of it too."""
        ours, own = (decide(sites[m], "ben", on)["approve_plan"] for m in MODELS[:2])
        (before,), (after,) = ours.answers(Approval), own.answers(Approval)
        assert any("paid from the budget" in reason.text for reason in after.reasons)
        assert not any("paid from the budget" in reason.text for reason in before.reasons)

    def test_consequences_are_traced_through(self, sites, on, tmp_path):
        """A dearer point raises the budget, and with it a fee by percentage."""
        file = tmp_path / "flat.toml"
        file.write_text(
            'id="dear"\ntitle="Dear"\nversion="1"\nbased_on="self-planning-first@1.0"\n'
            '[settings.limits]\nfloor = { money = "500.00", period = "week" }\n',
            encoding="utf-8",
        )
        one, other = sites["self-planning-first@1.0"].profile, load_profile(str(file))
        result = compare(self.cases(sites[MODELS[0]]), one, other, on)
        cam = next(case for case in result.cases if case.case == "EX-CAM")
        causes = {change.question: change.causes[0] for change in cam.changes}
        assert not causes["adjust_budget"].consequence
        assert causes["fund_help"].consequence
        assert causes["fund_help"].key == "settings.limits.floor"
        assert result.totals.gain == 3
        assert result.totals.lose == 0

    def test_settings_that_work_only_together_are_one_cause(self, sites, on, tmp_path):
        """A table of rates and the way to read it: neither loads without the other."""
        file = tmp_path / "rates.toml"
        file.write_text(
            'id="rates"\ntitle="Rates"\nversion="1"\nbased_on="community-support@1.0"\n'
            '[settings.ras-points]\ntable = "sds-ras:adult-rates"\nhow = "slab"\n',
            encoding="utf-8",
        )
        one, other = sites["community-support@1.0"].profile, load_profile(str(file))
        result = compare(self.cases(sites[MODELS[0]]), one, other, on)
        for case in result.cases:
            for change in case.changes:
                (cause,) = change.causes
                assert "settings.ras-points.how: bands → slab" in cause.words
                assert "sds-ras:adult-bands → sds-ras:adult-rates" in cause.words
                assert not cause.jointly

    def test_a_profile_against_itself_changes_nothing(self, sites, on):
        profile = sites[MODELS[0]].profile
        result = compare(self.cases(sites[MODELS[0]]), profile, profile, on)
        assert result.totals.changed == 0
        assert result.differences == ()

    def test_there_and_back_mirrors(self, sites, on):
        one, other = (sites[m].profile for m in (MODELS[0], MODELS[2]))
        cases = self.cases(sites[MODELS[0]])
        there, back = compare(cases, one, other, on), compare(cases, other, one, on)
        assert [(c.case, c.before, c.after) for c in there.cases] == [
            (c.case, c.after, c.before) for c in back.cases
        ]
        assert {p.pot: (p.before, p.after) for p in there.totals.pots} == {
            p.pot: (p.after, p.before) for p in back.totals.pots
        }
