"""Cases with expected decisions, in YAML: tests that people who know the rules can write.

::

    profile: community-support@1.0
    on: 2026-10-01
    tests:
      - name: Ada plans for herself
        case: cases/ada.json          # or the case itself
        change:                       # optional: other values, by their paths in the case
          assessment.points.assessor: 160
        expect:
          adjust_budget: { outcome: adjusted, amount: "100.00 week" }
          fund_help: { outcome: not_asked }

What may be expected of a question: ``outcome``, ``amount``, ``missing`` (facts asked for),
``rules`` (rows and settings among those that decided) and ``text`` (words in the result).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sds_core.errors import Fault, InputError, SdsError, nearest
from sds_core.explain.summary import outcome_words, rules_of
from sds_core.formats.files import read_limited
from sds_core.formats.strict_json import MAX_BYTES, parse_json
from sds_core.model.case import Case
from sds_core.model.dates import parse_date
from sds_core.model.decisions import Decision, Journey
from sds_core.profiles.profile import Profile
from sds_core.site import Site
from sds_core.testing.report import Mismatch, TestReport, TestResult

__all__ = ["run_files"]

MAX_FILE = 131_072  # about a thousand tests; the reader that keeps comments is slow
_FILE_KEYS = ("profile", "on", "tests")
_TEST_KEYS = ("name", "case", "change", "expect", "profile", "on")
_EXPECTABLE = ("outcome", "amount", "missing", "rules", "text")


def _plain(value: Any, path: str) -> Any:
    """Return YAML as the plain data that strict JSON could hold; floats are refused."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v, f"{path}.{k}") for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(item, f"{path}[{i}]") for i, item in enumerate(value)]
    if isinstance(value, (date, datetime)):
        return value.isoformat()[:10]
    if isinstance(value, float):
        raise InputError(
            "money in YAML must stand in quotes",
            [Fault(path, f"the number {value}", "a text", 'Write it in quotes, like "82.91".')],
        )
    if isinstance(value, bool) or value is None:
        return value
    return int(value) if isinstance(value, int) else str(value)


def _change(document: dict[str, Any], path: str, value: Any) -> None:
    target: Any = document
    steps = path.split(".")
    try:
        for step in steps[:-1]:
            inner = isinstance(target, dict)
            target = target.setdefault(step, {}) if inner else target[int(step)]
        if isinstance(target, dict):
            target[steps[-1]] = value
        else:
            target[int(steps[-1])] = value
    except (KeyError, IndexError, TypeError, ValueError):
        fault = Fault(f"change.{path}", "no such place", "a path in the case")
        raise InputError("a change names no place in the case", [fault]) from None


def _seen(decision: Decision, case: Case) -> dict[str, Any]:
    amount = decision.amount
    return {
        "outcome": decision.outcome,
        "amount": f"{amount.money} {amount.period}" if amount else None,
        "missing": sorted({name for u in decision.undetermined for name in u.missing}),
        "rules": list(rules_of(decision)),
        "text": outcome_words(decision, case),
    }


def _holds(what: str, expected: Any, got: Any) -> bool:
    if what == "rules":
        wanted = [expected] if isinstance(expected, str) else expected
        return all(rule in got for rule in wanted)
    if what == "text":
        return str(expected) in got
    return bool(sorted(expected) == got) if what == "missing" else bool(expected == got)


def _mismatches(
    journey: Journey, case: Case, profile: Profile, expect: Mapping[str, Any]
) -> Iterator[Mismatch]:
    for question, wanted in expect.items():
        decision = journey[question]
        seen = _seen(decision, case)
        for what, expected in wanted.items():
            if not _holds(what, expected, seen[what]):
                yield Mismatch(
                    question,
                    what,
                    str(expected),
                    str(seen[what]),
                    tuple(f"{s.plugin} {s.version}" for s in decision.provenance.plugins),
                    rules_of(decision),
                    profile.origin.place("hooks", question),
                )


def _broken(journey: Journey, profile: Profile) -> Iterator[Fault]:
    """Yield the plugins that failed at a question, advisers among them, each with its error."""
    for decision in journey.decisions:
        for opinion in decision.opinions:
            if opinion.error is not None:
                given = opinion.given_by
                what = f"plugin {given.plugin} ({given.distribution} {given.version}) failed"
                place = profile.origin.place("hooks", decision.question)
                hint = "Mend the plugin; --update writes nothing here."
                yield Fault(f"{decision.question}, by {place}", what, opinion.error, hint)


def _check_names(given: Mapping[Any, Any], known: Sequence[str], place: str) -> None:
    faults = [
        Fault(f"{place}.{name}", "a name that is not known", "", nearest(str(name), known))
        for name in given
        if name not in known
    ]
    if faults:
        raise InputError("a test cannot be read", faults)


def _fits(what: str, expected: Any) -> bool:
    if what in ("missing", "rules"):
        texts = isinstance(expected, list) and all(isinstance(item, str) for item in expected)
        return texts or (what == "rules" and isinstance(expected, str))
    return isinstance(expected, str) or (what == "amount" and expected is None)


def _check_expect(expect: Any, known: Iterable[str], place: str) -> None:
    questions = list(known)
    faults = []
    if not isinstance(expect, Mapping) or not expect:
        faults.append(Fault(place, repr(expect), "questions and what is expected of each"))
        expect = {}
    for question, wanted in expect.items():
        if question not in questions:
            hint = nearest(str(question), questions)
            faults.append(Fault(f"{place}.{question}", "no such question", "a question", hint))
        elif not isinstance(wanted, Mapping) or not wanted:
            faults.append(Fault(f"{place}.{question}", repr(wanted), ", ".join(_EXPECTABLE)))
        else:
            for what, expected in wanted.items():
                here = f"{place}.{question}.{what}"
                if what not in _EXPECTABLE:
                    hint = nearest(str(what), _EXPECTABLE)
                    faults.append(Fault(here, "nothing to expect", "", hint))
                elif not _fits(what, expected):
                    kind = "a list of texts" if what in ("missing", "rules") else "a text in quotes"
                    faults.append(Fault(here, repr(expected), kind))
    if faults:
        raise InputError("an expectation cannot be read", faults)


class _File:
    def __init__(self, path: Path, sites: dict[str, Site]) -> None:
        self.path, self.sites = path, sites
        self.yaml = YAML()
        self.yaml.preserve_quotes = True
        self.yaml.width = 10_000
        try:
            self.document = self.yaml.load(read_limited(path, MAX_FILE).decode())
        except (OSError, ValueError, RecursionError, YAMLError) as error:
            fault = Fault(str(path), str(error).replace("\n", " "), "YAML")
            raise InputError(f"{path} cannot be read", [fault]) from None
        if not isinstance(self.document, Mapping) or not isinstance(
            self.document.get("tests"), list
        ):
            fault = Fault(str(path), "no tests", "profile, on and tests")
            raise InputError(f"{path} holds no tests", [fault])
        _check_names(self.document, _FILE_KEYS, str(path))

    def _site(self, name: str) -> Site:
        if name not in self.sites:
            reference = str(self.path.parent / name) if name.endswith(".toml") else name
            self.sites[name] = Site.load(reference)
        return self.sites[name]

    def _case(self, test: Mapping[str, Any], place: str) -> Any:
        given = test.get("case")
        if isinstance(given, str):
            file = self.path.parent / given
            try:
                document = parse_json(read_limited(file, MAX_BYTES), str(file))
            except (OSError, ValueError) as error:
                fault = Fault(f"{place}.case", repr(given), "a case's file", str(error))
                raise InputError("a case cannot be read", [fault]) from None
        else:
            document = deepcopy(_plain(given, f"{place}.case"))
        change = test.get("change") or {}
        if not isinstance(change, Mapping):
            fault = Fault(f"{place}.change", repr(change), "paths and values")
            raise InputError("a change cannot be read", [fault])
        for path, value in change.items():
            _change(document, str(path), _plain(value, f"{place}.change.{path}"))
        return document

    def run(self, test: Any, index: int, update: bool) -> TestResult:
        line = self.document["tests"].lc.item(index)[0] + 1
        place = f"{self.path}: tests[{index}] (line {line})"
        name = str(test.get("name", f"test {index + 1}")) if isinstance(test, Mapping) else "?"
        profile = ""
        try:
            if not isinstance(test, Mapping):
                raise InputError("a test cannot be read", [Fault(place, repr(test), "a test")])
            _check_names(test, _TEST_KEYS, place)
            profile = str(test.get("profile", self.document.get("profile", "")))
            if not profile:
                raise InputError("no profile", [Fault(place, "no profile", "one to decide by")])
            try:
                on = parse_date(str(test.get("on", self.document.get("on", "")))[:10])
            except ValueError as error:
                fault = Fault(f"{place}.on", str(error), "a date")
                raise InputError("no day", [fault]) from None
            site = self._site(profile)
            case = site.reader.from_document(self._case(test, place), f"{place}.case")
            journey = site.decide(case, on)
            questions = [decision.question for decision in journey.decisions]
            _check_expect(test.get("expect"), questions, f"{place}.expect")
            expect = _plain(test["expect"], f"{place}.expect")
        except SdsError as error:
            faults = error.faults or (Fault(place, error.message, "a test that can be run"),)
            return TestResult(str(self.path), name, line, profile, False, (), faults)
        found = tuple(_mismatches(journey, case, site.profile, expect))
        broken = tuple(_broken(journey, site.profile))
        if broken:  # whatever was expected: a plugin that fails answers nothing
            return TestResult(str(self.path), name, line, site.profile.name, False, found, broken)
        if found and update:
            for mismatch in found:
                seen = _seen(journey[mismatch.question], case)
                test["expect"][mismatch.question][mismatch.what] = seen[mismatch.what]
        return TestResult(str(self.path), name, line, site.profile.name, not found, found)

    def save(self) -> None:
        stream = io.StringIO()
        self.yaml.dump(self.document, stream)
        self.path.write_text(stream.getvalue(), encoding="utf-8")


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted({*path.rglob("*.yaml"), *path.rglob("*.yml")})
        else:
            yield path


def run_files(paths: Iterable[Path], update: bool = False) -> TestReport:
    """Run every test in some files and folders.

    Args:
        paths: YAML files, and folders that hold some.
        update: whether to write what came in the place of what was expected; comments stay.

    Raises:
        InputError: a file cannot be read, or there are no tests at all.
    """
    sites: dict[str, Site] = {}
    results: list[TestResult] = []
    updated: list[str] = []
    for path in _files(paths):
        file = _File(path, sites)
        here = [file.run(t, i, update) for i, t in enumerate(file.document["tests"])]
        results += here
        if update and any(result.mismatches and not result.faults for result in here):
            file.save()
            updated.append(str(path))
    if not results:
        raise InputError("there are no tests", [Fault("PATH", "no test", "at least one")])
    passed = sum(result.passed for result in results)
    return TestReport(passed, len(results) - passed, tuple(updated), tuple(results))
