"""A committee that publishes."""

from __future__ import annotations

import pytest
from sds_test_support.publishing import ON, PHRASE, Committee

from sds_authoring.publishing.fetch import fetch
from sds_authoring.publishing.keys import make_key


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    """Return a folder with the keys of four officers; making them is slow on purpose."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("ann", "ben", "cy", "dee"):
        make_key(name, folder, PHRASE if name == "ann" else None)
    make_key("web", folder, None)
    return folder


@pytest.fixture
def committee(keys, tmp_path, monkeypatch):
    monkeypatch.setenv("SDS_HOME", str(tmp_path / "home"))
    return Committee(keys, tmp_path)


@pytest.fixture
def published(committee):
    committee.publish(committee.propose(), "ann", "ben")
    fetch(str(committee.folder.path), "them", ON, committee.trust)
    return committee
