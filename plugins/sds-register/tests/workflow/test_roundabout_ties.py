"""Ways round the rule on who may decide: other ids, links, organisations, days."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from sds_test_support.sign_off import CLERK, HEAD, ON, OTHER, refused

from sds_core.errors import ActRefused, InputError
from sds_core.model.money import Money
from sds_core.site import Site
from sds_register.acts.other_acts import (
    AccountLink,
    Complaint,
    Erasure,
    Hold,
    HowLinked,
    LinkEnd,
    PotChange,
)
from sds_register.acts.plan_acts import (
    Actor,
    Appeal,
    AppealOutcome,
    Declaration,
    Outcome,
    Statement,
    Withdrawal,
)
from sds_register.entries.kinds import ACT_REFUSED
from sds_register.workflow.perform import ActService
from sds_register.workflow.waiting_list import waiting


class TestRoundabout:
    """Ways past the check that somebody tried."""

    def known(self, case):
        for party in case["parties"]:
            party["council_id"] = f"C-{party['id']}"

    @pytest.mark.parametrize("who", ["C-care", "EX-BEN/care"])
    def test_a_delegate_of_the_provider_is_refused(self, put, act, accepts, who):
        plan = put(change=self.known if who == "C-care" else None)
        sent = evolve(HEAD, acts_for=(who,))
        refused(act, accepts(plan, ON, by=sent), saying="provides support in the plan")

    @pytest.mark.parametrize(
        "link",
        [
            {"party": "boss", "kind": "directs", "to": "holding"},
            {"party": "boss", "kind": "paid_commission_by", "to": "care"},
        ],
    )
    def test_a_tie_further_up_the_chain_counts(self, put, act, accepts, link):
        def change(case):
            self.known(case)
            case["parties"] += [
                {"id": "boss", "name": "Bea Boss", "roles": ["council"], "council_id": "P-88"},
                {
                    "id": "holding",
                    "name": "Holding Ltd",
                    "roles": ["provider"],
                    "kind": "organisation",
                },
            ]
            case["links"] += [{"party": "holding", "kind": "owns", "to": "care"}, link]

        refused(act, accepts(put(change=change), ON), saying="somebody who provides support")

    def test_an_interest_that_names_nobody_may_be_in_anybody(self, put, act, accepts):
        def change(case):
            self.known(case)
            head = {"id": "head", "name": "H", "roles": ["council"], "council_id": "P-88"}
            case["parties"].append(head)
            case["interests"].append(
                {"party": "head", "declared_on": "2026-09-01", "nothing_to_declare": False}
            )

        refused(act, accepts(put(change=change), ON), saying="has declared an interest")

    def test_a_broker_who_neither_helps_nor_writes_is_the_broker(self, put, act, accepts):
        def change(case):
            self.known(case)
            case["plan"]["written_by"] = ["p"]
            case["help"] = []

        who = Actor("x", "C-broker", "Another", "head_of_service")
        refused(act, accepts(put(change=change), ON, by=who), saying="is a broker in the case")

    @pytest.mark.parametrize("person", ["C-broker ", " c-BROKER"])
    def test_an_identifier_is_one_however_it_is_typed(self, put, act, accepts, person):
        who = Actor("x", person, "Another", "head_of_service")
        refused(act, accepts(put(change=self.known), ON, by=who), saying="wrote the plan")

    def test_nobody_acts_on_a_day_that_has_not_come(self, put, act, accepts):
        refused(act, accepts(put(), date(2027, 1, 2)), saying="2027-01-01 or earlier")

    def test_a_delegation_that_holds_today_is_not_dodged_by_an_older_day(self, put, act, accepts):
        plan = put(change=self.known)
        act(AccountLink(ON, CLERK, "P-88", HowLinked.ACTS_FOR, "C-broker", date(2027, 6, 1)))
        refused(act, accepts(plan, ON), saying="acts for")

    def test_what_is_said_of_oneself_outlasts_a_link_that_ends(self, put, act, accepts):
        plan = put(change=self.known)
        act(AccountLink(ON, CLERK, "hh1", HowLinked.SAME_PERSON, "C-broker", date(2027, 1, 1)))
        mine = Actor("hh1", "C-broker", "Bo Broker", "head_of_service")
        refused(act, accepts(plan, ON, by=mine), saying="wrote the plan")
        links = [e for e in self.links(act) if e.head["how"] == "same_person"]
        assert any("until" not in e.head for e in links)

    def links(self, act):
        from sds_register.ledger.schema import ENTRIES

        return act.register.headers(ENTRIES.c.kind == "account_link")

    @pytest.mark.parametrize("person", ["EX-BEN/broker", "C-broker"])
    @pytest.mark.parametrize("how", ["is", "acts for"])
    def test_a_party_is_known_by_every_name(self, put, act, accepts, person, how):
        plan = put(change=self.known)
        who = Actor("x", person, "Another", "head_of_service")
        if how == "acts for":
            who = evolve(HEAD, acts_for=(person,))
        refused(act, accepts(plan, ON, by=who), saying="wrote the plan")

    def test_a_namesake_declares_not_to_be_the_other(self, put, act, accepts):
        plan = put(change=self.known)
        who = evolve(HEAD, name="Bo Broker")
        refused(act, accepts(plan, ON, by=who, not_any_of=()), saying="the same name as")
        act(accepts(plan, ON, by=who, not_any_of=("broker",)))

    def test_two_names_that_turn_out_to_be_one_are_linked(
        self, site, put, act, accepts, register, read_case
    ):
        put()
        act(AccountLink(ON, CLERK, "bo", HowLinked.SAME_PERSON, "EX-BEN/broker"))

        def elsewhere(case):
            case["id"] = "EX-OTHER"
            self.known(case)

        put(change=elsewhere)  # the broker is first seen with a number in another case

        def change(case):
            self.known(case)
            case["plan"]["submitted_on"] = "2026-09-30"

        plan = put(change=change)
        bo = Actor("bo", "ST-99", "B B", "head_of_service")
        refused(act, accepts(plan, ON, by=bo), saying="wrote the plan")

    def test_nobody_ends_the_link_that_ties_them(self, put, act, accepts):
        put(change=self.known)
        done = act(AccountLink(ON, CLERK, "bo", HowLinked.SAME_PERSON, "C-broker"))
        bo = Actor("bo", "ST-99", "B B", "head_of_service")
        refused(act, LinkEnd(ON, bo, done.entry, "a mistake"), saying="somebody whom the link ties")
        act(LinkEnd(ON, CLERK, done.entry, "a mistake"))
        refused(act, LinkEnd(ON, CLERK, done.entry, "again"), saying="ended already")

    def test_an_older_day_dodges_nothing(self, put, act, accepts):
        def near(case):
            self.known(case)
            head = {"id": "head", "name": "H", "roles": ["council"], "council_id": "P-88"}
            case["parties"].append(head)
            tie = {"party": "head", "kind": "family_of", "to": "p", "since": "2026-10-08"}
            case["links"].append(tie)

        plan = put(change=near)
        refused(act, accepts(plan, ON), saying="is near the person")
        link = act(AccountLink(ON, CLERK, "P-89", HowLinked.ACTS_FOR, "C-broker"))
        act(LinkEnd(date(2026, 11, 20), CLERK, link.entry, "The cover ended"))
        refused(act, accepts(plan, date(2026, 10, 6), by=OTHER), saying="acts for")

    def test_a_declaration_about_the_plan_bars_too(self, put, act, accepts):
        plan = put()
        act(Declaration(ON, HEAD, "Plain Care Ltd is my husband's.", plan))
        refused(act, accepts(plan, ON), saying="declared an interest in it")

    def test_an_outcome_without_an_appeal_is_refused_on_record(self, put, act, register):
        what = AppealOutcome(ON, OTHER, put(), True, "So.", ("all",), ("p", "broker"))
        refused(act, what, saying="one that is appealed")
        assert register.read(register.store.count() - 1).kind is ACT_REFUSED

    def test_who_decided_does_not_end_the_appeal(self, put, act, accepts):
        first = act(accepts(put(), ON))
        appeal = act(Appeal(ON, CLERK, first.entry, "Too little."))
        refused(act, Withdrawal(ON, HEAD, appeal.entry), saying="somebody who decided it")
        act(Withdrawal(ON, CLERK, appeal.entry))

    def test_refusing_a_revision_leaves_the_agreed_plans_money(self, put, act, accepts, register):
        act(PotChange(ON, CLERK, "set-aside", Money(90_000), "The year's money"))
        act(accepts(put(), ON))
        new = put(change=lambda case: case["plan"].update(submitted_on="2026-09-30"))
        act(accepts(new, ON, outcome=Outcome.REFUSE, criteria=("budget-use",)))
        assert register.balances() == {"set-aside": 51_600}
        newer = put(change=lambda case: case["plan"].update(submitted_on="2026-10-01"))
        done = act(accepts(newer, ON))  # it takes the place of the first
        assert register.balances() == {"set-aside": 51_600}
        act(Withdrawal(ON, CLERK, done.entry))
        assert register.balances() == {"set-aside": 90_000}

    @pytest.mark.parametrize(
        "what",
        [
            Complaint(ON, CLERK, " ", "Late."),
            AccountLink(ON, CLERK, "", HowLinked.SAME_PERSON, "x"),
        ],
    )
    def test_nobody_is_named_by_nothing(self, act, what):
        with pytest.raises(InputError, match="by their identifiers"):
            act(what)

    @pytest.mark.parametrize(
        "what",
        [
            AccountLink(ON, CLERK, "a", HowLinked.SAME_PERSON, " A "),
            Hold(ON, CLERK, "EX-BEN/p", "Why", date(2026, 10, 1)),
        ],
    )
    def test_an_act_that_means_nothing_is_refused(self, put, act, what):
        put()
        with pytest.raises(ActRefused):
            act(what)

    def test_an_empty_key_is_no_key(self, put, act, accepts):
        with pytest.raises(InputError, match="says something"):
            act(accepts(put(), ON), " ")

    def test_a_link_ends_by_an_act(self, put, act, accepts):
        plan = put(change=self.known)
        done = act(AccountLink(ON, CLERK, "P-88", HowLinked.ACTS_FOR, "C-broker"))
        refused(act, accepts(plan, ON), saying="acts for")
        refused(
            act, LinkEnd(ON, CLERK, plan, "A slip"), saying="is not a link between two identifiers"
        )
        act(LinkEnd(ON, CLERK, done.entry, "The cover ended."))
        assert act(accepts(plan, ON)).judged.agreed is not None

    def test_a_plan_recorded_again_keeps_its_statement_and_its_wait(
        self, put, act, accepts, register
    ):
        plan = put()
        act(Statement(ON, CLERK, plan, "I want to cook."))
        again = put(change=lambda case: case.update(communication=["large print"]))
        refused(act, accepts(again, ON), saying="an answer to the person's statement")
        assert waiting(register, date(2026, 10, 5)).plans[0].days == 13
        act(accepts(again, ON, answer="You will."))

    def test_a_pending_appeal_is_not_got_rid_of_by_recording_again(
        self, site, put, act, accepts, register, read_case
    ):
        first = act(accepts(put(), ON, outcome=Outcome.REFUSE, criteria=("budget-use",)))
        appeal = act(Appeal(ON, CLERK, first.entry, "The prices stand."))
        for change in (
            lambda case: case.update(communication=["x"]),
            lambda case: case["plan"].update(submitted_on="2026-10-01"),
        ):
            recorded = register.record(site, read_case(site, "ben", change), date(2026, 10, 6))
            assert recorded.plan is None
            assert "appeal" in recorded.why
        (one,) = waiting(register, date(2026, 10, 8)).plans
        assert (one.entry, one.stage) == (appeal.entry, "appealed")

    def test_who_was_overturned_does_not_decide_a_new_plan_either(self, put, act, accepts):
        first = act(accepts(put(), ON, outcome=Outcome.REFUSE, criteria=("budget-use",)))
        appeal = act(Appeal(ON, CLERK, first.entry, "The prices stand."))
        act(AppealOutcome(ON, OTHER, appeal.entry, True, "They do.", ("all",), ("p", "broker")))
        new = put(change=lambda case: case["plan"].update(submitted_on="2026-10-01"))
        refused(act, accepts(new, ON), saying="nobody who decided it before")
        act(accepts(new, ON, by=OTHER))

    def test_a_decided_or_withdrawn_plan_is_not_opened_by_recording_it_again(
        self, site, put, act, accepts, register, read_case
    ):
        act(accepts(put(), ON))
        other = Site.load("community-support@1.0")
        recorded = register.record(other, read_case(other, "ben"), date(2026, 10, 1))
        assert (recorded.plan, recorded.why) == (None, "this very plan is decided")
        assert waiting(register, date(2026, 11, 1)).plans == ()

    def test_nobody_decides_their_own_appeal(self, put, act, accepts):
        first = act(accepts(put(), ON, outcome=Outcome.REFUSE, criteria=("budget-use",)))
        appeal = act(Appeal(ON, OTHER, first.entry, "I disagree."))
        mine = AppealOutcome(ON, OTHER, appeal.entry, True, "So.", ("all",), ("p", "broker"))
        refused(act, mine, saying="nobody who appeals it")
        low = evolve(OTHER, account="tm9", person="P-79", role="team_manager")
        refused(act, evolve(mine, by=low), saying="or of a tier above")

    def test_a_person_who_gains_a_number_is_who_they_were(self, put, act, accepts, register):
        act(PotChange(ON, CLERK, "set-aside", Money(90_000), "The year's money"))
        act(accepts(put(), ON))
        assert register.balances() == {"set-aside": 51_600}
        before = register.key_store.find(["EX-BEN/p"])["EX-BEN/p"]
        put(change=self.known)
        assert register.key_store.find(["C-p"])["C-p"] == before
        assert waiting(register, date(2026, 11, 1)).plans == ()
        assert register.balances() == {"set-aside": 51_600}

    def test_help_paid_from_the_budget_meets_no_need(self, act, accepts, read_case, register):
        """KM: £18,720 of support for needs priced at £18,980; the broker's £384 does not help."""
        own = Site.load("independent-broker-own-budget@1.0")

        def change(case):
            case["plan"]["lines"] = [case["plan"]["lines"][0]]
            case["plan"]["lines"][0]["cost"] = {"money": "360.00", "period": "week"}

        plan = register.record(own, read_case(own, "ben", change), date(2026, 10, 1)).plan
        with pytest.raises(ActRefused, match="KM v Cambridgeshire"):
            register.sign_off(own, accepts(plan, ON, reason=""))

    def test_a_hold_that_comes_in_between_is_seen(self, site, put, register):
        """A hold is recorded after the erasure was looked at, and before it is recorded."""
        put()
        desk = ActService(register, site.reader, site.profile)
        real, calls = register.append, []

        def slow(*args, **more):
            if not calls:
                calls.append(1)
                hold = Hold(ON, CLERK, "EX-BEN/p", "A claim")
                ActService(register, site.reader).perform(hold)
            return real(*args, **more)

        register.append = slow
        with pytest.raises(ActRefused, match="must be kept"):
            desk.perform(Erasure(ON, OTHER, "EX-BEN/p", "Their request"))

    def test_a_refused_act_under_a_key_is_one_refusal(self, put, act, accepts, register):
        bad = accepts(put(), ON, reason="")
        for _ in range(2):
            with pytest.raises(ActRefused):
                act(bad, "key")
        kinds = [row.kind for row in register.store.rows()]
        assert kinds.count("act_refused") == 1
        with pytest.raises(InputError, match="two things"):
            act(accepts(bad.plan, ON), "key")
