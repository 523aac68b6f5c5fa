"""Reading a rule set: its shape, its limits, every clause against the catalogue of facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sds_core.conditions.clauses import Fact
from sds_core.conditions.domains import Domain, Kind
from sds_core.conditions.groups import Group, GroupKind, Member, Quantifier, parse_group
from sds_core.errors import ConfigurationError, Fault, InputError, RuleSetError, nearest
from sds_core.formats.canonical import digest
from sds_core.formats.records import from_plain
from sds_core.formats.toml import TomlFile
from sds_core.model.parties import Role
from sds_core.model.reasons import Reason, Source
from sds_core.questions import QUESTIONS, REVIEW_PLAN
from sds_core.resources.resolver import Resolver
from sds_core.rulesets.file_format import RuleFile, RuleSetFile, TableUse
from sds_core.rulesets.questions import RULE_QUESTIONS, RuleQuestion
from sds_core.rulesets.rule import Rule
from sds_core.rulesets.ruleset import RuleSet
from sds_core.schemas.published import check_document
from sds_core.schemas.validate import MAX_FAULTS
from sds_core.tables.load import load_table
from sds_core.tables.rows import NoRow, Output
from sds_core.tables.table import Table

__all__ = ["RuleSetReader"]

MAX_RULES = 500

MAX_CLAUSES = 5_000

MAX_TABLES = 20

_ADDRESS = re.compile(r"://|\bwww\.|\b(?:mailto|javascript|data|file):\S", re.IGNORECASE)

_LAYERING = ("local-decides", "tighten-only")


class RuleSetReader:
    """Reads one rule set, and collects every fault in it.

    Args:
        file: the file, as plain data.
        folder: the folder that paths in it are relative to; `None` where there is none.
        files: finds the tables that it names.
    """

    def __init__(self, file: TomlFile, folder: Path | None, files: Resolver) -> None:
        self.file, self.folder, self.files = file, folder, files
        self.faults: list[Fault] = []
        self.digests = {file.name: digest(file.text.encode())}
        self.facts: dict[str, Fact] = {}
        self.clauses = 0

    def fault(self, path: tuple[str | int, ...], found: str, expected: str, hint: str = "") -> None:
        """Report a fault at a place of the file; too many end the reading."""
        self.faults.append(Fault(self.file.place(path), found, expected, hint))
        if len(self.faults) >= MAX_FAULTS:
            self.stop()

    def stop(self) -> None:
        """Refuse the file where faults were found.

        Raises:
            RuleSetError: with every fault.
        """
        if self.faults:
            raise RuleSetError(f"rule set {self.file.name} cannot be used", self.faults)

    def head(self) -> RuleSetFile:
        """Return the whole file as a record, checked against its schema."""
        plain = self.file.plain
        self.no_addresses(plain, ())
        try:
            check_document(plain, "ruleset-1", self.file.name)
        except InputError as error:
            placed = [self.file.fault(fault) for fault in error.faults]
            raise RuleSetError(f"rule set {self.file.name} cannot be used", placed) from None
        self.stop()
        head = from_plain(plain, RuleSetFile)
        for found, most, what in (
            (len(head.rule), MAX_RULES, "rule"),
            (len(head.table), MAX_TABLES, "table"),
        ):
            if found > most:
                self.fault((what,), f"{found:,} of them", f"at most {most:,}")
        return head

    def no_addresses(self, value: Any, path: tuple[str | int, ...]) -> None:
        """Refuse web addresses: a rule set must be complete in itself."""
        if isinstance(value, str) and _ADDRESS.search(value):
            hint = "Name the document; publish links beside the set."
            self.fault(path, "a web address", "text that stands alone", hint)
        elif isinstance(value, Mapping):
            for name, item in value.items():
                self.no_addresses(item, (*path, name))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                self.no_addresses(item, (*path, index))

    def question(self, head: RuleSetFile) -> RuleQuestion | None:
        """Return the question that the set answers, or `None` and a fault."""
        question = RULE_QUESTIONS.get(head.hook)
        if question is None:
            hint = nearest(head.hook, RULE_QUESTIONS)
            if head.hook in QUESTIONS:
                hint = (
                    f"No rule set may answer {head.hook}. Choose from: {', '.join(RULE_QUESTIONS)}."
                )
            self.fault(("hook",), repr(head.hook), "a question that rule sets may answer", hint)
            return None
        for i, answer in enumerate(head.may_answer):
            if answer not in question.answers:
                hint = nearest(answer, question.answers)
                if answer == question.best:
                    hint = f"“{answer}” is what is left where every rule is met."
                self.fault(("may_answer", i), repr(answer), f"an answer to {head.hook}", hint)
        if not head.may_answer:
            self.fault(("may_answer",), "an empty list", f"some of {', '.join(question.answers)}")
        for i, role in enumerate(head.roles):
            if role not in set(Role):
                self.fault(("roles", i), repr(role), "a role", nearest(role, list(Role)))
        return question

    def dates(self, head: RuleSetFile) -> None:
        """Report dates, layers and left-out rules that contradict one another."""
        in_force = head.in_force
        if in_force.until is not None and in_force.until < in_force.from_date:
            self.fault(("in_force", "until"), str(in_force.until), "a day after it begins")
        if head.review.by <= in_force.from_date:
            self.fault(("review", "by"), str(head.review.by), "a day after the set begins")
        if head.layering is not None and head.layering.how not in _LAYERING:
            hint = nearest(head.layering.how, _LAYERING)
            self.fault(("layering", "how"), repr(head.layering.how), " or ".join(_LAYERING), hint)
        if head.drop and head.based_on is None:
            self.fault(("drop",), "rules left out of no baseline", "a baseline, or nothing")

    def tables(self, head: RuleSetFile) -> dict[str, Table]:
        """Return the tables that the set uses, by name."""
        tables: dict[str, Table] = {}
        for i, use in enumerate(head.table):
            path: tuple[str | int, ...] = ("table", i)
            if use.id in tables or any(name.startswith(f"{use.id}.") for name in self.facts):
                self.fault((*path, "id"), f"the name {use.id!r} again", "a name of its own")
                continue
            try:
                if ":" not in use.file and Path(use.file).name != use.file:
                    raise ConfigurationError(f"{use.file!r} is not a file beside this one")
                beside = self.folder if ":" not in use.file else None
                where, name = self.files.find(use.file, "tables", beside)
                table = load_table(where, name, self.files)
            except ConfigurationError as error:
                self.fault((*path, "file"), error.message, "a table that can be used")
                self.faults += error.faults
                continue
            self.digests.update(table.digests)
            inputs = self.inputs(path, use, table)
            tables[use.id] = table
            for output in table.outputs:
                fact = _table_fact(use, table, inputs, output)
                if fact is not None:
                    self.facts[fact.name] = fact
        return tables

    def inputs(self, path: tuple[str | int, ...], use: TableUse, table: Table) -> list[Fact]:
        """Return the facts that a table asks for, in the order of its inputs."""
        found = []
        names = [item.name for item in table.inputs]
        for name in use.inputs:
            if name not in names:
                self.fault((*path, "inputs", name), "no input of the table", nearest(name, names))
        for item in table.inputs:
            fact = self.facts.get(use.inputs.get(item.name, ""))
            if fact is None:
                given = use.inputs.get(item.name)
                hint = nearest(given or item.name, self.facts)
                self.fault((*path, "inputs", item.name), repr(given), "a fact", hint)
            elif fact.domain.kind is not item.domain.kind:
                self.fault((*path, "inputs", item.name), fact.name, f"a {item.domain.kind} fact")
            else:
                found.append(fact)
        return found

    def group(
        self, how: GroupKind, written: Any, path: tuple[str | int, ...], facts: Mapping[str, Fact]
    ) -> Group:
        """Return a group of clauses, read against the catalogue of facts."""

        def report(where: tuple[str | int, ...], found: str, wrong: str) -> None:
            hint = f"{wrong[0].upper()}{wrong[1:]}"
            self.fault(where, found, "a clause", hint if hint[-1] in "?." else f"{hint}.")

        return parse_group(how, written, facts, path, report)

    def some(
        self, rule: RuleFile, path: tuple[str | int, ...], question: RuleQuestion
    ) -> Quantifier | None:
        """Return the quantifier over a list that a rule has, or `None` where it has none."""
        lists = question.catalogue.lists
        if rule.some is None:
            if (rule.where, rule.at_least, rule.at_most) != (None, None, None):
                self.fault(path, "“where” or a number without “some”", "a list to count in")
            return None
        items = lists.get(rule.some)
        if items is None:
            self.fault((*path, "some"), repr(rule.some), "a list", nearest(rule.some, lists))
            return None
        most, least = rule.at_most, rule.at_least
        if least is None:
            least = 1 if most is None else 0
        if not 0 <= least <= 1_000 or (most is not None and not least <= most <= 1_000):
            self.fault(path, f"from {least} to {most}", "numbers from 0 to 1,000, in order")
        if rule.where is None:
            self.fault(path, "“some” without “where”", "what must hold of an item")
            return None
        where = self.group(GroupKind.ALL, rule.where, (*path, "where"), items.facts)
        text = f"some {rule.some} where {written(rule.where)}"
        text += f" at least {least}" if least else ""
        text += "" if most is None else f" at most {most}"
        return Quantifier(items, where, least, most, text)

    def rule(self, rule: RuleFile, index: int, question: RuleQuestion, head: RuleSetFile) -> Rule:
        """Return a rule, read against the catalogue of facts."""
        path: tuple[str | int, ...] = ("rule", index)
        members: list[Member] = []
        for how in GroupKind:
            given = getattr(rule, how)
            if given is not None:
                members.append(self.group(how, given, (*path, how.value), self.facts))
        some = self.some(rule, path, question)
        if some is not None:
            members.append(some)
        if not members and rule.some is None:
            self.fault(path, "nothing that must be shown", "all, any, none or some")
        when = None
        if rule.when is not None:
            when = self.group(GroupKind.ALL, rule.when, (*path, "when"), self.facts)
        if rule.otherwise not in head.may_answer:
            hint = nearest(rule.otherwise, head.may_answer)
            expected = "one of the answers under may_answer"
            self.fault((*path, "otherwise"), repr(rule.otherwise), expected, hint)
        if (head.hook == REVIEW_PLAN and rule.otherwise == "not_met") != bool(rule.criterion):
            expected = "the published criterion that is not met, for rules on plans that say so"
            self.fault((*path, "criterion"), repr(rule.criterion), expected)
        for field in ("title", "because", "source"):
            if not getattr(rule, field).strip():
                self.fault((*path, field), "nothing", "words that can be read out")
        layer = f"{head.id}@{head.version}"
        reason = Reason(
            rule.because if rule.because.strip() else "?",
            f"{layer}#{rule.id}",
            Source(rule.source, rule.place),
            rule.evidence,
        )
        made = Rule(rule, when, Group(GroupKind.ALL, tuple(members)), layer, reason)
        self.clauses += sum(1 for _ in made.clauses())
        return made

    def load(self) -> RuleSet:
        """Return the rule set.

        Raises:
            RuleSetError: with every fault.
        """
        head = self.head()
        question = self.question(head)
        self.dates(head)
        self.stop()
        assert question is not None  # noqa: S101  stop() has raised where it is `None`
        self.facts = dict(question.catalogue.facts)
        tables = self.tables(head)
        rules, seen = [], set()
        for index, written_rule in enumerate(head.rule):
            if written_rule.id in seen:
                self.fault(("rule", index, "id"), f"{written_rule.id!r} again", "each id once")
            seen.add(written_rule.id)
            rules.append(self.rule(written_rule, index, question, head))
        if self.clauses > MAX_CLAUSES:
            self.fault(("rule",), f"{self.clauses:,} clauses", f"at most {MAX_CLAUSES:,}")
        if not rules and head.based_on is None:
            self.fault((), "no rules", "at least one [[rule]]")
        self.stop()
        return RuleSet(
            head,
            tuple(rules),
            MappingProxyType(tables),
            self.file,
            MappingProxyType(self.digests),
        )


def written(clauses: Any) -> str:
    """Return clauses as they are written, on one line."""
    return "[" + ", ".join(c if isinstance(c, str) else written(c) for c in clauses) + "]"


def _table_fact(use: TableUse, table: Table, inputs: list[Fact], output: Output) -> Fact | None:
    domains = {
        "yes_no": Domain.yes_no(),
        "integer": Domain.numbers(-(10**12), 10**12),
        "money": Domain(Kind.MONEY, -(10**12), 10**12),
    }
    if output.kind == "choice":
        domain = Domain.closed_list(output.values)
    elif output.kind in domains:
        domain = domains[output.kind]
    else:
        return None

    def read(subject: object) -> object:
        row = table.find(*[fact.of(subject) for fact in inputs])
        return None if isinstance(row, NoRow) else row.values[output.name]

    title = f"{table.title}: {output.title}"
    version = " ".join(f"{name} {own}" for name, own in sorted(table.digests.items()))
    return Fact(f"{use.id}.{output.name}", title, domain, read, derived=True, version=version)
