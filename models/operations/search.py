"""Finds words in everything: titles, texts, comments; open records first, then by how well they fit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from models.core import registry, types
from models.core.access import and_readable
from models.core.record import references

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register

#: A word in the title counts as much as ten in the texts (BM25 weights).
_RANK = "bm25(search, 10.0, 1.0)"
_CHUNK = 500
_IN_SIGHT = "NOT EXISTS (SELECT 1 FROM project p WHERE p.id = r.project AND p.archived IS NOT NULL)"


class Hit(NamedTuple):
    """One record that fits; `about` is the reference of the record that a comment or link belongs to."""

    ref: str
    kind: str
    title: str
    state: str | None
    open: bool
    about: str | None
    id: int


def search(session: Session, words: str, *, project: int | None = None, limit: int = 50) -> list[Hit]:
    """The records in which every word occurs (the last may be a beginning), without those in which a `-word` does."""
    expression = match_expression(words)
    if expression is None:
        return []
    registers = [register for register in registry.every() if register.search]
    rules = [(register.key, and_readable(session, register.key, "r")) for register in registers]
    readable = "".join(f" AND (r.kind <> '{key}' OR ({rule.removeprefix(' AND ')}))" for key, rule in rules if rule)
    inside = "AND coalesce(r.project, r.id) = ?" if project is not None else ""
    sql = (
        f"SELECT r.id, r.kind, {_case(registers, _open_sql)} AS is_open FROM search JOIN record r ON r.id = search.rowid"
        f" WHERE search MATCH ? AND {_case(registers, _live_sql)}{readable} {inside} AND {_IN_SIGHT} ORDER BY is_open DESC, {_RANK}, r.id LIMIT ?"
    )
    rows = session.database.rows(sql, (expression, *([project] if project is not None else []), limit))
    return _hits(session, rows)


def match_expression(words: str) -> str | None:
    """What FTS5 is asked; None where there is no word to look for. Whatever was typed is taken as words, never as its syntax."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for word in words.split():
        target = unwanted if word.startswith("-") and len(word) > 1 else wanted
        target += [f'"{piece}"' for piece in re.findall(r"\w+", word)]
    if not wanted:
        return None
    wanted[-1] += "*"
    expression = " AND ".join(wanted)
    return f"({expression})" + "".join(f" NOT {word}" for word in unwanted)


def _case(registers: list[Register], sql: object) -> str:
    parts = " ".join(f"WHEN '{register.key}' THEN ({sql(register)})" for register in registers)  # type: ignore[operator]
    return f"CASE r.kind {parts} ELSE 0 END"


def _open_sql(register: Register) -> str:
    kind = register.state_type
    if kind is None or not kind.final:
        return "1"
    final = ", ".join(f"'{word}'" for word in kind.final)
    return f'SELECT {register.sql("state")} NOT IN ({final}) FROM "{register.key}" t {register.join} WHERE t.id = r.id'


def _live_sql(register: Register) -> str:
    return f'SELECT archived IS NULL FROM "{register.key}" WHERE id = r.id'


def _hits(session: Session, rows: list[tuple[int, str, int]]) -> list[Hit]:
    titles: dict[int, tuple[str, str | None, int | None]] = {}
    names: dict[int, str] = {}
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        for kind in {row[1] for row in part}:
            titles.update(_titles(session, registry.get(kind), [row[0] for row in part if row[1] == kind]))
        parents = [titles[row[0]][2] for row in part]
        names.update(references(session, [row[0] for row in part] + [parent for parent in parents if parent is not None]))
    found = []
    for record, kind, is_open in rows:
        title, state, parent = titles[record]
        found.append(Hit(names[record], kind, title, state, bool(is_open), None if parent is None else names.get(parent), record))
    return found


def _titles(session: Session, register: Register, ids: list[int]) -> dict[int, tuple[str, str | None, int | None]]:
    about = "t.record" if isinstance(getattr(register.field("record"), "value_type", None), types.Reference) else "NULL"
    state = register.sql("state") if register.state_type else "NULL"
    marks = ", ".join("?" * len(ids))
    sql = f'SELECT t.id, t."{register.title_field}", {state}, {about} FROM "{register.key}" t {register.join} WHERE t.id IN ({marks})'
    return {record: (str(title or ""), of, parent) for record, title, of, parent in session.database.rows(sql, ids)}
