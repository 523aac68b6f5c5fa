"""Needs to be met, what is recorded of them, and the sum that a person sets."""

from __future__ import annotations

import copy
from datetime import date

import pytest
from hypothesis import given, strategies as st

from sds_core import Amount, Money, Period, SetSum, Undetermined, load_example
from sds_core.cases.reader import CaseReader
from sds_core.domain.needs_found import nothing_to_meet, unrecorded
from sds_core.domain.priced_needs import met_otherwise, priced_needs, to_be_met
from sds_core.domain.set_sums import set_sum
from sds_core.model.needs import Need, NeedBasis

ON = date(2026, 10, 1)
BASES = [None, *NeedBasis]


def case_of(example, change=lambda case: None):
    document = copy.deepcopy(load_example(f"case-{example}"))
    change(document)
    return CaseReader({}).from_document(document)


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("eligible", [True, False])
def test_which_needs_a_budget_must_be_enough_for(basis, eligible):
    """A power is for needs that are not eligible: an eligible one must be met all the same."""
    need = Need("n", "CA-HYGIENE", eligible=eligible, unmet=True, basis=basis)
    whatever = basis in (NeedBasis.URGENT, NeedBasis.AFTERCARE, NeedBasis.CONTINUITY)
    never = basis in (NeedBasis.HEALTH_SERVICE, NeedBasis.EXCLUDED)
    assert to_be_met(case_of("ben"), need) is ((eligible and not never) or whatever)


@given(st.booleans(), st.booleans(), st.sampled_from(BASES))
def test_what_is_not_recorded_makes_no_need_go_away(eligible, unmet, basis):
    case = case_of("ben")
    need = Need("n", "CA-HYGIENE", eligible=eligible, unmet=unmet, basis=basis)
    without = Need("n", "CA-HYGIENE", eligible=eligible, unmet=unmet)
    if eligible:
        assert to_be_met(case, without) or not to_be_met(case, need)


def left_to(party, carers, **party_fields):
    """Return a case in which need n2 is left to a party, and whether that counts."""

    def change(case):
        case["parties"].append(
            {"id": "s", "name": "Sis Sample", "roles": ["family"], **party_fields}
        )
        need = {**case["assessment"]["needs"][0], "id": "n2", "unmet": False, "met_by": [party]}
        case["assessment"]["needs"].append(need)
        case["assessment"]["carers"] = carers

    case = case_of("ben", change)
    return case, met_otherwise(case, case.assessment.needs[1])


CAN = [{"need": "n2", "able": True, "willing": True}]


@pytest.mark.parametrize(
    ("party", "carers", "counts"),
    [
        ("s", [{"party": "s", "needs": CAN}], True),
        ("s", [{"party": "s", "needs": CAN, "willing": False}], False),
        ("s", [{"party": "s", "needs": [{**CAN[0], "able": False}]}], False),
        ("s", [{"party": "s", "needs": [{**CAN[0], "able": None}]}], None),
        ("s", [{"party": "s", "able": True, "willing": True}], None),
        ("s", [], None),
        ("p", [], None),
        ("broker", [], None),
        ("council", [], False),
        ("care", [], False),
    ],
)
def test_who_meets_a_need_so_that_the_budget_need_not(party, carers, counts):
    """The council and whom this budget pays meet nothing otherwise; nobody does who was not asked."""
    case, found = left_to(party, carers)
    assert found is counts
    assert to_be_met(case, case.assessment.needs[1]) is (counts is not True)


def test_a_body_that_this_budget_does_not_pay_meets_a_need_otherwise():
    case, found = left_to("s", [], kind="organisation")
    assert found is True
    assert not to_be_met(case, case.assessment.needs[1])


@given(st.lists(st.integers(0, 10**6), max_size=5))
def test_prices_add_up_and_a_need_without_one_is_named(pence):
    def priced(case):
        need = {"outcome": "x", "eligible": True, "unmet": True}
        case["assessment"]["needs"] = [
            *(
                {
                    **need,
                    "id": f"n{i}",
                    "prices": [{"cost": {"money": str(Money(p)), "period": "year"}}],
                }
                for i, p in enumerate(pence, 1)
            ),
            {**need, "id": "bare"},
        ]
        for line in case["plan"]["lines"]:
            line["needs"] = []

    found = priced_needs(case_of("ben", priced))
    assert found.a_year == sum(pence)
    assert [need.id for need in found.unpriced] == ["bare"]


class TestRecorded:
    @pytest.mark.parametrize("fact", ["found_by", "found_on", "why"])
    def test_each_fact_of_a_finding_is_asked_for(self, fact):
        def without(case):
            case["assessment"]["needs"][0].pop(fact)

        (open_,) = unrecorded(case_of("ben", without), ON)
        assert open_.missing == (f"assessment.needs.n1.{fact}",)
        assert open_.ask == "the assessor"

    def test_a_finding_of_a_later_day_is_none_yet(self):
        assert unrecorded(case_of("ben"), ON) == ()
        days = {u.missing[0] for u in unrecorded(case_of("ben"), date(2026, 8, 1))}
        assert days == {"assessment.needs.n1.found_on", "assessment.record_given_on"}

    @pytest.mark.parametrize("basis", ["power", "urgent", "aftercare", "continuity"])
    def test_what_cannot_wait_waits_for_nothing(self, basis):
        def bare(case):
            need = {
                "id": "n1",
                "outcome": "CA-HYGIENE",
                "eligible": False,
                "unmet": True,
                "basis": basis,
            }
            case["assessment"]["needs"] = [need]
            case["assessment"].pop("record_given_on")

        case = case_of("ben", bare)
        assert unrecorded(case, ON) == ()
        assert not nothing_to_meet(case)

    def test_needs_that_nobody_recorded_are_not_the_same_as_none(self):
        def none(case):
            case["assessment"]["needs"] = None
            for line in case["plan"]["lines"]:
                line["needs"] = []

        case = case_of("ben", none)
        assert unrecorded(case, ON)[0].missing == ("assessment.needs",)
        assert not nothing_to_meet(case)


class TestSetSum:
    PRICE = Amount(Money(24_000), Period.WEEK)

    def asked(self, change, least=(PRICE,), on=ON):
        return set_sum(case_of("cam", lambda case: change(case["assessment"])), on, least)

    def test_it_stands_where_it_is_enough(self):
        found = self.asked(lambda a: None)
        assert isinstance(found, SetSum)
        assert found.amount == self.PRICE

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            (
                lambda a: a["set_sum"]["amount"].update(money="239.99"),
                "less than £240.00 a week: what the needs cost",
            ),
            (lambda a: a["set_sum"].update(by="broker"), "somebody else must set it"),
            (lambda a: a["set_sum"].update(by="p"), "somebody else must set it"),
            (lambda a: a["set_sum"].update(why=" "), "no reason"),
            (lambda a: a["set_sum"]["amount"].update(money="0.00"), "is nothing"),
            (lambda a: a["set_sum"]["amount"].update(period="once"), "for a period"),
        ],
    )
    def test_it_does_not_stand_otherwise(self, change, says):
        found = self.asked(change)
        assert isinstance(found, Undetermined)
        assert says in found.cause

    def test_before_its_day_nobody_has_set_one(self):
        assert self.asked(lambda a: None, on=date(2026, 9, 9)) is None
        assert self.asked(lambda a: a.pop("set_sum")) is None

    def test_where_nothing_is_said_of_the_least_a_person_may_set_less(self):
        less = {"amount": {"money": "1.00", "period": "week"}}
        assert isinstance(self.asked(lambda a: a["set_sum"].update(less), ()), SetSum)
