"""Versions of decisions and journeys: how stored ones are read, whatever version wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sds_core.formats.records import from_plain
from sds_core.formats.versions import Format
from sds_core.model.decisions import DECISION_FORMAT, JOURNEY_FORMAT, Decision

__all__ = ["DECISION", "JOURNEY", "decision_from_plain"]


def _answer_from_1(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Fields that have other names since, and those that did not exist.

    What would resolve a conflict was `mend`. A referred sum was `uncapped`, and above a `limit`.
    """
    plain = dict(answer)
    if plain["answer"] == "conflict":
        plain["hint"] = plain.pop("mend", "")
    elif plain["answer"] == "funding":
        plain["not_payable"] = []
    elif plain["answer"] == "approval":
        plain |= {"held_to": [], "to_record": []}
    elif plain["answer"] == "adjustment":
        plain["least"] = None
        if plain.get("referral"):
            referral = dict(plain["referral"])
            referral |= {"found": referral.pop("uncapped"), "held_to": referral.pop("limit")}
            plain["referral"] = referral
    return plain


def _decision_from_1(decision: Mapping[str, Any]) -> dict[str, Any]:
    opinions = [
        {**opinion, "answers": [_answer_from_1(answer) for answer in opinion["answers"]]}
        for opinion in decision["opinions"]
    ]
    return {**decision, "format": DECISION_FORMAT, "opinions": opinions}


def _journey_from_1(journey: Mapping[str, Any]) -> dict[str, Any]:
    decisions = [_decision_from_1(decision) for decision in journey["decisions"]]
    return {**journey, "format": JOURNEY_FORMAT, "decisions": decisions}


# Until version 0.2 a decision did not say its format.
DECISION = Format("sds-decision", 2, {1: _decision_from_1}, unmarked=1)
JOURNEY = Format("sds-journey", 2, {1: _journey_from_1}, unmarked=1)


def decision_from_plain(plain: Mapping[str, Any], called: str = "the decision") -> Decision:
    """Build a decision from stored plain data of any version that can be read.

    Args:
        plain: the data.
        called: what to call it in errors.

    Raises:
        InputError: it is of no version that can be read.
        ValueError: a value is not of its type.
    """
    return from_plain(DECISION.read(plain, called), Decision)
