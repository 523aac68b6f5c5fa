"""What tests of ledger share."""

from __future__ import annotations

from sds_register.entries.entry import Draft, EntryKind
from sds_register.entries.kinds import POT_CHANGE

NOTE = EntryKind("note", "a note")


def note(text="x", *moves, **more):
    return Draft(
        POT_CHANGE if moves else NOTE, b'{"text":"%s"}' % text.encode(), moves=moves, **more
    )
