"""Cases with expected decisions, in YAML: tests that people who know the rules can write.

::

    profile: community-support@1.0
    on: 2026-10-01
    tests:
      - name: Ada plans for herself
        case: cases/ada.json          # or the case itself
        change:                       # optional: other values, by their paths in the case
          assessment.points.assessor: 160
        known:                        # optional: what the council's records say beside the case
          pots: [ { pot: set-aside, holds: "1000.00" } ]
        expect:
          adjust_budget: { outcome: adjusted, amount: "100.00 week" }
          fund_help: { outcome: not_asked }
      - name: A plan is not signed off by its author
        case: cases/ben.json
        steps:                        # with sds-register: what is recorded and done, in order
          - record: {}
          - act: { act: sign_off, on: 2026-10-05, plan: step 1, outcome: accept, by: { … } }
            expect: { refused: wrote the plan }

What may be expected of a question is listed in `sds_core.testing.expectations`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from time import perf_counter_ns
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sds_core.cases.known import known_from_document
from sds_core.errors import Fault, InputError, SdsError, nearest
from sds_core.explain.summary import rules_of
from sds_core.formats.files import read_limited
from sds_core.formats.strict_json import MAX_BYTES, parse_json
from sds_core.model.case import Case
from sds_core.model.dates import parse_date
from sds_core.model.decisions import Decision, Journey
from sds_core.model.known import NOTHING_KNOWN, Known
from sds_core.profiles.profile import Profile
from sds_core.questions import QUESTIONS, Questions
from sds_core.site import Site
from sds_core.testing.expectations import EXPECTABLE, check_expect, in_words, mismatched
from sds_core.testing.report import AskedPlugin, Mismatch, TestReport, TestResult
from sds_core.testing.steps import Setting, run_steps

__all__ = ["run_files"]

MAX_FILE = 131_072  # about a thousand tests; the reader that keeps comments is slow
_FILE_KEYS = ("profile", "on", "tests")
_TEST_KEYS = ("name", "case", "change", "known", "expect", "steps", "profile", "on")


def _plain(value: object, path: str) -> Any:
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


def _change(document: dict[str, object], path: str, value: Any) -> None:
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


def _asked(decision: Decision) -> tuple[AskedPlugin, ...]:
    """Return who was asked the question itself, each with what became of it."""
    return tuple(
        AskedPlugin(
            opinion.given_by.plugin,
            opinion.given_by.version,
            opinion.counts,
            len(opinion.answers),
            opinion.error or "",
        )
        for opinion in decision.opinions
    )


def _mismatches(
    journey: Journey, case: Case, profile: Profile, expect: Mapping[str, Any]
) -> Iterator[Mismatch]:
    for question, wanted in expect.items():
        decision = journey[question]
        for what, expected, got in mismatched(decision, case, wanted):
            yield Mismatch(
                question,
                what,
                in_words(expected),
                in_words(got),
                tuple(f"{s.plugin} {s.version}" for s in decision.provenance.plugins),
                rules_of(decision),
                profile.origin.place("hooks", question),
                _asked(decision),
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


def _check_names(given: Mapping[object, object], known: Sequence[str], place: str) -> None:
    faults = [
        Fault(f"{place}.{name}", "a name that is not known", "", nearest(str(name), known))
        for name in given
        if name not in known
    ]
    if faults:
        raise InputError("a test cannot be read", faults)


class _File:
    def __init__(self, path: Path, sites: dict[str, Site], questions: Questions) -> None:
        self.path, self.sites, self.questions = path, sites, questions
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
            self.sites[name] = Site.load(reference, self.questions)
        return self.sites[name]

    def _case(self, test: Mapping[str, object], place: str) -> object:
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

    def _day(self, test: Mapping[str, object], place: str) -> date:
        try:
            return parse_date(str(test.get("on", self.document.get("on", "")))[:10])
        except ValueError as error:
            fault = Fault(f"{place}.on", str(error), "a date")
            raise InputError("no day", [fault]) from None

    def _known(self, test: Mapping[str, object], place: str) -> Known:
        if test.get("known") is None:
            return NOTHING_KNOWN
        here = f"{place}.known"
        return known_from_document(_plain(test["known"], here), here)

    def name_of(self, test: object, index: int) -> str:
        """Return the name of a test."""
        fallback = f"test {index + 1}"
        return str(test.get("name", fallback)) if isinstance(test, Mapping) else "?"

    def run(self, test: Any, index: int, update: bool) -> TestResult:
        started = perf_counter_ns()
        line = self.document["tests"].lc.item(index)[0] + 1
        place = f"{self.path}: tests[{index}] (line {line})"
        name, profile = self.name_of(test, index), ""
        mismatches: tuple[Mismatch, ...] = ()
        faults: tuple[Fault, ...] = ()
        try:
            if not isinstance(test, Mapping):
                raise InputError("a test cannot be read", [Fault(place, repr(test), "a test")])
            _check_names(test, _TEST_KEYS, place)
            profile = str(test.get("profile", self.document.get("profile", "")))
            if not profile:
                raise InputError("no profile", [Fault(place, "no profile", "one to decide by")])
            site = self._site(profile)
            profile = site.profile.name
            mismatches, faults = self._outcome(test, site, place, update)
        except SdsError as error:
            faults = error.faults or (Fault(place, error.message, "a test that can be run"),)
        passed = not mismatches and not faults
        spent = (perf_counter_ns() - started) // 1_000_000
        return TestResult(str(self.path), name, line, profile, passed, mismatches, faults, spent)

    def _outcome(
        self, test: Mapping[str, Any], site: Site, place: str, update: bool
    ) -> tuple[tuple[Mismatch, ...], tuple[Fault, ...]]:
        """Return what was expected and did not come, and what went wrong."""
        on = self._day(test, place)
        case = site.reader.from_document(self._case(test, place), f"{place}.case")
        known = self._known(test, place)
        if "steps" in test:
            if "expect" in test:
                fault = Fault(f"{place}.expect", "expect beside steps", "expect in each step")
                raise InputError("a test cannot be read", [fault])
            steps = _plain(test["steps"], f"{place}.steps")
            found = run_steps(Setting(site, case, on, known), steps, f"{place}.steps")
            return (), tuple(found)
        journey = site.decide(case, on, known)
        questions = [decision.question for decision in journey.decisions]
        check_expect(test.get("expect"), questions, f"{place}.expect")
        expect = _plain(test["expect"], f"{place}.expect")
        mismatches = tuple(_mismatches(journey, case, site.profile, expect))
        broken = tuple(_broken(journey, site.profile))
        if update and not broken:  # whatever was expected: a plugin that fails answers nothing
            for mismatch in mismatches:
                seen = EXPECTABLE[mismatch.what].seen(journey[mismatch.question], case)
                test["expect"][mismatch.question][mismatch.what] = seen
        return mismatches, broken

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


def run_files(
    paths: Iterable[Path],
    update: bool = False,
    *,
    only: str = "",
    fail_fast: bool = False,
    questions: Questions = QUESTIONS,
    ran: Callable[[TestResult], None] = lambda result: None,
) -> TestReport:
    """Run every test in some files and folders.

    Args:
        paths: YAML files, and folders that hold some.
        update: whether to write what came in the place of what was expected; comments stay.
        only: a part of the names of the tests to run, in small or capital letters; all if empty.
        fail_fast: whether to stop after the first test that fails.
        questions: the questions that are asked.
        ran: called with each result as it comes.

    Raises:
        InputError: a file cannot be read, or there are no tests at all.
    """
    sites: dict[str, Site] = {}
    results: list[TestResult] = []
    updated: list[str] = []
    for path in _files(paths):
        file = _File(path, sites, questions)
        here: list[TestResult] = []
        for index, test in enumerate(file.document["tests"]):
            if only.casefold() in file.name_of(test, index).casefold():
                here.append(file.run(test, index, update))
                ran(here[-1])
                if fail_fast and not here[-1].passed:
                    break
        results += here
        if update and any(result.mismatches and not result.faults for result in here):
            file.save()
            updated.append(str(path))
        if fail_fast and here and not here[-1].passed:
            break
    if not results:
        found = f"no test with {only!r} in its name" if only else "no test"
        raise InputError("there are no tests", [Fault("PATH", found, "at least one")])
    passed = sum(result.passed for result in results)
    return TestReport(passed, len(results) - passed, tuple(updated), tuple(results))
