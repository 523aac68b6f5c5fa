"""The published schemas, found where they are installed and compiled once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from sds_core.errors import ConfigurationError, Fault, InputError
from sds_core.schemas.validate import CompiledSchema

__all__ = [
    "CORE_SCHEMAS",
    "PRINTED",
    "STORED",
    "USES",
    "WRITTEN",
    "SchemaFolder",
    "check_document",
    "compile_schema",
    "load_example",
    "load_schema",
    "schema_names",
]

# The folders that schemas are sorted into, by what they describe: what people and hosts write, what
# is kept in a register or a file, what commands print.
WRITTEN, STORED, PRINTED = "written", "stored", "printed"
USES = (WRITTEN, STORED, PRINTED)

_CHECKOUT = Path(__file__).resolve().parents[3] / "schemas"


class SchemaFolder:
    """The schemas that one distribution publishes, sorted by use.

    Args:
        package: the package that holds them.
        folder: the folder in the package; in it the folders `written`, `stored` and `printed`, as
            far as there is something to put into them.
        checkout: where they are in a checkout, where that is not in the package.

    Raises:
        ConfigurationError: the package is not there, or has no such folder.
    """

    def __init__(self, package: str, folder: str = "schemas", checkout: Path | None = None) -> None:
        try:
            packaged = files(package) / folder
        except ImportError as error:
            fault = Fault(package, str(error), "a package with schemas")
            raise ConfigurationError(f"{package} has no schemas", [fault]) from None
        self._folder: Any = packaged if packaged.is_dir() else checkout
        if self._folder is None or not self.uses:
            fault = Fault(
                package,
                f"no schemas in the folder {folder}",
                f"a .json file for each schema, in the folders {', '.join(USES)}",
            )
            raise ConfigurationError(f"{package} has no schemas", [fault])
        self._loaded: dict[str, Mapping[str, Any]] = {}
        self._compiled: dict[str, CompiledSchema] = {}

    @cached_property
    def uses(self) -> Mapping[str, str]:
        """The use of each schema, by its name: one of `USES`."""
        found = {}
        for use in USES:
            folder = self._folder / use
            files_there = folder.iterdir() if folder.is_dir() else ()
            for name in sorted(f.name for f in files_there if f.name.endswith(".json")):
                found[name.removesuffix(".json")] = use
        return found

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the schemas, such as “case-1”, by use and then by name."""
        return tuple(self.uses)

    def load(self, name: str) -> Mapping[str, Any]:
        """Return a schema by name.

        Raises:
            InputError: there is none of that name.
        """
        if name not in self._loaded:
            if name not in self.names:
                fault = Fault("schema name", repr(name), f"one of {', '.join(self.names)}")
                raise InputError("no such schema", [fault])
            text = (self._folder / self.uses[name] / f"{name}.json").read_text("utf-8")
            self._loaded[name] = dict(json.loads(text))
        return self._loaded[name]

    def words(self, name: str) -> str:
        """Return what a schema describes, in plain words."""
        schema = self.load(name)
        return str(schema.get("description") or schema["title"]).rstrip(".")

    def compile(self, name: str) -> CompiledSchema:
        """Return a schema, compiled once.

        Raises:
            InputError: there is none of that name.
        """
        if name not in self._compiled:
            self._compiled[name] = CompiledSchema(self.load(name))
        return self._compiled[name]

    def check(self, document: object, schema: str, name: str) -> None:
        """Check a document against a schema.

        Args:
            document: plain data.
            schema: the schema's name, such as “case-1”.
            name: what to call the document in errors.

        Raises:
            InputError: with every fault and its JSON path.
        """
        self.compile(schema).check(document, name)

    def example(self, name: str) -> object:
        """Return one of the examples that are published beside the schemas, such as “case-ada”.

        Raises:
            InputError: there is none of that name.
        """
        file = self._folder / "examples" / f"{name}.json"
        if not file.is_file():
            raise InputError(f"there is no example {name}")
        return json.loads(file.read_text("utf-8"))


CORE_SCHEMAS = SchemaFolder("sds_core", "_schemas", _CHECKOUT)

load_schema = CORE_SCHEMAS.load
compile_schema = CORE_SCHEMAS.compile
check_document = CORE_SCHEMAS.check
load_example = CORE_SCHEMAS.example


def schema_names() -> tuple[str, ...]:
    """Return the names of the core's schemas."""
    return CORE_SCHEMAS.names
