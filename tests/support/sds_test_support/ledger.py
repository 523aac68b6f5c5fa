"""What tests of ledger share."""

from __future__ import annotations

from sds_register.entries.entry import Draft


def note(text="x", *moves, **more):
    return Draft(
        "pot_change" if moves else "note", b'{"text":"%s"}' % text.encode(), moves=moves, **more
    )
