"""The installed command line, run as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SDS = [str(Path(sys.executable).with_name("sds"))]
DECIDE = ["decide", "case.json", "--profile", "independent-broker@1.0", "--on", "2026-10-01"]


def run(place, *arguments, out=subprocess.PIPE, given=None, **env):
    return subprocess.run(
        [*SDS, *arguments],
        cwd=place,
        stdout=out,
        stderr=subprocess.PIPE,
        stdin=given,
        env={**os.environ, "PYTHONWARNINGS": "ignore", **env},
        check=False,
    )
