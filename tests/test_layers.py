"""Imports point one way, plugins use public names only, and modules keep their size."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORE = ROOT / "src" / "sds_core"

# From the ground up; a module may import its own layer and those before it.
LAYERS = [
    ["__init__", "errors", "characters", "files", "outside"],
    ["model"],
    ["wire", "toml", "derive", "_positions", "parsing", "shapes", "shelf"],
    ["schemas", "sheets"],
    ["conditions"],
    ["documents", "links", "concern", "costs", "facts", "hookspecs", "earlier", "sufficiency"],
    ["rulesets"],
    ["plugins", "casefile"],
    ["profiles"],
    ["checks", "dispatch", "decide", "listing"],
    ["register"],
    ["site"],
    ["replay"],
    [
        "publishing",
        "editor",
        "explain",
        "caseload",
        "testreport",
        "expectations",
        "health",
        "soundness",
        "scaffold",
        "testing",
        "disclosure",
    ],
    ["cli"],
    ["published"],
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}


def modules():
    return sorted(p for p in CORE.rglob("*.py") if "migrations" not in p.parts)  # Alembic's own


def layer(path: Path) -> str:
    part = path.relative_to(CORE).parts[0]
    return part.removesuffix(".py")


def imports(path: Path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, [alias.name for alias in node.names], node.lineno
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, [], node.lineno


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(CORE)))
def test_imports_point_downwards(path):
    here = RANK[layer(path)]
    for module, names, line in imports(path):
        if not module.startswith("sds_core"):
            continue
        parts = module.split(".")
        targets = [parts[1]] if len(parts) > 1 else [n for n in names if n in RANK] or ["__init__"]
        for target in targets:
            assert RANK[target] <= here, f"{path.name}:{line} imports {module}, which is above it"


def test_the_core_never_imports_plugins():
    ours = {p.name for p in (ROOT / "plugins").glob("*/src/*")}
    assert "sds_ras" in ours
    for path in modules():
        for module, _, line in imports(path):
            assert module.split(".")[0] not in ours, f"{path}:{line}"


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "plugins").glob("*/src/**/*.py")),
    ids=lambda p: str(p.relative_to(ROOT / "plugins")),
)
def test_plugins_import_public_names_only(path):
    for module, names, line in imports(path):
        if not module.startswith("sds_core"):
            continue
        assert not any(part.startswith("_") for part in module.split(".")), f"{path}:{line}"
        public = importlib.import_module(module).__all__
        for name in names:
            assert name in public, f"{path.name}:{line}: {name} is not public in {module}"


def test_the_calls_of_pluggy_stand_in_one_file():
    users = [p.name for p in modules() if "manager.hook" in p.read_text("utf-8")]
    assert users == ["dispatch.py"]


def test_acts_of_people_are_recorded_in_one_place():
    """Every door to the register leads through the desk where acts are held to their rules."""
    makers = {p.name for p in modules() if "Draft(" in p.read_text("utf-8")} - {"entries.py"}
    assert makers == {"acting.py", "book.py", "journeys.py"}


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(CORE)))
def test_public_names_are_listed_and_there(path):
    name = ".".join(["sds_core", *path.relative_to(CORE).with_suffix("").parts])
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


def test_no_plugin_reads_the_clock():
    for path in (ROOT / "plugins").glob("*/src/**/*.py"):
        for module, _, line in imports(path):
            head = module.split(".")[0]
            assert head not in ("time", "random", "secrets", "socket", "urllib"), f"{path}:{line}"
        for word in (".today(", ".now(", ".utcnow("):
            assert word not in path.read_text("utf-8"), path


def test_the_wheels_are_what_is_tested():
    """Under tox, core and plugins come from installed wheels, never from the source tree."""
    import os

    import sds_core

    if "TOX_ENV_NAME" not in os.environ:
        pytest.skip("not under tox: the source tree may be installed in place")
    assert "site-packages" in sds_core.__file__
    assert (Path(sds_core.__file__).parent / "_schemas" / "case-1.json").is_file()
    import sds_ras

    assert "site-packages" in sds_ras.__file__
