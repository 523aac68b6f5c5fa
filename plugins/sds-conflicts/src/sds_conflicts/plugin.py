"""Conflicts of interest: the tests find them, a table says how severe each is here."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen
from typing_extensions import override

from sds_conflicts.checks import CHECKS, Check, Hit
from sds_core import (
    CHECK_CONFLICTS,
    Conflict,
    ConflictsRequest,
    Hooks,
    Links,
    Manifest,
    NoRow,
    PlanLine,
    Reason,
    Severity,
    Table,
    Undetermined,
    hookimpl,
)

__all__ = ["Conflicts", "ConflictsSettings", "manifest"]

OFF = "off"


@frozen
class ConflictsSettings:
    """Settings of conflicts.

    Attributes:
        severities: from “test” (its id) and “told” (whether the person chose this helper and both
            were told) to “severity” (off, allow, declare, safeguard, block) and “mend”.
        up_to_implementation: whether a broker's work ends when the plan is in place (SCOPE-1).
    """

    severities: Table
    up_to_implementation: bool = False


class Conflicts(Hooks):
    """Runs the tests that the severity table does not turn off.

    Args:
        settings: the settings.

    Raises:
        ValueError: the table does not have the columns that it needs, or lacks a test.
    """

    def __init__(self, settings: ConflictsSettings) -> None:
        self.table = table = settings.severities
        names = [item.name for item in table.inputs]
        gives = {output.name for output in table.outputs}
        if names != ["test", "told"] or not gives >= {"severity", "mend"}:
            raise ValueError(
                f"table {table.rule} must ask for test and told and give severity and mend"
            )
        tests = {check.id for check in CHECKS}
        listed = set(table.inputs[0].domain.values)
        if listed != tests:
            wrong = ", ".join(sorted(listed ^ tests))
            raise ValueError(f"table {table.rule} must list every test and no other: {wrong}")
        wider = set() if settings.up_to_implementation else {"SCOPE-1"}
        self.checks = [c for c in CHECKS if c.id not in wider and not self._off(c)]
        self.on_scope = any(check.id == "SCOPE-1" for check in self.checks)
        self.on_providers = any(check.on_providers for check in self.checks)

    def _off(self, check: Check) -> bool:
        rows = [self.table.find(check.id, told) for told in (True, False)]
        return all(not isinstance(r, NoRow) and r.values["severity"] == OFF for r in rows)

    @override
    @hookimpl
    def check_conflicts(self, request: ConflictsRequest) -> Sequence[Conflict | Undetermined]:
        links = Links(request.case, request.on)
        found: list[Conflict | Undetermined] = []
        for check in self.checks:
            for hit in check.find(links):
                answer = self._judge(check, hit)
                if answer is not None:
                    found.append(answer)
        if self.on_providers:
            found += map(_paid_whom, links.lines_without_provider)
        plan = links.case.plan
        for _, broker in links.brokers():
            if self.on_scope and plan is not None and plan.budget_holder is None:
                found.append(
                    Undetermined(
                        f"Who would hold the budget is not recorded; it may be {broker.name}, "
                        "whose work ends when the plan is in place",
                        ("plan.budget_holder",),
                        "whoever wrote the plan",
                        "SCOPE-1",
                    )
                )
            if links.unnamed(broker.id):
                found.append(
                    Undetermined(
                        f"{broker.name} has declared an interest, and with whom is not recorded",
                        (f"interests.{broker.id}.about",),
                        broker.name,
                        "declaration",
                    )
                )
            if not links.declared(broker.id):
                found.append(
                    Undetermined(
                        f"{broker.name} has declared no interests, and none are recorded",
                        (f"interests.{broker.id}",),
                        broker.name,
                        "declaration",
                    )
                )
        return found

    def _judge(self, check: Check, hit: Hit) -> Conflict | Undetermined | None:
        row = self.table.find(check.id, hit.told)
        if isinstance(row, NoRow):
            return Undetermined(
                f"{hit.text} How severe that is depends on whether the person chose this helper "
                "and both were told, which is not recorded",
                ("help.chosen_by_person", "help.both_told"),
                "care manager",
                f"{self.table.rule}: {check.id}",
            )
        if row.values["severity"] == OFF:
            return None
        reason = Reason(hit.text, f"{check.id}, {row.rule}", check.source, check.evidence)
        severity = Severity(row.values["severity"])
        return Conflict(check.id, hit.parties, severity, (reason,), row.values["mend"])


def _paid_whom(line: PlanLine) -> Undetermined:
    return Undetermined(
        f"Who is paid for “{line.what}” is not recorded, so nobody can say who stands near them",
        (f"plan.lines.{line.id}.provider",),
        "whoever wrote the plan",
        "plan.lines",
    )


manifest = Manifest(
    id="conflicts",
    title="Conflicts of interest, by tests and a severity table",
    hooks=(CHECK_CONFLICTS,),
    factory=Conflicts,
    settings=ConflictsSettings,
    api="1",
)
