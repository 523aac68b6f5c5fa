"""Ways past sign-off that a hostile reader found: each is closed for every door."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from attrs import evolve

from sds_core.errors import ActRefused, InputError
from sds_core.model.money import Money
from sds_core.model.periods import Amount, Period
from sds_core.site import Site
from sds_register.acts.other_acts import AccountLink, Complaint, Erasure, PotChange
from sds_register.acts.plan_acts import Actor, Appeal, AppealOutcome, Outcome, Statement, Withdrawal
from sds_register.workflow.perform import ActService

ON = date(2026, 10, 5)
HEAD = Actor("hh1", "P-88", "Hana Head", "head_of_service")
OTHER = Actor("hh2", "P-89", "Holly Head", "head_of_service")
MANAGER = Actor("tm1", "P-77", "Mary Manager", "team_manager")
CLERK = Actor("c1", "P-99", "Cleo Clerk", "clerk")


@pytest.fixture
def put(site, read_case, register):
    def record(change=None, on=date(2026, 10, 1), by=site):
        return register.record(by, read_case(by, "ben", change), on).plan

    return record


@pytest.fixture
def act(site, register):
    return lambda what, key=None: register.sign_off(site, what, key)


def refused(act, what, saying):
    with pytest.raises(ActRefused) as caught:
        act(what)
    assert saying in str(caught.value), str(caught.value)


class TestWhatAnActIs:
    """Nothing is written of an act that is not what its record says."""

    @pytest.mark.parametrize(
        ("change", "place"),
        [
            ({"plan": None}, "SignOff.plan"),
            ({"plan": True}, "SignOff.plan"),
            ({"plan": 1.0}, "SignOff.plan"),
            ({"plan": -1}, "plan"),
            ({"plan": 2**70}, "plan"),
            ({"outcome": "accept"}, "SignOff.outcome"),
            ({"outcome": "approve"}, "SignOff.outcome"),
            ({"not_any_of": "stop, broker"}, "SignOff.not_any_of"),
            ({"considered": "the plan"}, "SignOff.considered"),
            ({"criteria": ["creative"]}, "SignOff.criteria"),
            ({"reason": None}, "SignOff.reason"),
            ({"on": datetime(2026, 10, 5)}, "SignOff.on"),  # noqa: DTZ001
            ({"by": evolve(HEAD, acts_for="C-broker")}, "Actor.acts_for"),
            ({"by": evolve(HEAD, name=7)}, "Actor.name"),
            ({"by": None}, "SignOff.by"),
            ({"amount": 5}, "SignOff.amount"),
            (
                {"outcome": Outcome.AMEND, "amount": Amount(Money(10**30), Period.YEAR)},
                "amount",
            ),
        ],
    )
    def test_a_sign_off_is_type_checked(self, put, act, accepts, register, site, change, place):
        plan = put()
        size = register.store.count()
        what = accepts(plan, ON)
        for name, value in change.items():
            object.__setattr__(what, name, value)
        for perform in (act, ActService(register, site.reader).perform):
            with pytest.raises(InputError) as caught:
                perform(what)
            assert any(fault.place == place for fault in caught.value.faults)
        assert register.store.count() == size

    @pytest.mark.parametrize(
        "what",
        [
            AppealOutcome(ON, OTHER, None, True, "So.", ("all",)),
            Statement(ON, CLERK, None, "Words."),
            Withdrawal(ON, CLERK, None),
            Appeal(ON, CLERK, None, "Why."),
            Erasure(ON, CLERK, None, "Asked."),
            Complaint(ON, CLERK, 5, "Late."),
            AccountLink(ON, CLERK, "a", "same_person", "b"),
            PotChange(ON, CLERK, "pot", 5, "Why."),
            PotChange(ON, CLERK, "pot", Money(10**30), "Why."),
            None,
            {"act": "sign_off"},
            Outcome.ACCEPT,
        ],
    )
    def test_what_names_no_plan_or_is_no_act_is_kept_nowhere(self, put, act, register, what):
        put()
        size = register.store.count()
        with pytest.raises(InputError):
            act(what)
        assert register.store.count() == size

    def test_a_journey_recorded_again_gives_the_plan_that_waits(
        self, site, read_case, register, act, accepts
    ):
        case = read_case(site, "ben")
        first = register.record(site, case, date(2026, 10, 1))
        again = register.record(site, case, date(2026, 10, 1), "k")
        assert again.plan == first.plan
        assert again.why == f"it waits already, at entry {first.plan}"
        assert register.record(site, case, date(2026, 10, 1), "k").plan == first.plan
        done = act(accepts(again.plan, ON))
        assert done.judged.agreed is not None
        assert register.record(site, case, date(2026, 10, 1), "k").plan is None
        assert register.record(site, case, date(2026, 10, 1)).plan is None


class TestHiddenCharacters:
    @pytest.mark.parametrize(
        "character",
        ["\u200b", "\u200d", "\u200c", "\xad", "\t", "\0", "\u202e", "\U000e0041", "\u061c",
         "\u034f", "\u206a", "\ufeff", "\u3164", "\x1b"],
    )  # fmt: skip
    def test_an_act_holds_none(self, put, act, accepts, register, character):
        plan = put()
        size = register.store.count()
        for by in (
            evolve(HEAD, name=f"Bo{character} Broker"),
            evolve(HEAD, person=f"P-{character}88"),
            evolve(HEAD, acts_for=(f"C{character}",)),
        ):
            with pytest.raises(InputError):
                act(accepts(plan, ON, by=by))
        with pytest.raises(InputError):
            act(accepts(plan, ON, reason=f"a{character}b"))
        assert register.store.count() == size

    def test_a_name_stands_on_one_line(self, put, act, accepts):
        with pytest.raises(InputError, match="one line"):
            act(accepts(put(), ON, by=evolve(HEAD, name="Hana\nHead")))

    def known(self, case):
        for party in case["parties"]:
            party["council_id"] = f"C-{party['id']}"

    @pytest.mark.parametrize(
        "name",
        [
            "Bо Brоker",
            "B0 Broker",
            "Broker, Bo",
            "Bö Broker",
            "ＢＯ broker",
            "BoBroker",
            "Во Вroker",
        ],
    )
    def test_a_name_that_reads_like_a_partys_asks_a_person(self, put, act, accepts, name):
        plan = put(self.known)
        who = evolve(HEAD, name=name)
        refused(act, accepts(plan, ON, by=who, not_any_of=()), "not_any_of")
        act(accepts(plan, ON, by=who, not_any_of=("broker",)))

    def test_names_compare_by_their_compatibility_form(self, put, act, accepts):
        who = evolve(HEAD, name="ＢＯ　ＢＲＯＫＥＲ")
        refused(act, accepts(put(), ON, by=who), "wrote the plan")


class TestWhoStandsNear:
    """Hana Head decides; her number in the case is P-88."""

    def at(self, *links, roles=("council",), change=None, others=()):
        def make(case):
            for party in case["parties"]:
                party.setdefault("council_id", f"C-{party['id']}")
            head = {"id": "h", "name": "H", "roles": list(roles), "council_id": "P-88"}
            case["parties"].append(head)
            for name, kind in others:
                party = {"id": name, "name": f"{name} it is", "roles": ["council"], "kind": kind}
                if kind == "organisation":
                    party["roles"] = ["provider"]
                case["parties"].append({**party, "council_id": f"C-{name}"})
            for party, kind, to, *more in links:
                case["links"].append({"party": party, "kind": kind, "to": to, **dict(more)})
            if change:
                change(case)

        return make

    def test_commission_counts_for_whoever_the_council_employs(self, put, act, accepts):
        ties = (("h", "employed_by", "council"), ("h", "paid_commission_by", "care"))
        refused(
            act, accepts(put(self.at(*ties)), ON), "is paid commission by somebody who provides"
        )

    @pytest.mark.parametrize("tie", ["family_of", "same_household"])
    @pytest.mark.parametrize("how", ["owns", "directs", "employed_by", "trustee_of"])
    def test_who_stands_near_an_owner_or_employee_of_a_provider(self, put, act, accepts, tie, how):
        ties = (("o", how, "care"), ("h", tie, "o"))
        plan = put(self.at(*ties, others=[("o", "individual")]))
        refused(act, accepts(plan, ON), "is near somebody who belongs to somebody who provides")

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            (lambda c: c["plan"].update(budget_holder="h"), "would hold the budget"),
            (lambda c: c["plan"].update(if_it_goes_wrong="h"), "when something goes wrong"),
            (lambda c: c["assessment"].update(carers=[{"party": "h"}]), "cares for the person"),
            (lambda c: c["parties"][-1].update(roles=["peer"]), "helps as a peer"),
            (lambda c: c["parties"][-1].update(roles=["budget_manager"]), "manages budgets"),
            (
                lambda c: c["assessment"]["answers"][0]["assessor"].update(by="h"),
                "assessed the person",
            ),
            (lambda c: c["plan"]["marks"][0].update(by="h"), "reviewed the plan"),
        ],
    )
    def test_who_has_a_part_in_the_plan(self, put, act, accepts, change, why):
        refused(act, accepts(put(self.at(change=change)), ON), why)

    def test_who_owned_the_provider_until_the_day_before(self, put, act, accepts):
        ties = ("h", "owns", "care", ("until", "2026-10-04"))
        refused(act, accepts(put(self.at(ties)), ON), "belongs to somebody who provides")

    def test_a_tie_that_ended_years_ago_is_over(self, put, act, accepts):
        ties = ("h", "employed_by", "care", ("until", "2021-10-04"))
        assert act(accepts(put(self.at(ties)), ON)).judged.agreed is not None

    @pytest.mark.parametrize(
        "ties",
        [
            [("h", "directs", "agency"), ("broker", "employed_by", "agency")],
            [("h", "employed_by", "agency"), ("broker", "trustee_of", "agency")],
            [("h", "employed_by", "agency"), ("broker", "owns", "agency")],
            [("h", "trustee_of", "agency"), ("agency", "part_of", "top"), ("broker", "owns", "top")],
            [("h", "employed_by", "top"), ("agency", "part_of", "top"), ("broker", "directs", "agency")],
            [("h", "family_of", "o"), ("o", "owns", "agency"), ("broker", "employed_by", "agency")],
        ],
    )  # fmt: skip
    def test_who_acts_through_a_body(self, put, act, accepts, ties):
        others = [("agency", "organisation"), ("top", "organisation"), ("o", "individual")]
        refused(act, accepts(put(self.at(*ties, others=others)), ON), "somebody who wrote the plan")

    def test_one_human_being_under_two_ids_is_one(self, put, act, accepts):
        def twice(case):
            case["parties"].append(
                {"id": "b2", "name": "B. B.", "roles": ["council"], "council_id": "c-BROKER"}
            )

        ties = ("h", "family_of", "b2")
        plan = put(self.at(ties, change=twice))
        refused(act, accepts(plan, ON), "is near somebody who wrote the plan")
        again = Actor("x", "EX-BEN/b2", "B. B.", "head_of_service")
        refused(act, accepts(plan, ON, by=again), "wrote the plan")

    def test_a_body_decides_nothing_and_may_send_somebody(self, put, act, accepts):
        plan = put(self.at())
        refused(act, accepts(plan, ON, by=evolve(HEAD, person="C-council")), "is a body")
        sent = evolve(OTHER, acts_for=("C-council",))
        assert act(accepts(plan, ON, by=sent)).judged.agreed is not None

    def test_a_body_that_came_near_since_sends_nobody_on_an_older_day(self, put, act, accepts):
        ties = ("top", "owns", "care", ("since", "2026-10-08"))
        plan = put(self.at(ties, others=[("top", "organisation")]))
        sent = evolve(OTHER, acts_for=("C-top",))
        refused(act, accepts(plan, ON, by=sent), "belongs to somebody who provides")

    @pytest.mark.parametrize("what", ["assessor", "reviewer"])
    def test_a_profile_may_let_assessor_or_reviewer_decide(
        self, put, act, accepts, register, tmp_path, what
    ):
        (tmp_path / "p.toml").write_text(
            'id = "p"\ntitle = "P"\nversion = "1.0"\nbased_on = "independent-broker@1.0"\n'
            f'may_also_decide = ["{what}"]\n',
            encoding="utf-8",
        )
        lenient = Site.load(str(tmp_path / "p.toml"))

        def change(case):
            case["assessment"]["answers"][0]["assessor"]["by"] = "h"
            if what == "reviewer":
                case["plan"]["marks"][0]["by"] = "h"
                case["assessment"]["answers"][0]["assessor"]["by"] = "assessor"

        plan = put(self.at(change=change), by=lenient)
        assert register.sign_off(lenient, accepts(plan, ON)).judged.agreed is not None


class TestTheTier:
    def unpriced(self, case):
        case["plan"]["lines"][1].pop("cost")

    @pytest.mark.parametrize(
        "changes",
        [
            {"outcome": Outcome.AMEND, "amount": Amount(Money(50_000), Period.YEAR)},
            {"outcome": Outcome.ACCEPT},
            {"outcome": Outcome.RETURN, "criteria": ("budget-use",)},
            {"outcome": Outcome.REFUSE, "criteria": ("budget-use",)},
        ],
    )
    def test_a_price_taken_away_is_an_unknown_sum(self, put, act, accepts, changes):
        refused(act, accepts(put(self.unpriced), ON, by=MANAGER, **changes), "cost is not known")

    def test_the_highest_tier_amends_a_plan_without_a_price(self, put, act, accepts):
        some = Amount(Money(1_900_000), Period.YEAR)
        done = act(accepts(put(self.unpriced), ON, outcome=Outcome.AMEND, amount=some))
        assert done.judged.tier == "head-of-service"

    def test_agreeing_less_does_not_lower_the_tier(self, put, act, accepts):
        little = Amount(Money(50_000), Period.YEAR)
        what = accepts(put(), ON, by=MANAGER, outcome=Outcome.AMEND, amount=little)
        refused(act, what, "Head of service")

    def test_amending_to_nothing_is_a_refusal(self, put, act, accepts):
        nothing = Amount(Money(0), Period.WEEK)
        plan = put()
        refused(act, accepts(plan, ON, outcome=Outcome.AMEND, amount=nothing), "is to refuse")
        refused(act, accepts(plan, ON, outcome=Outcome.REFUSE), "criteria")

    def test_an_older_day_evades_no_lowered_limit(self, put, register, accepts, tmp_path):
        """The clock says 1 January 2027; the limit was lowered on 1 December 2026."""
        (tmp_path / "limits.toml").write_text(
            """id = "limits"
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
  { from_date = 2021-04-01, amount = { money = "50000.00", period = "year" } },
  { from_date = 2026-12-01, amount = { money = "10000.00", period = "year" } },
]
[[tier]]
id = "head"
title = "Head of service"
role = "head_of_service"
""",
            encoding="utf-8",
        )
        site = Site.load(str(tmp_path / "limits.toml"))
        plan = put(by=site)
        with pytest.raises(ActRefused, match=r"at most £10,000\.00 a year, as from 2026-12-01"):
            register.sign_off(site, accepts(plan, ON, by=MANAGER))
        assert register.sign_off(site, accepts(plan, ON)).judged.tier == "head"


class TestWhatIsAskedInWriting:
    @pytest.mark.parametrize(
        ("change", "says"),
        [
            (lambda a: a.update(needs=None), "No needs are recorded"),
            (
                lambda a: a.update(previous_budget={"money": "300.00", "period": "week"}),
                "Nobody has recorded whether needs rose",
            ),
            (lambda a: a.update(needs_rose=True), "the budget before"),
            (
                lambda a: a.update(
                    previous_budget={"money": "300.00", "period": "week"}, needs_rose=False
                ),
                "",
            ),
            (lambda a: a.update(needs_rose=False), ""),
        ],
    )
    def test_a_reason_is_asked_for_what_nobody_recorded(self, put, act, accepts, change, says):
        def assessed(case):
            change(case["assessment"])
            if case["assessment"]["needs"] is None:
                for line in case["plan"]["lines"]:
                    line["needs"] = []

        done = act(accepts(put(assessed), ON))
        asked = " ".join(done.judged.reasons_asked)
        for words in ("No needs are recorded", "Nobody has recorded", "the budget before"):
            assert (words in asked) is (words in says)
