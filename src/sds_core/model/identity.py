"""Merging the parties of one `council_id`, so that a case holds each of them once."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from sds_core.model.case import Case
from sds_core.model.characters import same_name
from sds_core.model.marks import renamed
from sds_core.model.parties import Party

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

    same = renamed(case, one.__getitem__)
    return evolve(
        same,
        parties=tuple(map(_union, by_first.values())),
        links=tuple(link for link in same.links if link.party != link.to),
    )
