"""Who could help a person plan and organise, tier by tier, nearest first.

Nothing here blocks anybody: a tier that comes last is still offered, and the person may skip.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen
from typing_extensions import override

from sds_core import (
    PERSON_FACTS,
    SUGGEST_SUPPORT,
    Conditions,
    Document,
    Evaluation,
    Evidence,
    Group,
    GroupKind,
    Hooks,
    Manifest,
    Reason,
    Role,
    Source,
    SupportOption,
    SupportRequest,
    Undetermined,
    from_plain,
    hookimpl,
    nearest,
    parse_clause,
    thaw,
)

__all__ = ["First", "SupportTier", "SupportTiers", "TiersSettings", "manifest"]


@frozen
class SupportTier:
    """One kind of help, as the tiers document has it.

    Attributes:
        id: the tier's id.
        title: the kind of help in plain words.
        roles: roles of parties who can give it.
        because: why it stands among the tiers.
        source: where that is argued.
        place: the place in the source.
        evidence: how far it has been shown.
        cost: what it costs the person, in plain words.
        strengths: what it is good at.
        weaknesses: what it is less good at.
    """

    id: str
    title: str
    roles: tuple[Role, ...]
    because: str
    source: str
    place: str
    evidence: Evidence
    cost: str
    strengths: tuple[str, ...]
    weaknesses: tuple[str, ...]


@frozen
class First:
    """When a tier is offered before all others.

    Attributes:
        tier: the tier's id.
        all: clauses that must all hold.
        because: why, in words that can be read to the person.
        source: where the rule comes from.
        evidence: how far it has been shown.
    """

    tier: str
    all: tuple[str, ...]
    because: str
    source: str
    evidence: Evidence


@frozen
class TiersSettings:
    """Settings of support-tiers.

    Attributes:
        tiers: the document that describes each tier.
        order: the tiers offered, nearest first; those left out are not offered.
        first: when a tier is offered before all others.
    """

    tiers: Document
    order: tuple[str, ...]
    first: tuple[First, ...] = ()


class SupportTiers(Hooks):
    """Offers kinds of help in the order of the profile.

    Args:
        settings: the settings.

    Raises:
        ValueError: the order or a rule names a tier that the document lacks, or a clause is wrong.
    """

    def __init__(self, settings: TiersSettings) -> None:
        data = thaw(settings.tiers.data)
        known = {tier["id"]: from_plain(tier, SupportTier) for tier in data.get("tier", [])}
        for tier in (*settings.order, *(first.tier for first in settings.first)):
            if tier not in known:
                raise ValueError(f"there is no tier {tier!r}. {nearest(tier, known)}")
        if not settings.order or len(set(settings.order)) < len(settings.order):
            raise ValueError("the order names at least one tier, and none twice")
        for first in settings.first:
            if first.tier not in settings.order:
                raise ValueError(f"{first.tier!r} is offered first somewhere, but is not in order")
        self.tiers = [known[tier] for tier in settings.order]
        self.reasons = {
            tier.id: Reason(tier.because, tier.id, Source(tier.source, tier.place), tier.evidence)
            for tier in known.values()
        }
        self.first = settings.first
        self.conditions = Conditions(
            tuple(
                Group(
                    GroupKind.ALL, tuple(parse_clause(clause, PERSON_FACTS) for clause in first.all)
                )
                for first in settings.first
            )
        )

    @override
    @hookimpl
    def suggest_support(self, request: SupportRequest) -> Sequence[SupportOption | Undetermined]:
        extra: dict[str, Reason] = {}
        open_: list[Undetermined] = []
        asked = self.conditions.ask(request, request.on)
        for first, formula in zip(self.first, self.conditions.formulas, strict=True):
            holds = formula.holds(asked.true, asked.known)
            if holds:
                source = Source(first.source, ", ".join(first.all))
                extra.setdefault(
                    first.tier, Reason(first.because, first.tier, source, first.evidence)
                )
            elif holds is None:
                open_.append(self._ask(first, asked, formula.mask))
        ordered = sorted(self.tiers, key=lambda tier: tier.id not in extra)
        options: list[SupportOption | Undetermined] = [
            SupportOption(
                tier.id,
                tier.title,
                rank,
                tuple(r for r in (extra.get(tier.id), self.reasons[tier.id]) if r is not None),
                tuple(party.id for party in request.case.holding(*tier.roles)),
                tier.strengths,
                tier.weaknesses,
                tier.cost,
            )
            for rank, tier in enumerate(ordered, 1)
        ]
        return options + open_

    def _ask(self, first: First, asked: Evaluation, mask: int) -> Undetermined:
        missing = tuple(n for item in self.conditions.seen(asked, mask) for n in item.missing)
        titles = [PERSON_FACTS[name].title for name in missing]
        return Undetermined(
            f"Nobody has recorded whether {' and '.join(titles)}; it could change who is offered "
            "first",
            missing,
            "the assessor",
            first.tier,
        )


manifest = Manifest(
    id="support-tiers",
    title="Kinds of help with planning, nearest first",
    hooks=(SUGGEST_SUPPORT,),
    factory=SupportTiers,
    settings=TiersSettings,
    api="1",
)
