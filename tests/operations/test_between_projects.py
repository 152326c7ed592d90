"""Links between projects: a task waits for one of another project, and moves when that moves."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from models.core.record import reference
from models.operations import check, move, outside, refresh
from models.operations.command import command
from models.operations.portfolio import portfolio
from models.operations.undo import undo
from models.store.errors import UsageError
from models.values.day import add_working_days

from .conftest import MONDAY, Office

DAY = 480
_TABLES = ("task_schedule", "project_totals", "project_health")


def dates(office: Office, task: int) -> tuple[str | None, str | None]:
    """The forecast of a task, read as everybody reads: marked projects are computed before."""
    refresh.refresh_marked(office.session)
    return office.session.database.rows("SELECT start, finish FROM task_schedule WHERE task = ?", (task,))[0]


def far(office: Office, **values: Any) -> int:
    """A task of the other project."""
    return office.make(project=office.iam, **values)


def link(office: Office, before: int, after: int, **values: Any) -> int:
    return office.make("dependency", predecessor=before, successor=after, title=None, **values)


def marked(office: Office) -> list[int]:
    return [project for (project,) in office.session.database.rows("SELECT project FROM stale ORDER BY project")]


def sound(office: Office) -> None:
    """What is written agrees with its history, what is computed with a rebuild."""
    wanted = ("references", "history", "directory", "rows", "computed")
    assert [finding for finding in check.check(office.session) if finding.faults and finding.check in wanted] == []


@pytest.mark.parametrize(("values", "start", "finish"), [
    ({}, "2026-11-27", "2026-11-30"),
    ({"lag": DAY}, "2026-11-30", "2026-12-01"),
    ({"lag": 2 * 1440, "lag_unit": "elapsed"}, "2026-11-30", "2026-12-01"),
    ({"lag": 5000, "lag_unit": "percent"}, "2026-12-01", "2026-12-02"),
    ({"type": "ss", "lag": DAY}, "2026-11-24", "2026-11-25"),
    ({"type": "ff"}, "2026-11-25", "2026-11-26"),
    ({"type": "sf", "lag": 3 * DAY}, "2026-11-24", "2026-11-25"),
])  # fmt: skip
def test_a_task_of_another_project_holds_as_one_of_its_own(office: Office, values: dict[str, Any], start: str, finish: str) -> None:
    """By every type and lag; the link is the waiting task's project's, and what waits shortens no float of the first."""
    before, after = far(office, start="2026-11-23", duration=4 * DAY), office.make(duration=2 * DAY)
    floats = "SELECT total_float, free_float FROM task_schedule WHERE task = ?"
    own = office.session.database.row(floats, (before,))
    found = link(office, before, after, **values)
    assert dates(office, after) == (start, finish)
    assert office.row(found)["project"] == office.crm
    assert office.session.database.row(floats, (before,)) == own
    within = office.make(start="2026-11-23", duration=4 * DAY)
    twin = office.make(duration=2 * DAY)
    link(office, within, twin, **values)
    assert dates(office, twin) == (start, finish)
    assert office.session.database.value("SELECT driver FROM task_schedule WHERE task = ?", (after,)) == before
    sound(office)


def test_what_follows_elsewhere_is_marked_and_computed_before_it_is_read(office: Office) -> None:
    """The project that was written is computed at once; the next one when it is read, and so on along the links."""
    first, second = office.make(duration=2 * DAY), far(office, duration=DAY)
    with command(office.session, "third") as work:
        net = work.create("project", {"code": "NET", "title": "Network"})
    third = office.make(project=net, duration=DAY)
    link(office, first, second)
    link(office, second, third)
    assert marked(office) == []
    with command(office.session, "longer") as work:
        work.change(first, {"duration": 6 * DAY})
    assert marked(office) == [office.iam]
    assert [dates(office, task)[1] for task in (first, second, third)] == ["2026-11-30", "2026-12-01", "2026-12-02"]
    assert marked(office) == []
    with command(office.session, "title") as work:
        work.change(first, {"title": "The same days"})
    assert marked(office) == []
    sound(office)


def test_a_mark_records_the_week_as_a_write_does(office: Office) -> None:
    """How the other projects stood before is known, though nobody wrote in them."""
    first, second = office.make(duration=2 * DAY), far(office, duration=DAY)
    link(office, first, second)
    with portfolio(office.session.database.path, login="ana", today=MONDAY + timedelta(days=7)) as later:
        with command(later, "longer") as work:
            work.change(first, {"duration": 6 * DAY})
        refresh.refresh_marked(later)
        weeks = later.database.rows("SELECT week, finish FROM weekly_fact WHERE project = ? ORDER BY week", (office.iam,))
        assert weeks[-1] == ("2026-11-30", "2026-11-25")
        assert later.database.value("SELECT finish FROM project_totals WHERE project = ?", (office.iam,)) > "2026-12-01"


@pytest.mark.parametrize("away", [{"state": "cancelled"}, {"archived": "2026-11-23T09:00:00.000Z"}])
def test_what_is_cancelled_or_archived_holds_nothing(office: Office, away: dict[str, Any]) -> None:
    before, after = far(office, duration=4 * DAY), office.make(duration=DAY)
    link(office, before, after)
    assert dates(office, after)[0] == "2026-11-27"
    with command(office.session, "away") as work:
        work.change(before, away)
    assert marked(office) == [office.crm]
    assert dates(office, after)[0] == "2026-11-23"
    undo(office.session)
    assert dates(office, after)[0] == "2026-11-27"
    sound(office)


def test_loops_are_refused_across_projects(office: Office) -> None:
    """Naming the tasks in order; also when a link, a place in the outline, a restored or a redone link would close one."""
    one, two, three = office.make(duration=DAY), far(office, duration=DAY), office.make(duration=DAY)
    link(office, one, two)
    closing = link(office, two, three)
    with pytest.raises(UsageError, match="CRM-1 > IAM-1 > CRM-2 > CRM-1"):
        link(office, three, one)
    with command(office.session, "remove") as work:
        work.archive(closing)
    link(office, three, one)
    with command(office.session, "restore") as work, pytest.raises(UsageError, match="CRM-2 > CRM-1 > IAM-1 > CRM-2"):
        work.restore(closing)
    summary = far(office, kind="summary")
    link(office, summary, three)
    with (
        pytest.raises(UsageError, match="wait for each other: IAM-1 > IAM-2 > CRM-2 > CRM-1 > IAM-1"),
        command(office.session, "under") as work,
    ):
        work.change(two, {"parent": summary})
    sound(office)


def test_a_link_that_is_there_is_not_made_twice(office: Office) -> None:
    """Of another type it is another link."""
    one, two = office.make(), far(office)
    first = link(office, one, two)
    with pytest.raises(UsageError, match=f"IAM-1 waits for CRM-1 already: {reference(office.session, first)}"):
        link(office, one, two, lag=DAY)
    other = link(office, one, two, type="ff")
    with command(office.session, "same") as work, pytest.raises(UsageError, match="already"):
        work.change(other, {"type": "fs"})
    with command(office.session, "remove") as work:
        work.archive(first)
    link(office, one, two)
    with command(office.session, "restore") as work, pytest.raises(UsageError, match="already"):
        work.restore(first)


def test_what_another_project_waits_for_is_not_as_late_as_possible(office: Office) -> None:
    """Its late date would hang on the project's finish, which may hang on the other project: to and fro without end."""
    late, long = office.make(duration=DAY, constraint="alap"), office.make(duration=10 * DAY)
    assert dates(office, late)[0] == "2026-12-04"
    between, last = far(office, duration=DAY), office.make(duration=20 * DAY)
    found = link(office, late, between)
    assert dates(office, late)[0] == "2026-11-23"
    link(office, between, last)
    assert dates(office, last) == ("2026-11-25", "2026-12-22")
    with command(office.session, "remove") as work:
        work.archive(found)
    assert marked(office) == [office.crm]
    assert dates(office, late)[0] == "2026-12-21"
    assert long
    sound(office)


def test_a_moved_task_keeps_its_links(office: Office) -> None:
    """They become links between projects, and the other way round; one undo brings everything back."""
    one, two, three = (office.make(duration=DAY) for _ in range(3))
    into, out = link(office, one, two), link(office, two, three)
    before = {task: dates(office, task) for task in (one, two, three)}
    with command(office.session, "move") as work:
        move.move(work, two, project=office.iam)
    assert {task: dates(office, task) for task in (one, two, three)} == before
    assert [office.row(each)["project"] for each in (into, out)] == [office.iam, office.crm]
    with command(office.session, "longer") as work:
        work.change(one, {"duration": 3 * DAY})
    assert dates(office, three) == ("2026-11-27", "2026-11-27")
    sound(office)
    undo(office.session)
    undo(office.session)
    assert [office.row(each)["project"] for each in (into, out)] == [office.crm, office.crm]
    assert {task: dates(office, task) for task in (one, two, three)} == before
    sound(office)


def test_a_file_that_may_only_be_read_is_read_as_it_is(office: Office) -> None:
    """And says so, where figures are marked."""
    before, after = far(office, duration=4 * DAY), office.make(duration=DAY)
    link(office, before, after)
    with command(office.session, "longer") as work:
        work.change(before, {"duration": 5 * DAY})
    database = office.session.database
    database.read_only = True
    assert dates(office, after) == ("2026-11-27", "2026-11-27")
    assert marked(office) == [office.crm]
    database.read_only = False


_FACTS: dict[str, Any] = {
    "duration": lambda chance: {"duration": chance.randint(0, 9) * DAY},
    "start": lambda chance: {"start": add_working_days(MONDAY, chance.randint(-5, 20)).isoformat()},
    "state": lambda chance: {"state": chance.choice(["todo", "doing", "done", "blocked", "cancelled"])},
    "constraint": lambda chance: {"constraint": chance.choice([None, "asap", "alap"])},
    "archived": lambda chance: {"archived": chance.choice([None, "2026-11-23T09:00:00.000Z"])},
    "kind": lambda chance: {"kind": chance.choice(["task", "milestone"])},
}


def _step(office: Office, chance: random.Random, tasks: list[int], links: list[int], projects: list[int]) -> None:
    """Something that people do: a link more or less, a fact, a move to a project or summary, an undo."""
    how = chance.choice(["link", "link", "fact", "fact", "fact", "remove", "project", "parent", "undo"])
    with command(office.session, how) as work:
        if how == "link":
            one, other = chance.sample(tasks, 2)
            values = {
                "predecessor": one,
                "successor": other,
                "type": chance.choice(["fs", "ss", "ff", "sf"]),
                "lag": chance.choice([None, DAY, -DAY]),
            }
            links.append(work.create("dependency", values | {"lag_unit": chance.choice([None, "elapsed"])}))
        elif how == "fact":
            work.change(chance.choice(tasks), _FACTS[chance.choice([*_FACTS])](chance))
        elif how == "remove" and links:
            work.change(chance.choice(links), {"archived": chance.choice([None, "2026-11-23T09:00:00.000Z"])})
        elif how == "project":
            move.move(work, chance.choice(tasks), project=chance.choice(projects))
        elif how == "parent":
            move.move(work, chance.choice(tasks), parent=chance.choice([None, *tasks]))
    if how == "undo":
        undo(office.session)


@pytest.mark.parametrize("seed", range(6))
def test_step_by_step_or_anew_the_figures_are_the_same(office: Office, seed: int) -> None:
    """Whatever is linked, written and moved in three projects, each figure is the one that a rebuild gives."""
    chance, database = random.Random(seed), office.session.database
    with command(office.session, "third") as work:
        projects = [office.crm, office.iam, work.create("project", {"code": "NET", "title": "Network"})]
    tasks = [office.make(project=project, duration=DAY * chance.randint(1, 5)) for project in projects for _ in range(4)]
    links: list[int] = []
    carried = between = 0
    for _ in range(40):
        try:
            _step(office, chance, tasks, links, projects)
            carried += 1
        except Exception as error:  # what the rules refuse is no step
            if not hasattr(error, "hint"):
                raise
        if chance.random() < 0.5:
            continue
        refresh.refresh_marked(office.session)
        kept = [database.rows(f"SELECT * FROM {table} ORDER BY 1") for table in _TABLES]
        refresh.rebuild(database)
        assert [database.rows(f"SELECT * FROM {table} ORDER BY 1") for table in _TABLES] == kept
        between += sum(len(outside.waiting(database, project)) for project in projects)
    assert carried > 10
    assert between
    sound(office)


def test_another_account_sees_what_was_marked(office: Office) -> None:
    """The mark is in the file: whoever opens it next computes."""
    before, after = far(office, duration=4 * DAY), office.make(duration=DAY)
    link(office, before, after)
    with command(office.session, "longer") as work:
        work.change(before, {"duration": 5 * DAY})
    with portfolio(office.session.database.path, login="bob", today=MONDAY) as other:
        refresh.refresh_marked(other)
        assert other.database.rows("SELECT start FROM task_schedule WHERE task = ?", (after,)) == [("2026-11-30",)]
    assert marked(office) == []


def test_what_a_write_moves_in_other_projects_is_said_the_worst_by_name(office: Office) -> None:
    """IAM has a week of slack before its other task ends, NET none: NET slips more."""
    with command(office.session, "third") as work:
        net = work.create("project", {"code": "NET", "title": "Network"})
    first, other, last = office.make(duration=2 * DAY), far(office, duration=DAY), office.make(project=net, duration=DAY)
    far(office, duration=4 * DAY)
    link(office, first, other)
    link(office, first, last)
    dates(office, last)
    outcome = office.say("1 rem 5d")
    assert outcome.lines[1:] == ["also NET finish 30 Nov (+5 d) · and 1 more project"]
    assert marked(office) == []
    assert undo(office.session).lines[-1].endswith("also NET finish 25 Nov (-5 d) · and 1 more project")
    assert len(office.say("1 =").lines) == 1
