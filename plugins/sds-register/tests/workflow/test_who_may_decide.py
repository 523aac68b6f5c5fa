"""Who may sign a plan off: the tier, and nobody who is concerned."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from sds_test_support.sign_off import CLERK, HEAD, ON, OTHER, refused

from sds_core.errors import ActRefused, InputError
from sds_core.site import Site
from sds_register.acts.other_acts import (
    AccountLink,
    HowLinked,
)
from sds_register.acts.plan_acts import (
    Actor,
    Declaration,
)
from sds_register.entries.kinds import ACT_REFUSED
from sds_register.workflow.perform import ActService


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
        joint = Actor("joint", "C-broker", "Bo Broker", "head_of_service")
        refused(act, accepts(plan, ON, by=joint), saying="nobody who wrote the plan")
        dressed = Actor("joint", "P-500", "Somebody Else", "head_of_service")
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
        assert entry.kind is ACT_REFUSED
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
