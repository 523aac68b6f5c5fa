"""What people do, as the register keeps it: sign-offs, statements, appeals, declarations and more.

Each act says who did it, on which day, and what it is based on. The host authenticates people;
the core trusts who it is told they are, and remembers it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import field, frozen

from sds_core.model.money import Money
from sds_core.model.periods import Amount

__all__ = [
    "AccountLink",
    "AccreditationAct",
    "Act",
    "ActFile",
    "Activation",
    "Actor",
    "Appeal",
    "AppealOutcome",
    "Complaint",
    "Declaration",
    "Erasure",
    "Hold",
    "HowLinked",
    "LinkEnd",
    "ListedAs",
    "Outcome",
    "PlanAct",
    "PotChange",
    "ProfileChange",
    "Release",
    "SignOff",
    "Statement",
    "Withdrawal",
]


@frozen
class Actor:
    """Somebody who acts, as the host has authenticated them.

    Attributes:
        account: the account's identifier in the council's systems.
        person: the council's identifier for the human being, in the scheme of `council_id` in
            cases; two accounts of one human being have the same.
        name: the name that the register shows.
        role: the role in which they act, such as a tier's.
        acts_for: identifiers of those on whose behalf they act, where it is not their own.
    """

    account: str
    person: str
    name: str
    role: str
    acts_for: tuple[str, ...] = ()


class Outcome(StrEnum):
    """What a decider does with a plan."""

    ACCEPT = "accept"
    AMEND = "amend"
    RETURN = "return"
    REFUSE = "refuse"


@frozen
class SignOff:
    """A named person's decision on a plan.

    Attributes:
        on: the day.
        by: who decides.
        plan: the number of the plan's latest entry, on which this is based.
        outcome: accept, amend, return or refuse.
        considered: what the decider looked at and weighed.
        reason: why, in writing; needed wherever a court would ask for it.
        amount: the sum agreed instead of the plan's, for “amend”.
        criteria: the published criteria behind a return or refusal, by id.
        answer: the answer to the person's own statement.
        no_statement: how the person was asked for one, where they made none.
        not_any_of: ids of parties in the case who the decider declares not to be, where the case
            has no identifier to check by.
    """

    on: date
    by: Actor
    plan: int
    outcome: Outcome
    considered: tuple[str, ...] = ()
    reason: str = ""
    amount: Amount | None = None
    criteria: tuple[str, ...] = ()
    answer: str = ""
    no_statement: str = ""
    not_any_of: tuple[str, ...] = ()


@frozen
class Statement:
    """What the person says about their plan, put to whoever decides (Dowson; trace T116).

    Attributes:
        on: the day.
        by: who records it; often the person's own account, or an advocate's.
        plan: the number of the plan's latest entry.
        text: the person's own words.
    """

    on: date
    by: Actor
    plan: int
    text: str


@frozen
class Withdrawal:
    """The plan is taken back: by the person, or by somebody for them.

    Attributes:
        on: the day.
        by: who takes it back.
        plan: the number of the plan's latest entry.
        reason: why, if anybody says.
    """

    on: date
    by: Actor
    plan: int
    reason: str = ""


@frozen
class Appeal:
    """A decision on the plan is challenged.

    Attributes:
        on: the day.
        by: who challenges it.
        plan: the number of the plan's latest entry.
        grounds: why.
    """

    on: date
    by: Actor
    plan: int
    grounds: str


@frozen
class AppealOutcome:
    """What came of an appeal: decided by nobody who made the decision.

    Attributes:
        on: the day.
        by: who decides.
        plan: the number of the plan's latest entry.
        upheld: whether the appeal succeeds; the plan is then decided again, by somebody else.
        reason: why, in writing.
        considered: what was looked at and weighed.
        not_any_of: as for a sign-off.
    """

    on: date
    by: Actor
    plan: int
    upheld: bool
    reason: str
    considered: tuple[str, ...] = ()
    not_any_of: tuple[str, ...] = ()


@frozen
class Declaration:
    """An interest that somebody declares, apart from those that a case records.

    Attributes:
        on: the day.
        by: who declares.
        text: the interest, in their own words.
        plan: the number of any entry of the plan that it concerns; every plan if left out.
        recused: whether they will not decide it.
    """

    on: date
    by: Actor
    text: str
    plan: int | None = None
    recused: bool = False


class ListedAs(StrEnum):
    """How a helper stands with whoever keeps the list."""

    LISTED = "listed"
    PROVISIONAL = "provisional"
    WARNED = "warned"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


@frozen
class AccreditationAct:
    """What a committee decides about a helper.

    Attributes:
        on: the day.
        by: who records it.
        helper: the council's identifier for the helper.
        stands: how the helper stands from then on.
        from_date: from which day.
        reason: why, in words that are read to the helper.
    """

    on: date
    by: Actor
    helper: str
    stands: ListedAs
    from_date: date
    reason: str


@frozen
class Complaint:
    """A complaint about a helper, or about anybody else.

    Attributes:
        on: the day.
        by: who records it.
        about: the council's identifier for whom it is about.
        text: the complaint.
    """

    on: date
    by: Actor
    about: str
    text: str


@frozen
class Activation:
    """A rule set is put in force here, or taken out of force.

    Attributes:
        on: the day.
        by: who does it.
        ruleset: the set as “id@version”.
        digest: SHA-256 of its file.
        from_date: from which day.
        active: whether it is in force from then on.
        reason: why.
    """

    on: date
    by: Actor
    ruleset: str
    digest: str
    from_date: date
    active: bool
    reason: str


@frozen
class ProfileChange:
    """Another profile is put in force here.

    Attributes:
        on: the day.
        by: who does it.
        before: the profile until then, as “id@version”; empty for the first.
        after: the profile from then on, as “id@version”.
        digest: SHA-256 of its effective profile.
        from_date: from which day.
        reason: why.
    """

    on: date
    by: Actor
    before: str
    after: str
    digest: str
    from_date: date
    reason: str


class HowLinked(StrEnum):
    """How one identifier is tied to another."""

    SAME_PERSON = "same_person"
    ACTS_FOR = "acts_for"


@frozen
class AccountLink:
    """Two identifiers belong together, whatever is said of them later.

    Attributes:
        on: the day.
        by: who records it.
        account: an account or person, by identifier.
        how: the same person as the other, or acting for the other.
        other: the other account or person, by identifier.
        until: the last day of it; it goes on if left out.
    """

    on: date
    by: Actor
    account: str
    how: HowLinked
    other: str
    until: date | None = None


@frozen
class LinkEnd:
    """Two identifiers no longer belong together: a delegation ended, or it was a mistake.

    Attributes:
        on: the day.
        by: who records it.
        link: the number of the link's entry.
        reason: why.
    """

    on: date
    by: Actor
    link: int
    reason: str


@frozen
class Hold:
    """What is recorded of somebody must be kept, whatever they ask.

    Attributes:
        on: the day.
        by: who decides.
        person: the council's identifier for whom it concerns.
        reason: why, such as the law or the court case.
        until: the last day, where it is known.
    """

    on: date
    by: Actor
    person: str
    reason: str
    until: date | None = None


@frozen
class Release:
    """A hold ends.

    Attributes:
        on: the day.
        by: who decides.
        person: the council's identifier for whom it concerns.
        hold: the number of the hold's entry.
        reason: why.
    """

    on: date
    by: Actor
    person: str
    hold: int
    reason: str


@frozen
class PotChange:
    """Money is put into a limited pot, such as a fund for brokers, or taken out of it.

    Attributes:
        on: the day.
        by: who does it.
        pot: the pot's id, as shares of funding name it.
        change: pounds and pence; below nothing where money is taken out.
        reason: why.
    """

    on: date
    by: Actor
    pot: str = field(metadata={"id": True})
    change: Money
    reason: str


@frozen
class Erasure:
    """Everything that is recorded of somebody becomes unreadable, for ever.

    Attributes:
        on: the day.
        by: who decides.
        person: the council's identifier for whom it concerns; the register does not keep it.
        reason: why, such as the request and the law; nothing that names them.
    """

    on: date
    by: Actor
    person: str
    reason: str


PlanAct = SignOff | Statement | Withdrawal | Appeal | AppealOutcome
Act = (
    SignOff
    | Statement
    | Withdrawal
    | Appeal
    | AppealOutcome
    | Declaration
    | AccreditationAct
    | Complaint
    | Activation
    | ProfileChange
    | AccountLink
    | LinkEnd
    | Hold
    | Release
    | Erasure
    | PotChange
)


@frozen
class ActFile:
    """An act, as a file hands it over.

    Attributes:
        format: the version of this format: “sds-act-1”.
        act: the act.
    """

    format: str = field(metadata={"shape": {"const": "sds-act-1"}})
    act: Act
