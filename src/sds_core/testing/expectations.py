"""What a test may expect of a decision: how it is written, what came, and whether it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from sds_core.errors import Fault, InputError, nearest
from sds_core.explain.summary import outcome_words, rules_of
from sds_core.model.answers import Conflict, Finding, Funding
from sds_core.model.case import Case
from sds_core.model.decisions import Decision, Status
from sds_core.model.money import Money
from sds_core.model.periods import Amount, Period

__all__ = ["EXPECTABLE", "Expectable", "check_expect", "in_words", "mismatched"]


@frozen(eq=False)
class Expectable:
    """Something that may be expected of a decision.

    Attributes:
        written: how it is written, for errors.
        fits: tells whether something is written so.
        seen: returns what came, as `--update` writes it.
        holds: tells whether what was expected came, given what was expected and what came.
    """

    written: str
    fits: Callable[[Any], bool]
    seen: Callable[[Decision, Case], Any]
    holds: Callable[[Any, Any], bool] = lambda expected, got: bool(expected == got)


def _text(value: object) -> bool:
    return isinstance(value, str)


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _one_or_more(value: object) -> bool:
    return _text(value) or _texts(value)


def _by_name(value: object) -> bool:
    return isinstance(value, Mapping) and all(map(_text, value.values()))


def _records(*known: str) -> Callable[[Any], bool]:
    def fits(value: Any) -> bool:
        return isinstance(value, list) and all(
            isinstance(item, Mapping) and item and set(item) <= set(known) for item in value
        )

    return fits


def in_words(value: object) -> str:
    """Return what was expected, or what came, as reports show it: a list without brackets."""
    if isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
        return ", ".join(value) or "nothing"
    return str(value)


def _listed(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) else list(value)


def _all_within(expected: Any, got: Any) -> bool:
    """Tell whether each text expected is among those that came."""
    return all(text in got for text in _listed(expected))


def _parts_within(expected: Any, got: Any) -> bool:
    """Tell whether each text expected is a part of one that came; an empty list means none came."""
    wanted = _listed(expected)
    return all(any(text in said for said in got) for text in wanted) if wanted else not got


def _same_records(expected: Any, got: Any) -> bool:
    """Tell whether as many records came, in order, each with what is expected of it."""
    return len(expected) == len(got) and all(
        all(have.get(name) == value for name, value in wanted.items())
        for wanted, have in zip(expected, got, strict=True)
    )


def _amount(decision: Decision, case: Case) -> str | None:
    amount = decision.amount
    return f"{amount.money} {amount.period}" if amount else None


def _amounts(decision: Decision, case: Case) -> dict[str, str]:
    amount = decision.amount
    if amount is None:
        return {}
    if amount.period is Period.ONCE:
        return {str(Period.ONCE): str(amount.money)}
    periods = [period for period in Period if period is not Period.ONCE]
    return {str(period): str(_per(amount, period)) for period in periods}


def _per(amount: Amount, period: Period) -> Money:
    return amount.per(period).money


def _named_same(expected: Any, got: Any) -> bool:
    """Tell whether each name expected has the value that came."""
    return all(got.get(name) == value for name, value in expected.items())


def _lines(decision: Decision, case: Case) -> list[dict[str, str]]:
    return [
        {
            "label": line.label,
            "kind": str(line.kind),
            "money": str(line.money),
            "rule": line.rule,
            "plugin": line.plugin,
        }
        for line in decision.lines
    ]


def _shares(decision: Decision, case: Case) -> list[dict[str, Any]]:
    fundings: Iterator[Funding] = decision.answers(Funding)
    return [
        {
            "helper": share.helper,
            "pot": share.pot,
            "payer": share.payer,
            "money": str(share.money),
            "from_budget": share.from_budget,
        }
        for funding in fundings
        for share in funding.shares
    ]


def _conflicts(decision: Decision, case: Case) -> dict[str, str]:
    found: dict[str, Conflict] = {}
    for conflict in decision.answers(Conflict):
        before = found.get(conflict.test)
        if before is None or conflict.severity.rank > before.severity.rank:
            found[conflict.test] = conflict
    return {test: str(conflict.severity) for test, conflict in sorted(found.items())}


def _findings(decision: Decision, case: Case) -> dict[str, str]:
    found: dict[str, Finding] = {}
    for finding in decision.answers(Finding):
        before = found.get(finding.criterion)
        if before is None or finding.result.rank > before.result.rank:
            found[finding.criterion] = finding
    return {criterion: str(finding.result) for criterion, finding in sorted(found.items())}


def _reasons(decision: Decision, case: Case) -> dict[str, str]:
    found: dict[str, str] = {}
    for given in decision.reasons:
        rule, text = given.reason.rule, given.reason.text
        found[rule] = f"{found[rule]} {text}" if rule in found else text
    return found


def _said_by_rule(expected: Any, got: Any) -> bool:
    """Tell whether each rule expected gave a reason with these words."""
    return all(text in got.get(rule, "\0") for rule, text in expected.items())


def _missing(decision: Decision, case: Case) -> list[str]:
    return sorted({name for u in decision.undetermined for name in u.missing})


_LINE = ("label", "kind", "money", "rule", "plugin")
_SHARE = ("helper", "pot", "payer", "money", "from_budget")

EXPECTABLE: Mapping[str, Expectable] = {
    "outcome": Expectable("a text in quotes", _text, lambda d, case: d.outcome),
    "amount": Expectable("a text in quotes", lambda value: value is None or _text(value), _amount),
    "amounts": Expectable("sums in quotes by period", _by_name, _amounts, _named_same),
    "missing": Expectable(
        "a list of texts", _texts, _missing, lambda expected, got: sorted(expected) == got
    ),
    "ask": Expectable(
        "a text, or a list of texts",
        _one_or_more,
        lambda d, case: sorted({u.ask for u in d.undetermined}),
        lambda expected, got: sorted(_listed(expected)) == got,
    ),
    "rules": Expectable(
        "a list of texts", _one_or_more, lambda d, case: list(rules_of(d)), _all_within
    ),
    "reasons": Expectable("words by rule", _by_name, _reasons, _said_by_rule),
    "lines": Expectable(
        f"a list of lines with {', '.join(_LINE)}", _records(*_LINE), _lines, _same_records
    ),
    "shares": Expectable(
        f"a list of shares with {', '.join(_SHARE)}", _records(*_SHARE), _shares, _same_records
    ),
    "conflicts": Expectable("severities by test, of all that were found", _by_name, _conflicts),
    "findings": Expectable("results by criterion", _by_name, _findings, _named_same),
    "notices": Expectable(
        "a text, or a list of texts", _one_or_more, lambda d, case: list(d.notices), _parts_within
    ),
    "why": Expectable(
        "a text in quotes",
        _text,
        lambda d, case: d.why if d.status is Status.NOT_ASKED else "",
        lambda expected, got: expected in got,
    ),
    "text": Expectable(
        "a text in quotes", _text, outcome_words, lambda expected, got: expected in got
    ),
}


def check_expect(expect: object, known: Iterable[str], place: str) -> None:
    """Refuse expectations that cannot be read.

    Args:
        expect: what is expected of each question.
        known: the questions that are asked.
        place: where it is written, for errors.

    Raises:
        InputError: with every fault.
    """
    questions, faults = list(known), []
    if not isinstance(expect, Mapping) or not expect:
        faults.append(Fault(place, repr(expect), "questions and what is expected of each"))
        expect = {}
    for question, wanted in expect.items():
        if question not in questions:
            hint = nearest(str(question), questions)
            faults.append(Fault(f"{place}.{question}", "no such question", "a question", hint))
        elif not isinstance(wanted, Mapping) or not wanted:
            faults.append(Fault(f"{place}.{question}", repr(wanted), ", ".join(EXPECTABLE)))
        else:
            for what, expected in wanted.items():
                here = f"{place}.{question}.{what}"
                expectable = EXPECTABLE.get(str(what))
                if expectable is None:
                    hint = nearest(str(what), EXPECTABLE)
                    faults.append(Fault(here, "nothing to expect", "", hint))
                elif not expectable.fits(expected):
                    faults.append(Fault(here, repr(expected), expectable.written))
    if faults:
        raise InputError("an expectation cannot be read", faults)


def mismatched(
    decision: Decision, case: Case, wanted: Mapping[str, object]
) -> Iterator[tuple[str, object, object]]:
    """Yield what was expected of a decision and did not come: what, expected, and what came.

    Args:
        decision: the decision.
        case: the case.
        wanted: what is expected of it, as `check_expect` has passed it.
    """
    for what, expected in wanted.items():
        got = EXPECTABLE[what].seen(decision, case)
        if not EXPECTABLE[what].holds(expected, got):
            yield what, expected, got
