"""Who is tied to whom in a case: the facts that the conflict tests are made of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property

from attrs import frozen

from sds_core.model.case import Case
from sds_core.model.parties import LinkKind, Party, Role
from sds_core.model.plan import FundingSource, Help

__all__ = ["Links"]

WORK = frozenset({LinkKind.EMPLOYED_BY, LinkKind.CONTRACTED_BY})
INTEREST = frozenset({LinkKind.OWNS, LinkKind.DIRECTS, LinkKind.TRUSTEE_OF})
BELONGING = WORK | INTEREST | {LinkKind.PART_OF}
DELIVERY = "support_delivery"


@frozen(slots=False)
class Links:
    """The ties in a case on a day.

    Attributes:
        case: the case.
        on: the day.
    """

    case: Case
    on: date

    def helpers(self, *roles: Role) -> Iterator[tuple[Help, Party]]:
        """Yield help and helper, for helpers who hold any of these roles (all, if none given)."""
        for help_ in self.case.help:
            party = self.case.party(help_.helper)
            if not roles or party.holds(*roles):
                yield help_, party

    def tied(self, party: str, kinds: frozenset[LinkKind]) -> Iterator[Party]:
        """Yield the parties that a party is tied to by these kinds of link, directly."""
        for link in self.case.links:
            if link.party == party and link.kind in kinds and link.holds_on(self.on):
                yield self.case.party(link.to)

    def organisations(self, party: str) -> tuple[Party, ...]:
        """Return the organisations that a party belongs to, through any number of links."""
        found: dict[str, Party] = {}
        waiting = [party]
        while waiting:
            for other in self.tied(waiting.pop(), BELONGING):
                if other.id not in found and other.id != party:
                    found[other.id] = other
                    waiting.append(other.id)
        return tuple(found.values())

    @cached_property
    def plan_providers(self) -> frozenset[str]:
        """Ids of the parties whom the plan pays; help given unpaid is no interest."""
        lines = self.case.plan.lines if self.case.plan else ()
        return frozenset(
            line.provider
            for line in lines
            if line.provider and line.source is not FundingSource.UNPAID
        )

    @cached_property
    def planners(self) -> tuple[Party, ...]:
        """Everybody who writes the plan or helps with it, each once."""
        ids = dict.fromkeys(help_.helper for help_ in self.case.help)
        if self.case.plan:
            ids.update(dict.fromkeys(self.case.plan.written_by))
        return tuple(self.case.party(party) for party in ids)

    def delivers(self, party: Party) -> bool:
        """Tell whether a party delivers support: as its role, its trade, or in this plan."""
        return (
            party.holds(Role.PROVIDER)
            or DELIVERY in party.services
            or party.id in self.plan_providers
        )

    def declared(self, party: str) -> bool:
        """Tell whether a party has declared its interests by the day, or has any link recorded."""
        return any(i.party == party and i.declared_on <= self.on for i in self.case.interests) or (
            any(link.party == party for link in self.case.links)
        )

    def told(self, help_: Help) -> bool | None:
        """Tell whether the person chose this helper and both were told of the interests."""
        if help_.chosen_by_person is False or help_.both_told is False:
            return False
        return True if help_.chosen_by_person and help_.both_told else None
