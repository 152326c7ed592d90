"""A dated plan simulated: without uncertainty every run is the plan, and what is done or fixed does not move."""

from __future__ import annotations

from collections.abc import Hashable

from hypothesis import given, settings
from hypothesis import strategies as st

from models.planning.calendar import Calendar, round_the_clock, standard
from models.planning.dated.plan import plan
from models.planning.dated.values import LAG_UNITS, LINK_TYPES, Dates, Link, Part, Project, Task
from models.planning.estimate import ThreePoint
from models.planning.hours import spans
from models.planning.instants import from_text, to_text
from models.planning.simulation.from_plan import Uncertain, uncertain
from models.planning.simulation.model import Simulation
from models.planning.simulation.simulate import simulate

MONDAY = from_text("2026-01-05T08:00")
OFFICE = standard()
CALENDARS: dict[Hashable, Calendar] = {
    "office": OFFICE,
    "night": Calendar("night", [spans("22:00-06:00")] * 5 + [()] * 2),
    "always": round_the_clock(),
}
PROJECT = Project(MONDAY, "office")


def run(plan: Uncertain, runs: int = 2) -> Simulation:
    return simulate(plan.tasks, plan.links, runs=runs, start=plan.start, calendars=plan.calendars)


def finish_of(*tasks: Task, links: tuple[Link, ...] = (), project: Project = PROJECT) -> str:
    found = run(uncertain(tasks, links, CALENDARS, project))
    assert found.finish is not None
    assert len(set(found.finish.values)) == 1
    return to_text(int(found.finish.values[0]))


@st.composite
def tasks(draw: st.DrawFn, key: int) -> Task:
    """A task of any kind that can be planned: open, begun, done, manual, constrained, of two people."""
    kind = draw(st.sampled_from(("open", "open", "open", "begun", "done", "manual", "limit", "people")))
    duration, day = draw(st.integers(0, 6)) * 240, OFFICE.next_start(MONDAY + draw(st.integers(0, 14)) * 1440)
    task = Task(key, duration, draw(st.sampled_from((None, None, "night", "always"))), parent=draw(st.sampled_from((None, 100))))
    if kind == "begun":
        return task._replace(duration=duration + 240, actual_start=day, remaining=duration, resume=draw(st.sampled_from((None, day + 2880))))
    if kind == "done":
        return task._replace(actual_start=day, actual_finish=OFFICE.add(day, duration))
    if kind == "manual":
        return task._replace(manual=True, manual_start=day)
    if kind == "limit":
        return task._replace(constraint=draw(st.sampled_from(("snet", "fnet", "snlt", "fnlt", "mso", "mfo", "alap"))), constraint_at=day)
    if kind == "people":
        return task._replace(calendar=None, parts=(Part("office", duration), Part("night", 480)))
    return task


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[Task], list[Link]]:
    """Tasks of every kind, some below a summary that other tasks wait for, and links of every kind."""
    size = draw(st.integers(1, 7))
    found = [Task(100, 0), *(draw(tasks(key)) for key in range(1, size + 1))]
    inside = {task.key for task in found if task.parent}
    links = []
    for successor in range(2, size + 1):
        for predecessor in draw(st.sets(st.integers(1, successor - 1), max_size=3)):
            unit = draw(st.sampled_from(LAG_UNITS))
            lag = draw(st.sampled_from((0, 0, 2500, 10000, -5000) if "percent" in unit else (0, 0, 480, -240, 1500)))
            from_summary = predecessor in inside and successor not in inside and all(key < successor for key in inside)
            links.append(Link(100 if from_summary else predecessor, successor, draw(st.sampled_from(LINK_TYPES)), lag, unit))
    return found if inside else found[1:], links


def end_of_work(task: Task, dates: Dates) -> int:
    """A plan shows a finish that a link puts on a morning there; work ends the evening before."""
    calendar = CALENDARS[task.calendar or "office"]
    return calendar.previous_finish(dates.finish) if dates.why.link in ("ff", "sf") and task.duration else dates.finish


@settings(max_examples=150)
@given(networks(), st.sampled_from((None, MONDAY + 3 * 1440)))
def test_without_uncertainty_every_run_ends_with_the_plan(network: tuple[list[Task], list[Link]], status: int | None) -> None:
    given_tasks, links = network
    project = PROJECT._replace(status=status)
    dates = plan(given_tasks, links, CALENDARS, project)
    finish = max(end_of_work(task, dates.dates(task.key)) for task in given_tasks if task.key < 100)
    found = run(uncertain(given_tasks, links, CALENDARS, project))
    assert found.finish is not None
    assert {OFFICE.between(finish, round(value)) for value in found.finish.values} == {0}
    assert set(found.duration.values) == {OFFICE.between(dates.start, finish)}


def test_done_work_is_fixed_and_what_remains_is_drawn() -> None:
    begun = Task(2, 960, actual_start=MONDAY + 1440, remaining=480)
    given_tasks = [Task(1, 480, actual_start=MONDAY, actual_finish=MONDAY + 540), begun, Task(3, 480)]
    links = [Link(1, 2), Link(2, 3)]
    estimates = {1: ThreePoint(1, 5000, 9000), 2: ThreePoint(240, 480, 960)}
    found = run(uncertain(given_tasks, links, CALENDARS, PROJECT, estimates), 500)
    figures = {task.key: task for task in found.tasks}
    assert (figures[1].mean, figures[1].sd) == (0, 0)
    assert 3 * 480 + 240 < found.duration.ordered[0] < found.duration.ordered[-1] < 3 * 480 + 960
    assert figures[2].criticality == 1
    assert found.duration_tornado[0].key == 2


def test_links_from_the_start_of_begun_work_count_from_the_day_it_began() -> None:
    begun = Task(1, 2400, actual_start=MONDAY, remaining=480)
    assert finish_of(begun, Task(2, 480), links=(Link(1, 2, "ss", 5 * 480),)) == "2026-01-12T17:00"
    assert finish_of(begun, Task(2, 480), links=(Link(1, 2, "ss", 10000, "percent"),)) == "2026-01-12T17:00"


def test_a_summary_begins_with_its_first_task() -> None:
    below = (Task(100, 0), Task(1, 960, parent=100), Task(2, 480, parent=100, constraint="snet", constraint_at=MONDAY + 2880))
    link = Link(100, 3, "ss", 480)
    assert finish_of(*below, Task(3, 960), links=(link,)) == "2026-01-07T17:00"
    found = run(uncertain([*below, Task(3, 1440)], [link], CALENDARS, PROJECT))
    assert {task.key: task.criticality for task in found.tasks if task.key > 0} == {1: 1, 2: 0, 3: 1}


def test_a_fixed_task_that_drives_the_finish_is_critical_as_the_plan_says() -> None:
    """The second task is held later than its link leads, by a constraint, by hand or in the calendar of its person; the third follows."""
    later = MONDAY + 3 * 1440
    for changes in (
        {"constraint": "mso", "constraint_at": later}, {"manual": True, "manual_start": later}, {"parts": (Part("night", 960),)},
    ):  # fmt: skip
        for kind, lag in (("fs", 0), ("ss", 480)):
            given_tasks, links = [Task(1, 480), Task(2, 960)._replace(**changes), Task(3, 4800)], [Link(1, 2), Link(2, 3, kind, lag)]
            if "parts" in changes and kind == "ss":
                continue
            planned = plan(given_tasks, links, CALENDARS, PROJECT)
            found = {task.key: task.criticality for task in run(uncertain(given_tasks, links, CALENDARS, PROJECT)).tasks}
            assert [found[key] for key in (2, 3)] == [int(planned.dates(key).critical) for key in (2, 3)] == [1, 1], (changes, kind)


def test_a_status_date_behind_a_constraint_holds_in_every_run() -> None:
    project = PROJECT._replace(status=MONDAY + 7 * 1440)
    for duration, finish in ((0, "2026-01-19T17:00"), (480, "2026-01-20T17:00")):
        held = Task(2, duration, constraint="mso", constraint_at=MONDAY + 1440)
        assert finish_of(Task(1, 2400), held, Task(3, 2880), links=(Link(1, 2), Link(2, 3)), project=project) == finish


def test_what_leads_to_a_task_of_several_people_is_critical_and_moves_it() -> None:
    people = (Part("office", 960), Part("office", 480))
    given_tasks = [Task(1, 480), Task(2, 960, parts=people), Task(3, 960, parts=people, actual_start=MONDAY, remaining=960), Task(4, 480)]
    links = [Link(1, 2), Link(2, 4)]
    found = {task.key: task.criticality for task in run(uncertain(given_tasks, links, CALENDARS, PROJECT)).tasks if task.key > 0}
    assert found == {1: 1, 2: 1, 3: 0, 4: 1}
    begun = {task.key: task.criticality for task in run(uncertain(given_tasks[2:3], [], CALENDARS, PROJECT)).tasks if task.key > 0}
    assert begun == {3: 1}
    drawn = run(uncertain(given_tasks, links, CALENDARS, PROJECT, {1: ThreePoint(240, 480, 1440)}), 500).duration.ordered
    assert 4 * 480 <= drawn[0] < 5 * 480 < drawn[-1] < 6 * 480


def test_people_who_rest_where_a_link_to_their_finish_leads_end_before() -> None:
    rest, people = Task(1, 720), (Part("office", 0), Part("night", 480))
    given_tasks, links = [rest, Task(2, 0, parts=people)], (Link(1, 2, "ff", 480, "elapsed"),)
    planned = plan(given_tasks, links, CALENDARS, PROJECT).finish
    assert finish_of(*given_tasks, links=links) == to_text(planned) == "2026-01-06T12:00"
