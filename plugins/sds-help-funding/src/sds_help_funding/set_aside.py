"""Help with planning is paid from a ring-fenced allowance that follows the points scored.

Dowson (2007) asks for a neutral system, with neither pressure to use a broker nor discouragement:
funds set aside, and rationed by linking an allowance of money or hours to the points.
"""

from __future__ import annotations

import math
from enum import StrEnum
from fractions import Fraction

from attrs import evolve, field, frozen
from typing_extensions import override

from sds_core import (
    ADJUST_BUDGET,
    ALLOCATE_BUDGET,
    BEYOND_PLANNING,
    FUND_HELP,
    Exact,
    FeeBasis,
    Funding,
    FundingShare,
    FundRequest,
    Hooks,
    Manifest,
    Money,
    NoRow,
    NotPayable,
    Period,
    Row,
    Table,
    Task,
    Undetermined,
    hookimpl,
    split_pence,
)
from sds_help_funding.limits import above_percent, needs_unmet, percent_reasons, percentage
from sds_help_funding.shares import Argument, free_help, reasons_of

__all__ = ["Beyond", "SetAside", "SetAsideSettings", "manifest"]

POT = "set-aside"
PAYER = "the set-aside fund for help"
_UNLISTED = Task.UNLISTED


_BECAUSE = Argument(
    "Money is set aside for help with planning, so that asking for help costs the person's budget "
    "nothing within the allowance.",
    "Dowson, Independent Support Brokers (2007)",
    "Payment of brokers",
)
_OTHERS = Argument(
    "Others hold that money set aside for paid helpers is better spent on support itself.",
    "Duffy & Fulton, Should We Ban Brokerage?",
    "part 1, section 6",
)


class Beyond(StrEnum):
    """Who pays what is more than the allowance."""

    ASK = "ask"
    BUDGET = "budget"
    COUNCIL = "council"


@frozen
class SetAsideSettings:
    """Settings of set-aside.

    Attributes:
        table: from points to “allowance” (money) or “hours”.
        beyond: who pays what is more than the allowance: ask (a person decides), budget or council.
        ask: who decides, where a person does.
        because: the argument for it.
        others_say: what others say.
        planning_only: whether the fund pays for helping with the plan alone, and for nothing that
            goes beyond it.
        most_percent: the most that a fee by percentage may be; as the case has it if left out.
        keep_needs_met: whether what is more than the allowance is charged to the budget only where
            what is left still meets the needs.
    """

    table: Table
    beyond: Beyond = Beyond.ASK
    ask: str = "the commissioning lead"
    because: Argument = _BECAUSE
    others_say: Argument = _OTHERS
    planning_only: bool = False
    most_percent: int | None = field(default=None, validator=percentage)
    keep_needs_met: bool = False


_BEYOND = {
    Beyond.BUDGET: ("personal-budget", "the person, from their budget"),
    Beyond.COUNCIL: ("council-funds", "the council"),
}


class SetAside(Hooks):
    """Charges an allowance keyed on points.

    Args:
        settings: the settings.

    Raises:
        ValueError: the table does not go from points to an allowance or hours.
    """

    def __init__(self, settings: SetAsideSettings) -> None:
        self.settings = settings
        table = settings.table
        gives = {(output.name, output.kind) for output in table.outputs}
        if [i.name for i in table.inputs] != ["points"] or not gives & {
            ("allowance", "money"),
            ("hours", "integer"),
        }:
            raise ValueError(
                f"table {table.rule} must ask for points and give allowance (money) or hours"
            )
        self.hours = ("hours", "integer") in gives
        paid_once = all(o.period in (None, Period.ONCE) for o in table.outputs)
        if not paid_once:
            raise ValueError(f"table {table.rule}: the allowance is paid once, not by the week")
        self.reasons = reasons_of("set-aside", (settings.because, settings.others_say))

    def _allowance(self, request: FundRequest) -> tuple[dict[str, Money], Row] | Undetermined:
        """Return what the fund pays each helper, at most the fee, and the row behind it."""
        table = self.settings.table
        row = table.find(request.points)
        if isinstance(row, NoRow):
            return Undetermined(row.cause, (ALLOCATE_BUDGET,), self.settings.ask, row.rule)
        fees = {e.help.helper: e.fee for e in request.engaged if e.fee is not None and e.fee.pence}
        if not self.hours:
            allowance: Money = row.values["allowance"]
            total = sum(fee.pence for fee in fees.values())
            if total <= allowance.pence:
                return fees, row
            weights = {helper: fee.pence for helper, fee in fees.items()}
            return split_pence(allowance, weights), row
        return self._by_the_hour(request, fees, row)

    def _by_the_hour(
        self, request: FundRequest, fees: dict[str, Money], row: Row
    ) -> tuple[dict[str, Money], Row] | Undetermined:
        """Split the hours in proportion to the hours that each helper asks for."""
        asked: dict[str, Exact] = {}
        prices: dict[str, int] = {}
        for engaged in request.engaged:
            fee, helper = engaged.help.fee, engaged.help.helper
            if helper not in fees:
                continue
            if fee.basis is not FeeBasis.HOURLY or fee.hours is None or fee.money is None:
                name = request.case.name(helper)
                return Undetermined(
                    f"The allowance is in hours, and {name} does not charge by the hour",
                    (f"help.{helper}.fee",),
                    self.settings.ask,
                    row.rule,
                )
            asked[helper], prices[helper] = fee.hours.exact, fee.money.pence
        hours: int = row.values["hours"]
        total = sum(asked.values())
        part = min(Fraction(hours) / total, Fraction(1))
        paid = {
            helper: Money(math.floor(asked[helper] * part * prices[helper])) for helper in asked
        }
        return paid, row

    def _payable(self, request: FundRequest) -> tuple[FundRequest, tuple[NotPayable, ...]]:
        """Return the request with those alone whom the fund may pay, and those whom it may not."""
        if not self.settings.planning_only:
            return request, ()
        refused = []
        for engaged in request.engaged:
            beyond = [t.words for t in engaged.help.tasks if t in BEYOND_PLANNING or t is _UNLISTED]
            if beyond and engaged.fee != Money(0):
                why = f"The fund pays for helping with the plan; this goes beyond it: {beyond[0]}."
                refused.append(NotPayable(engaged.help.helper, why))
        names = {each.helper for each in refused}
        rest = tuple(each for each in request.engaged if each.help.helper not in names)
        return evolve(request, engaged=rest), tuple(refused)

    @override
    @hookimpl
    def fund_help(self, request: FundRequest) -> Funding | Undetermined | None:
        if not request.engaged:
            row = self.settings.table.find(request.points)
            if isinstance(row, NoRow):
                return Undetermined(row.cause, (ALLOCATE_BUDGET,), self.settings.ask, row.rule)
            return Funding((), (row.reason, *self.reasons), row.values.get("allowance"))
        high = above_percent(request, self.settings.most_percent, "set-aside")
        if high is not None:
            return high
        request, refused = self._payable(request)
        if not request.engaged:
            return Funding((), self.reasons, None, refused)
        if request.fee == Money(0):
            return Funding((), free_help(request) or self.reasons, None, refused)
        found = self._allowance(request)
        if isinstance(found, Undetermined):
            return found
        paid, row = found
        shares: list[FundingShare] = []
        over = 0
        for engaged in request.engaged:
            helper, fee = engaged.help.helper, engaged.fee or Money(0)
            part = paid.get(helper, Money(0))
            if part.pence:
                shares.append(FundingShare(helper, POT, PAYER, part))
            if fee > part:
                over += fee.pence - part.pence
                if self.settings.beyond is not Beyond.ASK:
                    pot, payer = _BEYOND[self.settings.beyond]
                    own = self.settings.beyond is Beyond.BUDGET
                    shares.append(FundingShare(helper, pot, payer, fee - part, own))
        covered = Money(sum(money.pence for money in paid.values()))
        if over and self.settings.beyond is Beyond.ASK:
            return Undetermined(
                f"The help costs {Money(over).pounds()} more than the {covered.pounds()} that the "
                "allowance for these points covers",
                ("help",),
                self.settings.ask,
                row.rule,
            )
        charged = sum(share.money.pence for share in shares if share.from_budget)
        if charged and self.settings.keep_needs_met:
            if request.budget is None:
                cause = "Help is paid from the person's budget in part, and that is not decided yet"
                return Undetermined(cause, (ADJUST_BUDGET,))
            short = needs_unmet(
                request, charged, request.budget.exactly_per(Period.YEAR), "set-aside"
            )
            if short is not None:
                return short
        shown = percent_reasons(request, self.settings.most_percent, "set-aside")
        reasons = (*self.reasons, row.reason, *shown, *free_help(request))
        return Funding(tuple(shares), reasons, row.values.get("allowance"), refused)


manifest = Manifest(
    id="set-aside",
    title="Help with planning is paid from a set-aside allowance keyed on points",
    hooks=(FUND_HELP,),
    factory=SetAside,
    settings=SetAsideSettings,
    api="1",
)
