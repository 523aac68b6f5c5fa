"""Reading files up to a size limit, and writing them whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path
from typing import IO

__all__ = ["PRIVATE", "read_limited", "read_stream", "write_whole"]

PRIVATE = 0o600
_UMASK = os.umask(0o077)  # it cannot be read without being set
os.umask(_UMASK)


def read_stream(stream: IO[bytes], most: int) -> bytes:
    """Read a stream to its end, and refuse one that holds more than the limit.

    Args:
        stream: the stream.
        most: the most bytes that are read.

    Raises:
        OSError: it holds more, or it cannot be read.
    """
    data = stream.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"more than {most:,} bytes")
    return data


def read_limited(path: Path, most: int) -> bytes:
    """Read a file, whatever kind of file it is, up to a limit.

    Raises:
        OSError: it holds more, or it cannot be read.
    """
    with path.open("rb") as file:
        return read_stream(file, most)


def write_whole(path: Path, data: bytes, mode: int | None = None) -> None:
    """Write a file whole or not at all; a link is followed.

    Args:
        path: the file.
        data: what it is to hold.
        mode: who may read and write it, such as `PRIVATE`; as it was, or by the umask, if left out.

    Raises:
        OSError: it cannot be written.
    """
    target = path.resolve()
    there = target.exists()
    if there and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "it may not be written", str(target))
    if there and not target.is_file():  # a device or a pipe is written as it is
        target.write_bytes(data)
        return
    if mode is None:
        mode = target.stat().st_mode & 0o777 if there else 0o666 & ~_UMASK
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        beside.chmod(mode)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
