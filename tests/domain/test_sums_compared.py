"""The sums that courts have looked at, beside those that they were compared with."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from sds_core.domain.sums_compared import HowSumsDiffer, sums_compared
from sds_core.model.assessment import Assessment
from sds_core.model.money import Money
from sds_core.model.needs import Need, Price
from sds_core.model.periods import Amount, Period


def weekly(text):
    return Amount(Money.parse(text), Period.WEEK)


def a_year(amount):
    return Fraction(amount.exactly_per(Period.YEAR))


@pytest.fixture(scope="module")
def cases(data):
    return json.loads((data / "judgments.json").read_text("utf-8"))


def test_savva_in_july_differs_from_the_indicative_sum(cases):
    """16 points, £82.91 indicative; £170.45 agreed: a reason, for that."""
    july = cases["savva"]["cases"][0]
    agreed, indicative = weekly(july["panel_agreed_weekly"]), weekly(july["ras_indicative_weekly"])
    (why,) = sums_compared(a_year(agreed), indicative, Assessment())
    assert "£8,863.40 a year; the indicative budget is £4,311.32 a year" in why.text
    assert why.how is HowSumsDiffer.FROM_INDICATIVE


def test_savva_in_december_is_flat_though_needs_rose(cases):
    """22 points, £112.21 indicative; £170.45 agreed again, and again a reason, for both."""
    july, december = cases["savva"]["cases"]
    before, agreed = (weekly(c["panel_agreed_weekly"]) for c in (july, december))
    assessed = Assessment(previous_budget=before, needs_rose=True)
    found = sums_compared(a_year(agreed), weekly(december["ras_indicative_weekly"]), assessed)
    assert len(found) == 2
    assert "Needs rose" in found[1].text
    assert "no more than before, £8,863.40 a year" in found[1].text


def test_km_was_given_less_than_somebody_priced_it_at(cases):
    """£84,678 a year, where an independent social worker came to about £157,000."""
    agreed = Amount(Money.parse(cases["km"]["final_annual"]), Period.YEAR)
    priced = Amount(Money.parse("157000.00"), Period.YEAR)
    needs = (Need("n1", "CA-HYGIENE", eligible=True, unmet=True, prices=(Price(priced),)),)
    (why,) = sums_compared(a_year(agreed), agreed, Assessment(needs=needs))
    assert "priced at £157,000.00 a year" in why.text
    assert why.how is HowSumsDiffer.BELOW_THE_PRICE


def test_a_sum_that_is_enough_and_as_indicated_needs_none():
    priced = weekly("82.91")
    needs = (Need("n1", "CA-HYGIENE", eligible=True, unmet=True, prices=(Price(priced),)),)
    assert sums_compared(a_year(priced), priced, Assessment(needs=needs)) == ()
    less = a_year(priced) - 1
    assert len(sums_compared(less, None, Assessment(needs=needs))) == 1


def test_what_helps_with_planning_meets_no_need():
    priced = weekly("100.00")
    needs = (Need("n1", "CA-HYGIENE", eligible=True, unmet=True, prices=(Price(priced),)),)
    total = a_year(priced)
    assert sums_compared(total, priced, Assessment(needs=needs)) == ()
    (why,) = sums_compared(total, priced, Assessment(needs=needs), fees=1)
    assert "of which £0.01 pays for help with planning" in why.text
