"""Folders for servers that run under an account of their own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["outside"]


@contextmanager
def outside() -> Iterator[Path]:
    """Make a folder beside pytest's own, and remove it afterwards.

    Whenever pytest begins, in whatever process, it takes the rights of other accounts away from the
    folder that all its runs share: a server in there that runs as another account loses its files.
    """
    folder = Path(tempfile.mkdtemp(prefix="sds-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
