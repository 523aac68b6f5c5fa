"""What became of cases with expected decisions, as records and as JUnit XML."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from attrs import frozen

from sds_core.errors import Fault

__all__ = ["Mismatch", "TestReport", "TestResult", "junit"]

_NOT_XML = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


@frozen
class Mismatch:
    """Something that was expected of a question and did not come.

    Attributes:
        question: the hook.
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
    suite = ET.Element(
        "testsuite", name="sds test", tests=str(len(report.results)), failures=str(report.failed)
    )
    for result in report.results:
        case = ET.SubElement(
            suite, "testcase", classname=result.file, name=result.name, line=str(result.line)
        )
        if not result.passed:
            texts = [
                f"{m.question} {m.what}: expected {m.expected}, got {m.got} "
                f"[{', '.join(m.plugins)}; {', '.join(m.rules)}; {m.place}]"
                for m in result.mismatches
            ]
            texts += [str(fault) for fault in result.faults]
            failure = ET.SubElement(case, "failure", message=texts[0])
            failure.text = "\n".join(texts)
    text = ET.tostring(suite, encoding="unicode", xml_declaration=True)
    return _NOT_XML.sub("\ufffd", text) + "\n"
