"""What is frozen is frozen all the way down: no list, dict or set is within reach of a record."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from sds_test_support.made_plugins import case_of

from sds_core.comparison.compare import compare
from sds_core.conditions.evaluate import Conditions
from sds_core.explain.letter import write_letter
from sds_core.hookspecs import Hooks
from sds_core.site import Site

ON = date(2026, 10, 1)
MODELS = ("independent-broker@1.0", "community-support@1.0", "norfolk-primary-example@1.0")
MUTABLE = (dict, list, set, bytearray)
# A plugin keeps what it likes; conditions keep what they worked out, by day.
OUTSIDE = (Hooks, type, Conditions)


def mutable(thing, path="", seen=None):
    """Yield the paths within a record at which something can be changed."""
    seen = set() if seen is None else seen
    if isinstance(thing, OUTSIDE) or callable(thing) or id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, MUTABLE):
        yield f"{path}: {type(thing).__name__}"
    elif attrs.has(type(thing)):
        for field in attrs.fields(type(thing)):
            yield from mutable(getattr(thing, field.name), f"{path}.{field.name}", seen)
    elif isinstance(thing, tuple | frozenset):
        for place, item in enumerate(thing):
            yield from mutable(item, f"{path}[{place}]", seen)
    elif hasattr(thing, "items"):
        for name, item in thing.items():
            yield from mutable(item, f"{path}[{name}]", seen)


@pytest.mark.parametrize("model", MODELS)
def test_nothing_in_a_profile_can_be_changed(model):
    found = list(mutable(Site.load(model).profile))
    assert not found, found[:20]


def test_nothing_in_a_case_a_journey_a_letter_or_a_comparison_can_be_changed():
    one, other = (Site.load(model) for model in MODELS[:2])
    case = case_of(one, "ada")
    journey = one.decide(case, ON)
    letter = write_letter(journey, case, one.profile)
    compared = compare([case], one.profile, other.profile, ON)
    for thing in (case, journey, letter, compared):
        found = list(mutable(thing, type(thing).__name__))
        assert not found, found[:20]
