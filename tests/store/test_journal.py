"""The one write path: the chain, what cannot be changed, merging and conflicts, numbers, repeated commands."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from models.core.access import Session
from models.core.record import find
from models.operations.command import command
from models.operations.undo import undo
from models.store import hashes, journal
from models.store.chain import verify
from models.store.errors import ConflictError, StorageError, UsageError
from models.store.shape import Shape
from store.support import assert_sound, change, make, new_portfolio, opened, project, replayed, stored


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return new_portfolio(tmp_path / "p.db")


def without_triggers(session: Session) -> None:
    for (name,) in session.database.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        session.database.execute(f"DROP TRIGGER {name}")


def test_the_chain_can_be_followed_by_hand(session: Session) -> None:
    task = make(session, "task", project=project(session), title="Write the plan")
    change(session, task, title="Write the whole plan")
    previous = bytes(32)
    rows = session.database.rows(
        "SELECT e.*, b.at, b.by, b.login, b.source, b.label, b.undoes FROM entry e JOIN batch b ON b.id = e.batch ORDER BY e.id"
    )
    for entry, batch, record, version, verb, changes, personal, salt, digest, found, *who in rows:
        head = "\x1f".join([str(batch), *(str(value or "") for value in who)]).encode()
        body = f"\x1e{entry}\x1f{record}\x1f{version}\x1f{verb}\x1f{changes}\x1f".encode()
        if personal is not None:
            assert digest == hashlib.sha256(salt + personal.encode()).digest()
        assert found == hashlib.sha256(previous + head + body + (digest or b"")).digest()
        previous = found
    assert len(rows) >= 4
    assert verify(session.database).head == previous.hex() == hashes.chain_head(session.database)


def test_entries_hold_sorted_keys_and_no_floats(session: Session) -> None:
    make(session, "risk", project=project(session), title="Supplier", probability=2550, expected_cost=1_000_00)
    for (changes,) in session.database.rows("SELECT changes FROM entry"):
        parsed = json.loads(changes, parse_float=lambda text: pytest.fail(f"a float: {text}"))
        assert list(parsed) == sorted(parsed)
        assert ": " not in json.dumps(parsed, separators=(",", ":"))


@pytest.mark.parametrize("sql", [
    "UPDATE entry SET changes = '{}' WHERE id = 2", "DELETE FROM entry WHERE id = 2", "DELETE FROM entry",
    "UPDATE batch SET login = 'eve'", "UPDATE batch SET at = '2020'", "DELETE FROM batch",
])  # fmt: skip
def test_the_history_refuses_updates_and_deletions(session: Session, sql: str) -> None:
    with pytest.raises(StorageError, match="history cannot be"):
        session.database.execute(sql)
    assert verify(session.database).fault is None


@pytest.mark.parametrize(("sql", "last", "word"), [
    ("UPDATE entry SET changes = replace(changes, 'CRM', 'XYZ') WHERE id = 2", 1, "entry 2"),
    ("UPDATE entry SET version = 7 WHERE id = 3", 2, "entry 3"),
    ("UPDATE entry SET record = 1 WHERE id = 3", 2, "entry 3"),
    ("UPDATE entry SET personal = '{\"login\":[null,\"eve\"]}' WHERE digest IS NULL AND id = 2", 1, "was added"),
    ("UPDATE entry SET personal = NULL WHERE id = 1", 0, "was taken away"),
    ("UPDATE entry SET personal = NULL, salt = NULL WHERE id = 1", 0, "was taken away"),
    ("UPDATE entry SET personal = replace(personal, 'ana', 'eve') WHERE id = 1", 0, "personal value"),
    ("UPDATE batch SET login = 'eve' WHERE id = 1", 0, "entry 1"),
    ("UPDATE batch SET at = '2020-01-01T00:00:00.000Z' WHERE id = 2", None, "was changed"),
    ("DELETE FROM entry WHERE id = 2", 1, "entry 2 is missing"),
    ("DELETE FROM entry WHERE id = 1", 0, "entry 1 is missing"),
])  # fmt: skip
def test_verify_names_the_first_bad_row(session: Session, sql: str, last: int | None, word: str) -> None:
    make(session, "task", project=project(session), title="Write the plan")
    without_triggers(session)
    assert session.database.execute(sql) >= 1
    verdict = verify(session.database)
    assert word in (verdict.fault or "")
    if last is not None:
        assert verdict.entries == last


def test_a_cut_tail_is_found_by_a_head_that_a_snapshot_carries(session: Session) -> None:
    make(session, "task", project=project(session), title="Write the plan")
    head = hashes.chain_head(session.database)
    assert verify(session.database, frozenset({head, hashes.GENESIS.hex()})).fault is None
    without_triggers(session)
    session.database.execute("DELETE FROM entry WHERE id = (SELECT max(id) FROM entry)")
    assert verify(session.database).fault is None
    assert "cut" in (verify(session.database, frozenset({head})).fault or "")


def test_personal_values_are_salted_and_the_chain_holds_only_their_digest(session: Session) -> None:
    one = make(session, "person", handle="cleo", title="Cleo Moss")
    other = make(session, "person", handle="cleo2", title="Cleo Moss")
    rows = {
        record: (personal, salt, digest, changes)
        for record, personal, salt, digest, changes in session.database.rows(
            "SELECT record, personal, salt, digest, changes FROM entry WHERE record IN (?, ?)", (one, other)
        )
    }
    assert rows[one][0] == rows[other][0]
    assert rows[one][1] != rows[other][1]
    assert rows[one][2] != rows[other][2]
    assert "Moss" not in rows[one][3]


def test_a_repeated_command_is_done_once(session: Session) -> None:
    with command(session, "new", once="form-1") as work:
        work.create("task", {"project": project(session), "title": "Once"})
        work.batch.result = "CRM-1"
    with pytest.raises(journal.AlreadyDone) as caught, command(session, "new", once="form-1") as work:
        work.create("task", {"project": project(session), "title": "Twice"})
    assert caught.value.result == "CRM-1"
    assert session.database.value("SELECT count(*) FROM task") == 1


def test_a_key_belongs_to_the_login_that_used_it(session: Session) -> None:
    with command(session, "note", once="k") as work:
        work.change(session.me, {"role": "lead"})  # type: ignore[arg-type]
        work.batch.result = "mine alone"
    other = opened(session.database.path, "bob")
    with command(other, "new", once="k") as work:
        work.create("task", {"project": project(session), "title": "Bob's own"})
    with pytest.raises(journal.AlreadyDone) as caught, command(other, "new", once="k"):
        pytest.fail("done before")
    assert caught.value.result is None
    assert session.database.value("SELECT count(*) FROM task") == 1


def test_an_empty_key_is_refused(session: Session) -> None:
    with pytest.raises(UsageError, match="empty"), command(session, "new", once=" "):
        pytest.fail("never begun")


def test_a_command_that_changed_nothing_keeps_its_key_and_is_not_undone(session: Session) -> None:
    task = make(session, "task", project=project(session), title="Plan")
    with command(session, "set", once="same") as work:
        work.change(task, {"title": "Plan"})
    change(session, task, title="Plan B")
    with pytest.raises(journal.AlreadyDone), command(session, "set", once="same") as work:
        work.change(task, {"title": "Plan"})
    assert stored(session, "task", task)["title"] == "Plan B"
    with command(session, "idle", once="later"):
        pass
    assert undo(session).label == "set"
    assert verify(session.database).fault is None


def test_an_answer_is_kept_only_for_a_key_and_never_changed(session: Session) -> None:
    with command(session, "new") as work:
        work.create("task", {"project": project(session), "title": "Once"})
        work.batch.result = "CRM-1"
    assert session.database.value("SELECT count(*) FROM batch WHERE result IS NOT NULL") == 0
    with command(session, "new", once="k") as work:
        work.create("task", {"project": project(session), "title": "Twice"})
        work.batch.result = "CRM-2"
    for sql in (
        "UPDATE batch SET result = 'x' WHERE once = 'k'",
        "UPDATE batch SET session = 'x'",
        "UPDATE batch SET result = 'x' WHERE id = 1",
    ):
        with pytest.raises(StorageError, match="history"):
            session.database.execute(sql)


def test_a_number_or_uid_that_is_taken_is_said_in_words(session: Session) -> None:
    values = {"project": project(session), "title": "Plan"}
    task = make(session, "task", **values)
    uid = session.database.value("SELECT uid FROM record WHERE id = ?", (task,))
    with pytest.raises(UsageError, match="number 1 is taken"), command(session, "new") as work:
        work.create("task", values, number=1)
    with pytest.raises(UsageError, match="taken by another record"), command(session, "new") as work:
        work.create("task", values, uid=uid)


def test_the_answer_of_a_long_command_is_kept_too(session: Session) -> None:
    count = 5_001
    with command(session, "import", once="long") as work:
        work.batch.create_many(_shape("lesson"), [{"project": project(session), "title": f"L{number}"} for number in range(count)])
        work.batch.result = "all"
    with pytest.raises(journal.AlreadyDone) as caught, command(session, "import", once="long"):
        pytest.fail("done before")
    assert caught.value.result == "all"
    assert verify(session.database).fault is None
    assert session.database.value("SELECT count(*) FROM lesson") == count


def _shape(kind: str) -> Shape:
    from models.core.registry import get

    return get(kind).shape


def test_nothing_of_a_failed_command_stays(session: Session) -> None:
    before = session.database.rows("SELECT count(*), max(id) FROM record")
    head = hashes.chain_head(session.database)
    rows = [{"project": project(session), "title": "Half"}, {"project": project(session)}]
    with pytest.raises(UsageError), command(session, "broken") as work:
        [work.create("task", values) for values in rows]
    assert session.database.rows("SELECT count(*), max(id) FROM record") == before
    assert hashes.chain_head(session.database) == head


def test_a_failed_first_command_leaves_the_login_unbound(session: Session) -> None:
    newcomer = opened(session.database.path, "zoe")
    with pytest.raises(UsageError), command(newcomer, "bad") as work:
        work.create("task", {"project": project(session), "title": None})
    assert newcomer.me is None
    task = make(newcomer, "task", project=project(newcomer), title="Good")
    assert newcomer.me == newcomer.database.value("SELECT id FROM person WHERE login = 'zoe'")
    assert newcomer.database.value("SELECT b.by FROM batch b JOIN entry e ON e.batch = b.id WHERE e.record = ?", (task,)) == newcomer.me


def test_a_login_is_bound_to_the_person_of_its_handle(session: Session) -> None:
    ben = make(session, "person", handle="ben", title="Ben Orr")
    theirs = opened(session.database.path, "ben")
    make(theirs, "task", project=project(theirs), title="Mine")
    assert theirs.me == ben
    assert stored(session, "person", ben)["login"] == "ben"


def test_somebody_archived_still_writes_as_themselves(session: Session) -> None:
    assert session.me is not None
    change(session, session.me, archived="2026-11-01T00:00:00.000Z")
    again = opened(session.database.path, "ana")
    assert again.me is None
    make(again, "task", project=project(again), title="Back")
    assert again.me == session.me


class TestTwoPeople:
    """Writes based on a version that is no longer the newest."""

    @pytest.fixture
    def task(self, session: Session) -> int:
        return make(session, "task", project=project(session), title="Plan", description="short")

    @pytest.fixture
    def ben(self, session: Session) -> Session:
        return opened(session.database.path, "ben")

    def test_different_fields_merge_and_say_so(self, session: Session, ben: Session, task: int) -> None:
        change(ben, task, based_on=1, description="long")
        with command(session, "set") as work:
            work.change(task, {"title": "Plan B"}, based_on=1)
        assert work.batch.merged == ["description"]
        row = stored(session, "task", task)
        assert (row["title"], row["description"], row["version"]) == ("Plan B", "long", 3)

    def test_the_same_field_conflicts_with_before_theirs_and_mine(self, session: Session, ben: Session, task: int) -> None:
        change(ben, task, based_on=1, title="Their plan")
        with pytest.raises(ConflictError) as caught:
            change(session, task, based_on=1, title="My plan", description="mine")
        (clash,) = caught.value.clashes
        assert clash[:6] == ("CRM-1", "title", "Plan", "Their plan", "My plan", "ben")
        assert clash.when > "2026"
        assert caught.value.exit_code == 4
        assert stored(session, "task", task)["description"] == "short"

    def test_the_same_value_is_no_conflict(self, session: Session, ben: Session, task: int) -> None:
        change(ben, task, based_on=1, title="Plan B")
        change(session, task, based_on=1, title="Plan B", description="mine")
        assert stored(session, "task", task)["description"] == "mine"

    def test_a_field_sent_back_as_it_was_read_keeps_their_value(self, session: Session, ben: Session, task: int) -> None:
        change(ben, task, based_on=1, title="Their plan")
        change(session, task, based_on=1, title="Plan", description="mine")
        row = stored(session, "task", task)
        assert (row["title"], row["description"]) == ("Their plan", "mine")

    def test_a_field_that_went_there_and_back_is_no_conflict(self, session: Session, ben: Session, task: int) -> None:
        change(ben, task, title="Other")
        change(ben, task, title="Plan")
        change(session, task, based_on=1, title="My plan")
        assert stored(session, "task", task)["title"] == "My plan"

    def test_a_stale_state_does_not_bring_its_consequences(self, session: Session, ben: Session, task: int) -> None:
        change(ben, task, state="done")
        change(session, task, based_on=1, state="todo", description="mine")
        row = stored(session, "task", task)
        assert (row["state"], row["actual_finish"], row["progress"], row["description"]) == ("done", "2026-11-23", 10000, "mine")

    def test_a_consequence_that_clashes_is_a_conflict(self, session: Session, ben: Session, task: int) -> None:
        change(ben, task, progress=3000)
        with pytest.raises(ConflictError) as caught:
            change(session, task, based_on=1, state="done")
        assert [clash.field for clash in caught.value.clashes] == ["progress"]


class TestNumbers:
    """Numbers count per project and kind and are never given twice."""

    @pytest.fixture
    def other(self, session: Session) -> int:
        return make(session, "project", code="NET", title="New network")

    def numbers(self, session: Session, kind: str = "task") -> list[int]:
        return [row[0] for row in session.database.rows(f"SELECT number FROM {kind} ORDER BY id")]

    def test_they_count_per_project_and_kind(self, session: Session, other: int) -> None:
        crm = project(session)
        for where in (crm, crm, other):
            make(session, "task", project=where, title="Task")
        make(session, "risk", project=other, title="Risk")
        assert self.numbers(session) == [1, 2, 1]
        assert self.numbers(session, "risk") == [1]

    def test_an_undone_creation_keeps_its_number(self, session: Session) -> None:
        from models.operations.undo import undo

        make(session, "task", project=project(session), title="One")
        undo(session)
        make(session, "task", project=project(session), title="Two")
        assert self.numbers(session) == [1, 2]

    def test_a_moved_record_keeps_its_old_reference_and_nobody_gets_it(self, session: Session, other: int) -> None:
        task = make(session, "task", project=project(session), title="Moves")
        change(session, task, project=other)
        new = make(session, "task", project=project(session), title="Comes after")
        assert stored(session, "task", new)["number"] == 2
        assert find(session, "CRM-1").id == find(session, "NET-1").id == task
        change(session, project(session), code="SALES")
        assert find(session, "CRM-1").id == find(session, "SALES-1").id == task
        assert find(session, "CRM-2").id == new

    def test_a_record_that_returns_has_its_number_again(self, session: Session, other: int) -> None:
        crm = project(session)
        task = make(session, "task", project=crm, title="Moves")
        change(session, task, project=other)
        change(session, task, project=crm)
        change(session, task, project=other)
        assert stored(session, "task", task)["number"] == 1
        assert self.directory(session, task) == (other, 1)
        assert_sound(session.database)

    def directory(self, session: Session, record: int) -> Any:
        return session.database.row("SELECT project, number FROM record WHERE id = ?", (record,))

    def test_given_and_counted_numbers_do_not_meet(self, session: Session) -> None:
        with command(session, "import") as work:
            rows = [{"project": project(session), "title": f"Lesson {number}"} for number in range(4)]
            work.batch.create_many(_shape("lesson"), rows, numbers=[7, None, 3, None])
        assert self.numbers(session, "lesson") == [7, 8, 3, 9]


def test_the_history_alone_tells_every_row(session: Session) -> None:
    task = make(session, "task", project=project(session), title="Plan", labels="a b")
    change(session, task, state="doing", progress=2500)
    change(session, task, labels=None)
    told = replayed(session.database)[task]
    row = stored(session, "task", task)
    assert {name: row[name] for name in told} == told
    assert_sound(session.database)
