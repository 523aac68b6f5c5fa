"""Facts on the person whose support it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sds_core.conditions.clauses import Fact
from sds_core.conditions.domains import Domain
from sds_core.model.assessment import Circumstances

__all__ = ["PERSON_FACTS"]


def _circumstance(name: str) -> Callable[[object], object]:
    def read(request: Any) -> object:
        assessment = request.case.assessment
        return getattr(assessment.circumstances if assessment else Circumstances(), name)

    return read


_TITLES = {
    "has_circle": "family, friends or allies stand around the person",
    "impaired_intellectual_functioning": "the person needs help to decide and to assert rights",
    "in_crisis": "the person is in crisis",
    "abused": "the person is being abused or is at risk of it",
    "cut_off": "the person is cut off from ordinary help",
}

# Facts that every request with a case can show.
PERSON_FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        f"person.{name}": Fact(f"person.{name}", title, Domain.yes_no(), _circumstance(name))
        for name, title in _TITLES.items()
    }
)
