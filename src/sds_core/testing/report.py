"""What became of cases with expected decisions, as records and as JUnit XML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from attrs import frozen

from sds_core.errors import Fault

__all__ = ["Mismatch", "TestReport", "TestResult", "junit", "junit_suite"]

_NOT_XML = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


@frozen
class Mismatch:
    """Something that was expected of a question and did not come.

    Attributes:
        question: the question.
        what: outcome, amount, missing, rules or text.
        expected: what was expected.
        got: what came.
        plugins: the plugins that answered, with versions.
        rules: the table rows and settings that decided.
        place: the line of the profile that names the plugins.
    """

    question: str
    what: str
    expected: str
    got: str
    plugins: tuple[str, ...]
    rules: tuple[str, ...]
    place: str


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
        faults: why it could not be run.
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
    return junit_suite("sds test", cases)


def junit_suite(name: str, cases: Sequence[tuple[str, str, str, Sequence[str]]]) -> str:
    """Return a suite of tests as JUnit XML.

    Args:
        name: what ran them.
        cases: for each test: its file or set, its name, its place, and what went wrong.
    """
    failed = sum(bool(problems) for _, _, _, problems in cases)
    suite = ET.Element("testsuite", name=name, tests=str(len(cases)), failures=str(failed))
    for group, case_name, place, problems in cases:
        line = re.search(r"line ([0-9]+)", place)
        case = ET.SubElement(suite, "testcase", classname=group, name=case_name)
        if line:
            case.set("line", line[1])
        if problems:
            failure = ET.SubElement(case, "failure", message=problems[0])
            failure.text = "\n".join(problems)
    text = ET.tostring(suite, encoding="unicode", xml_declaration=True)
    return _NOT_XML.sub("\ufffd", text) + "\n"
