"""Writes entries from several threads of one process: URL, keys' URL, threads, entries each."""

import sys
import threading

from sds_register.entries.entry import Draft, EntryKind
from sds_register.register import Register

register = Register.open(sys.argv[1], sys.argv[2])
threads, each = int(sys.argv[3]), int(sys.argv[4])


def go() -> None:
    for i in range(each):
        register.append([Draft(EntryKind("note", "a note"), b'{"text":"%d"}' % i)])


every = [threading.Thread(target=go) for _ in range(threads)]
for thread in every:
    thread.start()
for thread in every:
    thread.join()
register.close()
