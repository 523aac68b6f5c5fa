"""The register fills what is known beside a case, keeps it, and replays by it."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from sds_test_support.made_plugins import WHY, Empty, changed
from sds_test_support.sign_off import CLERK, ON

from sds_core import EventKind, Known, KnownConcern, KnownPot, KnownStanding, ListedAs, Money
from sds_core.hookspecs import Hooks, hookimpl
from sds_core.model.answers import Funding, FundingShare
from sds_core.model.reasons import Undetermined
from sds_core.plugins.discovery import InstalledPlugin, discover
from sds_core.plugins.manifest import Manifest
from sds_core.profiles.assemble import assemble
from sds_core.profiles.effective import load_effective
from sds_core.site import Site
from sds_register.acts.other_acts import AccreditationAct, Complaint, PotChange
from sds_register.audit.replay import replay
from sds_register.audit.subject_record import subject_record
from sds_register.audit.verify import verify
from sds_register.entries.kinds import KNOWN

DAY = date(2026, 10, 6)


class Careful(Hooks):
    """Pays from a pot while it holds something and the helper's place is not taken away."""

    def __init__(self, settings):
        self.settings = settings

    @hookimpl
    def fund_help(self, request):
        holds, standing = request.known.holds("fund"), request.known.standing
        if holds is None or standing is None:
            return Undetermined("Nobody has looked", ("known",))
        lost = {s.party for s in standing if s.stands in (ListedAs.SUSPENDED, ListedAs.REVOKED)}
        shares = tuple(
            FundingShare(h, "fund" if holds.pence and h not in lost else "own", "x", e.fee)
            for e in request.engaged
            if (h := e.help.helper) and e.fee.pence
        )
        return Funding(shares, WHY)


MANIFEST = Manifest(
    "careful", "A pot", ("fund_help",), Careful, Empty, api="1", known=("pots", "standing")
)
FOUND = {**discover(), "careful": InstalledPlugin("careful", "made", "1", MANIFEST)}


@pytest.fixture(scope="module")
def reads():
    choice = {"fund_help": {"plugins": ["careful"], "advisers": [], "listed": False}}
    effective = load_effective("independent-broker@1.0")
    return Site(assemble(changed(effective, lambda data: data["hooks"].update(choice)), FOUND))


def pots_of(journey):
    return {s.pot for f in journey["fund_help"].answers(Funding) for s in f.shares}


@pytest.fixture
def happened(act, put):
    """Return what the register knows after a pot, a warning and a complaint."""
    put("ben")
    act(PotChange(ON, CLERK, "fund", Money(50_000), "The year's budget"))
    warned = AccreditationAct(ON, CLERK, "EX-BEN/broker", ListedAs.WARNED, ON, "Late twice.")
    act(warned)
    later = evolve(warned, stands=ListedAs.REVOKED, from_date=date(2026, 12, 1))
    act(later)
    act(Complaint(ON, CLERK, "EX-BEN/broker", "Did not answer the telephone."))
    return act.register


def test_the_register_says_what_it_knows(happened, site, read_case):
    known = happened.known(read_case(site, "ben"), DAY)
    assert known.pots == (KnownPot("fund", Money(50_000)),)
    (standing,) = known.standing
    assert (standing.party, standing.stands, standing.from_date) == ("broker", ListedAs.WARNED, ON)
    assert happened.read(int(standing.entry.split()[1])).kind.word == "accreditation_act"
    (concern,) = known.concerns
    assert (concern.party, concern.on, concern.kind) == ("broker", ON, EventKind.COMPLAINT)
    assert [d.question for d in known.decisions] == list(site.profile.questions.journey)
    assert "telephone" not in str(known)


def test_it_is_as_it_was_recorded_for_the_day(happened, site, read_case):
    case = read_case(site, "ben")
    before = happened.known(case, date(2026, 10, 4))
    assert before.standing == before.concerns == ()
    assert before.decisions
    after = happened.known(case, date(2026, 12, 1))
    assert [standing.stands for standing in after.standing] == [ListedAs.REVOKED]


def test_nobody_is_known_beside_a_new_case(register, site, read_case):
    before = register.store.count()
    known = register.known(read_case(site, "ada"), DAY)
    assert known == Known((), (), (), (), ())
    assert register.store.count() == before
    assert not register.key_store.find(["EX-ADA/p"])


def test_a_journey_is_decided_by_it_and_keeps_it(happened, reads, read_case, monkeypatch):
    case = read_case(reads, "ben")
    kept = evolve(reads.profile, sources=assemble(load_effective("independent-broker@1.0")).sources)
    site = Site(kept)
    first = happened.record(site, case, DAY)
    assert pots_of(first.journey) == {"fund"}
    digest = first.journey["fund_help"].provenance.known
    assert digest.startswith("sha256:")
    again = happened.record(site, case, DAY)
    entries = happened.entries(list(happened.store.rows()))
    (told,) = [entry for entry in entries if entry.kind is KNOWN]  # the same is kept once
    assert isinstance(told.content, Known)
    assert told.content.concerns is None  # nobody reads concerns, so none are kept
    assert again.journey["fund_help"].provenance.known == digest
    # What came later does not change what was decided: the replay knows what was known then.
    from sds_test_support.sign_off import CLERK as BY

    from sds_register.workflow.perform import ActService

    ActService(happened, site.reader, kept).perform(
        PotChange(DAY, BY, "fund", Money(-50_000), "Spent elsewhere")
    )
    done = list(replay(happened, list(first.decisions), found=FOUND))
    assert {item.same for item in done} == {True}, [item.why for item in done]
    assert verify(happened).holds
    assert "known" in [item.kind for item in subject_record(happened, "EX-BEN/p").entries]
    now = happened.record(site, case, DAY)
    assert pots_of(now.journey) == {"own"}
    assert now.journey["fund_help"].provenance.known != digest


def test_a_host_passes_its_own(register, reads, read_case):
    kept = evolve(reads.profile, sources=assemble(load_effective("independent-broker@1.0")).sources)
    case = read_case(reads, "ben")
    own = Known(
        pots=(KnownPot("fund", Money(1)),),
        standing=(KnownStanding("broker", ListedAs.SUSPENDED, DAY, "the council's list"),),
        concerns=(KnownConcern("broker", DAY, EventKind.SAFEGUARDING),),
    )
    recorded = register.record(Site(kept), case, DAY, known=own)
    assert pots_of(recorded.journey) == {"own"}
    done = list(replay(register, found=FOUND))
    assert {item.same for item in done} == {True}, [item.why for item in done]


def test_decisions_that_rest_on_nothing_known_are_as_before(register, site, read_case):
    recorded = register.record(site, read_case(site, "ben"), DAY)
    entry = register.read(recorded.decisions[0])
    assert "known" not in entry.head
    assert "known" not in entry.data["provenance"]
