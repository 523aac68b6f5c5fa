"""Points to money: what a scored assessment earns, by a published table.

A table may give a sum for a band of points, or a rate for each point. A rate counts for all points
(“slab”) or only for the points inside its band (“marginal”).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from operator import attrgetter

from attrs import frozen
from typing_extensions import override

from sds_core import (
    ALLOCATE_BUDGET,
    AllocateRequest,
    Allocation,
    Assessment,
    Between,
    CaseSubject,
    Contribution,
    Evidence,
    Hooks,
    Line,
    LineKind,
    Manifest,
    Money,
    NoRow,
    Period,
    Reason,
    Row,
    Source,
    Table,
    Undetermined,
    WhoseAnswer,
    hookimpl,
)

__all__ = ["How", "PointsSettings", "RasPoints", "manifest"]

ASSESSOR = "the assessor"
BUDGET_TEAM = "the council's budget team"


class How(StrEnum):
    """How a table turns points into money."""

    BANDS = "bands"
    SLAB = "slab"
    MARGINAL = "marginal"


@frozen
class PointsSettings:
    """Settings of ras-points.

    Attributes:
        table: from points (and, if it asks, the day “on”) to an amount or a rate.
        how: bands (the table gives an amount), slab or marginal (it gives a rate).
        questionnaire: from question and answer to points; left out where the case brings points
            scored elsewhere.
        answers: whose answers count: own, assessor or agreed. All are kept.
        period: for rates: the period that the sum is for.
        subject: whom the questions are made for, an adult or a carer; anybody if left out.
    """

    table: Table
    how: How = How.BANDS
    questionnaire: Table | None = None
    answers: WhoseAnswer = WhoseAnswer.ASSESSOR
    period: Period = Period.WEEK
    subject: CaseSubject | None = None


@frozen
class _Scored:
    low: int
    high: int
    missing: tuple[str, ...]
    contributions: tuple[Contribution, ...]
    reasons: tuple[Reason, ...]


def _spoken(codes: list[str]) -> str:
    return ", ".join(code.replace("_", " ") for code in codes)


class RasPoints(Hooks):
    """Allocates a budget by points.

    Args:
        settings: the settings.

    Raises:
        ValueError: a table does not have the columns that it needs.
    """

    def __init__(self, settings: PointsSettings) -> None:
        self.settings = settings
        table = settings.table
        names = [item.name for item in table.inputs]
        gives = ("amount", "money") if settings.how is How.BANDS else ("rate", "rate")
        if not set(names) <= {"points", "on"} or gives not in {
            (o.name, o.kind) for o in table.outputs
        }:
            raise ValueError(
                f"table {table.rule} must ask for points (and on) and give {gives[0]}, of type "
                f"{gives[1]}; "
                f"it asks for {', '.join(names)} and gives "
                f"{', '.join(o.name for o in table.outputs)}"
            )
        if settings.how is How.MARGINAL and "points" not in names:
            raise ValueError(f"table {table.rule} has no bands of points, so no marginal rates")
        self.points_column = names.index("points") if "points" in names else None
        self.find: Callable[[object, date], Row | NoRow] = {
            ("points",): lambda points, on: table.find(points),
            ("on",): lambda points, on: table.find(on),
            ("points", "on"): table.find,
            ("on", "points"): lambda points, on: table.find(on, points),
        }[tuple(names)]
        self.period = settings.period
        if self.period is Period.ONCE:
            raise ValueError("a budget is for a period, not paid once")
        if settings.how is How.BANDS:
            output = next(o for o in table.outputs if o.name == "amount")
            if output.period in (None, Period.ONCE):
                raise ValueError(f"table {table.rule} does not say what period its amount is for")
            self.period = output.period or self.period
        self.ranges = self._ranges(settings.questionnaire)

    @staticmethod
    def _ranges(questionnaire: Table | None) -> dict[str, tuple[int, int]]:
        """Return the fewest and most points that each question can bring."""
        if questionnaire is None:
            return {}
        names = [item.name for item in questionnaire.inputs]
        if names != ["question", "answer"] or ("points", "integer") not in {
            (o.name, o.kind) for o in questionnaire.outputs
        }:
            raise ValueError(
                f"questionnaire {questionnaire.rule} must ask for question and answer, in that "
                "order, and give points"
            )
        ranges: dict[str, tuple[int, int]] = {}
        questions = questionnaire.inputs[0].domain
        for row in questionnaire.rows:
            points = row.values["points"]
            for low, high in row.ranges[0]:
                for place in range(low, high + 1):
                    name = questions.write(place)
                    least, most = ranges.get(name, (points, points))
                    ranges[name] = (min(least, points), max(most, points))
        return ranges

    @override
    @hookimpl
    def allocate_budget(self, request: AllocateRequest) -> Allocation | Undetermined | None:
        assessment = request.case.assessment
        if assessment is None:
            return Undetermined("There is no assessment yet", ("assessment",), ASSESSOR)
        wanted = self.settings.subject
        if wanted is not None and request.case.subject is not wanted:
            cause = (
                f"The questions are made for {wanted.words}, and the case is about "
                f"{request.case.subject.words}"
            )
            return Undetermined(cause, ("subject",), BUDGET_TEAM, "settings.ras-points.subject")
        scored = (
            self._given_points(assessment)
            if self.settings.questionnaire is None
            else self._score(assessment, self.settings.questionnaire)
        )
        if isinstance(scored, Undetermined):
            return scored
        if self.settings.how is How.BANDS:
            return self._by_band(scored, request.on)
        if scored.missing:
            return self._unanswered(scored)
        return self._by_rate(scored, request.on)

    def _unanswered(self, scored: _Scored) -> Undetermined:
        return Undetermined(
            f"{len(scored.missing)} of the scored questions have no answer that counts: "
            f"{', '.join(scored.missing)}",
            tuple(f"assessment.answers.{question}" for question in scored.missing),
            ASSESSOR,
        )

    def _given_points(self, assessment: Assessment) -> _Scored | Undetermined:
        whose = self.settings.answers
        points = assessment.points.of(whose) if assessment.points else None
        if assessment.points is None or points is None:
            cause = f"The assessment has no points by the answers that count ({whose})"
            return Undetermined(cause, (f"assessment.points.{whose}",), ASSESSOR)
        reason = Reason(
            f"Your answers make {points} points on the questionnaire "
            f"“{assessment.points.questionnaire}”.",
            f"assessment.points.{whose}",
            Source(assessment.points.questionnaire),
            Evidence.LOCAL_CHOICE,
        )
        return _Scored(points, points, (), (), (reason,))

    def _score(self, assessment: Assessment, questionnaire: Table) -> _Scored | Undetermined:
        whose, find = self.settings.answers, questionnaire.find
        that_counts = attrgetter(whose)
        low = high = 0
        contributions: list[Contribution] = []
        differ: list[str] = []
        open_questions = dict.fromkeys(self.ranges)
        for answer in assessment.answers:
            given = that_counts(answer)
            if given is None:
                continue
            row = find(answer.question, given.choice)
            if isinstance(row, NoRow):
                path = f"assessment.answers.{answer.question}"
                return Undetermined(row.cause, (path,), ASSESSOR, row.rule)
            points = row.values["points"]
            low += points
            contributions.append((answer.question, given.choice, points))
            open_questions.pop(answer.question, None)
            own, assessor = answer.own, answer.assessor
            if own is not None and assessor is not None and own.choice != assessor.choice:
                differ.append(answer.question)
        high = low
        if not contributions:
            cause = f"The assessment has no scored answers that count ({whose})"
            return Undetermined(cause, ("assessment.answers",), ASSESSOR, questionnaire.rule)
        for question in open_questions:
            least, most = self.ranges[question]
            low, high = low + least, high + most
        text = f"Your answers make {low} points" + (f" to {high} points" if high > low else "")
        if differ:
            text += (
                f". You and the assessor answered differently on {_spoken(differ)}; both answers "
                "are kept"
            )
        reason = Reason(
            f"{text}.", questionnaire.rule, questionnaire.source, questionnaire.evidence
        )
        return _Scored(low, high, tuple(open_questions), tuple(contributions), (reason,))

    def _by_band(self, scored: _Scored, on: date) -> Allocation | Undetermined:
        table = self.settings.table
        exact = scored.low == scored.high
        row = self.find(scored.low if exact else Between(scored.low, scored.high), on)
        if isinstance(row, NoRow):
            if scored.missing:
                return self._unanswered(scored)
            return Undetermined(row.cause, row.missing, BUDGET_TEAM, row.rule)
        amount: Money = row.values["amount"]
        following = None
        if self.points_column is not None:
            following = table.following(row, self.points_column)
        label = f"{scored.low} points" if exact else f"{scored.low} to {scored.high} points"
        line = Line(f"{table.title}: {label}", amount.pence, LineKind.BASE, row.rule)
        return Allocation(
            (line,),
            self.period,
            (*scored.reasons, row.reason),
            scored.low if exact else None,
            (row.rule,),
            scored.contributions,
            following.ranges[self.points_column or 0][0][0] if following else None,
            following.values["amount"] if following else None,
        )

    def _by_rate(self, scored: _Scored, on: date) -> Allocation | Undetermined:
        points = scored.low
        lines: list[Line] = []
        reasons, rows = list(scored.reasons), []
        left = points
        while left > 0 or not lines:
            row = self.find(left, on)
            if isinstance(row, NoRow):
                return Undetermined(row.cause, row.missing, BUDGET_TEAM, row.rule)
            units = left
            if self.settings.how is How.MARGINAL and left > 0:
                spans = row.ranges[self.points_column or 0]
                start = next(low for low, high in spans if low <= left <= high)
                units = left - max(start, 1) + 1
            rate = row.values["rate"]
            label = f"{units} points at £{rate} a point"
            lines.append(Line(label, rate.times(units), LineKind.BASE, row.rule))
            reasons.append(row.reason)
            rows.append(row.rule)
            left -= units
            if units <= 0:
                break
        return Allocation(
            tuple(reversed(lines)),
            self.period,
            tuple(reasons),
            points,
            tuple(rows),
            scored.contributions,
        )


manifest = Manifest(
    id="ras-points",
    title="Points to money by a published table",
    hooks=(ALLOCATE_BUDGET,),
    factory=RasPoints,
    settings=PointsSettings,
    api="1",
)
