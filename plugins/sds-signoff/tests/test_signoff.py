"""Findings from marks and facts only, and the tier that decides, with the reasons it must give."""

from __future__ import annotations

from datetime import date

import pytest
from sds_test_support.made_plugins import changed

from sds_core import Approval, Finding, Site, Status, Verdict, load_example
from sds_core.profiles.assemble import assemble
from sds_core.profiles.effective import load_effective
from sds_core.testing import check_plugin
from sds_signoff import approval, findings

ON = date(2026, 10, 1)


@pytest.mark.parametrize("manifest", [findings.manifest, approval.manifest])
def test_each_plugin_keeps_the_contract_of_hooks(manifest):
    check_plugin(manifest, {})


@pytest.fixture(scope="module")
def site():
    return Site.load("community-support@1.0")


def decide(site, change, on=ON):
    document = load_example("case-ada")
    change(document)
    return site.decide(site.reader.from_document(document), on)


def approval_of(journey):
    (answer,) = journey["approve_plan"].answers(Approval)
    return answer


def test_ada_is_agreed_by_the_nearest_tier(site):
    journey = decide(site, lambda d: None)
    assert journey["review_plan"].outcome == "met"
    assert approval_of(journey).verdict is Verdict.AGREE
    assert approval_of(journey).tier == "team-manager"


@pytest.mark.trace("T032", "T040")
def test_a_judgement_needs_a_named_reviewers_mark(site):
    def unmarked(d):
        d["plan"]["marks"] = []

    journey = decide(site, unmarked)
    assert journey["review_plan"].status is Status.UNDETERMINED
    assert {u.rule for u in journey["review_plan"].undetermined} == {
        "important", "change", "supported", "in-control",
    }  # fmt: skip
    assert journey["approve_plan"].status is Status.UNDETERMINED


@pytest.mark.trace("T019", "T035")
@pytest.mark.parametrize("who", ["p", "sister", "pa"])
def test_who_wrote_the_plan_or_is_paid_by_it_does_not_judge_it(site, who):
    def by_them(d):
        for mark in d["plan"]["marks"]:
            mark["by"] = who

    journey = decide(site, by_them)
    assert journey["review_plan"].status is Status.UNDETERMINED
    assert "somebody else must judge" in journey["review_plan"].undetermined[0].cause


def test_a_later_mark_counts_and_two_of_a_day_that_differ_leave_it_open(site):
    def again(day, met):
        def change(d):
            d["plan"]["marks"].append(
                {"criterion": "important", "met": met, "by": "reviewer", "on": day, "why": "Why."}
            )

        return change

    later = decide(site, again("2026-09-30", False))
    assert later["review_plan"].outcome == "not_met"
    same = decide(site, again("2026-09-28", False))
    assert same["review_plan"].status is Status.UNDETERMINED
    future = decide(site, again("2026-10-02", False))
    assert future["review_plan"].outcome == "met"


def test_an_unmet_criterion_sends_the_plan_back_by_name(site):
    def unstated(d):
        d["plan"]["stated"]["management_stated"] = False

    journey = decide(site, unstated)
    answer = approval_of(journey)
    assert answer.verdict is Verdict.RETURN
    assert answer.criteria == ("managed",)
    assert "does not say how support will be managed" in " ".join(r.text for r in answer.reasons)


def test_affordable_alone_never_sends_a_plan_back():
    criteria = {"criteria": {"set": "sds-signoff:seal"}}
    effective = load_effective("community-support@1.0")
    seal = Site(assemble(changed(effective, lambda data: data.update(criteria))))

    def marks(**met):
        def change(d):
            d["plan"]["marks"] = [
                {"criterion": c, "met": met.get(c, True), "by": "reviewer", "on": "2026-09-28"}
                for c in ("safe", "effective", "affordable", "legal")
            ]

        return change

    alone = approval_of(decide(seal, marks(affordable=False)))
    assert alone.verdict is Verdict.REFER
    both = approval_of(decide(seal, marks(affordable=False, safe=False)))
    assert both.verdict is Verdict.RETURN


def test_a_fact_is_counted_where_the_plan_can_show_it(site):
    def unpriced(d):
        d["plan"]["lines"][0]["cost"] = None

    journey = decide(site, unpriced)
    (finding,) = [f for f in journey["review_plan"].answers(Finding) if f.criterion == "budget-use"]
    assert finding.result == "not_met"
    assert journey["approve_plan"].status is Status.UNDETERMINED

    def nothing_from_the_budget(d):
        for line in d["plan"]["lines"]:
            line["source"] = "unpaid"
            line.pop("cost", None)

    journey = decide(site, nothing_from_the_budget)
    assert journey["review_plan"].status is Status.UNDETERMINED


@pytest.mark.parametrize(
    ("weekly", "on", "tier"),
    [
        ("600.00", date(2024, 3, 31), "team-manager"),
        ("673.07", date(2024, 3, 31), "team-manager"),
        ("673.08", date(2024, 3, 31), "head-of-service"),
        ("673.08", date(2024, 4, 1), "team-manager"),
        ("942.30", date(2026, 10, 1), "team-manager"),
        ("942.31", date(2026, 10, 1), "head-of-service"),
    ],
)
def test_doncasters_limits_by_date_to_the_penny(weekly, on, tier):
    """£35,000 a year is £673.07 a week and £49,000 is £942.30, by 52 weeks."""
    never = {"escalate_above_indicative": False}
    effective = load_effective("community-support@1.0")
    varied = changed(effective, lambda data: data["settings"]["approval-tier"].update(never))
    site = Site(assemble(varied))

    def cost(d):
        d["plan"].update(submitted_on="2021-05-01", marks=[])
        d["plan"]["lines"] = [
            {"id": "l1", "what": "Support", "service": "support_delivery",
             "cost": {"money": weekly, "period": "week"}, "provider": "pa", "needs": ["n1"]}
        ]  # fmt: skip

    assert approval_of(decide(site, cost, on)).tier == tier


def test_more_than_the_indicative_budget_goes_one_tier_up(site):
    def dearer(d):
        d["plan"]["lines"][0]["cost"]["money"] = "90.00"

    answer = approval_of(decide(site, dearer))
    assert answer.tier == "head-of-service"
    assert "more than the indicative £5,200.00 a year" in answer.reasons[-1].text


def test_one_off_costs_count_once(site):
    def once(d):
        d["plan"]["lines"].append(
            {"id": "l9", "what": "Tools", "service": "equipment",
             "cost": {"money": "660.00", "period": "once"}}
        )  # fmt: skip

    answer = approval_of(decide(site, once))
    assert "the plan costs £5,200.00 a year" in answer.reasons[0].text
    assert not answer.needs_reason  # exactly the indicative budget


def test_less_than_the_priced_eligible_needs_asks_for_a_reason(site):
    """KM v Cambridgeshire, and guidance 11.24: the sum must be enough."""

    def priced(d):
        cost = {"money": "100.00", "period": "week"}
        d["assessment"]["needs"][0]["prices"] = [{"cost": cost, "whose": "council"}]

    (reason,) = [r for r in approval_of(decide(site, priced)).needs_reason if "KM" in r]
    assert "£5,980.00 a year" in reason

    def unpriced(d):
        d["assessment"]["needs"][0]["prices"] = []

    assert any("1 eligible unmet needs have no price" in r
               for r in approval_of(decide(site, unpriced)).needs_reason)  # fmt: skip


def test_staying_flat_after_needs_rose_asks_for_a_reason(site):
    """Savva: the same sum after needs rose needed reasons."""

    def flat(d):
        d["assessment"]["previous_budget"]["money"] = "88.00"

    assert any("Needs rose" in r for r in approval_of(decide(site, flat)).needs_reason)


@pytest.mark.parametrize(
    ("name", "value", "missing"),
    [
        ("needs_rose", None, "assessment.needs_rose"),
        ("previous_budget", None, "assessment.previous_budget"),
        ("needs", None, "assessment.needs"),
    ],
)
def test_what_is_not_recorded_leaves_the_plan_open(site, name, value, missing):
    def change(d):
        d["assessment"][name] = value
        for line in d["plan"]["lines"]:
            line["needs"] = []
        for carer in d["assessment"]["carers"]:
            carer["needs"] = None

    decision = decide(site, change)["approve_plan"]
    assert decision.status is Status.UNDETERMINED
    assert missing in decision.undetermined[0].missing


def test_no_plan_is_no_question(site):
    def draft(d):
        d["plan"]["submitted_on"] = None

    journey = decide(site, draft)
    assert journey["approve_plan"].status is Status.NOT_ASKED
    assert journey["approve_plan"].why == "No plan has been put forward yet."


def test_marks_from_before_the_plan_do_not_count(site):
    def early(d):
        for mark in d["plan"]["marks"]:
            mark["on"] = "2026-09-20"

    assert decide(site, early)["review_plan"].status is Status.UNDETERMINED


def test_whoever_works_for_a_paid_provider_does_not_judge(site):
    def tied(d):
        d["links"].append({"party": "reviewer", "kind": "employed_by", "to": "pa"})

    assert decide(site, tied)["review_plan"].status is Status.UNDETERMINED


def test_an_open_question_of_interests_leaves_the_plan_open():
    site = Site.load("independent-broker@1.0")
    document = load_example("case-ben")
    document["interests"] = []
    journey = site.decide(site.reader.from_document(document), ON)
    assert journey["check_conflicts"].status is Status.UNDETERMINED
    assert journey["approve_plan"].status is Status.UNDETERMINED
