"""Who pays: the budget, the council, or a set-aside allowance; to the penny and in any order."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings, strategies as st
from sds_test_support.made_plugins import changed

from sds_core import Funding, Site, Status, load_example
from sds_core.profiles.assemble import assemble
from sds_core.profiles.effective import load_effective
from sds_core.testing import check_plugin
from sds_help_funding import from_budget, from_council, set_aside

ON = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("manifest", "given_"),
    [
        (from_budget.manifest, {}),
        (from_budget.manifest, {"up_to": "100.00"}),
        (from_council.manifest, {}),
        (from_council.manifest, {"up_to": "100.00"}),
        (set_aside.manifest, {"table": "sds-help-funding:allowance-money"}),
        (set_aside.manifest, {"table": "sds-help-funding:allowance-money", "beyond": "council"}),
        (set_aside.manifest, {"table": "sds-help-funding:allowance-hours", "beyond": "budget"}),
    ],
)
def test_each_plugin_keeps_the_contract_of_hooks(manifest, given_):
    check_plugin(manifest, given_)


def site(plugin, **given_):
    def change(data):
        data["hooks"]["fund_help"] = {"plugins": [plugin], "advisers": [], "listed": False}
        data["settings"][plugin] = given_

    return Site(assemble(changed(load_effective("independent-broker@1.0"), change)))


@pytest.fixture(scope="module")
def sites():
    money, hours = "sds-help-funding:allowance-money", "sds-help-funding:allowance-hours"
    return {
        "budget": site("from-budget"),
        "council": site("from-council"),
        "ask": site("set-aside", table=money),
        "beyond-budget": site("set-aside", table=money, beyond="budget"),
        "beyond-council": site("set-aside", table=money, beyond="council"),
        "hours": site("set-aside", table=hours, beyond="budget"),
    }


def fund(site, *fees):
    document = load_example("case-ben")
    document["help"] = []
    for i, fee in enumerate(fees):
        helper = {"id": f"h{i}", "name": f"Helper {i}", "roles": ["peer"]}
        document["parties"].append(helper)
        document["help"].append({"helper": f"h{i}", "tasks": ["write_plan"], "fee": fee})
    document["plan"] = None
    return site.decide(site.reader.from_document(document), ON)["fund_help"]


def shares(decision):
    return {
        (share.helper, share.pot): str(share.money)
        for funding in decision.answers(Funding)
        for share in funding.shares
    }


def fixed(money):
    return {"basis": "fixed", "money": money}


FREE = {"basis": "free"}


@pytest.mark.trace("T094")
@pytest.mark.parametrize(
    ("fee", "money"),
    [
        (fixed("350.00"), "350.00"),
        ({"basis": "hourly", "money": "25.00", "hours": "12"}, "300.00"),
        ({"basis": "hourly", "money": "50.00", "hours": "1"}, "50.00"),
        ({"basis": "percentage", "percent": 6}, "1160.64"),
    ],
)
def test_fees_by_the_hour_fixed_and_by_percentage(sites, fee, money):
    """Ben's budget is £372 a week: £19,344 a year of 52 weeks."""
    assert shares(fund(sites["council"], fee)) == {("h0", "council-funds"): money}


@pytest.mark.parametrize(
    "fee",
    [{"basis": "hourly", "money": "25.00"}, {"basis": "fixed"}, {"basis": "percentage"}],
)
def test_a_fee_that_cannot_be_worked_out_is_undetermined(sites, fee):
    decision = fund(sites["council"], fee)
    assert decision.status is Status.UNDETERMINED
    assert decision.undetermined[0].missing == ("help.h0.fee",)


@pytest.mark.trace("T102")
@pytest.mark.parametrize("name", ["budget", "council", "ask", "hours"])
def test_free_help_costs_nobody_anything(sites, name):
    decision = fund(sites[name], FREE)
    assert decision.status is Status.ANSWERED
    assert shares(decision) == {}
    assert "charges nothing" in decision.reasons[0].reason.text


def test_each_side_of_the_argument_is_told(sites):
    for name in ("budget", "council", "ask"):
        reasons = [g.reason for g in fund(sites[name], fixed("100.00")).reasons]
        contested = [r for r in reasons if r.evidence == "contested claim"]
        assert len({r.source.title for r in contested}) == 2


@pytest.mark.trace("T070", "T078")
def test_the_allowance_follows_the_points(sites):
    assert shares(fund(sites["ask"], fixed("420.00"))) == {("h0", "set-aside"): "420.00"}
    (answer,) = fund(sites["ask"], fixed("100.00")).answers(Funding)
    assert str(answer.up_to) == "420.00"
    over = fund(sites["ask"], fixed("420.01"))
    assert over.status is Status.UNDETERMINED
    assert "£0.01 more than the £420.00 that the allowance" in over.undetermined[0].cause
    assert shares(fund(sites["beyond-council"], fixed("500.00"))) == {
        ("h0", "set-aside"): "420.00",
        ("h0", "council-funds"): "80.00",
    }


def test_hours_are_shared_by_the_hours_asked_whatever_the_names(sites):
    one = {"basis": "hourly", "money": "30.00", "hours": "12"}
    other = {"basis": "hourly", "money": "10.00", "hours": "12"}
    ahead, behind = fund(sites["hours"], one, other), fund(sites["hours"], other, one)
    assert shares(ahead)["h0", "set-aside"] == shares(behind)["h1", "set-aside"] == "180.00"
    assert shares(ahead)["h1", "set-aside"] == shares(behind)["h0", "set-aside"] == "60.00"


def test_an_allowance_of_hours_says_nothing_of_a_fixed_fee(sites):
    decision = fund(sites["hours"], fixed("100.00"))
    assert decision.status is Status.UNDETERMINED
    assert "does not charge by the hour" in decision.undetermined[0].cause


@cache
def beyond_the_budget():
    return site("set-aside", table="sds-help-funding:allowance-money", beyond="budget")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 90_000), min_size=1, max_size=4))
def test_shares_add_up_to_every_fee_in_any_order(pence):
    made = beyond_the_budget()
    fees = [fixed(f"{p // 100}.{p % 100:02d}") for p in pence]
    decision = fund(made, *fees)
    totals: dict[str, int] = {}
    for funding in decision.answers(Funding):
        for share in funding.shares:
            totals[share.helper] = totals.get(share.helper, 0) + share.money.pence
    assert totals == {f"h{i}": p for i, p in enumerate(pence)}
    aside = sum(
        s.money.pence for f in decision.answers(Funding) for s in f.shares if s.pot == "set-aside"
    )
    assert aside == min(42_000, sum(pence))


def test_the_budget_pays_at_most_what_it_holds(sites):
    decision = fund(sites["budget"], fixed("20000.00"))
    assert decision.status is Status.UNDETERMINED
    assert "more than the budget of a year" in decision.undetermined[0].cause
