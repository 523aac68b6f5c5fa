"""The catalogue of a helper's tasks, and the codes of services that rules read.

What they mean decides who is in conflict. Tasks are a closed list (Dowson, Independent Support
Brokers, 2007, The scope of the broker's work). Of services a council may also use codes of its own;
one that looks like a misspelling of a code here is refused when a case is read.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

__all__ = [
    "AFTER_PLANNING",
    "BEYOND_PLANNING",
    "CODES",
    "DELIVERY_SERVICE",
    "HOUSING_SERVICE",
    "Task",
    "mistaken",
]


class Task(StrEnum):
    """What somebody does who helps with planning, or goes on to do once the plan is in place.

    The first six are a broker's work before the plan is put into practice; the next five go beyond
    it. A task of no list is “unlisted_task”: what it is, nobody has said.
    """

    DECIDE_CHANGES = "decide_changes"
    WRITE_PLAN = "write_plan"
    NEGOTIATE = "negotiate"
    FIND_COMMUNITY = "find_community"
    FIND_FUNDING = "find_funding"
    PREPARE = "prepare"
    SUPPORT_COORDINATION = "support_coordination"
    PA_RECRUITMENT = "pa_recruitment"
    PAYROLL = "payroll"
    ACCOUNTS = "accounts"
    BUDGET_HOLDING = "budget_holding"
    UNLISTED = "unlisted_task"

    @property
    def words(self) -> str:
        """The task as words in a sentence."""
        return self.value.replace("_", " ")


DELIVERY_SERVICE = "support_delivery"
HOUSING_SERVICE = "housing"
# What is sold to the person once the plan is in place (Dowson 2007, Post-implementation tasks).
AFTER_PLANNING = frozenset({"support_coordination", "payroll", "dp_support_scheme"})
# What goes beyond a broker's work, where that ends when the plan is in place (Dowson 2007, The
# scope of the broker's work).
BEYOND_PLANNING = frozenset(
    {
        Task.SUPPORT_COORDINATION,
        Task.PA_RECRUITMENT,
        Task.PAYROLL,
        Task.ACCOUNTS,
        Task.BUDGET_HOLDING,
    }
)
CODES = frozenset(
    {DELIVERY_SERVICE, HOUSING_SERVICE, *AFTER_PLANNING, *(task.value for task in BEYOND_PLANNING)}
)
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
