"""The critical path method: the worked examples and each rule about facts, constraints and lags."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from models.planning.dated.values import Link
from models.planning.network import Activity, LoopError, Schedule, Times, schedule
from models.planning.workweek import DAY, at_finish, at_start, finish_day, start_day
from planning.worked import CPM_1, CPM_1_DATES, CPM_1_LINKS, read_links


def plan(durations: str, links: str, *, status: int = 0, **changes: Activity) -> dict[str, Times]:
    """Times by name of a net written as `A4 B6` and `A-FS->B A-SS+2->C`, in bare units."""
    activities = {name[0]: Activity(ord(name[0]), int(name[1:])) for name in durations.split()} | changes
    result = schedule(list(activities.values()), read_links(links), project_start=0, status=status)
    return {chr(key): times for key, times in result.times.items()}


def dates(times: Times) -> tuple[int, int]:
    return times.early_start, times.early_finish


def test_cpm_1() -> None:
    result = plan(" ".join(f"{name}{days}" for name, days in CPM_1.items()), CPM_1_LINKS)
    assert {name: tuple(times[:6]) for name, times in result.items()} == CPM_1_DATES
    assert {name for name, times in result.items() if times.critical} == set("ACGH")
    assert result["G"].driver == ord("C")
    assert result["A"].driver is None


@pytest.mark.parametrize(
    ("lag", "unit", "begins"),
    [
        (0, "working", date(2026, 12, 21)),
        (2 * DAY, "working", date(2026, 12, 23)),
        (2 * 24 * 60, "elapsed", date(2026, 12, 21)),
        (5000, "percent", date(2026, 12, 23)),
    ],
)
def test_lag_1(lag: int, unit: str, begins: date) -> None:
    start = at_start(date(2026, 12, 15))
    links = [Link(1, 2, "fs", lag, unit)]
    result = schedule([Activity(1, 4 * DAY), Activity(2, DAY)], links, project_start=start, status=start)
    assert finish_day(result.times[1].early_finish) == date(2026, 12, 18)
    assert start_day(result.times[2].early_start) == begins


def test_cpm_3() -> None:
    with pytest.raises(LoopError) as refused:
        plan("A1 B1", "A-FS->B B-FS->A")
    assert sorted(refused.value.keys) == [ord("A"), ord("B")]


def test_cpm_4_milestones_open_ends_and_orphans() -> None:
    result = plan("A4 M0 B2 O1", "A-FS->M M-FS->B")
    assert dates(result["M"]) == (4, 4)
    assert dates(result["B"]) == (4, 6)
    assert dates(result["O"]) == (0, 1)
    assert result["O"].total_float == result["O"].free_float == 5


def test_cpm_4_a_constraint_earlier_than_the_logic_is_a_conflict() -> None:
    result = plan("A4 B2 C1", "A-FS->B B-FS->C", B=Activity(ord("B"), 2, constraint="mso", constraint_at=1))
    assert dates(result["B"]) == (1, 3)
    assert (result["B"].total_float, result["B"].driver) == (-3, None)
    assert result["A"].total_float == -3
    assert (result["C"].total_float, dates(result["C"])) == (0, (3, 4))


def summary_plan(*links: Link) -> dict[int, Times]:
    """Tasks 1 to 3 below summary 10, tasks 4 and 5 below summary 20, task 6 and a long task 7 alone."""
    activities = [Activity(key, duration, earliest=key) for key, duration in ((1, 4), (2, 6), (3, 5), (4, 2), (5, 3), (6, 1), (7, 40))]
    leaves = {10: [1, 2, 3], 20: [4, 5]}
    return schedule(activities, links, project_start=0, status=0, leaves=leaves).times


def test_cpm_4_a_summary_holds_its_successors_until_its_last_task_ends() -> None:
    times = summary_plan(Link(10, 20, "fs", 2))
    assert [times[key].early_start for key in (4, 5)] == [10, 10]
    assert {times[key].driver for key in (4, 5)} <= {2, 3}
    assert [times[key].late_finish for key in (1, 2, 3)] == [42, 42, 42]
    assert [times[key].free_float for key in (1, 2, 3)] == [3, 0, 0]
    assert set(times) == {1, 2, 3, 4, 5, 6, 7}


def test_cpm_4_a_summary_starts_with_its_first_task() -> None:
    times = summary_plan(Link(10, 6, "ss", 8))
    assert (times[6].early_start, times[6].driver) == (9, 1)
    assert times[1].late_start == times[6].late_start - 8 == 38
    assert times[1].free_float == 0
    assert times[3].late_finish == times[3].early_finish + times[3].free_float == 47


def test_cpm_4_links_between_a_task_and_a_summary() -> None:
    times = summary_plan(Link(6, 20), Link(10, 6, "ff", 3, "working"))
    assert dates(times[6]) == (10, 11)
    assert [times[key].early_start for key in (4, 5)] == [11, 11]


def test_cpm_4_a_percentage_lag_behind_a_summary_is_one_of_its_whole_duration() -> None:
    assert summary_plan(Link(10, 20, "fs", 5000, "percent"))[4].early_start == 8 + (8 - 1) // 2 + 1
    assert summary_plan(Link(10, 6, "ss", 10000, "percent"))[6].early_start == 1 + (8 - 1)


def test_a_summary_that_several_tasks_open_is_opened_by_all_of_them_in_any_order() -> None:
    activities = [Activity(1, 480), Activity(2, 480), Activity(3, 1440)]
    for given in (activities, activities[::-1]):
        times = schedule(given, [Link(10, 3, "ss", 480)], project_start=0, status=0, leaves={10: [1, 2]}).times
        assert [times[key].total_float for key in (1, 2, 3)] == [0, 0, 0]


def test_cpm_4_a_lag_behind_a_summary_counts_from_its_actual_finish() -> None:
    activities = [Activity(1, 2, 0, 0, 2), Activity(2, 3, 0, 0, 3), Activity(3, 1), Activity(4, 1)]
    result = schedule(activities, [Link(10, 20, "fs", 6)], project_start=0, status=5, leaves={10: [1, 2], 20: [3, 4]})
    assert result.early_start[2:] == [9, 9]


def test_a_summary_cannot_wait_for_a_task_below_it() -> None:
    with pytest.raises(LoopError) as refused:
        summary_plan(Link(10, 20), Link(4, 1))
    assert refused.value.keys in ([4, 1], [1, 4])


def test_the_loop_is_named_in_the_order_of_its_links() -> None:
    with pytest.raises(LoopError) as refused:
        plan("A1 B1 C1 D1 E1", "A-FS->B B-SS->C C-FS->D D-FF->B D-FS->E")
    keys = refused.value.keys
    turned = keys.index(ord("B"))
    assert keys[turned:] + keys[:turned] == [ord("B"), ord("C"), ord("D")]


def test_finished_tasks_are_fixed_at_their_actual_dates() -> None:
    result = plan("A4 B3", "A-FS->B", status=10, A=Activity(ord("A"), 4, 0, 1, 9))
    assert result["A"] == Times(1, 9, 1, 9, 0, 0, False, None)
    assert dates(result["B"]) == (10, 13)


def test_a_finished_task_without_a_start_is_taken_to_have_lasted_its_duration() -> None:
    assert dates(plan("A4", "", status=10, A=Activity(ord("A"), 4, None, None, 9))["A"]) == (5, 9)


def test_a_finished_successor_holds_its_predecessor_no_longer() -> None:
    result = plan("A4 B3 C20", "A-FS->B", status=5, B=Activity(ord("B"), 3, 0, 1, 4))
    assert dates(result["A"]) == (5, 9)
    assert result["A"].total_float == result["A"].free_float == 16


def test_a_started_task_does_the_rest_from_the_status_date() -> None:
    result = plan("A6 B2", "A-FS->B", status=10, A=Activity(ord("A"), 6, 3, 2))
    assert dates(result["A"]) == (2, 13)
    assert dates(result["B"]) == (13, 15)
    assert result["A"].critical


def test_retained_logic_holds_the_rest_behind_the_predecessor() -> None:
    result = plan("A8 B4", "A-FS->B", status=2, A=Activity(ord("A"), 8, 6, 0), B=Activity(ord("B"), 4, 3, 1))
    assert dates(result["B"]) == (1, 11)
    assert result["B"].driver == ord("A")
    assert result["A"].total_float == 0


@pytest.mark.parametrize(("status", "finish"), [(3, 6), (6, 6), (9, 9)])
def test_unreported_progress_believes_the_plan(status: int, finish: int) -> None:
    assert dates(plan("A6", "", status=status, A=Activity(ord("A"), 6, None, 0))["A"]) == (0, finish)


def test_a_start_to_start_link_is_over_once_the_successor_has_started() -> None:
    result = plan("A9 B4", "A-SS+5->B", status=1, B=Activity(ord("B"), 4, 4, 0))
    assert dates(result["B"]) == (0, 5)


def test_nothing_unstarted_lies_before_the_status_date() -> None:
    assert dates(plan("A4", "", status=7)["A"]) == (7, 11)
    assert dates(plan("A4", "", status=7, A=Activity(ord("A"), 4, constraint="mso", constraint_at=3))["A"]) == (7, 11)


def test_the_planned_start_holds_only_without_a_constraint() -> None:
    assert dates(plan("A4", "", A=Activity(ord("A"), 4, earliest=6))["A"]) == (6, 10)
    assert dates(plan("A4", "", A=Activity(ord("A"), 4, earliest=6, constraint="asap"))["A"]) == (0, 4)
    assert dates(plan("A4", "", A=Activity(ord("A"), 4, earliest=6, constraint="snet", constraint_at=3))["A"]) == (3, 7)


@pytest.mark.parametrize(
    ("constraint", "at", "start", "total_float", "float_before"),
    [
        ("snet", 6, 6, 2, 4),
        ("fnet", 9, 7, 1, 4),
        ("snet", 1, 4, 4, 4),
        ("mso", 6, 6, 0, 2),
        ("mfo", 9, 7, 0, 3),
        ("snlt", 6, 4, 2, 2),
        ("fnlt", 7, 4, 1, 1),
        ("snlt", 3, 3, -1, -1),
        ("fnlt", 5, 3, -1, -1),
        ("mfo", 5, 3, -1, -1),
        ("alap", None, 8, 0, 4),
        ("asap", None, 4, 4, 4),
    ],
)
def test_constraints(constraint: str, at: int | None, start: int, total_float: int, float_before: int) -> None:
    held = Activity(ord("B"), 2, constraint=constraint, constraint_at=at)
    result = plan("A4 B2 C10", "A-FS->B", B=held)
    assert result["B"].early_start == start
    assert result["B"].total_float == total_float
    assert result["A"].total_float == float_before


def test_as_late_as_possible_takes_its_successors_along_but_not_the_project() -> None:
    late = Activity(ord("A"), 2, constraint="alap")
    result = plan("A2 B3 C10", "A-FS->B", A=late)
    assert dates(result["A"]) == (5, 7)
    assert dates(result["B"]) == (7, 10)
    assert result["B"].total_float == 0


def test_a_constraint_makes_the_floats_before_it_negative() -> None:
    result = plan("A4 B2 C1", "A-FS->B", B=Activity(ord("B"), 2, constraint="fnlt", constraint_at=5))
    assert (result["A"].total_float, result["B"].total_float, result["C"].total_float) == (-1, -1, 4)
    assert not result["C"].critical


def test_a_conflict_behind_a_fixed_date_is_negative_float_too() -> None:
    mso, fnlt = Activity(ord("B"), 2, constraint="mso", constraint_at=5), Activity(ord("C"), 1, constraint="fnlt", constraint_at=5)
    result = plan("A2 B2 C1", "A-FS->B B-FS->C", B=mso, C=fnlt)
    assert [dates(result[name]) for name in "ABC"] == [(0, 2), (5, 7), (4, 5)]
    assert [result[name].total_float for name in "ABC"] == [3, 0, -3]


@pytest.mark.parametrize(
    ("held", "behind", "total_float"),
    [
        (Activity(ord("A"), 2, constraint="fnlt", constraint_at=4), Activity(ord("B"), 1, constraint="snet", constraint_at=8), 2),
        (Activity(ord("A"), 4, constraint="mso", constraint_at=1), Activity(ord("B"), 1, constraint="fnlt", constraint_at=4), 0),
        (Activity(ord("A"), 4), Activity(ord("B"), 1, constraint="fnlt", constraint_at=3), -2),
    ],
)
def test_free_float_is_no_more_than_total_float_and_not_below_nothing(held: Activity, behind: Activity, total_float: int) -> None:
    result = plan("A0 B0 C10", "A-FS->B", A=held, B=behind)
    assert (result["A"].total_float, result["A"].free_float) == (total_float, max(0, total_float))


def test_elapsed_lags_count_backward_too() -> None:
    start = at_start(date(2026, 12, 14))
    activities = [Activity(1, DAY), Activity(2, DAY), Activity(3, 10 * DAY)]
    links = [Link(1, 2, "ss", 2 * 24 * 60, "elapsed")]
    result = schedule(activities, links, project_start=start, status=start).times
    assert start_day(result[2].early_start) == date(2026, 12, 16)
    assert start_day(result[2].late_start) == date(2026, 12, 25)
    assert start_day(result[1].late_start) == date(2026, 12, 23)


def test_links_to_tasks_outside_are_left_out() -> None:
    result = schedule([Activity(1, 4)], [Link(1, 9), Link(9, 1)], project_start=0, status=0)
    assert result.times[1] == Times(0, 4, 0, 4, 0, 0, True, None)


def test_an_empty_project_finishes_where_it_starts() -> None:
    result = schedule([], [], project_start=5, status=9)
    assert (result.finish, result.times) == (5, {})


def test_plain_tuples_do_as_well() -> None:
    rows = [(key, 4, None, None, None, None, None, None) for key in (1, 2)]
    result = schedule(rows, [(1, 2, "fs", 0, "working")], project_start=0, status=0)
    assert result.finish == 8


def _net_1000(path: Path) -> Schedule:
    start = at_start(date(2026, 1, 5))
    with path.open() as file:
        rows = list(csv.DictReader(file))
    activities = [Activity(int(row["id"]), int(row["duration_days"]) * DAY) for row in rows]
    links = [Link(int(key), int(row["id"])) for row in rows for key in row["predecessors"].split()]
    return schedule(activities, links, project_start=start, status=start)


def test_a_network_of_a_thousand_tasks_as_three_other_programs_compute_it(shared: Path) -> None:
    result = _net_1000(shared / "cpm" / "net-1000.csv")
    assert finish_day(result.finish) == date(2028, 8, 29)
    assert result.finish - at_finish(date(2026, 1, 2)) == 692 * DAY
    assert sum(result.critical) == 58


def _axis(text: str) -> int:
    """Axis value of a Microsoft Project date at the start (08:00) or the end (17:00) of a working day."""
    day = date.fromisoformat(text[:10])
    return at_start(day) if text.endswith("08:00") else at_finish(day)


@pytest.mark.parametrize("name", ["task-links-project2003-mspdi", "task-links-project2013-mspdi", "mspdirelations", "sample"])
def test_dates_and_slack_are_those_of_microsoft_project(shared: Path, name: str) -> None:
    project = json.loads((shared / "msproject" / f"{name}.xml.json").read_text())
    units = {"d": DAY, "w": 5 * DAY}
    expected: dict[int, tuple[int, ...]] = {}
    activities, links = [], []
    for task in project["tasks"]:
        if task["summary"]:
            continue
        stored = task["computed"]
        early, ends, late, latest = (_axis(stored[field]) for field in ("early_start", "early_finish", "late_start", "late_finish"))
        expected[task["uid"]] = (early, ends, late, latest, int(stored["total_slack"]["v"]), int(stored["free_slack"]["v"]))
        since = _axis(stored["constraint_date"]) if stored["constraint_type"] == "START_NO_EARLIER_THAN" else None
        activities.append(Activity(task["uid"], ends - early, constraint="snet" if since else "asap", constraint_at=since))
        for link in task["predecessors"]:
            lag = int(link["lag"]["v"] * units[link["lag"]["u"]])
            links.append(Link(link["uid"], task["uid"], link["type"].lower(), lag))
    start = _axis(project["start"])
    times = schedule(activities, links, project_start=start, status=start).times
    assert {key: tuple(found[:6]) for key, found in times.items()} == expected


@pytest.mark.parametrize("unit", ["working", "elapsed", "percent"])
@pytest.mark.parametrize("lag", [0, 2 * DAY, -DAY])
@pytest.mark.parametrize("kind", ["fs", "ss", "ff", "sf"])
def test_a_task_outside_holds_its_successor_as_a_finished_one_inside_would(kind: str, lag: int, unit: str) -> None:
    far = Activity(1, 3 * DAY, actual_start=2 * DAY, actual_finish=6 * DAY)
    mine = [Activity(2, 2 * DAY), Activity(3, DAY)]
    links = [Link(1, 2, kind, lag, unit), Link(2, 3)]
    inside = schedule([far, *mine], links, project_start=0, status=0)
    outside = schedule(mine, links, project_start=0, status=0, outside=[far])
    assert outside.keys == [2, 3]
    for key in outside.keys:
        assert dates(outside.times[key]) == dates(inside.times[key])
        assert outside.times[key].driver == inside.times[key].driver


def test_a_task_outside_is_no_part_of_the_project() -> None:
    far = Activity(1, DAY, actual_start=0, actual_finish=100 * DAY)
    found = schedule([Activity(2, DAY), Activity(3, 2 * DAY)], [Link(1, 3, "ss")], project_start=0, status=0, outside=[far])
    assert found.finish == 2 * DAY
    assert [times.total_float for times in found.rows()] == [DAY, 0]


def test_a_task_outside_holds_every_part_of_a_summary() -> None:
    far = Activity(1, DAY, actual_start=0, actual_finish=5 * DAY)
    parts = [Activity(3, DAY), Activity(4, 2 * DAY), Activity(5, DAY)]
    links = [Link(1, 2), Link(2, 5, "ss")]
    found = schedule(parts, links, project_start=0, status=0, leaves={2: [3, 4]}, outside=[far])
    assert [(times.early_start, times.driver) for times in found.rows()] == [(5 * DAY, 1), (5 * DAY, 1), (5 * DAY, 3)]
