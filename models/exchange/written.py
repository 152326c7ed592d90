"""Writes the drafts of a file: finds the records that are there already, makes the others in bulk, changes what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.core import registry
from models.core.record import reference
from models.exchange.counts import Counts, RowsWrong
from models.exchange.draft import Draft
from models.exchange.existing import is_undone, rows_where
from models.exchange.reader import Problem
from models.operations.command import RowsRefused
from models.store.errors import UsageError

if TYPE_CHECKING:
    from models.core.register import Register
    from models.exchange.drafts import Drafts
    from models.exchange.mapping import Mapping, RecordMap
    from models.operations.command import Work


def write_drafts(work: Work, mapping: Mapping, drafts: Drafts) -> Counts:
    """Write all drafts inside a command. Raises RowsWrong naming the lines that the records' own rules refuse."""
    counts = Counts()
    for part, found in drafts.parts:
        _Writing(work, mapping, part, counts).write(found)
    if mapping.data_date is not None:
        _pin(work, mapping.data_date, [draft for _, found in drafts.parts for draft in found])
    return counts


class _Writing:
    """Writes the drafts of one part of the map."""

    def __init__(self, work: Work, mapping: Mapping, part: RecordMap, counts: Counts) -> None:
        self.work, self.mapping, self.part, self.counts = work, mapping, part, counts
        self.register: Register = registry.get(part.kind)
        self.problems: list[Problem] = []

    def write(self, drafts: list[Draft]) -> None:
        """Make the new ones, change the others."""
        known = self.known(drafts)
        new: list[Draft] = []
        for draft in drafts:
            row = known.get(self.key(draft))
            if row is None:
                new.append(draft)
            else:
                self.update(draft, row)
        if not self.problems:
            self.create(new)
        if self.problems:
            raise RowsWrong(self.problems)

    def create(self, drafts: list[Draft]) -> None:
        """Make records in the order of the file."""
        rows = [{name: _id(value) for name, value in {**draft.new, **draft.values}.items()} for draft in drafts]
        if self.part.kind == "project" and self.mapping.data_date is not None:
            rows = [{**row, "status_date": self.mapping.data_date, "status_pinned": 1} for row in rows]
        try:
            ids = self.work.create_many(self.part.kind, rows)
        except RowsRefused as refused:
            self.problems += [_problem(drafts[position], error) for position, error in refused.rows]
            return
        for draft, record in zip(drafts, ids, strict=True):
            draft.id, draft.is_new = record, True
        self.counts.created[self.part.kind] += len(ids)

    def update(self, draft: Draft, row: dict[str, Any]) -> None:
        """Change what the file says otherwise. What somebody archived stays so; what an undo took away comes back."""
        draft.id = row["id"]
        if row["archived"] and not is_undone(self.work.session, row["id"]):
            ref = reference(self.work.session, row["id"])
            self.counts.warnings.append(Problem(draft.lines[0], ref, "is archived and was left as it is"))
            return
        if self.part.kind == "project" and draft.get("currency") not in (None, row["currency"]):
            kept = f"the file is in {draft.get('currency')}, {row['code']} is kept in {row['currency']}"
            self.problems.append(Problem(draft.lines[0], "currency", kept))
            return
        wanted = {name: _id(value) for name, value in draft.values.items()}
        changes = {name: value for name, value in wanted.items() if row[name] != value}
        if row["archived"]:
            changes["archived"] = None
        if not changes:
            self.counts.unchanged[self.part.kind] += 1
            return
        try:
            self.work.change(row["id"], changes, verb="restore" if row["archived"] else "change")
        except UsageError as error:
            self.problems.append(_problem(draft, error))
        self.counts.updated[self.part.kind] += 1

    def key(self, draft: Draft) -> tuple[Any, ...]:
        """The identity with ids in place of drafts."""
        return tuple(_id(draft.get(name)) for name in self.part.identity)

    def known(self, drafts: list[Draft]) -> dict[tuple[Any, ...], dict[str, Any]]:
        """The rows of the database by identity: of several the first that is not archived. What lies below a new record cannot be there."""
        asked = [draft for draft in drafts if not any(_is_new(draft.get(name)) for name in self.part.identity)]
        if not asked:
            return {}
        choices = {name: {_id(draft.get(name)) for draft in asked} for name in self.part.identity}
        by = max(self.part.identity, key=lambda name: len(choices[name]))
        found: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in rows_where(self.work.session, self.register, by, sorted(choices[by])):
            found.setdefault(tuple(row[name] for name in self.part.identity), row)
        return found


def _pin(work: Work, data_date: str, drafts: list[Draft]) -> None:
    """The figures of the projects that the file speaks of are those of the data date: of what it changed, and of what it confirms anew."""
    ids = {_id(draft if draft.kind == "project" else draft.get("project")) for draft in drafts} - {None}
    for project in sorted(ids):
        row = work.session.database.row("SELECT status_date, status_pinned FROM project WHERE id = ?", (project,))
        touched = project in work.before and row != (data_date, 1)
        if row is not None and (touched or (row[1] and row[0] < data_date)):
            work.change(project, {"status_date": data_date, "status_pinned": 1})


def _id(value: Any) -> Any:
    return value.id if isinstance(value, Draft) else value


def _is_new(value: Any) -> bool:
    return isinstance(value, Draft) and value.is_new


def _problem(draft: Draft, error: UsageError) -> Problem:
    return Problem(draft.lines[0], error.field or "", error.message)
