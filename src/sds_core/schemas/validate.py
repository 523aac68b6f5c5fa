"""A schema compiled once, and what is wrong with a document in words that help to correct it.

jsonschema-rs gives the verdict; jsonschema words the faults, and stands in where jsonschema-rs is
not installed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any

from sds_core.errors import Fault, InputError, nearest
from sds_core.model.dates import parse_date

__all__ = ["CompiledSchema", "path_of"]

MAX_FAULTS = 50
_DATE_TIME = re.compile(
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?"
    r"([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])\Z"
)


def _is_date(value: object) -> bool:
    return not isinstance(value, str) or bool(parse_date(value))


def _is_date_time(value: object) -> bool:
    """Tell whether a text is a date and time of RFC 3339, its time zone included."""
    if not isinstance(value, str):
        return True
    if not _DATE_TIME.match(value):
        return False
    parse_date(value[:10])
    return True


def _worded(schema: Mapping[str, object]) -> object:
    """Return a validator that words its faults; imported only when there are some to word."""
    from jsonschema import Draft202012Validator, FormatChecker

    formats = FormatChecker(formats=())
    formats.checks("date", raises=ValueError)(_is_date)
    formats.checks("date-time", raises=ValueError)(_is_date_time)
    return Draft202012Validator(schema, format_checker=formats)


def _rust_verdict(schema: Mapping[str, object]) -> Callable[[object], bool] | None:
    try:
        import jsonschema_rs
    except ImportError:  # the fallback gives the same verdicts, more slowly
        return None
    return jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True).is_valid


def path_of(path: Any) -> str:
    """Return a JSON path such as $.plan.lines[0].cost from the steps to a value."""
    text = "$"
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text


_EXPECTED: dict[str, Callable[[Any], str]] = {
    "type": lambda error: f"{_a(error.validator_value)}",
    "enum": lambda error: "one of " + ", ".join(str(value) for value in error.validator_value),
    "const": lambda error: f"{error.validator_value!r}",
    "pattern": lambda error: error.schema.get("description", f"text like {error.validator_value}"),
    "format": lambda error: f"a valid {error.validator_value}",
    "required": lambda error: "the name " + error.message.split("'")[1],
    "minimum": lambda error: f"at least {error.validator_value}",
    "maximum": lambda error: f"at most {error.validator_value}",
    "maxLength": lambda error: f"at most {error.validator_value:,} characters",
    "minLength": lambda error: f"at least {error.validator_value} characters",
    "minItems": lambda error: f"at least {error.validator_value} items",
    "maxItems": lambda error: f"at most {error.validator_value:,} items",
    "uniqueItems": lambda error: "no item twice",
}
_TYPES = {
    "string": "a text in quotes",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "an object in braces",
    "array": "a list in brackets",
    "null": "null",
}


def _a(kind: Any) -> str:
    kinds = [kind] if isinstance(kind, str) else kind
    return " or ".join(_TYPES.get(name, name) for name in kinds)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"an object with {', '.join(list(value)[:6]) or 'nothing in it'}"
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"


def _faults(error: Any, name: str) -> Iterator[Fault]:
    if error.validator in ("anyOf", "oneOf") and error.context:
        # “this or null”: the faults of the branch that was meant say more than “neither”.
        branches: dict[Any, list[Any]] = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        meant = [
            found
            for found in branches.values()
            if not any(inner.validator == "type" and not inner.path for inner in found)
        ]
        if len(meant) == 1 or (meant and error.instance is not None):
            for inner in min(meant, key=len):
                yield from _faults(inner, name)
            return
        first = next(iter(branches.values()))[0]
        yield from _faults(first, name)
        return
    place = f"{name}: {path_of(error.absolute_path)}"
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        for extra in sorted(set(error.instance) - set(known)):
            yield Fault(f"{place}.{extra}", "a name that is not known", "", nearest(extra, known))
        return
    expected = _EXPECTED.get(str(error.validator))
    yield Fault(place, _shown(error.instance), expected(error) if expected else error.message)


class CompiledSchema:
    """A schema compiled once: a fast verdict, and worded faults when it is “no”.

    Args:
        schema: a JSON Schema, draft 2020-12.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema
        verdict = _rust_verdict(schema)
        self.is_valid: Callable[[Any], bool] = verdict or self._slow.is_valid

    @cached_property
    def _slow(self) -> Any:
        return _worded(self.schema)

    def faults(self, document: object, name: str) -> list[Fault]:
        """Return the faults of a document, each with its JSON path: the first fifty."""
        errors = islice(self._slow.iter_errors(document), MAX_FAULTS)
        ordered = sorted(errors, key=lambda error: path_of(error.path))
        faults = (fault for error in ordered for fault in _faults(error, name))
        return list(islice(faults, MAX_FAULTS))

    def check(self, document: object, name: str) -> None:
        """Refuse a document that the schema does not allow.

        Raises:
            InputError: with every fault and its JSON path.
        """
        if not self.is_valid(document):
            raise InputError(f"{name} does not fit its schema", self.faults(document, name))
