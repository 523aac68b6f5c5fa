"""Versions of the case: how one of an older version is read as one of the present."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sds_core.formats.versions import Format
from sds_core.model.case import CASE_FORMAT
from sds_core.model.person import CaseSubject
from sds_core.model.tasks import Task

__all__ = ["CASE"]

_TASKS = frozenset(Task)


def _need_from_1(need: Mapping[str, Any]) -> dict[str, Any]:
    """Return a need whose one price, of which nobody recorded whose it is, is among its prices."""
    plain = dict(need)
    priced = plain.pop("priced_cost", None)
    return plain if priced is None else {**plain, "prices": [{"cost": priced}]}


def _help_from_1(help_: Mapping[str, Any]) -> dict[str, Any]:
    """Return help whose tasks are of the catalogue, and whose hours are a quantity."""
    tasks = [task if task in _TASKS else Task.UNLISTED.value for task in help_["tasks"]]
    fee = dict(help_["fee"])
    if fee.get("hours") is not None:
        fee["hours"] = str(fee["hours"])
    return {**help_, "tasks": list(dict.fromkeys(tasks)), "fee": fee}


def _from_1(case: Mapping[str, Any]) -> dict[str, Any]:
    """Version 1 knew adults with needs alone, and codes of tasks as a host wrote them."""
    plain = {**case, "format": CASE_FORMAT, "subject": CaseSubject.ADULT.value}
    if "help" in case:
        plain["help"] = [_help_from_1(help_) for help_ in case["help"]]
    assessment = case.get("assessment")
    if assessment and assessment.get("needs"):
        needs = [_need_from_1(need) for need in assessment["needs"]]
        plain["assessment"] = {**assessment, "needs": needs}
    return plain


CASE = Format("sds-case", 2, {1: _from_1})
