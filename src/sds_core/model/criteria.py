"""What a profile holds for core and plugins alike: approval tiers and published criteria."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import field, frozen

from sds_core.model.periods import Amount
from sds_core.model.plan import CareSetting

__all__ = [
    "AlsoDecides",
    "CriteriaSet",
    "Criterion",
    "CriterionKind",
    "EligibilityNeed",
    "Grounds",
    "ListingNeed",
    "Tier",
    "TierLimit",
]


class ListingNeed(StrEnum):
    """What follows for a helper who is not on the list of helpers.

    “told”: the person is told. “required”: nobody is paid for such help until it is settled.
    """

    TOLD = "told"
    REQUIRED = "required"


class EligibilityNeed(StrEnum):
    """Whether a budget waits until it is recorded which needs are met, and on what ground."""

    NOT_ASKED = "not_asked"
    RECORDED = "recorded"


class Grounds(StrEnum):
    """Which criteria can send a plan back: any, or those that have published a ground for it."""

    ANY = "any"
    PUBLISHED = "published"


class AlsoDecides(StrEnum):
    """Who of those that had a part in a plan may also decide about it, where a profile says so."""

    ASSESSOR = "assessor"
    REVIEWER = "reviewer"


@frozen
class TierLimit:
    """The most that a tier may agree, from a date on.

    Attributes:
        from_date: the first day on which it holds.
        amount: the most that may be agreed, this amount included.
        setting: where the person lives; any setting if left out.
        note: what is assumed or said of the limit.
    """

    from_date: date
    amount: Amount
    setting: CareSetting | None = None
    note: str = ""


@frozen
class Tier:
    """A level in the council's scheme of approval.

    Attributes:
        id: the tier's id.
        title: who decides, as people know them.
        role: the role that an account must hold to decide at this tier.
        limits: dated limits; a tier with none decides without limit.
        source: where the limits come from.
    """

    id: str = field(metadata={"id": True})
    title: str
    role: str
    limits: tuple[TierLimit, ...] = ()
    source: str = ""

    def limit_on(self, on: date, setting: CareSetting) -> TierLimit | None:
        """Return the limit in force on a day for a setting, or `None` if there is none.

        A limit for exactly this setting precedes one for any setting; then the latest date counts.
        """
        in_force = [
            limit
            for limit in self.limits
            if limit.from_date <= on and limit.setting in (None, setting)
        ]
        return max(
            in_force, key=lambda limit: (limit.setting is not None, limit.from_date), default=None
        )


class CriterionKind(StrEnum):
    """What settles a criterion: a stated fact, a person's judgement, or the rules of a plugin."""

    FACT = "fact"
    JUDGEMENT = "judgement"
    RULE = "rule"


@frozen
class Criterion:
    """One published ground on which a plan is judged.

    Attributes:
        id: the criterion's id in its set.
        title: the criterion in the publisher's words.
        kind: fact, judgement or rule.
        fact: for a fact: the name of the fact in the plan that settles it.
        return_if: what sends the plan back, in plain words.
        never_alone: whether it may never carry a refusal by itself (“affordable”, “creative”).
        source: where it is published; where its set is if left out.
        evidence: how far that source was checked; as of the set if left out.
    """

    id: str = field(metadata={"id": True})
    title: str
    kind: CriterionKind
    fact: str = ""
    return_if: str = ""
    never_alone: bool = False
    source: str = ""
    evidence: str = ""


@frozen
class CriteriaSet:
    """A closed, published list of criteria.

    Attributes:
        id: the set's id.
        title: the set in plain words.
        source: where it is published.
        evidence: how far the source was checked, in the words of the evidence grades.
        criteria: the criteria, in the publisher's order.
        grounds_only: whether a plan goes back only by a criterion that publishes a ground for it; a
            profile may say so of any set.
    """

    id: str = field(metadata={"id": True})
    title: str
    source: str
    evidence: str
    criteria: tuple[Criterion, ...]
    grounds_only: bool = False

    def carries(self, criterion: Criterion) -> bool:
        """Tell whether a criterion that is not met can carry a return or a refusal.

        One that never decides alone cannot; nor, where the profile says so, can one that publishes
        no ground for sending a plan back.
        """
        return not criterion.never_alone and bool(criterion.return_if or not self.grounds_only)

    def get(self, criterion_id: str) -> Criterion | None:
        """Return a criterion by id, or `None` if the set has none such."""
        return next((c for c in self.criteria if c.id == criterion_id), None)
