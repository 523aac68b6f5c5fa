"""Who acts, and what is done about a plan: sign-offs, statements, appeals, interests."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import field, frozen

from sds_core import Amount, Price
from sds_core.model.marks import PARTY

__all__ = [
    "Actor",
    "Appeal",
    "AppealOutcome",
    "Declaration",
    "HowAnswered",
    "Outcome",
    "PlanAct",
    "ShortfallAnswer",
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


class HowAnswered(StrEnum):
    """How a need is answered that the sum agreed falls short of."""

    MET_OTHERWISE = "met_otherwise"
    NEW_PRICE = "new_price"
    DECLINED = "declined"


@frozen
class ShortfallAnswer:
    """How one need is met, though the sum agreed is below what the council priced the needs at.

    Attributes:
        need: the need's id.
        how: met otherwise, met at a new price, or declined by the person.
        by: for “met otherwise”: id of the party in the case who meets it.
        what: what they do; how the support at the new price meets the need; or what the person
            declines, in plain words.
        price: for “new price”: the price, with whose it is, its basis, day and source.
    """

    need: str
    how: HowAnswered
    by: str = field(default="", metadata=PARTY)
    what: str = ""
    price: Price | None = None


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
        shortfalls: the answer for each need that the sum agreed falls short of.
        other_ground: a ground outside the published criteria, by a role that may use one.
        steps_to_agree: what was done to reach agreement with the person, step by step.
        person_says: what the person answered.
        next_step: what happens next.
        continues: what support goes on meanwhile.
        panel: the panel that looked at the plan, where one did.
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
    shortfalls: tuple[ShortfallAnswer, ...] = ()
    other_ground: str = ""
    steps_to_agree: tuple[str, ...] = ()
    person_says: str = ""
    next_step: str = ""
    continues: str = ""
    panel: str = ""


@frozen
class Statement:
    """What the person says about their plan, put to whoever decides (Dowson; trace T116).

    Attributes:
        on: the day.
        by: who records it; often the person's own account, or an advocate's.
        plan: the number of the plan's latest entry.
        text: the person's own words.
        takes_less: whether it is their wish that the plan takes less than the indicative budget.
    """

    on: date
    by: Actor
    plan: int
    text: str
    takes_less: bool = False


@frozen
class Withdrawal:
    """A withdrawal: the plan is taken back by the person, or by somebody for them.

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
    """An appeal against the decision on the plan.

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
    """The outcome of an appeal, decided by nobody who made the decision.

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


PlanAct = SignOff | Statement | Withdrawal | Appeal | AppealOutcome
