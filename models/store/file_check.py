"""Is this file a portfolio? Looked at before SQLite touches it, and again before each write, for a file can be replaced."""

from __future__ import annotations

import os

from models.store.errors import StorageError
from models.store.folders import refuse_network

#: "QDCK" in the file header says that a SQLite file is ours.
APPLICATION_ID = 0x5144434B
_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100


def check_file(path: str) -> None:
    """Refuse what is no database before SQLite touches it: missing, a folder, empty, foreign, on a network file system."""
    refuse_network(os.path.dirname(os.path.abspath(path)))
    try:
        with open(path, "rb") as file:
            head = file.read(_HEADER_BYTES)
    except FileNotFoundError as error:
        raise StorageError(f"there is no file {path}", hint="qd demo makes a portfolio to try; qd new project starts your own") from error
    except IsADirectoryError as error:
        raise StorageError(f"{path} is a folder, no database", hint="name a file with --db") from error
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}", hint="look at its permissions") from error
    if not head:
        raise StorageError(f"{path} is empty, no database", hint="remove it, or name another file with --db")
    if not head.startswith(_MAGIC):
        raise StorageError(f"{path} is not a database", hint="name another file with --db; qd import reads CSV and TOML")
    if len(head) < _HEADER_BYTES:
        raise StorageError(f"{path} is damaged: its beginning alone is left", hint="restore a backup")
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:  # read here: opening it would already change a stranger's journal mode
        raise StorageError(f"{path} is a SQLite file of another program", hint="name another file with --db")


def identity(path: str) -> tuple[int, int] | None:
    """What tells this file from another one under the same name; None where there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def state_on_disk(path: str) -> tuple[object, ...]:
    """What changes whenever the file is written, or a writer begins."""
    try:
        status = os.stat(path)
    except OSError:
        return ()
    return status.st_ino, status.st_size, status.st_mtime_ns, os.path.exists(path + "-wal")


def is_being_written(state: tuple[object, ...]) -> bool:
    """Whether a file in this state has a write-ahead log beside it."""
    return state[-1:] == (True,)


def in_uri(path: str) -> str:
    """The path as it stands in a URI that SQLite opens."""
    return os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
