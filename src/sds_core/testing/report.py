"""What became of cases with expected decisions, as records and as JUnit XML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from attrs import frozen

from sds_core.errors import Fault

__all__ = ["AskedPlugin", "Mismatch", "TestReport", "TestResult", "junit", "junit_suite"]

_NOT_XML = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


@frozen
class AskedPlugin:
    """A plugin that was asked a question, and what became of it.

    Attributes:
        plugin: the plugin's id.
        version: its distribution's version.
        counts: whether its answer counts; an adviser's is only shown.
        answers: how many answers it gave.
        error: what went wrong; empty where nothing did.
    """

    plugin: str
    version: str
    counts: bool
    answers: int
    error: str = ""


@frozen
class Mismatch:
    """Something that was expected of a question and did not come.

    Attributes:
        question: the question.
        what: what was expected: outcome, amount, shares and so on.
        expected: what was expected.
        got: what came.
        plugins: the plugins asked this question or one before it, with versions.
        rules: the table rows and settings that decided.
        place: the line of the profile that names the plugins.
        asked: who was asked the question itself, each with what became of it.
    """

    question: str
    what: str
    expected: str
    got: str
    plugins: tuple[str, ...]
    rules: tuple[str, ...]
    place: str
    asked: tuple[AskedPlugin, ...] = ()


@frozen
class TestResult:
    """What became of one test.

    Attributes:
        file: the file.
        name: the test's name.
        line: the line that it stands on.
        profile: the profile as “id@version”.
        passed: whether all that was expected came.
        mismatches: what did not.
        faults: why it could not be run, what failed in it, and what did not come of its steps.
        milliseconds: how long it took.
    """

    # Not a test class, whatever its name suggests to pytest.
    __test__ = False

    file: str
    name: str
    line: int
    profile: str
    passed: bool
    mismatches: tuple[Mismatch, ...] = ()
    faults: tuple[Fault, ...] = ()
    milliseconds: int = 0


@frozen
class TestReport:
    """What became of all tests.

    Attributes:
        passed: how many passed.
        failed: how many did not.
        updated: the files that were brought up to date.
        results: each test.
    """

    __test__ = False

    passed: int
    failed: int
    updated: tuple[str, ...]
    results: tuple[TestResult, ...]


def junit(report: TestReport) -> str:
    """Return a report as JUnit XML, for pipelines."""
    cases = []
    for result in report.results:
        texts = [
            f"{m.question} {m.what}: expected {m.expected}, got {m.got} "
            f"[{', '.join(m.plugins)}; {', '.join(m.rules)}; {m.place}]"
            for m in result.mismatches
        ]
        texts += [str(fault) for fault in result.faults]
        problems = texts if not result.passed else []
        cases.append((result.file, result.name, f"line {result.line}", problems))
    return junit_suite("sds test", cases, [result.milliseconds for result in report.results])


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds // 1000}.{milliseconds % 1000:03d}"


def junit_suite(
    name: str,
    cases: Sequence[tuple[str, str, str, Sequence[str]]],
    milliseconds: Sequence[int] = (),
) -> str:
    """Return a suite of tests as JUnit XML.

    Args:
        name: what ran them.
        cases: for each test: its file or set, its name, its place, and what went wrong.
        milliseconds: how long each took; none where that was not measured.
    """
    failed = sum(bool(problems) for _, _, _, problems in cases)
    suite = ET.Element("testsuite", name=name, tests=str(len(cases)), failures=str(failed))
    if milliseconds:
        suite.set("time", _seconds(sum(milliseconds)))
    for index, (group, case_name, place, problems) in enumerate(cases):
        line = re.search(r"line ([0-9]+)", place)
        case = ET.SubElement(suite, "testcase", classname=group, name=case_name)
        if line:
            case.set("line", line[1])
        if milliseconds:
            case.set("time", _seconds(milliseconds[index]))
        if problems:
            failure = ET.SubElement(case, "failure", message=problems[0])
            failure.text = "\n".join(problems)
    text = ET.tostring(suite, encoding="unicode", xml_declaration=True)
    return _NOT_XML.sub("\ufffd", text) + "\n"
