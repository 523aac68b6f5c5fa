"""Versions of the act: how one of an older version is read as one of the present."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sds_core.formats.versions import Format

__all__ = ["ACT"]


def _from_1(held: Mapping[str, Any]) -> dict[str, Any]:
    return {**held, "format": "sds-act-2"}


# What a file or an entry holds: the act, and beside it what became of it. Until version 0.2 an
# entry did not say its format.
ACT = Format("sds-act", 2, {1: _from_1}, unmarked=1)
