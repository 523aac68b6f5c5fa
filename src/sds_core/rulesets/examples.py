"""Examples are a rule set's tests: each is judged, and every clause shows what it saw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from attrs import frozen

from sds_core.conditions.clauses import ClauseResult, StatedFacts
from sds_core.errors import Fault, InputError, RuleSetError, nearest
from sds_core.formats.records import from_plain
from sds_core.formats.toml import TomlFile, read_toml
from sds_core.rulesets.file_format import ExampleFile
from sds_core.rulesets.questions import UNDETERMINED
from sds_core.rulesets.ruleset import Judgement, RuleSet
from sds_core.rulesets.stated_facts import given_from_data
from sds_core.schemas.published import check_document
from sds_core.tables.rows import Row
from sds_core.tables.table import Table

__all__ = [
    "Coverage",
    "ExampleResult",
    "ExampleRun",
    "RuleTrace",
    "read_examples",
    "run_examples",
    "trace_of",
]

MAX_EXAMPLES = 2_000


@frozen
class RuleTrace:
    """The result of one rule in an example.

    Attributes:
        rule: the rule's id.
        title: the rule in plain words.
        layer: the set that it comes from.
        result: met, not met, not known, or does not apply.
        answer: the answer given; empty where none is.
        clauses: every clause, with the value seen.
    """

    rule: str
    title: str
    layer: str
    result: str
    answer: str
    clauses: tuple[ClauseResult, ...]


@frozen
class ExampleResult:
    """The result of one example.

    Attributes:
        name: the example's name.
        place: the file and line that it stands on.
        on: the day.
        expect: the answer expected.
        verdict: the answer given.
        missing: the facts that would settle it.
        problems: what differs from what was expected; none where it passed.
        rules: every rule.
    """

    name: str
    place: str
    on: date
    expect: str
    verdict: str
    missing: tuple[str, ...]
    problems: tuple[str, ...]
    rules: tuple[RuleTrace, ...]

    @property
    def passed(self) -> bool:
        """Whether all came as expected."""
        return not self.problems


@frozen
class Coverage:
    """How much of a set its examples cover: rules both met and not met, clauses likewise.

    Attributes:
        rules: rules seen met, and seen not met.
        rules_total: how many rules there are.
        clauses: clauses seen to hold, and seen not to.
        clauses_total: how many clauses there are.
        rows: rows of tables that an example reached.
        rows_total: how many rows the tables have.
        untried: what was not tried, in plain words.
    """

    rules: int
    rules_total: int
    clauses: int
    clauses_total: int
    rows: int
    rows_total: int
    untried: tuple[str, ...]

    @property
    def percent(self) -> int:
        """What was tried of all, in whole per cent, rounded down."""
        total = self.rules_total + self.clauses_total + self.rows_total
        tried = self.rules + self.clauses + self.rows
        return 100 * tried // total if total else 100


@frozen
class ExampleRun:
    """The results of a set's examples.

    Attributes:
        set: the set as “id@version”.
        passed: how many passed.
        failed: how many did not.
        results: each of them.
        coverage: how much of the set they try.
        percent: the coverage in whole per cent.
    """

    set: str
    passed: int
    failed: int
    results: tuple[ExampleResult, ...]
    coverage: Coverage
    percent: int


_RESULTS = {True: "met", False: "not met", None: "not known"}


def trace_of(judgement: Judgement) -> tuple[RuleTrace, ...]:
    """Return the result of each rule, with every clause and the value seen."""
    found = []
    for rule, outcome in zip(judgement.rules.rules, judgement.outcomes, strict=True):
        result = "does not apply" if outcome.applies is False else _RESULTS[outcome.met]
        if outcome.applies is None and outcome.met is not True:
            result = "not known"
        answer = outcome.answer if outcome.fires else ""
        found.append(
            RuleTrace(rule.id, rule.written.title, rule.layer, result, answer, outcome.seen)
        )
    return tuple(found)


def read_examples(
    rules: RuleSet, folder: Path | None
) -> list[tuple[ExampleFile, StatedFacts, str]]:
    """Return a set's examples with their facts and places: in its file, and in a folder beside it.

    Args:
        rules: the set.
        folder: the folder `NAME.examples` beside the set's file, of TOML files that hold
            `[[example]]`; none where there is no such folder.

    Raises:
        RuleSetError: with every fault and its place.
    """
    files: list[tuple[TomlFile, tuple[ExampleFile, ...]]] = [(rules.file, rules.head.example)]
    for path in sorted(folder.glob("*.toml")) if folder and folder.is_dir() else []:
        file = read_toml(path)
        # The examples are held to the same schema as those within a set.
        stub = {**rules.file.plain, "example": file.plain.get("example", [])}
        extra = sorted(set(file.data) - {"example"})
        try:
            check_document(stub, "ruleset-1", file.name)
        except InputError as error:
            placed = [file.fault(fault) for fault in error.faults]
            raise RuleSetError(f"examples in {file.name} cannot be used", placed) from None
        if extra:
            fault = Fault(file.place(extra[:1]), repr(extra[0]), "[[example]] and nothing else")
            raise RuleSetError(f"examples in {file.name} cannot be used", [fault])
        files.append((file, tuple(from_plain(e, ExampleFile) for e in stub["example"])))
    return [item for file, examples in files for item in _read(rules, file, examples)]


def _read(
    rules: RuleSet, file: TomlFile, examples: Sequence[ExampleFile]
) -> list[tuple[ExampleFile, StatedFacts, str]]:
    faults: list[Fault] = []
    found = []
    if len(examples) > MAX_EXAMPLES:
        fault = Fault(file.name, f"{len(examples):,} examples", f"at most {MAX_EXAMPLES:,}")
        raise RuleSetError(f"examples in {file.name} cannot be used", [fault])
    question = rules.question
    known = {rule.id for rule in rules.rules}
    for index, example in enumerate(examples):
        place = file.place(["example", index])

        def report(name: str, wrong: str, expected: str, hint: str, place: str = place) -> None:
            faults.append(Fault(f"{place}: facts.{name}", wrong, expected, hint))

        given = given_from_data(example.facts, question.catalogue, report)
        answers = [question.best, *question.answers, UNDETERMINED]
        if example.expect not in answers:
            hint = nearest(example.expect, answers)
            faults.append(Fault(f"{place}: expect", repr(example.expect), "an answer", hint))
        for rule in example.unmet or ():
            if rule not in known:
                faults.append(Fault(f"{place}: unmet", repr(rule), "a rule", nearest(rule, known)))
        found.append((example, given, place))
    if faults:
        raise RuleSetError(f"examples in {file.name} cannot be used", faults)
    return found


def run_examples(rules: RuleSet, folder: Path | None) -> ExampleRun:
    """Judge every example of a set.

    Args:
        rules: the set.
        folder: the folder of examples beside it, where there is one.

    Raises:
        RuleSetError: an example cannot be read.
    """
    judged = [
        (example, place, given, rules.judge(given, example.on))
        for example, given, place in read_examples(rules, folder)
    ]
    results = tuple(_result(example, place, j) for example, place, _, j in judged)
    passed = sum(result.passed for result in results)
    coverage = _coverage(rules, [(given, judgement) for _, _, given, judgement in judged])
    return ExampleRun(
        rules.name, passed, len(results) - passed, results, coverage, coverage.percent
    )


def _result(example: ExampleFile, place: str, judgement: Judgement) -> ExampleResult:
    problems = []
    if judgement.verdict != example.expect:
        problems.append(f"expected {example.expect}, got {judgement.verdict}")
    unmet = sorted(rule.id for rule in judgement.unmet)
    if example.unmet is not None and sorted(example.unmet) != unmet:
        problems.append(f"expected unmet {_said(example.unmet)}, got {_said(unmet)}")
    missing = sorted(judgement.missing)
    if example.missing is not None and sorted(example.missing) != missing:
        problems.append(f"expected missing {_said(example.missing)}, got {_said(missing)}")
    return ExampleResult(
        example.name,
        place,
        example.on,
        example.expect,
        judgement.verdict,
        tuple(missing),
        tuple(problems),
        trace_of(judgement),
    )


def _said(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def _coverage(rules: RuleSet, judged: Sequence[tuple[StatedFacts, Judgement]]) -> Coverage:
    untried: list[str] = []
    met: dict[str, set[bool]] = {rule.id: set() for rule in rules.rules}
    clauses: dict[tuple[str, str], set[bool]] = {}
    for _, judgement in judged:
        for outcome in judgement.outcomes:
            if outcome.fires is not None:
                met[outcome.rule].add(outcome.fires)
            for seen in outcome.seen:
                key = (outcome.rule, seen.clause.rpartition("]: ")[2])
                if seen.holds is not None:
                    clauses.setdefault(key, set()).add(seen.holds)
    every = [(rule.id, text) for rule in rules.rules for text in _texts(rules, rule.id)]
    for rule_id, ways in met.items():
        if len(ways) < 2:
            wanted = "met" if True in ways else "not met" if False in ways else "tried at all"
            untried.append(f"rule {rule_id}: never {wanted}")
    for rule_id, text in every:
        ways = clauses.get((rule_id, text), set())
        if len(ways) < 2:
            wanted = "to fail" if True in ways else "to hold" if False in ways else "at all"
            untried.append(f"rule {rule_id}: “{text}” never seen {wanted}")
    rows, total = 0, 0
    for name, table in rules.tables.items():
        reached = {row for given, _ in judged for row in _rows(rules, name, table, given)}
        total += len(table.rows)
        rows += len(reached)
        untried += [
            f"table {name}: row {r.id} never reached" for r in table.rows if r.id not in reached
        ]
    return Coverage(
        sum(len(ways) == 2 for ways in met.values()),
        len(met),
        sum(len(clauses.get(key, ())) == 2 for key in every),
        len(every),
        rows,
        total,
        tuple(untried),
    )


def _texts(rules: RuleSet, rule_id: str) -> list[str]:
    """Return the texts of a rule's clauses, those on items of lists included, each once."""
    rule = rules.get(rule_id)
    return list(dict.fromkeys(clause.text for clause in rule.clauses())) if rule else []


def _rows(rules: RuleSet, name: str, table: Table, given: StatedFacts) -> list[str]:
    use = next(use for layer in rules.layers() for use in layer.head.table if use.id == name)
    facts = [rules.question.catalogue.facts[use.inputs[item.name]] for item in table.inputs]
    row = table.find(*[fact.of(given) for fact in facts])
    return [row.id] if isinstance(row, Row) else []
