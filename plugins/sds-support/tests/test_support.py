"""Tiers are data: their order, skipping, strengths and weaknesses; nothing blocks."""

from __future__ import annotations

from datetime import date

import pytest
from sds_test_support.made_plugins import changed

from sds_core import Site, Status, SupportOption, load_example
from sds_core.profiles.assemble import assemble
from sds_core.profiles.effective import load_effective
from sds_core.testing import check_plugin
from sds_support import tiers

ON = date(2026, 10, 1)
FIRST = {
    "tier": "professional",
    "all": ["person.in_crisis = yes"],
    "because": "Help at once.",
    "source": "a test",
    "evidence": "local choice",
}


@pytest.mark.parametrize(
    "given_",
    [
        {"tiers": "sds-support:tiers", "order": ["peer"]},
        {"tiers": "sds-support:tiers", "order": ["peer", "professional"], "first": [FIRST]},
    ],
)
def test_it_keeps_the_contract_of_hooks(given_):
    check_plugin(tiers.manifest, given_)


def suggest(order, *first, **circumstances):
    given_ = {"order": order, "first": list(first)}
    effective = load_effective("community-support@1.0")
    varied = changed(effective, lambda data: data["settings"]["support-tiers"].update(given_))
    site = Site(assemble(varied))
    document = load_example("case-ada")
    document["assessment"]["circumstances"] = circumstances
    return site.suggest(site.reader.from_document(document), ON)


def order_of(decision):
    return [o.tier for o in sorted(decision.answers(SupportOption), key=lambda o: o.rank)]


def test_the_profile_orders_and_skips():
    assert order_of(suggest(["broker", "peer"])) == ["broker", "peer"]
    assert order_of(suggest(["peer"])) == ["peer"]


@pytest.mark.trace("T108")
def test_a_tier_comes_first_where_its_conditions_hold():
    order = ["own-network", "peer", "professional"]
    assert order_of(suggest(order, FIRST, in_crisis=True))[0] == "professional"
    assert order_of(suggest(order, FIRST, in_crisis=False)) == order


def test_what_nobody_asked_is_undetermined_and_everything_is_offered_all_the_same():
    decision = suggest(["own-network", "professional"], FIRST)
    assert decision.status is Status.UNDETERMINED
    assert decision.undetermined[0].missing == ("person.in_crisis",)
    assert order_of(decision) == ["own-network", "professional"]


@pytest.mark.trace("T139", "T093")
def test_each_tier_shows_its_strengths_and_weaknesses():
    everything = ["own-network", "peer", "community", "provider", "professional", "broker"]
    for option in suggest(everything).answers(SupportOption):
        assert option.strengths
        assert option.weaknesses
        assert option.cost
        assert option.reasons[0].evidence == "contested claim"


def test_people_in_the_case_are_named_in_their_tier():
    options = {o.tier: o for o in suggest(["own-network", "community"]).answers(SupportOption)}
    assert options["own-network"].people == ("p", "sister")
    assert options["community"].people == ("club",)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"order": ["pear"]}, "Did you mean “peer”"),
        ({"order": []}, "at least one tier"),
        ({"order": ["peer", "peer"]}, "none twice"),
        ({"first": [{**FIRST, "tier": "broker"}], "order": ["peer"]}, "is not in order"),
        ({"first": [{**FIRST, "all": ["person.in_crises = yes"]}]}, "person.in_crisis"),
        ({"first": [{**FIRST, "all": ["person.in_crisis = perhaps"]}]}, "yes or no"),
    ],
)
def test_a_fault_in_the_settings_is_named(change, says):
    settings = {"tiers": "sds-support:tiers", "order": ["peer", "professional"], **change}
    with pytest.raises(AssertionError, match=says):
        check_plugin(tiers.manifest, settings)
