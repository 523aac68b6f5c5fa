"""Sets that are compared answer one question."""

from __future__ import annotations

from sds_core.errors import Fault, InputError
from sds_core.rulesets.ruleset import RuleSet

__all__ = ["same_question"]


def same_question(sets: list[RuleSet]) -> None:
    """Refuse sets on different questions.

    Raises:
        InputError: with the questions.
    """
    hooks = {rules.head.hook for rules in sets}
    if len(hooks) > 1:
        fault = Fault("SETS", f"the questions {', '.join(sorted(hooks))}", "one question")
        raise InputError("sets on different questions cannot be compared", [fault])
