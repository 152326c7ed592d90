"""Opens a portfolio: finds its file, makes it when asked, migrates it, and says who asks."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from datetime import date

from models.core.access import Session
from models.core.settings import setting
from models.store import migrations
from models.store.database import Database
from models.store.folders import is_there


@contextlib.contextmanager
def portfolio(
    path: str, *, create: bool = False, login: str | None = None, today: date | None = None, source: str = "person"
) -> Iterator[Session]:
    """A session over the portfolio in `path`, closed at the end.

    `create` makes the file when there is none. Raises StorageError and RefusedError with words for the user.
    """
    session = open_portfolio(path, create=create, login=login, today=today, source=source)
    try:
        yield session
    finally:
        session.database.close()


def open_portfolio(
    path: str, *, create: bool = False, login: str | None = None, today: date | None = None, source: str = "person"
) -> Session:
    """The same without closing: for programs that end with the process."""
    there = is_there(path)
    if create and not there:
        Database(path).create()
    database = Database(path, read_only=there and not _is_writable(path))
    database.open()
    try:
        if not database.read_only:
            backup = migrations.migrate(database)
            if backup:
                database.warnings.append(f"the database was brought up to date; the old one is kept as {backup}")
        elif migrations.version(database) > migrations.LATEST:
            migrations.migrate(database)
        elif old := database.value("SELECT count(*) FROM stale"):
            which = "1 project" if old == 1 else f"{old} projects"
            database.warnings.append(
                f"figures of {which} may be old: others wrote what moves them, and this account cannot write them anew"
            )
        zone = setting(database, "zone")
    except BaseException:
        database.close()
        raise
    if zone and hasattr(time, "tzset"):
        os.environ["TZ"] = zone  # days are civil dates of the portfolio's zone, whatever the account's own
        time.tzset()
    return Session(database, login=login, today=today, source=source)


def _is_writable(path: str) -> bool:
    """Whether this account may write the file, and the log beside it."""
    folder = os.path.dirname(os.path.abspath(path))
    return os.access(path, os.W_OK) and (os.access(folder, os.W_OK) or os.access(path + "-wal", os.W_OK))
