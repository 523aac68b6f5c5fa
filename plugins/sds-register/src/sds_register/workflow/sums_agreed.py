"""A sum agreed below what the council priced the needs at: answered need by need, or refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sds_core import (
    APPROVE_PLAN,
    Amount,
    Approval,
    Exact,
    Fault,
    HeldTo,
    KnownNeed,
    Money,
    Need,
    PartyKind,
    Period,
    Price,
    Role,
    ToRecord,
    WhosePrice,
    budget_parts,
    care_counts,
    in_a_year,
    nearest,
    round_half_up,
    words_a_year,
)
from sds_register.acts.plan_acts import HowAnswered, ShortfallAnswer, SignOff
from sds_register.entries.entry_store import EntryStore
from sds_register.workflow.known import what_is_known
from sds_register.workflow.sign_off_record import takes_less_by_wish, to_record
from sds_register.workflow.submitted_plan import SubmittedPlan
from sds_register.workflow.who_may_decide import is_actor

__all__ = [
    "hold_to_prices",
    "hold_to_the_plan_before",
    "needs_as_agreed",
    "smaller_than_costed",
]


def _held_to(plan: SubmittedPlan) -> dict[str, HeldTo]:
    """Return what each need costs, as the rules hold the sum to it."""
    approve = plan.decisions.get(APPROVE_PLAN)
    approvals = approve.answers(Approval) if approve else ()
    return {each.need: each for approval in approvals for each in approval.held_to}


def _cost(answer: ShortfallAnswer | None, held: HeldTo) -> Amount | None:
    """Return what a need costs as it is answered; `None` where nobody is to pay for it here."""
    if answer is None:
        return held.cost
    if answer.how is not HowAnswered.NEW_PRICE:
        return None
    return answer.price.cost if answer.price else held.cost


def needs_as_agreed(plan: SubmittedPlan, act: SignOff) -> tuple[KnownNeed, ...]:
    """Return the needs that a sum is agreed for, and what each costs."""
    answers = {answer.need: answer for answer in act.shortfalls}
    costs = {need: _cost(answers.get(need), held) for need, held in _held_to(plan).items()}
    return tuple(KnownNeed(need, cost) for need, cost in costs.items() if cost is not None)


def hold_to_prices(
    register: EntryStore, plan: SubmittedPlan, act: SignOff, support: Exact
) -> Iterator[Fault]:
    """Yield why a sum cannot be agreed that is below what the needs cost.

    A sum below the council's price stands where each need that it falls short of is answered: met
    otherwise, by whom; or at a new price, which names its source and day, is not the decider's own,
    and was shown to the person. Where somebody else prices a need higher, the council's own costing
    is asked for.

    Args:
        register: the register.
        plan: the plan.
        act: the sign-off, which agrees a sum.
        support: exact pence a year that the sum leaves for support.
    """
    held_to = _held_to(plan)
    assessment = plan.case.assessment
    if ToRecord.NEEDS in to_record(plan) and (assessment is None or assessment.needs is None):
        hint = "Record them in the case, and decide anew."
        yield Fault("the case", "needs that nobody recorded", "each need, with its price", hint)
    highest = (each.others or each.cost for each in held_to.values())
    others = sum(in_a_year(cost) for cost in highest if cost is not None)
    answers: dict[str, ShortfallAnswer] = {}
    for place, answer in enumerate(act.shortfalls):
        here = f"shortfalls[{place}]"
        if answer.need not in held_to:
            hint = nearest(answer.need, held_to)
            yield Fault(f"{here}.need", "another need", "one that the sum is held to", hint)
        elif answer.need in answers:
            yield Fault(f"{here}.need", "a need again", "each need once")
        else:
            answers[answer.need] = answer
            held = held_to[answer.need]
            disputed = held.others is not None and support < others
            yield from _answered(register, plan, act, answer, here, held, costed=disputed)
    yield from _short(held_to, answers, support)
    for need, held in held_to.items():
        if held.cost is None and need not in answers:
            expected = "its price, or an answer: met otherwise, by whom, or at a new price"
            yield Fault(f"shortfalls: {need}", "a need that the council has not priced", expected)
        if held.others and support < others and not held.costed and need not in answers:
            expected = "the council's own costing: the service, how much of it, and its rate"
            yield Fault(f"shortfalls: {need}", "a price that somebody else gives higher", expected)


def hold_to_the_plan_before(
    register: EntryStore, plan: SubmittedPlan, act: SignOff, support: Exact
) -> Iterator[Fault]:
    """Yield why a sum below the one agreed before cannot be agreed: nothing was assessed anew.

    Args:
        register: the register.
        plan: the plan.
        act: the sign-off, which agrees a sum.
        support: exact pence a year that the sum leaves for support.
    """
    if ToRecord.NEEDS not in to_record(plan):
        return
    agreed = what_is_known(register, plan.case, act.on, frozenset({"agreed"})).agreed
    if not agreed or support >= in_a_year(agreed[-1].amount):
        return
    before = agreed[-1]
    old = [
        need.id
        for need in _needs(plan).values()
        if need.found_on is None or need.found_on <= before.on
    ]
    if old:
        yield Fault(
            "amount",
            f"{words_a_year(support)}, less than {before.amount.words()} of {before.on}; "
            f"{', '.join(old)} not assessed since",
            "a new assessment before a sum falls",
            "Assess anew, record the case, and decide that.",
        )


def _needs(plan: SubmittedPlan) -> dict[str, Need]:
    assessment = plan.case.assessment
    return {need.id: need for need in (assessment.needs if assessment else None) or ()}


def smaller_than_costed(plan: SubmittedPlan, act: SignOff) -> Iterator[str]:
    """Yield each new price that buys less of a unit than the council's own costing of the need."""
    needs = _needs(plan)
    for answer in act.shortfalls:
        new, need = answer.price, needs.get(answer.need)
        for own in need.prices if need is not None and new is not None else ():
            if new is None or own.whose is not WhosePrice.COUNCIL:
                continue
            if own.quantity is None or own.unit is None:
                continue
            bought = "what is not counted"
            if new.quantity is not None and new.unit is not None:
                if new.unit is own.unit and new.quantity >= own.quantity:
                    continue
                bought = f"{new.quantity} × {new.unit}"
            yield (
                f"The new price of {answer.need} buys {bought}, and the council's own costing is "
                f"{own.quantity} × {own.unit}."
            )


def _short(
    held_to: Mapping[str, HeldTo], answers: Mapping[str, ShortfallAnswer], support: Exact
) -> Iterator[Fault]:
    costs = [_cost(answers.get(need), held) for need, held in held_to.items()]
    price = sum(in_a_year(cost) for cost in costs if cost is not None)
    if support >= price:
        return
    unanswered = [
        f"{need} at {held.cost.words()}"
        for need, held in held_to.items()
        if need not in answers and held.cost is not None
    ]
    named = f"; not answered: {', '.join(unanswered)}" if unanswered else ""
    yield Fault(
        "shortfalls",
        f"{words_a_year(support)} for support, and needs of {words_a_year(price)}{named}",
        "a sum that is enough, or an answer for each need that it falls short of",
        "Say who else meets a need and how, or give its new price with source and day. That money "
        "is short decides between ways that each meet a need, never whether it is met.",
    )


def _answered(
    register: EntryStore,
    plan: SubmittedPlan,
    act: SignOff,
    answer: ShortfallAnswer,
    here: str,
    held: HeldTo,
    *,
    costed: bool,
) -> Iterator[Fault]:
    if not answer.what.strip():
        yield Fault(f"{here}.what", "nothing", "how the need is met so, or what is declined")
    if answer.how is HowAnswered.MET_OTHERWISE:
        yield from _met_otherwise(plan, answer, here)
        return
    if answer.how is HowAnswered.DECLINED:
        if not takes_less_by_wish(register, plan):
            expected = "the person's own statement that taking less is their wish"
            yield Fault(f"{here}.how", "declined, and no such statement", expected)
        return
    if answer.price is None:
        yield Fault(f"{here}.price", "none", "the new price")
        return
    place = f"{here}.price"
    yield from _sound(answer.price, held, place)
    yield from _new_price(register, plan, act, answer.price, place, costed=costed)


def _met_otherwise(plan: SubmittedPlan, answer: ShortfallAnswer, here: str) -> Iterator[Fault]:
    parties = {party.id: party for party in plan.case.parties}
    party = parties.get(answer.by)
    if party is None:
        hint = nearest(answer.by, parties)
        yield Fault(f"{here}.by", "nobody in the case", "who meets the need", hint)
        return
    if party.kind is not PartyKind.INDIVIDUAL:
        if party.holds(Role.COUNCIL) or not _gives_it_unpaid(plan, party.id, answer.need):
            expected = (
                "somebody whom this budget does not pay, with a line of the plan that says so"
            )
            hint = "Put the support into the plan, with what pays for it, and decide anew."
            yield Fault(f"{here}.by", "nobody of whom that is recorded", expected, hint)
        return
    assessment = plan.case.assessment
    carers = {carer.party: carer for carer in (assessment.carers if assessment else None) or ()}
    carer = carers.get(party.id)
    counts = carer is not None and carer.assessment_offered and care_counts(carer, answer.need)
    if not counts:
        expected = (
            "a carer recorded as able and willing to meet this need, and offered an assessment"
        )
        hint = "Ask them, record it in the case, and decide anew."
        yield Fault(f"{here}.by", "somebody of whom that is not recorded", expected, hint)


def _gives_it_unpaid(plan: SubmittedPlan, party: str, need: str) -> bool:
    """Tell whether the plan says that a body meets a need, and that this budget pays it nothing."""
    there = plan.case.plan.lines if plan.case.plan else ()
    lines = [line for line in there if line.provider == party]
    return any(need in line.needs for line in lines) and not any(map(budget_parts, lines))


def _sound(price: Price, held: HeldTo, here: str) -> Iterator[Fault]:
    """Yield what in a price is no price: it is above nothing, recurs, and is what it counts."""
    cost = price.cost
    if cost.money.pence <= 0:
        yield Fault(f"{here}.cost", cost.words(), "a sum above nothing")
    recurs = held.cost is not None and held.cost.period is not Period.ONCE
    if cost.period is Period.ONCE and recurs:
        yield Fault(f"{here}.cost", cost.words(), "a sum for a period, as the price before it")
    if price.quantity is None or price.rate is None:
        return
    counted = Money(round_half_up(price.rate.times(price.quantity.exact)))
    if counted != cost.money or price.unit is None:
        found = f"{cost.money}, where {price.quantity} at {price.rate} come to {counted}"
        yield Fault(f"{here}.cost", found, "what the quantity and the rate come to")


def _new_price(
    register: EntryStore,
    plan: SubmittedPlan,
    act: SignOff,
    price: Price,
    here: str,
    *,
    costed: bool,
) -> Iterator[Fault]:
    if price.whose is not WhosePrice.COUNCIL:
        yield Fault(f"{here}.whose", str(price.whose), "“council”: its own price decides")
    if price.basis is None or not price.reference.strip():
        expected = "a quote, a published rate or a comparison, and where it is"
        yield Fault(f"{here}.reference", "no source", expected)
    if price.on is None or price.on > act.on:
        yield Fault(f"{here}.on", "no day before the decision", "the day that it was made")
    made = price.on or act.on
    if price.shown_on is None or not made <= price.shown_on <= act.on:
        expected = "the day that the person was shown it, after it was made and before the decision"
        yield Fault(f"{here}.shown_on", "no such day", expected)
    known = {party.id for party in plan.case.parties}
    if price.by not in known:
        hint = nearest(price.by or "", known)
        yield Fault(f"{here}.by", "nobody in the case", "who made the price", hint)
    elif is_actor(register, plan.case, act.by, price.by, act.on):
        yield Fault(f"{here}.by", "the decider", "somebody else: nobody prices what they decide")
    if not price.service.strip():
        yield Fault(f"{here}.service", "nothing", "the support that meets the need at this price")
    if costed and not (price.quantity and price.unit and price.rate):
        expected = "how much of it, in what unit, and at what rate"
        yield Fault(f"{here}.rate", "no costing, where somebody else prices it higher", expected)
