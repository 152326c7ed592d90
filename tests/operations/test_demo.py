"""The demo portfolio is credible, plays the lead's morning, and is what use would have left."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.core.access import Session, login_of_process
from models.core.record import find, references
from models.operations import demo_words, refresh, today, update, workload
from models.operations.demo import make_demo
from models.operations.portfolio import portfolio
from models.store import chain
from models.store.errors import UsageError
from models.values import day

MONDAY = date(2026, 11, 23)


def colours(session: Session) -> dict[str, int]:
    sql = "SELECT coalesce(overall, 'none'), count(*) FROM project_health GROUP BY 1"
    return dict(session.database.rows(sql))


def mine(session: Session) -> list[str]:
    found = today.rows(session, [session.me] if session.me else [])
    names = references(session, [record for _, record in found])
    return [names[record] for _, record in found]


def test_portfolio_is_credible(demo: Session) -> None:
    found = colours(demo)
    assert sum(found.values()) == 24
    assert 2 <= found["red"] <= 3
    assert 4 <= found["amber"] <= 6
    assert found["none"] == 3
    states = dict(demo.database.rows("SELECT state, count(*) FROM project GROUP BY 1"))
    assert {"idea": 1, "proposed": 1, "on_hold": 1, "closing": 1}.items() <= states.items()


def test_some_projects_are_not_confirmed(demo: Session) -> None:
    rows = demo.database.rows("SELECT code, status_date FROM project WHERE state = 'running'")
    silent = {code for code, status in rows if day.working_days_between(date.fromisoformat(status), MONDAY) > 5}
    assert silent == {"NET", "DOC", "TEL"}


def test_colours_have_moved(demo: Session) -> None:
    rows = demo.database.rows("SELECT project, overall FROM weekly_fact ORDER BY project, week")
    trends: dict[int, set[str]] = {}
    for project, overall in rows:
        trends.setdefault(project, set()).add(overall)
    assert sum(len(seen - {None}) > 1 for seen in trends.values()) >= 6


@pytest.mark.parametrize("back", range(7))
def test_the_morning_stands_first_on_every_weekday(back: int, tmp_path: Path) -> None:
    path = str(tmp_path / "demo.db")
    on = MONDAY - timedelta(days=back)
    make_demo(path, today=on, projects=1)
    with portfolio(path, today=on) as session:
        assert mine(session)[:3] == ["CRM-101", "CRM-102", "CRM-103"]
        leads = today.rows(session, today.team(session))
        names = references(session, [record for _, record in leads])
        assert [names[record] for _, record in leads][:3] == ["CRM-101", "CRM-102", "CRM-103"]


def test_the_morning_can_be_played(demo: Session) -> None:
    line = "CRM-101 x; CRM-102 60% 2h API stubbed; CRM-103 ! waiting on VPN"
    outcome = update.apply(demo, line, here=None, project=None, in_app=False)
    assert len(outcome.records) == 3
    rows = demo.database.rows(
        "SELECT number, state, progress, remaining, blocked_reason FROM task WHERE number BETWEEN 101 AND 103"
        " AND project = (SELECT id FROM project WHERE code = 'CRM') ORDER BY number"
    )
    assert rows == [(101, "done", 10000, 0, None), (102, "doing", 6000, 288, None), (103, "blocked", 2000, 960, "waiting on VPN")]
    assert demo.database.value("SELECT minutes FROM time_entry ORDER BY id DESC LIMIT 1") == 120


def test_the_maker_is_the_lead(demo: Session) -> None:
    assert demo.database.row("SELECT handle, login FROM person WHERE id = ?", (demo.me,)) == ("ana", login_of_process())
    assert demo.database.value("SELECT lead FROM project WHERE code = 'CRM'") == demo.me


def test_every_register_has_rows(demo: Session) -> None:
    kinds = dict(demo.database.rows("SELECT kind, count(*) FROM record GROUP BY kind"))
    assert kinds.keys() == {
        "project", "task", "dependency", "baseline", "baseline_line", "person", "unit", "risk", "issue", "budget_line", "cost",
        "time_entry", "comment", "link", "lesson",
    }  # fmt: skip
    assert kinds["person"] == 32
    assert kinds["unit"] == 7


def test_the_history_verifies_and_is_told_in_order(demo: Session) -> None:
    assert chain.verify(demo.database).fault is None
    instants = [row[0][:10] for row in demo.database.rows("SELECT at FROM batch ORDER BY id")]
    assert instants == sorted(instants)
    assert instants[-1] < MONDAY.isoformat()
    assert demo.database.value("SELECT count(DISTINCT by) FROM batch") >= 10


def test_states_agree_with_their_dates(demo: Session) -> None:
    wrong = """SELECT number FROM task WHERE (state = 'done') <> (actual_finish IS NOT NULL)
        OR (state = 'blocked') <> (blocked_since IS NOT NULL)
        OR (state = 'done' AND (progress <> 10000 OR remaining <> 0)) OR (state IN ('doing', 'done', 'blocked') AND actual_start IS NULL)
        OR actual_start > actual_finish OR actual_start > :today"""
    assert demo.database.rows(wrong, {"today": MONDAY.isoformat()}) == []  # type: ignore[arg-type]


def test_nobody_works_longer_than_a_day(demo: Session) -> None:
    most = demo.database.value("SELECT max(total) FROM (SELECT sum(minutes) AS total FROM time_entry GROUP BY person, day)")
    assert 240 <= most <= 480


def test_most_people_have_work_and_a_few_have_too_much(demo: Session) -> None:
    people = [row[0] for row in demo.database.rows("SELECT id FROM person")]
    loads = workload.loads(demo, people, 3).values()
    shares = [sum(load.weeks) / (3 * load.capacity) for load in loads]
    assert 2 <= sum(share > 1.25 for share in shares) <= 4
    assert max(shares) < 2
    assert sum(0.55 <= share <= 1.15 for share in shares) >= len(people) * 0.6


def test_derived_figures_are_those_of_a_rebuild(demo: Session) -> None:
    tables = ("task_schedule", "project_totals", "project_health")
    before = {table: sorted(demo.database.rows(f"SELECT * FROM {table}")) for table in tables}
    refresh.rebuild(demo.database)
    assert {table: sorted(demo.database.rows(f"SELECT * FROM {table}")) for table in tables} == before


def test_the_same_seed_makes_the_same_portfolio(demo_file: Path, tmp_path: Path) -> None:
    again, other = str(tmp_path / "again.db"), str(tmp_path / "other.db")
    make_demo(again, today=MONDAY)
    make_demo(other, today=MONDAY, seed=8)
    told = []
    for path in (str(demo_file), again, other):
        with portfolio(path, today=MONDAY) as session:
            told.append(session.database.rows("SELECT record, verb, changes FROM entry ORDER BY id"))
    assert told[0] == told[1] != told[2]


def test_large_has_as_many_as_asked_for(tmp_path: Path) -> None:
    path = str(tmp_path / "large.db")
    make_demo(path, today=MONDAY, projects=40, tasks=3000)
    with portfolio(path, today=MONDAY) as session:
        assert session.database.row("SELECT (SELECT count(*) FROM project), (SELECT count(*) FROM task)") == (40, 3000)
        assert session.database.value("SELECT count(*) FROM task_schedule") == 3000
        assert mine(session)[:3] == ["CRM-101", "CRM-102", "CRM-103"]
        assert chain.verify(session.database).fault is None


def test_one_project_of_a_thousand_tasks(tmp_path: Path) -> None:
    path = str(tmp_path / "one.db")
    make_demo(path, today=MONDAY, projects=1, tasks=1000)
    with portfolio(path, today=MONDAY) as session:
        assert session.database.value("SELECT count(*) FROM task") == 1000
        assert find(session, "CRM-1000").kind == "task"


def test_a_file_that_is_there_is_refused(demo_copy: str) -> None:
    with pytest.raises(UsageError, match="is there already"):
        make_demo(demo_copy, today=MONDAY)


def test_outline_says_what_follows_what() -> None:
    nodes = demo_words.outline("A\n  One 2d @ana\n  & Two 3h +x\n  * Both due\nB\n  Three 1d w4\n  ~ Some day\n")
    assert [(node.title, node.kind, node.parent, node.after) for node in nodes] == [
        ("A", "summary", None, ()), ("One", "task", 0, ()), ("Two", "task", 0, ()), ("Both", "milestone", 0, (1, 2)),
        ("B", "summary", None, ()), ("Three", "task", 4, (3,)), ("Some day", "task", 4, ()),
    ]  # fmt: skip
    assert (nodes[1].minutes, nodes[1].owner, nodes[2].minutes, nodes[2].labels) == (960, "ana", 180, "x")
    assert (nodes[3].due, nodes[5].week) == (True, 4)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["", "& ", "* ", "~ "])), min_size=1, max_size=20))
def test_outlines_point_backwards_only(lines: list[tuple[int, str]]) -> None:
    depth, text = 0, ""
    for number, (wanted, mark) in enumerate(lines):
        depth = min(wanted, depth + 1 if number else 0)
        text += f"{'  ' * depth}{mark}Line {number} 1d\n"
    for place, node in enumerate(demo_words.outline(text)):
        assert all(before < place for before in node.after)
        assert node.parent is None or node.parent < place
