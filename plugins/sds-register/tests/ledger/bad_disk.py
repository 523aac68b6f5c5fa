"""Appends while the disk refuses to sync. Arguments: URL, keys' URL, the file that makes it refuse."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sds_core.errors import StoreFailed
from sds_register.audit.verify import verify
from sds_register.entries.entry import Draft, EntryKind
from sds_register.register import Register

url, keys, flag = sys.argv[1], sys.argv[2], Path(sys.argv[3])
register = Register.open(url, keys)
register.append([Draft(EntryKind("note", "a note"), b'{"text":"before"}')])
flag.touch()
said = []
for _ in range(3):
    try:
        register.append([Draft(EntryKind("note", "a note"), b'{"text":"meanwhile"}')])
        said.append("acknowledged")
    except StoreFailed as error:
        said.append(str(error))
flag.unlink()
register.append([Draft(EntryKind("note", "a note"), b'{"text":"after"}')])
texts = [entry.data["text"] for entry in register.entries(list(register.store.rows()))]
print(json.dumps({"said": said, "texts": texts, "holds": verify(register).holds}))
register.close()
