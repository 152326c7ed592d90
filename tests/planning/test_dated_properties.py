"""The schedule with calendars against two independent computations, on random networks.

Where all tasks share the week of eight hours, the walk over the bare axis of working minutes must say the same. Where each task has a
calendar of its own, an implementation that knows only single working minutes relaxes the links until nothing moves, and total float
is found by delaying each task until the project is late.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.planning import network
from models.planning.calendar import Calendar, five_days, round_the_clock
from models.planning.dated.plan import DatedPlan, plan
from models.planning.dated.values import Link, Project, Task, Why
from models.planning.hours import DAY_OFF, spans

STANDARD = Calendar("Monday to Friday", five_days(spans("08:00-16:00")))
MONDAY_AXIS = 5 * 480 * 10
START = STANDARD.starts[MONDAY_AXIS]
STATUS = 700
OTHER = Why("link")


def links_between(draw: st.DrawFn, size: int, *, elapsed: bool) -> list[Link]:
    """Links that run forward in the numbering of the tasks."""
    links = []
    for successor in range(1, size):
        for predecessor in draw(st.sets(st.integers(0, successor - 1), max_size=3)):
            unit = draw(st.sampled_from(("working", "elapsed", "percent") if elapsed else ("working", "percent")))
            kind = draw(st.sampled_from(("fs", "fs", "ss", "ff", "sf")))
            lag = draw(st.sampled_from((0, 0, 480)) | st.integers(-600, 3000))
            links.append(Link(predecessor, successor, kind, lag, unit))
    return draw(st.permutations(links))


@st.composite
def facts(draw: st.DrawFn) -> tuple[list[network.Activity], list[Link]]:
    """Tasks of a shared calendar on the axis, some begun or done; milestones, which the bare axis cannot put in the evening, without
    elapsed lags."""
    size = draw(st.integers(1, 8))
    elapsed = draw(st.booleans())
    activities = []
    for key in range(size):
        duration = draw(st.sampled_from((480, 960) if elapsed else (0, 480)) | st.integers(1, 1500))
        state = draw(st.sampled_from(("todo", "todo", "todo", "doing", "unreported", "done")))
        begun = draw(st.integers(0, STATUS - 1))
        constraint = draw(st.sampled_from((None,) * 6 + ("alap", "snet", "snlt", "fnet", "fnlt", "mso", "mfo")))
        if state == "todo" and constraint is not None:
            activities.append(network.Activity(key, duration, constraint=constraint, constraint_at=draw(st.integers(duration, 4000))))
        elif state == "todo":
            activities.append(network.Activity(key, duration, earliest=draw(st.none() | st.integers(0, 1500))))
        elif state == "done":
            activities.append(network.Activity(key, duration, 0, begun, draw(st.integers(begun + 1, STATUS))))
        else:
            activities.append(network.Activity(key, duration, draw(st.integers(1, 900)) if state == "doing" else None, begun))
    return draw(st.permutations(activities)), links_between(draw, size, elapsed=elapsed)


def dated(activity: network.Activity) -> Task:
    """The same task with instants in the place of axis values."""
    begin, end, at = STANDARD.starts, STANDARD.finishes, activity.constraint_at
    return Task(
        activity.key,
        activity.duration,
        remaining=activity.remaining,
        actual_start=None if activity.actual_start is None else begin[MONDAY_AXIS + activity.actual_start],
        actual_finish=None if activity.actual_finish is None else end[MONDAY_AXIS + activity.actual_finish],
        earliest=None if activity.earliest is None else begin[MONDAY_AXIS + activity.earliest],
        constraint=activity.constraint or "asap",
        constraint_at=None if at is None else (end if str(activity.constraint)[0] == "f" or activity.constraint == "mfo" else begin)[MONDAY_AXIS + at],
    )


@given(facts())
@settings(max_examples=200)
def test_a_shared_calendar_gives_what_the_bare_axis_gives(given_network: tuple[list[network.Activity], list[Link]]) -> None:
    activities, links = given_network
    bare = network.schedule(activities, links, project_start=0, status=STATUS).times
    frame = Project(START, None, status=STANDARD.starts[MONDAY_AXIS + STATUS])
    result = plan([dated(activity) for activity in activities], links, {None: STANDARD}, frame)
    axis = STANDARD.axis
    for activity in activities:
        expected, found = bare[activity.key], result.dates(activity.key)
        values = tuple(axis[instant] - MONDAY_AXIS for instant in (found.start, found.finish, found.late_finish))
        assert values == (expected.early_start, expected.early_finish, expected.late_finish)
        assert found.total_float == expected.total_float
        assert found.free_float == expected.free_float
        assert found.critical == expected.critical


@pytest.mark.parametrize(
    ("constraint", "at", "planned", "delayed"),
    [("asap", None, 0, 2000), ("alap", None, 0, 2000), ("snet", 1000, 1000, 2000), ("fnet", 1000, 520, 2000), ("snlt", 1000, 0, 1000)],
)
def test_a_constraint_takes_the_place_of_the_planned_start_and_stands_beside_a_levelling_delay(
    constraint: str, at: int | None, planned: int, delayed: int
) -> None:
    activity = network.Activity(1, 480, earliest=2000, constraint=constraint, constraint_at=at)
    found = plan([dated(activity)], [], {None: STANDARD}, Project(START)).dates(1)
    assert network.schedule([activity], (), project_start=0, status=0).times[1].early_start == planned
    assert STANDARD.axis[found.start] - MONDAY_AXIS == delayed


WEEKS = {
    "day": STANDARD,
    "night": Calendar("night", (spans("22:00-06:00"),) * 4 + (DAY_OFF,) * 3),
    "half": Calendar("half", five_days(spans("08:00-12:00"))),
    "always": round_the_clock(),
}
MINUTES = {
    name: [at for at in range(START - 20 * 1440, START + 120 * 1440) if calendar.axis[at + 1] > calendar.axis[at]]
    for name, calendar in WEEKS.items()
}


@st.composite
def mixed(draw: st.DrawFn) -> tuple[list[Task], list[Link]]:
    """Unstarted tasks, each in one of the calendars."""
    size = draw(st.integers(1, 6))
    tasks = [Task(key, draw(st.sampled_from((240, 480)) | st.integers(1, 900)), draw(st.sampled_from(sorted(WEEKS)))) for key in range(size)]
    return tasks, links_between(draw, size, elapsed=True)


def moved(name: object, instant: int, lag: int) -> int:
    """An instant so many working minutes later, minute by minute."""
    minutes = MINUTES[str(name)]
    if lag > 0:
        return minutes[bisect_left(minutes, instant) + lag - 1] + 1
    return minutes[bisect_left(minutes, instant) + lag] if lag else instant


def work(task: Task, begins: int) -> tuple[int, int]:
    """First and last minute of a task that may begin at an instant."""
    minutes = MINUTES[str(task.calendar)]
    place = bisect_left(minutes, begins)
    return minutes[place], minutes[place + task.duration - 1] + 1


def work_until(task: Task, finish: int) -> tuple[int, int]:
    """First and last minute of a task whose working minutes are those before an instant."""
    minutes = MINUTES[str(task.calendar)]
    place = bisect_left(minutes, finish)
    return minutes[place - task.duration], minutes[place - 1] + 1


def relax(tasks: list[Task], links: list[Link], delayed: int | None = None, until: int = 0) -> dict[int, tuple[int, int]]:
    """Start and finish of each task by going over all links until nothing moves."""
    dates = {task.key: work(task, until if task.key == delayed else START) for task in tasks}
    changed = True
    while changed:
        changed = False
        for link in links:
            before, after = tasks[link.predecessor], tasks[link.successor]
            base = dates[before.key][link.type in ("fs", "ff")]
            lag = (before.duration * link.lag + 5000) // 10000 if link.lag_unit == "percent" else link.lag
            bound = base + lag if link.lag_unit == "elapsed" else moved(after.calendar, base, lag)
            found = work(after, bound) if link.type in ("fs", "ss") else work_until(after, bound)
            if found[0] > dates[after.key][0]:
                dates[after.key] = found
                changed = True
    return dates


@given(mixed())
@settings(max_examples=100)
def test_early_dates_in_several_calendars_agree(given_network: tuple[list[Task], list[Link]]) -> None:
    tasks, links = given_network
    result = plan(tasks, links, WEEKS, Project(START, "day"))
    expected = relax(tasks, links)
    for task in tasks:
        found = result.dates(task.key)
        finish = found.early_finish if found.early_finish == expected[task.key][1] else WEEKS[str(task.calendar)].previous_finish(found.early_finish)
        assert (found.early_start, finish) == expected[task.key]


@given(mixed())
@settings(max_examples=80)
def test_total_float_in_several_calendars_is_the_delay_that_the_finish_allows(given_network: tuple[list[Task], list[Link]]) -> None:
    tasks, links = given_network
    result = plan(tasks, links, WEEKS, Project(START, "day"))
    horizon = max(finish for _, finish in relax(tasks, links).values())
    ending = {result.dates(task.key).early_finish: WEEKS[str(task.calendar)] for task in tasks}
    assert result.finish >= horizon  # a finish shown at the start of a span is later on the clock only
    assert ending[result.finish].between(horizon, result.finish) == 0
    for task in tasks:
        found = result.dates(task.key)
        minutes = MINUTES[str(task.calendar)]
        place = bisect_left(minutes, found.early_start) + found.total_float
        assert max(finish for _, finish in relax(tasks, links, task.key, minutes[place]).values()) <= result.finish
        assert minutes[place] == found.late_start
        later = relax(tasks, links, task.key, minutes[place + 1])
        assert max(finish for _, finish in later.values()) > horizon


@st.composite
def outlined(draw: st.DrawFn) -> tuple[list[Task], list[Link]]:
    """Tasks of which the first ones lie below a summary, with links from it to those behind it."""
    tasks, links = draw(mixed())
    inside = draw(st.integers(1, len(tasks)))
    parts = [task._replace(parent=100) if task.key < inside else task for task in tasks]
    lags = st.sampled_from((0, 480, -240, 5000))
    kinds, units = st.sampled_from(("fs", "ss", "ff", "sf")), st.sampled_from(("working", "elapsed", "percent", "elapsed percent"))
    links += [Link(100, draw(st.integers(inside, len(tasks) - 1)), draw(kinds), draw(lags), draw(units)) for _ in range(inside < len(tasks))]
    return [Task(100, 0), *parts], links


@given(outlined(), st.data())
@settings(max_examples=100)
def test_the_order_in_which_tasks_and_links_stand_changes_no_date(given_plan: tuple[list[Task], list[Link]], data: st.DataObject) -> None:
    tasks, links = given_plan
    result = plan(tasks, links, WEEKS, Project(START, "day"))
    other = plan(data.draw(st.permutations(tasks)), data.draw(st.permutations(links)), WEEKS, Project(START, "day"))
    for task in tasks:
        assert result.dates(task.key)._replace(why=OTHER, why_late=OTHER) == other.dates(task.key)._replace(why=OTHER, why_late=OTHER)


def finishes(result: DatedPlan, tasks: list[Task]) -> list[int]:
    return [result.dates(task.key).early_finish for task in tasks]


@given(mixed())
@settings(max_examples=80)
def test_one_link_more_never_finishes_earlier(given_network: tuple[list[Task], list[Link]]) -> None:
    tasks, links = given_network
    whole = plan(tasks, links, WEEKS, Project(START, "day"))
    for position in range(len(links)):
        fewer = plan(tasks, links[:position] + links[position + 1 :], WEEKS, Project(START, "day"))
        pairs = zip(tasks, finishes(fewer, tasks), finishes(whole, tasks), strict=True)
        assert all(WEEKS[str(task.calendar)].between(without, having) >= 0 for task, without, having in pairs)


@given(mixed(), st.integers(0, 500))
@settings(max_examples=80)
def test_passes_agree_and_no_float_of_a_critical_task_exceeds_the_threshold(
    given_network: tuple[list[Task], list[Link]], threshold: int
) -> None:
    tasks, links = given_network
    result = plan(tasks, links, WEEKS, Project(START, "day"), critical_at=threshold)
    rows = list(result.rows())
    assert result.critical == [row.key for row in rows if row.critical]
    assert result.critical
    for task, row in zip(tasks, rows, strict=True):
        calendar = WEEKS[str(task.calendar)]
        assert row.critical is (row.total_float <= threshold)
        assert row.total_float >= 0
        assert calendar.between(row.early_start, row.late_start) == calendar.between(row.early_finish, row.late_finish) == row.total_float
        assert calendar.between(row.late_start, row.late_finish) == task.duration
        assert row.why.kind in ("project start", "link")
    path = result.longest_path()
    assert all(after in {link.successor for link in links if link.predecessor == before} for before, after in pairwise(path))
    assert bisect_right(sorted(row.early_finish for row in rows), result.dates(path[-1]).early_finish) == len(rows)


@given(facts())
@settings(max_examples=50)
def test_rows_say_what_dates_say(given_network: tuple[list[network.Activity], list[Link]]) -> None:
    activities, links = given_network
    result = plan([dated(activity) for activity in activities], links, {None: STANDARD}, Project(START))
    assert list(result.rows()) == [result.dates(activity.key) for activity in activities]


TWIN = Calendar("the same hours", five_days(spans("08:00-12:00", "13:00-17:00")))
OTHER = Calendar("the same hours again", five_days(spans("08:00-12:00", "13:00-17:00")))
ZERO = TWIN.next_start(START)


@st.composite
def everything(draw: st.DrawFn) -> tuple[list[Task], list[Link]]:
    """Tasks with every kind of constraint, deadline and fact, on days and in the middle of them."""
    size = draw(st.integers(1, 7))
    when = st.builds(lambda day, minute: ZERO + day * 1440 + minute, st.integers(0, 25), st.sampled_from((0, 0, 120, 240, 540, 600)))
    tasks = []
    for key in range(size):
        constraint = draw(st.sampled_from(("asap",) * 4 + ("alap", "snet", "snlt", "fnet", "fnlt", "mso", "mfo")))
        task = Task(
            key,
            draw(st.sampled_from((0, 480, 960)) | st.integers(1, 1500)),
            constraint=constraint,
            constraint_at=None if constraint in ("asap", "alap") else draw(when),
            deadline=draw(st.none() | when),
            earliest=draw(st.none() | when),
        )
        state = draw(st.sampled_from(("todo", "todo", "todo", "doing", "done")))
        if state != "todo":
            task = task._replace(actual_start=ZERO - 1440 * draw(st.integers(0, 3)), remaining=draw(st.none() | st.integers(0, 900)))
        if state == "done":
            task = task._replace(actual_finish=(task.actual_start or 0) + 1440 * draw(st.integers(0, 3)) + 540)
        tasks.append(task)
    return tasks, links_between(draw, size, elapsed=True)


@given(everything(), st.booleans(), st.booleans())
@settings(max_examples=100)
def test_one_shared_calendar_and_two_alike_give_the_same(
    given_network: tuple[list[Task], list[Link]], links_first: bool, with_status: bool
) -> None:
    tasks, links = given_network
    frame = Project(ZERO, "one", status=ZERO + 1440 if with_status else None)
    calendars = {"one": TWIN, "two": OTHER}
    shared = plan(tasks, links, calendars, frame, links_first=links_first)
    long_ago = Task(-5, 0, "two", actual_start=ZERO - 9 * 1440, actual_finish=ZERO - 9 * 1440)
    apart = plan([*tasks, long_ago], links, calendars, frame, links_first=links_first)
    for one, other in zip(shared.rows(), apart.rows(), strict=False):  # in a break a link and the project's start may hold a date alike
        assert one._replace(why=other.why, why_late=other.why_late) == other
    assert shared.out_of_sequence == apart.out_of_sequence
    assert shared.finish == apart.finish
