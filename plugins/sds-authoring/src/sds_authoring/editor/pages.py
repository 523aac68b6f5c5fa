"""What the pages show: the set in English, its examples with their verdicts, and the forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from sds_authoring.editor.changes import PARTS, Editing
from sds_core import REVIEW_PLAN, Evidence, Fault, Role, RuleSet, SdsError, parse_clause
from sds_core.conditions.clauses import Fact
from sds_core.explain.html import environment
from sds_core.explain.ruleset import view_of
from sds_core.rulesets.analysis import analyse
from sds_core.rulesets.english import clause_words
from sds_core.rulesets.examples import run_examples
from sds_core.rulesets.locate import examples_folder
from sds_core.rulesets.questions import UNDETERMINED
from sds_core.spreadsheets.values import pair_lines

__all__ = ["ClauseLine", "Pages", "facts_for"]

PART_WORDS = {
    "when": "It applies when all of these hold",
    "all": "All of these must hold",
    "any": "One of these must hold",
    "none": "None of these may hold",
    "where": "Of each item counted, all of these must hold",
}


@frozen
class ClauseLine:
    """A clause or a group as the rule's page lists it.

    Attributes:
        path: its numbers, like “2.1”.
        text: the clause; empty for a group.
        words: the clause in plain words.
        depth: how deep it stands.
        end: for a group: the number of the clause that would come next in it.
    """

    path: str
    text: str
    words: str
    depth: int
    end: int = 0


def _lines(
    clauses: Sequence[Any], facts: Mapping[str, Fact], prefix: str = "", depth: int = 0
) -> Iterator[ClauseLine]:
    for number, item in enumerate(clauses, 1):
        path = f"{prefix}{number}"
        if isinstance(item, str):
            yield ClauseLine(path, item, clause_words(parse_clause(item, facts)), depth)
        else:
            yield ClauseLine(path, "", "", depth, len(item) + 1)
            yield from _lines(item, facts, f"{path}.", depth + 1)


def facts_for(rules: RuleSet, rule: Any, part: str) -> Mapping[str, Fact]:
    """Return the facts that clauses of a part may use.

    Args:
        rules: the set.
        rule: the rule's plain data.
        part: when, all, any, none or where.
    """
    catalogue = rules.question.catalogue
    if part == "where":
        items = catalogue.lists.get(rule.get("some") or "")
        return items.facts if items else {}
    return catalogue.facts


class Pages:
    """The pages of one editing session.

    Args:
        editing: the rule set that is edited.
        base: what every address begins with.
    """

    def __init__(self, editing: Editing, base: str) -> None:
        self.editing, self.base = editing, base

    def _render(self, template: str, **values: Any) -> str:
        return (
            environment("sds_authoring")
            .get_template(template)
            .render(
                base=self.base, file=self.editing.path.name, version=self.editing.version, **values
            )
        )

    def overview(self, faults: Sequence[Fault] = (), said: str = "") -> str:
        """Return the set in English, with its examples and what is to be looked at."""
        rules = self.editing.rules
        if rules is None:
            return self._render(
                "edit.html",
                view=None,
                faults=self.editing.faults,
                remarks=(),
                run=None,
                said=said,
                places={},
            )
        run, wrong = None, list(faults)
        try:
            run = run_examples(rules, examples_folder(self.editing.path))
        except SdsError as error:
            wrong += error.faults
        remarks = [remark for remark in analyse(rules) if remark.level != "note"]
        places = {rule.id: index for index, rule in enumerate(rules.head.rule)}
        return self._render(
            "edit.html",
            view=view_of(rules),
            faults=wrong,
            remarks=remarks,
            run=run,
            inside=len(rules.head.example),
            said=said,
            places=places,
        )

    def head(self, faults: Sequence[Fault] = (), sent: Mapping[str, Any] | None = None) -> str:
        """Return the form for what a set says beside its rules."""
        rules = self._rules()
        return self._render(
            "edit_head.html",
            head=rules.head,
            answers=[(answer, rules.question.words[answer]) for answer in rules.question.answers],
            roles=[role.value for role in Role],
            faults=faults,
            sent=sent or {},
        )

    def rule(
        self, index: int | None, faults: Sequence[Fault] = (), sent: Mapping[str, str] | None = None
    ) -> str:
        """Return the form for a rule; for a new one where no place is given."""
        rules = self._rules()
        data: Mapping[str, Any] = {} if index is None else rules.file.plain["rule"][index]
        parts = [
            (
                part,
                PART_WORDS[part],
                list(_lines(data.get(part, []), self._facts(rules, data, part))),
                len(data.get(part, [])) + 1,
            )
            for part in PARTS
            if part != "where" or data.get("some")
        ]
        return self._render(
            "edit_rule.html",
            index=index,
            rule=data,
            parts=parts,
            answers=[(a, rules.question.words[a]) for a in rules.head.may_answer],
            grades=[grade.value for grade in Evidence],
            lists=list(rules.question.catalogue.lists.values()),
            facts=sorted(rules.question.catalogue.facts.values(), key=lambda fact: fact.title),
            criterion=rules.head.hook == REVIEW_PLAN,
            faults=faults,
            sent=sent or {},
        )

    @staticmethod
    def _facts(rules: RuleSet, data: Any, part: str) -> Mapping[str, Fact]:
        """Return the facts that a part's clauses are read against, those of tables among them."""
        known = {fact.name: fact for rule in rules.rules for fact in rule.facts()}
        return {**known, **facts_for(rules, data, part)}

    def clause(self, **values: Any) -> str:
        """Return the form for a clause."""
        return self._render("edit_clause.html", **values)

    def example(
        self, index: int | None, faults: Sequence[Fault] = (), sent: Mapping[str, str] | None = None
    ) -> str:
        """Return the form for an example; for a new one where no place is given."""
        rules = self._rules()
        data: Mapping[str, Any] = {} if index is None else rules.file.plain["example"][index]
        answers = [rules.question.best, *rules.head.may_answer, UNDETERMINED]
        return self._render(
            "edit_example.html",
            index=index,
            example=data,
            facts="\n".join(pair_lines(data.get("facts", {}))),
            answers=[(answer, rules.question.words[answer]) for answer in answers],
            catalogue=rules.question.catalogue,
            faults=faults,
            sent=sent or {},
        )

    def _rules(self) -> RuleSet:
        if self.editing.rules is None:
            raise LookupError("the file cannot be used as it is")
        return self.editing.rules
