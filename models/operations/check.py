"""Proves a database: the file, its references, the history, the rows against their history, the computed figures against a rebuild."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from models.core import declaration, registry
from models.operations import refresh
from models.store import chain, migrations
from models.store.database import Database
from models.store.errors import StorageError
from models.store.shape import read_rows

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register

_DERIVED = {"task_schedule": "task", "project_totals": "project", "project_health": "project"}
_MOST = 20


class Finding(NamedTuple):
    """One check: what was proved, over how much, and what is wrong (the first faults; empty: nothing)."""

    check: str
    scope: str
    faults: tuple[str, ...]


def check(session: Session) -> list[Finding]:
    """Every check, in order; a check that the damage itself stops is a fault, and the others still run."""
    database = session.database
    steps: list[tuple[str, Callable[[Database], tuple[str, list[str]]]]] = [
        ("schema", _schema), ("file", _file), ("references", _references), ("history", _history), ("declarations", _declarations),
        ("directory", _directory), ("rows", _rows), ("search", _search), ("computed", _computed),
    ]  # fmt: skip
    found = []
    for name, step in steps:
        try:
            scope, faults = step(database)
        except (StorageError, ValueError, TypeError, KeyError) as error:
            scope, faults = "could not be finished", [str(error) or type(error).__name__]
        more = [f"and {len(faults) - _MOST} more"] if len(faults) > _MOST else []
        found.append(Finding(name, scope, (*faults[:_MOST], *more)))
    return found


def _schema(database: Database) -> tuple[str, list[str]]:
    """The version, and that nothing of the schema is missing: the triggers guard what nobody may change."""
    version = migrations.version(database)
    if version != migrations.LATEST:
        return f"version {version}", [f"this program's version is {migrations.LATEST}"]
    here, wanted = _objects(database), _fresh_objects()
    faults = [f"the {kind} {name} is missing" for kind, name in wanted.keys() - here.keys()]
    faults += [f"the {kind} {name} is none of this program's" for kind, name in here.keys() - wanted.keys()]
    faults += [f"the trigger {key[1]} was changed" for key in here.keys() & wanted.keys() if key[0] == "trigger" and here[key] != wanted[key]]
    return f"version {version}", sorted(faults)


def _objects(database: Database) -> dict[tuple[str, str], str]:
    """The tables, indexes and triggers: type and name → what made it."""
    return {(kind, name): sql for kind, name, sql in database.rows("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")}


def _fresh_objects() -> dict[tuple[str, str], str]:
    """The same of a new database."""
    import os
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        fresh = Database(os.path.join(folder, "fresh.db"))
        fresh.create()
        fresh.open()
        try:
            migrations.migrate(fresh)
            return _objects(fresh)
        finally:
            fresh.close()


def _file(database: Database) -> tuple[str, list[str]]:
    lines = [row[0] for row in database.rows("PRAGMA integrity_check(100)")]
    pages = database.value("PRAGMA page_count")
    return f"{pages} pages", [] if lines == ["ok"] else lines


def _references(database: Database) -> tuple[str, list[str]]:
    rows = database.rows("PRAGMA foreign_key_check")
    return "foreign keys", [f"{table} {row}: refers to a {parent} that is not there" for table, row, parent, _ in rows]


def _history(database: Database) -> tuple[str, list[str]]:
    verdict = chain.verify(database, own_heads(database))
    return f"{verdict.entries} entries", [verdict.fault] if verdict.fault else []


def own_heads(database: Database) -> frozenset[str]:
    """The heads that snapshots of this database carry; those of imported snapshots lie on the chains of other databases."""
    return frozenset(row[0] for row in database.rows("SELECT head FROM anchor WHERE source <> 'import'"))


def _declarations(database: Database) -> tuple[str, list[str]]:
    known = dict(database.rows("SELECT key, prefix FROM kind"))
    declared = {register.key: register.prefix for register in registry.every() if register.key not in ("project", "person")}
    unlike = [f"{key}: its prefix is not the one that the schema knows" for key, prefix in declared.items() if known.get(key) != prefix]
    return f"{len(registry.keys())} registers", declaration.faults() + unlike


def _directory(database: Database) -> tuple[str, list[str]]:
    """Every record has its row, every row its record, with the same project and number."""
    faults, count = [], 0
    kinds = {row[0] for row in database.rows("SELECT DISTINCT kind FROM record")}
    faults += [f"records of an unknown kind {kind}" for kind in sorted(kinds - {*registry.keys()})]
    for register in registry.every():
        key = register.key
        count += database.value("SELECT count(*) FROM record WHERE kind = ?", (key,))
        project = "r.project IS NOT t.project" if register.has_project and key != "project" else "r.project IS NOT NULL"
        unlike = f'SELECT t.id FROM "{key}" t JOIN record r ON r.id = t.id AND r.kind = ? WHERE r.number IS NOT t.number OR {project}'
        for what, sql in (
            ("is not in the directory", f'SELECT id FROM "{key}" WHERE id NOT IN (SELECT id FROM record WHERE kind = ?)'),
            ("has no row", f'SELECT id FROM record WHERE kind = ? AND id NOT IN (SELECT id FROM "{key}")'),
            ("has another project or number in the directory", unlike),
        ):
            faults += [f"{key} {record} {what}" for (record,) in database.rows(f"{sql} LIMIT 100", (key,))]
    return f"{count} records", faults


def _rows(database: Database) -> tuple[str, list[str]]:
    """Every row is what its history says: the fields, the version, the instants."""
    faults: list[str] = []
    count = 0
    for register in registry.every():
        rows = {row["id"]: row for row in read_rows(database, register.shape, "1")}
        count += len(rows)
        for record, told in _told(database, register):
            row = rows.pop(record, None)
            faults += [] if row is None else _differences(register, row, told)
        faults += [f"{register.key} {record} has no history" for record in list(rows)[:_MOST]]
    return f"{count} rows", faults


def _told(database: Database, register: Register) -> Iterator[tuple[int, dict[str, Any]]]:
    """What the history says of each record of a kind: the values after its last entry."""
    sql = (
        "SELECT e.record, e.version, e.changes, e.personal, b.at FROM entry e JOIN record r ON r.id = e.record"
        " JOIN batch b ON b.id = e.batch WHERE r.kind = ? ORDER BY e.record, e.version"
    )
    current, told = None, dict[str, Any]()
    for record, version, public, personal, at in database.rows(sql, (register.key,)):
        if record != current:
            if current is not None:
                yield current, told
            current, told = record, dict.fromkeys((*register.fields, "archived", "labels"), None) | {"created": at}
        changes = json.loads(public) | (json.loads(personal) if personal else {})
        told.update({name: after for name, (_, after) in changes.items()}, version=version, updated=at)
    if current is not None:
        yield current, told


def _differences(register: Register, row: dict[str, Any], told: dict[str, Any]) -> list[str]:
    names = [name for name, value in told.items() if name in row and row[name] != value]
    return [f"{register.key} {row['id']}: {name} is not what its history says" for name in names]


def _search(database: Database) -> tuple[str, list[str]]:
    kinds = [register.key for register in registry.every() if register.search]
    marks = ", ".join("?" * len(kinds))
    indexed = {row[0] for row in database.rows("SELECT rowid FROM search")}
    wanted = {row[0] for row in database.rows(f"SELECT id FROM record WHERE kind IN ({marks})", kinds)}
    faults = [f"record {record} is not in the search" for record in sorted(wanted - indexed)[:_MOST]]
    faults += [f"the search holds {record}, which is no record" for record in sorted(indexed - wanted)[:_MOST]]
    faults += [f"record {record} is found by other words than its own; qd rebuild mends it" for record in _other_words(database)]
    return f"{len(indexed)} records", faults


def _other_words(database: Database) -> list[int]:
    """The records whose words in the search, each at its place, are not those of a search written anew; compared in a copy."""
    with _copy(database) as copy:
        copy.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'search', 'instance')")
        copy.execute("CREATE TEMP TABLE before AS SELECT doc, term, col, offset FROM words")
        with copy.transaction():
            refresh.rebuild_search(copy)
        copy.execute("CREATE TEMP TABLE after AS SELECT doc, term, col, offset FROM words")
        one, other = ("SELECT * FROM temp." + table for table in ("before", "after"))
        sql = f"SELECT DISTINCT doc FROM (SELECT * FROM ({one} EXCEPT {other}) UNION ALL SELECT * FROM ({other} EXCEPT {one})) ORDER BY doc"
        return [row[0] for row in copy.rows(f"{sql} LIMIT {_MOST}") if copy.value("SELECT 1 FROM record WHERE id = ?", row)]


def _computed(database: Database) -> tuple[str, list[str]]:
    """Forecasts, totals and health equal those of a rebuild; computed in a copy, so that nobody waits and nothing moves."""
    with _copy(database) as copy:
        with copy.transaction():
            refresh.settle(copy)  # what is marked is known to be old
        before = _derived(copy)
        refresh.rebuild(copy)
        after = _derived(copy)
    faults = []
    for table, rows in before.items():
        for key in sorted(rows.keys() | after[table].keys()):
            if rows.get(key) != after[table].get(key):
                faults.append(f"{table} of {_DERIVED[table]} {key[1]} differs from a rebuild")
    if faults:
        faults.append("qd rebuild computes them anew")
    return f"{sum(map(len, before.values()))} figures", faults


def _derived(database: Database) -> dict[str, dict[tuple[int, int], tuple[Any, ...]]]:
    found = {}
    for table, key in _DERIVED.items():
        project = "project" if table == "task_schedule" else "project AS p"
        found[table] = {(row[0], row[1]): row[2:] for row in database.rows(f'SELECT {project}, "{key}", * FROM {table}')}
    return found


@contextlib.contextmanager
def _copy(database: Database) -> Iterator[Database]:
    """A copy of the database in a private folder of its own, gone at the end."""
    import os
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "copy.db")
        database.backup_to(path)
        copy = Database(path)
        copy.open()
        try:
            yield copy
        finally:
            copy.close()
