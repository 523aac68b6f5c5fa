"""Imports point one way, plugins use the public face only, and modules keep their size."""

from __future__ import annotations

import ast
import importlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sds_core.questions import QUESTIONS

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ROOT / "plugins"

# From the ground up, for each distribution with layers: a part may import those before it, and its
# own. Two parts of one layer do not import each other.
LAYERS = {
    "sds_core": [
        ["public_face", "errors", "model"],
        ["formats", "questions"],
        ["conditions", "domain", "hookspecs"],
        ["schemas", "resources", "spreadsheets", "facts"],
        ["tables"],
        ["rulesets"],
        ["plugins"],
        ["cases", "profiles"],
        ["engine", "explain"],
        ["site"],
        ["comparison", "testing"],
        ["cli"],
    ],
    "sds_register": [
        ["addon", "published", "acts", "ledger"],
        ["encryption"],
        ["entries"],
        ["workflow"],
        ["register"],
        ["audit", "testing"],
        ["cli"],
    ],
    "sds_authoring": [["addon", "publishing", "editor"], ["cli"]],
}
FOLDERS = {
    "sds_core": ROOT / "src" / "sds_core",
    "sds_register": PLUGINS / "sds-register" / "src" / "sds_register",
    "sds_authoring": PLUGINS / "sds-authoring" / "src" / "sds_authoring",
}
RANK = {
    (package, part): rank
    for package, layers in LAYERS.items()
    for rank, parts in enumerate(layers)
    for part in parts
}
ADDONS = ("sds-register", "sds-authoring")
MOST_LINES = 400


def modules(package: str) -> list[Path]:
    found = FOLDERS[package].rglob("*.py")
    return sorted(p for p in found if "migrations" not in p.parts)  # Alembic's own


MODULES = [(package, path) for package in FOLDERS for path in modules(package)]
NAMES = [f"{package}/{path.relative_to(FOLDERS[package])}" for package, path in MODULES]


def part_of(package: str, path: Path) -> str:
    return path.relative_to(FOLDERS[package]).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, list[str], int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, [alias.name for alias in node.names], node.lineno
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, [], node.lineno


@pytest.mark.parametrize(("package", "path"), MODULES, ids=NAMES)
def test_imports_point_downwards(package, path):
    here = part_of(package, path)
    if here == "__init__":
        return  # the public face names what is above it, and imports it when it is asked for
    for module, names, line in imports(path):
        top, *rest = module.split(".")
        if top != package:
            continue
        for target in rest[:1] or names:
            if target == here or target.startswith("__"):
                continue
            below = RANK[package, target] < RANK[package, here]
            assert below, f"{path.name}:{line}: {here} imports {module}, which is not below it"


def test_the_core_never_imports_a_distribution():
    ours = {path.name for path in PLUGINS.glob("*/src/*")}
    assert {"sds_ras", "sds_register"} <= ours
    for path in modules("sds_core"):
        for module, _, line in imports(path):
            assert module.split(".")[0] not in ours, f"{path}:{line}"


def test_no_add_on_imports_another():
    for name in ADDONS:
        own = name.replace("-", "_")
        others = {other.replace("-", "_") for other in ADDONS} - {own}
        for path in modules(own):
            for module, _, line in imports(path):
                assert module.split(".")[0] not in others, f"{path}:{line}"


@pytest.mark.parametrize(
    "path",
    sorted(
        p for p in PLUGINS.glob("*/src/**/*.py") if p.relative_to(PLUGINS).parts[0] not in ADDONS
    ),
    ids=lambda p: str(p.relative_to(PLUGINS)),
)
def test_plugins_import_the_public_face_only(path):
    """A command that a plugin brings may use what commands share, and publish its schemas."""
    command = path.parent.name == "cli"
    for module, names, line in imports(path):
        if module.split(".")[0] not in FOLDERS:
            continue
        if command and module.startswith(("sds_core.cli.common.", "sds_core.schemas.publish")):
            continue
        assert module in ("sds_core", "sds_core.testing"), f"{path}:{line}: {module} is not public"
        public = importlib.import_module(module).__all__
        for name in names:
            assert name in public, f"{path.name}:{line}: {name} is not public in {module}"


def test_no_command_imports_another():
    """What two commands share stands in a module that is no command."""
    commands = {
        path
        for package in FOLDERS
        for path in modules(package)
        if part_of(package, path) == "cli" and "click.command(" in path.read_text("utf-8")
    }
    assert len(commands) > 40
    names = {
        ".".join([package, *path.relative_to(FOLDERS[package]).with_suffix("").parts])
        for package in FOLDERS
        for path in modules(package)
        if path in commands
    }
    for path in commands:
        for module, _, line in imports(path):
            assert module not in names, f"{path}:{line} imports the command {module}"


def test_the_calls_of_pluggy_stand_in_one_file():
    users = [p.name for p in modules("sds_core") if "manager.hook" in p.read_text("utf-8")]
    assert users == ["dispatcher.py"]


def test_acts_of_people_are_recorded_in_one_place():
    """Every way into the register leads through the service where acts are held to their rules."""
    users = (p for p in modules("sds_register") if "Draft(" in p.read_text("utf-8"))
    assert {p.name for p in users} - {"entry.py"} == {
        "case_people.py",
        "entry_store.py",
        "perform.py",
        "recorder.py",
    }


@pytest.mark.parametrize(("package", "path"), MODULES, ids=NAMES)
def test_public_names_are_listed_and_there(package, path):
    name = ".".join([package, *path.relative_to(FOLDERS[package]).with_suffix("").parts])
    module = importlib.import_module(name.removesuffix(".__init__"))
    listed = getattr(module, "__all__", None)
    tree = ast.parse(path.read_text("utf-8"))
    defined = [
        node.name
        for node in tree.body
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and not node.name.startswith("_")
    ]
    if listed is None:
        assert not defined, f"{name} has no __all__"
        return
    for item in listed:
        assert hasattr(module, item), f"{name}.{item} is listed and is not there"


@pytest.mark.parametrize(("package", "path"), MODULES, ids=NAMES)
def test_a_module_is_of_a_size_that_can_be_read(package, path):
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


TESTS = sorted([*(ROOT / "tests").rglob("*.py"), *PLUGINS.glob("*/tests/**/*.py")])


@pytest.mark.parametrize("path", TESTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_of_tests_is_of_a_size_that_can_be_read(path):
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


def test_no_plugin_reads_the_clock():
    for path in PLUGINS.glob("*/src/**/*.py"):
        if path.relative_to(PLUGINS).parts[0] in ADDONS:
            continue
        for module, _, line in imports(path):
            head = module.split(".")[0]
            assert head not in ("time", "random", "secrets", "socket", "urllib"), f"{path}:{line}"
        for word in (".today(", ".now(", ".utcnow("):
            assert word not in path.read_text("utf-8"), path


def test_the_wheels_are_what_is_tested():
    """Under tox, every distribution comes from an installed wheel, never from the source tree."""
    if "TOX_ENV_NAME" not in os.environ:
        pytest.skip("not under tox: the source tree may be installed in place")
    for package in sorted({path.name for path in PLUGINS.glob("*/src/*")} | {"sds_core"}):
        (folder, *_) = importlib.import_module(package).__path__
        assert "site-packages" in folder, package
    folder = Path(importlib.import_module("sds_core").__path__[0])
    assert (folder / "_schemas" / "written" / "case-2.json").is_file()


NAMES = frozenset(QUESTIONS)
DECLARED = ROOT / "src" / "sds_core" / "questions.py"
SOURCES = sorted(
    path
    for folder in (ROOT / "src", *sorted(PLUGINS.glob("*/src")))
    for path in folder.rglob("*.py")
    if path != DECLARED
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_question_is_named_by_its_constant(path):
    """A name in quotes would be one more place to change with a question."""
    tree = ast.parse(path.read_text("utf-8"))
    written = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value in NAMES
    ]
    assert not written, f"{path}: lines {written}"
