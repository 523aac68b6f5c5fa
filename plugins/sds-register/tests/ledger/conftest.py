"""Folders and disks for servers that are put under stress."""

from __future__ import annotations

import os
import subprocess

import pytest
from sds_test_support.places import outside


@pytest.fixture
def place():
    """Return a folder that a server's own account can reach."""
    with outside() as folder:
        yield folder


@pytest.fixture
def small_disk(place):
    """Return a file system of 3 MB, and a function that makes it larger."""
    place = place / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True, check=False
    )  # fmt: skip
    if mounted.returncode:
        if "CI" in os.environ:
            raise RuntimeError(mounted.stderr.decode())
        pytest.skip("a small file system needs the right to mount one")

    def grow():
        subprocess.run(["mount", "-o", "remount,size=40m", str(place)], check=True)

    yield place, grow
    subprocess.run(["umount", "-l", str(place)], check=False)
