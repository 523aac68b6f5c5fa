"""Facts on what a helper has shown: courses, checks, references, learning, complaints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from sds_core.conditions.clauses import Fact, FactList
from sds_core.conditions.domains import Domain
from sds_core.facts.kinds import COUNT, DATES, DAYS, YES_NO, Read, choice, facts_by_name
from sds_core.facts.subjects import Subject
from sds_core.model.credentials import CheckLevel, Course, DisclosureCheck

__all__ = ["CREDENTIALS", "RECORDS"]

_CARE = (
    "It asks about a background in social care. Good brokers came from elsewhere; a rule that "
    "shuts them out needs a reason that can be read out (Head to head)."
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

    def read(s: Subject) -> object:
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
    def read(s: Subject) -> object:
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

CREDENTIALS = facts_by_name(
    Fact(
        "training.days",
        "days of the longest course with assessed competence",
        DAYS,
        _longest,
        unit="days",
        document=_COURSE,
    ),
    Fact(
        "training.planning_live",
        "a course with assessed competence came on top of Planning Live!",
        YES_NO,
        _planning_live,
        document=_COURSE,
    ),
    Fact("dbs.issued", "the latest check is dated", DATES, _latest_check("issued"), document=_DBS),
    Fact(
        "dbs.level",
        "how far the latest check goes",
        choice(CheckLevel),
        _latest_check("level"),
        document=_DBS,
    ),
    Fact(
        "dbs.discloses",
        "the latest check says something that must be weighed",
        YES_NO,
        _latest_check("discloses"),
        document=_DBS,
    ),
    Fact(
        "apprenticeship.plans",
        "people helped under supervision",
        COUNT,
        _apprentice("plans"),
        unit="people",
        document="supervisor's record",
    ),
    Fact(
        "apprenticeship.complete",
        "the supervisor calls the apprenticeship complete",
        YES_NO,
        _apprentice("complete"),
        document="supervisor's record",
    ),
    Fact(
        "apprenticeship.supervisor_trained",
        "the supervisor had completed the training",
        YES_NO,
        _apprentice("supervisor_trained"),
    ),
    Fact(
        "apprenticeship.supervisor_independent",
        "the supervisor is neither a provider's nor the council's",
        YES_NO,
        _apprentice("supervisor_independent"),
    ),
    Fact(
        "code.agreed",
        "the helper has agreed to the committee's code",
        YES_NO,
        _code_agreed,
        document="signed code",
    ),
    Fact(
        "code.agreed_on",
        "the helper agreed to the code on",
        DATES,
        _shown("code_agreed_on"),
        document="signed code",
    ),
    Fact("listing.renewal", "the helper is already on the list", YES_NO, _renewal),
    Fact("listing.first_listed", "the helper was first listed on", DATES, _shown("first_listed")),
    Fact("listing.renewed_on", "the listing was last renewed on", DATES, _shown("renewed_on")),
    Fact(
        "helper.care_background",
        "the helper has worked in social care",
        YES_NO,
        _shown("care_background"),
        caution=_CARE,
    ),
)


def _item(name: str) -> Read:
    def read(item: object) -> object:
        value = getattr(item, name)
        return value.value if isinstance(value, CheckLevel) else value

    return read


def _list(name: str, title: str, item: str, document: str, **facts: tuple[str, Domain]) -> FactList:
    """Return a list among the credentials, its items' facts read by their own names."""
    return FactList(
        name,
        title,
        _shown(name),
        facts_by_name(
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
        days=("days it took", DAYS),
        assessed=("competence was assessed, and shown", YES_NO),
        planning_live=("it came on top of Planning Live!", YES_NO),
        completed_on=("it was completed on", DATES),
    ),
    _list(
        "checks",
        "criminal record checks",
        "check",
        _DBS,
        level=("how far it goes", choice(CheckLevel)),
        issued=("it is dated", DATES),
        discloses=("it says something that must be weighed", YES_NO),
    ),
    _list(
        "references",
        "references",
        "reference",
        "reference",
        given_on=("it was given on", DATES),
        on_ethics=("it speaks to the helper's ethics", YES_NO),
        good=("it speaks for the helper", YES_NO),
    ),
    _list(
        "development",
        "pieces of further learning",
        "learning",
        "record of further learning",
        done_on=("it was done on", DATES),
        days=("days it took", DAYS),
    ),
    _list(
        "complaints",
        "complaints",
        "complaint",
        "",
        made_on=("it was made on", DATES),
        open=("it is still being looked into", YES_NO),
        upheld=("it was upheld", YES_NO),
        grave=("it concerns abuse, theft or fraud", YES_NO),
        redress_given=("what was decided for the person has been done", YES_NO),
    ),
)
RECORDS: Mapping[str, FactList] = MappingProxyType({item.name: item for item in _LISTS})
