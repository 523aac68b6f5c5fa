"""What is done about helpers, rule sets, profiles, identifiers, records and pots."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import field, frozen

from sds_core import ListedAs, Money
from sds_register.acts.plan_acts import Actor

__all__ = [
    "AccountLink",
    "AccreditationAct",
    "Activation",
    "Complaint",
    "Erasure",
    "Hold",
    "HowLinked",
    "LinkEnd",
    "PotChange",
    "ProfileChange",
    "Release",
]


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
    """A rule set put in force here, or taken out of force.

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
    """A change of the profile that is in force here.

    Attributes:
        on: the day.
        by: who does it.
        before: the profile until then, as “id@version”; empty for the first.
        after: the profile from then on, as “id@version”.
        digest: SHA-256 of its effective profile.
        from_date: from which day.
        reason: why.
        equality: how regard was had to equality: what was found, by whom, and where it is kept.
        comparison: the comparison of decisions that it rested on: where it is kept, or its digest.
    """

    on: date
    by: Actor
    before: str
    after: str
    digest: str
    from_date: date
    reason: str
    equality: str = ""
    comparison: str = ""


class HowLinked(StrEnum):
    """How one identifier is tied to another."""

    SAME_PERSON = "same_person"
    ACTS_FOR = "acts_for"


@frozen
class AccountLink:
    """A link between two identifiers: the same person, or one who acts for the other.

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
    """The end of a link: a delegation ended, or the link was a mistake.

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
    """A hold: what is recorded of somebody must be kept, whatever they ask.

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
    """The end of a hold.

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
    """Money put into a limited pot, such as a fund for brokers, or taken out of it.

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
    """An erasure: everything recorded of somebody becomes unreadable, for ever.

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
