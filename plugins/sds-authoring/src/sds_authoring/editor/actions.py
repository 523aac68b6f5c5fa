"""What each address does: show a page, or make a change and go back to where it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import tomlkit
from attrs import frozen

from sds_authoring.editor.changes import (
    PARTS,
    Change,
    Editing,
    clause_at,
    parts_of,
    put_clause,
    remove_clause,
    set_fields,
)
from sds_authoring.editor.clauseform import UNITS, clause_from_form, form_of
from sds_authoring.editor.pages import Pages, facts_for
from sds_core import Fault, SdsError
from sds_core.spreadsheets.values import read_pairs

__all__ = ["Actions", "Answer"]

HEAD_FIELDS = ("title", "publisher", "ask", "tell", "summary", "minute")
RULE_FIELDS = (
    "id", "title", "otherwise", "because", "source", "place", "evidence", "some", "criterion",
    "note",
)  # fmt: skip
Fields = Mapping[str, Sequence[str]]
_CLAUSE = re.compile(
    r"^rule/([0-9]{1,3})/(when|all|any|none|where)/([1-9][0-9]{0,2}(?:\.[1-9][0-9]{0,2}){0,3})\Z"
)
_ITEM = re.compile(r"^(rule|example)/(new|[0-9]{1,4})(/delete)?\Z")


@frozen
class Answer:
    """What is sent back.

    Attributes:
        status: the HTTP status.
        body: the page.
        location: where to go on, for a change that was made.
    """

    status: HTTPStatus
    body: str
    location: str = ""


def _one(fields: Fields, name: str) -> str:
    values = fields.get(name) or ("",)
    return values[0].strip().replace("\r\n", "\n")


def _number(text: str) -> int | str:
    return int(text) if text.isdecimal() and len(text) <= 9 else text


class Actions:
    """Everything that the pages can do.

    Args:
        editing: the rule set that is edited.
        base: what every address begins with.
    """

    def __init__(self, editing: Editing, base: str) -> None:
        self.editing, self.base = editing, base
        self.pages = Pages(editing, base)

    def get(self, path: str, query: Fields) -> Answer:
        """Return a page."""
        self.editing.load()
        try:
            if path == "":
                return self._page(self.pages.overview(said=_one(query, "said")))
            if path == "head":
                return self._page(self.pages.head())
            clause, item = _CLAUSE.match(path), _ITEM.match(path)
            if clause:
                return self._page(self._clause_page(clause, query))
            if item and not item[3]:
                index = None if item[2] == "new" else int(item[2])
                page = self.pages.rule if item[1] == "rule" else self.pages.example
                return self._page(page(index))
        except (LookupError, SdsError):
            return self._page(self.pages.overview(), HTTPStatus.NOT_FOUND)
        return Answer(HTTPStatus.NOT_FOUND, "There is no such page.")

    def post(self, path: str, fields: Fields) -> Answer:
        """Make a change and go to where it shows, or show the form again with what is wrong."""
        self.editing.load()
        try:
            if path == "head":
                return self._head(fields)
            clause, item = _CLAUSE.match(path), _ITEM.match(path)
            if clause:
                return self._clause(clause, fields)
            if item and item[3] and item[2] != "new":
                return self._delete(item[1], int(item[2]), fields)
            if item and not item[3]:
                index = None if item[2] == "new" else int(item[2])
                act = self._rule if item[1] == "rule" else self._example
                return act(index, fields)
        except LookupError:
            return self._page(self.pages.overview(), HTTPStatus.NOT_FOUND)
        return Answer(HTTPStatus.NOT_FOUND, "There is no such page.")

    @staticmethod
    def _page(body: str, status: HTTPStatus = HTTPStatus.OK) -> Answer:
        return Answer(status, body)

    def _go(self, path: str, said: str) -> Answer:
        where = f"{self.base}/{path}" + (f"?said={quote(said)}" if not path else "")
        return Answer(HTTPStatus.SEE_OTHER, "", where)

    def _apply(self, change: Change, fields: Fields) -> tuple[Fault, ...]:
        return self.editing.apply(change, _one(fields, "version"))

    def _head(self, fields: Fields) -> Answer:
        over = _one(fields, "when_listed_over")
        plain = {name: _one(fields, name) for name in HEAD_FIELDS if name in fields}
        if "version_" in fields:
            plain["version"] = _one(fields, "version_")

        def change(document: Any) -> None:
            set_fields(document, plain)
            if "ticks" in fields:  # boxes that nobody ticked are not sent
                set_fields(document, {"may_answer": list(fields.get("may_answer", []))})
                set_fields(document, {"roles": list(fields.get("roles", []))})
            dates = {name: _one(fields, name) for name in ("from_date", "until") if name in fields}
            set_fields(document["in_force"], dates)
            if "by" in fields:
                set_fields(document["review"], {"by": _one(fields, "by")})
            if "when_listed_over" in fields:
                set_fields(document["review"], {"when_listed_over": _number(over)})

        faults = self._apply(change, fields)
        if faults:
            sent: dict[str, object] = {name: _one(fields, name) for name in fields}
            if "ticks" in fields:
                sent |= {name: list(fields.get(name, [])) for name in ("may_answer", "roles")}
            return self._page(self.pages.head(faults, sent), HTTPStatus.UNPROCESSABLE_ENTITY)
        return self._go("", "Saved.")

    def _rule(self, index: int | None, fields: Fields) -> Answer:
        values: dict[str, object] = {n: _one(fields, n) for n in RULE_FIELDS if n in fields}
        for name in ("at_least", "at_most"):
            if name in fields:
                values[name] = _number(_one(fields, name))
        if values.get("some") == "":
            values.update(at_least="", at_most="", where="")
        first = " ".join([_one(fields, "fact"), _one(fields, "condition")]).strip()
        counts = [values.get(name) for name in ("at_least", "at_most")]
        if values.get("some") and all(count in (None, "") for count in counts):
            # With neither, the rule would mean “at least 1”, which can reverse what was intended.
            expected = "how many: at least, at most, or both"
            faults: Sequence[Fault] = [Fault("at_least", "nothing, nor at_most", expected)]
            return self._rule_page(index, faults, fields)

        def change(document: Any) -> None:
            rules = parts_of(document, "rule")
            if index is None:
                rules.append(tomlkit.table())
            rule = rules[len(rules) - 1 if index is None else index]
            set_fields(rule, values)
            if index is None and first:
                part = "where" if values.get("some") else "all"
                put_clause(rule, part, [1], first, group=False)
            if index is None:
                rule.add(tomlkit.nl())

        faults = self._apply(change, fields)
        if faults:
            return self._rule_page(index, faults, fields)
        return self._go("", f"The rule “{_one(fields, 'title')}” is saved.")

    def _rule_page(self, index: int | None, faults: Sequence[Fault], fields: Fields) -> Answer:
        """Return the page of a rule again, with what is wrong and what was sent."""
        sent = {name: _one(fields, name) for name in fields}
        return self._page(self.pages.rule(index, faults, sent), HTTPStatus.UNPROCESSABLE_ENTITY)

    def _delete(self, key: str, index: int, fields: Fields) -> Answer:
        def change(document: Any) -> None:
            parts = parts_of(document, key)
            del parts[index]
            if not len(parts):
                del document[key]

        faults = self._apply(change, fields)
        if faults:
            return self._page(self.pages.overview(faults), HTTPStatus.UNPROCESSABLE_ENTITY)
        return self._go("", f"The {key} is taken out.")

    def _example(self, index: int | None, fields: Fields) -> Answer:
        wrong: list[Fault] = []
        facts = read_pairs(
            _one(fields, "facts"),
            lambda found, expected: wrong.append(Fault("facts", found, expected)),
        )
        values = {name: _one(fields, name) for name in ("name", "on", "expect")}

        def change(document: object) -> None:
            examples = parts_of(document, "example")
            if index is None:
                examples.append(tomlkit.table())
            example = examples[len(examples) - 1 if index is None else index]
            set_fields(example, {**values, "facts": facts})

        faults = tuple(wrong) or self._apply(change, fields)
        if faults:
            sent = {name: _one(fields, name) for name in fields}
            return self._page(
                self.pages.example(index, faults, sent), HTTPStatus.UNPROCESSABLE_ENTITY
            )
        return self._go("", f"The example “{values['name']}” is saved.")

    def _clause_page(
        self, match: re.Match[str], query: Fields, faults: Sequence[Fault] = ()
    ) -> str:
        rules = self.editing.rules
        if rules is None:
            raise LookupError
        index, part, path = int(match[1]), match[2], match[3]
        rule = rules.file.plain["rule"][index]
        steps = [int(step) for step in path.split(".")]
        try:
            text = clause_at(rule.get(part, []), steps)
        except (ValueError, IndexError):
            raise LookupError from None
        facts = facts_for(rules, rule, part)
        now, _, condition = text.partition(" ")
        name = _one(query, "fact") or now
        fact = facts.get(name)
        return self.pages.clause(
            index=index,
            part=part,
            path=path,
            rule=rule,
            facts=sorted(facts.values(), key=lambda item: item.title),
            fact=fact,
            form=form_of(fact, condition.strip() if name == now else "") if fact else None,
            text=text,
            units=UNITS,
            group=bool(_one(query, "group")),
            faults=faults,
        )

    def _clause(self, match: re.Match[str], fields: Fields) -> Answer:
        rules = self.editing.rules
        if rules is None or match[2] not in PARTS:
            raise LookupError
        index, part = int(match[1]), match[2]
        steps = [int(step) for step in match[3].split(".")]
        rule = rules.file.plain["rule"][index]
        fact = facts_for(rules, rule, part).get(_one(fields, "fact"))
        if _one(fields, "do") == "remove":
            faults = self._apply(lambda d: remove_clause(d["rule"][index], part, steps), fields)
        elif fact is None:
            faults = (Fault("fact", "none chosen", "a fact"),)
        else:
            group = bool(_one(fields, "group"))
            try:
                text = clause_from_form(fact, fields)
                faults = self._apply(
                    lambda d: put_clause(d["rule"][index], part, steps, text, group=group), fields
                )
            except ValueError as error:
                faults = (Fault(fact.title, "something missing", str(error)),)
        if faults:
            page = self._clause_page(match, fields, faults)
            return self._page(page, HTTPStatus.UNPROCESSABLE_ENTITY)
        return self._go(f"rule/{index}", "")
