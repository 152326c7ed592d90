"""Which records of a snapshot are here already, which people are the same, and which ids the new ones will have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from models.core import registry
from models.core.record import reference
from models.exchange import snapshot_form as form
from models.store.errors import Clash, ConflictError

if TYPE_CHECKING:
    from models.core.access import Session
    from models.exchange.snapshot_read import Block, Snapshot


class Known:
    """The blocks of a file against the directory: `ids` by reference, `uids` that are here, people and units `matched` by name."""

    def __init__(self, session: Session, found: Snapshot) -> None:
        self.session, self.file, self.database = session, found, session.database
        self.blocks = [block for kind in form.shared_kinds() for block in found.blocks[kind]]
        self.blocks += [found.project, *found.elsewhere]
        self.blocks += [block for kind in form.project_kinds() for block in found.blocks[kind]]
        self.ids: dict[str, int] = {}
        self.uids: set[str] = set()
        self.matched: set[str] = set()
        self.warnings: list[str] = []

    def find(self) -> None:
        """Which uids are here; a known one must be the same record: same kind, same project, same number."""
        uids = [block.uid for block in self.blocks]
        here: dict[str, tuple[int, str, int | None, int]] = {}
        for start in range(0, len(uids), 500):
            part = uids[start : start + 500]
            sql = f"SELECT uid, id, kind, project, number FROM record WHERE uid IN ({', '.join('?' * len(part))})"
            here.update((uid, (record, kind, project, number)) for uid, record, kind, project, number in self.database.rows(sql, part))
        owners = {block.ref: here[block.uid][0] for block in self.blocks if block.kind == "project" and block.uid in here}
        for block in self.blocks:
            if block.uid in here:
                record, kind, project, number = here[block.uid]
                owner = owners.get(block.ref.partition("-")[0])
                if kind != block.kind or (registry.get(kind).has_project and (project, number) != (owner, block.number)):
                    raise self._conflict(block, record, "it is {} here")
                self.uids.add(block.uid)
                self.ids[block.ref] = record
            elif block.kind in form.shared_kinds():
                self._match(block)
            else:
                self.refuse_taken(block, owners)
        self._number_new()

    def _match(self, block: Block) -> None:
        """A person with the same handle, a unit with the same title is the same one, though it was made independently."""
        if block.kind == "person":
            record = self.database.value("SELECT id FROM person WHERE handle = ?", (block.ref[1:],))
        else:
            title = str(block.values.get("title"))
            rows = self.database.rows(f'SELECT id FROM "{block.kind}" WHERE title = ? LIMIT 2', (title,))
            record = rows[0][0] if len(rows) == 1 else None
        if record is not None:
            self.ids[block.ref] = record
            self.matched.add(block.uid)
            self.warnings.append(f"{block.ref} of the file is taken to be {reference(self.session, record)} here")

    def refuse_taken(self, block: Block, owners: dict[str, int]) -> None:
        """A new record needs its code or number to be free: not another record's, nor what another one was called before."""
        record = self.database.value("SELECT record FROM alias WHERE ref = ?", (block.ref,))
        owner = owners.get(block.ref.partition("-")[0])
        if record is None and block.kind == "project":
            record = self.database.value("SELECT id FROM project WHERE code = ?", (block.ref,))
        elif record is None and owner is not None:
            sql = "SELECT id FROM record WHERE kind = ? AND project = ? AND number = ?"
            record = self.database.value(sql, (block.kind, owner, block.number))
        if record is not None and record != self.ids.get(block.ref):
            raise self._conflict(block, record, "{} is another record here")

    def _conflict(self, block: Block, record: int, words: str) -> ConflictError:
        name = reference(self.session, record)
        made = "SELECT b.login, b.at FROM entry e JOIN batch b ON b.id = e.batch WHERE e.record = ? ORDER BY e.version LIMIT 1"
        who, when = self.database.row(made, (record,)) or ("", "")
        clash = Clash(block.ref, "uid", None, name, block.uid, who, when)
        return ConflictError(
            f"{self.file.place(block)}: {words.format(name)}; nothing was written", [clash], hint="rename or move one of them first"
        )

    def _number_new(self) -> None:
        """The ids that the new records will get, in the order in which they are written."""
        last = self.database.value("SELECT max(id) FROM record") or 0
        for block in self.new():
            last += 1
            self.ids[block.ref] = last

    def new(self) -> Iterator[Block]:
        """The blocks that become new records: people and units, projects, then the records of other projects and of this one, by kind."""
        fresh = [block for block in self.blocks if block.uid not in self.uids and block.uid not in self.matched]
        for kind in (*form.shared_kinds(), "project", *form.project_kinds()):
            yield from (block for block in fresh if block.kind == kind)
