"""Whether a profile asks the rules of the law where they must be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sds_care_act.law import reason
from sds_core import (
    ADJUST_BUDGET,
    APPROVE_PLAN,
    REVIEW_PLAN,
    ModelFinding,
    ModelFindingLevel,
    Undetermined,
)

__all__ = ["check"]

_FAULT, _WARNING = ModelFindingLevel.FAULT, ModelFindingLevel.WARNING
_CRITERIA = "sds-care-act:care-act"
_HERE = "care-act"


def _asked(profile: Mapping[str, Any], question: str) -> tuple[str, ...]:
    return tuple(profile["hooks"].get(question, {}).get("plugins", ()))


def _found(level: ModelFindingLevel, place: str, rule: str, text: str) -> ModelFinding:
    return ModelFinding(level, place, (reason(rule, text),))


def _where_asked(profile: Mapping[str, Any]) -> Iterator[ModelFinding]:
    for question in (ADJUST_BUDGET, REVIEW_PLAN, APPROVE_PLAN):
        if _HERE not in _asked(profile, question):
            text = f"{_HERE} is not asked at {question}, so nothing there is held to the law."
            yield _found(_FAULT, f"hooks.{question}", "model-keeps-the-law", text)
    steps = _asked(profile, ADJUST_BUDGET)
    if _HERE in steps and steps[-1] != _HERE:
        text = f"{steps[-1]} comes after {_HERE}: the sum that is told was not held to the price."
        yield _found(_FAULT, f"hooks.{ADJUST_BUDGET}", "sufficient-indicative", text)
    if profile.get("eligibility") != "recorded":
        text = 'A budget does not wait for the finding on needs: write eligibility = "recorded".'
        yield _found(_FAULT, "eligibility", "eligibility-recorded", text)


def _percentages(profile: Mapping[str, Any]) -> Iterator[ModelFinding]:
    if "informal-care" in _asked(profile, ADJUST_BUDGET):
        text = (
            "informal-care takes a percentage off the whole sum for what family does; what carers "
            "are able and willing to do is counted need by need, as family-care does."
        )
        yield _found(_FAULT, f"hooks.{ADJUST_BUDGET}", "family-care", text)


def _criteria(profile: Mapping[str, Any]) -> Iterator[ModelFinding]:
    criteria = profile.get("criteria", {})
    if _CRITERIA not in (criteria.get("set"), *criteria.get("also", ())):
        text = f"The plan is not looked at by {_CRITERIA}: add it to criteria.also."
        yield _found(_FAULT, "criteria", "needs-answered", text)
    if criteria.get("grounds") != "published":
        text = (
            "A criterion that publishes no ground can send a plan back here: write grounds = "
            "“published”."
        )
        yield _found(_WARNING, "criteria.grounds", "amending-is-deciding", text)
    if not criteria.get("other_ground"):
        text = "Nobody may decide by a ground outside the list, so the list may fetter the decider."
        yield _found(_WARNING, "criteria.other_ground", "model-keeps-the-law", text)


def _letter(profile: Mapping[str, Any]) -> Iterator[ModelFinding]:
    letter = profile.get("letter", {})
    if not letter.get("help_deciding"):
        text = (
            "Letters do not say how the council itself helps the person to decide: write "
            "letter.help_deciding."
        )
        yield _found(_FAULT, "letter.help_deciding", "help-with-deciding", text)
    if not letter.get("refused_by"):
        text = "Letters name nobody to whom a person who is refused can go: letter.refused_by."
        yield _found(_WARNING, "letter.refused_by", "a-person-decides", text)


def check(profile: Mapping[str, Any]) -> Sequence[ModelFinding | Undetermined]:
    """Return what in a profile does not keep to the law.

    Args:
        profile: the effective profile, as plain data.
    """
    return [*_where_asked(profile), *_percentages(profile), *_criteria(profile), *_letter(profile)]
