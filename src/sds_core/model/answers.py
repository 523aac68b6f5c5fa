"""What plugins answer: one set of types for each question, each with its own order.

Every answer carries at least one `Reason`; the core refuses one without.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, StrEnum
from typing import Self

from attrs import Attribute, field, frozen, validators

from sds_core.model.money import Exact, Money
from sds_core.model.periods import Amount, Period

__all__ = [
    "Accreditation",
    "Adjustment",
    "Allocation",
    "Answer",
    "Approval",
    "Conflict",
    "Contribution",
    "Evidence",
    "Finding",
    "FindingResult",
    "Funding",
    "FundingShare",
    "Line",
    "LineKind",
    "Listing",
    "ListingStatus",
    "ModelFinding",
    "ModelFindingLevel",
    "Ordered",
    "Reason",
    "Referral",
    "Severity",
    "Source",
    "Standing",
    "StandingVerdict",
    "SupportOption",
    "Undetermined",
    "Verdict",
]


class Evidence(StrEnum):
    """How far what a rule rests on has been shown."""

    LAW = "law"
    GUIDANCE = "guidance"
    RESEARCH = "research"
    RECOMMENDATION = "recommendation"
    CONTESTED_CLAIM = "contested claim"
    LOCAL_CHOICE = "local choice"


@frozen
class Source:
    """Where a rule comes from.

    Attributes:
        title: the document, as it would be cited.
        place: the paragraph, page or row in it.
    """

    title: str = field(validator=validators.instance_of(str))
    place: str = field(default="", validator=validators.instance_of(str))

    def __str__(self) -> str:
        return f"{self.title}, {self.place}" if self.place else self.title


def _said(_: object, attribute: Attribute[str], value: str) -> None:
    if type(value) is not str or not value.strip():
        raise ValueError(f"a reason without {attribute.name}")


@frozen
class Reason:
    """Why an answer is what it is, in words that can be read to the person.

    Attributes:
        text: one or two plain sentences.
        rule: the rule, table row or setting that decided, by its id.
        source: where the rule comes from.
        evidence: how far what it rests on has been shown.

    Raises:
        ValueError: the text or the rule is empty.
    """

    text: str = field(validator=_said)
    rule: str = field(validator=_said)
    source: Source = field(validator=validators.instance_of(Source))
    evidence: Evidence = field(validator=validators.instance_of(Evidence))


@frozen
class Undetermined:
    """There is no answer yet; never a “no”.

    Attributes:
        cause: why, in words that can be read to the person.
        missing: the facts that would settle it, by their paths in the case.
        ask: who is asked, by role or tier.
        rule: the rule, table row or setting at which it stopped.
    """

    cause: str
    missing: tuple[str, ...] = ()
    ask: str = "care manager"
    rule: str = ""


class Ordered(StrEnum):
    """A closed list of answers from mildest to strictest, in the order written."""

    @property
    def rank(self) -> int:
        """The place in the order; the strictest has the highest."""
        return list(type(self)).index(self)

    @classmethod
    def strictest(cls, answers: Iterable[Self]) -> Self:
        """Return the strictest of some answers.

        Raises:
            ValueError: there are none.
        """
        return max(answers, key=lambda answer: answer.rank)


class LineKind(Enum):
    """What a line of a sum is; the last three must come last and in this order."""

    BASE = "base"
    ADD = "add"
    REDUCE = "reduce"
    ROUNDING = "rounding"
    FLOOR = "floor"
    CAP = "cap"


@frozen
class Line:
    """One line of the sum that makes a budget.

    Attributes:
        label: what it is, in plain words.
        pence: the exact pence it adds (or takes away, if negative).
        kind: what kind of line it is.
        rule: the table row or setting behind it.
    """

    label: str
    pence: Exact
    kind: LineKind
    rule: str


# What one answer brought to the total: the question's code, the answer's code, the points.
Contribution = tuple[str, str, int]


@frozen
class Allocation:
    """An answer to `allocate_budget`: the indicative budget that an assessment earns.

    Attributes:
        lines: the lines that add up to it, exact.
        period: the period the sum is for.
        reasons: why.
        points: the points scored, where it goes by points.
        rows: the table rows used, as “table@version#row”.
        contributions: what each answer brought: the question's code, the answer's, the points.
        next_points: the points at which the next band begins, where there is one.
        next_amount: the sum at that band, before adjustments.
    """

    lines: tuple[Line, ...]
    period: Period
    reasons: tuple[Reason, ...]
    points: int | None = None
    rows: tuple[str, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    next_points: int | None = None
    next_amount: Money | None = None


@frozen
class Referral:
    """A sum that a person must decide, because a limit was passed.

    Attributes:
        cause: which limit, in words that can be read to the person.
        uncapped: the sum before the limit.
        limit: the limit.
    """

    cause: str
    uncapped: Amount
    limit: Amount


@frozen
class Adjustment:
    """An answer to `adjust_budget`: lines added to the running sum.

    Attributes:
        lines: the lines, exact; none where nothing is to be adjusted.
        reasons: why, also where nothing is adjusted.
        referral: set where the sum passed a limit and a person must decide.
    """

    lines: tuple[Line, ...]
    reasons: tuple[Reason, ...]
    referral: Referral | None = None


@frozen
class SupportOption:
    """An answer to `suggest_support`: one kind of help, nearest first.

    Attributes:
        tier: the tier's id.
        title: the tier in plain words.
        rank: its place, 1 being offered first.
        reasons: why it stands there.
        people: ids of the parties in the case who could help in this way.
        strengths: what this kind of help is good at.
        weaknesses: what it is less good at.
        cost: what it costs the person, in plain words.
    """

    tier: str
    title: str
    rank: int
    reasons: tuple[Reason, ...]
    people: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    weaknesses: tuple[str, ...] = ()
    cost: str = ""


class Severity(Ordered):
    """What a conflict of interest asks for."""

    ALLOW = "allow"
    DECLARE = "declare"
    SAFEGUARD = "safeguard"
    BLOCK = "block"


@frozen
class Conflict:
    """An answer to `check_conflicts`: an interest that stands between parties.

    Attributes:
        test: the test's id, such as DOW-1.
        parties: ids of the parties it stands between.
        severity: what it asks for.
        reasons: why.
        mend: what would settle it.
    """

    test: str
    parties: tuple[str, ...]
    severity: Severity
    reasons: tuple[Reason, ...]
    mend: str = ""


class ListingStatus(Ordered):
    """Whether a helper is on the list for a role."""

    LISTED = "listed"
    PROVISIONAL = "provisional"
    NOT_LISTED = "not_listed"


@frozen
class Listing:
    """Where one helper stands.

    Attributes:
        helper: id of the party.
        status: listed, provisional or not listed.
        met: requirements met, by rule id.
        unmet: requirements not met, by rule id.
        terms: conditions of the listing.
        tell: what the person must be told.
    """

    helper: str
    status: ListingStatus
    met: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    tell: str = ""


@frozen
class Accreditation:
    """An answer to `accredit`: where each helper in the case stands. Provisional.

    Attributes:
        listings: one for each helper asked about.
        reasons: why.
    """

    listings: tuple[Listing, ...]
    reasons: tuple[Reason, ...]


@frozen
class FundingShare:
    """One part of a fee and who pays it.

    Attributes:
        helper: id of the party who is paid.
        pot: the pot it comes from, by id.
        payer: who pays, in plain words.
        money: the part, in pounds and pence.
        from_budget: whether it is taken from the person's own budget.
    """

    helper: str
    pot: str
    payer: str
    money: Money
    from_budget: bool = False


@frozen
class Funding:
    """An answer to `fund_help`: who pays for help with planning.

    Attributes:
        shares: parts that add up to the fee, helper by helper.
        reasons: why.
        up_to: the most that the pot pays in this case, where there is a limit.
    """

    shares: tuple[FundingShare, ...]
    reasons: tuple[Reason, ...]
    up_to: Money | None = None


class FindingResult(Ordered):
    """Whether a published criterion is met."""

    MET = "met"
    NOT_MET = "not_met"


@frozen
class Finding:
    """An answer to `review_plan`: what must be said of one published criterion.

    Attributes:
        criterion: its id in the profile's published set.
        result: met or not met.
        reasons: why: whose mark, or which stated fact.
        judged_by: id of the party whose judgement it is, for a judgement.
    """

    criterion: str
    result: FindingResult
    reasons: tuple[Reason, ...]
    judged_by: str | None = None


class Verdict(Ordered):
    """What is advised about a plan; a person decides."""

    AGREE = "agree"
    REFER = "refer"
    RETURN = "return"
    REFUSE = "refuse"


@frozen
class Approval:
    """An answer to `approve_plan`: can it be agreed, and who must decide?

    Attributes:
        verdict: what is advised.
        tier: id of the approval tier that must decide.
        reasons: why.
        criteria: published criteria behind a return or refusal, by id.
        needs_reason: why a written reason is asked of whoever decides; empty if it is not.
    """

    verdict: Verdict
    tier: str
    reasons: tuple[Reason, ...]
    criteria: tuple[str, ...] = ()
    needs_reason: tuple[str, ...] = ()


class StandingVerdict(Ordered):
    """What becomes of a helper's standing."""

    KEEP = "keep"
    WARN = "warn"
    SUSPEND = "suspend"
    REVOKE = "revoke"


@frozen
class Standing:
    """An answer to `review_standing`. Provisional.

    Attributes:
        helper: id of the party.
        verdict: what becomes of the standing.
        reasons: why.
    """

    helper: str
    verdict: StandingVerdict
    reasons: tuple[Reason, ...]


class ModelFindingLevel(Ordered):
    """How grave a finding on a profile is."""

    NOTE = "note"
    WARNING = "warning"
    FAULT = "fault"


@frozen
class ModelFinding:
    """An answer to `check_model`: a finding on a profile. Provisional.

    Attributes:
        level: how grave it is.
        place: the key path in the profile.
        reasons: why.
    """

    level: ModelFindingLevel
    place: str
    reasons: tuple[Reason, ...]


Answer = (
    Allocation
    | Adjustment
    | SupportOption
    | Conflict
    | Accreditation
    | Funding
    | Finding
    | Approval
    | Standing
    | ModelFinding
    | Undetermined
)
