"""The codes of tasks and services that rules read: what they mean decides who is in conflict.

A council may also use codes of its own. A code that looks like a misspelling of one of these is
refused when a case is read.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache

__all__ = [
    "AFTER_PLANNING",
    "BEYOND_PLANNING",
    "CODES",
    "DELIVERY_SERVICE",
    "HOUSING_SERVICE",
    "mistaken",
]

DELIVERY_SERVICE = "support_delivery"
HOUSING_SERVICE = "housing"
# What is sold to the person once the plan is in place (Dowson 2007, Post-implementation tasks).
AFTER_PLANNING = frozenset({"support_coordination", "payroll", "dp_support_scheme"})
# What goes beyond a broker's work, where that ends when the plan is in place (Dowson 2007, The
# scope of the broker's work).
BEYOND_PLANNING = frozenset(
    {"support_coordination", "pa_recruitment", "payroll", "accounts", "budget_holding"}
)
CODES = frozenset({DELIVERY_SERVICE, HOUSING_SERVICE, *AFTER_PLANNING, *BEYOND_PLANNING})
_NEAR = 0.85


def _plain(code: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in code.casefold()).split())


@lru_cache(maxsize=4096)
def mistaken(code: str) -> str:
    """Return the known code that a code probably misspells; an empty text if there is none.

    Args:
        code: the code as a case gives it.
    """
    if code in CODES:
        return ""
    plain = _plain(code)[:64]
    for known in sorted(CODES):
        if plain.replace("_", "") == known.replace("_", ""):
            return known
        match = SequenceMatcher(None, known, plain, autojunk=False)
        if match.quick_ratio() >= _NEAR and match.ratio() >= _NEAR:
            return known
    return ""
