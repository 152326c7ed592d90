"""Taking back: undo and redo are further changes, field by field, where nothing has changed since."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from models.core import registry
from models.core.access import may, may_read_field
from models.core.record import reference
from models.operations import consequence, effect
from models.operations.command import Work, command
from models.operations.history import is_open
from models.store.errors import Clash, ConflictError, NotFoundError, RefusedError, UsageError
from models.store.shape import read_row

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register
    from models.store.journal import Change


class Taken(NamedTuple):
    """What an undo or redo did: the batch it took back, its label, how many records changed, and what had changed meanwhile; the records it
    was about, where hours, comments and links count as what they hang on, and what followed for the first of them, a line each."""

    batch: int
    label: str
    records: int
    conflicts: list[Clash]
    about: list[int]
    lines: list[str]


#: How many records an undo tells about one by one, and how many entries are looked at for it: an import has many thousands.
MOST_TOLD, MOST_LOOKED_AT = 6, 500
#: Fields of work that the consequence tells of, or that follow from others.
_FIGURES = frozenset({
    "state", "progress", "remaining", "actual_start", "actual_finish", "blocked_reason", "blocked_since", "blocked_by", "blocked_days", "chase_on",
})  # fmt: skip
#: Records that hang on another one, and by which field.
_HANGS_ON = {"time_entry": "task", "comment": "record", "link": "record", "dependency": "successor"}

_CHANGED = "EXISTS (SELECT 1 FROM entry WHERE batch = b.id)"  # an empty batch only keeps its idempotency key
_EFFECTIVE = "NOT EXISTS (SELECT 1 FROM batch u WHERE u.undoes = b.id AND NOT EXISTS (SELECT 1 FROM batch r WHERE r.undoes = u.id))"


def last_batch(session: Session, *, own_session: bool) -> int | None:
    """My newest batch that is not undone; with `own_session` only of this program run."""
    where, params = _mine(session, own_session)
    return _int(session.database.value(f"SELECT max(b.id) FROM batch b WHERE b.undoes IS NULL AND {where} AND {_CHANGED} AND {_EFFECTIVE}", params))


def last_undo(session: Session, *, own_session: bool) -> int | None:
    """My newest undo that nothing of mine has followed and that was not redone."""
    where, params = _mine(session, own_session)
    sql = (
        f"SELECT max(b.id) FROM batch b WHERE b.undoes IS NOT NULL AND {where} AND {_EFFECTIVE}"
        " AND EXISTS (SELECT 1 FROM batch o WHERE o.id = b.undoes AND o.undoes IS NULL)"
        f" AND b.id > coalesce((SELECT max(b.id) FROM batch b WHERE b.undoes IS NULL AND {where} AND {_CHANGED}), 0)"
    )
    return _int(session.database.value(sql, [*params, *params]))


def _mine(session: Session, own_session: bool) -> tuple[str, list[Any]]:
    if own_session:
        return "b.session = ?", [session.author.session]
    return "b.login = ?", [session.login]


def _int(value: Any) -> int | None:
    return None if value is None else int(value)


def undo(session: Session, batch: int | None = None, *, own_session: bool = False, redo: bool = False, once: str | None = None) -> Taken:
    """Take a batch back (mine, the newest, when none is named); with `redo` take back the newest undo.

    A field is set back only where it still has the value that the batch wrote; the others are reported in `conflicts`.
    Raises NotFoundError when there is nothing, ConflictError when nothing could be set back.
    """
    word = "redo" if redo else "undo"
    lines: list[str] = []
    with command(session, word, once=once) as work:
        work.is_update = False  # a change taken back confirms nothing: the status date goes back with it
        batch = _chosen(session, batch, own_session, redo)
        label, undoes = session.database.row("SELECT label, undoes FROM batch WHERE id = ?", (batch,)) or ("", None)
        original: str = session.database.value("SELECT label FROM batch WHERE id = ?", (undoes,)) if undoes else label
        work.batch.label, work.batch.undoes = f"{word} {original}", batch
        about = _about(session, batch)
        before = consequence.standings(session.database, about[:MOST_TOLD])
        changed, conflicts = _take_back(session, work, batch, word)
        if not changed:
            names = ", ".join(f"{clash.ref} {clash.field}" for clash in conflicts[:4])
            why = f"changed since: {names}" if names else "a later update stands on it"
            raise ConflictError(f"cannot {word} “{original}”: {why}", conflicts, hint="qd history shows who changed it")

        def answer() -> str:
            lines.extend(consequence.lines(work, _said(session, work, about[:MOST_TOLD], "again" if redo else "as before"), before, [], nothing="no date moves"))
            return "\n".join(lines)

        work.answer = answer
    if lines:
        lines[-1] = " · ".join([lines[-1], *consequence.elsewhere(session)])
    return Taken(batch, original, len(changed), conflicts, about, lines)


def _about(session: Session, batch: int) -> list[int]:
    """The records that a batch wrote, in order; for one that hangs on another, that one. That it dated projects, or bound its author's
    login, is no matter of theirs."""
    found: dict[int, None] = {}
    for record, kind, verb, public, personal, author in session.database.rows(
        "SELECT e.record, r.kind, e.verb, e.changes, e.personal, b.by FROM entry e JOIN record r ON r.id = e.record JOIN batch b ON b.id = e.batch"
        " WHERE e.batch = ? ORDER BY e.id LIMIT ?", (batch, MOST_LOOKED_AT),
    ):  # fmt: skip
        fields = json.loads(public).keys()
        dates = kind == "project" and fields and fields <= {"status_date", "status_pinned"}
        if not dates and (record != author or not (verb == "create" or _binds(personal))):
            found[_holder(session, record, kind)] = None
    return list(found)


def _holder(session: Session, record: int, kind: str) -> int:
    column = _HANGS_ON.get(kind)
    found: int = session.database.value(f'SELECT {column} FROM "{kind}" WHERE id = ?', (record,)) if column else record
    return found


def _told(session: Session, change: Change, how: str) -> list[str]:
    """What was changed of a record besides its progress: to whom and for when in full, else how the field is: as before, or changed again."""
    register = registry.get(change.kind)
    told = ("owner", "due") if change.kind == "task" else ("state", "owner", "likelihood", "impact")
    pairs = {name: pair for name, pair in change.fields.items() if name in told}
    people = {person for person in pairs.get("owner", []) if person is not None}
    handles = {person: str(session.database.value("SELECT handle FROM person WHERE id = ?", (person,))) for person in people}
    effects = effect.of_changes(
        {name: before for name, (before, _) in pairs.items()}, {name: after for name, (_, after) in pairs.items()}, session.today, handles
    )
    others = [
        field.label.lower()
        for name, field in register.form_fields.items()
        if name in change.fields and name not in (*told, *_FIGURES) and may_read_field(session, register, field, {"id": change.record})
    ]
    return [*(each.text for each in effects), *(f"{label} {'changed ' if how == 'again' else ''}{how}" for label in others)]


def _said(session: Session, work: Work, about: list[int], how: str) -> dict[int, list[str]]:
    """For each record its fields that figures do not show, and what went out of sight or came back, itself or what hangs on it."""
    said: dict[int, list[str]] = {record: [] for record in about}
    for change in work.batch.changes[:MOST_LOOKED_AT]:
        if change.record in said:
            said[change.record] += _told(session, change, how)
        pair = change.fields.get("archived")
        if pair is not None and (holder := _holder(session, change.record, change.kind)) in said:
            what = "" if holder == change.record else change.kind.replace("_", " ") + " "
            said[holder].append(f"{what}{'archived' if pair[1] else 'is back'}")
    return said


def _chosen(session: Session, batch: int | None, own_session: bool, redo: bool) -> int:
    """The batch whose entries are to be taken back: for a redo it is the undo. Raises NotFoundError."""
    database, word = session.database, "redo" if redo else "undo"
    if batch is None:
        batch = last_undo(session, own_session=own_session) if redo else last_batch(session, own_session=own_session)
        if batch is None:
            raise NotFoundError(f"there is nothing to {word}", hint="qd history shows what was done")
        return batch
    root = first = database.row("SELECT id, undoes FROM batch WHERE id = ?", (batch,))
    if first is None:
        raise NotFoundError(f"there is no batch {batch}", hint="qd history shows what was done")
    while root is not None and root[1] is not None:
        root = database.row("SELECT id, undoes FROM batch WHERE id = ?", (root[1],))
    root_id: int = (root or first)[0]
    newest_undo: int | None = database.value(f"SELECT max(b.id) FROM batch b WHERE b.undoes = ? AND {_EFFECTIVE}", (root_id,))
    if redo and newest_undo is None:
        raise NotFoundError(f"batch {root_id} was not undone", hint="qd history shows what was done")
    if redo and newest_undo is not None:
        return newest_undo
    if newest_undo is not None:
        raise NotFoundError(f"batch {root_id} is taken back already", hint="qd redo brings it again")
    return root_id


def _take_back(session: Session, work: Work, batch: int, word: str) -> tuple[set[int], list[Clash]]:
    """Set every field back that still has the value written; a creation is archived. The records changed, and what had changed meanwhile.

    That the command made its author a person, or bound the login to one, stays: whoever has written is somebody.
    """
    changed: set[int] = set()
    conflicts: list[Clash] = []
    entries = session.database.rows(
        "SELECT e.record, r.kind, e.verb, e.changes, e.personal, b.by FROM entry e JOIN record r ON r.id = e.record"
        " JOIN batch b ON b.id = e.batch WHERE e.batch = ? ORDER BY e.id DESC",
        (batch,),
    )
    for record, kind, verb, public, personal, author in entries:
        register = registry.get(kind)
        current = read_row(session.database, register.shape, record)
        right = may(session, "undo", register, current)
        if not right.allowed:
            raise RefusedError(f"you may not {word} changes of this {kind}", hint=right.why)
        if record == author and (verb == "create" or _binds(personal)):
            continue
        changes = {"archived": [None, work.batch.at]} if verb == "create" else {**json.loads(public), **json.loads(personal or "{}")}
        if verb == "create" and current["archived"]:
            continue
        if kind == "project" and "status_date" in changes and _dated_later(session, batch, record):
            changes = {name: pair for name, pair in changes.items() if name not in ("status_date", "status_pinned")}
        changes.pop("number", None)  # the number belongs to the place: it comes back with the project
        wanted, clashes = _set_back(session, work, register, current, changes, verb == "create")
        conflicts += clashes
        said_only = not (json.loads(public) or personal)  # that nothing had changed: it is taken back as it was said, without a field
        if wanted or said_only:
            for project in {current.get("project"), wanted.get("project"), record if kind == "project" else None} - {None}:
                work.touch(project)  # type: ignore[arg-type]
            if work.write(register, record, current, wanted, verb=word) is not None:
                changed.add(record)
    return changed, conflicts


def _binds(personal: str | None) -> bool:
    """Whether an entry of a person gave it its first login."""
    pair = json.loads(personal or "{}").get("login")
    return pair is not None and pair[0] is None


def _set_back(
    session: Session, work: Work, register: Register, current: dict[str, Any], changes: dict[str, list[Any]], created: bool
) -> tuple[dict[str, Any], list[Clash]]:
    """The fields that may go back, and a clash for each that may not: changed since, or refused by the record's rules by now.

    What is private to others is left as it is, without a word.
    """
    if created:
        wanted: dict[str, Any] = {"archived": work.batch.at}
        kept: list[str] = []
    else:
        changes = {name: pair for name, pair in changes.items() if is_open(session, register, name, current)}
        wanted = {name: before for name, (before, after) in changes.items() if name in current and _same(name, current[name], after)}
        kept = [name for name in changes if name not in wanted]
    try:
        register.model.prepare(session, dict(wanted), current)  # as a check: what the rules complete was completed when it was written
    except (UsageError, RefusedError) as error:
        if wanted:
            kept += [error.field if error.field in wanted else next(iter(wanted))]
        wanted = {}
    return wanted, [_clash(session, current, name, changes[name]) for name in kept]


def _clash(session: Session, current: dict[str, Any], name: str, pair: list[Any]) -> Clash:
    """What stands in the way: a value that was changed since, or a field that is not there any more."""
    who, when = _last_change(session, current["id"], name)
    return Clash(reference(session, current["id"]), name, pair[1], current.get(name), pair[0], who, when)


def _dated_later(session: Session, batch: int, project: int) -> bool:
    """Whether an update by a person has followed in the project, for which the status date stands now."""
    sql = (
        "SELECT 1 FROM batch b JOIN entry e ON e.batch = b.id JOIN record r ON r.id = e.record"
        f" WHERE b.id > ? AND b.undoes IS NULL AND b.source = 'person' AND coalesce(r.project, r.id) = ? AND {_EFFECTIVE} LIMIT 1"
    )
    return session.database.value(sql, (batch, project)) is not None


def _same(name: str, current: Any, written: Any) -> bool:
    """An archiving is undone whenever it was: only whether it is archived counts."""
    return bool(current) == bool(written) if name == "archived" else bool(current == written)


def _last_change(session: Session, record: int, field: str) -> tuple[str, str]:
    rows = session.database.rows(
        "SELECT b.login, b.at, e.changes, e.personal FROM entry e JOIN batch b ON b.id = e.batch WHERE e.record = ? ORDER BY e.version DESC",
        (record,),
    )
    return next(((login, at) for login, at, public, personal in rows if f'"{field}":' in public + (personal or "")), ("somebody", ""))
