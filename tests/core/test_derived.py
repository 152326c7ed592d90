"""What is computed from the facts: the same whatever the order they came in, and the same as computed anew."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store.support import DERIVED, TODAY, assert_sound, change, derived, make, new_portfolio, opened, project, stored

from models.core.access import Session
from models.operations import refresh, trends, weekly
from models.operations.command import command
from models.operations.move import move
from models.operations.undo import undo
from models.store.errors import ConflictError, NotFoundError, UsageError


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return new_portfolio(tmp_path / "p.db")


# -- random projects: tasks under tasks, links, progress, states

day = st.integers(-20, 60).map(lambda days: (TODAY + timedelta(days=days)).isoformat())
facts = st.fixed_dictionaries(
    {},
    optional={
        "duration": st.integers(0, 20).map(lambda days: days * 480),
        "start": day,
        "finish": day,
        "due": day,
        "progress": st.integers(0, 10_000),
        "remaining": st.integers(0, 10).map(lambda days: days * 480),
        "state": st.sampled_from(["todo", "doing", "blocked", "review", "done", "cancelled"]),
        "kind": st.sampled_from(["task", "milestone"]),
        "actual_start": day,
        "effort": st.integers(0, 5).map(lambda days: days * 480),
    },
)


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[tuple[int, int, str, int]]]:
    """Task rows with the index of their parent, and links between indexes."""
    count = draw(st.integers(1, 8))
    rows = [{**draw(facts), "parent": draw(st.none() | st.integers(0, number - 1)) if number else None} for number in range(count)]
    ends = st.integers(0, count - 1)
    links = draw(st.lists(st.tuples(ends, ends, st.sampled_from(["fs", "ss", "ff", "sf"]), st.sampled_from([0, 480, -480])), max_size=6))
    return rows, links


def fill(session: Session, rows: list[dict[str, Any]], links: list[tuple[int, int, str, int]], order: list[int]) -> dict[int, int]:
    """Write the rows in this order, parents and links afterwards; what the rules refuse is left out in every order alike."""
    crm = project(session)
    ids: dict[int, int] = {}
    with command(session, "tasks") as work:
        for index in order:
            values = {name: value for name, value in rows[index].items() if name != "parent"}
            always = {"project": crm, "title": f"T{index}", "position": f"{index + 1:02d}V"}
            try:
                ids[index] = work.create("task", {**always, **values})
            except UsageError:
                ids[index] = work.create("task", {**always, "duration": values.get("duration")})
    for index, row in enumerate(rows):
        if row["parent"] is not None:
            change(session, ids[index], parent=ids[row["parent"]])
    for first, second, kind, lag in links:
        try:
            make(session, "dependency", predecessor=ids[first], successor=ids[second], type=kind, lag=lag)
        except UsageError:
            continue
    return ids


def figures(session: Session, ids: dict[int, int]) -> list[tuple[Any, ...]]:
    """The forecast of every task by its place in the plan, not by its id; then the totals and the health."""
    back = {record: index for index, record in ids.items()}
    names = [row[1] for row in session.database.rows("PRAGMA table_info(task_schedule)")]
    found = []
    for values in session.database.rows("SELECT * FROM task_schedule"):
        row = dict(zip(names, values, strict=True))
        found.append((back[row.pop("task")], back.get(row.pop("driver")), *row.values()))
    rest = [row[1:] for table in ("project_totals", "project_health") for row in session.database.rows(f"SELECT * FROM {table}")]
    return sorted(found, key=lambda row: row[0]) + rest


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(plan=plans(), data=st.data())
def test_facts_give_the_same_figures_whatever_the_order(plan: tuple[Any, Any], data: st.DataObject) -> None:
    rows, links = plan
    order = data.draw(st.permutations(range(len(rows))))
    seen = []
    for sequence in (list(range(len(rows))), order):
        with tempfile.TemporaryDirectory() as folder:
            session = new_portfolio(f"{folder}/p.db")
            ids = fill(session, rows, links, sequence)
            seen.append(figures(session, ids))
            before = derived(session.database)
            refresh.rebuild(session.database)
            assert derived(session.database) == before
            session.database.close()
    assert without_drivers(seen[0]) == without_drivers(seen[1])


def test_reasons_of_equal_weight_stand_in_the_order_of_the_outline(session: Session) -> None:
    for title, position in (("Second", "02V"), ("First", "01V")):
        facts = {"kind": "milestone", "start": "2026-11-23", "due": "2026-11-25"}
        make(session, "task", project=project(session), title=title, position=position, **facts)
    reasons = session.database.value("SELECT reasons FROM project_health WHERE project = ?", (project(session),))
    assert 0 < reasons.index("First") < reasons.index("Second")


def without_drivers(found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Which of two equal predecessors holds a task may depend on their order; everything else may not."""
    return [(row[0], *row[2:]) if number < len(found) - 2 else row for number, row in enumerate(found)]


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(plan=plans(), edits=st.lists(st.tuples(st.integers(0, 7), facts), min_size=1, max_size=6))
def test_figures_after_every_edit_and_undo_are_those_computed_anew(plan: tuple[Any, Any], edits: list[tuple[int, dict[str, Any]]]) -> None:
    rows, links = plan
    with tempfile.TemporaryDirectory() as folder:
        session = new_portfolio(f"{folder}/p.db")
        ids = fill(session, rows, links, list(range(len(rows))))
        for index, values in edits:
            try:
                with command(session, "set") as work:
                    work.change(ids[index % len(ids)], values)
                    if index == 7:
                        work.archive(ids[0])
            except UsageError:
                continue
            compare(session)
        for _ in edits:
            try:
                undo(session)
            except (ConflictError, NotFoundError):
                break
            compare(session)
        assert_sound(session.database)
        session.database.close()


def compare(session: Session) -> None:
    """Nothing that was kept step by step differs from what is computed from nothing, marked projects as they are read."""
    refresh.refresh_marked(session)
    before = derived(session.database)
    refresh.rebuild(session.database)
    assert derived(session.database) == before


def test_the_search_is_rebuilt_as_it_was(session: Session) -> None:
    task = make(session, "task", project=project(session), title="Configure the firewall", description="ports")
    change(session, task, title="Configure the gateway")
    make(session, "risk", project=project(session), title="Supplier", cause="late gateway")
    found = {}
    for turn in ("kept", "anew"):
        found[turn] = {
            word: session.database.rows("SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid", (word,))
            for word in ("gateway", "firewall", "ports", "supplier", "crm", "ana")
        }
        refresh.rebuild(session.database)
    assert found["kept"] == found["anew"]
    assert len(found["anew"]["gateway"]) == 2
    assert found["anew"]["firewall"] == []


def test_marked_projects_are_computed_before_they_are_read(session: Session) -> None:
    task = make(session, "task", project=project(session), title="Plan", duration=480)
    session.database.execute("UPDATE task SET duration = 960 WHERE id = ?", (task,))
    before = derived(session.database)
    refresh.refresh_marked(session)
    assert derived(session.database) == before
    refresh.mark(session.database, project(session))
    refresh.mark(session.database, project(session))
    refresh.refresh_marked(session)
    assert derived(session.database) != before
    assert session.database.value("SELECT count(*) FROM stale") == 0


class TestCircles:
    """No task is part of itself, none waits for itself; refused in the transaction, and nothing is written."""

    @pytest.fixture
    def tasks(self, session: Session) -> list[int]:
        return [make(session, "task", project=project(session), title=f"T{number}", duration=480) for number in range(4)]

    @pytest.fixture(autouse=True)
    def nothing_is_left(self, session: Session) -> Iterator[None]:
        yield
        assert_sound(session.database)
        compare(session)

    def test_parents(self, session: Session, tasks: list[int]) -> None:
        change(session, tasks[1], parent=tasks[0])
        change(session, tasks[2], parent=tasks[1])
        for below in tasks[:3]:
            with pytest.raises(UsageError, match="part of itself"):
                change(session, tasks[0], parent=below)
        assert stored(session, "task", tasks[0])["parent"] is None

    def test_links(self, session: Session, tasks: list[int]) -> None:
        for before, after in pairwise(tasks):
            make(session, "dependency", predecessor=before, successor=after)
        with pytest.raises(UsageError, match="CRM-1 > CRM-2 > CRM-3 > CRM-4 > CRM-1"):
            make(session, "dependency", predecessor=tasks[3], successor=tasks[0])
        with pytest.raises(UsageError, match="wait for itself"):
            make(session, "dependency", predecessor=tasks[0], successor=tasks[0])
        assert session.database.value("SELECT count(*) FROM dependency") == 3

    def test_a_link_that_was_removed_does_not_come_back_into_a_circle(self, session: Session, tasks: list[int]) -> None:
        link = make(session, "dependency", predecessor=tasks[0], successor=tasks[1])
        with command(session, "archive") as work:
            work.archive(link)
        make(session, "dependency", predecessor=tasks[1], successor=tasks[0])
        with pytest.raises(UsageError, match="closes a loop"), command(session, "restore") as work:
            work.restore(link)

    def test_links_through_summaries(self, session: Session, tasks: list[int]) -> None:
        change(session, tasks[1], parent=tasks[0])
        change(session, tasks[2], parent=tasks[0])
        make(session, "dependency", predecessor=tasks[1], successor=tasks[3])
        with pytest.raises(UsageError, match="CRM-"):
            make(session, "dependency", predecessor=tasks[3], successor=tasks[0])
        make(session, "dependency", predecessor=tasks[3], successor=tasks[2])
        with pytest.raises(UsageError, match="CRM-"):
            change(session, tasks[3], parent=tasks[1])

    def test_programmes(self, session: Session) -> None:
        crm = project(session)
        net = make(session, "project", code="NET", title="Network", programme=crm)
        with pytest.raises(UsageError, match="part of itself"):
            change(session, crm, programme=net)

    @settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(wishes=st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.integers(0, 3)), max_size=8))
    def test_whatever_people_try(self, session: Session, wishes: list[tuple[bool, int, int]]) -> None:
        tasks = [make(session, "task", project=project(session), title="T", duration=480) for _ in range(4)]
        for is_parent, one, other in wishes:
            try:
                if is_parent:
                    change(session, tasks[one], parent=tasks[other])
                else:
                    make(session, "dependency", predecessor=tasks[one], successor=tasks[other])
            except UsageError:
                continue
        parents = dict(session.database.rows("SELECT id, parent FROM task"))
        for task in tasks:
            seen = set()
            while task is not None:
                assert task not in seen
                seen.add(task)
                task = parents[task]
        compare(session)


class TestStatusDate:
    """The day that a project's figures speak of."""

    def on(self, session: Session, day: date, source: str = "person") -> Session:
        other = opened(session.database.path, today=day)
        other.author = other.author._replace(source=source)
        return other

    def status(self, session: Session) -> tuple[Any, ...]:
        return session.database.rows("SELECT status_date, status_pinned FROM project")[0]

    def test_an_update_by_a_person_dates_it(self, session: Session) -> None:
        assert self.status(session) == (TODAY.isoformat(), None)
        later = self.on(session, TODAY + timedelta(days=2))
        make(later, "task", project=project(session), title="T")
        assert self.status(session) == ("2026-11-25", None)

    def test_an_import_does_not_and_may_pin_it(self, session: Session) -> None:
        crm = project(session)
        task = make(session, "task", project=crm, title="T", duration=480)
        imported = self.on(session, TODAY + timedelta(days=2), "import")
        make(imported, "task", project=crm, title="U")
        assert self.status(session) == (TODAY.isoformat(), None)
        with command(imported, "import") as work:
            work.change(crm, {"status_date": "2013-01-31", "status_pinned": 1})
        assert self.status(session) == ("2013-01-31", 1)
        with command(imported, "more") as work:
            work.change(task, {"duration": 960})
        assert self.status(session) == ("2013-01-31", 1)
        later = self.on(session, TODAY + timedelta(days=3))
        change(later, task, state="done")
        assert stored(session, "task", task)["actual_finish"] == "2013-01-31"
        assert self.status(session) == ("2026-11-26", None)

    def test_nothing_moves_overnight(self, session: Session) -> None:
        for number in range(4):
            make(
                session,
                "task",
                project=project(session),
                title=f"T{number}",
                duration=480 * number,
                state="doing" if number % 2 else "todo",
                due="2026-11-24",
            )
        before = derived(session.database)
        later = self.on(session, TODAY + timedelta(days=40))
        refresh.rebuild(later.database)
        assert derived(later.database) == before

    def test_a_typed_day_is_pinned(self, session: Session) -> None:
        change(session, project(session), status_date="2026-11-01")
        assert self.status(session) == ("2026-11-01", 1)

    def test_a_confirmation_dates_it_and_is_in_the_history(self, session: Session) -> None:
        task = make(session, "task", project=project(session), title="T")
        later = self.on(session, TODAY + timedelta(days=9))
        with command(later, "ok") as work:
            work.confirm(task)
        assert self.status(session) == ("2026-12-02", None)
        assert later.database.value("SELECT verb FROM entry WHERE record = ? ORDER BY id DESC LIMIT 1", (task,)) == "confirm"
        assert stored(session, "task", task)["version"] == 2


class TestWeeks:
    """What each week began with is recorded once and never repainted."""

    def at(self, session: Session, days: int) -> Session:
        return opened(session.database.path, today=TODAY + timedelta(days=days))

    def test_the_first_write_of_a_week_records_how_things_stood(self, session: Session) -> None:
        crm = project(session)
        task = make(session, "task", project=crm, title="T", duration=480, start="2026-11-23")
        finish = session.database.value("SELECT finish FROM project_totals")
        change(self.at(session, 7), task, duration=4800)
        change(self.at(session, 8), task, duration=9600)
        rows = session.database.rows("SELECT week, finish, progress FROM weekly_fact WHERE project = ? ORDER BY week", (crm,))
        assert [row[0] for row in rows] == ["2026-11-23", "2026-11-30"]
        assert rows[-1][1] == finish
        refresh.rebuild(session.database)
        assert session.database.rows("SELECT week, finish, progress FROM weekly_fact WHERE project = ? ORDER BY week", (crm,)) == rows

    def test_colours_of_past_weeks_stay(self, session: Session) -> None:
        crm = project(session)
        change(session, crm, start="2026-11-23", finish="2026-12-31")
        make(session, "task", project=crm, title="T", duration=480)
        with command(self.at(session, 14), "ok") as work:
            work.confirm(crm)
        change(self.at(session, 14), crm, finish="2026-11-24", start="2026-11-02")
        colours = trends.colours(self.at(session, 14), [crm], 4)[crm]
        assert len(colours) == 4
        assert colours[-1] == session.database.value("SELECT overall FROM project_health")
        assert colours[-2] != colours[-1]
        assert colours[0] is None

    def test_unconfirmed_is_five_working_days(self) -> None:
        assert weekly.is_unconfirmed(None, None, TODAY)
        assert not weekly.is_unconfirmed("2026-11-16", None, TODAY)
        assert weekly.is_unconfirmed("2026-11-13", None, TODAY)
        assert not weekly.is_unconfirmed("2026-11-13", 1, TODAY)


def test_derived_rows_are_dropped_with_their_task(session: Session) -> None:
    task = make(session, "task", project=project(session), title="T", duration=480)
    with command(session, "archive") as work:
        work.archive(task)
    assert derived(session.database)["task_schedule"] == []
    with command(session, "restore") as work:
        work.restore(task)
    assert len(derived(session.database)["task_schedule"]) == 1
    assert set(derived(session.database)) == set(DERIVED)


def test_a_command_tells_what_stood_before_and_after(session: Session) -> None:
    crm = project(session)
    task = make(session, "task", project=crm, title="T", duration=480, start="2026-11-23")
    with command(session, "set") as work:
        work.change(task, {"duration": 4800})
    assert work.before[crm].finish == "2026-11-23"
    assert work.after[crm].finish == "2026-12-04"
    assert [change.fields for change in work.batch.changes] == [{"duration": [480, 4800]}]


steps = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "set",
                "set",
                "set",
                "start",
                "status",
                "archive",
                "restore",
                "undo",
                "redo",
                "fail",
                "other",
                "later",
                "baseline",
                "new",
                "link",
                "move",
            ]
        ),
        st.integers(0, 7),
        facts,
        day,
    ),
    min_size=2,
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(plan=plans(), doing=steps)
def test_figures_taken_further_from_write_to_write_are_those_computed_anew(plan: tuple[Any, Any], doing: list[Any]) -> None:
    """Nothing is rebuilt in between: what one command leaves to the next must never be out of date, whoever wrote what."""
    rows, links = plan
    with tempfile.TemporaryDirectory() as folder:
        session = new_portfolio(f"{folder}/p.db")
        ids = list(fill(session, rows, links, list(range(len(rows)))).values())
        make(session, "project", code="NET", title="Network")
        sessions = {"other": opened(f"{folder}/p.db", "ben"), "later": opened(f"{folder}/p.db", today=TODAY + timedelta(days=9))}
        for word, index, values, when in doing:
            try:
                step(sessions.get(word, session), word, ids, index, values, when)
            except (UsageError, ConflictError, NotFoundError):
                continue
        compare(session)
        assert_sound(session.database)
        for each in (session, *sessions.values()):
            each.database.close()


def step(session: Session, word: str, ids: list[int], index: int, values: dict[str, Any], when: str) -> None:
    """One thing that somebody does to the plan."""
    crm, task = project(session), ids[index % len(ids)]
    if word in ("undo", "redo"):
        undo(session, redo=word == "redo")
        return
    with command(session, word) as work:
        if word == "start":
            work.change(crm, {"start": when})
        elif word == "status":
            work.change(crm, {"status_date": when})
        elif word in ("archive", "restore"):
            getattr(work, word)(task)
        elif word == "baseline":
            work.create("baseline", {"project": crm, "title": "Plan"})
        elif word == "new":
            ids.append(work.create("task", {"project": crm, "title": "N", "parent": task if index % 2 else None, **values}))
        elif word == "link":
            work.create("dependency", {"predecessor": task, "successor": ids[(index + 1) % len(ids)]})
        elif word == "move":
            move(work, task, project=project(session, "NET" if index % 2 else "CRM"))
        else:
            work.change(task, values)
        if word == "fail":
            raise UsageError("somebody thought better of it")
