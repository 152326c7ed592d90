"""Numbered steps from an empty file to the present schema; each step is one transaction, after a backup."""

from __future__ import annotations

import os
from importlib import import_module

from models.store.database import Database
from models.store.errors import RefusedError, StorageError
from models.store.folders import made_beside

STEPS = tuple(sorted(name[:-3] for name in os.listdir(os.path.dirname(__file__)) if name.startswith("m0") and name.endswith(".py")))
LATEST = len(STEPS)


def version(database: Database) -> int:
    """The schema version that the file has."""
    return int(database.value("PRAGMA user_version"))


def migrate(database: Database) -> str | None:
    """Bring the file to the latest schema; the name of the backup made before, if one was needed.

    Raises RefusedError for a newer schema, StorageError when a step fails (the file is then as it was before that step).
    """
    found = version(database)
    if found == LATEST:
        return None
    if found > LATEST:
        raise RefusedError(
            f"{database.path} was made by a newer Quarterdeck (schema {found}, this program knows {LATEST})", hint="update the program"
        )
    backup = _backup(database, found) if found else None
    for number in range(found + 1, LATEST + 1):
        _step(database, number)
    return backup


def _backup(database: Database, found: int) -> str:
    """The file as it is before the steps, beside it; where another process has taken the steps meanwhile, the backup that it made."""
    backup = f"{database.path}.before-{LATEST}"
    with made_beside(backup) as fresh:
        database.backup_to(fresh)
        with open(fresh, "rb") as file:
            copied = int.from_bytes(file.read(64)[60:], "big")  # user_version, in the header of every SQLite file
        if copied == found:
            os.replace(fresh, backup)
    return backup


def _census(database: Database) -> dict[str, int]:
    """How many rows each record table and the history hold, and which triggers guard them."""
    kinds = [kind for (kind,) in database.rows("SELECT DISTINCT kind FROM record ORDER BY kind")]
    found = {name: int(database.value(f'SELECT count(*) FROM "{name}"')) for name in ("record", "alias", "batch", "entry", *kinds)}
    return found | {name: 1 for (name,) in database.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")}


def _step(database: Database, number: int) -> None:
    """One step: foreign keys off before the transaction, the version read again inside it, counts and keys compared after."""
    database.execute("PRAGMA foreign_keys = OFF")
    try:
        with database.transaction():
            if version(database) >= number:
                return
            before = _census(database) if number > 1 else {}
            import_module(f"models.store.migrations.{STEPS[number - 1]}").up(database)
            after = _census(database)
            lost = [name for name, count in before.items() if after.get(name) != count]
            if lost:
                raise StorageError(
                    f"step {number} would lose rows or triggers of {', '.join(lost)}; nothing was changed", hint="restore the backup"
                )
            broken = database.rows("PRAGMA foreign_key_check")
            if broken:
                raise StorageError(f"step {number} would break {len(broken)} references; nothing was changed", hint="restore the backup")
            database.execute(f"PRAGMA user_version = {number}")
    finally:
        database.execute("PRAGMA foreign_keys = ON")
