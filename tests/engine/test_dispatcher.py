"""Hooks and how answers combine: contained failures, checked answers, the strictest verdict."""

from __future__ import annotations

import logging
import sys
from datetime import date
from fractions import Fraction

import pytest
from sds_test_support.made_plugins import (
    ON,
    WHY,
    base_line,
    case_of,
    listed,
    plugin,
    seat,
    site,
)

from sds_core.model.answers import Conflict, Funding, Severity
from sds_core.model.budgets import Allocation, Line, LineKind
from sds_core.model.decisions import Status
from sds_core.model.periods import Period
from sds_core.model.reasons import Evidence, Reason, Source, Undetermined
from sds_core.questions import QUESTIONS
from sds_core.site import Site


def allocate(answer, **kwargs):
    made = site(
        plugin("allocate_budget", answer), hooks={"allocate_budget": seat("made")}, **kwargs
    )
    return made, made.allocate(case_of(made), ON)


def test_a_good_answer_stands_with_its_plugin_and_version():
    _, decision = allocate(lambda r: Allocation((base_line(8291),), Period.WEEK, WHY))
    assert decision.status is Status.ANSWERED
    (opinion,) = decision.opinions
    assert (opinion.given_by.plugin, opinion.given_by.distribution, opinion.given_by.version) == (
        "made", "made-dist", "1.2",
    )  # fmt: skip
    assert str(decision.amount.money) == "82.91"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda r: Allocation((base_line(1),), Period.WEEK, ()), "no reason"),
        (lambda r: Allocation((), Period.WEEK, WHY), "at least one"),
        (lambda r: Allocation((base_line(-5),), Period.WEEK, WHY), "less than nothing"),
        (lambda r: Allocation((base_line(1.5),), Period.WEEK, WHY), "Line.pence holds float"),
        (lambda r: Allocation([base_line(1)], Period.WEEK, WHY), "Allocation.lines holds"),
        (lambda r: {"amount": "82.91"}, "dict, not Allocation"),
        (lambda r: Funding((), WHY), "Funding, not Allocation"),
        (lambda r: Undetermined(" "), "no cause"),
        (lambda r: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_a_bad_answer_is_undetermined_and_names_the_plugin(answer, says):
    _, decision = allocate(answer)
    assert decision.status is Status.UNDETERMINED
    (opinion,) = decision.opinions
    assert says in opinion.error
    assert "made" in decision.undetermined[0].cause


def test_a_providers_silence_is_undetermined_never_no():
    _, decision = allocate(lambda r: None)
    assert decision.status is Status.UNDETERMINED
    assert "made has no answer" in decision.undetermined[0].cause


def test_a_failure_is_logged_without_personal_data(caplog):
    def answer(request):
        raise RuntimeError(request.case.name(request.case.person))

    with caplog.at_level(logging.DEBUG):
        allocate(answer)
    assert "made" in caplog.text
    assert "Ben" not in caplog.text


def test_an_advisers_answer_is_shown_and_decides_nothing():
    adviser = plugin("allocate_budget", lambda r: Undetermined("Never!"), "adviser")
    provider = plugin(
        "allocate_budget", lambda r: Allocation((base_line(100),), Period.WEEK, WHY), "made"
    )
    made = site(adviser, provider, hooks={"allocate_budget": seat("made", advisers=["adviser"])})
    decision = made.allocate(case_of(made), ON)
    assert decision.status is Status.ANSWERED
    assert [opinion.counts for opinion in decision.opinions] == [True, False]
    assert decision.opinions[1].answers == (Undetermined("Never!"),)
    assert not decision.undetermined


def test_all_are_asked_even_when_one_fails():
    def fail(request):
        raise ValueError("broken")

    good = plugin(
        "check_conflicts", lambda r: [Conflict("T-1", ("p",), Severity.DECLARE, WHY)], "b"
    )
    made = site(
        plugin("check_conflicts", fail, "a"), good, hooks={"check_conflicts": listed("a", "b")}
    )
    decision = made.conflicts(case_of(made), ON)
    assert decision.status is Status.UNDETERMINED
    assert [o.error is None for o in decision.opinions] == [False, True]


def test_a_notice_that_fails_changes_nothing(caplog):
    def fail(request):
        raise RuntimeError("down")

    made = site(plugin("after_decision", fail), hooks={"after_decision": listed("made")})
    made.notify(made.allocate(case_of(made), ON))
    assert "made failed at after_decision" in caplog.text


@pytest.mark.trace("T034", "T109")
def test_the_budget_is_known_before_the_plan_is_looked_at():
    order = list(QUESTIONS)
    assert order.index("allocate_budget") < order.index("review_plan") < order.index("approve_plan")
    seen = {}

    def look(request):
        seen.update(request.earlier)
        return []

    made = site(plugin("review_plan", look), hooks={"review_plan": listed("made")})
    made.decide(case_of(made), ON)
    assert list(seen) == [
        "allocate_budget", "adjust_budget", "suggest_support", "check_conflicts", "accredit",
        "fund_help",
    ]  # fmt: skip


def test_what_a_plugin_is_given_cannot_be_changed():
    tried = []

    def meddle(request):
        for change in (
            lambda: setattr(request, "on", None),
            lambda: setattr(request.case, "id", "x"),
            lambda: request.earlier.clear(),
            lambda: request.case.plan.stated.update(x=True),
            lambda: request.case.extensions.update(x=1),
            lambda: request.case.assessment.document.update(x=1),
        ):
            try:
                change()
                tried.append("changed")
            except (AttributeError, TypeError):
                tried.append("refused")
        return []

    made = site(plugin("review_plan", meddle), hooks={"review_plan": listed("made")})
    made.decide(case_of(made, "ada"), ON)
    assert set(tried) == {"refused"}


class Unspeakable(Exception):
    def __str__(self):
        raise RuntimeError("not even this")


def _raise(error):
    raise error


@pytest.mark.parametrize(
    "answer",
    [
        lambda r: _raise(Unspeakable()),
        lambda r: _raise(ValueError("half \ud800 a pair")),
        lambda r: Allocation((Line("\ud800", 1, LineKind.BASE, "r"),), Period.WEEK, WHY),
        lambda r: Allocation((Line("\x1b[31m", 1, LineKind.BASE, "r"),), Period.WEEK, WHY),
        lambda r: Allocation((base_line(10**40),), Period.WEEK, WHY),
        lambda r: Allocation((base_line(Fraction(1, 10**13)),), Period.WEEK, WHY),
        lambda r: Allocation((base_line(True),), Period.WEEK, WHY),
        lambda r: Allocation((base_line(1),), "week", WHY),
        lambda r: Allocation((base_line(1),), Period.ONCE, WHY),
        lambda r: Allocation((base_line(1),), Period.WEEK, WHY, points="many"),
        lambda r: Allocation((base_line(1),), Period.WEEK, WHY, contributions=(("q", "a", "1"),)),
        lambda r: Undetermined("Why", None),
    ],
)
def test_what_cannot_be_kept_or_printed_is_contained(answer):
    import json

    from sds_core.formats.canonical import canonical
    from sds_core.formats.records import to_plain

    _, decision = allocate(answer)
    assert decision.status is Status.UNDETERMINED
    assert decision.opinions[0].error
    json.loads(canonical(to_plain(decision)))


def test_check_model_sees_the_effective_profile_and_cannot_change_it():
    from sds_core.model.answers import ModelFinding, ModelFindingLevel

    def answer(request):
        assert request.profile["id"] == "community-support"
        with pytest.raises(TypeError):
            request.profile["hooks"]["fund_help"] = "mine"
        return [ModelFinding(ModelFindingLevel.WARNING, "hooks.fund_help", WHY)]

    made = site(plugin("check_model", answer), hooks={"check_model": listed("made")})
    assert made.check_model(case_of(made), ON).outcome == "warning"


def test_a_site_is_shared_between_threads():
    from concurrent.futures import ThreadPoolExecutor

    from sds_core.formats.canonical import canonical
    from sds_core.formats.records import to_plain

    made = Site.load("independent-broker@1.0")
    cases = [case_of(made, who) for who in ("ada", "ben", "cam", "dee", "eli")]
    alone = [canonical(to_plain(made.decide(case, ON))) for case in cases]
    with ThreadPoolExecutor(8) as pool:
        together = list(
            pool.map(lambda case: canonical(to_plain(made.decide(case, ON))), cases * 20)
        )
    assert together == alone * 20


def test_a_question_that_leaves_the_process_is_contained():
    """`sys.exit` in a plugin is a failure like any other, and nothing wider is caught."""
    _, decision = allocate(lambda request: sys.exit(3))
    assert decision.status is Status.UNDETERMINED
    assert decision.opinions[0].error == "SystemExit: 3"

    def interrupted(request):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        allocate(interrupted)


def test_a_plugin_that_changes_its_request_is_not_believed():
    def change(request):
        object.__setattr__(request, "on", date(2030, 1, 1))
        return Allocation((base_line(1),), Period.WEEK, WHY)

    _, decision = allocate(change)
    assert decision.status is Status.UNDETERMINED
    assert "changed the request" in decision.opinions[0].error


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (
            lambda r: Allocation(
                (base_line(1),), Period.WEEK,
                (Reason("Because.", "rule", Source(" "), Evidence.LOCAL_CHOICE),),
            ),
            "names no source",
        ),
        (lambda r: Allocation((base_line(1.5),), Period.WEEK, WHY), "no float touches money"),
    ],
)  # fmt: skip
def test_an_answer_that_breaks_the_contract_says_what_to_do(answer, says):
    _, decision = allocate(answer)
    assert says in decision.opinions[0].error


def test_a_notice_that_leaves_the_process_changes_nothing():
    told = plugin("after_decision", lambda notice: sys.exit(3), "told")
    made = site(told, hooks={"after_decision": listed("told")})
    made.notify(made.allocate(case_of(made), ON))
