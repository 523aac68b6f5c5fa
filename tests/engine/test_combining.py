"""How answers combine, and what each answer is held to."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, strategies as st
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

from sds_core.model.answers import Conflict, Funding, FundingShare, Severity
from sds_core.model.budgets import Adjustment, Allocation, Line, LineKind
from sds_core.model.decisions import Status
from sds_core.model.money import Money
from sds_core.model.periods import Period
from sds_core.model.reasons import Undetermined

SAID: list = []


@cache
def speaking_site():
    """Return a site whose conflicts are whatever is in SAID, and a case."""
    made = site(
        plugin("check_conflicts", lambda r: SAID), hooks={"check_conflicts": listed("made")}
    )
    return made, case_of(made)


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
        decision = made.adjust(case_of(made), ON)
        assert [line.plugin for line in decision.lines] == ["made", *order]
        assert str(decision.amount.money) == money


def test_a_chain_stops_where_the_sum_is_not_known():
    asked = []
    stop = plugin("adjust_budget", lambda r: Undetermined("Ask first", ("x",)), "stop")
    after = plugin("adjust_budget", lambda r: asked.append(r) or Adjustment((), WHY), "after")
    made = site(stop, after, hooks={"adjust_budget": listed("stop", "after")})
    decision = made.adjust(case_of(made), ON)
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
    assert says in made.adjust(case_of(made), ON).opinions[-1].error


def test_nothing_follows_rounding_floor_and_cap():
    add = plugin("adjust_budget", lambda r: Adjustment((Line("x", 5, LineKind.ADD, "r"),), WHY))
    made = site(add, hooks={"adjust_budget": listed("limits", "made")})
    decision = made.adjust(case_of(made), ON)
    assert "come last" in decision.opinions[-1].error


def test_shares_must_add_up_to_the_fee():
    short = plugin(
        "fund_help",
        lambda r: Funding((FundingShare("broker", "pot", "somebody", Money(1)),), WHY),
    )
    made = site(short, hooks={"fund_help": seat("made")})
    decision = made.decide(case_of(made), ON)["fund_help"]
    assert decision.status is Status.UNDETERMINED
    assert "make 0.01, the fee is 384.00" in decision.opinions[0].error


def test_a_finding_must_name_a_published_criterion():
    from sds_core.model.answers import Finding, FindingResult

    bad = plugin("review_plan", lambda r: [Finding("creative", FindingResult.NOT_MET, WHY)])
    made = site(bad, hooks={"review_plan": listed("made")})
    decision = made.review(case_of(made), ON)
    assert "no published criterion" in decision.opinions[0].error
    assert decision.status is Status.UNDETERMINED


@pytest.mark.trace("T032")
def test_a_criterion_that_nobody_speaks_of_is_undetermined():
    silent = plugin("review_plan", lambda r: [])
    made = site(silent, hooks={"review_plan": listed("made")})
    decision = made.review(case_of(made), ON)
    assert decision.status is Status.UNDETERMINED
    assert len(decision.undetermined) == 7


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
    decision = made.approve(case_of(made), ON)
    assert decision.status is Status.UNDETERMINED
    assert "nothing found: made" in decision.undetermined[0].cause


@pytest.mark.parametrize("verdict", ["return", "refuse"])
def test_a_plan_goes_back_only_on_a_published_ground(verdict):
    from sds_core.model.answers import Approval, Verdict

    def answer(request):
        return [Approval(Verdict(verdict), "team-manager", WHY)]

    made = site(plugin("approve_plan", answer), hooks={"approve_plan": listed("made")})
    assert "without a published criterion" in made.approve(case_of(made), ON).opinions[0].error


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
    assert made.accredit(case_of(made), ON).outcome == outcome
    assert made.accredit(case_of(made, "ada"), ON).status is Status.NOT_ASKED
    silent = plugin("accredit", lambda r: Accreditation((), WHY))
    decision = site(silent, hooks={"accredit": seat("made")}).accredit(case_of(made), ON)
    assert "it lists []" in decision.opinions[0].error


def test_review_standing_speaks_of_the_helper_asked_about():
    from sds_core.errors import InputError
    from sds_core.model.answers import Standing, StandingVerdict

    def answer(request):
        return Standing(request.helper.id, StandingVerdict.SUSPEND, WHY)

    made = site(plugin("review_standing", answer), hooks={"review_standing": seat("made")})
    case = case_of(made)
    assert made.standing(case, ON, "broker", "A complaint was upheld.").outcome == "suspend"
    with pytest.raises(InputError, match="nobody in case"):
        made.standing(case, ON, "nobody", "A complaint was upheld.")
