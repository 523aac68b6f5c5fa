"""Who is tied to whom in a case: what facts on links and conflict tests are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

from attrs import field, frozen

from sds_core.model.case import Case
from sds_core.model.parties import LinkKind, Party, Role
from sds_core.model.plan import FundingSource, Help, PlanLine
from sds_core.model.tasks import DELIVERY_SERVICE

__all__ = ["INTEREST_LINKS", "Links"]

WORK = frozenset({LinkKind.EMPLOYED_BY, LinkKind.CONTRACTED_BY})
INTEREST_LINKS = frozenset({LinkKind.OWNS, LinkKind.DIRECTS, LinkKind.TRUSTEE_OF})
BELONGING = WORK | INTEREST_LINKS | {LinkKind.PART_OF}
GROUP = frozenset({LinkKind.OWNS, LinkKind.DIRECTS, LinkKind.PART_OF})
FAMILY = frozenset({LinkKind.FAMILY_OF})


def _as_one(case: Case) -> Case:
    return case.as_one


@frozen(slots=False)
class Links:
    """The ties between the parties of a case on a day; parties of one `council_id` are merged.

    Attributes:
        case: the case, parties of one `council_id` made one.
        on: the day.
        since: an earlier day; ties that ended on or after it count too.
    """

    case: Case = field(converter=_as_one)
    on: date
    since: date | None = None

    @cached_property
    def family(self) -> frozenset[str]:
        """Ids of the person's family, friends and circle: never blocked from planning."""
        near = {p.id for p in self.case.holding(Role.FAMILY, Role.FRIEND, Role.CIRCLE)}
        return frozenset(near | {p.id for p in self._both_ways(self.case.person, FAMILY)})

    def helpers(self) -> Iterator[tuple[Help, Party]]:
        """Yield help and helper."""
        for help_ in self.case.help:
            yield help_, self.case.party(help_.helper)

    def brokers(self) -> Iterator[tuple[Help | None, Party]]:
        """Yield brokers who help or write the plan, with their help where it is recorded.

        Family and friends are left out, whatever other role they hold: they are never blocked from
        planning, and a test for brokers is not a test for them.
        """
        helps = {help_.helper: help_ for help_ in self.case.help}
        for party in self.planners:
            if party.holds(Role.BROKER) and party.id not in self.family:
                yield helps.get(party.id), party

    @cached_property
    def _ties(self) -> dict[str, list[tuple[LinkKind, Party]]]:
        """Ties that count, by the party that has them."""
        found: dict[str, list[tuple[LinkKind, Party]]] = {}
        for link in self.case.links:
            if link.holds_between(self.since or self.on, self.on):
                found.setdefault(link.party, []).append((link.kind, self.case.party(link.to)))
        return found

    @cached_property
    def _ties_back(self) -> dict[str, list[tuple[LinkKind, Party]]]:
        """The same ties by the party at their other end."""
        found: dict[str, list[tuple[LinkKind, Party]]] = {}
        for party, ties in self._ties.items():
            for kind, to in ties:
                found.setdefault(to.id, []).append((kind, self.case.party(party)))
        return found

    def tied(self, party: str, kinds: frozenset[LinkKind]) -> Iterator[Party]:
        """Yield the parties that a party is tied to by these kinds of link, directly."""
        return (other for kind, other in self._ties.get(party, ()) if kind in kinds)

    def _both_ways(self, party: str, kinds: frozenset[LinkKind]) -> Iterator[Party]:
        yield from self.tied(party, kinds)
        yield from (other for kind, other in self._ties_back.get(party, ()) if kind in kinds)

    @cached_property
    def _group_of(self) -> dict[str, tuple[Party, ...]]:
        """Each party's group: all that own, direct or contain one another, people among them.

        The person's own ties make no group: what the person owns is the person's.
        """
        person = self.case.party(self.case.person)
        groups: dict[str, tuple[Party, ...]] = {person.id: (person,)}
        for start in self.case.parties:
            if start.id in groups:
                continue
            found, waiting = {start.id: start}, [start]
            while waiting:
                for near in self._both_ways(waiting.pop().id, GROUP):
                    if near.id not in found and near.id != self.case.person:
                        found[near.id] = near
                        waiting.append(near)
            group = tuple(found.values())
            groups.update(dict.fromkeys(found, group))
        return groups

    def _groups(self, bodies: Iterable[Party], but: str) -> tuple[Party, ...]:
        found = {p.id: p for body in bodies for p in self._group_of[body.id]}
        found.pop(but, None)
        return tuple(found.values())

    def organisations(self, party: str) -> tuple[Party, ...]:
        """Return the bodies that a party belongs to or has an interest in, with their groups."""
        own = self._group_of[party]
        return self._groups([*self.tied(party, BELONGING), *own], party)

    def through_family(self, party: str) -> Iterator[tuple[Party, Party]]:
        """Yield a party's family and household, each with every body that they belong to.

        The person and the person's own family are left out: what they own is no tie of this party.
        """
        near = {p.id: p for p in self.relatives(party)}
        near |= {other: self.case.party(other) for other in self.household(party)}
        for other in near.values():
            if other.id != self.case.person and other.id not in self.family:
                for body in (other, *self.organisations(other.id)):
                    yield other, body

    def employers(self, party: str) -> tuple[Party, ...]:
        """Return the bodies that a party works for, with their groups."""
        return self._groups(self.tied(party, WORK), party)

    def of_interest(self, party: str) -> tuple[Party, ...]:
        """Return the bodies that a party has declared an interest in by the day."""
        ids = dict.fromkeys(
            about
            for interest in self.case.interests
            if interest.party == party and interest.declared_on <= self.on
            for about in interest.about
        )
        return tuple(self.case.party(about) for about in ids)

    def unnamed(self, party: str) -> bool:
        """Tell whether a party has declared an interest without saying with whom."""
        return any(
            i.party == party
            and i.declared_on <= self.on
            and not i.nothing_to_declare
            and not i.about
            for i in self.case.interests
        )

    def relatives(self, party: str) -> tuple[Party, ...]:
        """Return the family of a party, whichever way the tie is recorded."""
        return tuple({p.id: p for p in self._both_ways(party, FAMILY)}.values())

    def household(self, party: str) -> frozenset[str]:
        """Return ids of those who live with a party, whichever way the tie is recorded."""
        kinds = frozenset({LinkKind.SAME_HOUSEHOLD})
        return frozenset(p.id for p in self._both_ways(party, kinds))

    @cached_property
    def _paid_lines(self) -> tuple[PlanLine, ...]:
        lines = self.case.plan.lines if self.case.plan else ()
        return tuple(line for line in lines if line.source is not FundingSource.UNPAID)

    @cached_property
    def plan_providers(self) -> frozenset[str]:
        """Ids of the parties whom the plan pays; help given unpaid is no interest."""
        return frozenset(line.provider for line in self._paid_lines if line.provider)

    @cached_property
    def lines_without_provider(self) -> tuple[PlanLine, ...]:
        """Paid lines of the plan without a recorded provider, who may be tied to a helper."""
        return tuple(line for line in self._paid_lines if not line.provider)

    @cached_property
    def planners(self) -> tuple[Party, ...]:
        """Everybody but the person who writes the plan or helps with it, each once."""
        ids = dict.fromkeys(help_.helper for help_ in self.case.help)
        if self.case.plan:
            ids.update(dict.fromkeys(self.case.plan.written_by))
        ids.pop(self.case.person, None)
        return tuple(self.case.party(party) for party in ids)

    def delivers(self, party: Party) -> bool:
        """Tell whether a party delivers support: as its role, its trade, or in this plan."""
        return (
            party.holds(Role.PROVIDER)
            or DELIVERY_SERVICE in party.services
            or party.id in self.plan_providers
        )

    def declared(self, party: str) -> bool:
        """Tell whether a party has declared its interests by the day, or to have none."""
        return any(i.party == party and i.declared_on <= self.on for i in self.case.interests)

    def told(self, help_: Help | None) -> bool | None:
        """Tell whether the person chose this helper and both were told of the interests."""
        if help_ is None:
            return None
        if help_.chosen_by_person is False or help_.both_told is False:
            return False
        return True if help_.chosen_by_person and help_.both_told else None
