"""Numbered steps from an empty file to the present schema; each step is one transaction, after a backup."""

from __future__ import annotations

import contextlib
import os
from importlib import import_module

from models.store.database import Database
from models.store.errors import RefusedError, StorageError

STEPS = ("m0001_foundation",)
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
    backup = None
    if found:
        backup = f"{database.path}.before-{LATEST}"
        with contextlib.suppress(FileNotFoundError):
            os.unlink(backup)
        database.backup_to(backup)
    for number in range(found + 1, LATEST + 1):
        _step(database, number)
    return backup


def _step(database: Database, number: int) -> None:
    """One step: foreign keys off before the transaction, the version read again inside it, counts and keys compared after."""
    database.execute("PRAGMA foreign_keys = OFF")
    try:
        with database.transaction():
            if version(database) >= number:
                return
            import_module(f"models.store.migrations.{STEPS[number - 1]}").up(database)
            broken = database.rows("PRAGMA foreign_key_check")
            if broken:
                raise StorageError(f"step {number} would break {len(broken)} references; nothing was changed", hint="restore the backup")
            database.execute(f"PRAGMA user_version = {number}")
    finally:
        database.execute("PRAGMA foreign_keys = ON")
