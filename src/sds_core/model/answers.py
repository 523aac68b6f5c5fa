"""What plugins answer: one set of types for each question, each with its own order.

Every answer carries at least one `Reason`; the core refuses one without.
"""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

from sds_core.model.budgets import Adjustment, Allocation
from sds_core.model.money import Money
from sds_core.model.periods import Amount
from sds_core.model.reasons import ClauseTrace, OrderedEnum, Reason, Undetermined

__all__ = [
    "Accreditation",
    "Answer",
    "Approval",
    "Conflict",
    "Finding",
    "FindingResult",
    "Funding",
    "FundingShare",
    "HeldTo",
    "Listing",
    "ListingStatus",
    "ModelFinding",
    "ModelFindingLevel",
    "NotPayable",
    "Severity",
    "Standing",
    "StandingVerdict",
    "SupportOption",
    "ToRecord",
    "Verdict",
]


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


class Severity(OrderedEnum):
    """What must be done about a conflict of interest."""

    ALLOW = "allow"
    DECLARE = "declare"
    SAFEGUARD = "safeguard"
    BLOCK = "block"


@frozen
class Conflict:
    """An answer to `check_conflicts`: a conflict of interest between parties.

    Attributes:
        test: the test's id, such as DOW-1.
        parties: ids of the parties concerned.
        severity: what must be done about it.
        reasons: why.
        hint: what would resolve the conflict.
        seen: every clause behind it, where a rule set gave the answer.
    """

    test: str
    parties: tuple[str, ...]
    severity: Severity
    reasons: tuple[Reason, ...]
    hint: str = ""
    seen: tuple[ClauseTrace, ...] = ()


class ListingStatus(OrderedEnum):
    """Whether a helper is on the list for a role."""

    NOT_NEEDED = "not_needed"
    LISTED = "listed"
    PROVISIONAL = "provisional"
    UNDECIDED = "undecided"
    NOT_LISTED = "not_listed"


@frozen
class Listing:
    """Whether one helper is on the list, and on which terms.

    Attributes:
        helper: id of the party.
        status: no listing needed, listed, provisional, not decided yet or not listed.
        met: requirements met, by rule id.
        unmet: requirements not met, by rule id.
        terms: conditions of the listing.
        tell: what the person must be told.
        seen: every clause asked of the helper, with the value seen.
    """

    helper: str
    status: ListingStatus
    met: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    tell: str = ""
    seen: tuple[ClauseTrace, ...] = ()


@frozen
class Accreditation:
    """An answer to `accredit`: whether each helper in the case is on the list.

    Nobody needs permission to help: the person is told of a helper who is not on the list, and
    paying such a helper is held back only where the council's profile requires listing.

    Attributes:
        listings: one for each helper asked about.
        reasons: why.
        undetermined: what is not decided yet, for helpers whose status is “undecided”.
    """

    listings: tuple[Listing, ...]
    reasons: tuple[Reason, ...]
    undetermined: tuple[Undetermined, ...] = ()

    @property
    def strictest(self) -> ListingStatus:
        """The strictest status among the helpers."""
        return ListingStatus.strictest(listing.status for listing in self.listings)


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
class NotPayable:
    """A helper whose fee is not paid here, which says nothing of whether they may help.

    Attributes:
        helper: id of the party.
        why: why it is not, in words that can be read to the person.
    """

    helper: str
    why: str


@frozen
class Funding:
    """An answer to `fund_help`: who pays for help with planning.

    Attributes:
        shares: parts that add up to the fee of each helper who is paid here.
        reasons: why.
        up_to: the most that is paid in this case before anybody is asked, for all help together;
            `None` where there is no such limit. It is kept with the decision; shares are not held
            to it.
        not_payable: helpers whose fee nobody pays here.
    """

    shares: tuple[FundingShare, ...]
    reasons: tuple[Reason, ...]
    up_to: Money | None = None
    not_payable: tuple[NotPayable, ...] = ()


class FindingResult(OrderedEnum):
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
        seen: every clause behind it, where a rule set says so.
    """

    criterion: str
    result: FindingResult
    reasons: tuple[Reason, ...]
    judged_by: str | None = None
    seen: tuple[ClauseTrace, ...] = ()


class Verdict(OrderedEnum):
    """What is advised about a plan; a person decides."""

    AGREE = "agree"
    REFER = "refer"
    RETURN = "return"
    REFUSE = "refuse"


@frozen
class HeldTo:
    """What one need costs, which the sum that is agreed is held to.

    Attributes:
        need: the need's id.
        cost: what meeting it costs, as the council prices it; `None` where it has not.
        costed: whether the council's price says the service, how much of it, and its rate.
        others: the highest price that somebody else gives, where one is higher than the council's:
            where the sum agreed is below it, the council's costing is asked for.
    """

    need: str
    cost: Amount | None
    costed: bool = False
    others: Amount | None = None


class ToRecord(StrEnum):
    """What must be recorded before a plan is decided.

    “needs”: the needs, before anything is agreed. The others: by whoever does not agree the plan as
    it stands, or agrees less.
    """

    NEEDS = "needs"
    GROUND = "ground"
    STEPS_TO_AGREE = "steps_to_agree"
    PERSON_SAYS = "person_says"
    NEXT_STEP = "next_step"
    CONTINUES = "continues"


@frozen
class Approval:
    """An answer to `approve_plan`: can it be agreed, and who must decide?

    Attributes:
        verdict: what is advised.
        tier: id of the approval tier that must decide; empty where the answer is not about that.
        reasons: why.
        criteria: published criteria behind a return or refusal, by id.
        needs_reason: why a written reason is asked of whoever decides; empty if it is not.
        held_to: what each need costs; a sum below them all is agreed only where each need that it
            falls short of is answered.
        to_record: what whoever decides must record where the plan is not agreed as it stands.
    """

    verdict: Verdict
    tier: str
    reasons: tuple[Reason, ...]
    criteria: tuple[str, ...] = ()
    needs_reason: tuple[str, ...] = ()
    held_to: tuple[HeldTo, ...] = ()
    to_record: tuple[ToRecord, ...] = ()


class StandingVerdict(OrderedEnum):
    """What happens to a helper's place on the list."""

    KEEP = "keep"
    WARN = "warn"
    SUSPEND = "suspend"
    REVOKE = "revoke"


@frozen
class Standing:
    """An answer to `review_standing`: whether a helper's place on the list changes.

    Attributes:
        helper: id of the party.
        verdict: what becomes of the standing.
        reasons: why.
        seen: every clause asked of the helper, where a rule set says so.
    """

    helper: str
    verdict: StandingVerdict
    reasons: tuple[Reason, ...]
    seen: tuple[ClauseTrace, ...] = ()


class ModelFindingLevel(OrderedEnum):
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
