"""What is asked of a sign-off, in writing and of the sum."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from sds_test_support.sign_off import CLERK, ON, refused

from sds_core.errors import ActRefused
from sds_core.model.money import Money
from sds_core.model.periods import Amount, Period
from sds_core.site import Site
from sds_register.acts.plan_acts import (
    Outcome,
    Statement,
)
from sds_register.audit.verify import verify


class TestWhatIsAsked:
    def test_a_second_person_signs_off(self, put, act, accepts, register):
        plan = put()
        done = act(accepts(plan, ON))
        assert done.judged.agreed == Amount(Money(1_935_000), Period.YEAR)
        assert done.judged.tier == "head-of-service"
        kept = register.read(done.entry).data
        assert kept["act"]["by"]["name"] == "Hana Head"
        assert kept["act"]["considered"] == ["the plan", "the reviewer's marks"]
        assert kept["act"]["reason"] == "The kitchen tools are needed once."
        assert verify(register).holds

    @pytest.mark.trace("T033")
    def test_nothing_to_consider_is_no_decision(self, put, act, accepts):
        refused(act, accepts(put(), ON, considered=(" ",)), saying="what was considered")

    def test_a_sum_beside_the_indicative_one_needs_a_written_reason(self, put, act, accepts):
        refused(
            act, accepts(put(), ON, reason=" "), saying=["reason", "Savva", "£19,344.00 a year"]
        )

    def test_a_sum_that_stays_flat_after_needs_rose_needs_a_written_reason(self, put, act, accepts):
        """Savva: 16 points £82.91, 22 points £112.21, and £170.45 agreed both times."""

        def rose(case):
            case["assessment"]["previous_budget"] = {"money": "372.12", "period": "week"}
            case["assessment"]["needs_rose"] = True

        text = refused(act, accepts(put(change=rose), ON, reason=""), saying="Needs rose")
        assert "no more than before" in text

    def test_a_sum_below_the_priced_needs_needs_a_written_reason(self, put, act, accepts):
        plan = put()
        low = Amount(Money(36_000), Period.WEEK)
        short = accepts(plan, ON, outcome=Outcome.AMEND, amount=low, reason="")
        refused(act, short, saying=["priced at £18,980.00 a year", "£18,720.00 a year"])

    def test_amending_agrees_another_sum_with_its_reason(self, put, act, accepts):
        more = Amount(Money(38_000), Period.WEEK)
        done = act(accepts(put(), ON, outcome=Outcome.AMEND, amount=more))
        assert done.judged.agreed == Amount(Money(1_976_000), Period.YEAR)
        assert any("another sum is agreed" in text for text in done.judged.reasons_asked)

    @pytest.mark.parametrize(
        ("outcome", "amount"),
        [
            (Outcome.AMEND, None),
            (Outcome.ACCEPT, Amount(Money(1), Period.WEEK)),
            (Outcome.AMEND, Amount(Money(-1), Period.WEEK)),
            (Outcome.AMEND, Amount(Money(1), Period.ONCE)),
        ],
    )
    def test_a_sum_is_given_for_amending_alone(self, put, act, accepts, outcome, amount):
        what = accepts(put(), ON, outcome=outcome, amount=amount)
        refused(act, what, saying="amount")

    @pytest.mark.trace("T032", "T040")
    def test_a_refusal_cites_a_published_criterion(self, put, act, accepts):
        plan = put()
        for criteria in ((), ("creative",), ("budget-use", "gut feeling")):
            what = accepts(plan, ON, outcome=Outcome.REFUSE, criteria=criteria)
            refused(act, what, saying=["criteria", "one of"])
        done = act(accepts(plan, ON, outcome=Outcome.RETURN, criteria=("budget-use",)))
        assert done.judged.agreed is None
        assert any("not agreed" in text for text in done.judged.reasons_asked)

    def test_affordable_alone_never_carries_a_refusal(self, act, accepts, read_case, register):
        from sds_core.profiles.assemble import load_profile

        profile = load_profile("independent-broker@1.0")
        only = tuple(evolve(c, never_alone=c.id == "budget-use") for c in profile.criteria.criteria)
        strict = Site(evolve(profile, criteria=evolve(profile.criteria, criteria=only)))
        plan = register.record(strict, read_case(strict, "ben"), date(2026, 10, 1)).plan
        what = accepts(plan, ON, outcome=Outcome.REFUSE, criteria=("budget-use",))
        with pytest.raises(ActRefused, match="alone"):
            register.sign_off(strict, what)
        register.sign_off(strict, evolve(what, criteria=("budget-use", "supported")))

    def test_criteria_are_not_for_a_plan_that_is_agreed(self, put, act, accepts):
        refused(act, accepts(put(), ON, criteria=("budget-use",)), saying="none, where the plan is")

    @pytest.mark.trace("T116")
    def test_the_persons_own_statement_is_put_and_answered(self, put, act, accepts):
        plan = put()
        refused(act, accepts(plan, ON, no_statement=""), saying="no_statement")
        said = act(Statement(ON, CLERK, plan, "I want to cook for myself again."))
        refused(act, accepts(plan, ON), saying="the latest entry")
        refused(act, accepts(said.entry, ON), saying="an answer to the person's statement")
        done = act(accepts(said.entry, ON, answer="That is what the tools are for."))
        assert done.judged.agreed is not None

    def test_a_plan_with_lines_without_a_price_is_not_agreed_but_may_be_returned(
        self, put, act, accepts
    ):
        plan = put(change=lambda case: case["plan"]["lines"][0].pop("cost"))
        refused(act, accepts(plan, ON), saying="1 lines without a price")
        act(accepts(plan, ON, outcome=Outcome.RETURN, criteria=("budget-use",)))

    def test_going_against_the_rules_advice_needs_a_written_reason(self, put, act, accepts):
        plan = put(change=lambda case: case["plan"]["marks"][0].update(met=False))
        refused(act, accepts(plan, ON, reason=""), saying="The rules advise to return")

    def test_what_is_still_open_needs_a_written_reason(self, put, act, accepts):
        plan = put(change=lambda case: case["plan"]["marks"].pop())
        refused(act, accepts(plan, ON, reason=""), saying="approve_plan leaves 1 answers open")
        assert any(
            "leaves 1 answers open" in t for t in act(accepts(plan, ON)).judged.reasons_asked
        )
