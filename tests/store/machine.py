"""Two people on the same rows, against a simple model of what must come out: edits, conflicts, undo, redo, crashes, reopening."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from models.core.access import Session
from models.operations.command import command
from models.operations.refresh import rebuild
from models.operations.undo import undo
from models.store.errors import ConflictError, NotFoundError, UsageError
from store.support import assert_sound, derived, make, new_portfolio, opened, project

PEOPLE = ("ana", "ben")
FIELDS = ("title", "description", "labels", "archived")
people = st.sampled_from(PEOPLE)
texts = st.sampled_from(["a", "b", "c"])
changes = st.fixed_dictionaries({}, optional={"title": texts, "description": st.none() | texts, "labels": st.none() | texts}).filter(bool)
positions = st.integers(0, 99)

Row = dict[str, Any]


class Batch:
    """The model's memory of one command: what each record's fields were and became."""

    def __init__(self, login: str, entries: list[tuple[int, bool, Row, Row]], undoes: Batch | None = None) -> None:
        self.login, self.entries, self.undoes = login, entries, undoes
        self.undone_by: Batch | None = None

    @property
    def counts(self) -> bool:
        """Whether it stands: no undo of it stands."""
        return self.undone_by is None or not self.undone_by.counts


class TwoPeople(RuleBasedStateMachine):
    """The program on the left, the model on the right; after each step they agree."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.crashes = 0
        self.path = self.folder / "p.db"
        session = new_portfolio(self.path, "setup")
        for name in PEOPLE:
            make(session, "person", handle=name, title=name, login=name)
        session.database.close()
        self.rows: dict[int, Row] = {}
        self.seen: dict[tuple[str, int], tuple[int, Row]] = {}
        self.batches: list[Batch] = []
        self.open()
        for who in (*PEOPLE, "ana"):
            self.create(who, "a")
            self.note("ben", list(self.rows)[-1])

    def open(self) -> None:
        self.sessions: dict[str, Session] = {name: opened(self.path, name) for name in PEOPLE}

    def close(self) -> None:
        for session in self.sessions.values():
            session.database.close()

    def teardown(self) -> None:
        if hasattr(self, "sessions"):
            database = self.sessions["ana"].database
            assert_sound(database)
            before = derived(database)
            rebuild(database)
            assert derived(database) == before
            self.close()
            shutil.rmtree(self.folder)

    # -- what people do

    @rule(who=people, title=texts)
    def create(self, who: str, title: str) -> None:
        session = self.sessions[who]
        record = make(session, "task", project=project(session), title=title)
        row = {"title": title, "description": None, "labels": None, "archived": False}
        self.rows[record] = row
        self.batches.append(Batch(who, [(record, True, {}, dict(row))]))
        self.note(who, record)

    @precondition(lambda self: self.rows)
    @rule(who=people, position=positions)
    def look(self, who: str, position: int) -> None:
        self.note(who, self.pick(position))

    def note(self, who: str, record: int) -> None:
        version = self.sessions[who].database.value("SELECT version FROM task WHERE id = ?", (record,))
        self.seen[who, record] = version, dict(self.rows[record])

    @precondition(lambda self: self.seen)
    @rule(position=positions, wanted=changes)
    def edit(self, position: int, wanted: Row) -> None:
        """Somebody saves a form that may be older than the row."""
        (who, record), (version, read) = list(self.seen.items())[position % len(self.seen)]
        now = self.rows[record]
        mine = {name: value for name, value in wanted.items() if value != read[name]}
        if now["archived"] and any(now[name] != value for name, value in mine.items()):
            with pytest.raises(UsageError, match="is archived"):
                self.save(who, record, wanted, version)
            return
        clashing = {name for name, value in mine.items() if now[name] not in (read[name], value)}
        if clashing:
            with pytest.raises(ConflictError) as caught:
                self.save(who, record, wanted, version)
            told = {clash.field: (clash.before, clash.theirs, clash.mine) for clash in caught.value.clashes}
            assert told == {name: (read[name], now[name], mine[name]) for name in clashing}
            return
        self.save(who, record, wanted, version)
        self.remember(who, [(record, {name: value for name, value in mine.items() if value != now[name]})])
        self.note(who, record)

    def save(self, who: str, record: int, wanted: Row, version: int) -> None:
        with command(self.sessions[who], "save") as work:
            work.change(record, wanted, based_on=version)

    @precondition(lambda self: len(self.rows) > 1)
    @rule(who=people, one=positions, other=positions, title=texts, archive=st.booleans())
    def edit_two(self, who: str, one: int, other: int, title: str, archive: bool) -> None:
        """One command changes two rows, without having read them."""
        first, second = self.pick(one), self.pick(other)
        refused = self.rows[first]["archived"] and self.rows[first]["title"] != title
        with pytest.raises(UsageError, match="is archived") if refused else nullcontext(), command(self.sessions[who], "two") as work:
            work.change(first, {"title": title})
            if archive:
                work.archive(second)
            else:
                work.restore(second)
        if refused:
            return
        parts = [(first, {"title": title}), (second, {"archived": archive})]
        differing: list[tuple[int, Row]] = []
        for record, wanted in parts:
            changed = {name: value for name, value in wanted.items() if self.rows[record][name] != value}
            differing.append((record, changed))
        self.remember(who, differing)

    @rule(who=people)
    def take_back(self, who: str) -> None:
        self.expect(who, self.standing(who), redo=False)

    def standing(self, who: str) -> Batch | None:
        """The newest change of a person that is not taken back."""
        return next((batch for batch in reversed(self.batches) if batch.login == who and batch.undoes is None and batch.counts), None)

    @precondition(lambda self: any(self.taken_back(who) for who in PEOPLE))
    @rule(swap=st.booleans())
    def bring_again(self, swap: bool) -> None:
        who = next(who for who in (PEOPLE[::-1] if swap else PEOPLE) if self.taken_back(who))
        self.expect(who, self.taken_back(who), redo=True)

    @precondition(lambda self: not all(self.taken_back(who) for who in PEOPLE))
    @rule()
    def bring_nothing_again(self) -> None:
        self.expect(next(who for who in PEOPLE if not self.taken_back(who)), None, redo=True)

    def taken_back(self, who: str) -> Batch | None:
        """The newest undo of a person, where no change of theirs has followed."""
        newest = next((batch for batch in reversed(self.batches) if batch.login == who and not self.is_spent(batch)), None)
        return newest if newest is not None and self.is_undo(newest) else None

    @staticmethod
    def is_undo(batch: Batch) -> bool:
        return batch.undoes is not None and batch.undoes.undoes is None

    def is_spent(self, batch: Batch) -> bool:
        """Redoes, and undoes that were redone, stand in nobody's way."""
        return batch.undoes is not None and (not self.is_undo(batch) or not batch.counts)

    def expect(self, who: str, batch: Batch | None, *, redo: bool) -> None:
        session = self.sessions[who]
        if batch is None:
            with pytest.raises(NotFoundError):
                undo(session, redo=redo)
            return
        rows = {record: dict(row) for record, row in self.rows.items()}
        entries, conflicts = [], set()
        for record, created, before, after in reversed(batch.entries):
            wanted = {"archived": True} if created else {name: before[name] for name in after if rows[record][name] == after[name]}
            conflicts |= set() if created else {(record, name) for name in after if name not in wanted}
            wanted = {name: value for name, value in wanted.items() if rows[record][name] != value}
            if wanted:
                entries.append((record, False, {name: rows[record][name] for name in wanted}, wanted))
                rows[record].update(wanted)
        if not entries:
            with pytest.raises(ConflictError) as caught:
                undo(session, redo=redo)
            assert len(caught.value.clashes) == len(conflicts)
            return
        taken = undo(session, redo=redo)
        assert {(clash.ref, clash.field) for clash in taken.conflicts} == {(self.reference(record), name) for record, name in conflicts}
        assert taken.records == len({record for record, *_ in entries})
        self.rows = rows
        self.batches.append(Batch(who, entries, batch))
        batch.undone_by = self.batches[-1]

    # -- what happens to the machine

    @rule(who=people)
    def reopen(self, who: str) -> None:
        self.sessions[who].database.close()
        self.sessions[who] = opened(self.path, who)

    @precondition(lambda self: self.rows)
    @rule(who=people, position=positions)
    def crash(self, who: str, position: int) -> None:
        """The machine stops inside a command: what the disk holds then is opened again."""
        self.crashes += 1
        left = self.folder / f"after-{self.crashes}.db"
        try:
            with command(self.sessions[who], "never finished") as work:
                if not self.rows[self.pick(position)]["archived"]:
                    work.change(self.pick(position), {"title": "half", "description": "half"})
                work.create("task", {"project": project(self.sessions[who]), "title": "half"})
                work.batch.flush()
                for ending in ("", "-wal"):
                    shutil.copy(f"{self.path}{ending}", f"{left}{ending}")
                raise KeyboardInterrupt
        except KeyboardInterrupt:
            self.close()
        self.path = left
        self.open()

    # -- helpers

    def pick(self, position: int) -> int:
        return list(self.rows)[position % len(self.rows)]

    def reference(self, record: int) -> str:
        return f"CRM-{list(self.rows).index(record) + 1}"

    def remember(self, who: str, parts: list[tuple[int, Row]]) -> None:
        entries = []
        for record, wanted in parts:
            if wanted:
                before = {name: self.rows[record][name] for name in wanted}
                self.rows[record].update(wanted)
                entries.append((record, False, before, wanted))
        if entries:
            self.batches.append(Batch(who, entries))

    @invariant()
    def both_see_what_the_model_says(self) -> None:
        if not hasattr(self, "sessions"):
            return
        for session in self.sessions.values():
            found = session.database.rows("SELECT id, title, description, labels, archived IS NOT NULL FROM task ORDER BY id")
            assert {record: dict(zip(FIELDS, values, strict=True)) for record, *values in found} == self.rows
