"""The one door to peewee and SQLite: keeps drivers that are not used out of the process, and knows whether the engine is sound."""

from __future__ import annotations

import sys
from typing import Any

_UNUSED_DRIVERS = ("psycopg", "psycopg2", "psycopg2cffi", "pymysql", "MySQLdb")


def _import_peewee() -> tuple[Any, Any]:
    """Import peewee without the drivers it would try, and return it with the SQLite module that it took."""
    try:
        from pysqlite3 import dbapi2 as sqlite

        unused: tuple[str, ...] = (*_UNUSED_DRIVERS, "sqlite3")
    except ImportError:  # no wheel for this platform: the standard library's engine, which the version check judges
        import sqlite3 as sqlite

        unused = _UNUSED_DRIVERS
    hidden = [name for name in unused if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        import peewee
    finally:
        for name in hidden:
            del sys.modules[name]
    return peewee, sqlite


peewee, sqlite = _import_peewee()

#: Whatever the engine raises, through peewee or directly.
ERRORS: tuple[type[Exception], ...] = (peewee.PeeweeException, sqlite.Error)
VERSION: tuple[int, ...] = sqlite.sqlite_version_info
#: SQLite 3.7.0 to 3.51.2 can corrupt a write-ahead log that several processes write and checkpoint.
WAL_IS_SAFE = VERSION >= (3, 51, 3)
#: Contentless full-text tables that allow deletion came with 3.43.
CONTENTLESS_DELETE = VERSION >= (3, 43, 0)
