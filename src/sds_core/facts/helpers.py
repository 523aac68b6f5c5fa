"""Facts on somebody who helps: their work, their ties, and what they have shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from sds_core.conditions.clauses import Fact, FactList
from sds_core.conditions.domains import Domain
from sds_core.facts.subjects import Subject
from sds_core.model.credentials import CheckLevel, Course, DisclosureCheck
from sds_core.model.parties import PartyKind, Role
from sds_core.model.plan import FeeBasis
from sds_core.model.requests import EventKind

__all__ = ["CREDENTIALS", "EVENT", "HELPER", "RECORDS"]

Read = Callable[[Any], Any]
_YES_NO, _DATES = Domain.yes_no(), Domain.dates()
_COUNT, _DAYS = Domain.numbers(0, 100_000), Domain.numbers(0, 3_660)
_CARE = (
    "It asks about a background in social care. Good brokers came from elsewhere; a rule that "
    "shuts them out needs a reason that can be read out (Head to head)."
)


def _facts(*facts: Fact) -> Mapping[str, Fact]:
    return MappingProxyType({fact.name: fact for fact in facts})


def _choice(kind: Any) -> Domain:
    return Domain.closed_list(tuple(member.value for member in kind))


def _holds(*roles: Role) -> Read:
    return lambda s: s.helper.holds(*roles)


def _help(name: str) -> Read:
    return lambda s: getattr(s.help, name) if s.help else None


def _paid(s: Subject) -> bool | None:
    return s.help.fee.basis is not FeeBasis.FREE if s.help else None


def _holds_budget(s: Any) -> bool | None:
    plan, tasks = s.case.plan, s.help.tasks if s.help else ()
    if "budget_holding" in tasks:
        return True
    return None if plan is None else plan.budget_holder == s.helper.id


def _works_for_provider(s: Any) -> bool:
    return any(s.links.delivers(body) for body in s.links.employers(s.helper.id))


def _works_for_council(s: Any) -> bool:
    bodies = s.links.employers(s.helper.id)
    return s.helper.holds(Role.CARE_MANAGER) or any(b.holds(Role.COUNCIL) for b in bodies)


def _plan_ties(s: Any) -> int | None:
    """Count the plan's paid providers that the helper is, belongs to or has an interest in."""
    if s.case.plan is None:
        return None
    near = {s.helper.id, *(body.id for body in s.links.organisations(s.helper.id))}
    near |= {body.id for body in s.links.of_interest(s.helper.id)}
    return len(near & s.links.plan_providers)


HELPER = _facts(
    Fact("helper.is_broker", "the helper is a broker", _YES_NO, _holds(Role.BROKER)),
    Fact(
        "helper.is_near",
        "the helper is family, a friend or of the person's circle",
        _YES_NO,
        lambda s: s.helper.id in s.links.family,
    ),
    Fact("helper.is_peer", "the helper is a peer", _YES_NO, _holds(Role.PEER)),
    Fact("helper.is_provider", "the helper is a provider", _YES_NO, _holds(Role.PROVIDER)),
    Fact(
        "helper.is_organisation",
        "the helper is an organisation",
        _YES_NO,
        lambda s: s.helper.kind is PartyKind.ORGANISATION,
    ),
    Fact(
        "helper.delivers_support",
        "the helper delivers support as well",
        _YES_NO,
        lambda s: s.links.delivers(s.helper),
    ),
    Fact(
        "helper.works_for_provider",
        "the helper works for a body that delivers support",
        _YES_NO,
        _works_for_provider,
    ),
    Fact(
        "helper.works_for_council", "the helper works for the council", _YES_NO, _works_for_council
    ),
    Fact(
        "helper.links_to_plan_providers",
        "the plan's paid providers that the helper is or is tied to",
        _COUNT,
        _plan_ties,
        unit="providers",
    ),
    Fact(
        "helper.interests_declared",
        "the helper has declared interests, or that there are none",
        _YES_NO,
        lambda s: s.links.declared(s.helper.id),
        document="declaration of interests",
    ),
    Fact("helper.paid", "the helper is paid for helping", _YES_NO, _paid),
    Fact(
        "helper.fee_basis",
        "how the helper charges",
        _choice(FeeBasis),
        lambda s: s.help.fee.basis.value if s.help else None,
    ),
    Fact(
        "helper.chosen_by_person",
        "the person chose this helper",
        _YES_NO,
        _help("chosen_by_person"),
    ),
    Fact(
        "helper.both_told",
        "person and helper were both told of the interests between them",
        _YES_NO,
        _help("both_told"),
    ),
    Fact("helper.holds_budget", "the helper would hold the budget", _YES_NO, _holds_budget),
)


_DATED = {
    "courses": "completed_on",
    "checks": "issued",
    "references": "given_on",
    "development": "done_on",
    "complaints": "made_on",
}


def _shown(name: str) -> Read:
    """Return a reader of what a helper has shown by the day: what is dated later is not there."""
    dated = _DATED.get(name)

    def read(s: Subject) -> Any:
        value = getattr(s.credentials, name)
        if dated is None or value is None:
            return value
        return [item for item in value if (getattr(item, dated) or date.min) <= s.links.on]

    return read


def _code_agreed(s: Subject) -> bool | None:
    agreed_on = s.credentials.code_agreed_on
    if agreed_on is not None and agreed_on > s.links.on:
        return False
    return s.credentials.code_agreed


def _apprentice(name: str) -> Read:
    return lambda s: getattr(s.credentials.apprenticeship, name, None)


def _assessed(s: Subject) -> Sequence[Course] | None:
    courses: list[Course] | None = _shown("courses")(s)
    if courses is None or any(course.assessed is None for course in courses):
        return None
    return [course for course in courses if course.assessed]


def _longest(s: Subject) -> int | None:
    courses = _assessed(s)
    if courses is None or any(course.days is None for course in courses):
        return None
    return max([course.days or 0 for course in courses], default=0)


def _planning_live(s: Subject) -> bool | None:
    courses = _assessed(s)
    found = [course.planning_live for course in courses or ()]
    if courses is None or (None in found and True not in found):
        return None
    return True in found


def _latest_check(name: str) -> Read:
    def read(s: Subject) -> Any:
        checks: list[DisclosureCheck] = _shown("checks")(s) or []
        if not checks or any(check.issued is None for check in checks):
            return None
        last = max(check.issued or date.min for check in checks)
        values = {getattr(check, name) for check in checks if check.issued == last}
        if True in values:
            return True
        if len(values) > 1 or values == {None}:
            return None
        value = values.pop()
        return value.value if isinstance(value, CheckLevel) else value

    return read


def _renewal(s: Subject) -> bool | None:
    if s.helper is None or s.helper.credentials is None:
        return None
    return s.credentials.first_listed is not None


_DBS = "certificate of a criminal record check"
_COURSE = "course certificate"

CREDENTIALS = _facts(
    Fact(
        "training.days",
        "days of the longest course with assessed competence",
        _DAYS,
        _longest,
        unit="days",
        document=_COURSE,
    ),
    Fact(
        "training.planning_live",
        "a course with assessed competence came on top of Planning Live!",
        _YES_NO,
        _planning_live,
        document=_COURSE,
    ),
    Fact("dbs.issued", "the latest check is dated", _DATES, _latest_check("issued"), document=_DBS),
    Fact(
        "dbs.level",
        "how far the latest check goes",
        _choice(CheckLevel),
        _latest_check("level"),
        document=_DBS,
    ),
    Fact(
        "dbs.discloses",
        "the latest check says something that must be weighed",
        _YES_NO,
        _latest_check("discloses"),
        document=_DBS,
    ),
    Fact(
        "apprenticeship.plans",
        "people helped under supervision",
        _COUNT,
        _apprentice("plans"),
        unit="people",
        document="supervisor's record",
    ),
    Fact(
        "apprenticeship.complete",
        "the supervisor calls the apprenticeship complete",
        _YES_NO,
        _apprentice("complete"),
        document="supervisor's record",
    ),
    Fact(
        "apprenticeship.supervisor_trained",
        "the supervisor had completed the training",
        _YES_NO,
        _apprentice("supervisor_trained"),
    ),
    Fact(
        "apprenticeship.supervisor_independent",
        "the supervisor is neither a provider's nor the council's",
        _YES_NO,
        _apprentice("supervisor_independent"),
    ),
    Fact(
        "code.agreed",
        "the helper has agreed to the committee's code",
        _YES_NO,
        _code_agreed,
        document="signed code",
    ),
    Fact(
        "code.agreed_on",
        "the helper agreed to the code on",
        _DATES,
        _shown("code_agreed_on"),
        document="signed code",
    ),
    Fact("listing.renewal", "the helper is already on the list", _YES_NO, _renewal),
    Fact("listing.first_listed", "the helper was first listed on", _DATES, _shown("first_listed")),
    Fact("listing.renewed_on", "the listing was last renewed on", _DATES, _shown("renewed_on")),
    Fact(
        "helper.care_background",
        "the helper has worked in social care",
        _YES_NO,
        _shown("care_background"),
        caution=_CARE,
    ),
)


def _item(name: str) -> Read:
    def read(item: Any) -> Any:
        value = getattr(item, name)
        return value.value if isinstance(value, CheckLevel) else value

    return read


def _list(name: str, title: str, item: str, document: str, **facts: tuple[str, Domain]) -> FactList:
    """Return a list among the credentials, its items' facts read by their own names."""
    return FactList(
        name,
        title,
        _shown(name),
        _facts(
            *[
                Fact(f"{item}.{field}", words, domain, _item(field), document=document)
                for field, (words, domain) in facts.items()
            ]
        ),
        document,
    )


_LISTS = (
    _list(
        "courses",
        "training courses",
        "course",
        _COURSE,
        code=("the course is", Domain.codes()),
        days=("days it took", _DAYS),
        assessed=("competence was assessed, and shown", _YES_NO),
        planning_live=("it came on top of Planning Live!", _YES_NO),
        completed_on=("it was completed on", _DATES),
    ),
    _list(
        "checks",
        "criminal record checks",
        "check",
        _DBS,
        level=("how far it goes", _choice(CheckLevel)),
        issued=("it is dated", _DATES),
        discloses=("it says something that must be weighed", _YES_NO),
    ),
    _list(
        "references",
        "references",
        "reference",
        "reference",
        given_on=("it was given on", _DATES),
        on_ethics=("it speaks to the helper's ethics", _YES_NO),
        good=("it speaks for the helper", _YES_NO),
    ),
    _list(
        "development",
        "pieces of further learning",
        "learning",
        "record of further learning",
        done_on=("it was done on", _DATES),
        days=("days it took", _DAYS),
    ),
    _list(
        "complaints",
        "complaints",
        "complaint",
        "",
        made_on=("it was made on", _DATES),
        open=("it is still being looked into", _YES_NO),
        upheld=("it was upheld", _YES_NO),
        grave=("it concerns abuse, theft or fraud", _YES_NO),
        redress_given=("what was decided for the person has been done", _YES_NO),
    ),
)
RECORDS: Mapping[str, FactList] = MappingProxyType({item.name: item for item in _LISTS})

EVENT = _facts(
    Fact(
        "event.kind",
        "what happened",
        _choice(EventKind),
        lambda s: s.event.value if s.event else None,
    ),
)
