"""Hooks and how answers combine: contained failures, checked answers, the strictest verdict."""

from __future__ import annotations

import logging
import sys
from datetime import date
from fractions import Fraction
from functools import cache

import pytest
from attrs import frozen
from hypothesis import given, strategies as st

from sds_core.errors import PluginError
from sds_core.hookspecs import HOOKS, Combine, Hooks, hookimpl
from sds_core.model.answers import Conflict, Funding, FundingShare, Severity
from sds_core.model.budgets import Adjustment, Allocation, Line, LineKind
from sds_core.model.decisions import Status
from sds_core.model.money import Money
from sds_core.model.periods import Period
from sds_core.model.reasons import Evidence, Reason, Source, Undetermined
from sds_core.plugins.configure import build
from sds_core.plugins.discovery import InstalledPlugin
from sds_core.plugins.manifest import Manifest
from sds_core.profiles.assemble import assemble
from sds_core.profiles.effective import load_effective
from sds_core.site import Site

ON = date(2026, 10, 1)
WHY = (Reason("Because.", "rule", Source("a test"), Evidence.LOCAL_CHOICE),)


@frozen
class Empty:
    """No settings."""


def plugin(hook, answer, id_="made"):
    """Return a plugin that answers a hook with what a function returns."""

    def method(self, request):
        return answer(request)

    method.__name__ = hook
    cls = type("Made", (Hooks,), {hook: hookimpl(method), "__init__": lambda self, settings: None})
    return InstalledPlugin(
        id_, "made-dist", "1.2", Manifest(id_, "Made", (hook,), cls, Empty, api="1")
    )


def site(*plugins, hooks, base="community-support@1.0"):
    """Return a site whose profile has some hooks answered by made plugins."""
    from sds_core.plugins.discovery import discover

    effective = load_effective(base)
    for hook, choice in hooks.items():
        effective.data["hooks"][hook] = choice
    found = {**discover(), **{p.id: p for p in plugins}}
    return Site(assemble(effective, found))


def seat(*names, advisers=()):
    return {"plugins": list(names), "advisers": list(advisers), "listed": len(names) != 1}


def listed(*names):
    return {"plugins": list(names), "advisers": [], "listed": True}


def allocate(answer, **kwargs):
    made = site(
        plugin("allocate_budget", answer), hooks={"allocate_budget": seat("made")}, **kwargs
    )
    return made, made.allocate(_case(made), ON)


def _case(made, name="ben"):
    from sds_core.schemas.published import load_example

    return made.reader.from_document(load_example(f"case-{name}"))


def base_line(pence):
    return Line("Base", pence, LineKind.BASE, "rule")


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
    decision = made.allocate(_case(made), ON)
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
    decision = made.conflicts(_case(made), ON)
    assert decision.status is Status.UNDETERMINED
    assert [o.error is None for o in decision.opinions] == [False, True]


SAID: list = []


@cache
def speaking_site():
    """Return a site whose conflicts are whatever is in SAID, and a case."""
    made = site(
        plugin("check_conflicts", lambda r: SAID), hooks={"check_conflicts": listed("made")}
    )
    return made, _case(made)


verdicts = st.lists(st.sampled_from([*Severity, "undetermined"]), max_size=5)


@given(verdicts)
def test_the_strictest_stands_and_undetermined_beats_all_but_the_strictest(given_):
    answers = [
        Undetermined("Not known") if g == "undetermined" else Conflict("T-1", ("p",), g, WHY)
        for g in given_
    ]
    made, case = speaking_site()
    SAID[:] = answers
    decision = made.conflicts(case, ON)
    severities = [g for g in given_ if g != "undetermined"]
    open_ = "undetermined" in given_
    if Severity.BLOCK in severities:
        assert (decision.status, decision.outcome) == (Status.ANSWERED, "block")
    elif open_:
        assert decision.status is Status.UNDETERMINED
    elif severities:
        assert decision.outcome == max(severities, key=list(Severity).index)
    else:
        assert decision.outcome == "clear"
        assert decision.why
    assert bool(decision.undetermined) is open_


@given(
    st.integers(0, 10**7),
    st.lists(st.fractions(min_value=-3, max_value=3, max_denominator=999), max_size=6),
)
def test_lines_add_up_to_the_penny_whatever_the_fractions(base, factors):
    lines = [base_line(base)]
    total = Fraction(base)
    for factor in factors:
        pence = Fraction(base) * factor
        if total + pence < 0:
            continue
        total += pence
        kind = LineKind.ADD if pence >= 0 else LineKind.REDUCE
        lines.append(Line("More", pence, kind, "rule"))
    from sds_core.engine.sums import show_lines
    from sds_core.model.money import round_half_up

    shown, sum_ = show_lines([(line, "made") for line in lines])
    assert sum(line.money.pence for line in shown) == sum_ == round_half_up(total)
    for line, exactly in zip(shown, lines, strict=True):
        assert abs(line.money.pence - exactly.pence) <= 1


def test_a_chain_runs_in_the_profiles_order_each_on_the_running_sum():
    def add(percent):
        def answer(request):
            pence = request.running * Fraction(percent, 100)
            return Adjustment((Line(f"{percent}%", pence, LineKind.ADD, "rule"),), WHY)

        return answer

    allocation = plugin(
        "allocate_budget", lambda r: Allocation((base_line(10_000),), Period.WEEK, WHY)
    )
    ten, fifty = plugin("adjust_budget", add(10), "ten"), plugin("adjust_budget", add(50), "fifty")
    for order, money in ((("ten", "fifty"), "165.00"), (("fifty", "ten"), "165.00")):
        made = site(
            allocation,
            ten,
            fifty,
            hooks={"allocate_budget": seat("made"), "adjust_budget": listed(*order)},
        )
        decision = made.adjust(_case(made), ON)
        assert [line.plugin for line in decision.lines] == ["made", *order]
        assert str(decision.amount.money) == money


def test_a_chain_stops_where_the_sum_is_not_known():
    asked = []
    stop = plugin("adjust_budget", lambda r: Undetermined("Ask first", ("x",)), "stop")
    after = plugin("adjust_budget", lambda r: asked.append(r) or Adjustment((), WHY), "after")
    made = site(stop, after, hooks={"adjust_budget": listed("stop", "after")})
    decision = made.adjust(_case(made), ON)
    assert decision.status is Status.UNDETERMINED
    assert decision.amount is None
    assert not asked


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (Line("x", 5, LineKind.REDUCE, "r"), "a reduction that adds"),
        (Line("x", -5, LineKind.ADD, "r"), "an addition that takes away"),
        (Line("x", -(10**9), LineKind.REDUCE, "r"), "below nothing"),
        (Line("x", 5, LineKind.BASE, "r"), "no base lines"),
    ],
)
def test_adjustments_are_checked(line, says):
    bad = plugin("adjust_budget", lambda r: Adjustment((line,), WHY))
    made = site(bad, hooks={"adjust_budget": listed("made")})
    assert says in made.adjust(_case(made), ON).opinions[-1].error


def test_nothing_follows_rounding_floor_and_cap():
    add = plugin("adjust_budget", lambda r: Adjustment((Line("x", 5, LineKind.ADD, "r"),), WHY))
    made = site(add, hooks={"adjust_budget": listed("limits", "made")})
    decision = made.adjust(_case(made), ON)
    assert "come last" in decision.opinions[-1].error


def test_shares_must_add_up_to_the_fee():
    short = plugin(
        "fund_help",
        lambda r: Funding((FundingShare("broker", "pot", "somebody", Money(1)),), WHY),
    )
    made = site(short, hooks={"fund_help": seat("made")})
    decision = made.decide(_case(made), ON)["fund_help"]
    assert decision.status is Status.UNDETERMINED
    assert "make 0.01, the fee is 384.00" in decision.opinions[0].error


def test_a_finding_must_name_a_published_criterion():
    from sds_core.model.answers import Finding, FindingResult

    bad = plugin("review_plan", lambda r: [Finding("creative", FindingResult.NOT_MET, WHY)])
    made = site(bad, hooks={"review_plan": listed("made")})
    decision = made.review(_case(made), ON)
    assert "no published criterion" in decision.opinions[0].error
    assert decision.status is Status.UNDETERMINED


@pytest.mark.trace("T032")
def test_a_criterion_that_nobody_speaks_of_is_undetermined():
    silent = plugin("review_plan", lambda r: [])
    made = site(silent, hooks={"review_plan": listed("made")})
    decision = made.review(_case(made), ON)
    assert decision.status is Status.UNDETERMINED
    assert len(decision.undetermined) == 7


def test_a_notice_that_fails_changes_nothing(caplog):
    def fail(request):
        raise RuntimeError("down")

    made = site(plugin("after_decision", fail), hooks={"after_decision": listed("made")})
    made.notify(made.allocate(_case(made), ON))
    assert "made failed at after_decision" in caplog.text


def bad_class(**members):
    def init(self, settings):
        pass

    return type("Bad", (Hooks,), {"__init__": init, **members})


def _unmarked(self, request):
    return None


async def _async(self, request):
    return None


def _generator(self, request):
    yield None


def _default(self, request=None):
    return None


def _extra(self, request, more):
    return None


def _other_name(self, asked):
    return None


@pytest.mark.parametrize(
    ("member", "says"),
    [
        (_unmarked, "no @hookimpl"),
        (hookimpl(_async), "async or a generator"),
        (hookimpl(_generator), "async or a generator"),
        (hookimpl(_default), "must take one argument"),
        (hookimpl(_extra), "must take one argument"),
        (hookimpl(_other_name), "must take one argument"),
    ],
)
def test_traps_are_refused_when_a_plugin_is_made(member, says):
    cls = bad_class(allocate_budget=member)
    found = InstalledPlugin(
        "bad", "d", "1", Manifest("bad", "Bad", ("allocate_budget",), cls, Empty, api="1")
    )
    with pytest.raises(PluginError, match=says):
        build(found, Empty(), "here")


@pytest.mark.parametrize("option", ["wrapper", "hookwrapper", "tryfirst", "trylast"])
def test_pluggys_ways_of_jumping_the_queue_are_refused(option):
    import pluggy

    def method(self, request):
        return None

    marked = pluggy.HookimplMarker("sds_core")(method, **{option: True})
    cls = bad_class(allocate_budget=marked)
    found = InstalledPlugin(
        "bad", "d", "1", Manifest("bad", "Bad", ("allocate_budget",), cls, Empty, api="1")
    )
    with pytest.raises(PluginError, match=option):
        build(found, Empty(), "here")


def test_a_manifest_must_say_what_the_class_answers():
    cls = bad_class(allocate_budget=hookimpl(lambda self, request: None))
    found = InstalledPlugin(
        "bad", "d", "1", Manifest("bad", "Bad", ("fund_help",), cls, Empty, api="1")
    )
    with pytest.raises(PluginError, match="its manifest says"):
        build(found, Empty(), "here")


@pytest.mark.trace("T034", "T109")
def test_the_budget_is_known_before_the_plan_is_looked_at():
    order = list(HOOKS)
    assert order.index("allocate_budget") < order.index("review_plan") < order.index("approve_plan")
    seen = {}

    def look(request):
        seen.update(request.earlier)
        return []

    made = site(plugin("review_plan", look), hooks={"review_plan": listed("made")})
    made.decide(_case(made), ON)
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
    made.decide(_case(made, "ada"), ON)
    assert set(tried) == {"refused"}


def test_every_hook_says_how_it_combines():
    assert {hook.combine for hook in HOOKS.values()} == set(Combine)
    assert len(HOOKS) == 11


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


def test_a_finding_that_contradicts_the_mark_is_refused():
    from sds_core.model.answers import Finding, FindingResult

    def met(request):
        return [Finding("important", FindingResult.MET, WHY, judged_by="reviewer")]

    made = site(plugin("review_plan", met), hooks={"review_plan": listed("made")})
    from sds_core.schemas.published import load_example

    document = load_example("case-ben")
    document["plan"]["marks"] = [
        {"criterion": "important", "met": False, "by": "reviewer", "on": "2026-09-28"}
    ]
    decision = made.review(made.reader.from_document(document), ON)
    assert "no such mark says so" in decision.opinions[0].error
    document["plan"]["marks"][0].update(met=True, by="broker")
    assert made.review(made.reader.from_document(document), ON).opinions[0].error
    document["plan"]["marks"][0].update(by="reviewer")
    assert not made.review(made.reader.from_document(document), ON).opinions[0].error


def test_silence_is_no_agreement():
    made = site(plugin("approve_plan", lambda r: []), hooks={"approve_plan": listed("made")})
    decision = made.approve(_case(made), ON)
    assert decision.status is Status.UNDETERMINED
    assert "nothing found: made" in decision.undetermined[0].cause


@pytest.mark.parametrize("verdict", ["return", "refuse"])
def test_a_plan_goes_back_only_on_a_published_ground(verdict):
    from sds_core.model.answers import Approval, Verdict

    def answer(request):
        return [Approval(Verdict(verdict), "team-manager", WHY)]

    made = site(plugin("approve_plan", answer), hooks={"approve_plan": listed("made")})
    assert "without a published criterion" in made.approve(_case(made), ON).opinions[0].error


@pytest.mark.parametrize(
    ("statuses", "outcome"),
    [(("listed",), "listed"), (("provisional",), "provisional"), (("not_listed",), "not_listed")],
)
def test_accredit_lists_each_helper_asked_about(statuses, outcome):
    from sds_core.model.answers import Accreditation, Listing, ListingStatus

    def answer(request):
        listings = tuple(
            Listing(helper.id, ListingStatus(status))
            for helper, status in zip(request.helpers, statuses, strict=True)
        )
        return Accreditation(listings, WHY)

    made = site(plugin("accredit", answer), hooks={"accredit": seat("made")})
    assert made.accredit(_case(made), ON).outcome == outcome
    assert made.accredit(_case(made, "ada"), ON).status is Status.NOT_ASKED
    silent = plugin("accredit", lambda r: Accreditation((), WHY))
    decision = site(silent, hooks={"accredit": seat("made")}).accredit(_case(made), ON)
    assert "it lists []" in decision.opinions[0].error


def test_review_standing_speaks_of_the_helper_asked_about():
    from sds_core.errors import InputError
    from sds_core.model.answers import Standing, StandingVerdict

    def answer(request):
        return Standing(request.helper.id, StandingVerdict.SUSPEND, WHY)

    made = site(plugin("review_standing", answer), hooks={"review_standing": seat("made")})
    case = _case(made)
    assert made.standing(case, ON, "broker", "A complaint was upheld.").outcome == "suspend"
    with pytest.raises(InputError, match="nobody in case"):
        made.standing(case, ON, "nobody", "A complaint was upheld.")


def test_check_model_sees_the_effective_profile_and_cannot_change_it():
    from sds_core.model.answers import ModelFinding, ModelFindingLevel

    def answer(request):
        assert request.profile["id"] == "community-support"
        with pytest.raises(TypeError):
            request.profile["hooks"]["fund_help"] = "mine"
        return [ModelFinding(ModelFindingLevel.WARNING, "hooks.fund_help", WHY)]

    made = site(plugin("check_model", answer), hooks={"check_model": listed("made")})
    assert made.check_model(_case(made), ON).outcome == "warning"


def test_a_site_is_shared_between_threads():
    from concurrent.futures import ThreadPoolExecutor

    from sds_core.formats.canonical import canonical
    from sds_core.formats.records import to_plain

    made = Site.load("independent-broker@1.0")
    cases = [_case(made, who) for who in ("ada", "ben", "cam", "dee", "eli")]
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
    made.notify(made.allocate(_case(made), ON))
