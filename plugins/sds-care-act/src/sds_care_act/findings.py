"""Findings on a plan by the criteria of the law: needs, carers, charges, tasks paid once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from sds_care_act.law import reason
from sds_core import (
    NOT_THE_COUNCILS,
    Carer,
    FeeBasis,
    Finding,
    FindingResult,
    Need,
    PartyKind,
    ReviewRequest,
    Role,
    Stage,
    Task,
    Undetermined,
    met_otherwise,
    to_be_met,
)

__all__ = ["review"]

Problem = str | Undetermined


def _needs(request: ReviewRequest) -> tuple[Need, ...] | None:
    return request.case.assessment.needs if request.case.assessment else None


def _carers(request: ReviewRequest) -> tuple[Carer, ...]:
    return (request.case.assessment.carers if request.case.assessment else None) or ()


def _open(rule: str, cause: str, path: str, ask: str) -> Undetermined:
    return Undetermined(cause, (path,), ask, rule)


def _unanswered(request: ReviewRequest) -> Iterator[Problem]:
    needs = _needs(request)
    if needs is None:
        cause = "No needs are recorded, so it is not known whether the plan answers them"
        yield _open("needs-answered", cause, "assessment.needs", "the assessor")
        return
    answered = {need for line in request.plan.lines for need in line.needs}
    unsaid = [line.id for line in request.plan.lines if not line.needs]
    for need in needs:
        if not to_be_met(request.case, need) or need.id in answered:
            continue
        if unsaid:
            cause = f"Nobody has recorded which line of the plan meets need {need.id}"
            path = f"plan.lines.{unsaid[0]}.needs"
            yield _open("needs-answered", cause, path, "whoever wrote the plan")
        else:
            yield f"no line of the plan meets need {need.id}"


def _left_to_carers(request: ReviewRequest) -> Iterator[Problem]:
    carers = {carer.party: carer for carer in _carers(request)}
    for need in _needs(request) or ():
        if not need.eligible or need.unmet or need.basis in NOT_THE_COUNCILS:
            continue
        here = f"assessment.needs.{need.id}.met_by"
        if not need.met_by:
            cause = f"Who meets need {need.id}, if not the council, is not recorded"
            yield _open("left-to-carers", cause, here, "the assessor")
        for party in need.met_by or ():
            if party in carers:
                yield from _one_carer(request, need, carers[party])
            else:
                yield from _no_carer(request, need, party)


def _no_carer(request: ReviewRequest, need: Need, party_id: str) -> Iterator[Problem]:
    party, name = request.case.party(party_id), request.case.name(party_id)
    if party_id == request.case.person:
        yield f"need {need.id} is left to the person whose need it is"
    elif party.kind is PartyKind.INDIVIDUAL:
        cause = f"{name} is said to meet need {need.id}, and is not recorded as a carer"
        yield _open("left-to-carers", cause, "assessment.carers", "the assessor")
    elif met_otherwise(request.case, need) is not True:
        yield f"need {need.id} is left to {name}, who is the council or is paid from this budget"


def _one_carer(request: ReviewRequest, need: Need, carer: Carer) -> Iterator[Problem]:
    name, here = request.case.name(carer.party), f"assessment.carers.{carer.party}"
    care = next((care for care in carer.needs or () if care.need == need.id), None)
    for what in ("able", "willing"):
        said = getattr(care, what) if care else None
        if said is None:
            cause = f"Nobody has recorded whether {name} is {what} to meet need {need.id}"
            yield _open("left-to-carers", cause, f"{here}.needs.{need.id}.{what}", "the assessor")
        elif said is False:
            yield f"need {need.id} is left to {name}, who is not {what} to meet it"
    if carer.assessment_offered is None:
        cause = f"Nobody has recorded whether {name} was offered an assessment of their own"
        yield _open("left-to-carers", cause, f"{here}.assessment_offered", "the assessor")
    elif not carer.assessment_offered:
        yield f"{name} was not offered an assessment of their own"


def _arranging(request: ReviewRequest) -> Iterator[Problem]:
    charge = request.case.charge
    if charge is None or charge.arranging is None or not charge.arranging.money.pence:
        return
    if charge.above_limit_and_asked is None:
        cause = (
            f"{charge.arranging.words()} is charged for arranging, and nobody has recorded whether "
            "the person's means are above the limit and they asked all the same"
        )
        path = "charge.above_limit_and_asked"
        yield _open("arranging-charge", cause, path, "the financial assessment team")
    elif not charge.above_limit_and_asked:
        yield f"{charge.arranging.words()} is charged for arranging, which the law does not allow"


def _paid_twice(request: ReviewRequest) -> Iterator[Problem]:
    paid: dict[str, str] = {}
    for help_ in request.case.help:
        done = help_.done_on is not None and help_.done_on < request.on
        if help_.fee.basis is FeeBasis.FREE or done:
            continue
        for task in dict.fromkeys(help_.tasks):
            other = paid.setdefault(task, help_.helper)
            if other == help_.helper:
                continue
            both = f"both {request.case.name(other)} and {request.case.name(help_.helper)} are paid"
            if task is Task.UNLISTED:
                cause = f"{both[0].upper()}{both[1:]} for tasks of no list, which may be the same"
                path = f"help.{help_.helper}.tasks"
                yield _open("paid-once", cause, path, "whoever wrote the plan")
            else:
                yield f"{both} to {task.words}"


def _advocacy(request: ReviewRequest) -> Iterator[Problem]:
    case = request.case
    said = [each for each in case.advocacy or () if each.stage is Stage.PLANNING]
    if not said or any(each.needed is None for each in said):
        cause = "Nobody has recorded whether the person needs help to take part in planning"
        yield _open("advocacy", cause, "advocacy", "the assessor")
    for each in said:
        if not each.needed or each.advocate is not None:
            continue
        if each.supporter is None:
            yield "the person needs help to take part in planning, and has nobody beside them"
        elif each.supporter in {help_.helper for help_ in case.help} | {
            line.provider for line in request.plan.lines
        } or case.party(each.supporter).holds(Role.COUNCIL, Role.CARE_MANAGER, Role.PROVIDER):
            name = case.name(each.supporter)
            yield f"{name}, who supports the person in planning, is paid or is of the council"


_CHECKS: Mapping[str, tuple[Callable[[ReviewRequest], Iterator[Problem]], str]] = {
    "needs-answered": (_unanswered, "every need to be met has a line of the plan"),
    "left-to-carers": (_left_to_carers, "every need left to a carer is one they can and will meet"),
    "advocacy": (_advocacy, "whoever needs help to take part in planning has it"),
    "arranging-charge": (_arranging, "nothing is charged for arranging that may not be"),
    "paid-once": (_paid_twice, "no task of helping is paid twice"),
}  # fmt: skip


def review(request: ReviewRequest) -> Sequence[Finding | Undetermined]:
    """Return a finding on each criterion of the law that the profile publishes, or what is missing.

    Args:
        request: the request for `review_plan`.
    """
    found: list[Finding | Undetermined] = []
    for criterion, (check, otherwise) in _CHECKS.items():
        if request.criteria.get(criterion) is None:
            continue
        problems = list(check(request))
        open_ = [problem for problem in problems if isinstance(problem, Undetermined)]
        broken = [problem for problem in problems if isinstance(problem, str)]
        if broken:
            reasons = tuple(reason(criterion, f"{text[0].upper()}{text[1:]}.") for text in broken)
            found.append(Finding(criterion, FindingResult.NOT_MET, reasons))
        elif not open_:
            why = reason(criterion, f"{otherwise[0].upper()}{otherwise[1:]}.")
            found.append(Finding(criterion, FindingResult.MET, (why,)))
        found += open_
    return found
