"""Merging the parties of one `council_id`, so that a case holds each of them once."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from sds_core.model.assessment import Assessment, GivenAnswer
from sds_core.model.case import Case
from sds_core.model.characters import same_name
from sds_core.model.parties import Party
from sds_core.model.plan import Plan

__all__ = ["merged", "representatives"]


def representatives(parties: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """Return, for each party's id, the id of the first party that has the same `council_id`.

    Args:
        parties: the id and the `council_id` of each party, in the order of the case.
    """
    first: dict[str, str] = {}
    return {
        own: own if not number else first.setdefault(same_name(number), own)
        for own, number in parties
    }


def _union(parties: list[Party]) -> Party:
    shown = next((p.credentials for p in parties if p.credentials is not None), None)
    return evolve(
        parties[0],
        roles=tuple(dict.fromkeys(role for p in parties for role in p.roles)),
        services=tuple(dict.fromkeys(code for p in parties for code in p.services)),
        credentials=shown,
    )


def merged(case: Case) -> Case:
    """Return a case with the parties of one `council_id` merged, wherever their ids are used.

    Args:
        case: the case, as it was read.
    """
    one = representatives((p.id, p.council_id) for p in case.parties)
    by_first: dict[str, list[Party]] = {}
    for party in case.parties:
        by_first.setdefault(one[party.id], []).append(party)
    if len(by_first) == len(case.parties):
        return case

    def ids(given: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one[i] for i in given))

    def answer(given: GivenAnswer | None) -> GivenAnswer | None:
        return None if given is None else evolve(given, by=one[given.by])

    def assessed(found: Assessment) -> Assessment:
        return evolve(
            found,
            answers=tuple(
                evolve(a, own=answer(a.own), assessor=answer(a.assessor), agreed=answer(a.agreed))
                for a in found.answers
            ),
            carers=None
            if found.carers is None
            else tuple(evolve(c, party=one[c.party]) for c in found.carers),
        )

    def planned(plan: Plan) -> Plan:
        return evolve(
            plan,
            written_by=ids(plan.written_by),
            lines=tuple(
                line if line.provider is None else evolve(line, provider=one[line.provider])
                for line in plan.lines
            ),
            marks=tuple(evolve(mark, by=one[mark.by]) for mark in plan.marks),
            budget_holder=plan.budget_holder and one[plan.budget_holder],
            if_it_goes_wrong=plan.if_it_goes_wrong and one[plan.if_it_goes_wrong],
        )

    links = (evolve(link, party=one[link.party], to=one[link.to]) for link in case.links)
    return evolve(
        case,
        person=one[case.person],
        parties=tuple(map(_union, by_first.values())),
        links=tuple(link for link in links if link.party != link.to),
        interests=tuple(evolve(i, party=one[i.party], about=ids(i.about)) for i in case.interests),
        assessment=case.assessment and assessed(case.assessment),
        help=tuple(evolve(help_, helper=one[help_.helper]) for help_ in case.help),
        plan=case.plan and planned(case.plan),
    )
