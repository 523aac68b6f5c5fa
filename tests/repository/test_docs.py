"""Documentation that cannot rot: every command shown is run, every hook shown is the hook.

In a page, a block marked ``<!-- file: NAME -->`` is written to a file; a ``console`` block is run,
``…`` standing for lines left out; a ``python`` block is executed. Run with UPDATE_DOCS=1 to write
what the commands print now into the blocks that leave nothing out.
"""

from __future__ import annotations

import inspect
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from sds_test_support.pages import BLOCK, console

from sds_authoring.cli.published_schemas import SCHEMAS as AUTHORING
from sds_care_act.cli.published_schemas import SCHEMAS as CARE_ACT
from sds_core.cli.published_schemas import SCHEMAS as CORE
from sds_core.hookspecs import Hooks
from sds_core.questions import QUESTIONS
from sds_register.cli.published_schemas import SCHEMAS as REGISTER

ROOT = Path(__file__).resolve().parents[2]
# Run by tests/journeys/test_tutorials.py, each in a new environment.
TUTORIALS = [ROOT / "docs" / f"tutorial-{name}.md" for name in ("first-plugin", "funding-policy")]
PAGES = [
    p for p in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))] if p not in TUTORIALS
]


def _run(command: str, folder: Path) -> str:
    words = shlex.split(command)
    if words[:3] == ["python", "-m", "pytest"]:
        words = words[2:]
    assert words[0] in ("sds", "pytest"), f"documentation runs sds and pytest, not {words[0]}"
    if words[0] == "sds":
        words[0] = str(Path(sys.executable).with_name("sds"))
    else:
        words = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words[1:]]
    path = os.pathsep.join(str(p) for p in folder.glob("*/src"))
    env = {**os.environ, "PYTHONPATH": path, "COLUMNS": "80", "SDS_HOME": str(folder / "home")}
    result = subprocess.run(
        words, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=120
    )
    return result.stdout + result.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_everything_shown_is_so(page, tmp_path):
    for example in (ROOT / "schemas" / "examples").glob("*.json"):
        (tmp_path / example.name).write_bytes(example.read_bytes())
    text = page.read_text("utf-8")
    namespace: dict = {}
    problems = []

    def block(match: re.Match) -> str:
        kind, body = match["kind"], match["body"]
        if match["file"]:
            target = tmp_path / match["file"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(body, encoding="utf-8")
        if kind == "console":
            new, found = console(body, lambda command: _run(command, tmp_path))
            problems.extend(found)
            return match[0].replace(body, new)
        if kind == "python":
            before = Path.cwd()
            os.chdir(tmp_path)
            try:
                exec(compile(body, page.name, "exec", dont_inherit=True), namespace)  # noqa: S102  # our own pages
            finally:
                os.chdir(before)
        return match[0]

    new = BLOCK.sub(block, text)
    if os.environ.get("UPDATE_DOCS") and new != text:
        page.write_text(new, encoding="utf-8")
        return
    assert not problems, "\n\n".join(problems)


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_each_hook_is_documented_with_its_exact_signature(name):
    page = (ROOT / "docs" / "reference-hooks.md").read_text("utf-8")
    signature = inspect.signature(getattr(Hooks, name))
    request = signature.parameters["request"].annotation
    shown = f"{name}(self, request: {request}) -> {signature.return_annotation}"
    assert f"    def {shown}" in page, shown
    assert f"Combined: {QUESTIONS[name].combine}" in page.split(f"## `{name}`")[1].split("\n## ")[0]


def test_every_command_is_in_the_reference():
    page = (ROOT / "docs" / "reference-cli.md").read_text("utf-8")
    own = (CORE, REGISTER, AUTHORING, CARE_ACT)
    for command, schema in {k: v for each in own for k, v in each.commands.items()}.items():
        assert f"| `sds {command}` |" in page
        assert f"`{schema}`" in page


def test_every_link_between_pages_leads_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\((?!http)([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_two_commands_open_the_readme_and_ci_runs_the_second():
    text = (ROOT / "README.md").read_text("utf-8")
    commands = re.findall(r"```sh\n(.+)\n```", text)[:2]
    assert "sds demo" in commands[0]
    assert "tox" in commands[1]
    assert text.index(commands[1]) < 1_200
    assert "<!-- test command -->" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_every_page_is_reached_in_two_clicks():
    """From the README: a page, or the page that it leads to."""
    link = re.compile(r"\]\(([^)#:]+\.md)(?:#[^)]*)?\)")

    def leads_to(page: Path) -> set[Path]:
        return {(page.parent / found).resolve() for found in link.findall(page.read_text("utf-8"))}

    one = leads_to(ROOT / "README.md")
    two = one | {page for near in one if near.is_file() for page in leads_to(near)}
    pages = {page.resolve() for page in (ROOT / "docs").rglob("*.md")}
    assert pages <= two, sorted(str(page) for page in pages - two)


def test_every_decision_is_in_the_list():
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text("utf-8")
    records = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    assert records
    for record in records:
        assert f"({record.name})" in listed
        text = record.read_text("utf-8")
        assert all(f"**{part}.**" in text for part in ("Context", "Decided", "Follows")), record
