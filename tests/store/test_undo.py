"""Taking back and bringing again: field by field, never over what somebody wrote since, never against a record's rules."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from models.core.access import Session
from models.core.record import find
from models.operations.command import command
from models.operations.history import events
from models.operations.undo import undo
from models.store.chain import verify
from models.store.errors import ConflictError, NotFoundError
from models.store.journal import AlreadyDone
from store.support import TODAY, assert_sound, change, derived, make, new_portfolio, opened, project, stored


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return new_portfolio(tmp_path / "p.db")


@pytest.fixture
def task(session: Session) -> int:
    return make(session, "task", project=project(session), title="Plan", duration=480)


def value(session: Session, record: int, name: str, kind: str = "task") -> Any:
    return stored(session, kind, record)[name]


def test_undo_and_redo_of_a_change_bring_facts_and_figures_back(session: Session, task: int) -> None:
    later = opened(session.database.path, today=TODAY + timedelta(days=3))
    before = (stored(session, "task", task), derived(session.database))
    change(later, task, state="done")
    after = (stored(session, "task", task), derived(session.database))
    assert undo(later)[:4] == (undo_of(later), "set", 2, [])
    found = (stored(session, "task", task), derived(session.database))
    assert without_version(found[0]) == without_version(before[0])
    assert found[1] == before[1]
    undo(later, redo=True)
    found = (stored(session, "task", task), derived(session.database))
    assert without_version(found[0]) == without_version(after[0])
    assert found[1] == after[1]
    assert_sound(session.database)


def undo_of(session: Session) -> int:
    return int(session.database.value("SELECT max(id) FROM batch WHERE undoes IS NULL"))


def without_version(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("version", "updated")}


def test_a_field_changed_since_stays_and_is_reported(session: Session, task: int) -> None:
    with command(session, "set two") as work:
        work.change(task, {"title": "Mine", "description": "mine"})
    ben = opened(session.database.path, "ben")
    change(ben, task, title="Theirs")
    taken = undo(session)
    row = stored(session, "task", task)
    assert (row["title"], row["description"]) == ("Theirs", None)
    (clash,) = taken.conflicts
    assert clash[:6] == ("CRM-1", "title", "Mine", "Theirs", "Plan", "ben")


def test_nothing_left_to_set_back_is_a_conflict_and_writes_nothing(session: Session, task: int) -> None:
    change(session, task, title="Mine")
    ben = opened(session.database.path, "ben")
    change(ben, task, title="Theirs")
    count = session.database.value("SELECT count(*) FROM batch")
    with pytest.raises(ConflictError, match="CRM-1 title") as caught:
        undo(session)
    assert len(caught.value.clashes) == 1
    assert session.database.value("SELECT count(*) FROM batch") == count


def test_undo_walks_back_and_redo_forward(session: Session, task: int) -> None:
    for title in ("B", "C", "D"):
        change(session, task, title=title)
    seen = []
    for _ in range(3):
        undo(session)
        seen.append(value(session, task, "title"))
    for _ in range(3):
        undo(session, redo=True)
        seen.append(value(session, task, "title"))
    assert seen == ["C", "B", "Plan", "B", "C", "D"]
    with pytest.raises(NotFoundError, match="nothing to redo"):
        undo(session, redo=True)


def test_a_new_change_ends_the_redo(session: Session, task: int) -> None:
    change(session, task, title="B")
    undo(session)
    change(session, task, description="new")
    with pytest.raises(NotFoundError, match="nothing to redo"):
        undo(session, redo=True)


def test_a_creation_undone_is_archived_and_comes_back(session: Session, task: int) -> None:
    undo(session)
    assert value(session, task, "archived")
    assert derived(session.database)["task_schedule"] == []
    undo(session, redo=True)
    assert value(session, task, "archived") is None
    assert len(derived(session.database)["task_schedule"]) == 1


def test_only_my_own_and_in_the_app_only_this_sessions(session: Session, task: int) -> None:
    ben = opened(session.database.path, "ben")
    with pytest.raises(NotFoundError, match="nothing to undo"):
        undo(ben)
    again = opened(session.database.path, "ana")
    with pytest.raises(NotFoundError, match="nothing to undo"):
        undo(again, own_session=True)
    undo(again)
    assert value(session, task, "archived")


def test_a_named_batch_of_somebody_else_may_be_taken_back_once(session: Session, task: int) -> None:
    change(session, task, title="Ana's")
    batch = undo_of(session)
    ben = opened(session.database.path, "ben")
    undo(ben, batch)
    assert value(session, task, "title") == "Plan"
    with pytest.raises(NotFoundError, match="taken back already"):
        undo(session, batch)
    undo(ben, batch, redo=True)
    assert value(session, task, "title") == "Ana's"
    undo(session, batch)
    assert value(session, task, "title") == "Plan"
    with pytest.raises(NotFoundError, match="no batch 999"):
        undo(session, 999)


def test_an_undo_named_as_a_batch_means_the_change_it_took_back(session: Session, task: int) -> None:
    change(session, task, title="B")
    undo(session)
    newest = session.database.value("SELECT max(id) FROM batch")
    with pytest.raises(NotFoundError, match="taken back already"):
        undo(session, newest)
    undo(session, newest, redo=True)
    assert value(session, task, "title") == "B"


def test_undo_of_a_batch_with_two_changes_of_one_record_goes_all_the_way(session: Session, task: int) -> None:
    with command(session, "twice") as work:
        work.change(task, {"title": "B"})
        work.change(task, {"title": "C"})
    undo(session)
    assert value(session, task, "title") == "Plan"


def test_a_repeated_undo_is_done_once(session: Session, task: int) -> None:
    change(session, task, title="B")
    undo(session, once="k")
    with pytest.raises(AlreadyDone):
        undo(session, once="k")
    assert value(session, task, "title") == "Plan"
    assert value(session, task, "archived") is None


def test_a_moved_record_goes_back_to_its_number_and_keeps_both_references(session: Session, task: int) -> None:
    other = make(session, "project", code="NET", title="Network")
    change(session, task, project=other)
    taken = undo(session)
    assert taken.conflicts == []
    assert value(session, task, "number") == 1
    assert find(session, "CRM-1").id == find(session, "NET-1").id == task
    assert session.database.rows("SELECT DISTINCT project FROM task_schedule") == [(project(session),)]
    undo(session, redo=True)
    assert find(session, "CRM-1").id == find(session, "NET-1").id == task
    assert_sound(session.database)


def test_a_renamed_code_goes_back_and_both_codes_lead_on(session: Session, task: int) -> None:
    change(session, project(session), code="SALES")
    undo(session)
    assert value(session, project(session), "code", "project") == "CRM"
    assert find(session, "SALES-1").id == find(session, "CRM-1").id == task


class TestRules:
    """What a rule forbids by now is not brought back."""

    def test_parents(self, session: Session, task: int) -> None:
        part = make(session, "task", project=project(session), title="Part", parent=task)
        change(session, part, parent=None)
        batch = undo_of(session)
        change(session, task, parent=part)
        with pytest.raises(ConflictError, match="CRM-2 parent"):
            undo(session, batch)
        assert value(session, part, "parent") is None

    def test_links(self, session: Session, task: int) -> None:
        second = make(session, "task", project=project(session), title="Second", duration=480)
        link = make(session, "dependency", predecessor=task, successor=second)
        with command(session, "remove") as work:
            work.archive(link)
        batch = undo_of(session)
        make(session, "dependency", predecessor=second, successor=task)
        with pytest.raises(ConflictError, match="CRM-D1 archived"):
            undo(session, batch)
        assert value(session, link, "archived", "dependency")

    def test_handles(self, session: Session) -> None:
        cleo = make(session, "person", handle="cleo", title="Cleo")
        change(session, cleo, handle="moss")
        batch = undo_of(session)
        make(session, "person", handle="cleo", title="Another Cleo")
        with pytest.raises(ConflictError, match="@moss handle"):
            undo(session, batch)

    def test_the_rest_of_the_batch_goes_back_all_the_same(self, session: Session, task: int) -> None:
        cleo = make(session, "person", handle="cleo", title="Cleo")
        with command(session, "both") as work:
            work.change(cleo, {"handle": "moss"})
            work.change(task, {"title": "B"})
        batch = undo_of(session)
        make(session, "person", handle="cleo", title="Another Cleo")
        taken = undo(session, batch)
        assert [(clash.ref, clash.field) for clash in taken.conflicts] == [("@moss", "handle")]
        assert value(session, task, "title") == "Plan"


class TestStatusDate:
    """The status date goes back with the update that set it, unless a later one stands on it."""

    def later(self, session: Session, days: int, login: str = "ana") -> Session:
        return opened(session.database.path, login, today=TODAY + timedelta(days=days))

    def status(self, session: Session) -> tuple[Any, ...]:
        return session.database.rows("SELECT status_date, status_pinned FROM project")[0]

    def test_it_goes_back(self, session: Session, task: int) -> None:
        later = self.later(session, 2)
        change(later, task, progress=2500)
        assert self.status(session) == ("2026-11-25", None)
        undo(later)
        assert self.status(session) == ("2026-11-23", None)

    def test_it_stays_where_somebody_updated_since(self, session: Session, task: int) -> None:
        later, ben = self.later(session, 2), self.later(session, 2, "ben")
        change(later, task, title="B", progress=2500)
        change(ben, task, due="2026-12-31")
        taken = undo(later)
        assert taken.conflicts == []
        assert self.status(session) == ("2026-11-25", None)
        assert value(session, task, "title") == "Plan"

    def test_a_pinned_day_comes_back(self, session: Session, task: int) -> None:
        with command(session, "pin") as work:
            work.change(project(session), {"status_date": "2013-01-31"})
        assert self.status(session) == ("2013-01-31", 1)
        change(session, task, progress=2500)
        assert self.status(session) == ("2026-11-23", None)
        undo(session)
        assert self.status(session) == ("2013-01-31", 1)

    @pytest.mark.parametrize("kind", ["comment", "risk", "cost", "dependency"])
    def test_what_says_nothing_of_the_work_leaves_it(self, session: Session, task: int, kind: str) -> None:
        crm, later = project(session), self.later(session, 2)
        given = {
            "comment": {"record": task, "text": "60% of it is said to be done"},
            "risk": {"project": crm, "title": "It may rain", "likelihood": 2, "impact": 2},
            "cost": {"project": crm, "title": "Cable", "amount": 1200, "day": "2026-11-24"},
            "dependency": {"predecessor": task, "successor": make(session, "task", project=crm, title="Next")},
        }
        make(later, kind, **given[kind])
        change(later, task, title="Renamed", priority=600, labels="late")
        change(later, crm, priority=600, objective="Another")
        with command(later, "away") as work:
            work.archive(task)
        assert self.status(session) == ("2026-11-23", None)

    def test_hours_and_new_tasks_are_updates(self, session: Session, task: int) -> None:
        make(self.later(session, 1), "task", project=project(session), title="One more")
        assert self.status(session) == ("2026-11-24", None)
        later = self.later(session, 2)
        make(later, "time_entry", project=project(session), task=task, person=later.me, day="2026-11-25", minutes=60)
        assert self.status(session) == ("2026-11-25", None)

    def test_a_confirmation_is_taken_back(self, session: Session, task: int) -> None:
        later = self.later(session, 2)
        with command(later, "ok") as work:
            work.confirm(task)
        assert self.status(session) == ("2026-11-25", None)
        undo(later)
        assert self.status(session) == ("2026-11-23", None)


class TestPrivate:
    """Private notes do not show in history or conflicts of others."""

    def test_history_leaves_them_out(self, session: Session) -> None:
        assert session.me is not None
        change(session, session.me, notes="buy a present for ben")
        ben = opened(session.database.path, "ben")
        assert any("notes" in event.changes for event in events(session, record=session.me))
        assert not any("notes" in event.changes for event in events(ben, record=session.me))

    def test_conflicts_leave_them_out(self, session: Session) -> None:
        assert session.me is not None
        with command(session, "set") as work:
            work.change(session.me, {"notes": "secret", "role": "lead"})
        batch = undo_of(session)
        change(session, session.me, notes="more secret")
        taken = undo(opened(session.database.path, "ben"), batch)
        assert (taken.records, taken.conflicts) == (1, []), "the role goes back; that there are notes is not told"


def test_events_say_who_did_what_to_which_record(session: Session, task: int) -> None:
    ben = opened(session.database.path, "ben")
    change(ben, task, title="B")
    newest = events(session, record=task, limit=1)[0]
    assert (newest.by, newest.label, newest.ref, newest.verb, newest.version) == ("ben", "set", "CRM-1", "change", 2)
    assert newest.changes == {"title": ["Plan", "B"]}
    assert {event.kind for event in events(session) if event.batch == newest.batch} == {"task", "person"}
    assert len(events(session, limit=3)) == 3


def test_a_large_batch_is_taken_back_as_one(session: Session) -> None:
    with command(session, "import") as work:
        for number in range(300):
            work.create("task", {"project": project(session), "title": f"T{number}", "duration": 60})
    taken = undo(session)
    assert taken.records == 300
    assert session.database.value("SELECT count(*) FROM task WHERE archived IS NULL") == 0
    assert verify(session.database).fault is None


def test_archiving_and_restoring_twice_is_done_once(session: Session, task: int) -> None:
    for verb in ("restore", "archive", "archive"):
        with command(session, verb) as work:
            getattr(work, verb)(task)
    assert [event.verb for event in events(session, record=task)] == ["archive", "create"]
    undo(session)
    assert value(session, task, "archived") is None


def test_what_followed_from_an_undo_is_told_of_the_rows_it_is_about(session: Session, task: int) -> None:
    change(session, task, state="doing", progress=6000)
    with command(session, "comment") as work:
        work.create("comment", {"record": task, "text": "half way"})
    taken = undo(session, own_session=True)
    assert taken.about == [task]
    assert taken.lines == ["CRM-1: comment archived"]
    taken = undo(session, own_session=True)
    assert taken.about == [task]
    assert taken.lines[0].startswith("CRM-1: doing → todo · done 60 → ")
    change(session, task, due="2026-12-04", title="Another")
    assert undo(session, own_session=True).lines == ["CRM-1: due 4 Dec → – · title as before"]


def test_that_nothing_had_changed_is_taken_back_too_and_what_was_before_comes_next(session: Session, task: int) -> None:
    change(session, task, state="doing")
    with command(session, "no change") as work:
        work.confirm(task)
    assert undo(session, own_session=True).label == "no change"
    assert undo(session, own_session=True, redo=True).label == "no change"
    assert undo(session, own_session=True).label == "no change"
    assert undo(session, own_session=True).label == "set"
    assert value(session, task, "state") == "todo"
    assert_sound(session.database)
