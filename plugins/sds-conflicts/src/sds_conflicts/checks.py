"""The conflict-of-interest tests, each with its source.

A test finds a conflict and its parties; the severity table says how severe the conflict is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from sds_core import (
    AFTER_PLANNING,
    BEYOND_PLANNING,
    HOUSING_SERVICE,
    INTEREST_LINKS,
    Evidence,
    FeeBasis,
    FundingSource,
    LinkKind,
    Links,
    Party,
    Role,
    Source,
    Task,
)

__all__ = ["CHECKS", "Check", "Hit"]


@frozen
class Hit:
    """What a test found.

    Attributes:
        parties: ids of the parties to the conflict.
        text: the conflict, in words that can be read to the person.
        told: whether the person chose this helper and both were told; `None` if not known.
    """

    parties: tuple[str, ...]
    text: str
    told: bool | None = False


@frozen
class Check:
    """A conflict-of-interest test.

    Attributes:
        id: the test's id, such as DOW-1.
        source: where it comes from.
        evidence: how far it has been shown.
        find: returns what it finds in a case.
        on_providers: whether it looks at whom the plan pays.
    """

    id: str
    source: Source
    evidence: Evidence
    find: Callable[[Links], Iterator[Hit]]
    on_providers: bool = False


def _dow_1(links: Links) -> Iterator[Hit]:
    for help_, broker in links.brokers():
        if links.delivers(broker):
            text = f"{broker.name} is a broker and sells support as well."
            yield Hit((broker.id,), text, links.told(help_))
        for body in links.organisations(broker.id):
            if links.delivers(body) or body.holds(Role.COUNCIL):
                text = f"{broker.name} is tied to {body.name}, which has services or loyalties of "
                yield Hit((broker.id, body.id), text + "its own.", links.told(help_))
        tied = {body.id for body in links.organisations(broker.id)}
        for near, body in links.through_family(broker.id):
            if body.id not in tied and (links.delivers(body) or body.holds(Role.COUNCIL)):
                text = f"{broker.name} stands near {body.name}, which has services or loyalties of "
                text += f"its own{_by(near, body)}"
                yield Hit((broker.id, body.id), text, links.told(help_))
        for body in links.of_interest(broker.id):
            if body.id in tied:
                continue
            text = f"{broker.name} has declared an interest in {body.name}."
            yield Hit((broker.id, body.id), text, links.told(help_))


def _dow_2(links: Links) -> Iterator[Hit]:
    for help_, broker in links.brokers():
        for party in (broker, *links.organisations(broker.id)):
            if party.id in links.plan_providers:
                text = f"{broker.name} helps to write a plan in which {party.name} would be paid."
                yield Hit(_pair(broker, party), text, links.told(help_))
        for near, body in links.through_family(broker.id):
            if body.id in links.plan_providers:
                text = f"{broker.name} helps to write a plan in which {body.name} would be paid"
                text += _by(near, body)
                yield Hit(_pair(broker, body), text, links.told(help_))


def _dow_3(links: Links) -> Iterator[Hit]:
    for help_, broker in links.brokers():
        for body in (broker, *links.employers(broker.id)):
            offered = sorted(AFTER_PLANNING & set(body.services))
            if offered:
                what = ", ".join(offered).replace("_", " ")
                works = "" if body is broker else f" works for {body.name}, which"
                text = f"{broker.name}{works} also offers {what}."
                yield Hit(_pair(broker, body), text, links.told(help_))


def _dow_4(links: Links) -> Iterator[Hit]:
    for help_, helper in links.helpers():
        bodies = [b for b in links.employers(helper.id) if b.holds(Role.COUNCIL)]
        if bodies or helper.holds(Role.CARE_MANAGER):
            text = (
                f"{helper.name} works for the council, which also decides how much money there is."
            )
            parties = (helper.id, *(body.id for body in bodies))
            yield Hit(parties, text, links.told(help_))


def _ndt_1(links: Links) -> Iterator[Hit]:
    for help_, broker in links.brokers():
        for body in links.employers(broker.id):
            if links.delivers(body) or body.holds(Role.COUNCIL):
                text = f"{broker.name} is a broker and works for {body.name}."
                yield Hit((broker.id, body.id), text, links.told(help_))


def _duf_1(links: Links) -> Iterator[Hit]:
    helps = {help_.helper: help_ for help_ in links.case.help}
    for helper in links.planners:
        if helper.holds(Role.BROKER) and helper.id not in links.family:
            continue  # DOW-2 is the test for brokers
        for party in (helper, *links.organisations(helper.id)):
            if party.id in links.plan_providers:
                text = f"{helper.name} helps to plan support that {party.name} will be paid for."
                yield Hit(_pair(helper, party), text, links.told(helps.get(helper.id)))
        for near, body in links.through_family(helper.id):
            if body.id in links.plan_providers and helper.id not in links.family:
                text = f"{helper.name} helps to plan support that {body.name} will be paid for"
                text += _by(near, body)
                yield Hit(_pair(helper, body), text, links.told(helps.get(helper.id)))


_BEYOND = BEYOND_PLANNING | {Task.UNLISTED}


def _scope_1(links: Links) -> Iterator[Hit]:
    plan = links.case.plan
    for help_, broker in links.brokers():
        # What a task of no list is, nobody has said: it may go beyond the plan.
        beyond = sorted(_BEYOND & set(help_.tasks)) if help_ else []
        if plan and plan.budget_holder == broker.id and Task.BUDGET_HOLDING not in beyond:
            beyond.append(Task.BUDGET_HOLDING)
        if beyond:
            what = ", ".join(task.words for task in beyond)
            text = f"{broker.name} is a broker and would go on after the plan is in place: {what}."
            yield Hit((broker.id,), text, links.told(help_))


def _duf_2(links: Links) -> Iterator[Hit]:
    for help_, broker in links.helpers():
        if help_.fee.basis is FeeBasis.PERCENTAGE:
            text = f"{broker.name} earns a percentage of the budget: a larger budget, a larger fee."
            yield Hit((broker.id,), text, links.told(help_))


def _duf_3(links: Links) -> Iterator[Hit]:
    for help_, helper in links.helpers():
        for body in links.tied(helper.id, frozenset({LinkKind.PAID_COMMISSION_BY})):
            text = f"{helper.name} is paid commission by {body.name}."
            yield Hit((helper.id, body.id), text, links.told(help_))


def _au_2(links: Links) -> Iterator[Hit]:
    plan = links.case.plan
    if plan is None:
        return
    people = tuple(party.id for party in links.planners) or (links.case.person,)
    if plan.own_options_only:
        yield Hit(people, "Every option that was looked at belongs to the helper's own body.")
    elif plan.options_considered is not None and plan.options_considered < 3:
        yield Hit(people, f"Only {plan.options_considered} options were looked at.")


def _us_1(links: Links) -> Iterator[Hit]:
    for helper in links.planners:
        for party in (helper, *links.organisations(helper.id)):
            if party.id in links.plan_providers:
                text = f"{helper.name} develops the plan and is, or belongs to, {party.name}, "
                yield Hit(_pair(helper, party), text + "which provides in it.")


def _us_2(links: Links) -> Iterator[Hit]:
    near = {links.case.person, *links.plan_providers}
    for helper in links.planners:
        for other in links.relatives(helper.id):
            if other.id in near:
                text = f"{helper.name} is family of {other.name}."
                yield Hit((helper.id, other.id), text)


def _towards_person(kind: LinkKind, words: str) -> Callable[[Links], Iterator[Hit]]:
    def find(links: Links) -> Iterator[Hit]:
        for helper in links.planners:
            for other in links.tied(helper.id, frozenset({kind})):
                if other.id == links.case.person:
                    yield Hit((helper.id, other.id), f"{helper.name} {words} {other.name}.")

    return find


def _us_5(links: Links) -> Iterator[Hit]:
    for helper in links.planners:
        for body in links.tied(helper.id, INTEREST_LINKS):
            if body.id in links.plan_providers:
                text = f"{helper.name} has a financial interest in {body.name}."
                yield Hit((helper.id, body.id), text)


def _oh_1(links: Links) -> Iterator[Hit]:
    for help_, broker in links.brokers():
        for party in (broker, *links.organisations(broker.id)):
            if (
                links.delivers(party)
                or party.holds(Role.COUNCIL)
                or HOUSING_SERVICE in party.services
            ):
                text = f"{broker.name} is a broker, and {party.name} provides other services."
                yield Hit(_pair(broker, party), text, links.told(help_))


def _uk_1(links: Links) -> Iterator[Hit]:
    plan, person = links.case.plan, links.case.person
    for line in plan.lines if plan else ():
        if line.provider is None or line.source is not FundingSource.BUDGET:
            continue
        family = {relative.id for relative in links.relatives(line.provider)}
        if person in family and person in links.household(line.provider):
            name = links.case.name(line.provider)
            text = f"{name} is close family in the same household and would be paid for care."
            yield Hit((line.provider, person), text)


def _by(near: Party, body: Party) -> str:
    if near.id == body.id:
        return ": they are family, or live together."
    return f", to which {near.name} belongs: they are family, or live together."


def _pair(one: Party, other: Party) -> tuple[str, ...]:
    return (one.id,) if one.id == other.id else (one.id, other.id)


_DOWSON = "Dowson, Independent Support Brokers (2007)"
_DUFFY = "Duffy & Fulton, Should We Ban Brokerage?"
_CONTESTED, _LAW = Evidence.CONTESTED_CLAIM, Evidence.LAW

CHECKS: tuple[Check, ...] = (
    Check("DOW-1", Source(_DOWSON, "Defining the role"), _CONTESTED, _dow_1),
    Check("DOW-2", Source(_DOWSON, "Post-implementation tasks"), _CONTESTED, _dow_2, True),
    Check("DOW-3", Source(_DOWSON, "Post-implementation tasks"), _CONTESTED, _dow_3),
    Check("DOW-4", Source(_DOWSON, "Creating a trustworthy system"), _CONTESTED, _dow_4),
    Check(
        "NDT-1",
        Source("NDT report, in Community Care news", "Councils should not employ brokers"),
        Evidence.RECOMMENDATION,
        _ndt_1,
    ),
    Check("SCOPE-1", Source(_DOWSON, "The scope of the broker's work"), _CONTESTED, _scope_1),
    Check("DUF-1", Source(_DUFFY, "part 2, section 2"), _CONTESTED, _duf_1, True),
    Check(
        "DUF-2",
        Source(_DUFFY, "part 1, section 6; the conflict is our inference"),
        _CONTESTED,
        _duf_2,
    ),
    Check("DUF-3", Source(_DUFFY, "note 9"), _CONTESTED, _duf_3),
    Check("AU-2", Source("NDIS guidance on conflict of interest"), Evidence.GUIDANCE, _au_2),
    Check("US-1", Source("42 CFR 441.301(c)(1)(vi)"), _LAW, _us_1, True),
    Check("US-2", Source("42 CFR 441.730(b)(1)"), _LAW, _us_2, True),
    Check(
        "US-3",
        Source("42 CFR 441.730(b)(2)"),
        _LAW,
        _towards_person(LinkKind.FINANCIALLY_RESPONSIBLE_FOR, "is financially responsible for"),
    ),
    Check(
        "US-4",
        Source("42 CFR 441.730(b)(3)"),
        _LAW,
        _towards_person(LinkKind.MAKES_DECISIONS_FOR, "may make decisions for"),
    ),
    Check("US-5", Source("42 CFR 441.730(b)(4)"), _LAW, _us_5, True),
    Check("OH-1", Source("Ohio DODD, Support Brokerage"), Evidence.GUIDANCE, _oh_1),
    Check(
        "UK-1",
        Source("Direct payments to close family; the regulation has not been re-read"),
        _CONTESTED,
        _uk_1,
        True,
    ),
)
