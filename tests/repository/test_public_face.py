"""The public face: listed, typed, documented name by name, and the only thing that docs import.

Run with UPDATE_DOCS=1 to write the pages anew, where a name, its summary or an import has changed.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import pkgutil
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
API = ROOT / "docs" / "reference-api.md"
ADDONS = ROOT / "docs" / "reference-addons.md"
FACES = ("sds_core", "sds_core.testing", "sds_register", "sds_authoring")
FOLDERS = {
    "sds_core": ROOT / "src" / "sds_core",
    "sds_register": ROOT / "plugins" / "sds-register" / "src" / "sds_register",
    "sds_authoring": ROOT / "plugins" / "sds-authoring" / "src" / "sds_authoring",
}
ROW = re.compile(r"^\| `(\w+)` \| (.+) \|$", re.MULTILINE)


def public(face: str) -> list[str]:
    return [name for name in importlib.import_module(face).__all__ if name != "__version__"]


def said(name: str, thing: object, before: dict[str, str]) -> str:
    """Return what the page says of a name: its own summary, or what was written by hand."""
    own = inspect.isclass(thing) or inspect.isroutine(thing)
    summary = (inspect.getdoc(thing) or "").partition("\n\n")[0] if own else ""
    return " ".join(summary.split()) or before.get(name, "")


def section(text: str, title: str) -> str:
    return text.split(f"\n## `{title}`\n")[1].split("\n## ")[0]


def rewrite(page: Path, title: str, header: str, table: str) -> None:
    """Write the table of a section anew; what stands before it is kept."""
    text, old = page.read_text("utf-8"), section(page.read_text("utf-8"), title)
    kept = old[: old.index(header)]
    rest = "\n" if old.endswith("\n\n") else ""
    start = f"\n## `{title}`\n"
    page.write_text(text.replace(start + old, start + kept + header + table + rest), "utf-8")


@pytest.mark.parametrize("face", FACES)
def test_every_public_name_is_documented(face):
    text = API.read_text("utf-8")
    rows = dict(ROW.findall(section(text, face)))
    module = importlib.import_module(face)
    wanted = {name: said(name, getattr(module, name), rows) for name in public(face)}
    if os.environ.get("UPDATE_DOCS"):
        table = "".join(
            f"| `{name}` | {wanted[name]} |\n" for name in sorted(wanted, key=str.lower)
        )
        rewrite(API, face, "| name | what it is for |\n|---|---|\n", table)
        return
    assert rows == wanted, f"UPDATE_DOCS=1 pytest {Path(__file__).name}"
    assert all(wanted.values()), [name for name, words in wanted.items() if not words]


@pytest.mark.parametrize("package", FOLDERS)
def test_type_checkers_are_told_the_same_names(package):
    stub = ast.parse((FOLDERS[package] / "__init__.pyi").read_text("utf-8"))
    told = {
        alias.asname: f"{node.module}.{alias.name}"
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    module = importlib.import_module(package)
    assert told == {name: f"{package}.{place}.{name}" for name, place in module._HOME.items()}


@pytest.mark.parametrize("package", FOLDERS)
def test_no_public_name_is_that_of_a_module(package):
    module = importlib.import_module(package)
    names = {found.name for found in pkgutil.iter_modules(module.__path__)}
    assert not names & set(public(package))


@pytest.mark.parametrize("package", FOLDERS)
def test_names_are_imported_when_they_are_asked_for(package):
    program = (
        f"import sys, {package} as face\n"
        "assert len(face.__all__) > 5 and set(face.__all__) <= set(dir(face))\n"
        "loaded = {m for m in sys.modules if m.startswith(face.__name__ + '.')}\n"
        "print(sorted(loaded - {'sds_core.public_face'}))\n"
        "print(hasattr(face, 'nothing_of_this_name'))\n"
        "for name in face.__all__: getattr(face, name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:2] == ["[]", "False"]


def test_what_a_page_shows_is_imported_from_the_public_face():
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *ROOT.glob("plugins/*/README.md")]
    seen = 0
    for page in pages:
        for block in re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
            for line in re.findall(r"^\s*(?:from|import) (sds_\S+)", block, re.MULTILINE):
                seen += 1
                own = line.split(".")[0] not in ("sds_core", "sds_register", "sds_authoring")
                assert own or line in FACES, f"{page.name}: {line}"
    assert seen


@pytest.mark.parametrize("package", ["sds_register", "sds_authoring"])
def test_what_an_add_on_takes_of_the_core_beside_the_public_face_is_listed(package):
    """The second tier: for first-party add-ons alone, which are pinned to a minor version."""
    face = set(public("sds_core"))
    taken: dict[str, set[str]] = defaultdict(set)
    for path in FOLDERS[package].rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sds_core."):
                names = {alias.name for alias in node.names}
                assert not names & face, (
                    f"{path}:{node.lineno}: import {names & face} from sds_core"
                )
                taken[node.module] |= names
    table = "".join(
        f"| `{module}` | {', '.join(f'`{name}`' for name in sorted(names))} |\n"
        for module, names in sorted(taken.items())
    )
    header = "| module | names |\n|---|---|\n"
    if os.environ.get("UPDATE_DOCS"):
        rewrite(ADDONS, package, header, table)
        return
    listed = section(ADDONS.read_text("utf-8"), package)
    assert listed.strip() == (header + table).strip(), f"UPDATE_DOCS=1 pytest {Path(__file__).name}"
    project = (FOLDERS[package].parents[1] / "pyproject.toml").read_text("utf-8")
    major, minor, _ = importlib.import_module("sds_core").__version__.split(".")
    assert f'"sds-core>={major}.{minor},<{major}.{int(minor) + 1}"' in project
