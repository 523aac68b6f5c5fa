"""The published schemas: derived from the classes, valid, strict, and the same to both engines."""

from __future__ import annotations

import copy
import json
import re

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from sds_authoring.cli.published_schemas import SCHEMAS as AUTHORING
from sds_care_act.cli.published_schemas import SCHEMAS as CARE_ACT
from sds_core.cli.published_schemas import SCHEMAS as CORE
from sds_core.errors import ConfigurationError, InputError
from sds_core.schemas.published import (
    CORE_SCHEMAS,
    SchemaFolder,
    check_document,
    compile_schema,
    load_schema,
)
from sds_core.schemas.validate import CompiledSchema
from sds_register.cli.published_schemas import SCHEMAS as REGISTER
from sds_register.published import REGISTER_SCHEMAS

FOLDERS = {
    "sds_core": (CORE, CORE_SCHEMAS),
    "sds_register": (REGISTER, REGISTER_SCHEMAS),
    "sds_authoring": (AUTHORING, SchemaFolder("sds_authoring")),
    "sds_care_act": (CARE_ACT, SchemaFolder("sds_care_act")),
}
NAMES = [(package, name) for package, (_, folder) in FOLDERS.items() for name in folder.names]
DERIVED = [(package, name) for package, (own, _) in FOLDERS.items() for name in own.names]
OWN_FOLDERS = {
    "sds_core": "schemas",
    "sds_register": "plugins/sds-register/src/sds_register/schemas",
    "sds_authoring": "plugins/sds-authoring/src/sds_authoring/schemas",
    "sds_care_act": "plugins/sds-care-act/src/sds_care_act/schemas",
}


@pytest.mark.parametrize(("package", "name"), DERIVED)
def test_the_published_file_is_what_the_classes_say(package, name):
    own, folder = FOLDERS[package]
    command = f"python -m {package}.cli.published_schemas {OWN_FOLDERS[package]}"
    assert folder.load(name) == own.derive(name), f"run: {command}"


@pytest.mark.parametrize("package", FOLDERS)
def test_a_schema_lies_in_the_folder_of_its_use(package):
    own, folder = FOLDERS[package]
    for use, titled in own.by_use.items():
        assert [name for name in titled if folder.uses[name] != use] == []
    everywhere = {name for kept, _ in FOLDERS.values() for name in kept.commands.values()}
    assert set(own.printed) - everywhere <= {"error-1"}, "no command prints it"
    assert not set(own.stored) & set(own.commands.values()), "a command prints it"


def test_a_folder_with_no_sorted_schemas_is_refused(tmp_path, monkeypatch):
    (tmp_path / "flat_schemas" / "schemas").mkdir(parents=True)
    (tmp_path / "flat_schemas" / "__init__.py").touch()
    (tmp_path / "flat_schemas" / "schemas" / "note-1.json").write_text("{}")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ConfigurationError, match="written, stored, printed"):
        SchemaFolder("flat_schemas")


def test_no_two_distributions_publish_one_name():
    names = [name for _, name in NAMES]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("package", "name"), NAMES)
def test_a_published_schema_is_a_valid_and_careful_one(package, name, root):
    schema = FOLDERS[package][1].load(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    text = json.dumps(schema)
    assert "\\\\d" not in text
    assert "multipleOf" not in text
    folder = FOLDERS[package][1]
    file = root / OWN_FOLDERS[package] / folder.uses[name] / f"{name}.json"
    assert json.loads(file.read_text("utf-8")) == schema
    for pattern in re.findall(r'"pattern": "((?:[^"\\]|\\.)*)"', text):
        regex = json.loads(f'"{pattern}"')
        assert "(?!\n)" in regex or "(?!\\n)" in regex, regex


@pytest.mark.parametrize(("package", "name"), DERIVED)
def test_every_attribute_is_described(package, name):
    def walk(schema, path):
        for key, value in schema.get("properties", {}).items():
            if "const" not in value:
                assert value.get("description"), f"{path}.{key} has no description"
        for key, definition in schema.get("$defs", {}).items():
            if not key.startswith(("Pub05", "pub05")):
                walk(definition, key)

    walk(FOLDERS[package][1].load(name), name)


@pytest.mark.parametrize("who", ["ada", "ben", "cam", "dee", "eli", "fay"])
def test_the_examples_fit(who, example):
    check_document(example(who), "case-2", who)


def _places(value, path=()):
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _places(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _places(item, (*path, index))


ODD = st.sampled_from(
    [None, True, 0, -1, 10**16, "", "x", "82.91", "82.911", "1e3", "2026-10-01", "2026-02-30",
     "2026-10-01\n", "82.91\n", "٣.٠٠", [], {}, ["x"], {"x": 1}, "week", "person"]
)  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_both_engines_give_the_same_verdict(data, example):
    """The fast engine's verdict against the slow one's, on a case with one odd value in it."""
    document = copy.deepcopy(example(data.draw(st.sampled_from(["ada", "ben", "cam", "fay"]))))
    places = [path for path in _places(document) if path]
    path = data.draw(st.sampled_from(places))
    target = document
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = data.draw(ODD)
    schema = dict(load_schema("case-2"))
    fast = jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(document)
    slow = compile_schema("case-2").faults(document, "case")
    assert fast is (not slow), (path, slow)


def test_the_fallback_engine_serves_where_the_fast_one_is_missing(monkeypatch, example):
    monkeypatch.setattr("sds_core.schemas.validate._rust_verdict", lambda schema: None)
    compiled = CompiledSchema(load_schema("case-2"))
    assert compiled.is_valid(example("ada"))
    broken = example("ada")
    broken["plan"]["setting"] = "castle"
    assert not compiled.is_valid(broken)


@pytest.mark.parametrize(
    ("path", "value", "place", "expected"),
    [
        (("plan", "lines", 0, "cost", "money"), 85.0, "$.plan.lines[0].cost.money", "a text"),
        (("plan", "setting"), "castle", "$.plan.setting", "one of community"),
        (("parties", 0, "roles", 0), "wizard", "$.parties[0].roles[0]", "one of person"),
        (
            ("assessment", "carers", 0, "able"),
            "yes",
            "$.assessment.carers[0].able",
            "true or false",
        ),
        (("persn",), "p", "$.persn", "Did you mean “person”?"),
        (("plan", "submitted_on"), "2026-02-30", "$.plan.submitted_on", "valid date"),
    ],
)
def test_a_fault_names_its_path_and_what_is_expected(example, path, value, place, expected):
    document = example("ada")
    target = document
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    with pytest.raises(InputError) as error:
        check_document(document, "case-2", "case.json")
    (fault,) = error.value.faults
    assert fault.place == f"case.json: {place}"
    assert expected in f"{fault.expected} {fault.hint}"


def test_an_unknown_schema_is_an_error():
    with pytest.raises(InputError, match="no such schema"):
        load_schema("cases")
