"""Answers from rule sets: each rule is asked, the strictest answer stands, every clause is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen
from typing_extensions import override

from sds_core import (
    ACCREDIT,
    ASK_A_PERSON,
    CHECK_CONFLICTS,
    REVIEW_PLAN,
    REVIEW_STANDING,
    Accreditation,
    AccreditRequest,
    ClauseTrace,
    Conflict,
    ConflictsRequest,
    Evidence,
    Finding,
    FindingResult,
    Hooks,
    Judgement,
    Listing,
    ListingStatus,
    Manifest,
    Reason,
    ReviewRequest,
    Role,
    Rule,
    RuleSet,
    Severity,
    Source,
    Standing,
    StandingRequest,
    StandingVerdict,
    Subject,
    Undetermined,
    hookimpl,
    subjects_of,
)

__all__ = ["RuleSets", "RuleSetsSettings", "manifest"]

_Request = AccreditRequest | ConflictsRequest | ReviewRequest | StandingRequest


@frozen
class RuleSetsSettings:
    """Settings of rulesets.

    Attributes:
        sets: the rule sets, each by its exact version or digest; several versions of one may be
            named, and the day of the decision picks.
    """

    sets: tuple[RuleSet, ...]


def _trace(judgement: Judgement) -> tuple[ClauseTrace, ...]:
    return tuple(
        ClauseTrace(rule.reason.rule, seen.clause, seen.value, seen.holds)
        for rule, outcome in zip(judgement.rules.rules, judgement.outcomes, strict=True)
        for seen in outcome.seen
    )


def _publisher(rules: RuleSet, text: str) -> Reason:
    """Return a reason for an answer that no single rule gave."""
    source = Source(rules.head.title, f"{rules.head.publisher}, version {rules.head.version}")
    return Reason(text, rules.name, source, Evidence.LOCAL_CHOICE)


class RuleSets(Hooks):
    """Asks the rule sets that the profile names.

    Args:
        settings: the settings.

    Raises:
        ValueError: two sets are one and the same version.
    """

    def __init__(self, settings: RuleSetsSettings) -> None:
        names = [rules.name for rules in settings.sets]
        if len(set(names)) < len(names):
            raise ValueError(f"a rule set is named twice: {', '.join(sorted(names))}")
        self.settings = settings

    def _sets(self, question: str, request: _Request) -> list[RuleSet] | Undetermined:
        """Return the sets in force for a question, or that there is none."""
        mine = [rules for rules in self.settings.sets if rules.head.hook == question]
        ids = dict.fromkeys(rules.head.id for rules in mine)
        current = [rules for rules in mine if rules.in_force_on(request.on)]
        found = [rules.head.id for rules in current]
        for set_id in ids:
            if found.count(set_id) != 1:
                how = "No version" if set_id not in found else "More than one version"
                cause = f"{how} of the rule set {set_id} is in force on {request.on}"
                return Undetermined(cause, (), "the council", "settings.rulesets.sets")
        if not current:
            cause = f"No rule set that answers {question} is named"
            return Undetermined(cause, (), "the council", "settings.rulesets.sets")
        return current

    def _open(self, judgement: Judgement, subject: Subject) -> Iterator[Undetermined]:
        """Yield what is not decided yet: rules whose facts are missing, and rules that ask."""
        rules = judgement.rules
        name = subject.helper.name if subject.helper else "the plan"
        for rule in judgement.deciding if judgement.verdict == ASK_A_PERSON else judgement.unmet:
            if rule.answer == ASK_A_PERSON:
                cause = f"{rule.written.because.rstrip('.')} ({name})"
                yield Undetermined(cause, (), rules.head.ask, rule.reason.rule)
        if judgement.missing:
            facts = {fact.name: fact.title for rule in rules.rules for fact in rule.facts()} | {
                items.name: items.title for items in rules.question.catalogue.lists.values()
            }
            said = [facts.get(missing, missing.replace("_", " ")) for missing in judgement.missing]
            text = "; ".join(dict.fromkeys(said))
            cause = f"Of {name} it is not recorded: {text} (“{rules.head.title}”)"
            where = f"parties.{subject.helper.id}" if subject.helper else "plan"
            missing = tuple(f"{where}: {fact}" for fact in judgement.missing)
            yield Undetermined(cause, missing, rules.head.ask, rules.name)

    @override
    @hookimpl
    def accredit(self, request: AccreditRequest) -> Accreditation | Undetermined | None:
        sets = self._sets(ACCREDIT, request)
        if isinstance(sets, Undetermined):
            return sets
        listings, reasons, undetermined = [], {}, []
        for subject in subjects_of(request):
            listing, why, missing = self._listing(subject, sets, request)
            listings.append(listing)
            reasons.update(dict.fromkeys(why))
            undetermined += missing
        return Accreditation(tuple(listings), tuple(reasons), tuple(undetermined))

    def _listing(
        self, subject: Subject, sets: Sequence[RuleSet], request: AccreditRequest
    ) -> tuple[Listing, list[Reason], list[Undetermined]]:
        helper = subject.helper
        if helper is None:
            raise TypeError("accredit is about helpers")
        mine = [rules for rules in sets if _concerns(rules, subject)]
        if not mine:
            text = f"{helper.name} needs no listing: nobody needs leave to help."
            reason = _publisher(sets[0], text)
            return Listing(helper.id, ListingStatus.NOT_NEEDED), [reason], []
        judged = [rules.judge(subject, request.on) for rules in mine]
        status = ListingStatus.strictest(_status(judgement) for judgement in judged)
        unmet = [rule for judgement in judged for rule in judgement.deciding]
        met = [
            rule.reason.rule
            for judgement in judged
            for rule, outcome in zip(judgement.rules.rules, judgement.outcomes, strict=True)
            if outcome.applies is not False and outcome.met
        ]
        missing = [m for j in judged if j.undecided for m in self._open(j, subject)]
        reasons = [rule.reason for rule in unmet] or [
            _publisher(
                rules, f"{helper.name} meets every rule that applies of “{rules.head.title}”."
            )
            for rules, judgement in zip(mine, judged, strict=True)
            if judgement.verdict == rules.question.best
        ]
        reasons = reasons or [
            _publisher(mine[0], f"{helper.name} was looked at by “{mine[0].head.title}”.")
        ]
        listing = Listing(
            helper.id,
            status,
            tuple(met),
            tuple(rule.reason.rule for rule in unmet),
            tell=_tell(mine, status),
            seen=tuple(checked for judgement in judged for checked in _trace(judgement)),
        )
        return listing, reasons, missing if status is not ListingStatus.NOT_LISTED else []

    @override
    @hookimpl
    def review_standing(self, request: StandingRequest) -> Standing | Undetermined | None:
        sets = self._sets(REVIEW_STANDING, request)
        if isinstance(sets, Undetermined):
            return sets
        (subject,) = subjects_of(request)
        mine = [rules for rules in sets if _concerns(rules, subject)]
        if not mine:
            text = f"No rules here are about {request.helper.name}: nobody needs leave to help."
            reason = _publisher(sets[0], text)
            return Standing(request.helper.id, StandingVerdict.KEEP, (reason,))
        judged = [rules.judge(subject, request.on) for rules in mine]
        verdicts = [StandingVerdict(j.verdict) for j in judged if not j.undecided]
        worst = StandingVerdict.strictest(verdicts) if verdicts else None
        missing = [m for j in judged if j.undecided for m in self._open(j, subject)]
        if worst is None or (missing and worst is not StandingVerdict.REVOKE):
            first = missing[0]
            facts = tuple(name for m in missing for name in m.missing)
            cause = "; ".join(m.cause for m in missing)
            return Undetermined(cause, facts, first.ask, first.rule)
        reasons = tuple(
            rule.reason for j in judged for rule in j.deciding if rule.answer == worst.value
        )
        if not reasons:
            text = f"Nothing in “{mine[0].head.title}” calls for a change."
            reasons = (_publisher(mine[0], text),)
        trace = tuple(checked for judgement in judged for checked in _trace(judgement))
        return Standing(request.helper.id, worst, reasons, trace)

    @override
    @hookimpl
    def review_plan(self, request: ReviewRequest) -> Sequence[Finding | Undetermined]:
        sets = self._sets(REVIEW_PLAN, request)
        if isinstance(sets, Undetermined):
            return [sets]
        found: list[Finding | Undetermined] = []
        for rules in sets:
            (subject,) = subjects_of(request)
            judgement = rules.judge(subject, request.on)
            trace = _trace(judgement)
            for rule, outcome in zip(rules.rules, judgement.outcomes, strict=True):
                unmet = bool(outcome.fires) or rule in judgement.deciding
                settled = unmet or (outcome.fires is False and outcome.applies)
                if (
                    not rule.written.criterion
                    or not settled
                    or (unmet and rule.answer == ASK_A_PERSON)
                ):
                    continue
                seen = tuple(checked for checked in trace if checked.rule == rule.reason.rule)
                result = FindingResult.NOT_MET if unmet else FindingResult.MET
                reason = rule.reason if unmet else _met(rule)
                found.append(Finding(rule.written.criterion, result, (reason,), None, seen))
            found += self._open(judgement, subject)
        return found

    @override
    @hookimpl
    def check_conflicts(self, request: ConflictsRequest) -> Sequence[Conflict | Undetermined]:
        sets = self._sets(CHECK_CONFLICTS, request)
        if isinstance(sets, Undetermined):
            return [sets]
        found: list[Conflict | Undetermined] = []
        for subject in subjects_of(request):
            for rules in sets:
                if subject.helper is None or not _concerns(rules, subject):
                    continue
                judgement = rules.judge(subject, request.on)
                trace = _trace(judgement)
                for rule in judgement.deciding:
                    if rule.answer != ASK_A_PERSON:
                        seen = tuple(c for c in trace if c.rule == rule.reason.rule)
                        severity = Severity(rule.answer)
                        found.append(
                            Conflict(
                                rule.reason.rule,
                                (subject.helper.id,),
                                severity,
                                (rule.reason,),
                                rule.written.note,
                                seen,
                            )
                        )
                found += self._open(judgement, subject)
        return found


def _concerns(rules: RuleSet, subject: Subject) -> bool:
    """Tell whether a set is about a helper; family and friends need no permission."""
    helper = subject.helper
    if helper is None or helper.id in subject.links.family:
        return False
    roles = rules.head.roles
    return not roles or helper.holds(*[Role(role) for role in roles])


def _status(judgement: Judgement) -> ListingStatus:
    if judgement.undecided:
        return ListingStatus.UNDECIDED
    return ListingStatus(judgement.verdict)


def _tell(sets: Sequence[RuleSet], status: ListingStatus) -> str:
    if status not in (ListingStatus.NOT_LISTED, ListingStatus.PROVISIONAL):
        return ""
    said = [rules.head.tell for rules in sets if rules.head.tell]
    return " ".join(said) or f"The list is kept by {sets[0].head.publisher}."


def _met(rule: Rule) -> Reason:
    text = f"Met: {rule.written.title}."
    return Reason(text, rule.reason.rule, rule.reason.source, rule.reason.evidence)


manifest = Manifest(
    id="rulesets",
    title="Answers from rule sets that bodies publish",
    hooks=(ACCREDIT, REVIEW_STANDING, REVIEW_PLAN, CHECK_CONFLICTS),
    factory=RuleSets,
    settings=RuleSetsSettings,
    api="1",
)
