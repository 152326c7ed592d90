"""Moves records: to another project, summary, person, or place among their siblings. A move inside an outline writes one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.core import registry, types
from models.core.record import reference
from models.operations.boundaries import references_within
from models.registers.task import last_position
from models.store.errors import UsageError
from models.store.shape import read_row
from models.values.fraction import between, spread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.core.register import Register
    from models.operations.command import Work

class Keep:
    """What is not to be moved."""


KEEP = Keep()


def move(
    work: Work, record: int, *, project: int | Keep = KEEP, parent: int | Keep | None = KEEP, person: int | Keep | None = KEEP
) -> None:
    """Move a record to a project, a task also under a summary (None: to the top), anything with an owner to a person (None: to nobody).

    A summary of another project takes the task there. Raises UsageError.
    """
    register = work.register_of(record)
    changes: dict[str, Any] = {}
    if not isinstance(project, Keep):
        if not register.needs_project:
            raise _unmoved(register)
        changes["project"] = project
    if not isinstance(person, Keep):
        if "owner" not in register.fields:
            raise UsageError(f"a {register.key.replace('_', ' ')} has no owner", field="person", hint="move its task, or set another field")
        changes["owner"] = person
    if not isinstance(parent, Keep):
        if register.key != "task":
            raise UsageError("only tasks are parts of others", field="parent", hint="move it to a project or person")
        changes["parent"] = parent
    change(work, record, changes)


def change(work: Work, record: int, changes: Mapping[str, Any], *, based_on: int | None = None) -> None:
    """Change fields of a record; where its project is one of them, or its summary lies in another project, it moves there.

    With it goes what speaks of it: the parts of a task, hours, comments, addresses, budget lines, costs, and in turn what speaks of these.
    Links between tasks stay and join the projects; frozen records speak of the past and stay. Raises UsageError, ConflictError.
    """
    register = work.register_of(record)
    home = work.session.database.value("SELECT project FROM record WHERE id = ?", (record,))
    project = changes.get("project") if register.has_project and register.key != "project" else None
    if register.key == "task" and project is None and changes.get("parent") is not None:
        project = work.session.database.value("SELECT project FROM task WHERE id = ?", (changes["parent"],))
    if project is None or project == home:
        work.change(record, changes, based_on=based_on)
        return
    if not register.needs_project or register.frozen is not None or _hangs_on_another(register):
        raise _unmoved(register)
    given = {**({"parent": None} if register.key == "task" else {}), **changes, "project": project}
    moved = _with_followers(work, record, register)
    rows = {each: read_row(work.session.database, kind.shape, each) for each, kind in moved.items()}
    _refuse_torn(work, moved, {**rows, record: rows[record] | given}, project)
    _refuse_other_currency(work, moved, rows, project)
    for each, row in rows.items():
        if each == record:
            work.change(record, given, based_on=based_on, moving=True)
        else:
            work.change(each, {"project": project, **({"position": row["position"]} if "position" in row else {})}, moving=True)


def _unmoved(register: Register) -> UsageError:
    return UsageError(f"a {register.key.replace('_', ' ')} does not move by itself", field="project", hint="move what it belongs to")


def _hangs_on_another(register: Register) -> bool:
    """Whether its records are nothing without the one that they name: hours without a task."""
    return any(register.fields[name].required for name in references_within(register))


def _with_followers(work: Work, record: int, register: Register) -> dict[int, Register]:
    """The record and all that speaks of it, directly or through another, each after what it speaks of."""
    found = {record: register}
    front = [(record, register.key)]
    pointing = [(each, name, kind) for each in registry.every() if each.frozen is None for name, kind in references_within(each).items()]
    for at, own in front:
        for each, name, kind in pointing:
            if kind in (None, own):
                for (other,) in work.session.database.rows(f'SELECT id FROM "{each.key}" WHERE "{name}" = ? ORDER BY id', (at,)):
                    if other not in found:
                        found[other] = each
                        front.append((other, each.key))
    return found


def _refuse_torn(work: Work, moved: Mapping[int, Register], rows: Mapping[int, dict[str, Any]], project: int) -> None:
    """Refuse a move after which something that went would refer to something that stayed."""
    for record, register in moved.items():
        for name in references_within(register):
            other = rows[record][name]
            if other is None or other in moved or rows[record]["archived"] is not None:
                continue
            if work.session.database.value("SELECT project FROM record WHERE id = ?", (other,)) not in (None, project):
                text = f"{_name(work, record)} refers to {_name(work, other)}: they would lie in different projects"
                raise UsageError(text, field="project", hint="archive or change that first, or move both together")


def _refuse_other_currency(work: Work, moved: Mapping[int, Register], rows: Mapping[int, dict[str, Any]], project: int) -> None:
    """An amount means the currency of its project: it does not move into a project with another."""
    codes = dict(work.session.database.rows("SELECT id, currency FROM project"))
    for record, register in moved.items():
        row = rows[record]
        is_money = any(isinstance(field.value_type, types.Money) and row[name] is not None for name, field in register.fields.items())
        if is_money and codes[row["project"]] != codes[project]:
            text = f"{_name(work, record)} has amounts in {codes[row['project']]}, and that project counts in {codes[project]}"
            raise UsageError(text, field="project", hint="make it anew there, with the amounts in its currency")


def reorder(work: Work, task: int, direction: str) -> None:
    """Put a task before the sibling above (`up`) or behind the one below (`down`). Raises UsageError at the end of the row."""
    row, siblings = _siblings(work, task)
    keys = [key for _, key in siblings]
    if keys != sorted(set(keys)):
        keys = _spread_anew(work, siblings)
    at = [sibling for sibling, _ in siblings].index(task)
    target = at - 1 if direction == "up" else at + 1
    if not 0 <= target < len(siblings):
        end = "first" if direction == "up" else "last"
        raise UsageError(f"{_name(work, task)} is the {end} of its siblings already", hint="outdent it, or move it to another summary")
    low, high = (target - 1, target) if direction == "up" else (target, target + 1)
    before = keys[low] if low >= 0 else None
    after = keys[high] if high < len(keys) else None
    work.change(row["id"], {"position": between(before, after)})


def indent(work: Work, task: int) -> None:
    """Make a task the last part of the sibling above it. Raises UsageError where there is none."""
    row, siblings = _siblings(work, task)
    at = [sibling for sibling, _ in siblings].index(task)
    if at == 0:
        raise UsageError(f"{_name(work, task)} has no task above it on its level", hint="indenting makes it part of that task")
    above = siblings[at - 1][0]
    if _row(work, above)["kind"] == "milestone":
        raise UsageError(f"{_name(work, above)} above it is a milestone, which holds no tasks", hint="move it to a summary")
    work.change(task, {"parent": above, "position": last_position(work.session, row["project"], above)})


def outdent(work: Work, task: int) -> None:
    """Put a task directly behind the summary it is part of. Raises UsageError at the top."""
    row = _row(work, task)
    if row["parent"] is None:
        raise UsageError(f"{_name(work, task)} is at the top already", hint="> indents it")
    summary, siblings = _siblings(work, row["parent"])
    keys = [key for _, key in siblings]
    if keys != sorted(set(keys)):
        keys = _spread_anew(work, siblings)
    at = [sibling for sibling, _ in siblings].index(row["parent"])
    after = keys[at + 1] if at + 1 < len(keys) else None
    work.change(task, {"parent": summary["parent"], "position": between(keys[at], after)})


def _row(work: Work, task: int) -> dict[str, Any]:
    register = work.register_of(task)
    if register.key != "task":
        raise UsageError(f"{_name(work, task)} is no task: only tasks have an order", hint="tasks stand in the outline")
    return read_row(work.session.database, register.shape, task)


def _siblings(work: Work, task: int) -> tuple[dict[str, Any], list[tuple[int, str]]]:
    """The task, and all tasks on its level with their keys, in the order people see them."""
    row = _row(work, task)
    rows = work.session.database.rows(
        "SELECT id, position FROM task WHERE project = ? AND parent IS ? AND (archived IS NULL OR id = ?) ORDER BY position, number",
        (row["project"], row["parent"], task),
    )
    return row, [(sibling, key) for sibling, key in rows]


def _spread_anew(work: Work, siblings: list[tuple[int, str]]) -> list[str]:
    """Keys that no longer tell siblings apart are given out anew."""
    keys = spread(len(siblings))
    for (sibling, _), key in zip(siblings, keys, strict=True):
        work.change(sibling, {"position": key})
    return keys


def _name(work: Work, record: int) -> str:
    return reference(work.session, record)
