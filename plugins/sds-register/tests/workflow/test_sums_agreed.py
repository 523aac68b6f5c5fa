"""Sums below what the needs cost, answered need by need; what a decider records; what is counted."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from sds_test_support.sign_off import CLERK, OTHER, refused

from sds_core import (
    Amount,
    Money,
    Period,
    Price,
    PriceBasis,
    Quantity,
    Rate,
    Site,
    Unit,
    WhosePrice,
)
from sds_register.acts.other_acts import Erasure
from sds_register.acts.plan_acts import (
    Actor,
    Appeal,
    AppealOutcome,
    HowAnswered,
    Outcome,
    ShortfallAnswer,
    Statement,
)
from sds_register.audit.counts import TierCounts, counts

DAY, ON = date(2026, 10, 1), date(2026, 10, 5)
BEN = Actor("ben", "EX-BEN/p", "Ben Sample", "person")
LESS = Amount(Money(30_000), Period.WEEK)
PRICE = Price(
    LESS,
    WhosePrice.COUNCIL,
    "assessor",
    PriceBasis.QUOTE,
    date(2026, 10, 2),
    "the quote of 2 October 2026",
    "a personal assistant",
    Quantity.parse("15"),
    Unit.HOUR,
    Rate.parse("20.00"),
    date(2026, 10, 3),
)


@pytest.fixture(scope="module")
def law():
    return Site.load("independent-broker@2.0")


@pytest.fixture
def put(file_register, law, read_case):
    """Return a function that puts a plan forward, and returns the number of its entry."""

    def record(change=None, on=DAY, name="ben"):
        return file_register.record(law, read_case(law, name, change), on).plan

    return record


@pytest.fixture
def act(file_register, law):
    return lambda what: file_register.sign_off(law, what)


@pytest.fixture
def amends(accepts):
    """Return an amendment to £300 a week that may stand, to be changed into one that may not."""

    def make(plan, **changes):
        answer = ShortfallAnswer("n1", HowAnswered.NEW_PRICE, price=PRICE)
        act = accepts(
            plan,
            ON,
            outcome=Outcome.AMEND,
            amount=LESS,
            shortfalls=(answer,),
            criteria=("budget-use",),
            steps_to_agree=("A talk on 2 October.",),
            person_says="He would rather keep the agency.",
            next_step="He meets the assistant on 8 October.",
            continues="The agency comes until then.",
        )
        return evolve(act, **changes)

    return make


def answered(price=None, **changes):
    answer = ShortfallAnswer("n1", HowAnswered.NEW_PRICE, price=price)
    return (evolve(answer, **changes),)


class TestBelowThePrice:
    def test_another_way_at_a_price_of_its_own_stands_and_is_kept(self, put, act, amends):
        done = act(amends(put()))
        assert done.judged.agreed.words() == "£15,600.00 a year"
        assert [(n.need, n.cost) for n in done.judged.needs] == [("n1", LESS)]

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"whose": WhosePrice.PROVIDER}, "its own price decides"),
            ({"whose": None}, "its own price decides"),
            ({"by": None}, "who made the price"),
            ({"by": "nobody"}, "who made the price"),
            ({"basis": None}, "a quote, a published rate"),
            ({"reference": " "}, "a quote, a published rate"),
            ({"on": None}, "the day that it was made"),
            ({"on": date(2026, 10, 6)}, "the day that it was made"),
            ({"shown_on": None}, "the day that the person was shown it"),
            ({"shown_on": date(2026, 10, 6)}, "the day that the person was shown it"),
            ({"service": ""}, "the support that meets the need"),
            ({"cost": Amount(Money(30_001), Period.WEEK)}, "needs of £15,600.52 a year"),
        ],
    )
    def test_a_new_price_says_all_that_it_must(self, put, act, amends, change, says):
        what = amends(put(), shortfalls=answered(evolve(PRICE, **change)))
        refused(act, what, saying=says)

    def test_nobody_prices_what_they_decide(self, put, act, amends):
        def priced_by_the_head(case):
            case["parties"].append(
                {"id": "head", "name": "Hana Head", "roles": ["council"], "council_id": "P-88"}
            )

        plan = put(priced_by_the_head)
        what = amends(plan, shortfalls=answered(evolve(PRICE, by="head")))
        refused(act, what, saying="nobody prices what they decide")

    def test_without_a_price_nothing_is_answered(self, put, act, amends):
        refused(act, amends(put(), shortfalls=answered()), saying="the new price")

    def test_an_answer_names_a_need_that_the_sum_is_held_to_once(self, put, act, amends):
        plan = put()
        twice = (*answered(PRICE), *answered(PRICE))
        refused(act, amends(plan, shortfalls=twice), saying="each need once")
        other = answered(PRICE, need="n9")
        refused(act, amends(plan, shortfalls=other), saying=["n1", "one that the sum is held to"])

    def test_somebody_else_prices_it_higher_so_the_new_price_is_costed(self, put, act, amends):
        def dearer(case):
            prices = case["assessment"]["needs"][0]["prices"]
            prices.append({"cost": {"money": "900.00", "period": "week"}, "whose": "independent"})

        plan = put(dearer)
        bare = evolve(PRICE, quantity=None, unit=None, rate=None)
        refused(act, amends(plan, shortfalls=answered(bare)), saying="in what unit")
        assert act(amends(plan)).judged.agreed is not None

    @pytest.mark.parametrize(
        ("said", "stands"),
        [({}, True), ({"willing": False}, False), ({"able": None}, False), ({"need": "n2"}, False)],
    )
    def test_a_carer_who_can_and_will_meets_the_need(self, put, act, amends, said, stands):
        def sister(case):
            party = {"id": "sister", "name": "Sis Sample", "roles": ["family"]}
            case["parties"].append({**party, "council_id": "P-30"})
            other = {**case["assessment"]["needs"][0], "id": "n2", "eligible": False}
            case["assessment"]["needs"].append(other)
            case["assessment"]["advice"] = "What keeps you well."
            care = {"need": "n1", "able": True, "willing": True, **said}
            carer = {"party": "sister", "needs": [care], "assessment_offered": True}
            case["assessment"]["carers"] = [carer]

        otherwise = ShortfallAnswer("n1", HowAnswered.MET_OTHERWISE, "sister", "comes twice a day")
        what = amends(put(sister), shortfalls=(otherwise,))
        if stands:
            assert act(what).judged.needs == ()
        else:
            refused(act, what, saying="a carer recorded as able and willing")

    def test_an_organisation_that_meets_it_says_what_it_does(self, put, act, amends):
        otherwise = ShortfallAnswer("n1", HowAnswered.MET_OTHERWISE, "care", "")
        refused(act, amends(put(), shortfalls=(otherwise,)), saying="what they do to meet the need")
        nobody = ShortfallAnswer("n1", HowAnswered.MET_OTHERWISE, "nobody", "helps")
        refused(act, amends(put(), shortfalls=(nobody,)), saying="who meets the need")


class TestNotAgreedAsItStands:
    @pytest.mark.parametrize("what", ["steps_to_agree", "person_says", "next_step", "continues"])
    @pytest.mark.parametrize("outcome", [Outcome.AMEND, Outcome.RETURN, Outcome.REFUSE])
    def test_each_thing_is_recorded(self, put, act, amends, what, outcome):
        changes = {} if outcome is Outcome.AMEND else {"amount": None, "shortfalls": ()}
        whole = amends(put(), outcome=outcome, **changes)
        blank = (" ",) if what == "steps_to_agree" else " "
        refused(act, evolve(whole, **{what: blank}), saying=what)
        assert act(whole).judged.tier

    def test_a_criterion_of_the_law_carries_a_return(self, put, act, amends):
        changes = {"outcome": Outcome.RETURN, "amount": None, "shortfalls": ()}
        refused(
            act, amends(put(), criteria=("important",), **changes), saying="publishes no ground"
        )
        assert act(amends(put(), criteria=("needs-answered",), **changes)).judged.agreed is None

    def test_models_of_version_1_ask_for_none_of_it(self, file_register, read_case, accepts):
        old = Site.load("independent-broker@1.0")
        plan = file_register.record(old, read_case(old, "ben"), DAY).plan
        done = file_register.sign_off(
            old, accepts(plan, ON, outcome=Outcome.AMEND, amount=LESS, reason="Less will do.")
        )
        assert done.judged.agreed.words() == "£15,600.00 a year"


class TestTheirOwnWish:
    def less(self, case):
        case["plan"]["lines"] = [{**case["plan"]["lines"][0], "cost": {"money": "366.00", "period": "week"}}]  # fmt: skip

    @pytest.mark.parametrize(("by", "counts_as"), [(BEN, True), (CLERK, False)])
    def test_only_an_act_of_their_own_counts(self, put, act, accepts, by, counts_as):
        said = act(Statement(ON, by, put(self.less), "Less is my wish.", takes_less=True))
        what = accepts(said.entry, ON, reason="", answer="Noted.", no_statement="")
        if counts_as:
            assert act(what).judged.reasons_asked == ()
        else:
            refused(act, what, saying="Savva")

    def test_a_statement_of_something_else_does_not(self, put, act, accepts):
        said = act(Statement(ON, BEN, put(self.less), "I like it."))
        what = accepts(said.entry, ON, reason="", answer="Noted.", no_statement="")
        refused(act, what, saying="Savva")


class TestThePlanBefore:
    def test_the_register_knows_what_was_agreed_and_at_which_prices(
        self, put, act, amends, file_register, law, read_case
    ):
        assert file_register.known(read_case(law, "ben"), ON).agreed == ()
        act(amends(put()))
        (before,) = file_register.known(read_case(law, "ben"), ON).agreed
        assert (before.on, before.amount.words()) == (ON, "£15,600.00 a year")
        assert [(n.need, n.cost) for n in before.needs] == [("n1", LESS)]
        assert file_register.known(read_case(law, "ben"), DAY).agreed == ()

    def test_what_an_appeal_overturned_is_not_the_plan_before(
        self, put, act, amends, file_register, law, read_case
    ):
        done = act(amends(put()))
        appeal = act(Appeal(ON, BEN, done.entry, "It is too little."))
        act(AppealOutcome(ON, OTHER, appeal.entry, True, "It is.", ("all",), ("p", "broker")))
        assert file_register.known(read_case(law, "ben"), ON).agreed == ()

    def test_a_lower_plan_is_compared_with_it(
        self, put, act, accepts, file_register, law, read_case
    ):
        act(accepts(put(), ON))

        def lower(case):
            prices = case["assessment"]["needs"][0]["prices"]
            prices[0] |= {"cost": {"money": "300.00", "period": "week"}, "quantity": "12"}
            case["plan"]["lines"] = [{**case["plan"]["lines"][0], "cost": {"money": "300.00", "period": "week"}}]  # fmt: skip

        recorded = file_register.record(law, read_case(law, "ben", lower), date(2026, 10, 12))
        approve = recorded.journey["approve_plan"]
        missing = {name for u in approve.undetermined for name in u.missing}
        assert missing == {"assessment.needs.n1.found_on", "assessment.needs.n1.prices"}


class TestCounts:
    def test_departures_and_other_grounds_are_counted_by_tier(
        self, put, act, amends, accepts, file_register
    ):
        act(amends(put(), panel="The panel", criteria=(), other_ground="A new kind of support."))
        refuse = amends(
            put(name="ada"), outcome=Outcome.REFUSE, amount=None, shortfalls=(), not_any_of=("p", "sister", "pa")
        )  # fmt: skip
        act(refuse)
        found = counts(file_register, None, ON)
        assert found.tiers == (TierCounts("head-of-service", 2, 0, 1, 0, 1, 1, 1, 1, 1),)
        assert counts(file_register, date(2026, 10, 6), date(2026, 12, 1)).tiers == ()
        assert counts(file_register, None, DAY).tiers == ()

    def test_an_erased_person_is_counted_as_unreadable(self, put, act, accepts, file_register):
        act(accepts(put(), ON))
        act(Erasure(ON, CLERK, "EX-BEN/p", "they asked"))
        assert counts(file_register, None, ON).unreadable == 1
