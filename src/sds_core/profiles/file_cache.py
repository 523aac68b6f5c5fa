"""The files that profiles name, each loaded once however many profiles name it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sds_core.resources.documents import load_document
from sds_core.resources.resolver import INSTALLED, Resolver
from sds_core.rulesets.load import load_ruleset, locate, split_pin
from sds_core.rulesets.ruleset import RuleSet
from sds_core.tables.load import load_table
from sds_core.tables.table import Table

__all__ = ["FileCache"]


class FileCache:
    """Tables, documents and rule sets, each loaded once.

    Args:
        files: finds the files.
    """

    def __init__(self, files: Resolver = INSTALLED) -> None:
        self.files = files
        self._loaded: dict[tuple[type, Path], Any] = {}

    def load(self, kind: type, reference: str, beside: Path | None) -> Any:
        """Return a table, document or rule set by reference.

        Raises:
            ConfigurationError: it cannot be found or used.
        """
        if kind is RuleSet:
            return self._ruleset(reference, beside)
        folder = "tables" if kind is Table else "documents"
        path, name = self.files.find(reference, folder, beside)
        key = (kind, path.resolve())
        if key not in self._loaded:
            self._loaded[key] = (
                load_table(path, name, self.files)
                if kind is Table
                else load_document(reference, beside, files=self.files)
            )
        return self._loaded[key]

    def _ruleset(self, reference: str, beside: Path | None) -> RuleSet:
        path = locate(reference, beside, self.files)[0]
        key = (RuleSet, path.resolve() / split_pin(reference)[1])
        if key not in self._loaded:
            self._loaded[key] = load_ruleset(reference, beside, files=self.files)
        found: RuleSet = self._loaded[key]
        return found
