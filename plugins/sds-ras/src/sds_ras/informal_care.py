"""Informal care: the budget counts the care that carers give, if they are able and willing.

Care counts only after the carer was asked whether they can and will go on giving it: until then,
the sum is undetermined where it depends on that care.
"""

from __future__ import annotations

from attrs import frozen
from typing_extensions import override

from sds_core import (
    ADJUST_BUDGET,
    Adjustment,
    AdjustRequest,
    CareLevel,
    Carer,
    Hooks,
    Line,
    LineKind,
    Manifest,
    NoRow,
    Reason,
    Table,
    Undetermined,
    exact_pence,
    hookimpl,
)

__all__ = ["InformalCare", "InformalCareSettings", "manifest"]

_LEVELS = list(CareLevel)
_rank = _LEVELS.index


@frozen
class InformalCareSettings:
    """Settings of informal-care.

    Attributes:
        table: from “care” (none, some, substantial, most) to “percent”, the whole per cent of the
            budget that is left.
    """

    table: Table


def _counts(carer: Carer) -> bool | None:
    """Tell whether a carer's care counts: able and willing; `None` while that is not known."""
    if carer.able is False or carer.willing is False or carer.gives is CareLevel.NONE:
        return False
    return True if carer.able and carer.willing and carer.gives is not None else None


class InformalCare(Hooks):
    """Leaves the part of the budget that carers' help does not cover.

    Args:
        settings: the settings.

    Raises:
        ValueError: the table does not give a percentage for each level of care.
    """

    def __init__(self, settings: InformalCareSettings) -> None:
        self.table = table = settings.table
        names = [item.name for item in table.inputs]
        if names != ["care"] or ("percent", "percent") not in {
            (o.name, o.kind) for o in table.outputs
        }:
            raise ValueError(f"table {table.rule} must ask for care and give percent")
        if table.inputs[0].domain.values != tuple(_LEVELS):
            raise ValueError(f"table {table.rule}: the levels of care are {', '.join(_LEVELS)}")

        self.nothing = Reason(
            "No care from family or friends is counted, so nothing is taken away for it.",
            table.rule,
            table.source,
            table.evidence,
        )

    @override
    @hookimpl
    def adjust_budget(self, request: AdjustRequest) -> Adjustment | Undetermined:
        carers = request.case.assessment.carers if request.case.assessment else None
        if carers is None:
            return Undetermined(
                "Nobody has recorded whether family or friends give care",
                ("assessment.carers",),
                "the assessor",
                self.table.rule,
            )
        known, unknown, open_ = CareLevel.NONE, CareLevel.NONE, []
        for carer in carers:
            counts = _counts(carer)
            level = carer.gives or CareLevel.MOST
            if counts and _LEVELS.index(level) > _LEVELS.index(known):
                known = level
            if counts is None:
                open_.append(carer)
                if _LEVELS.index(level) > _LEVELS.index(unknown):
                    unknown = level
        row = self.table.find(known)
        if isinstance(row, NoRow):
            return Undetermined(row.cause, row.missing, rule=row.rule)
        possible = _LEVELS[_LEVELS.index(known) : _LEVELS.index(max(known, unknown, key=_rank)) + 1]
        others = [self.table.find(level) for level in possible]
        if any(isinstance(other, NoRow) or other.values != row.values for other in others):
            names = [request.case.name(carer.party) for carer in open_]
            return Undetermined(
                f"Nobody has recorded whether {' and '.join(names)} can and will go on giving care",
                tuple(f"assessment.carers.{carer.party}" for carer in open_),
                "the assessor",
                self.table.rule,
            )
        percent = row.values["percent"]
        if percent == 100:
            return Adjustment((), (self.nothing,))
        line = Line(
            f"Care from family or friends ({known}): {percent}% of the sum is left",
            exact_pence(
                request.running.numerator * (percent - 100), request.running.denominator * 100
            ),
            LineKind.REDUCE if percent < 100 else LineKind.ADD,
            row.rule,
        )
        named = [request.case.name(c.party) for c in carers if _counts(c)]
        told = Reason(
            f"Recorded as able and willing to go on giving care: {' and '.join(named)}.",
            self.table.rule,
            self.table.source,
            self.table.evidence,
        )
        return Adjustment((line,), (row.reason, told))


manifest = Manifest(
    id="informal-care",
    title="Care from family and friends, if able and willing",
    hooks=(ADJUST_BUDGET,),
    factory=InformalCare,
    settings=InformalCareSettings,
    api="1",
)
