"""What `sds doctor` looks at for authors of rule sets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sds_core.cli.health import Check, requirement

__all__ = ["checks"]


def checks(on: date) -> Iterator[Check]:
    """Yield whether each package that editing, signing and fetching need is installed.

    Args:
        on: the day; nothing here depends on it.
    """
    for name in ("tuf", "securesystemslib", "bcrypt", "filelock", "tomlkit"):
        yield requirement(name, True)
