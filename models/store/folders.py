"""Where files lie: whether one is there, folders that nobody else may enter and a word where others may; a file written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator

from models.store.errors import RefusedError, StorageError

_NETWORK_FILE_SYSTEMS = frozenset((
    "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs",
    "9p", "fuse.sshfs", "ceph", "glusterfs", "lustre", "davfs", "fuse.rclone",
))  # fmt: skip


def is_there(path: str) -> bool:
    """Whether the file exists. Raises StorageError where its folder may not be entered: then nobody can say."""
    try:
        os.stat(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}", hint="look at its folder and permissions") from error
    return True


def make_folder(folder: str) -> None:
    """Make the folder and what lies above it, as far as it is missing, for this account alone."""
    with private_files():
        os.makedirs(folder, mode=0o700, exist_ok=True)


def open_to_others(folder: str) -> str | None:
    """A warning where other accounts may enter the folder; None where they may not, or cannot come as far as it."""
    if os.name != "posix":
        return None
    above = folder = os.path.realpath(folder)
    while os.stat(above).st_mode & (stat.S_IXGRP | stat.S_IXOTH):
        if above == os.path.dirname(above):
            return f"other accounts may enter {folder}: chmod 700 keeps them out"
        above = os.path.dirname(above)
    return None


@contextlib.contextmanager
def private_files() -> Iterator[None]:
    """What is made meanwhile belongs to this account alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def refuse_network(folder: str) -> None:
    """Refuse a folder on a network file system. Raises RefusedError."""
    kind = file_system(folder)
    if kind in _NETWORK_FILE_SYSTEMS:
        raise RefusedError(
            f"{folder} lies on a network file system ({kind}), where SQLite cannot keep several writers apart",
            hint="put the database on a local disk and come over SSH",
        )


def file_system(folder: str) -> str:
    """The type of the file system that holds `folder` (Linux; elsewhere empty, where the check cannot be made)."""
    try:
        with open("/proc/self/mounts", encoding="utf-8", errors="replace") as mounts:
            lines = [line.split(" ") for line in mounts]
    except OSError:
        return ""
    folder = os.path.realpath(folder)
    best, kind = "", ""
    for line in lines:
        point = line[1].replace("\\040", " ")
        inside = folder == point or folder.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, line[2]
    return kind


@contextlib.contextmanager
def made_beside(path: str) -> Iterator[str]:
    """A name beside `path` under which a database is made, to be linked to its own name once it is whole; what is left of it goes."""
    fresh = f"{path}.new-{os.getpid()}"
    try:
        yield fresh
    finally:
        for leftover in (fresh, fresh + "-wal", fresh + "-shm", fresh + "-journal"):
            with contextlib.suppress(OSError):
                os.unlink(leftover)


def write_file(path: str, data: bytes) -> bool:
    """Write a private file whole or not at all; whether it replaced one. Raises StorageError.

    A pipe or a device is written into, and a link stays one: what it names is replaced.
    """
    target = os.path.realpath(path)
    fresh = f"{target}.writing-{os.getpid()}"
    try:
        replaced = os.path.exists(path)
        if replaced and not os.path.isfile(path):
            with open(path, "wb") as file:
                file.write(data)
            return False
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(fresh, target)
            return replaced
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(fresh)
    except OSError as error:
        reason = (error.strerror or "failed").lower()
        raise StorageError(f"{path} cannot be written: {reason}", field="file", hint="another place or name") from error
