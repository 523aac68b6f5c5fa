"""Does one thing to a register, and is hit while it does so.

Arguments: what to do (append, upgrade or spill), the register's URL, the keys' URL, and the statement
after which it is killed; none kills it where the number is 0.
"""

from __future__ import annotations

import os
import signal
import sys

import sqlalchemy as sa

from sds_core.formats.canonical import digest
from sds_core.resources.kept_texts import KeptTexts
from sds_register.entries.entry import Draft
from sds_register.entries.kinds import POT_CHANGE
from sds_register.ledger.database import connect
from sds_register.ledger.migrate import upgrade
from sds_register.ledger.records import StoredEntry
from sds_register.ledger.store import Store
from sds_register.register import Register

what, url, keys, last = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
seen = 0


def hit(*_: object) -> None:
    """Count a statement, and die after the last."""
    global seen
    seen += 1
    if seen == last:
        os.kill(os.getpid(), signal.SIGKILL)


def count(engine: sa.Engine) -> None:
    """Count an engine's statements from now on."""
    sa.event.listen(engine, "after_cursor_execute", hit)


if what == "append":
    register = Register.open(url, keys)
    count(register.store.engine)
    drafts = [Draft(POT_CHANGE, b'{"text":"%d"}' % i, moves=(("fund", 5),)) for i in range(50)]
    register.append(drafts, texts=KeptTexts(digest(b"t"), {digest(b"t"): b"t"}))
    register.close()
elif what == "upgrade":
    engine = connect(url)
    count(engine)
    upgrade(engine, "register")
    engine.dispose()
else:  # leave a commit half-way, so much of it that SQLite has written some of it to the file
    engine = connect(url)

    @sa.event.listens_for(engine, "connect")
    def small_cache(connection: object, _: object) -> None:
        """Make SQLite write early."""
        connection.execute("PRAGMA cache_size = 5")

    @sa.event.listens_for(engine, "commit")
    def before_commit(connection: object) -> None:
        """Die before the commit is made."""
        os.kill(os.getpid(), signal.SIGKILL)

    Store(engine).append(
        [StoredEntry(0, "note", None, None, None, b"{}", b"x" * 3000)] * 200, "now"
    )
print(seen)
