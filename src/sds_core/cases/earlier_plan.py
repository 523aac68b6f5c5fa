"""The plan agreed before, from the journey that was printed when it was decided."""

from __future__ import annotations

from sds_core.domain.prior_decisions import indicative
from sds_core.errors import Fault, InputError
from sds_core.formats.decisions import JOURNEY
from sds_core.formats.records import from_plain
from sds_core.formats.strict_json import parse_json
from sds_core.model.answers import Approval
from sds_core.model.decisions import Decision, Journey
from sds_core.model.known import KnownNeed, KnownPlan
from sds_core.model.periods import Amount
from sds_core.questions import APPROVE_PLAN

__all__ = ["plan_of_journey", "priced_in", "read_earlier"]


def read_earlier(data: bytes, name: str = "the earlier decision") -> KnownPlan:
    """Read a journey that `sds decide --json` printed, as the plan agreed before.

    Args:
        data: JSON in UTF-8, of any version that can be read.
        name: what to call it in errors: usually the file's name.

    Raises:
        InputError: it is no journey, or says no sum.
    """
    plain = parse_json(data, name)
    version = JOURNEY.version_of(plain, name)
    if not isinstance(plain, dict) or not isinstance(plain.get("decisions"), list):
        fault = Fault(f"{name}: $.decisions", "none", "what sds decide --json printed")
        raise InputError(f"{name} is no journey", [fault])
    try:
        journey = from_plain(JOURNEY.upcast(plain, version), Journey)
    except (KeyError, TypeError, ValueError) as error:
        fault = Fault(name, f"{type(error).__name__}: {error}", "what sds decide --json printed")
        raise InputError(f"{name} is no journey", [fault]) from None
    return plan_of_journey(journey, name)


def priced_in(approved: Decision) -> tuple[KnownNeed, ...]:
    """Return what each need was priced at when a plan was decided.

    Args:
        approved: the decision on `approve_plan`.
    """
    approvals = approved.answers(Approval)
    found = {each.need: each.cost for approval in approvals for each in approval.held_to}
    return tuple(KnownNeed(need, cost) for need, cost in found.items() if cost is not None)


def plan_of_journey(journey: Journey, name: str) -> KnownPlan:
    """Return a journey as the plan before: its indicative sum, if decided, and each need's price.

    Args:
        journey: the decisions.
        name: what to call it in errors.

    Raises:
        InputError: it says no sum.
    """
    by_question = {decision.question: decision for decision in journey.decisions}
    amount: Amount | None = indicative(by_question)
    if amount is None:
        fault = Fault(f"{name}: $.decisions", "no sum that was decided", "a decided budget")
        raise InputError(f"{name} says no sum to compare with", [fault])
    approved = by_question.get(APPROVE_PLAN)
    return KnownPlan(journey.on, amount, priced_in(approved) if approved else ())
