"""Rules for sign-offs and outcomes of appeals; no plugin and no profile turns them off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sds_core import (
    APPROVE_PLAN,
    FUND_HELP,
    ActRefused,
    Amount,
    Approval,
    Exact,
    Fault,
    Funding,
    Money,
    Period,
    Status,
    ToRecord,
    fees_from_budget,
    nearest,
    round_half_up,
    words_a_year,
    yearly_total,
)
from sds_register.acts.plan_acts import Actor, AppealOutcome, Outcome, SignOff
from sds_register.entries.entry_store import EntryStore
from sds_register.entries.heads import ActHead
from sds_register.entries.plan_state import PlanStage, PlanState
from sds_register.ledger.schema import ENTRIES
from sds_register.workflow.sign_off_reasons import ADVISE_TO_AGREE, reasons_asked
from sds_register.workflow.sign_off_record import (
    hold_to_record_of_steps,
    notes_on,
    to_record,
)
from sds_register.workflow.submitted_plan import SignOffResult, SubmittedPlan
from sds_register.workflow.sums_agreed import (
    hold_to_prices,
    hold_to_the_plan_before,
    needs_as_agreed,
    smaller_than_costed,
)
from sds_register.workflow.who_may_decide import who_may_not_decide

__all__ = ["judge", "judge_appeal", "not_in_future", "refuse_own_appeal"]


def not_in_future(register: EntryStore, on: date) -> Iterator[Fault]:
    """Yield a fault if an act is dated in the future."""
    today = register.today()
    if on > today:
        yield Fault("on", str(on), f"{today} or earlier")


def _whole(plan: SubmittedPlan) -> Iterator[Fault]:
    """Yield why nobody can tell who may decide: somebody in the case has been erased."""
    if not plan.whole:
        hint = "Record the case anew, and decide that."
        yield Fault("the case", "somebody in it who has been erased", "a case that is whole", hint)


def _blank(value: str) -> bool:
    return not value.strip()


def _stage(act: SignOff | AppealOutcome, state: PlanState, wanted: PlanStage) -> Iterator[Fault]:
    if act.plan != state.tip:
        hint = "Look at it again: sds register show."
        found = f"entry {act.plan}, and the plan's latest is {state.tip}"
        yield Fault("plan", found, "the latest entry", hint)
    if state.stage is not wanted:
        yield Fault("plan", f"a plan that is {state.stage}", f"one that is {wanted}")
    elif act.on < max(state.since, state.on):
        day = max(state.since, state.on)
        yield Fault("on", str(act.on), f"{day} or later, the day of the last act on it")


def _planned(plan: SubmittedPlan) -> Exact | Fault:
    assert plan.case.plan is not None  # noqa: S101  a plan was put forward
    total = yearly_total(plan.case.plan)
    if isinstance(total, tuple):
        found = f"{len(total)} lines without a price"
        return Fault(
            "plan", found, "a plan of which every line is priced", "Return it, or price it."
        )
    return total + fees_from_budget(plan.decisions)


def _needed(plan: SubmittedPlan, total: Exact | None) -> int:
    """Return the place of the lowest tier that may decide, by what the rules advise.

    Where the rules could not say, or the sum is not known, that is the highest tier: leaving out a
    price never lowers the tier.
    """
    last = len(plan.tiers) - 1
    approve = plan.decisions.get(APPROVE_PLAN)
    if total is None:
        return last
    if approve is None or approve.status is Status.NOT_ASKED:
        return 0  # the limits decide alone
    order = [tier.id for tier in plan.tiers]
    advised = [order.index(a.tier) for a in approve.answers(Approval) if a.tier in order]
    return max(advised, default=last)


def _tier(
    register: EntryStore, plan: SubmittedPlan, act: SignOff, total: Exact | None
) -> Iterator[Fault | str]:
    """Yield the tier that decides, or why there is none."""
    assert plan.case.plan is not None  # noqa: S101  a plan was put forward
    mine = [i for i, tier in enumerate(plan.tiers) if tier.role == act.by.role]
    if not mine:
        roles = [tier.role for tier in plan.tiers]
        hint = nearest(act.by.role, roles)
        yield Fault("by.role", "a role that decides nothing", "a tier's role", hint)
        return
    best, needed = plan.tiers[mine[-1]], _needed(plan, total)
    if mine[-1] < needed:
        title, passed = plan.tiers[needed].title, "Pass it on."
        expected = title if needed == len(plan.tiers) - 1 else f"{title}, or a tier above"
        if total is None:
            passed = "The plan's cost is not known. Price every line, or pass it on."
        yield Fault("by.role", f"{best.title}", expected, passed)
        return
    # An act of an older day is held to today's limit too: a date evades no limit.
    for day in dict.fromkeys((act.on, register.today())):
        limit = best.limit_on(day, plan.case.plan.setting)
        if limit is None and best.limits:
            yield Fault("on", f"no limit of {best.title} in force on {day}", "one", "Pass it on.")
            return
        if limit is None or total is None:
            continue
        if total > limit.amount.exactly_per(Period.YEAR):
            found = f"{words_a_year(total)}, by {best.title}"
            expected = f"at most {limit.amount.words()}, as from {limit.from_date}"
            yield Fault("by.role", found, expected, "Pass it on.")
            return
    yield best.id


def _criteria(plan: SubmittedPlan, act: SignOff) -> Iterator[Fault]:
    if act.outcome is Outcome.AMEND and ToRecord.GROUND in to_record(plan):
        if not act.criteria:
            return
    elif act.outcome in (Outcome.ACCEPT, Outcome.AMEND):
        if act.criteria:
            yield Fault("criteria", "some", "none, where the plan is agreed")
        return
    known = {criterion.id: criterion for criterion in plan.criteria.criteria}
    if not act.criteria and not _blank(act.other_ground):
        return
    if not act.criteria:
        expected = f"at least one of {plan.criteria.title} ({plan.criteria.source})"
        yield Fault("criteria", "none", expected, nearest("", known))
    for place, criterion in enumerate(act.criteria):
        if criterion not in known:
            expected = f"one of {plan.criteria.title}"
            found = "another than the published ones"
            yield Fault(f"criteria[{place}]", found, expected, nearest(criterion, known))
    named = [known[c] for c in act.criteria if c in known]
    if named and len(named) == len(act.criteria) and not any(map(plan.criteria.carries, named)):
        titles = ", ".join(f"“{c.title}”" for c in named)
        hint = "It never decides alone."
        if not any(c.never_alone for c in named):
            hint = "It publishes no ground on which a plan goes back."
        yield Fault("criteria", f"{titles} alone", "another criterion beside", hint)


def _statement(plan: SubmittedPlan, act: SignOff) -> Iterator[Fault]:
    said = plan.state.statements
    if said and _blank(act.answer):
        hint = "The person's own statement is put to whoever decides, and answered."
        yield Fault("answer", "nothing", "an answer to the person's statement", hint)
    if not said and _blank(act.no_statement):
        hint = "Record one first, or say in no_statement how the person was asked."
        yield Fault("no_statement", "no statement of the person's", "one, or why not", hint)


def _takes(plan: SubmittedPlan, act: SignOff, pots: Mapping[str, int]) -> dict[str, int]:
    """Return what agreeing takes from pots that the register keeps."""
    funded = plan.decisions.get(FUND_HELP)
    found: dict[str, int] = {}
    if funded is not None and act.outcome in (Outcome.ACCEPT, Outcome.AMEND):
        for funding in funded.answers(Funding):
            for share in funding.shares:
                if share.pot in pots and not share.from_budget:
                    found[share.pot] = found.get(share.pot, 0) + share.money.pence
    return found


def _amount(act: SignOff) -> Iterator[Fault]:
    if (act.amount is not None) != (act.outcome is Outcome.AMEND):
        found = "none" if act.amount is None else act.amount.words()
        expected = "the sum agreed, for “amend”, and only for that"
        yield Fault("amount", found, expected)
    elif act.amount is not None and (
        act.amount.money.pence <= 0 or act.amount.period is Period.ONCE
    ):
        hint = "To agree nothing is to refuse: refuse the plan, by a published criterion."
        yield Fault("amount", act.amount.words(), "a sum for a period, above nothing", hint)


def judge(register: EntryStore, plan: SubmittedPlan, act: SignOff) -> SignOffResult:
    """Check a sign-off against every rule, and return its result.

    Args:
        register: the register.
        plan: the plan.
        act: the sign-off.

    Raises:
        ActRefused: with every reason why it cannot stand.
    """
    faults = [*_stage(act, plan.state, PlanStage.WAITING), *_whole(plan), *_profile(plan)]
    again = [(who, "decided it before") for who in _who(register, plan.state.overturned)]
    faults += _barred(register, plan, act, again)
    faults += [*_amount(act), *_criteria(plan, act), *_statement(plan, act)]
    agrees = act.outcome in (Outcome.ACCEPT, Outcome.AMEND)
    planned = _planned(plan)
    total: Exact = 0
    if act.amount is not None and act.amount.period is not Period.ONCE:
        total = act.amount.exactly_per(Period.YEAR)
    elif not isinstance(planned, Fault):
        total = planned
    elif agrees:
        faults.append(planned)
    tier = ""
    # The tier must cover what the plan costs, even where a smaller sum is agreed.
    known = None if isinstance(planned, Fault) else max(planned, total)
    for result in _tier(register, plan, act, known):
        if isinstance(result, Fault):
            faults.append(result)
        else:
            tier = result
    asked = reasons_asked(
        register, plan, act, total, None if isinstance(planned, Fault) else planned
    )
    if agrees:
        support = total - fees_from_budget(plan.decisions)
        faults += hold_to_prices(register, plan, act, support)
        faults += hold_to_the_plan_before(register, plan, act, support)
    more = act.outcome is Outcome.AMEND and not isinstance(planned, Fault) and total >= planned
    faults += hold_to_record_of_steps(plan, act, agrees_more=more)
    findings = (*notes_on(act), *smaller_than_costed(plan, act))
    asked = list(dict.fromkeys([*asked, *findings]))
    if asked and _blank(act.reason):
        faults.append(Fault("reason", "nothing", "a written reason", " ".join(asked)))
    if not any(not _blank(item) for item in act.considered):
        hint = "Say what was looked at and weighed, such as the plan and the person's statement."
        faults.append(Fault("considered", "nothing", "what was considered", hint))
    if faults:
        raise ActRefused(f"this actor cannot {act.outcome} this plan", faults)
    agreed = Amount(Money(round_half_up(total)), Period.YEAR) if agrees else None
    approve = plan.decisions.get(APPROVE_PLAN)
    advised = approve.outcome if approve and approve.status is Status.ANSWERED else ""
    return SignOffResult(
        agreed,
        tier,
        tuple(asked),
        _takes(plan, act, register.balances()),
        advised,
        bool(advised) and agrees != (advised in ADVISE_TO_AGREE),
        not _blank(act.other_ground),
        findings,
        needs_as_agreed(plan, act) if agrees else (),
        plan.state.submission,
        None if agreed is None else _support(plan, total),
    )


def _support(plan: SubmittedPlan, total: Exact) -> Amount:
    """Return what of an agreed sum is for support, and not for help with planning."""
    return Amount(Money(round_half_up(total - fees_from_budget(plan.decisions))), Period.YEAR)


def _barred(
    register: EntryStore,
    plan: SubmittedPlan,
    act: SignOff | AppealOutcome,
    also: list[tuple[str, str]],
) -> Iterator[Fault]:
    """Yield why whoever acts may not decide about a plan."""
    said = register.state.recused(plan.state.thread)
    may = plan.may_also_decide
    yield from who_may_not_decide(
        register, plan.case, act.by, act.on, act.not_any_of, may, said, also
    )


def _profile(plan: SubmittedPlan) -> Iterator[Fault]:
    if plan.profile != plan.state.profile:
        hint = "Decide it by the profile that is in force, and sign that off."
        found = f"{plan.profile[:19]}…, and the plan was decided by {plan.state.profile[:19]}…"
        yield Fault("the profile", found, "the one that it was decided by", hint)


def _who(register: EntryStore, entries: Sequence[int]) -> Iterator[str]:
    """Yield who acted in some entries."""
    for entry in register.headers(ENTRIES.c.idx.in_(list(entries))):
        yield entry.head_as(ActHead).by


def refuse_own_appeal(register: EntryStore, state: PlanState, actor: Actor, on: date) -> None:
    """Refuse to let somebody who decided a plan end the appeal against that decision.

    Raises:
        ActRefused: the actor decided the plan, or acts for somebody who did.
    """
    names = (actor.account, actor.person, *actor.acts_for)
    mine = {held.subject for held in register.key_store.find(names).values()}
    if register.accounts(on).behind(mine) & set(_who(register, state.decided)):
        fault = Fault("by", "somebody who decided it", "the person, or who stands for them")
        raise ActRefused("an appeal is not ended by who is appealed against", [fault])


def judge_appeal(register: EntryStore, plan: SubmittedPlan, act: AppealOutcome, tier: str) -> None:
    """Check the outcome of an appeal; nobody who decided or appealed may decide it.

    Args:
        register: the register.
        plan: the plan.
        act: the outcome.
        tier: id of the tier that made the decision.

    Raises:
        ActRefused: with every reason why it cannot stand.
    """
    state = plan.state
    faults = [*_stage(act, state, PlanStage.APPEALED), *_whole(plan), *_profile(plan)]
    also = [(who, "decided it before") for who in _who(register, state.decided)]
    appeal = () if state.appeal is None else (state.appeal,)
    also += [(who, "appeals it") for who in _who(register, appeal)]
    faults += _barred(register, plan, act, also)
    if _blank(act.reason):
        faults.append(Fault("reason", "nothing", "a written reason"))
    if not any(not _blank(item) for item in act.considered):
        faults.append(Fault("considered", "nothing", "what was considered"))
    order = [t.id for t in plan.tiers]
    mine = [place for place, t in enumerate(plan.tiers) if t.role == act.by.role]
    needed = order.index(tier) if tier in order else len(order) - 1
    if not mine or mine[-1] < needed:
        expected = f"the role of {plan.tiers[needed].title}, who decided it, or of a tier above"
        faults.append(Fault("by.role", "a role that decides less", expected))
    if faults:
        raise ActRefused("this actor cannot decide this appeal", faults)
