"""Versions of the case: how one of an older version is read as one of the present."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sds_core.formats.versions import Format
from sds_core.model.case import CASE_FORMAT

__all__ = ["CASE"]


def _from_1(case: Mapping[str, Any]) -> dict[str, Any]:
    return {**case, "format": CASE_FORMAT}


CASE = Format("sds-case", 2, {1: _from_1})
