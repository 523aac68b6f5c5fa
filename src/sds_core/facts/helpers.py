"""Facts on somebody who helps: their work and their ties; and on what happened."""

from __future__ import annotations

from sds_core.conditions.clauses import Fact
from sds_core.facts.kinds import COUNT, YES_NO, Read, choice, facts_by_name
from sds_core.facts.subjects import Subject
from sds_core.model.known import EventKind
from sds_core.model.parties import PartyKind, Role
from sds_core.model.plan import FeeBasis

__all__ = ["EVENT", "HELPER"]


def _holds(*roles: Role) -> Read:
    return lambda s: s.helper.holds(*roles)


def _help(name: str) -> Read:
    return lambda s: getattr(s.help, name) if s.help else None


def _paid(s: Subject) -> bool | None:
    return s.help.fee.basis is not FeeBasis.FREE if s.help else None


def _holds_budget(s: Subject) -> bool | None:
    plan, tasks = s.case.plan, s.help.tasks if s.help else ()
    if "budget_holding" in tasks:
        return True
    return None if plan is None else plan.budget_holder == s.asked_about.id


def _works_for_provider(s: Subject) -> bool:
    return any(s.links.delivers(body) for body in s.links.employers(s.asked_about.id))


def _works_for_council(s: Subject) -> bool:
    bodies = s.links.employers(s.asked_about.id)
    return s.asked_about.holds(Role.CARE_MANAGER) or any(b.holds(Role.COUNCIL) for b in bodies)


def _plan_ties(s: Subject) -> int | None:
    """Count the plan's paid providers that the helper is, belongs to or has an interest in.

    What family and household belong to counts too. Nobody knows while a line does not say who is
    paid.
    """
    if s.case.plan is None or s.links.lines_without_provider:
        return None
    near = {s.asked_about.id, *(body.id for body in s.links.organisations(s.asked_about.id))}
    near |= {body.id for body in s.links.of_interest(s.asked_about.id)}
    near |= {body.id for _, body in s.links.through_family(s.asked_about.id)}
    return len(near & s.links.plan_providers)


HELPER = facts_by_name(
    Fact("helper.is_broker", "the helper is a broker", YES_NO, _holds(Role.BROKER)),
    Fact(
        "helper.is_near",
        "the helper is family, a friend or of the person's circle",
        YES_NO,
        lambda s: s.helper.id in s.links.family,
    ),
    Fact("helper.is_peer", "the helper is a peer", YES_NO, _holds(Role.PEER)),
    Fact("helper.is_provider", "the helper is a provider", YES_NO, _holds(Role.PROVIDER)),
    Fact(
        "helper.is_organisation",
        "the helper is an organisation",
        YES_NO,
        lambda s: s.helper.kind is PartyKind.ORGANISATION,
    ),
    Fact(
        "helper.delivers_support",
        "the helper delivers support as well",
        YES_NO,
        lambda s: s.links.delivers(s.helper),
    ),
    Fact(
        "helper.works_for_provider",
        "the helper works for a body that delivers support",
        YES_NO,
        _works_for_provider,
    ),
    Fact(
        "helper.works_for_council", "the helper works for the council", YES_NO, _works_for_council
    ),
    Fact(
        "helper.links_to_plan_providers",
        "the plan's paid providers that the helper is or is tied to",
        COUNT,
        _plan_ties,
        unit="providers",
    ),
    Fact(
        "helper.interests_declared",
        "the helper has declared interests, or that there are none",
        YES_NO,
        lambda s: s.links.declared(s.helper.id),
        document="declaration of interests",
    ),
    Fact("helper.paid", "the helper is paid for helping", YES_NO, _paid),
    Fact(
        "helper.fee_basis",
        "how the helper charges",
        choice(FeeBasis),
        lambda s: s.help.fee.basis.value if s.help else None,
    ),
    Fact(
        "helper.chosen_by_person",
        "the person chose this helper",
        YES_NO,
        _help("chosen_by_person"),
    ),
    Fact(
        "helper.both_told",
        "person and helper were both told of the interests between them",
        YES_NO,
        _help("both_told"),
    ),
    Fact("helper.holds_budget", "the helper would hold the budget", YES_NO, _holds_budget),
)


EVENT = facts_by_name(
    Fact(
        "event.kind",
        "what happened",
        choice(EventKind),
        lambda s: s.event.value if s.event else None,
    ),
)
