"""The part of a letter that says which needs were found, by whom and why, and how each is met."""

from __future__ import annotations

from sds_core.explain.words import day, join
from sds_core.model.case import Case
from sds_core.model.needs import Need, NeedBasis

__all__ = ["advice_told", "charge_told", "needs_told"]

_GROUND = {
    NeedBasis.POWER: "The council has chosen to meet it",
    NeedBasis.URGENT: "It is met at once",
    NeedBasis.AFTERCARE: "It is met as aftercare",
    NeedBasis.CONTINUITY: "It is met as it was where you lived before",
    NeedBasis.HEALTH_SERVICE: "The health service meets it",
    NeedBasis.EXCLUDED: "The law does not let the council meet it",
}


def _met(need: Need, case: Case) -> str:
    if need.basis in _GROUND:
        return _GROUND[need.basis]
    if not need.eligible:
        return "The council does not meet it"
    if need.unmet:
        return "It is to be met from your budget"
    return f"{join(list(map(case.name, need.met_by or ()))) or 'Somebody else'} meets it"


def _told(need: Need, case: Case) -> str:
    eligible = "eligible" if need.eligible else "not eligible"
    found = f"{need.text or need.outcome}: {eligible}"
    if need.found_by is not None and need.found_on is not None:
        found += f", as {case.name(need.found_by)} found on {day(need.found_on)}"
    why = f" {need.why.strip()}" if need.why.strip() else ""
    return f"{found}.{why} {_met(need, case)}."


def needs_told(case: Case) -> tuple[str, ...]:
    """Return each need with its finding, its reasons and how it is met, in words to the person."""
    needs = (case.assessment.needs if case.assessment else None) or ()
    return tuple(_told(need, case) for need in needs)


def charge_told(case: Case) -> tuple[str, ...]:
    """Return what the person pays, as it was supplied; or by when they are told."""
    charge = case.charge
    if charge is None:
        return ()
    if charge.amount is not None:
        return (f"You pay {charge.amount.words()}, as your financial assessment says.",)
    when = f" You are told by {day(charge.told_by)}." if charge.told_by else ""
    return (f"What you pay towards it is not assessed yet.{when}",)


def advice_told(case: Case) -> tuple[str, ...]:
    """Return what the person is told of needs that are not met, and of preventing others."""
    advice = case.assessment.advice.strip() if case.assessment else ""
    return (f"What may help you now, or keep you well: {advice}",) if advice else ()
