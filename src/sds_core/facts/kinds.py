"""Building blocks of facts: the domains of their values, and maps of facts by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sds_core.conditions.clauses import Fact
from sds_core.conditions.domains import Domain

__all__ = ["COUNT", "DATES", "DAYS", "YES_NO", "Read", "choice", "facts_by_name"]

Read = Callable[[Any], Any]
YES_NO, DATES = Domain.yes_no(), Domain.dates()
COUNT, DAYS = Domain.numbers(0, 100_000), Domain.numbers(0, 3_660)


def choice(kind: type[StrEnum]) -> Domain:
    """Return the domain of an enumeration's values."""
    return Domain.closed_list(tuple(member.value for member in kind))


def facts_by_name(*facts: Fact) -> Mapping[str, Fact]:
    """Return facts by their names."""
    return MappingProxyType({fact.name: fact for fact in facts})
