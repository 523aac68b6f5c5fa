"""The body of a new plugin for each question: a small policy that answers at once."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from sds_core.questions import (
    ACCREDIT,
    ADJUST_BUDGET,
    AFTER_DECISION,
    ALLOCATE_BUDGET,
    APPROVE_PLAN,
    CHECK_CONFLICTS,
    CHECK_MODEL,
    FUND_HELP,
    REVIEW_PLAN,
    REVIEW_STANDING,
    SUGGEST_SUPPORT,
)

__all__ = ["TEMPLATES", "Template"]


@frozen
class Template:
    """A small policy.

    Attributes:
        names: what it imports from `sds_core`, beside what every answer needs, in one text.
        setting: its setting, as a line of its settings class.
        reason: the text of its reason; empty where it answers nothing.
        body: the lines after the reason, with `{name}` for the plugin's id.
        sample: settings to test it with, beside the source.
    """

    names: str
    setting: str
    reason: str
    body: str
    sample: str


TEMPLATES: Mapping[str, Template] = {
    ALLOCATE_BUDGET: Template(
        "Amount Line LineKind",
        "sum: Amount",
        "Everybody is told the same sum.",
        """\
pence = self.settings.sum.money.pence
line = Line("Flat sum", pence, LineKind.BASE, reason.rule)
return Allocation((line,), self.settings.sum.period, (reason,))
""",
        '"sum": {"money": "100.00", "period": "week"}',
    ),
    ADJUST_BUDGET: Template(
        "Line LineKind",
        "percent: int",
        "A percentage is added.",
        """\
pence = request.running * Fraction(self.settings.percent, 100)
line = Line(f"{self.settings.percent}%", pence, LineKind.ADD, reason.rule)
return Adjustment((line,), (reason,))
""",
        '"percent": 5',
    ),
    SUGGEST_SUPPORT: Template(
        "",
        "title: str",
        "Here this kind of help is offered.",
        """\
return [SupportOption("{name}", self.settings.title, 1, (reason,))]
""",
        '"title": "A neighbour"',
    ),
    CHECK_CONFLICTS: Template(
        "Severity",
        "severity: Severity",
        "The helper and the person were not both told.",
        """\
return [
    Conflict("MINE-1", (help_.helper,), self.settings.severity, (reason,))
    for help_ in request.case.help
    if help_.both_told is False
]
""",
        '"severity": "declare"',
    ),
    ACCREDIT: Template(
        "Listing ListingStatus",
        "needed: bool",
        "The council keeps no list, so everybody has the same status.",
        """\
needed, free = ListingStatus.PROVISIONAL, ListingStatus.NOT_NEEDED
status = needed if self.settings.needed else free
listings = tuple(Listing(helper.id, status) for helper in request.helpers)
return Accreditation(listings, (reason,))
""",
        '"needed": False',
    ),
    FUND_HELP: Template(
        "FundingShare",
        "pot: str",
        "One pot pays for help.",
        """\
shares = tuple(
    FundingShare(e.help.helper, self.settings.pot, self.settings.pot, e.fee)
    for e in request.engaged
    if e.fee is not None and e.fee.pence
)
return Funding(shares, (reason,))
""",
        '"pot": "a fund"',
    ),
    REVIEW_PLAN: Template(
        "FindingResult",
        "fact: str",
        "The plan states it.",
        """\
met, unmet = FindingResult.MET, FindingResult.NOT_MET
return [
    Finding(c.id, met if request.plan.stated[c.fact] else unmet, (reason,))
    for c in request.criteria.criteria
    if c.fact == self.settings.fact and c.fact in request.plan.stated
]
""",
        '"fact": "costs_itemised"',
    ),
    APPROVE_PLAN: Template(
        "Verdict",
        "why: str",
        "Every plan goes to the last tier.",
        """\
return [Approval(Verdict.REFER, request.tiers[-1].id, (reason,))]
""",
        '"why": "an example"',
    ),
    REVIEW_STANDING: Template(
        "EventKind StandingVerdict",
        "after: EventKind",
        "A warning follows one kind of event; a person decides on any other.",
        """\
if request.kind is not self.settings.after:
    cause = f"Nothing is laid down for an event of the kind “{request.kind}”"
    return Undetermined(cause, (), "the committee", reason.rule)
return Standing(request.helper.id, StandingVerdict.WARN, (reason,))
""",
        '"after": "lapse"',
    ),
    CHECK_MODEL: Template(
        "ModelFindingLevel",
        "key: str",
        "The profile does not say this.",
        """\
if request.profile.get(self.settings.key):
    return []
return [ModelFinding(ModelFindingLevel.WARNING, self.settings.key, (reason,))]
""",
        '"key": "source"',
    ),
    AFTER_DECISION: Template(
        "",
        "names: tuple[str, ...]",
        "",
        """\
if request.decision.question in self.settings.names:
    self.told.append(request.decision.case)
""",
        '"names": ["approve_plan"]',
    ),
}
