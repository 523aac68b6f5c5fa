"""Who is involved in a case, in which roles, and what links them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import field, frozen

from sds_core.model.credentials import Credentials
from sds_core.model.marks import PARTY

__all__ = ["Interest", "Link", "LinkKind", "Party", "PartyKind", "Role"]


class Role(StrEnum):
    """A role of a party. One party may hold several (Henwood on shared roles)."""

    PERSON = "person"
    REPRESENTATIVE = "representative"
    ADVOCATE = "advocate"
    FAMILY = "family"
    FRIEND = "friend"
    CIRCLE = "circle"
    PEER = "peer"
    COMMUNITY_ORGANISATION = "community_organisation"
    PROVIDER = "provider"
    BROKER = "broker"
    FACILITATOR = "facilitator"
    BUDGET_MANAGER = "budget_manager"
    CARE_MANAGER = "care_manager"
    COUNCIL = "council"
    OVERSIGHT_BODY = "oversight_body"
    MENTOR = "mentor"
    TRAINER = "trainer"

    @property
    def words(self) -> str:
        """The role as a word in a sentence."""
        return self.value.replace("_", " ")


class PartyKind(StrEnum):
    """Whether a party is a human being or a body."""

    INDIVIDUAL = "individual"
    ORGANISATION = "organisation"


@frozen
class Party:
    """A person or an organisation that has a part in the case.

    Attributes:
        id: the council's identifier for the party, unique in the case.
        name: the name that letters use.
        roles: every role that the party holds in this case.
        kind: an individual or an organisation.
        services: what the party sells or runs, by the task catalogue's codes (for example
            support_delivery, support_coordination, payroll, dp_support_scheme).
        credentials: what the party has shown to whoever keeps the list of helpers; `None` while
            nobody has recorded it.
        council_id: the council's identifier for this human being or body across cases; `None`
            where the case gives none.
    """

    id: str
    name: str
    roles: tuple[Role, ...] = field(metadata={"most": 20})
    kind: PartyKind = PartyKind.INDIVIDUAL
    services: tuple[str, ...] = field(default=(), metadata={"most": 50})
    credentials: Credentials | None = None
    council_id: str | None = None

    def holds(self, *roles: Role) -> bool:
        """Tell whether the party holds any of these roles."""
        return any(role in self.roles for role in roles)


class LinkKind(StrEnum):
    """What ties one party to another; read as “`party` is … `to`”."""

    EMPLOYED_BY = "employed_by"
    CONTRACTED_BY = "contracted_by"
    OWNS = "owns"
    DIRECTS = "directs"
    TRUSTEE_OF = "trustee_of"
    PART_OF = "part_of"
    FAMILY_OF = "family_of"
    SAME_HOUSEHOLD = "same_household"
    PAID_COMMISSION_BY = "paid_commission_by"
    SUPERVISED_BY = "supervised_by"
    MAKES_DECISIONS_FOR = "makes_decisions_for"
    FINANCIALLY_RESPONSIBLE_FOR = "financially_responsible_for"


@frozen
class Link:
    """A tie between two parties.

    Attributes:
        party: id of the party that has the tie.
        kind: what the tie is.
        to: id of the party at the other end.
        since: first day of the tie; unknown if left out.
        until: last day of the tie; it goes on if left out.
    """

    party: str = field(metadata=PARTY)
    kind: LinkKind
    to: str = field(metadata=PARTY)
    since: date | None = None
    until: date | None = None

    def holds_between(self, first: date, last: date) -> bool:
        """Tell whether the tie stands on any day from the first to the last.

        An unknown first day of the tie counts as past.
        """
        began = self.since is None or self.since <= last
        return began and (self.until is None or first <= self.until)


@frozen
class Interest:
    """A declaration of interests made by a party who helps.

    Attributes:
        party: id of the party who declares.
        declared_on: the day of the declaration.
        nothing_to_declare: whether the party declares that it has no interest to name.
        about: ids of the parties that the declared interests concern.
        text: the interest in the party's own words.
    """

    party: str = field(metadata=PARTY)
    declared_on: date
    nothing_to_declare: bool
    about: tuple[str, ...] = field(default=(), metadata={**PARTY, "most": 200})
    text: str = ""
