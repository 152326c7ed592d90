"""The one door to peewee and SQLite: keeps drivers that are not used out of the process, and knows whether the engine is sound."""

from __future__ import annotations

import sys
from importlib import import_module
from types import SimpleNamespace
from typing import Any

_UNUSED_DRIVERS = ("psycopg", "psycopg2", "psycopg2cffi", "pymysql", "MySQLdb")


class _Later:
    """A module of the standard library that peewee imports but a command seldom uses: imported when something of it is first asked for."""

    def __init__(self, name: str, **known: Any) -> None:
        self._name = name
        self.__dict__.update(known)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(import_module(self._name), name)


#: A log that nobody reads.
_SILENT = SimpleNamespace(addHandler=lambda handler: None, isEnabledFor=lambda level: False)


def _seldom_used() -> dict[str, Any]:
    """Stand-ins for what makes two fifths of peewee's import; a program that has the real module already keeps it."""
    found = {
        "inspect": _Later("inspect", isclass=lambda thing: isinstance(thing, type)),
        "logging": _Later("logging", getLogger=lambda name: _SILENT, NullHandler=object, DEBUG=10),
    }
    found.update({name: _Later(name) for name in ("calendar", "hashlib", "socket", "uuid")})
    return {name: module for name, module in found.items() if name not in sys.modules}


def _import_peewee() -> tuple[Any, Any]:
    """Import peewee without the drivers it would try, and return it with the SQLite module that it took."""
    try:
        from pysqlite3 import dbapi2 as sqlite

        unused: tuple[str, ...] = (*_UNUSED_DRIVERS, "sqlite3")
    except ImportError:  # no wheel for this platform: the standard library's engine, which the version check judges
        import sqlite3 as sqlite

        unused = _UNUSED_DRIVERS
    hidden: dict[str, Any] = dict.fromkeys(name for name in unused if name not in sys.modules)
    hidden.update(_seldom_used())
    sys.modules.update(hidden)
    try:
        import peewee
    finally:
        for name in hidden:
            del sys.modules[name]
    return peewee, sqlite


peewee, sqlite = _import_peewee()
# for a null the driver looks through all its ways of adapting before it takes it as it is, at twenty times the price of a number
sqlite.register_adapter(type(None), {}.get)

#: Whatever the engine raises, through peewee or directly.
ERRORS: tuple[type[Exception], ...] = (peewee.PeeweeException, sqlite.Error)
VERSION: tuple[int, ...] = sqlite.sqlite_version_info
#: SQLite 3.7.0 to 3.51.2 can corrupt a write-ahead log that several processes write and checkpoint.
WAL_IS_SAFE = VERSION >= (3, 51, 3)
#: Contentless full-text tables that allow deletion came with 3.43.
CONTENTLESS_DELETE = VERSION >= (3, 43, 0)
