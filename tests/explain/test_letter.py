"""The letter says what was decided, why, who decides and what to do; and quotes no law unchecked."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sds_test_support.made_plugins import changed

from sds_core.explain.letter import write_letter
from sds_core.explain.letter_pages import letter_text
from sds_core.profiles.assemble import assemble
from sds_core.profiles.effective import load_effective
from sds_core.profiles.file_format import installed
from sds_core.schemas.published import load_example
from sds_core.site import Site

ON = date(2026, 10, 1)


def letter(profile, who, change=lambda case: None):
    site = Site.load(profile)
    document = load_example(f"case-{who}")
    change(document)
    case = site.reader.from_document(document, who)
    return " ".join(letter_text(write_letter(site.decide(case, ON), case, site.profile)).split())


@pytest.mark.trace("T104")
def test_what_was_decided_and_how_it_was_made():
    text = letter("community-support@1.0", "ada")
    assert "Your indicative budget is £100.00 a week. It is the starting point" in text
    assert "£118.00" in text
    assert "−£17.70" in text
    assert "The answers that counted most were home safety (much: 9 points)" in text
    assert "The next band begins at 30 points, 3 more than yours." in text
    assert "You asked for: Large print" in text
    assert "A person decides: Team manager." in text
    assert "If you want this to be looked at again" in text


@pytest.mark.trace("T026", "T033")
def test_who_helped_and_who_pays():
    text = letter("independent-broker@1.0", "ben")
    assert "Bo Broker (broker) helps with: decide changes, write plan and negotiate." in text
    assert "Bo Broker: £384.00, paid by the set-aside fund for help." in text
    assert "contested claim" in text


def test_an_open_decision_says_why_who_and_when():
    text = letter("community-support@1.0", "eli")
    assert "Your indicative budget is not decided yet." in text
    assert (
        "Not decided yet: Nobody has recorded whether Dana Placeholder can and will go on giving "
        "care. Who is asked: the assessor. By when: within 10 working days" in text
    )


def test_above_the_cap_nothing_is_called_the_budget():
    cap = {"cap": {"money": "500.00", "period": "week"}}
    effective = load_effective("community-support@1.0")
    low = changed(effective, lambda data: data["settings"]["limits"].update(cap))
    capped = Site(assemble(low))
    case = capped.reader.from_document(load_example("case-dee"), "dee")
    journey = capped.decide(case, ON)
    assert journey["adjust_budget"].outcome == "refer"
    text = " ".join(letter_text(write_letter(journey, case, capped.profile)).split())
    assert "£860.00 a week, which is above £500.00 a week" in text
    assert "The sum that a person must decide on" in text
    assert "Your indicative budget is" not in text


def test_nothing_is_advised_while_something_is_open():
    def unmarked(case):
        case["plan"]["marks"] = []

    text = letter("community-support@1.0", "ada", unmarked)
    assert "The rules see nothing against your plan" not in text
    assert "Nothing is advised on your plan yet" in text


@pytest.mark.parametrize("profile", [f"{p[0]}@{p[1]}" for p in installed()])
def test_no_law_that_nobody_re_read_is_quoted(profile, data):
    """Instruments that are known of, and whose text nobody re-read, stay out of letters."""
    unread = json.loads((data / "instruments_not_reread.json").read_text("utf-8"))["instruments"]
    assert unread
    for who in ("ada", "ben", "cam", "dee", "eli"):
        text = letter(profile, who)
        for instrument in unread:
            assert instrument not in text


@pytest.mark.parametrize("who", ["ada", "ben", "cam", "dee", "eli"])
def test_lines_stay_within_88_columns(who):
    site = Site.load("community-support@1.0")
    case = site.reader.from_document(load_example(f"case-{who}"), who)
    text = letter_text(write_letter(site.decide(case, ON), case, site.profile))
    assert max(len(line) for line in text.splitlines()) <= 88


def test_the_finding_on_each_need_is_told_and_what_the_person_pays():
    def charged(case):
        case["charge"] = {"assessed": False, "told_by": "2026-11-01"}

    text = letter("independent-broker@2.0", "ada", charged)
    assert "Hot meals: eligible, as Asha Assessor found on 20 August 2026. Ada cannot stand" in text
    assert "Company on Sundays: eligible" in text
    assert "Sunny Example meets it." in text
    assert "What you pay towards it is not assessed yet. You are told by 1 November 2026." in text
    assert "Your needs" not in letter("independent-broker@1.0", "ada")


def test_where_no_need_is_to_be_met_the_letter_says_so_with_advice():
    def none_eligible(case):
        case["assessment"]["needs"][0]["eligible"] = False
        case["assessment"]["advice"] = "The lunch club meets on Mondays."

    text = letter("independent-broker@2.0", "ben", none_eligible)
    assert "There is no budget: The council is to meet no need" in text
    assert "What may help you now, or keep you well: The lunch club meets on Mondays." in text
    assert "£20.00" not in text


def test_the_council_itself_helps_to_decide_whoever_else_is_paid():
    text = letter("independent-broker@2.0", "ben")
    assert "Whoever else helps you, the council itself helps you decide" in text
    assert "If you are refused anything here: go to Piers Principal" in text
    assert "If you choose somebody who charges: up to £150.00 can be paid" in letter(
        "independent-broker@2.0", "ada"
    )
