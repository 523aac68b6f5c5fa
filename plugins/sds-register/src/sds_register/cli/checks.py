"""What `sds doctor` looks at for the register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sds_core.cli.check import Check
from sds_register.entries.kinds import OWN_KINDS, installed_kinds
from sds_register.ledger.database import journal_words

__all__ = ["checks"]


def checks(on: date) -> Iterator[Check]:
    """Yield how the register can keep its files, and the kinds of entries that were added.

    Args:
        on: the day; nothing here depends on it.
    """
    yield Check("sqlite", True, journal_words())
    kinds = installed_kinds()
    for kind in kinds.broken:
        yield Check(f"entries of kind {kind.word}", False, kind.why)
    added = [kind.word for kind in kinds.known() if kind not in OWN_KINDS]
    if added:
        yield Check("kinds of entries added", True, ", ".join(added))
