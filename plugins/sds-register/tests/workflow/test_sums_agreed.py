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
        answer = ShortfallAnswer("n1", HowAnswered.NEW_PRICE, what="It does the same.", price=PRICE)
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
    answer = ShortfallAnswer("n1", HowAnswered.NEW_PRICE, what="It does the same.", price=price)
    return (evolve(answer, **changes),)


class TestBelowThePrice:
    def test_another_way_at_a_price_of_its_own_stands_and_is_kept(self, put, act, amends):
        plan = put()
        done = act(amends(plan))
        assert done.judged.agreed.words() == "£15,600.00 a year"
        assert (done.judged.put, done.judged.advised, done.judged.departs) == (plan, "agree", False)
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
            ({"shown_on": date(2026, 10, 1)}, "after it was made"),
            ({"cost": Amount(Money(30_001), Period.WEEK)}, "needs of £15,600.52 a year"),
            (
                {"cost": Amount(Money(30_001), Period.WEEK)},
                "what the quantity and the rate come to",
            ),
            ({"cost": Amount(Money(-100), Period.WEEK)}, "a sum above nothing"),
            ({"cost": Amount(Money(0), Period.WEEK)}, "a sum above nothing"),
            ({"cost": Amount(Money(30_000), Period.ONCE)}, "a sum for a period"),
            ({"quantity": Quantity.parse("0")}, "what the quantity and the rate come to"),
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

    @pytest.mark.parametrize("party", ["care", "council", "shop"])
    def test_no_body_meets_it_otherwise_that_the_plan_does_not_say_so_of(
        self, put, act, amends, party
    ):
        """The council cannot leave a need to itself, nor to a provider whom this budget pays."""
        otherwise = ShortfallAnswer("n1", HowAnswered.MET_OTHERWISE, party, "sees to it")
        refused(act, amends(put(), shortfalls=(otherwise,)), saying="whom this budget does not pay")

    def test_a_body_in_the_plan_that_others_pay_does(self, put, act, amends):
        def by_the_club(case):
            case["parties"].append({"id": "club", "name": "A Club", "roles": ["community_organisation"], "kind": "organisation"})  # fmt: skip
            line = {"id": "l3", "what": "Lunch", "service": "meals", "source": "community", "provider": "club", "needs": ["n1"]}  # fmt: skip
            case["plan"]["lines"].append(line)

        otherwise = ShortfallAnswer("n1", HowAnswered.MET_OTHERWISE, "club", "cooks every day")
        assert act(amends(put(by_the_club), shortfalls=(otherwise,))).judged.needs == ()

    def test_what_is_done_is_said(self, put, act, amends):
        otherwise = ShortfallAnswer("n1", HowAnswered.MET_OTHERWISE, "care", "")
        refused(act, amends(put(), shortfalls=(otherwise,)), saying="how the need is met so")
        nobody = ShortfallAnswer("n1", HowAnswered.MET_OTHERWISE, "nobody", "helps")
        refused(act, amends(put(), shortfalls=(nobody,)), saying="who meets the need")

    def test_a_negative_price_of_one_need_hides_no_other(self, put, act, amends):
        def two(case):
            need = case["assessment"]["needs"][0]
            case["assessment"]["needs"].append({**need, "id": "n2"})
            case["plan"]["lines"][0]["needs"] = ["n1", "n2"]

        hidden = evolve(PRICE, cost=Amount(Money(-40_000), Period.WEEK), quantity=None, rate=None)
        what = amends(put(two), shortfalls=answered(hidden, need="n2"))
        refused(act, what, saying="a sum above nothing")

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            (lambda case: case["plan"]["lines"][0].pop("cost"), "not answered: n1"),
            (lambda case: case["assessment"]["needs"][0].update(prices=[]), "has not priced"),
            (lambda case: case["assessment"].update(needs=None), "needs that nobody recorded"),
        ],
    )
    def test_taking_a_fact_away_lets_nothing_be_agreed(self, put, act, amends, change, says):
        def without(case):
            change(case)
            if not case["assessment"]["needs"]:
                for line in case["plan"]["lines"]:
                    line["needs"] = []

        pound = Amount(Money(100), Period.WEEK)
        refused(act, amends(put(without), amount=pound, shortfalls=()), saying=says)

    def test_a_price_for_less_than_the_council_costed_is_noted(self, put, act, amends):
        call = evolve(PRICE, cost=Amount(Money(100), Period.WEEK), quantity=Quantity.parse("1"), unit=Unit.VISIT, rate=Rate.parse("1.00"))  # fmt: skip
        pound = Amount(Money(100), Period.WEEK)
        done = act(amends(put(), amount=pound, shortfalls=answered(call)))
        assert done.judged.findings == (
            "The new price of n1 buys 1 × visit, and the council's own costing is 14.6 × hour.",
        )

    @pytest.mark.parametrize("said", [True, False])
    def test_a_need_that_the_person_declines_is_answered_by_their_own_statement(
        self, put, act, accepts, said
    ):
        def less(case):
            case["plan"]["lines"] = [{**case["plan"]["lines"][0], "cost": {"money": "100.00", "period": "week"}}]  # fmt: skip

        statement = act(Statement(ON, BEN, put(less), "My way.", takes_less=said))
        declined = ShortfallAnswer("n1", HowAnswered.DECLINED, what="the evening visits")
        what = accepts(
            statement.entry, ON, answer="Noted.", no_statement="", shortfalls=(declined,)
        )
        if said:
            assert act(what).judged.agreed.words() == "£5,200.00 a year"
        else:
            refused(act, what, saying="the person's own statement")


class TestNotAgreedAsItStands:
    def test_to_agree_more_cuts_nothing(self, put, act, amends):
        more = Amount(Money(40_000), Period.WEEK)
        bare = {"steps_to_agree": (), "person_says": "", "next_step": "", "continues": ""}
        what = amends(put(), amount=more, shortfalls=(), criteria=(), **bare)
        assert act(what).judged.agreed.words() == "£20,800.00 a year"

    def test_a_criterion_that_publishes_no_ground_changes_no_plan(self, put, act, amends):
        refused(act, amends(put(), criteria=("important",)), saying="publishes no ground")

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

    def test_a_later_statement_takes_the_wish_back(self, put, act, accepts):
        said = act(Statement(ON, BEN, put(self.less), "Less is my wish.", takes_less=True))
        back = act(Statement(ON, BEN, said.entry, "No: I was told to say so."))
        what = accepts(back.entry, ON, reason="", answer="Noted.", no_statement="")
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

    def test_a_sum_that_falls_at_sign_off_needs_a_new_assessment(self, put, act, amends, accepts):
        act(accepts(put(), ON))
        again = put(lambda case: case["plan"].update(review_on="2027-10-01"), on=date(2026, 10, 12))
        lower = amends(again, amount=Amount(Money(36_600), Period.WEEK), shortfalls=())
        refused(
            act, evolve(lower, on=date(2026, 10, 12)), saying="a new assessment before a sum falls"
        )


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
