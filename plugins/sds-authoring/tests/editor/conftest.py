"""A rule set that is edited."""

from __future__ import annotations

import threading

import pytest
from sds_test_support.editor import SOURCE

from sds_authoring.editor.server import EditServer


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text("# A comment that stays.\n" + SOURCE.read_text("utf-8"), encoding="utf-8")
    return path


@pytest.fixture
def server(file):
    with EditServer(file) as made:
        thread = threading.Thread(
            target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        thread.start()
        yield made
        made.shutdown()
        thread.join()
