"""A case: everything that is known of one person's journey on the day of a decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from sds_core.model.assessment import Assessment
from sds_core.model.marks import PARTY
from sds_core.model.parties import Interest, Link, Party, Role
from sds_core.model.person import Advocacy, Capacity, CaseSubject, Charge, Concern, Residence
from sds_core.model.plan import Help, Plan

__all__ = ["CASE_FORMAT", "Case"]

CASE_FORMAT = "sds-case-2"


@frozen(slots=False)
class Case:
    """One person's case, as a council's system hands it over.

    Attributes:
        format: the version of this format: “sds-case-2”. Older ones are read as this.
        id: the council's identifier for the case.
        subject: whether the case is about an adult with needs, or a carer.
        person: id of the party whose support it is.
        parties: everybody who has a part in it.
        links: ties between parties.
        interests: interests that parties have declared.
        assessment: what the assessment found; `None` before there is one.
        help: help with planning, chosen or offered.
        plan: the support plan; `None` before there is one.
        communication: how the person needs to be written or spoken to, in plain words.
        advocacy: stage by stage, whether the person needs help to be involved, and who gives it.
        capacity: what the person was found able or unable to decide, decision by decision.
        concerns: concerns that were raised; an empty list says that there are none.
        charge: what the person pays, as the council's financial assessment says.
        residence: which council the person lives in the area of.
        in_custody: whether the person is in prison or approved premises.
        extensions: data of plugins, by plugin id, and of the host under “host”.
        digest: SHA-256 of the canonical JSON as handed over, in the version that it was handed
            over in; filled in by the reader of the case.
        source: that canonical JSON; filled in by the reader of the case.
    """

    # The limits are far above any real case, because work on a case grows faster than its size.
    format: str = field(metadata={"shape": {"const": CASE_FORMAT}})
    id: str
    subject: CaseSubject
    person: str = field(metadata=PARTY)
    parties: tuple[Party, ...] = field(metadata={"most": 200})
    links: tuple[Link, ...] = field(default=(), metadata={"most": 500})
    interests: tuple[Interest, ...] = field(default=(), metadata={"most": 200})
    assessment: Assessment | None = None
    help: tuple[Help, ...] = field(default=(), metadata={"most": 20})
    plan: Plan | None = None
    communication: tuple[str, ...] = field(default=(), metadata={"most": 50})
    advocacy: tuple[Advocacy, ...] | None = field(default=None, metadata={"most": 20})
    capacity: tuple[Capacity, ...] | None = field(default=None, metadata={"most": 50})
    concerns: tuple[Concern, ...] | None = field(default=None, metadata={"most": 100})
    charge: Charge | None = None
    residence: Residence | None = None
    in_custody: bool | None = None
    extensions: Mapping[str, Any] = MappingProxyType({})
    digest: str = field(default="", metadata={"derived": True})
    source: bytes = field(default=b"", eq=False, repr=False, metadata={"derived": True})

    @cached_property
    def _by_id(self) -> dict[str, Party]:
        return {party.id: party for party in self.parties}

    @cached_property
    def as_one(self) -> Case:
        """The case with parties of one `council_id` merged; every question uses this form.

        Parties that share a `council_id` are one human being or body, whichever id is used.
        """
        from sds_core.model.identity import merged

        return merged(self)

    @cached_property
    def _ones(self) -> dict[str, str]:
        from sds_core.model.identity import representatives

        return representatives((p.id, p.council_id) for p in self.parties)

    def one(self, party_id: str) -> str:
        """Return the id under which `as_one` holds a party."""
        return self._ones[party_id]

    def party(self, party_id: str) -> Party:
        """Return a party by id (the reader of the case has checked that every id is known)."""
        return self._by_id[party_id]

    def known_as(self, party: Party) -> str:
        """Return the identifier of a party across cases, or else one that holds in this case."""
        return party.council_id or f"{self.id}/{party.id}"

    def name(self, party_id: str) -> str:
        """Return a party's name by id."""
        return self._by_id[party_id].name

    def holding(self, *roles: Role) -> Iterator[Party]:
        """Yield the parties that hold any of these roles, in the order of the case."""
        return (party for party in self.parties if party.holds(*roles))
