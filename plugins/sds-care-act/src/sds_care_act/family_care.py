"""Family care: what carers are able and willing to do is taken off the budget, need by need."""

from __future__ import annotations

from typing_extensions import override

from sds_care_act.law import load_law, reason, rules, unrecorded
from sds_core import (
    ADJUST_BUDGET,
    NOT_THE_COUNCILS,
    Adjustment,
    AdjustRequest,
    Carer,
    Exact,
    Hooks,
    Line,
    LineKind,
    Manifest,
    Need,
    NeedBasis,
    PartyKind,
    Period,
    Undetermined,
    care_counts,
    hookimpl,
    in_a_year,
)

__all__ = ["FamilyCare", "manifest"]

_RULE = "family-care"
_NOT_COUNTED = NOT_THE_COUNCILS | {NeedBasis.POWER}


class FamilyCare(Hooks):
    """Takes the price of each need off that carers are able and willing to meet.

    A need is counted whole or not at all: where a carer meets a part of it, the assessment names
    that part as a need of its own. The sum never falls below nothing.

    Args:
        settings: none.
    """

    def __init__(self, settings: object) -> None:
        load_law()

    @override
    @hookimpl
    def adjust_budget(self, request: AdjustRequest) -> Adjustment | Undetermined:
        assessment = request.case.assessment
        if assessment is None or assessment.needs is None:
            cause = "No needs are recorded, so what carers do for each is not known"
            return unrecorded(_RULE, cause, "assessment.needs")
        if assessment.carers is None:
            cause = "Nobody has recorded whether family or friends give care"
            return unrecorded(_RULE, cause, "assessment.carers")
        carers = {carer.party: carer for carer in assessment.carers}
        lines: list[Line] = []
        left: Exact = request.running
        for need in assessment.needs:
            if not need.eligible or need.unmet or need.basis in _NOT_COUNTED:
                continue
            counted = self._counted(request, need, carers)
            if isinstance(counted, Undetermined):
                return counted
            if not counted:
                continue
            price = need.council_price
            if price is None:
                cause = f"The council has not priced need {need.id}, which carers meet"
                return unrecorded(_RULE, cause, f"assessment.needs.{need.id}.prices")
            off: Exact = in_a_year(price) * request.period.weeks() / Period.YEAR.weeks()
            off = min(off, left)
            label = f"{need.text or need.id}, met by {counted}: {price.words()}"
            lines.append(Line(label, -off, LineKind.REDUCE, f"{rules()[_RULE].name}#{need.id}"))
            left -= off
        if lines:
            text = (
                "What family or friends are recorded as able and willing to do is taken off, need "
                "by need."
            )
        else:
            text = "No care from family or friends is counted, so nothing is taken off for it."
        return Adjustment(tuple(lines), (reason(_RULE, text),))

    @staticmethod
    def _counted(
        request: AdjustRequest, need: Need, carers: dict[str, Carer]
    ) -> str | Undetermined:
        """Return who meets a need, in words; nothing where the care does not count."""
        named = [party for party in need.met_by or () if party in carers]
        unknown = [
            party
            for party in need.met_by or ()
            if party not in carers and request.case.party(party).kind is PartyKind.INDIVIDUAL
        ]
        if unknown:
            cause = (
                f"{request.case.name(unknown[0])} is said to meet need {need.id}, and is not "
                "recorded as a carer"
            )
            return unrecorded(_RULE, cause, "assessment.carers")
        if need.met_by is None:
            cause = f"Who meets need {need.id}, if not the council, is not recorded"
            return unrecorded(_RULE, cause, f"assessment.needs.{need.id}.met_by")
        for party in named:
            care = next((c for c in carers[party].needs or () if c.need == need.id), None)
            name = request.case.name(party)
            if care is None or care.able is None or care.willing is None:
                cause = (
                    f"Nobody has recorded whether {name} can and will go on meeting need {need.id}"
                )
                return unrecorded(_RULE, cause, f"assessment.carers.{party}.needs.{need.id}")
            if not care_counts(carers[party], need.id):
                return ""
        return " and ".join(map(request.case.name, named))


manifest = Manifest(
    id="family-care",
    title="What carers are able and willing to do, need by need",
    hooks=(ADJUST_BUDGET,),
    factory=FamilyCare,
    api="1",
)
