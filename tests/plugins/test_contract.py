"""What the core holds every answer to, at the very bounds; and an interest by its day."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import pytest

from sds_core.domain.who_may_not_judge import may_not_judge
from sds_core.engine.sums import show_lines
from sds_core.errors import AnswerError
from sds_core.model.answers import Approval, Verdict
from sds_core.model.budgets import Adjustment, Allocation, Line, LineKind, Referral
from sds_core.model.criteria import CriteriaSet, Criterion, CriterionKind, Tier
from sds_core.model.money import Money
from sds_core.model.periods import Amount, Period
from sds_core.model.reasons import Evidence, Reason, Source
from sds_core.model.requests import AdjustRequest, AllocateRequest, ApproveRequest
from sds_core.plugins.contract import validate_answers
from sds_core.questions import QUESTIONS
from sds_core.schemas.published import load_example
from sds_core.site import Site

ON = date(2026, 10, 1)
WHY = (Reason("Because.", "rule", Source("a test"), Evidence.LOCAL_CHOICE),)
WEEK = Period.WEEK


@pytest.fixture(scope="module")
def case():
    site = Site.load("community-support@1.0")
    return site.read_case(json.dumps(load_example("case-ben")).encode())


def line(pence, kind=LineKind.BASE, label="Line"):
    return Line(label, pence, kind, "rule")


def adjusts(case, *lines, running=10_000, referral=None, before=None):
    request = AdjustRequest(ON, case, running, WEEK, before or (line(running),))
    return validate_answers(QUESTIONS["adjust_budget"], request, Adjustment(lines, WHY, referral))


def allocates(case, *lines, period=WEEK):
    return validate_answers(
        QUESTIONS["allocate_budget"], AllocateRequest(ON, case), Allocation(lines, period, WHY)
    )


class TestLines:
    @pytest.mark.parametrize(
        ("kind", "pence", "fine"),
        [
            (LineKind.REDUCE, -1, True),
            (LineKind.REDUCE, 0, True),
            (LineKind.REDUCE, 1, False),
            (LineKind.ADD, 1, True),
            (LineKind.ADD, 0, True),
            (LineKind.ADD, -1, False),
            (LineKind.FLOOR, 1, True),
            (LineKind.FLOOR, -1, False),
            (LineKind.ROUNDING, 1_000, True),
            (LineKind.ROUNDING, -1_000, True),
            (LineKind.ROUNDING, 1_001, False),
            (LineKind.ROUNDING, -1_001, False),
            (LineKind.ROUNDING, Fraction(1_001, 2), True),
            (LineKind.ROUNDING, Fraction(2_001, 2), False),
            (LineKind.BASE, 1, False),
        ],
    )
    def test_each_kind_goes_its_own_way(self, case, kind, pence, fine):
        if fine:
            assert adjusts(case, line(pence, kind))
        else:
            with pytest.raises(AnswerError):
                adjusts(case, line(pence, kind))

    @pytest.mark.parametrize(
        ("pence", "fine"),
        [
            (10**15, True),
            (10**15 + 1, False),
            (Fraction(1, 10**12), True),
            (Fraction(1, 10**12 + 1), False),
            (Fraction(10**15 * 2 + 1, 2), False),
        ],
    )
    def test_a_line_is_money(self, case, pence, fine):
        if fine:
            assert allocates(case, line(pence))
        else:
            with pytest.raises(AnswerError, match="too large, or too fine"):
                allocates(case, line(pence))

    @pytest.mark.parametrize("one", [LineKind.ROUNDING, LineKind.FLOOR, LineKind.CAP])
    @pytest.mark.parametrize(
        "other", [k for k in LineKind if k not in (LineKind.BASE, LineKind.SET)]
    )
    def test_rounding_floor_and_cap_come_last_in_that_order(self, case, one, other):
        order = {LineKind.ROUNDING: 1, LineKind.FLOOR: 2, LineKind.CAP: 3}
        before = (line(10_000), line(0, one))
        if order.get(other, 0) < order[one]:
            with pytest.raises(AnswerError, match="comes too late"):
                adjusts(case, line(0, other), before=before)
        elif other is not LineKind.CAP:
            assert adjusts(case, line(0, other), before=before)

    def test_a_sum_never_falls_below_nothing(self, case):
        assert adjusts(case, line(-10_000, LineKind.REDUCE))
        with pytest.raises(AnswerError, match="below nothing"):
            adjusts(case, line(-10_001, LineKind.REDUCE))
        assert allocates(case, line(5), line(-5))
        with pytest.raises(AnswerError, match="less than nothing"):
            allocates(case, line(5), line(-6))
        with pytest.raises(AnswerError, match="not paid once"):
            allocates(case, line(5), period=Period.ONCE)
        with pytest.raises(AnswerError, match="made of base lines"):
            allocates(case, line(5, LineKind.ADD))

    def test_lines_add_up_to_the_penny(self):
        shown, total = show_lines([(line(Fraction(100, 3)), "x")] * 3)
        assert ([s.money.pence for s in shown], total) == ([33, 34, 33], 100)
        assert shown[0].exact_pence == "100/3"
        shown, total = show_lines([(line(5), "x"), (line(Fraction(-11, 2)), "x")])
        assert ([s.money.pence for s in shown], total) == ([5, -6], -1)
        assert show_lines([(line(5), "x")])[0][0].exact_pence is None


class TestReferral:
    def refer(self, case, uncapped=10_000, limit=9_000, periods=(WEEK, WEEK), cap=0):
        sums = (Amount(Money(uncapped), periods[0]), Amount(Money(limit), periods[1]))
        referral = Referral("Above the cap", *sums)
        return adjusts(case, line(cap, LineKind.CAP), referral=referral)

    def test_a_cap_refers_the_running_sum_above_its_limit(self, case):
        assert self.refer(case)
        assert self.refer(case, limit=9_999)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"uncapped": 10_001},
            {"uncapped": 9_999},
            {"limit": 10_000},
            {"limit": 10_001},
            {"periods": (Period.MONTH, WEEK)},
            {"periods": (WEEK, Period.MONTH)},
            {"cap": -1},
            {"cap": 1},
        ],
    )
    def test_anything_else_is_refused(self, case, wrong):
        with pytest.raises(AnswerError):
            self.refer(case, **wrong)

    def test_a_cap_comes_with_a_referral(self, case):
        with pytest.raises(AnswerError, match="without a referral"):
            adjusts(case, line(0, LineKind.CAP))

    @pytest.mark.parametrize("held_to", [9_999, 10_000, 10_001])
    def test_without_a_cap_the_sum_is_held_to_another(self, case, held_to):
        sums = (Amount(Money(10_000), WEEK), Amount(Money(held_to), WEEK))
        referral = Referral("The needs cost something else", *sums)
        if held_to == 10_000:
            with pytest.raises(AnswerError, match="as it should be"):
                adjusts(case, referral=referral)
        else:
            assert adjusts(case, referral=referral)

    def test_only_a_person_sets_a_sum(self, case):
        with pytest.raises(AnswerError, match="only a person does"):
            adjusts(case, line(1, LineKind.SET))


class TestApproval:
    def approves(self, case, verdict, *criteria, tier="t"):
        published = CriteriaSet(
            "s", "S", "a test", "local choice",
            (
                Criterion("plain", "Plain", CriterionKind.FACT, "f"),
                Criterion("weak", "Weak", CriterionKind.FACT, "g", never_alone=True),
            ),
        )  # fmt: skip
        request = ApproveRequest(ON, case, case.plan, published, (Tier("t", "T", "r"),))
        return validate_answers(
            QUESTIONS["approve_plan"], request, [Approval(verdict, tier, WHY, criteria)]
        )

    @pytest.mark.parametrize("verdict", [Verdict.RETURN, Verdict.REFUSE])
    def test_to_send_back_takes_a_criterion_that_can_carry_it(self, case, verdict):
        assert self.approves(case, verdict, "plain")
        assert self.approves(case, verdict, "weak", "plain")
        for criteria in ((), ("weak",)):
            with pytest.raises(AnswerError, match="can carry it"):
                self.approves(case, verdict, *criteria)
        with pytest.raises(AnswerError, match="not published: plain, weak"):
            self.approves(case, verdict, "other")
        with pytest.raises(AnswerError, match="which is not one: t"):
            self.approves(case, verdict, "plain", tier="u")

    @pytest.mark.parametrize("verdict", [Verdict.AGREE, Verdict.REFER])
    def test_to_agree_or_refer_takes_none(self, case, verdict):
        assert self.approves(case, verdict)


@pytest.mark.parametrize(
    ("day", "nothing", "about", "barred"),
    [
        ("2026-09-30", False, ["care"], True),
        ("2026-10-01", False, ["care"], True),
        ("2026-10-02", False, ["care"], False),
        ("2026-09-30", False, [], True),
        ("2026-09-30", True, [], False),
        ("2026-09-30", False, ["council"], False),
    ],
)
def test_an_interest_counts_from_its_day(day, nothing, about, barred):
    site = Site.load("community-support@1.0")
    document = load_example("case-ben")
    said = {"party": "reviewer", "declared_on": day, "nothing_to_declare": nothing, "about": about}
    document["interests"].append(said)
    found = may_not_judge(site.read_case(json.dumps(document).encode()), ON)
    assert ("reviewer" in found) is barred
