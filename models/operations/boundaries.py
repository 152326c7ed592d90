"""What a command may not do, whatever the kind of record: write what is archived or frozen, or join records of different projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.core import registry, types
from models.core.record import reference, refuse_archived_person
from models.store.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from models.core.access import Session
    from models.core.register import Register


def faults_of_new(session: Session, register: Register, rows: Sequence[Mapping[str, Any]]) -> list[tuple[int, UsageError]]:
    """Position and error of each new record that would lie in an archived project, or refer into another project."""
    try:
        for project in {row.get("project") for row in rows}:
            _refuse_archived_project(session, project)
    except UsageError as error:
        return [(0, error)]
    if session.author.source == "person":
        for position, row in enumerate(rows):
            try:
                _refuse_archived_people(session, register, row)
            except UsageError as error:
                return [(position, error)]
    return _foreign(session, register, [(row, row.get("project")) for row in rows])


def allow_change(
    session: Session, register: Register, current: Mapping[str, Any], asked: Mapping[str, Any], wanted: Mapping[str, Any], *, moving: bool
) -> None:
    """Refuse a change of what is archived, frozen or elsewhere. `asked` is what was named, `wanted` what the record's rules made of it."""
    changed = {name: value for name, value in wanted.items() if value != current[name]}
    if not changed:
        return
    name = reference(session, current["id"])
    if current["archived"] is not None and "archived" not in changed and not moving:
        raise UsageError(f"{name} is archived", hint=f"restore it first: qd restore {name}")
    _refuse_frozen(register, current, changed, name)
    if session.author.source == "person":
        _refuse_archived_people(session, register, changed)
    home = current.get("project")
    _refuse_archived_project(session, home)
    if not moving and "project" in asked and "project" in changed:
        raise UsageError(f"{name} stays in its project", field="project", hint=f"qd set {name} project=… moves it, with all that belongs to it")
    target = wanted.get("project", home)
    if target != home:
        _refuse_archived_project(session, target)
    if not moving:  # a move is looked at when all of it has moved
        whole = {**current, **wanted} if target != home or "archived" in changed else changed
        for _, error in _foreign(session, register, [(whole, target)]):
            raise error


def _refuse_archived_people(session: Session, register: Register, values: Mapping[str, Any]) -> None:
    """What is written names nobody anew who is archived; a file may carry such names, and those that stand stay."""
    for name, field in register.fields.items():
        if values.get(name) is not None and isinstance(field.value_type, types.Reference) and field.value_type.kind == "person":
            refuse_archived_person(session, values[name], name)


def _refuse_archived_project(session: Session, project: int | None) -> None:
    row = session.database.row("SELECT code FROM project WHERE id = ? AND archived IS NOT NULL", (project,)) if project else None
    if row is not None:
        raise UsageError(f"the project {row[0]} is archived", field="project", hint=f"restore it first: qd restore {row[0]}")


def _refuse_frozen(register: Register, current: Mapping[str, Any], changed: Mapping[str, Any], name: str) -> None:
    """A frozen record stays as it was made; some fields are filled later, once."""
    if register.frozen is None:
        return
    restored = {"archived"} if current["archived"] is not None else set()
    for field in changed.keys() - restored:
        if field not in register.frozen or current[field] is not None:
            raise UsageError(f"{name} is frozen: it is never changed", field=field, hint=f"a new {register.key.replace('_', ' ')} in its place")


def _foreign(session: Session, register: Register, rows: Sequence[tuple[Mapping[str, Any], int | None]]) -> list[tuple[int, UsageError]]:
    """References between records of projects stay within one project: the position of each row with one that does not, and what is wrong."""
    names = references_within(register)
    asked = list({row[name] for row, _ in rows for name in names if row.get(name) is not None})
    homes: dict[int, int | None] = {}
    for start in range(0, len(asked), 500):
        part = asked[start : start + 500]
        homes.update(session.database.rows(f"SELECT id, project FROM record WHERE id IN ({', '.join('?' * len(part))})", part))
    found = []
    for position, (row, project) in enumerate(rows):
        for name in names:
            home = homes.get(row.get(name))  # type: ignore[arg-type]
            if home is not None and home != project:
                other = reference(session, row[name])
                message = f"{register.fields[name].label}: {other} belongs to another project"
                found.append((position, UsageError(message, field=name, hint="a record of the same project")))
                break
    return found


def references_within(register: Register) -> dict[str, str | None]:
    """The fields of a project's record that refer to another of the same project, with the kind to which they do (None: to any)."""
    if not register.has_project:
        return {}
    kinds = {name: field.value_type.kind for name, field in register.fields.items() if isinstance(field.value_type, types.Reference)}
    return {
        name: kind
        for name, kind in kinds.items()
        if kind not in ("project", "person") and name not in register.model.across and (kind is None or registry.get(kind).has_project)
    }
