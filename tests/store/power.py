"""A simulated power cut: a file system that remembers what was written and what was synced, and the disks that a cut may leave.

The commands of the program run on it through their own code; only the connection's file layer is another one. A cut keeps of every file
what its last sync made sure; each later write is there, missing, or torn at a sector's edge, whatever the order they were made in.
"""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import apsw
from playhouse.apsw_ext import APSWDatabase

from models.operations.command import command
from models.store import engine
from store.support import assert_sound, make, new_portfolio, opened, project

_SECTOR = 512


class Event(NamedTuple):
    """One thing that happened to one file, or (`ack`) one write that was acknowledged to its author."""

    what: str
    file: str = ""
    offset: int = 0
    data: bytes = b""


class RecordingFile(apsw.VFSFile):  # type: ignore[misc]
    """A file whose writes are noted."""

    def __init__(self, log: list[Event], name: Any, flags: list[int]) -> None:
        self.log = log
        self.name = os.path.basename(name.filename() if isinstance(name, apsw.URIFilename) else name or "")
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        if self.name:
            self.log.append(Event("write", self.name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        if self.name:
            self.log.append(Event("truncate", self.name, size))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        if self.name:
            self.log.append(Event("sync", self.name))


class RecordingDisk(apsw.VFS):  # type: ignore[misc]
    """The file system of the machine, with a log."""

    def __init__(self) -> None:
        self.log: list[Event] = []
        super().__init__("power", "")

    def xOpen(self, name: Any, flags: list[int]) -> RecordingFile:
        return RecordingFile(self.log, name, flags)

    def xDelete(self, name: str, sync: bool) -> None:
        super().xDelete(name, sync)
        self.log.append(Event("delete" if sync else "forget", os.path.basename(name)))


class _Cursor:
    """apsw's cursor with the row count that the storage asks for."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self.rowcount = cursor.get_connection().changes()

    def fetchall(self) -> list[tuple[Any, ...]]:
        return list(self.cursor)


class _Recorded(APSWDatabase):  # type: ignore[misc]
    def __init__(self, name: str, **options: Any) -> None:
        kept = {key: value for key, value in options.items() if key not in ("uri", "check_same_thread")}
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
        super().__init__(name, flags=flags, vfs="power", **kept)

    def execute_sql(self, *arguments: Any, **options: Any) -> Any:
        return _Cursor(super().execute_sql(*arguments, **options))


@contextlib.contextmanager
def recording(monkeypatch: Any) -> Iterator[list[Event]]:
    """Inside, every database that is opened lies on the recording disk."""
    disk = RecordingDisk()
    with monkeypatch.context() as patch:
        patch.setattr(engine, "peewee", SimpleNamespace(SqliteDatabase=_Recorded))
        yield disk.log
    disk.unregister()


def record_commands(path: Path, writes: int, monkeypatch: Any) -> list[Event]:
    """The log of this many acknowledged commands on a small portfolio; its first event is the file as it was before them."""
    session = new_portfolio(path)
    task = make(session, "task", project=project(session), title="Shared", duration=480)
    session.database.close()
    with recording(monkeypatch) as log:
        log += [Event("write", path.name, 0, path.read_bytes()), Event("sync", path.name)]
        session = opened(path)
        session.database.execute("PRAGMA wal_autocheckpoint = 60")  # so that the log is folded into the file several times on the way
        for number in range(writes):
            with command(session, "write") as work:
                work.create("lesson", {"project": project(session), "title": f"L{number}", "recommendation": "x" * (number * 37 % 5000)})
                work.change(task, {"progress": number})
            log.append(Event("ack"))
        session.database.close()
    return log


class Image:
    """One file on the disk: what is certain, and what has been written since."""

    def __init__(self) -> None:
        self.certain: bytearray | None = None
        self.open: list[Event] = []

    def take(self, event: Event) -> None:
        """What the event does to the file."""
        if event.what == "sync":
            content = self.certain if self.certain is not None else bytearray()
            for written in self.open:
                _apply(content, written)
            self.certain, self.open = content, []
        elif event.what == "delete":
            self.certain, self.open = None, []
        else:
            self.open.append(event)

    def after_cut(self, chance: random.Random) -> bytes | None:
        """The content that a cut leaves, or None where there is no file."""
        content = bytearray(self.certain) if self.certain is not None else None
        likely = chance.choice((0.0, 0.5, 1.0))
        for event in self.open:
            if chance.random() >= likely:
                continue
            if event.what == "forget":
                content = None
                continue
            content = bytearray() if content is None else content
            _apply(content, _torn(event, chance) if chance.random() < 0.3 else event)
        return None if content is None else bytes(content)


def _apply(content: bytearray, event: Event) -> None:
    if event.what == "truncate":
        del content[event.offset :]
    elif event.what == "write":
        content.extend(bytes(max(0, event.offset - len(content))))
        content[event.offset : event.offset + len(event.data)] = event.data


def _torn(event: Event, chance: random.Random) -> Event:
    sectors = len(event.data) // _SECTOR
    return event._replace(data=event.data[: chance.randint(0, sectors) * _SECTOR]) if event.what == "write" else event


def cut_and_check(log: list[Event], folder: Path, points: int, seed: int) -> int:
    """Cut the power at this many points and open what is left with the program; the number of acknowledged writes that were checked.

    The cuts lie anywhere in the log, evenly spread and shifted by chance.
    """
    chance = random.Random(seed)
    cuts = sorted(max(1, int((number + chance.random()) * len(log) / points)) for number in range(points))
    images: dict[str, Image] = {}
    acknowledged = checked = at = 0
    for cut in cuts:
        for event in log[at : cut + 1]:
            if event.what == "ack":
                acknowledged += 1
            else:
                images.setdefault(event.file, Image()).take(event)
        at = cut + 1
        left = folder / f"cut-{cut}-{checked}"
        left.mkdir()
        _check(left, images, acknowledged, chance)
        checked += acknowledged
    return checked


def _check(folder: Path, images: dict[str, Image], acknowledged: int, chance: random.Random) -> None:
    for name, image in images.items():
        content = image.after_cut(chance)
        if content is not None:
            (folder / name).write_bytes(content)
    session = opened(folder / "p.db")
    titles = [title for (title,) in session.database.rows("SELECT title FROM lesson ORDER BY id")]
    assert titles == [f"L{number}" for number in range(len(titles))]
    assert acknowledged <= len(titles) <= acknowledged + 1, (folder, acknowledged, len(titles))
    assert_sound(session.database)
    make(session, "lesson", project=project(session), title="after")
    session.database.close()
    for file in folder.iterdir():
        file.unlink()
