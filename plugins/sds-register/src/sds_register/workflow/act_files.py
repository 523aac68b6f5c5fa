"""Reading the file that hands over an act."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from sds_core import Fault, InputError, nearest
from sds_core.schemas.validate import CompiledSchema
from sds_register.acts.act import WORDS, Act
from sds_register.acts.plain import act_from_file
from sds_register.acts.versions import ACT
from sds_register.published import REGISTER_SCHEMAS

__all__ = ["read_act"]


def read_act(plain: Any, name: str) -> Act:
    """Return an act from plain data; faults are told of the very kind of act that it says it is.

    Args:
        plain: the file's data, to the schema of the version that it says.
        name: what to call it in errors.

    Raises:
        InputError: with every fault and its JSON path.
    """
    version = ACT.version_of(plain, name)
    schema_name = f"act-{version}"
    schema = REGISTER_SCHEMAS.load(schema_name)
    kinds = {word: f"Tagged{kind.__name__}" for kind, word in WORDS.items()}
    act = plain.get("act") if isinstance(plain, dict) else None
    if isinstance(act, dict):
        said = str(act.get("act"))
        if kinds.get(said) not in schema["$defs"]:
            hint = nearest(said, kinds)
            fault = Fault(f"{name}: $.act.act", repr(said)[:80], "a kind of act", hint)
            raise InputError(f"{name} is no act", [fault])
        one = {**schema["$defs"][kinds[said]], "$defs": schema["$defs"]}
        found = CompiledSchema(one).faults(act, name)
        if found:
            placed = [evolve(f, place=f.place.replace(": $", ": $.act", 1)) for f in found]
            raise InputError(f"{name} does not fit its schema", placed)
    REGISTER_SCHEMAS.check(plain, schema_name, name)
    return act_from_file(ACT.upcast(plain, version))
