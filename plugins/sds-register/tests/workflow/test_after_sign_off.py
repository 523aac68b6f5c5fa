"""What follows a sign-off: statements, appeals, retries, pots."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from attrs import evolve
from sds_test_support.sign_off import CLERK, HEAD, ON, OTHER, refused

from sds_core.errors import ActRefused, InputError
from sds_core.model.money import Money
from sds_register.acts.other_acts import (
    PotChange,
)
from sds_register.acts.plan_acts import (
    Appeal,
    AppealOutcome,
    Outcome,
    Withdrawal,
)
from sds_register.audit.verify import verify
from sds_register.workflow.waiting_list import Taken, waiting


class TestWhatFollows:
    def test_a_plan_is_decided_once(self, put, act, accepts):
        plan = put()
        done = act(accepts(plan, ON))
        refused(act, accepts(plan, ON), saying="the latest entry")
        refused(act, accepts(done.entry, ON), saying="a plan that is decided")

    def test_nobody_decides_before_the_plan_was_put_forward(self, put, act, accepts):
        refused(act, accepts(put(), date(2026, 9, 21)), saying="2026-09-22 or later")

    def test_a_withdrawn_plan_is_put_forward_again(self, put, act, accepts):
        plan = put()
        gone = act(Withdrawal(ON, CLERK, plan, "Ben wants to think."))
        refused(act, accepts(gone.entry, ON), saying="a plan that is withdrawn")
        again = put(change=lambda case: case["plan"].update(submitted_on="2026-10-01"))
        assert again > gone.entry
        act(accepts(again, ON))

    def test_approving_and_withdrawing_at_once_leaves_one(self, put, act, accepts, register):
        plan = put()
        outcomes = []

        def run(what, name):
            try:
                act(what)
                outcomes.append(name)
            except ActRefused:
                outcomes.append("told")

        threads = [
            threading.Thread(target=run, args=(accepts(plan, ON), "accepted")),
            threading.Thread(target=run, args=(Withdrawal(ON, CLERK, plan), "withdrawn")),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) in (["accepted", "told"], ["told", "withdrawn"])
        assert verify(register).holds

    def test_an_appeal_is_decided_by_somebody_else_and_the_plan_again_by_nobody_before(
        self, put, act, accepts
    ):
        plan = put()
        first = act(accepts(plan, ON, outcome=Outcome.REFUSE, criteria=("budget-use",)))
        later = date(2026, 10, 12)
        refused(act, Appeal(later, CLERK, first.entry, " "), saying="grounds")
        appeal = act(Appeal(later, CLERK, first.entry, "Nobody looked at the prices."))
        refused(act, accepts(appeal.entry, later, by=OTHER), saying="a plan that is appealed")
        outcome = AppealOutcome(
            later, HEAD, appeal.entry, True, "The prices stand.", ("the prices",), ("p", "broker")
        )
        refused(act, outcome, saying="nobody who decided it before")
        for change in ({"reason": ""}, {"considered": ()}, {"by": evolve(OTHER, role="clerk")}):
            refused(
                act,
                evolve(outcome, by=OTHER, **change)
                if "by" not in change
                else evolve(outcome, **change),
                saying="cannot decide this appeal",
            )
        done = act(evolve(outcome, by=OTHER))
        refused(act, accepts(done.entry, later, by=HEAD), saying="nobody who decided it before")
        act(accepts(done.entry, later, by=OTHER))

    def test_a_dismissed_appeal_leaves_the_decision(self, put, act, accepts):
        first = act(accepts(put(), ON))
        appeal = act(Appeal(ON, CLERK, first.entry, "It is too little."))
        no = AppealOutcome(
            ON, OTHER, appeal.entry, False, "It is enough.", ("all",), ("p", "broker")
        )
        done = act(no)
        refused(act, accepts(done.entry, ON, by=OTHER), saying="a plan that is decided")

    def test_days_waiting_are_counted(self, put, act, accepts, register):
        plan = put()
        found = waiting(register, date(2026, 10, 2))
        assert [(w.entry, w.case, w.days) for w in found.plans] == [(plan, "EX-BEN", 10)]
        assert (found.longest, found.median, found.taken) == (10, 10, None)
        assert waiting(register, date(2026, 10, 2), taken=True).taken == Taken(0, None, None)
        done = act(accepts(plan, ON))
        found = waiting(register, date(2026, 11, 1), taken=True)
        assert (found.plans, found.taken) == ((), Taken(1, 13, 13))
        act(Appeal(date(2026, 11, 2), CLERK, done.entry, "Too little."))
        (one,) = waiting(register, date(2026, 11, 9)).plans
        assert (one.stage, one.days) == ("appealed", 7)
        assert waiting(register, date(2026, 10, 2)).plans[0].days == 10  # as it was then
        assert waiting(register, date(2026, 9, 1)).plans == ()


class TestRetries:
    def test_a_retried_act_is_one_act(self, put, act, accepts, register):
        plan = put()
        first = act(accepts(plan, ON), "k-1")
        size = register.store.count()
        again = act(accepts(plan, ON), "k-1")
        assert (again.entry, again.repeated) == (first.entry, True)
        with pytest.raises(InputError, match="two things"):
            act(accepts(plan, ON, reason="Another."), "k-1")
        assert register.store.count() == size

    def test_a_retried_journey_is_one_journey(self, site, read_case, register):
        case = read_case(site, "ben")
        first = register.record(site, case, date(2026, 10, 1), "j-1")
        again = register.record(site, case, date(2026, 10, 1), "j-1")
        assert (again.decisions, again.plan, again.repeated) == (first.decisions, first.plan, True)
        with pytest.raises(InputError, match="two things"):
            register.record(site, case, date(2026, 10, 2), "j-1")


class TestPots:
    def test_agreeing_takes_from_a_limited_pot_and_withdrawing_gives_back(
        self, put, act, accepts, register
    ):
        act(PotChange(ON, CLERK, "set-aside", Money(50_000), "The year's money"))
        plan = put()
        done = act(accepts(plan, ON))
        assert done.judged.takes == {"set-aside": 38_400}
        assert register.balances() == {"set-aside": 11_600}
        act(Withdrawal(ON, CLERK, done.entry))
        assert register.balances() == {"set-aside": 50_000}

    def test_two_plans_on_one_pot_never_over_spend_it(self, put, act, accepts, register):
        act(PotChange(ON, CLERK, "set-aside", Money(50_000), "The year's money"))
        plans = [put(), put(change=lambda case: case.update(id="EX-BEN-2"))]
        outcomes = []

        def run(plan):
            try:
                act(accepts(plan, ON))
                outcomes.append("agreed")
            except ActRefused as error:
                outcomes.append(error.message)

        threads = [threading.Thread(target=run, args=(plan,)) for plan in plans]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["agreed", "the pot does not hold that much"]
        assert register.balances() == {"set-aside": 11_600}

    def test_a_pot_gives_no_more_than_it_holds_by_hand_either(self, act, register):
        with pytest.raises(ActRefused, match="does not hold"):
            act(PotChange(ON, CLERK, "set-aside", Money(-1), "A slip"))
        act(PotChange(ON, CLERK, "set-aside", Money(10), "Some"))
        with pytest.raises(ActRefused, match="does not hold"):
            act(PotChange(ON, CLERK, "set-aside", Money(-11), "Too much"))
        with pytest.raises(ActRefused, match="nothing moves"):
            act(PotChange(ON, CLERK, "set-aside", Money(0), "Nothing"))
        assert register.balances() == {"set-aside": 10}
