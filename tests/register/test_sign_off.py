"""People decide: who may, up to what sum, for which reasons, and what is kept of it."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from attrs import evolve

from sds_core.errors import ActRefused, InputError
from sds_core.model.money import Money
from sds_core.model.periods import Amount, Period
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
from sds_register.audit.verify import verify
from sds_register.workflow.perform import ActService
from sds_register.workflow.waiting_list import Taken, waiting

ON = date(2026, 10, 5)
HEAD = Actor("hh1", "P-88", "Hana Head", "head_of_service")
OTHER = Actor("hh2", "P-89", "Holly Head", "head_of_service")
CLERK = Actor("c1", "P-99", "Cleo Clerk", "clerk")


@pytest.fixture(scope="module")
def site():
    return Site.load("independent-broker@1.0")


@pytest.fixture
def put(site, read_case, register):
    """Return a function that records an example case, and returns the entry to sign off."""

    def record(name="ben", change=None, on=date(2026, 10, 1)):
        return register.record(site, read_case(site, name, change), on).plan

    return record


@pytest.fixture
def act(site, register):
    def perform(what, key=None):
        return register.sign_off(site, what, key)

    perform.register = register
    return perform


def refused(act, what, *, saying):
    with pytest.raises(ActRefused) as caught:
        act(what)
    text = str(caught.value)
    for words in (saying,) if isinstance(saying, str) else saying:
        assert words in text, text
    return text


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
        refused(act, short, saying=["KM v Cambridgeshire", "£18,980.00 a year"])

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


class TestWhoMayDecide:
    def test_a_tier_decides_up_to_its_limit_on_that_day(self, put, act, accepts, site):
        manager = Actor("tm1", "P-77", "Mary Manager", "team_manager")
        refused(act, accepts(put(), ON, by=manager), saying="Pass it on")

    def test_a_limit_holds_to_the_penny_and_from_its_day(
        self, accepts, read_case, register, tmp_path
    ):
        """Ben's plan costs £19,350.00 a year; Doncaster's limits, too, are dated."""
        tiers = """id = "limits"
title = "Limits"
version = "1.0"
based_on = "independent-broker@1.0"
[settings.approval-tier]
escalate_above_indicative = false
[[tier]]
id = "team-manager"
title = "Team manager"
role = "team_manager"
limits = [
  { from_date = 2021-04-01, amount = { money = "19349.99", period = "year" } },
  { from_date = 2026-10-06, amount = { money = "19350.00", period = "year" } },
]
[[tier]]
id = "head"
title = "Head of service"
role = "head_of_service"
"""
        (tmp_path / "limits.toml").write_text(tiers, encoding="utf-8")
        site = Site.load(str(tmp_path / "limits.toml"))
        manager = Actor("tm1", "P-77", "Mary Manager", "team_manager")
        plan = register.record(site, read_case(site, "ben"), date(2026, 10, 6)).plan
        for day, fine in ((date(2026, 10, 5), False), (date(2026, 10, 6), True)):
            what = accepts(plan, day, by=manager)
            if fine:
                assert register.sign_off(site, what).judged.tier == "team-manager"
            else:
                with pytest.raises(ActRefused, match=r"£19,350\.00 a year, by Team manager"):
                    register.sign_off(site, what)

    def test_a_role_that_decides_nothing_is_refused(self, put, act, accepts):
        refused(act, accepts(put(), ON, by=CLERK), saying=["a tier's role", "head_of_service"])

    @pytest.mark.parametrize(
        ("party", "why"),
        [
            ("p", "is the person themselves"),
            ("broker", "wrote the plan"),
            ("care-director", "belongs to somebody who provides support"),
            ("care-worker", "belongs to somebody who provides support"),
            ("brother", "is near the person"),
            ("lodger", "is near the person"),
            ("attorney", "stands for the person"),
            ("advocate", "stands for the person"),
            ("broker-wife", "is near somebody who wrote the plan"),
            ("investor", "has declared an interest in somebody concerned"),
        ],
    )
    @pytest.mark.trace("T057", "T056")
    def test_nobody_concerned_decides(self, put, act, accepts, party, why):
        def people(case):
            for one in case["parties"]:
                if one["id"] in ("p", "broker"):
                    one["council_id"] = f"C-{one['id']}"
            for name, roles in (
                ("care-director", ["council"]), ("care-worker", ["council"]), ("brother", ["family"]),
                ("lodger", ["council"]), ("attorney", ["council"]), ("advocate", ["advocate"]),
                ("broker-wife", ["council"]), ("investor", ["council"]),
            ):  # fmt: skip
                party = {"id": name, "name": f"Nora {name.title()}", "roles": roles}
                case["parties"].append({**party, "council_id": f"C-{name}"})
            case["links"] += [
                {"party": "care-director", "kind": "directs", "to": "care"},
                {"party": "care-worker", "kind": "employed_by", "to": "care"},
                {"party": "lodger", "kind": "same_household", "to": "p"},
                {"party": "attorney", "kind": "makes_decisions_for", "to": "p"},
                {"party": "broker-wife", "kind": "family_of", "to": "broker"},
            ]
            case["interests"].append(
                {"party": "investor", "declared_on": "2026-09-01", "nothing_to_declare": False, "about": ["care"]}
            )  # fmt: skip

        plan = put(change=people)
        # One human being: their number in the case, whatever the account is called.
        who = Actor("acc-7", f"C-{party}", "Another Name", "head_of_service")
        refused(act, accepts(plan, ON, by=who, not_any_of=()), saying=why)
        assert act(accepts(plan, ON, not_any_of=())).judged.agreed is not None

    def test_the_plans_author_is_refused_by_name_where_there_is_no_identifier(
        self, put, act, accepts
    ):
        who = Actor("acc-7", "P-1", "bo  BROKER", "head_of_service")
        refused(act, accepts(put(), ON, by=who), saying="nobody who wrote the plan")

    def test_where_nobody_can_tell_the_decider_declares(self, put, act, accepts):
        text = refused(
            act, accepts(put(), ON, not_any_of=("p",)), saying="no council_id of parties[4]"
        )
        assert "parties[0]" not in text

    def known(self, case):
        for party in case["parties"]:
            if party["id"] in ("p", "broker"):
                party["council_id"] = f"C-{party['id']}"

    def test_a_delegate_acts_for_whoever_sent_them(self, put, act, accepts):
        plan = put(change=self.known)
        who = evolve(HEAD, acts_for=("C-broker",))
        refused(act, accepts(plan, ON, by=who), saying="acts for")
        # What was said once counts, whatever the next call leaves out.
        refused(act, accepts(plan, ON, by=HEAD), saying="acts for")
        act(accepts(plan, ON, by=OTHER))

    def test_a_second_account_is_the_same_person(self, put, act, accepts):
        plan = put(change=self.known)
        act(AccountLink(ON, CLERK, "hh1", HowLinked.SAME_PERSON, "C-broker"))
        refused(act, accepts(plan, ON, by=HEAD), saying="nobody who wrote the plan")
        act(accepts(plan, ON, by=OTHER))

    def test_an_account_seen_with_one_person_is_theirs_under_another_name_too(
        self, put, act, accepts
    ):
        plan = put(change=self.known)
        shared = Actor("shared", "C-broker", "Bo Broker", "head_of_service")
        refused(act, accepts(plan, ON, by=shared), saying="nobody who wrote the plan")
        dressed = Actor("shared", "P-500", "Somebody Else", "head_of_service")
        refused(act, accepts(plan, ON, by=dressed), saying="nobody who wrote the plan")

    def test_a_chain_of_delegates_is_followed_and_ends_on_its_day(self, put, act, accepts):
        plan = put(change=self.known)
        act(AccountLink(ON, CLERK, "P-88", HowLinked.ACTS_FOR, "P-60", date(2026, 10, 4)))
        act(AccountLink(ON, CLERK, "P-60", HowLinked.ACTS_FOR, "C-broker"))
        act(AccountLink(ON, CLERK, "P-89", HowLinked.ACTS_FOR, "P-60"))
        refused(act, accepts(plan, ON, by=OTHER), saying="acts for")
        act(accepts(plan, ON, by=HEAD))  # their delegation ended the day before

    def test_who_has_recused_themselves_does_not_decide(self, put, act, accepts):
        plan = put()
        act(Declaration(ON, HEAD, "The broker was my neighbour.", plan, recused=True))
        refused(act, accepts(plan, ON, by=HEAD), saying="declared an interest in it")
        act(accepts(plan, ON, by=OTHER))

    def test_the_profile_that_decided_is_the_one_that_asks(self, put, accepts, register):
        plan = put()
        other = Site.load("community-support@1.0")
        with pytest.raises(ActRefused, match="the one that it was decided by"):
            register.sign_off(other, accepts(plan, ON))

    def test_every_door_leads_through_the_same_check(self, put, site, accepts, register):
        plan = put()
        bad = accepts(plan, ON, by=evolve(HEAD, name="Bo Broker"))
        for profile in (site.profile, None):
            with pytest.raises(ActRefused):
                ActService(register, site.reader, profile).perform(bad)

    def test_a_refused_act_is_on_record_and_moves_nothing(self, put, act, accepts, register):
        plan = put()
        size = register.store.count()
        refused(act, accepts(plan, ON, reason=""), saying="reason")
        entry = register.read(register.store.count() - 1)
        assert entry.kind == "act_refused"
        assert entry.data["act"]["act"] == "sign_off"
        assert entry.data["faults"][0]["place"] == "reason"
        assert register.store.count() > size
        act(accepts(plan, ON))  # the plan still waits at the same entry

    @pytest.mark.parametrize("field", ["account", "person", "name", "role"])
    def test_nobody_acts_without_a_name(self, put, act, accepts, field):
        with pytest.raises(InputError, match=f"by.{field}"):
            act(accepts(put(), ON, by=evolve(HEAD, **{field: " "})))

    def test_an_entry_of_no_plan_is_said_so(self, put, act, accepts):
        put()
        with pytest.raises(InputError, match="belongs to no plan"):
            act(accepts(0, ON))
        with pytest.raises(InputError, match="no entry 999"):
            act(accepts(999, ON))


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
        assert register.read(register.store.count() - 1).kind == "act_refused"

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
        refused(act, LinkEnd(ON, CLERK, plan, "A slip"), saying="of kind account_link")
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
        before = register.vault.find(["EX-BEN/p"])["EX-BEN/p"]
        put(change=self.known)
        assert register.vault.find(["C-p"])["C-p"] == before
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
