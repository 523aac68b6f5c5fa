"""The public face is typed: a type checker sees what a name is, and what is wrong in its use."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
from sds_core import AllocateRequest, Allocation, Hooks, Manifest, Site, hookimpl
from sds_register import Register
from sds_authoring import fetch


class Answers(Hooks):
    @hookimpl
    def allocate_budget(self, request: AllocateRequest) -> Allocation | None:
        reveal_type(request.on)
        return None


reveal_type(Site.load("community-support@1.0"))
reveal_type(Register.open)
reveal_type(fetch)
Manifest("x", "X", ("allocate_budget",), lambda settings: Answers(), api="1")
Manifest("x", "X", ("allocate_budget",), lambda settings: Answers())
Site.load(1)
"""


def test_a_plugin_that_imports_the_public_face_is_checked(tmp_path):
    pytest.importorskip("mypy")
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    words = ["--strict", "--cache-dir", str(tmp_path / "cache"), "program.py"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 'Revealed type is "datetime.date"' in done.stdout, done.stdout
    assert 'Revealed type is "sds_core.site.Site"' in done.stdout
    assert "-> sds_register.register.Register" in done.stdout
    assert "-> sds_authoring.publishing.fetch.FetchResult" in done.stdout
    errors = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert len(errors) == 2, done.stdout
    assert 'Missing named argument "api"' in errors[0]
    assert "incompatible type" in errors[1]
