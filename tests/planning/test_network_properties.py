"""The critical path method against a slow independent implementation, on random networks.

That one relaxes the inequalities until nothing moves, and finds total float by delaying each task until the project is late.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from models.planning.dated.values import Link
from models.planning.network import Activity, Times, schedule

STATUS = 700
MONDAY = datetime(1970, 1, 5, 8)


@st.composite
def networks(draw: st.DrawFn, facts: bool = True) -> tuple[list[Activity], list[Link]]:
    """Tasks numbered in an order in which all links run forward, then shuffled."""
    size = draw(st.integers(1, 9))
    activities = []
    for key in range(size):
        duration = draw(st.integers(0, 1500))
        state = draw(st.sampled_from(("todo", "todo", "todo", "doing", "unreported", "done"))) if facts else "todo"
        begun = draw(st.integers(0, STATUS - 1))
        if state == "todo":
            activities.append(Activity(key, duration, earliest=draw(st.none() | st.integers(0, 1500))))
        elif state == "done":
            activities.append(Activity(key, duration, 0, begun, draw(st.integers(begun, STATUS))))
        else:
            activities.append(Activity(key, duration, draw(st.integers(0, 900)) if state == "doing" else None, begun))
    links = []
    for successor in range(1, size):
        for predecessor in draw(st.sets(st.integers(0, successor - 1), max_size=3)):
            unit = draw(st.sampled_from(("working", "working", "elapsed", "percent")))
            kind = draw(st.sampled_from(("fs", "fs", "ss", "ff", "sf")))
            lag = draw(st.sampled_from((0, 0, 480)) | st.integers(-600, 3000))
            links.append(Link(predecessor, successor, kind, lag, unit))
    return draw(st.permutations(activities)), draw(st.permutations(links))


def instant(axis: int, *, ends: bool = False) -> datetime:
    """The moment at an axis value: a boundary is the next morning, or the evening before."""
    day, minute = divmod(axis - ends, 480)
    week, weekday = divmod(day, 5)
    return MONDAY + timedelta(days=week * 7 + weekday, minutes=minute + ends)


def earliest_after(base: int, link: Link, duration: int) -> int:
    """The first axis value at which a link that counts from `base` lets its successor go on."""
    if link.lag_unit == "elapsed":
        due = instant(base, ends=link.type in ("fs", "ff")) + timedelta(minutes=link.lag)
        values = range(base - 5000, base + 10000)
        return values[bisect_left(values, due, key=instant)]
    return base + ((duration * link.lag + 5000) // 10000 if link.lag_unit == "percent" else link.lag)


def rest(task: Activity) -> int:
    """Working minutes that remain at the status date."""
    if task.actual_finish is not None:
        return 0
    if task.actual_start is None:
        return task.duration
    return max(0, task.actual_start + task.duration - STATUS) if task.remaining is None else task.remaining


def relax(activities: list[Activity], links: list[Link], delayed: int | None = None, delay: int = 0) -> dict[int, tuple[int, int]]:
    """Start of the remaining work and finish of each task, by going over all links until nothing moves."""
    tasks = {task.key: task for task in activities}
    start = {task.key: max(STATUS, task.earliest or 0) for task in activities}
    if delayed is not None:
        start[delayed] = relax(activities, links)[delayed][0] + delay
    moved = True
    while moved:
        moved = False
        for link in links:
            before, after = tasks[link.predecessor], tasks[link.successor]
            if after.actual_finish is not None or (link.type == "ss" and after.actual_start is not None):
                continue
            ends = start[before.key] + rest(before) if before.actual_finish is None else before.actual_finish
            begins = start[before.key] if before.actual_start is None else before.actual_start
            bound = earliest_after(begins if link.type in ("ss", "sf") else ends, link, before.duration)
            bound -= rest(after) if link.type in ("ff", "sf") else 0
            if bound > start[after.key]:
                start[after.key] = bound
                moved = True
    return {
        key: (start[key], start[key] + rest(task) if task.actual_finish is None else task.actual_finish) for key, task in tasks.items()
    }


def computed(activities: list[Activity], links: list[Link]) -> dict[int, Times]:
    return schedule(activities, links, project_start=0, status=STATUS).times


def finish(dates: dict[int, tuple[int, int]]) -> int:
    return max(ends for _, ends in dates.values())


@given(networks())
@settings(max_examples=200)
def test_early_dates_agree(network: tuple[list[Activity], list[Link]]) -> None:
    activities, links = network
    result = schedule(activities, links, project_start=0, status=STATUS)
    expected = relax(activities, links)
    assert result.finish == finish(expected)
    for task in activities:
        times = result.times[task.key]
        begins = expected[task.key][0] if task.actual_start is None else task.actual_start
        assert (times.early_start, times.early_finish) == (begins, expected[task.key][1])


@given(networks())
@settings(max_examples=100)
def test_total_float_is_the_delay_that_the_finish_allows(network: tuple[list[Activity], list[Link]]) -> None:
    activities, links = network
    horizon = finish(relax(activities, links))
    for key, times in computed(activities, links).items():
        if next(task for task in activities if task.key == key).actual_finish is None:
            assert finish(relax(activities, links, key, times.total_float)) <= horizon
            assert finish(relax(activities, links, key, times.total_float + 1)) > horizon


@given(networks())
@settings(max_examples=100)
def test_free_float_is_the_delay_that_the_successors_allow(network: tuple[list[Activity], list[Link]]) -> None:
    activities, links = network
    before = relax(activities, links)
    successors = {key: [link.successor for link in links if link.predecessor == key] for key in before}
    for key, times in computed(activities, links).items():
        if next(task for task in activities if task.key == key).actual_finish is not None:
            continue
        later = relax(activities, links, key, times.free_float)
        assert all(later[successor] == before[successor] for successor in successors[key])
        later = relax(activities, links, key, times.free_float + 1)
        assert any(later[successor] != before[successor] for successor in successors[key]) or finish(later) > finish(before)


def satisfied(link: Link, before: Activity, early: dict[int, tuple[int, int]]) -> bool:
    """Whether a link holds between the given starts and finishes."""
    base = early[link.predecessor][link.type in ("fs", "ff")]
    return early[link.successor][link.type in ("ff", "sf")] >= earliest_after(base, link, before.duration)


@given(networks(facts=False))
@settings(max_examples=100)
def test_early_and_late_dates_satisfy_every_link(network: tuple[list[Activity], list[Link]]) -> None:
    activities, links = network
    tasks = {task.key: task for task in activities}
    result = computed(activities, links)
    early = {key: (times.early_start, times.early_finish) for key, times in result.items()}
    late = {key: (times.late_start, times.late_finish) for key, times in result.items()}
    for link in links:
        assert satisfied(link, tasks[link.predecessor], early)
        assert satisfied(link, tasks[link.predecessor], late)


@given(networks())
@settings(max_examples=100)
def test_without_constraints_no_float_is_negative_and_a_critical_path_exists(network: tuple[list[Activity], list[Link]]) -> None:
    activities, links = network
    result = schedule(activities, links, project_start=0, status=STATUS)
    assert all(value >= 0 for value in result.total_float)
    assert all(late >= early for early, late in zip(result.early_start, result.late_start, strict=True))
    still_open = [task.key for task in activities if task.actual_finish is None]
    if still_open:
        assert any(result.times[key].critical for key in still_open)


@given(networks())
@settings(max_examples=100)
def test_one_link_less_never_finishes_later(network: tuple[list[Activity], list[Link]]) -> None:
    activities, links = network
    whole = schedule(activities, links, project_start=0, status=STATUS).finish
    for position in range(len(links)):
        fewer = links[:position] + links[position + 1 :]
        assert schedule(activities, fewer, project_start=0, status=STATUS).finish <= whole


@given(networks(facts=False), st.data())
@settings(max_examples=100)
def test_constrained_dates_are_kept_and_a_conflict_is_negative_float(
    network: tuple[list[Activity], list[Link]], data: st.DataObject
) -> None:
    activities, links = network
    place = data.draw(st.integers(0, len(activities) - 1))
    constraint = data.draw(st.sampled_from(("mso", "mfo", "snlt", "fnlt")))
    task = activities[place]
    at = data.draw(st.integers(STATUS, STATUS + 6000)) + (task.duration if constraint in ("mfo", "fnlt") else 0)
    logic = relax([task._replace(earliest=None) if task.key == other.key else other for other in activities], links)[task.key][0]
    activities = [*activities[:place], task._replace(constraint=constraint, constraint_at=at), *activities[place + 1 :]]
    times = computed(activities, links)[task.key]
    limit = at - (task.duration if constraint in ("mfo", "fnlt") else 0)
    assert times.early_start == (limit if constraint in ("mso", "mfo") else min(limit, logic))
    assert times.total_float <= limit - logic or constraint in ("mso", "mfo")
    assert times.total_float < 0 or logic <= limit
