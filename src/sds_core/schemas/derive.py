"""JSON Schemas derived from attrs classes, so that records and schemas cannot drift apart.

Descriptions come from the classes' docstrings: the summary, and the entries under “Attributes:”.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Any

import attrs

from sds_core.formats.records import UNIONS, Tag
from sds_core.model.dates import DURATION_PATTERN, Duration
from sds_core.model.money import MONEY_PATTERN, RATE_PATTERN, Exact, Money, Rate
from sds_core.model.quantities import QUANTITY_PATTERN, Quantity

__all__ = ["attribute_docs", "no_files", "schema_of"]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
MAX_INTEGER = 10**15 - 1

# Names that files, references and letters can carry: letters, digits, dots, hyphens, underscores.
ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$(?!\n)"

_SCALARS: dict[object, dict[str, object]] = {
    str: {"type": "string", "maxLength": 20_000},
    int: {"type": "integer", "minimum": -MAX_INTEGER, "maximum": MAX_INTEGER},
    bool: {"type": "boolean"},
    Any: {},
    date: {
        "type": "string",
        "format": "date",
        "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$(?!\n)",
        "description": "A day, as year-month-day.",
    },
    Money: {
        "type": "string",
        "pattern": MONEY_PATTERN,
        "description": "Pounds and pence, like 82.91.",
    },
    Rate: {
        "type": "string",
        "pattern": RATE_PATTERN,
        "description": "Pounds to at most six places, like 5.181875.",
    },
    Quantity: {
        "type": "string",
        "pattern": QUANTITY_PATTERN,
        "description": "A number of units to at most six places, like 7.5.",
    },
    Exact: {
        "type": "string",
        "pattern": r"^-?[0-9]{1,40}(/[1-9][0-9]{0,39})?$(?!\n)",
        "description": "An exact number, whole or as a fraction.",
    },
    Duration: {
        "type": "string",
        "pattern": DURATION_PATTERN + r"(?!\n)",
        "description": "A length of time, like 3 years.",
    },
}


def attribute_docs(record: type) -> tuple[str, dict[str, str]]:
    """Return a class docstring's summary, and its text for each attribute.

    Args:
        record: a class whose docstring has an “Attributes:” section.
    """
    text = cleandoc(record.__doc__ or "")
    summary = text.split("\n\n", 1)[0].replace("\n", " ")
    docs: dict[str, str] = {}
    _, _, section = text.partition("Attributes:\n")
    name = ""
    for line in section.splitlines():
        match = re.match(r"^    ([a-z_0-9]+): (.*)$", line)
        if match:
            name = match[1]
            docs[name] = match[2]
        elif name and line.startswith("        "):
            docs[name] += " " + line.strip()
        elif line.strip() and not line.startswith("    "):
            break
    return summary, docs


class _Deriver:
    def __init__(
        self,
        extra: Mapping[object, dict[str, Any]],
        load: Callable[[str], Any],
        unions: Mapping[object, Tag],
    ) -> None:
        self.definitions: dict[str, Any] = {}
        self.scalars = {**_SCALARS, **extra}
        self.load = load
        self.unions = unions

    def of(self, annotation: Any) -> dict[str, Any]:
        if annotation in self.scalars:
            return dict(self.scalars[annotation])
        origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
        if origin in (UnionType, typing.Union):
            return self.union(arguments)
        if origin is tuple:
            if len(arguments) == 2 and arguments[1] is ...:
                return {"type": "array", "items": self.of(arguments[0]), "maxItems": 10_000}
            items = [self.of(argument) for argument in arguments]
            return {
                "type": "array",
                "prefixItems": items,
                "items": False,
                "minItems": len(items),
                "maxItems": len(items),
            }
        if origin is not None and issubclass(origin, Mapping):
            values = self.of(arguments[1])
            return {"type": "object", **({"additionalProperties": values} if values else {})}
        if isinstance(annotation, type) and issubclass(annotation, Enum):
            return self.enum(annotation)
        if isinstance(annotation, type) and attrs.has(annotation):
            return self.reference(annotation)
        raise TypeError(f"no JSON Schema for {annotation!r}")

    def union(self, arguments: tuple[Any, ...]) -> dict[str, Any]:
        others = [argument for argument in arguments if argument is not NoneType]
        if len(others) > 1 and all(attrs.has(other) for other in others):
            options = []
            for other in others:
                name = f"Tagged{other.__name__}"
                if name not in self.definitions:
                    tagged = self.record(other)
                    tag = next(t for t in self.unions.values() if other in t.words)
                    tagged["properties"][tag.name] = {"const": tag.words[other]}
                    tagged["required"] = sorted([*tagged["required"], tag.name])
                    self.definitions[name] = tagged
                options.append({"$ref": f"#/$defs/{name}"})
        else:
            options = [self.of(other) for other in others]
        if len(others) < len(arguments):
            options.append({"type": "null"})
        return options[0] if len(options) == 1 else {"anyOf": options}

    def enum(self, kind: type[Enum]) -> dict[str, object]:
        if kind.__name__ not in self.definitions:
            self.definitions[kind.__name__] = {
                "description": attribute_docs(kind)[0],
                "enum": [member.value for member in kind],
            }
        return {"$ref": f"#/$defs/{kind.__name__}"}

    def reference(self, record: type) -> dict[str, Any]:
        if record.__name__ not in self.definitions:
            self.definitions[record.__name__] = {}  # holds the place while it refers to itself
            self.definitions[record.__name__] = self.record(record)
        return {"$ref": f"#/$defs/{record.__name__}"}

    def record(self, record: type) -> dict[str, Any]:
        summary, docs = attribute_docs(record)
        hints = typing.get_type_hints(record)
        properties: dict[str, object] = {}
        required = []
        for attribute in attrs.fields(record):
            if attribute.metadata.get("derived"):
                continue
            if "schema" in attribute.metadata:
                schema = self.embed(attribute.metadata["schema"], attribute.default is None)
            elif "shape" in attribute.metadata:
                schema = dict(attribute.metadata["shape"])
            else:
                schema = self.of(hints[attribute.name])
            if "most" in attribute.metadata:
                lists = (part for part in (schema, *schema.get("anyOf", ())) if part.get("items"))
                next(lists)["maxItems"] = attribute.metadata["most"]
            if attribute.metadata.get("id"):
                schema["pattern"] = ID_PATTERN
            if attribute.name in docs:
                schema["description"] = docs[attribute.name]
            properties[attribute.name] = schema
            if attribute.default is attrs.NOTHING:
                required.append(attribute.name)
        return {
            "type": "object",
            "description": summary,
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }

    def embed(self, file: str, optional: bool) -> dict[str, Any]:
        if file not in self.definitions:
            document = dict(self.load(file))
            document.pop("$schema", None)
            document.pop("$id", None)
            for name, definition in document.pop("$defs", {}).items():
                self.definitions[name] = definition
            self.definitions[file] = document
        reference = {"$ref": f"#/$defs/{file}"}
        return {"anyOf": [reference, {"type": "null"}]} if optional else reference


def no_files(name: str) -> object:
    """Refuse to load a schema, where records embed none.

    Raises:
        TypeError: always.
    """
    raise TypeError(f"{name}: embedded schemas are not available here")


def schema_of(
    record: type,
    *,
    schema_id: str = "",
    extra: Mapping[object, dict[str, object]] | None = None,
    load: Callable[[str], object] = no_files,
    unions: Mapping[object, Tag] = UNIONS,
) -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of an attrs class.

    Args:
        record: the class.
        schema_id: the schema's `$id`, if it is published.
        extra: schemas for types that this module does not know.
        load: returns a published schema by name, for fields that embed one.
        unions: the unions of records, each with the JSON name of the tag that tells its members
            apart.

    Raises:
        TypeError: a field is of a type that has no schema.
    """
    deriver = _Deriver(extra or {}, load, unions)
    body = deriver.record(record)
    summary = body.pop("description")
    head: dict[str, object] = {"$schema": DRAFT}
    if schema_id:
        head["$id"] = schema_id
    # Tools that write classes from schemas name the class by the title.
    head |= {"title": record.__name__, "description": summary}
    schema = {**head, **body}
    if deriver.definitions:
        schema["$defs"] = dict(sorted(deriver.definitions.items()))
    return schema
