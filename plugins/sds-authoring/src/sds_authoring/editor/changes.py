"""Changes to a rule set's file: comments and order stay; what could not load is not written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from attrs import define
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from sds_core import ConfigurationError, Fault, RuleSet, RuleSetError, digest
from sds_core.formats.files import write_whole
from sds_core.formats.toml import parse_toml, read_toml
from sds_core.rulesets.examples import read_examples
from sds_core.rulesets.load import MAX_BYTES, read_ruleset
from sds_core.rulesets.locate import examples_folder
from sds_core.spreadsheets.documents import dated

__all__ = ["PARTS", "Change", "Editing", "clause_at", "put_clause", "remove_clause", "set_fields"]

PARTS = ("when", "all", "any", "none", "where")
Change = Callable[[tomlkit.TOMLDocument], None]


@define
class Editing:
    """A rule set that is being edited.

    Attributes:
        path: its file.
        text: the file as it was last read.
        rules: the set; `None` while the file cannot be used.
        faults: why it cannot.
    """

    path: Path
    text: str = ""
    rules: RuleSet | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def version(self) -> str:
        """The digest of the text: a change is refused if the file has changed since."""
        return digest(self.text.encode())

    def load(self) -> None:
        """Read the file anew."""
        # Nothing stays of an earlier reading: a form shown for another text must not be applied.
        self.text, self.rules, self.faults = "", None, ()
        try:
            file = read_toml(self.path, self.path.name, MAX_BYTES)
            self.text = file.text
            self.rules = read_ruleset(file, self.path.parent)
        except ConfigurationError as error:
            found = error.faults or (Fault(self.path.name, error.message, "a rule set"),)
            self.faults = tuple(found)

    def apply(self, change: Change, version: str) -> tuple[Fault, ...]:
        """Make a change and write the file, or return why it is not written.

        Args:
            change: changes the document in place.
            version: what the file was known by when the form was shown.
        """
        self.load()
        if version != self.version:
            hint = "Go back, look at it as it is now, and change it again."
            return (Fault(self.path.name, "a file changed meanwhile", "the one shown", hint),)
        try:
            document = tomlkit.parse(self.text)
            change(document)
            text = tomlkit.dumps(document)
            rules = read_ruleset(parse_toml(text, self.path.name), self.path.parent)
            read_examples(rules, examples_folder(self.path))
            write_whole(self.path, text.encode())
        except ConfigurationError as error:
            return error.faults or (Fault(self.path.name, error.message, "a rule set"),)
        except (ValueError, LookupError, TypeError, TOMLKitError) as error:
            return (
                Fault(self.path.name, str(error) or type(error).__name__, "a change that fits"),
            )
        except OSError as error:
            return (Fault(str(self.path), str(error.strerror), "a file that can be written"),)
        self.load()
        return ()


def set_fields(target: Any, fields: Mapping[str, object]) -> None:
    """Set fields of a table; those that are empty are taken out, those unchanged are left alone."""
    for name, value in fields.items():
        if value in ("", None, [], {}):
            target.pop(name, None)
        elif name not in target or _differs(target[name], dated(value)):
            target[name] = tomlkit.item(dated(value))


def _differs(found: object, value: Any) -> bool:
    """Tell whether a value would change what is written."""
    return bool((found.unwrap() if hasattr(found, "unwrap") else found) != value)


def parts_of(document: Any, key: str) -> AoT:
    """Return a document's list of parts, made if it is not there."""
    if key not in document:
        document[key] = tomlkit.aot()
    found = document[key]
    if not isinstance(found, AoT):
        raise RuleSetError(f"{key} is not written as [[{key}]]")
    return found


def _holder(clauses: Any, path: Sequence[int]) -> Any:
    """Return the list that the last step of a path points into."""
    holder = clauses
    for step in path[:-1]:
        holder = holder[step - 1]
        if not isinstance(holder, list):
            raise ValueError("there is no such group")
    return holder


def clause_at(clauses: object, path: Sequence[int]) -> str:
    """Return the clause at a path of numbers from 1, or nothing where there is none yet."""
    holder = _holder(clauses, path)
    found = holder[path[-1] - 1] if path and 1 <= path[-1] <= len(holder) else ""
    return str(found) if isinstance(found, str) else ""


def put_clause(rule: Any, part: str, path: Sequence[int], text: str, *, group: bool) -> None:
    """Put a clause in its place: over the one there, or after the last.

    Args:
        rule: the rule's table.
        part: when, all, any, none or where.
        path: numbers from 1, a group's before its clause's.
        text: the clause.
        group: whether it begins a group of its own.
    """
    if part not in rule:
        rule[part] = tomlkit.array()
    holder = _holder(rule[part], path)
    new: object = [text] if group else text
    if path[-1] <= len(holder):
        holder[path[-1] - 1] = new
    else:
        holder.append(new)


def remove_clause(rule: Any, part: str, path: Sequence[int]) -> None:
    """Take a clause out, and the groups that it leaves empty."""
    steps = list(path)
    while steps:
        holder = _holder(rule[part], steps)
        del holder[steps[-1] - 1]
        if len(holder):
            break
        steps.pop()
    if not len(rule[part]):
        rule.pop(part, None)
