"""Findings on a profile: what its own `check_model` says, and what its tables prove."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import fields, frozen

from sds_core.errors import ProfileError
from sds_core.model.answers import ModelFinding, ModelFindingLevel
from sds_core.profiles.profile import Profile
from sds_core.questions import ADJUST_BUDGET, CHECK_MODEL
from sds_core.site import Site
from sds_core.tables.table import Table
from sds_core.testing.requests import example_cases

__all__ = ["FoundInModel", "model_findings"]


@frozen
class FoundInModel:
    """A finding on a profile.

    Attributes:
        level: how grave it is: note, warning or fault.
        place: where the profile says it, with file and line.
        text: what was found.
        given_by: the plugin that says so; empty where a table proves it.
        source: what the finding rests on.
    """

    level: ModelFindingLevel
    place: str
    text: str
    given_by: str
    source: str


def model_findings(profile: Profile, on: date) -> tuple[FoundInModel, ...]:
    """Return the findings on a profile, in the order of the questions.

    Args:
        profile: the profile.
        on: the day of the check.

    Raises:
        ProfileError: a plugin that is asked about the model fails.
    """
    return (*_takes_from_everybody(profile), *_asked(profile, on))


def _asked(profile: Profile, on: date) -> Iterator[FoundInModel]:
    choice = profile.choices.get(CHECK_MODEL)
    if choice is None or choice.not_asked:
        return
    decision = Site(profile).check_model(example_cases()[0], on)
    for opinion in decision.opinions:
        plugin = opinion.given_by.plugin
        if opinion.error is not None:
            raise ProfileError(f"{plugin} fails at {CHECK_MODEL}: {opinion.error}")
        for answer in opinion.answers:
            if isinstance(answer, ModelFinding):
                keys = answer.place.split(".")
                text = " ".join(reason.text for reason in answer.reasons)
                source = "; ".join(str(reason.source) for reason in answer.reasons)
                place = profile.origin.place(*keys)
                yield FoundInModel(answer.level, place, text, plugin, source)


def _takes_from_everybody(profile: Profile) -> Iterator[FoundInModel]:
    """Yield each table of an adjustment that leaves nobody the whole of their sum.

    A percentage that a table gives is what is left of the sum. Where every row leaves less than the
    whole, whatever is said of a person takes something from them (Dowson 2007 condemns it).
    """
    for plugin in profile.choices[ADJUST_BUDGET].plugins:
        settings: Any = profile.plugins[plugin].settings
        for setting in fields(type(settings)):
            table = getattr(settings, setting.name)
            if not isinstance(table, Table) or not table.rows:
                continue
            for output in table.outputs:
                most = max((row.values[output.name] for row in table.rows), default=100)
                if output.kind == "percent" and most < 100:
                    yield FoundInModel(
                        ModelFindingLevel.FAULT,
                        profile.origin.place("settings", plugin, setting.name),
                        f"Every row of table {table.rule} leaves {most}% of the sum or less, so "
                        f"{plugin} takes something from everybody.",
                        "",
                        "Dowson, Independent Support Brokers (2007)",
                    )
