"""Brings a snapshot into a portfolio: one batch, all or nothing; known uids are compared and updated or refused, never doubled."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from models.core import registry
from models.core.access import may
from models.core.record import references
from models.core.settings import is_zone, knows_zone
from models.exchange import snapshot_form as form
from models.exchange.anchors import stray_head
from models.exchange.snapshot_blocks import StoredBlocks
from models.exchange.snapshot_known import Known
from models.exchange.snapshot_merge import Merger
from models.exchange.snapshot_read import Block, Snapshot, read_snapshot
from models.exchange.snapshot_write import figures
from models.operations import weekly
from models.operations.command import Work
from models.store.errors import Clash, ConflictError, RefusedError, Rehearsed, UsageError
from models.store.journal import writing
from models.store.shape import read_row

if TYPE_CHECKING:
    from models.core.access import Session

Values = dict[str, Any]


class Report(NamedTuple):
    """What an import did, or (`dry_run`) would do: records by kind, values kept because they are newer here, warnings, the batch."""

    project: str
    created: dict[str, int]
    updated: dict[str, int]
    unchanged: dict[str, int]
    kept: list[Clash]
    warnings: list[str]
    batch: int | None
    dry_run: bool


def import_snapshot(session: Session, data: bytes, *, dry_run: bool = False, once: str | None = None) -> Report:
    """Write what the snapshot holds and the database does not, in one batch that one undo takes back.

    Raises UsageError (the file does not fit, by line and key), RefusedError, ConflictError (changed here and in the file, or a code or
    number taken); nothing is written then. An import is no update by a person: status dates stay those of the file.
    """
    found = read_snapshot(data)
    author = session.author._replace(source="import")
    with suppress(Rehearsed), writing(session.database, author, f"import snapshot {found.project.ref}", once=once) as batch:
        bringing = _Import(session, found, Work(session, batch, update=False, read={}))
        if stray := stray_head(session, data):
            bringing.warnings.append(stray)
        report = bringing.run(dry_run)
        if dry_run:
            raise Rehearsed
    if bringing.me is not None and not dry_run:
        session.become(bringing.me)
    return report


class _Import:
    """One import inside its transaction."""

    def __init__(self, session: Session, found: Snapshot, work: Work) -> None:
        self.session, self.file, self.work, self.database = session, found, work, session.database
        self.known = Known(session, found)
        self.ids, self.blocks, self.warnings = self.known.ids, self.known.blocks, self.known.warnings
        self.me: int | None = None
        self.is_first = self.database.value("SELECT 1 FROM project LIMIT 1") is None
        self.has_people = self.database.value("SELECT 1 FROM person LIMIT 1") is not None

    def run(self, dry_run: bool) -> Report:
        """Everything in order; the report."""
        self._allow()
        self.database.execute("PRAGMA defer_foreign_keys = ON")  # rows refer to rows that come after them
        self.known.find()
        stored = StoredBlocks(self.session, self.file, self.ids, self.work.batch.at)
        values = {block.uid: stored.of(block) for block in self.blocks}
        merger = Merger(self.session, self.file, self.ids[self.file.project.ref])
        wanted = [(block, self.ids[block.ref]) for block in self.blocks if block.uid in self.known.uids and not block.is_elsewhere]
        plan = merger.plan((block, record, registry.get(block.kind), values[block.uid]) for block, record in wanted)
        plan.changes.update(self._renewed(stored))
        created = self._create(values)
        if not created and not plan.changes and plan.kept:
            raise ConflictError(
                f"the snapshot is older than {self.file.project.ref} here: {_changed_since(len(plan.kept))}; nothing was written",
                plan.kept, hint="qd diff shows what changed",
            )  # fmt: skip
        updated = self._update(plan.changes)
        self._keep_beside(stored)
        self._check_rules()
        self._finish(bool(created))
        unchanged = self._count(block for block, record in wanted if record not in plan.changes)
        batch = None if self.work.batch.is_empty else self.work.batch.id
        return Report(self.file.project.ref, created, updated, unchanged, plan.kept, self.warnings, batch, dry_run)

    def _renewed(self, stored: StoredBlocks) -> dict[int, Values]:
        """New dates of the far ends of links that are known from files only."""
        known = [block for block in self.file.elsewhere if block.uid in self.known.uids]
        return {self.ids[block.ref]: changes for block in known if (changes := stored.renewed(block))}

    def _allow(self) -> None:
        for kind in dict.fromkeys(block.kind for block in self.blocks):
            right = may(self.session, "write", registry.get(kind))
            if not right.allowed:
                raise RefusedError(f"you may not import a {kind}", hint=right.why)

    # -- writing

    def _create(self, values: dict[str, Values]) -> dict[str, int]:
        """Write the new records kind by kind; how many of each."""
        by_kind: dict[str, list[Block]] = {}
        for block in self.known.new():
            by_kind.setdefault(block.kind, []).append(block)
        self._bind(by_kind.get("person", []), values)
        if self.file.project.uid in self.known.uids:
            self.work.touch(self.ids[self.file.project.ref])
        for kind, blocks in by_kind.items():
            numbers = [self._free_number(block) for block in blocks]
            register = registry.get(kind)
            rows = [register.with_defaults(values[block.uid]) for block in blocks]
            made = self.work.batch.create_many(register.shape, rows, uids=[block.uid for block in blocks], numbers=numbers)
            if made != [self.ids[block.ref] for block in blocks]:
                raise AssertionError("records got other ids than were foreseen")
            if kind == "project":
                for record in made:
                    self.work.touch(record)
        return self._count(block for blocks in by_kind.values() for block in blocks if not block.is_elsewhere)

    def _free_number(self, block: Block) -> int | None:
        """The number that the reference says; of a unit only where it is free here, for units are not the project's."""
        if block.kind not in form.shared_kinds() or block.number is None:
            return block.number
        taken = self.database.value("SELECT 1 FROM record WHERE kind = ? AND project IS NULL AND number = ?", (block.kind, block.number))
        return None if taken else block.number

    def _bind(self, people: list[Block], values: dict[str, Values]) -> None:
        """Where nobody was known before, the importing login becomes the person of the file whose handle equals it."""
        own = next((block for block in people if block.ref == f"@{self.session.login.lower()}"), None)
        if own is None or self.has_people or self.session.me is not None:
            return
        values[own.uid]["login"] = self.session.login
        self.me = self.ids[own.ref]
        self.work.batch.author = self.work.batch.author._replace(person=self.me)

    def _update(self, changes: dict[int, Values]) -> dict[str, int]:
        counts: dict[str, int] = {}
        for record, fields in changes.items():
            register = self.work.register_of(record)
            before = read_row(self.database, register.shape, record)
            if register.key == "project":
                self.work.touch(record)
            if register.key == "project" and fields.get("code", before["code"]) != before["code"]:
                self.known.refuse_taken(self.file.project, {})
                self.work.batch.alias(before["code"], record)
            verb = "change" if "archived" not in fields else "archive" if fields["archived"] else "restore"
            self.work.batch.update(register.shape, record, fields, verb=verb)
            counts[register.key] = counts.get(register.key, 0) + 1
        return counts

    def _keep_beside(self, stored: StoredBlocks) -> None:
        """What is no record: former references, weekly figures, the head of the history; into an empty portfolio also the zone."""
        for block in self.blocks:
            for ref in block.values.get("aliases", ()):
                self._alias(ref, self.ids[block.ref])
        project = self.ids[self.file.project.ref]
        weekly.restore(self.database, project, [stored.week(number, week) for number, week in enumerate(self.file.weeks)])
        self.work.batch.anchor(self.file.head, project, "import")
        zone = self.file.meta.get("timezone")
        if zone is not None and not (isinstance(zone, str) and is_zone(zone)):
            raise form.fault("[meta]", "timezone is no name of a zone", field="timezone", hint="like Europe/Paris")
        if zone and self.is_first and knows_zone(zone):
            self.work.setting("zone", zone)

    def _alias(self, ref: str, record: int) -> None:
        here = self.database.value("SELECT record FROM alias WHERE ref = ? UNION ALL SELECT id FROM project WHERE code = ?", (ref, ref))
        if here is None:
            self.work.batch.alias(ref, record)
        elif here != record:
            self.warnings.append(f"the former reference {ref} leads to another record here")

    # -- afterwards

    def _check_rules(self) -> None:
        """The rules of each kind hold for what is stored now, and nothing is part of itself."""
        for block in self.blocks:
            if not block.is_elsewhere and block.uid not in self.known.matched:
                register = registry.get(block.kind)
                row = read_row(self.database, register.shape, self.ids[block.ref])
                try:
                    register.model.prepare(self.session, {}, row)
                except UsageError as error:
                    raise form.fault(self.file.place(block), error.message, field=error.field, hint=error.hint) from error
        for kind, name in (("task", "parent"), ("project", "programme")):
            where, params = ("WHERE project = ?", (self.ids[self.file.project.ref],)) if kind == "task" else ("", ())
            circle = _circle(dict(self.database.rows(f'SELECT id, "{name}" FROM "{kind}" {where}', params)))
            if circle:
                names = references(self.session, circle)
                raise UsageError(
                    f"{kind}s are part of each other in a circle: " + " > ".join(names[record] for record in circle), field=name
                )

    def _finish(self, is_new: bool) -> None:
        """Forecast and totals; figures that come out otherwise than in the file are named."""
        self.work.finish()
        if is_new and self.file.project.uid not in self.known.uids:
            here = figures(self.session, self.ids[self.file.project.ref])
            for name in dict.fromkeys((*self.file.evm, *here)):
                if here.get(name) != self.file.evm.get(name):
                    self.warnings.append(
                        f"{name} is {form.plain_text(here.get(name))} here, {form.plain_text(self.file.evm.get(name))} in the file"
                    )

    @staticmethod
    def _count(blocks: Iterable[Block]) -> dict[str, int]:
        counts: dict[str, int] = {}
        for block in blocks:
            counts[block.kind] = counts.get(block.kind, 0) + 1
        return counts


def _changed_since(count: int) -> str:
    return "1 value was changed since" if count == 1 else f"{count} values were changed since"


def _circle(up: dict[int, int | None]) -> list[int]:
    """Records that are part of each other in a circle; empty where there is none."""
    safe: set[int] = set()
    for start in up:
        path: dict[int, None] = {}
        at: int | None = start
        while at is not None and at not in safe:
            if at in path:
                return [*list(path)[list(path).index(at) :], at]
            path[at] = None
            at = up.get(at)
        safe.update(path)
    return []
