"""Who may not judge a plan: its authors, helpers and providers, and those close to them.

One set of rules for everybody who judges: the reviewer who marks a plan against the published
criteria, whoever signs it off, and whoever decides an appeal. No plugin and no profile can turn it
off.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sds_core.domain.relationships import BELONGING, Links
from sds_core.model.case import Case
from sds_core.model.criteria import AlsoDecides
from sds_core.model.dates import Duration, earliest_covered
from sds_core.model.parties import LinkKind, Party, PartyKind, Role

__all__ = ["BODY", "may_not_decide", "may_not_judge"]

BODY = "is a body: a plan is judged by a person"
_STANDS_FOR = frozenset({LinkKind.MAKES_DECISIONS_FOR, LinkKind.FINANCIALLY_RESPONSIBLE_FOR})
_PAID = frozenset({LinkKind.PAID_COMMISSION_BY})
# A tie that ended recently still counts. No source says for how long: one year is the time in
# which a plan is usually reviewed.
_LOOK_BACK = Duration.parse("1 year")


def _hands(case: Case) -> Iterator[tuple[str, str]]:
    """Yield the id of everybody who has a part in a plan, and which part."""
    plan = case.plan
    if plan is not None:
        yield from ((author, "wrote the plan") for author in plan.written_by)
    yield from ((help_.helper, "helps with the plan") for help_ in case.help)
    if plan is not None:
        yield from (
            (line.provider, "provides support in the plan") for line in plan.lines if line.provider
        )
        if plan.budget_holder is not None:
            yield plan.budget_holder, "would hold the budget"
        if plan.if_it_goes_wrong is not None:
            yield plan.if_it_goes_wrong, "is named for when something goes wrong"
    yield from ((party.id, "is a broker in the case") for party in case.holding(Role.BROKER))
    yield from ((party.id, "helps as a peer") for party in case.holding(Role.PEER))
    yield from ((party.id, "manages budgets") for party in case.holding(Role.BUDGET_MANAGER))
    carers = (case.assessment.carers if case.assessment else None) or ()
    yield from ((carer.party, "cares for the person") for carer in carers)


def _is_council(party: Party) -> bool:
    return party.kind is PartyKind.ORGANISATION and party.holds(Role.COUNCIL)


def _near(links: Links, party: str) -> Iterator[Party]:
    yield from links.relatives(party)
    yield from (links.case.party(other) for other in links.household(party))


def _tied_to(links: Links, concerned: Party) -> Iterator[tuple[Party, str]]:
    """Yield who belongs to, owns, works with or is paid by a party, directly or indirectly."""
    bodies = {p.id for p in links.organisations(concerned.id) if not _is_council(p)}
    bodies.add(concerned.id)
    for party in links.case.parties:
        if party.id == concerned.id:
            continue
        if bodies & {other.id for other in links.tied(party.id, _PAID)}:
            yield party, "is paid commission by somebody who {}"
        through = list(links.tied(party.id, BELONGING))
        if party.id not in bodies and through and all(map(_is_council, through)):
            continue  # whom the council employs does not sell what the council's company sells
        if party.id in bodies or bodies & {other.id for other in links.organisations(party.id)}:
            yield party, "belongs to somebody who {}"


def _walk(case: Case, on: date) -> dict[str, str]:
    """Return who may not judge the plan of a case in which each party stands once."""
    links = Links(case, on, since=earliest_covered(_LOOK_BACK, on))
    person = case.party(case.person)
    found = {person.id: "is the person themselves"}

    def bar(party: Party, why: str) -> None:
        # A council's own service in a plan does not bar the council.
        if not _is_council(party):
            found.setdefault(party.id, why)

    hands = list(_hands(case))
    concerned = {party_id: why for party_id, why in reversed(hands) if party_id != person.id}
    for party_id, why in hands:
        bar(case.party(party_id), why)
    for party in case.parties:
        if party.id in links.family or party.id in links.household(person.id):
            bar(party, "is near the person")
        if any(other.id == person.id for other in links.tied(party.id, _STANDS_FOR)):
            bar(party, "stands for the person")
        if party.holds(Role.REPRESENTATIVE, Role.ADVOCATE):
            bar(party, "stands for the person")
    for party_id, why in concerned.items():
        party = case.party(party_id)
        for near in _near(links, party_id):
            bar(near, f"is near somebody who {why}")
        if _is_council(party):
            continue
        for tied, how in _tied_to(links, party):
            bar(tied, how.format(why))
            for near in _near(links, tied.id) if tied.kind is PartyKind.INDIVIDUAL else ():
                bar(near, f"is near somebody who {how.format(why)}")
    everybody = {*concerned, person.id}
    for interest in case.interests:
        made = interest.declared_on <= on and not interest.nothing_to_declare
        # An interest that names nobody may be in anybody.
        if made and (not interest.about or everybody.intersection(interest.about)):
            bar(case.party(interest.party), "has declared an interest in somebody concerned")
    for party in case.parties:
        if party.kind is PartyKind.ORGANISATION:
            found.setdefault(party.id, BODY)
    return found


def may_not_judge(case: Case, on: date) -> dict[str, str]:
    """Return who in a case may not judge its plan, each with why, by id.

    Args:
        case: the case.
        on: the day of the judgement.
    """
    found = _walk(case.as_one, on)
    return {p.id: found[case.one(p.id)] for p in case.parties if case.one(p.id) in found}


def may_not_decide(case: Case, on: date, also: frozenset[AlsoDecides]) -> dict[str, str]:
    """Return who in a case may not decide about its plan, each with why, by id.

    They are those who may not judge it, and whoever assessed the person or reviewed the plan,
    unless the profile says that they may also decide.

    Args:
        case: the case.
        on: the day of the decision.
        also: whom the profile lets decide as well.
    """
    found = may_not_judge(case, on)
    earlier: list[tuple[str, str]] = []
    if AlsoDecides.ASSESSOR not in also:
        answers = case.assessment.answers if case.assessment else ()
        given = (answer.assessor for answer in answers)
        earlier += [(answer.by, "assessed the person") for answer in given if answer is not None]
    if AlsoDecides.REVIEWER not in also:
        marks = case.plan.marks if case.plan else ()
        earlier += [(mark.by, "reviewed the plan against the criteria") for mark in marks]
    why = {case.one(party_id): because for party_id, because in reversed(earlier)}
    for party in case.parties:
        if case.one(party.id) in why:
            found.setdefault(party.id, why[case.one(party.id)])
    return found
