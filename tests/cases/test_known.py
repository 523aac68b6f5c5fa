"""What is known beside a case is an input: typed, checked, given to who reads it, and on record."""

from __future__ import annotations

import json
from datetime import date

import pytest
from attrs import evolve
from sds_test_support.made_plugins import ON, WHY, Empty, case_of, changed

from sds_core import Known, KnownConcern, KnownDecision, KnownPot, KnownStanding, ListedAs, to_plain
from sds_core.cases.known import read_known
from sds_core.comparison.compare import compare
from sds_core.errors import InputError
from sds_core.hookspecs import Hooks, hookimpl
from sds_core.model.answers import Funding, FundingShare
from sds_core.model.decisions import Status
from sds_core.model.known import NOTHING_KNOWN, EventKind
from sds_core.model.money import Money
from sds_core.model.reasons import Undetermined
from sds_core.plugins.discovery import InstalledPlugin, discover
from sds_core.plugins.manifest import Manifest, manifest_problem
from sds_core.profiles.assemble import assemble
from sds_core.profiles.effective import load_effective
from sds_core.site import Site
from sds_core.testing.plugins import check_plugin


class FromPot(Hooks):
    """Pays from a pot while it holds enough."""

    def __init__(self, settings):
        self.settings = settings

    @hookimpl
    def fund_help(self, request):
        holds = request.known.holds("fund")
        if holds is None:
            return Undetermined("Nobody has looked what the fund holds", ("known.pots",))
        assert request.known.standing is None, "it reads pots alone"
        pot = "fund" if holds >= (request.fee or Money(0)) else "own"
        shares = tuple(
            FundingShare(e.help.helper, pot, pot, e.fee) for e in request.engaged if e.fee.pence
        )
        return Funding(shares, WHY)


MANIFEST = Manifest("from-pot", "A pot", ("fund_help",), FromPot, Empty, api="1", known=("pots",))


@pytest.fixture(scope="module")
def site():
    found = {**discover(), "from-pot": InstalledPlugin("from-pot", "made", "1", MANIFEST)}
    choice = {"fund_help": {"plugins": ["from-pot"], "advisers": [], "listed": False}}
    effective = load_effective("independent-broker@1.0")
    return Site(assemble(changed(effective, lambda data: data["hooks"].update(choice)), found))


def pots(pence):
    return Known(pots=(KnownPot("fund", Money(pence)),))


def test_what_was_not_looked_up_is_never_no(site):
    case = case_of(site)
    decision = site.decide(case, ON)["fund_help"]
    assert decision.status is Status.UNDETERMINED
    assert decision.undetermined[0].missing == ("known.pots",)
    assert decision.provenance.known == ""


def test_it_decides_and_its_digest_is_on_record(site):
    case = case_of(site)
    full, empty = site.decide(case, ON, pots(100_000)), site.decide(case, ON, pots(0))
    none = site.decide(case, ON, Known(pots=()))
    assert {s.pot for f in full["fund_help"].answers(Funding) for s in f.shares} == {"fund"}
    for journey in (empty, none):
        assert {s.pot for f in journey["fund_help"].answers(Funding) for s in f.shares} == {"own"}
    digests = {d.provenance.known for j in (full, empty, none) for d in j.decisions}
    assert len(digests) == 3
    assert all(digest.startswith("sha256:") for digest in digests)
    again = site.ask("fund_help", case, ON, {d.question: d for d in full.decisions}, pots(100_000))
    assert again == full["fund_help"]


def test_a_plugin_is_given_the_parts_that_it_reads_and_no_others(site):
    case = case_of(site)
    helper = case.help[0].helper
    more = evolve(
        pots(100_000),
        standing=(KnownStanding(helper, ListedAs.REVOKED, ON),),
        concerns=(KnownConcern(helper, ON, EventKind.COMPLAINT),),
        decisions=(KnownDecision("allocate_budget", ON, "allocated"),),
    )
    assert site.decide(case, ON, more) == site.decide(case, ON, pots(100_000))
    nobody_reads = Site.load("independent-broker@1.0")
    assert nobody_reads.decide(case, ON, more) == nobody_reads.decide(case, ON)
    assert "known" not in to_plain(nobody_reads.decide(case, ON, more).decisions[0])["provenance"]


@pytest.mark.parametrize(
    ("known", "place", "found"),
    [
        (Known(standing=(KnownStanding("brokr", ListedAs.SUSPENDED, ON),)),
         "known: $.standing[0].party", "'brokr'"),
        (Known(concerns=(KnownConcern("brokr", ON, EventKind.LAPSE),)),
         "known: $.concerns[0].party", "'brokr'"),
        (Known(decisions=(KnownDecision("aprove_plan", ON, "agree"),)),
         "known: $.decisions[0].question", "'aprove_plan'"),
        (Known(pots=(KnownPot("fund", Money(1)), KnownPot("fund", Money(2)))),
         "known: $.pots", "'fund' 2 times"),
        (Known(standing=(KnownStanding("broker", ListedAs.LISTED, ON),
                         KnownStanding("broker", ListedAs.REVOKED, ON))),
         "known: $.standing", "'broker' 2 times"),
    ],
)  # fmt: skip
def test_a_name_that_is_misspelled_is_not_passed_over(site, known, place, found):
    with pytest.raises(InputError, match="does not belong to case EX-BEN") as refused:
        site.decide(case_of(site), ON, known)
    (fault,) = refused.value.faults
    assert (fault.place, fault.found) == (place, found)


def test_it_is_read_from_json_with_the_place_of_each_fault():
    plain = {
        "pots": [{"pot": "fund", "holds": "1000.00"}],
        "standing": [{"party": "broker", "stands": "warned", "from_date": "2026-04-01"}],
    }
    known = read_known(json.dumps(plain).encode(), "k.json")
    assert known.holds("fund") == Money(100_000)
    assert known.holds("other") == Money(0)
    assert known.standing == (KnownStanding("broker", ListedAs.WARNED, date(2026, 4, 1)),)
    assert known.concerns is None
    assert read_known(b"{}") == NOTHING_KNOWN
    plain["pots"][0]["hold"] = plain["pots"][0].pop("holds")
    with pytest.raises(InputError) as refused:
        read_known(json.dumps(plain).encode(), "k.json")
    assert any("k.json: $.pots[0]" in fault.place for fault in refused.value.faults)


def test_two_models_are_compared_with_it(site):
    other = Site.load("independent-broker@1.0")
    case = case_of(site)
    found = compare([case], other.profile, other.profile, ON, known=lambda case: pots(0))
    assert not found.cases
    # Where nothing was looked up, the swap leaves the question open, and the comparison says so.
    open_ = compare([case], other.profile, site.profile, ON)
    assert open_.totals.newly_open == 1


def test_the_kit_asks_a_plugin_with_what_is_known():
    check_plugin(MANIFEST, {})

    class Careless(FromPot):
        @hookimpl
        def fund_help(self, request):
            (_pot,) = request.known.pots or (None,)  # fails where there are two pots, or none
            return FromPot.fund_help(self, request)

    with pytest.raises(AssertionError, match="raised ValueError at fund_help"):
        check_plugin(evolve(MANIFEST, factory=Careless), {})


def test_a_manifest_names_parts_that_there_are():
    problem = manifest_problem(evolve(MANIFEST, known=("pot",)), "from-pot")
    assert "it reads 'pot', which is no part of what is known" in problem


def test_two_parties_of_one_human_being_are_known_as_one(site):
    """The stricter place on the list counts, whichever party it was recorded under."""
    from sds_core.cases.known import known_of_case
    from sds_core.schemas.published import load_example

    document = load_example("case-ben")
    (broker,) = [party for party in document["parties"] if party["id"] == "broker"]
    broker["council_id"] = "P-500"
    document["parties"].append({**broker, "id": "again"})
    case = site.reader.from_document(document)
    for first, second in (("broker", "again"), ("again", "broker")):
        told = Known(
            pots=(),
            standing=(
                KnownStanding(first, ListedAs.LISTED, ON),
                KnownStanding(second, ListedAs.SUSPENDED, ON),
            ),
            concerns=(KnownConcern(second, ON, EventKind.COMPLAINT),),
        )
        known = known_of_case(told, case, site.profile.questions)
        (standing,) = known.standing
        assert (standing.party, standing.stands) == (case.one("again"), ListedAs.SUSPENDED)
        assert known.concerns[0].party == case.one("again")
        assert known_of_case(known, case.as_one, site.profile.questions) == known
        assert site.decide(case, ON, told)["fund_help"].status is Status.ANSWERED
