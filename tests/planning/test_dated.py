"""The schedule with calendars: the worked examples, and each rule about links, constraints, facts, summaries and projects."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from models.planning.calendar import Absence, Calendar, DayHours, five_days, round_the_clock, standard
from models.planning.dated.checks import PlanError
from models.planning.dated.plan import DatedPlan, plan
from models.planning.dated.values import Dates, Link, Part, Project, Task, Why
from models.planning.hours import CalendarError, spans
from models.planning.instants import from_text, to_text
from models.planning.loops import LoopError
from planning.worked import CPM_1, CPM_1_DATES, CPM_1_LINKS, read_links

DAY = 480
START = from_text("2026-12-14T08:00")
HOLIDAYS = [DayHours(date(2026, 12, 25), date(2026, 12, 25)), DayHours(date(2027, 1, 1), date(2027, 1, 1))]


class Net:
    """A project written as `A=4 B=6` in days and `A-FS->B A-SS+2->C`, in the standard week, its dates by name."""

    def __init__(self, durations: str, links: str = "", *, holidays: bool = False, status: str | None = None, **changes: object) -> None:
        frame = Project(START, "week", None if status is None else from_text(status), changes.pop("deadline", None))  # type: ignore[arg-type]
        options = {name: changes.pop(name) for name in ("critical_at", "links_first") if name in changes}
        tasks = []
        for word in durations.split():
            name, days = word.split("=")
            tasks.append(Task(ord(name), int(float(days) * DAY))._replace(**changes.get(name, {})))  # type: ignore[arg-type]
        calendars = {
            "week": standard(exceptions=HOLIDAYS if holidays else ()),
            "always": round_the_clock(),
            "mornings": Calendar("mornings", five_days(spans("08:00-12:00"))),
            "nights": Calendar("nights", five_days(spans("22:00-06:00"))),
            "away": Calendar("away", base=standard(), absences=[Absence(date(2026, 12, 15), date(2026, 12, 15))]),
        }
        self.plan: DatedPlan = plan(tasks, read_links(links, DAY), calendars, frame, **options)  # type: ignore[arg-type]

    def __getitem__(self, name: str) -> Dates:
        return self.plan.dates(ord(name))

    def early(self, name: str) -> tuple[str, str]:
        """Early start and finish, the year and month left out."""
        return to_text(self[name].early_start)[8:], to_text(self[name].early_finish)[8:]

    def late(self, name: str) -> tuple[str, str]:
        return to_text(self[name].late_start)[8:], to_text(self[name].late_finish)[8:]

    def float(self, name: str) -> float:
        return self[name].total_float / DAY


def at(text: str) -> int:
    """An instant of December 2026, `21T08:00`."""
    return from_text(f"2026-12-{text}")


def test_cpm_1() -> None:
    tasks = [Task(ord(name), duration) for name, duration in CPM_1.items()]
    result = plan(tasks, read_links(CPM_1_LINKS), {None: round_the_clock()}, Project(0))
    assert {chr(row.key): tuple(row[3:9]) for row in result.rows()} == CPM_1_DATES
    assert result.finish == 18
    assert [chr(key) for key in result.critical] == ["A", "C", "G", "H"]
    assert [chr(key) for key in result.longest_path()] == ["A", "C", "G", "H"]
    assert result.dates(ord("A")).why_late == Why("link", ord("C"), "ss")  # critical through its start only
    assert result.dates(ord("G")).why == Why("link", ord("C"), "sf")
    assert result.dates(ord("G")).driver == ord("C")


def test_cal_1() -> None:
    net = Net(" ".join(f"{name}={days}" for name, days in CPM_1.items()), CPM_1_LINKS, holidays=True)
    days = {name: (to_text(net[name].early_start)[5:10], to_text(net[name].early_finish)[5:10]) for name in CPM_1}
    assert days == {
        "A": ("12-14", "12-17"),
        "B": ("12-18", "12-28"),
        "C": ("12-16", "12-22"),
        "D": ("12-24", "12-29"),
        "E": ("12-24", "01-05"),
        "F": ("01-05", "01-06"),
        "G": ("01-04", "01-07"),
        "H": ("01-08", "01-08"),
    }
    assert to_text(net.plan.finish) == "2027-01-08T17:00"


@pytest.mark.parametrize(
    ("lag", "unit", "begins"),
    [
        (0, "working", "21T08:00"),
        (2 * DAY, "working", "23T08:00"),
        (2 * 24 * 60, "elapsed", "21T08:00"),
        (5000, "percent", "23T08:00"),
        (-DAY, "working", "18T08:00"),
        (10000, "elapsed percent", "21T08:00"),
    ],
)
def test_lag_1(lag: int, unit: str, begins: str) -> None:
    tasks = [Task(1, 4 * DAY), Task(2, DAY)]
    frame = Project(at("15T08:00"))
    result = plan(tasks, [Link(1, 2, "fs", lag, unit)], {None: standard()}, frame)
    assert to_text(result.dates(1).early_finish) == "2026-12-18T17:00"
    assert result.dates(2).early_start == at(begins)


def test_cpm_3() -> None:
    with pytest.raises(LoopError) as refused:
        Net("A=1 B=1", "A-FS->B B-FS->A")
    assert sorted(refused.value.keys) == [ord("A"), ord("B")]
    with pytest.raises(LoopError) as refused:
        Net("A=1 B=1 C=1 D=1 E=1", "A-FS->B B-SS->C C-FS->D D-FF->B D-FS->E")
    keys = refused.value.keys
    turned = keys.index(ord("B"))
    assert keys[turned:] + keys[:turned] == [ord("B"), ord("C"), ord("D")]


def test_cpm_4_milestones_lie_where_their_links_put_them() -> None:
    net = Net("A=5 M=0 B=1 S=0 O=1", "A-FS->M M-FS->B")
    assert net.early("M") == ("18T17:00", "18T17:00")
    assert net.early("B") == ("21T08:00", "21T17:00")
    assert net.early("S") == ("14T08:00", "14T08:00")
    assert net.late("S") == ("21T17:00", "21T17:00")
    assert net.late("M") == ("18T17:00", "18T17:00")
    assert net.float("O") == net["O"].free_float / DAY == 5
    assert net["M"].critical


def test_cpm_4_a_constraint_earlier_than_the_logic_is_a_conflict() -> None:
    mso = {"constraint": "mso", "constraint_at": at("15T08:00")}
    net = Net("A=4 B=2 C=1", "A-FS->B B-FS->C", B=mso)
    assert net.early("B") == ("15T08:00", "16T17:00")
    assert (net["B"].conflict, net["B"].why) == (3 * DAY, Why("constraint"))
    assert (net.float("A"), net.float("B"), net.late("B")) == (-3, -3, net.early("B"))
    assert net["A"].why_late == Why("link", ord("B"), "fs")
    assert (net["C"].conflict, net.early("C")) == (0, ("17T08:00", "17T17:00"))


def test_a_conflict_behind_a_fixed_date_is_negative_float_too() -> None:
    mso, fnlt = {"constraint": "mso", "constraint_at": at("21T08:00")}, {"constraint": "fnlt", "constraint_at": at("18T17:00")}
    net = Net("A=2 B=2 C=1", "A-FS->B B-FS->C", B=mso, C=fnlt)
    assert (net.early("B"), net.early("C")) == (("21T08:00", "22T17:00"), ("18T08:00", "18T17:00"))
    assert (net.float("A"), net.float("B"), net.float("C"), net["C"].conflict) == (3, 0, -3, 3 * DAY)
    assert net["C"].critical


def test_with_the_links_first_the_constraint_is_reported_as_violated() -> None:
    mso = {"constraint": "mso", "constraint_at": at("15T08:00")}
    net = Net("A=4 B=2 C=1", "A-FS->B B-FS->C", B=mso, links_first=True)
    assert net.early("B") == ("18T08:00", "21T17:00")
    assert (net["B"].conflict, net.float("B"), net.float("A")) == (3 * DAY, -3, -3)
    assert net["B"].why == Why("link", ord("A"), "fs")
    assert net.early("C") == ("22T08:00", "22T17:00")


@pytest.mark.parametrize(
    ("constraint", "when", "start", "total", "before"),
    [
        ("asap", None, "18T08:00", 4, 4),
        ("snet", "22T08:00", "22T08:00", 2, 4),
        ("snet", "19T08:00", "21T08:00", 3, 4),
        ("snet", "15T08:00", "18T08:00", 4, 4),
        ("fnet", "24T17:00", "23T08:00", 1, 4),
        ("mso", "22T08:00", "22T08:00", 0, 2),
        ("mfo", "24T17:00", "23T08:00", 0, 3),
        ("snlt", "22T08:00", "18T08:00", 2, 2),
        ("fnlt", "22T17:00", "18T08:00", 1, 1),
        ("snlt", "17T08:00", "17T08:00", -1, -1),
        ("fnlt", "18T17:00", "17T08:00", -1, -1),
        ("mfo", "18T17:00", "17T08:00", -1, -1),
    ],
)
def test_constraints(constraint: str, when: str | None, start: str, total: float, before: float) -> None:
    held = {"constraint": constraint, "constraint_at": None if when is None else at(when)}
    net = Net("A=4 B=2 C=10", "A-FS->B", B=held)
    assert net.early("B")[0] == start
    assert (net.float("B"), net.float("A")) == (total, before)
    assert bool(net["B"].conflict) is (before < 0)
    assert net["B"].early_start == net["B"].start


def test_as_late_as_possible_lies_late_and_takes_its_successors_along() -> None:
    net = Net("A=2 B=3 C=10", "A-FS->B", A={"constraint": "alap"})
    assert (to_text(net["A"].start), net.early("A")[0]) == ("2026-12-21T08:00", "14T08:00")
    assert net["A"].total_float == 0
    assert net.early("B") == ("23T08:00", "25T17:00")
    assert to_text(net.plan.finish) == "2026-12-25T17:00"


@pytest.mark.parametrize(
    ("links", "driver", "path"),
    [
        ("A-FS->C B-FS->C", "A", "AC"),
        ("B-FS->C A-FS->C", "A", "AC"),
        ("A-FS->C B-FF->C", "A", "AC"),
        ("A-SS+10->C B-SS+1->C", "A", "AC"),
        ("A-FS->C B-FS->D D-FS->C", "A", "AC"),
        ("B-FS->D", None, "A"),
    ],
)
def test_a_task_as_late_as_possible_drives_only_what_nothing_else_holds(links: str, driver: str | None, path: str) -> None:
    net = Net("A=10 B=1 D=1 C=2" if "D" in links else "A=10 B=1 C=2", links, B={"constraint": "alap"})
    assert net["C"].driver == (driver and ord(driver))
    assert [chr(key) for key in net.plan.longest_path()] == list(path)


def test_the_status_date_holds_what_its_constraint_wants_before_it() -> None:
    mso = {"constraint": "mso", "constraint_at": at("15T08:00")}
    for links, conflict in (("", 2), ("A-FS->B", 3)):
        net = Net("A=4 B=2", links, B=mso, status="2026-12-17T08:00", A={"actual_start": START, "remaining": DAY})
        assert (net.early("B")[0], net["B"].why, net["B"].conflict) == ("17T08:00", Why("status date"), conflict * DAY)
        assert net.float("B") == -conflict


def test_a_plan_begins_where_a_constraint_puts_a_task_before_the_project() -> None:
    assert Net("A=4 B=2").plan.start == START
    assert Net("A=4 B=2", B={"constraint": "mfo", "constraint_at": at("08T17:00")}).plan.start == at("07T08:00")


def test_a_deadline_limits_the_late_dates_only() -> None:
    net = Net("A=4 B=2 C=1", "A-FS->B", B={"deadline": at("18T17:00")})
    assert net.early("B") == ("18T08:00", "21T17:00")
    assert (net.float("A"), net.float("B"), net.float("C")) == (-1, -1, 5)
    assert (net["B"].why_late, net["B"].conflict) == (Why("deadline"), DAY)
    whole = Net("A=4 B=2 C=1", "A-FS->B", deadline=at("18T17:00"))
    assert (whole.float("A"), whole.float("C"), whole["B"].why_late) == (-1, 4, Why("deadline"))


def test_a_finish_that_a_link_puts_at_the_start_of_a_span_stays_there() -> None:
    net = Net("A=1 B=1 C=3", "A-SF->B", A={"earliest": at("16T08:00")})
    assert net.early("B") == ("15T08:00", "16T08:00")
    assert net.late("B") == ("16T08:00", "16T17:00")
    assert (net.float("B"), net["A"].free_float) == (1, 0)


def test_a_task_in_the_calendar_of_its_person() -> None:
    net = Net("A=5 B=1", "A-FS->B", A={"calendar": "away"})
    assert net.early("A") == ("14T08:00", "21T17:00")
    assert net.early("B") == ("22T08:00", "22T17:00")


def test_an_elapsed_duration_runs_round_the_clock() -> None:
    elapsed = {"calendar": "always", "duration": 5 * 1440}
    net = Net("A=5 B=1 C=6", "A-FS->B", A=elapsed)
    assert net.early("A") == ("14T08:00", "19T08:00")
    assert net.early("B") == ("21T08:00", "21T17:00")
    assert net.late("A") == ("16T08:00", "21T08:00")
    assert net["A"].total_float == 2 * 1440


def test_a_task_of_several_people_lasts_from_the_first_to_the_last() -> None:
    parts = (Part("week", 2 * DAY), Part("away", 2 * DAY))
    net = Net("A=2 B=1 C=6", "A-FS->B", A={"parts": parts})
    assert net.early("A") == ("14T08:00", "16T17:00")
    assert net.early("B") == ("17T08:00", "17T17:00")
    assert net.late("A") == ("17T08:00", "18T17:00")
    assert net.float("A") == 2


def test_a_task_with_a_calendar_and_people_works_when_both_do() -> None:
    parts = (Part("away", 2 * 240), Part("always", 240))
    net = Net("A=2 B=1", "A-FS->B", A={"calendar": "mornings", "parts": parts})
    assert net.early("A") == ("14T08:00", "16T12:00")  # Monday and, the 15th being off, Wednesday morning
    assert net.early("B") == ("16T13:00", "17T12:00")
    assert (net.late("A"), net["A"].critical) == (("14T08:00", "16T12:00"), True)
    with pytest.raises(CalendarError, match="away within nights"):
        Net("A=2", A={"calendar": "nights", "parts": parts})


def test_done_work_is_fixed_and_the_rest_lies_behind_the_status_date() -> None:
    done = {"actual_start": at("14T08:00"), "actual_finish": at("15T12:00")}
    begun = {"actual_start": at("14T13:00"), "remaining": DAY}
    net = Net("A=2 B=3 C=1", "A-FS->B", status="2026-12-17T08:00", A=done, C=begun)
    assert (net.early("A"), net["A"].total_float, net["A"].critical) == (("14T08:00", "15T12:00"), 0, False)
    assert (net["A"].why, net["B"].why) == (Why("actual"), Why("status date"))
    assert net.early("B") == ("17T08:00", "21T17:00")
    assert net.early("C") == ("14T13:00", "17T17:00")
    assert net.plan.out_of_sequence == []


def test_out_of_sequence_work_waits_for_its_predecessor_and_is_named() -> None:
    begun = {"actual_start": at("15T08:00"), "remaining": 3 * DAY}
    net = Net("A=8 B=4", "A-FS->B", status="2026-12-16T08:00", A={"actual_start": at("14T08:00"), "remaining": 6 * DAY}, B=begun)
    assert net.early("B") == ("15T08:00", "28T17:00")
    assert net["B"].why == Why("link", ord("A"), "fs")
    assert net.plan.out_of_sequence == [(ord("A"), ord("B"))]
    assert net["A"].total_float == 0


def test_without_a_status_date_a_started_task_runs_as_planned() -> None:
    net = Net("A=4 B=1", "A-FS->B", A={"actual_start": at("15T08:00"), "remaining": DAY})
    assert net.early("A") == ("15T08:00", "18T17:00")
    assert Net("A=4", A={"actual_start": at("15T08:00")}).early("A") == ("15T08:00", "18T17:00")


def test_manual_tasks_stay_and_their_conflict_is_told() -> None:
    manual = {"manual": True, "manual_start": at("15T08:00"), "manual_finish": at("16T17:00")}
    net = Net("A=4 B=2 C=1", "A-FS->B B-FS->C", B=manual)
    assert net.early("B") == ("15T08:00", "16T17:00")
    assert (net["B"].why, net["B"].conflict) == (Why("manual"), 3 * DAY)
    assert net.early("C") == ("17T08:00", "17T17:00")
    only_finish = Net("B=2", B={"manual": True, "manual_finish": at("22T17:00")})
    assert only_finish.early("B") == ("21T08:00", "22T17:00")


def summary_plan(*links: Link, **changes: object) -> DatedPlan:
    """Tasks 1 to 3 below summary 10, tasks 4 and 5 below summary 20, both below 30; task 6 and a long task 7 alone."""
    durations = {1: 4, 2: 6, 3: 5, 4: 2, 5: 3, 6: 1, 7: 40}
    parents = {1: 10, 2: 10, 3: 10, 4: 20, 5: 20}
    tasks = [Task(key, days, parent=parents.get(key), earliest=key) for key, days in durations.items()]
    ten = Task(10, 0, parent=30)._replace(**changes)  # type: ignore[arg-type]
    return plan([Task(30, 0), ten, Task(20, 0, parent=30), *tasks], links, {None: round_the_clock()}, Project(0))


def test_cpm_4_links_on_summaries() -> None:
    result = summary_plan(Link(10, 20, "fs", 2))
    assert [result.dates(key).early_start for key in (4, 5)] == [10, 10]
    assert result.dates(4).driver in (2, 3)
    assert [result.dates(key).free_float for key in (1, 2, 3)] == [3, 0, 0]
    assert summary_plan(Link(10, 6, "ss", 8)).dates(6).early_start == 9
    assert summary_plan(Link(10, 6, "ss", 8)).dates(6).driver == 1
    assert summary_plan(Link(10, 6, "ss", 8)).dates(1).late_start == 38
    with pytest.raises(LoopError):
        summary_plan(Link(10, 20), Link(4, 1))


@pytest.mark.parametrize(
    ("link", "key", "begins"),
    [(Link(10, 6, "ss", 5000, "percent"), 6, 9), (Link(10, 20, "fs", 2500, "percent"), 4, 20), (Link(10, 20, "fs", 2500, "elapsed percent"), 5, 20)],
)
def test_cpm_4_a_percentage_lag_behind_a_summary_is_one_of_its_whole_duration(link: Link, key: int, begins: int) -> None:
    """Tasks 1 and 2 follow each other: the summary lasts from 1 to 16 with them, 15 or, halved and rounded half up, 8 and 4."""
    assert summary_plan(Link(1, 2, "fs", 5), link).dates(key).early_start == begins


def test_people_whose_link_ends_in_their_rest_finish_when_their_work_does() -> None:
    """A link asks for 09:00, when who works at night has ended three hours before."""
    nights = Calendar("nights", five_days(spans("22:00-06:00")))
    tasks = [Task(1, 0), Task(2, DAY, parts=(Part("nights", DAY),)), Task(3, 240)]
    links = [Link(1, 2, "ff", 3 * DAY + 60), Link(2, 3)]
    found = plan(tasks, links, {None: standard(), "nights": nights}, Project(from_text("2026-01-05T08:00")))
    assert [to_text(found.dates(key).finish) for key in (2, 3)] == ["2026-01-08T06:00", "2026-01-08T12:00"]


def test_summaries_reach_from_the_first_start_to_the_last_finish() -> None:
    result = summary_plan()
    ten, thirty = result.dates(10), result.dates(30)
    assert (ten.start, ten.finish, ten.late_start, ten.late_finish) == (1, 8, 41, 47)
    assert (thirty.start, thirty.finish) == (1, 8)
    assert (ten.total_float, ten.critical) == (39, False)
    assert set(result.summaries) == {10, 20, 30}


def test_what_a_summary_demands_holds_below_it() -> None:
    later = summary_plan(constraint="snet", constraint_at=20)
    assert [later.dates(key).early_start for key in (1, 2, 3, 4)] == [20, 20, 20, 4]
    assert (later.dates(1).why, later.dates(1).driver) == (Why("constraint", 10), None)
    due = summary_plan(deadline=7)
    assert [due.dates(key).total_float for key in (1, 2, 3)] == [2, -1, -1]
    assert due.dates(10).conflict == 1
    by_then = summary_plan(constraint="fnlt", constraint_at=7)
    assert [by_then.dates(key).total_float for key in (1, 2, 3)] == [2, -1, -1]
    assert by_then.dates(10).conflict == 1


@pytest.mark.parametrize("constraint", ["alap", "snlt", "fnet", "mso", "mfo"])
def test_a_summary_cannot_demand_what_microsoft_project_does_not_know(constraint: str) -> None:
    free, held = summary_plan(), summary_plan(constraint=constraint, constraint_at=7)
    assert [held.dates(key) for key in (1, 2, 3, 4, 10)] == [free.dates(key) for key in (1, 2, 3, 4, 10)]


def test_projects_that_links_join() -> None:
    projects = {"p": Project(START, "week"), "q": Project(at("16T08:00"), "week")}
    tasks = [Task(1, 4 * DAY, project="p"), Task(2, 6 * DAY, project="p"), Task(3, DAY, project="q"), Task(4, 2 * DAY, project="q")]
    result = plan(tasks, [Link(1, 4)], {"week": standard()}, projects)
    assert [to_text(result.dates(key).early_start)[8:13] for key in (1, 2, 3, 4)] == ["14T08", "14T08", "16T08", "18T08"]
    assert {key: to_text(finish)[8:] for key, finish in result.finishes.items()} == {"p": "21T17:00", "q": "21T17:00"}
    assert [result.dates(key).total_float // DAY for key in (1, 2, 3, 4)] == [0, 0, 3, 0]
    assert result.longest_path("q") == [1, 4]


def test_several_sources_and_sinks_and_nothing_at_all() -> None:
    net = Net("A=1 B=2 C=3 D=4", "A-FS->C B-FS->C")
    assert net.early("C") == ("16T08:00", "18T17:00")
    assert net["C"].why == Why("link", ord("B"), "fs")
    assert [net.float(name) for name in "ABCD"] == [1, 0, 0, 1]
    assert plan([], [], {None: standard()}, Project(START)).finish == START


@pytest.mark.parametrize(
    ("tasks", "links", "words"),
    [
        ([Task(1, -1)], [], ["task 1", "-1"]),
        ([Task(1, 1), Task(1, 2)], [], ["same key"]),
        ([Task(1, 1, remaining=-1)], [], ["task 1", "-1", "left"]),
        ([Task(1, 1, manual=True, manual_start=5, manual_finish=4)], [], ["task 1", "swap"]),
        ([Task(1, 1, parts=(Part(None, -3),))], [], ["task 1", "negative"]),
        ([Task(1, 1, "moon")], [], ["task 1", "'moon'"]),
        ([Task(1, 1, constraint="soon")], [], ["task 1", "'soon'", "snet"]),
        ([Task(1, 1, constraint="mso")], [], ["task 1", "mso", "date"]),
        ([Task(1, 1, actual_start=5, actual_finish=4)], [], ["task 1", "swap"]),
        ([Task(1, 1, parent=9)], [], ["task 1", "9"]),
        ([Task(1, 1, parent=2), Task(2, 1, parent=1), Task(3, 1)], [], ["below itself"]),
        ([Task(1, 1, project="x")], [], ["task 1", "'x'"]),
        ([Task(1, 1, parts=(Part("moon", 3),))], [], ["task 1", "'moon'"]),
        ([Task(1, 1), Task(2, 1)], [Link(1, 2, "xx")], ["'xx'", "fs"]),
        ([Task(1, 1), Task(2, 1)], [Link(1, 2, "ss", 1, "days")], ["'days'", "elapsed"]),
    ],
)
def test_what_cannot_be_planned_is_refused_in_words(tasks: list[Task], links: list[Link], words: list[str]) -> None:
    with pytest.raises(PlanError) as refused:
        plan(tasks, links, {None: standard()}, Project(START))
    assert all(word in str(refused.value) for word in words), str(refused.value)


def test_a_network_of_a_thousand_tasks_as_three_other_programs_compute_it(shared: Path) -> None:
    with (shared / "cpm" / "net-1000.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    tasks = [Task(int(row["id"]), int(row["duration_days"]) * DAY) for row in rows]
    links = [Link(int(key), int(row["id"])) for row in rows for key in row["predecessors"].split()]
    calendar = standard()
    result = plan(tasks, links, {None: calendar}, Project(from_text("2026-01-05T08:00")))
    assert to_text(result.finish) == "2028-08-29T17:00"
    assert calendar.between(from_text("2026-01-05T08:00"), result.finish) == 692 * DAY
    assert len(result.critical) == 58


def test_a_constraint_replaces_the_start_of_the_project_for_what_waits_for_nothing() -> None:
    early = {"constraint": "snet", "constraint_at": from_text("2026-12-10T08:00")}
    net = Net("A=2 B=1 C=1", "B-FS->C", A=early, C=early)
    assert net.early("A") == ("10T08:00", "11T17:00")
    assert net.early("C") == ("15T08:00", "15T17:00")
    assert Net("A=2", A={"constraint": "fnet", "constraint_at": from_text("2026-12-11T17:00")}).early("A") == ("10T08:00", "11T17:00")
    assert Net("A=2", A=early, status="2026-12-14T08:00").early("A") == ("14T08:00", "15T17:00")


def test_early_dates_follow_what_stands_behind_a_task_as_late_as_possible() -> None:
    late = {"constraint": "alap"}
    net = Net("A=1 B=2 C=1 D=8", "A-FS->B B-FS->C", A=late, C=late)
    assert (to_text(net["A"].start)[8:], to_text(net["C"].start)[8:]) == ("18T08:00", "23T08:00")
    assert net.early("B")[0] == "21T08:00"
    assert net.early("C") == ("23T08:00", "23T17:00")


def test_a_lead_ends_a_task_in_the_evening() -> None:
    net = Net("A=2 B=1", "A-FF-1->B", A={"earliest": at("17T08:00")})
    assert net.early("B") == ("17T08:00", "17T17:00")


def test_milestones_keep_their_constraints() -> None:
    net = Net("A=4 M=0 B=1", "A-FF->M M-FS->B", M={"constraint": "mso", "constraint_at": at("21T08:00")})
    assert net.early("M") == net.late("M") == ("21T08:00", "21T08:00")
    assert (net["M"].why, net["M"].conflict, net.early("B")[0]) == (Why("constraint"), 0, "21T08:00")
    late = Net("A=4 M=0", "A-FF->M", M={"constraint": "fnlt", "constraint_at": at("16T17:00")})
    assert (late.early("M")[0], late["M"].conflict, late.float("A")) == ("16T17:00", DAY, -1)
    weekend = Net("M=0", M={"earliest": at("19T10:00")})
    assert weekend.early("M")[0] == "21T08:00"


def test_the_parts_of_a_task_keep_its_constraint_and_its_links() -> None:
    parts = (Part("week", 2 * DAY), Part("away", 2 * DAY))
    due = Net("A=2", A={"parts": parts, "constraint": "mfo", "constraint_at": at("18T17:00")})
    assert due.early("A") == ("17T08:00", "18T17:00")
    behind = Net("A=4 B=2", "A-FF->B", B={"parts": parts})
    assert behind.early("B") == ("16T08:00", "17T17:00")
    begun = Net("A=2", A={"parts": parts, "actual_start": at("14T08:00"), "remaining": DAY}, status="2026-12-16T08:00")
    assert begun.early("A") == ("14T08:00", "16T17:00")
    ahead = Net("A=2 B=5", "A-SS+1->B", A={"parts": parts})
    assert (ahead.early("B")[0], ahead.float("A")) == ("15T08:00", 0)


def test_facts_without_a_start_and_links_that_count_from_them() -> None:
    net = Net("A=2 B=1 C=1", "A-SS+3->B A-FS->C", A={"actual_finish": at("15T17:00")})
    assert net.early("A") == net.late("A") == ("14T08:00", "15T17:00")
    assert net.early("B")[0] == "17T08:00"
    late = Net("A=2 B=1", "A-FS->B", A={"actual_finish": at("19T12:00")})
    assert (late.early("A")[1], late.early("B")[0], late.late("A")[1]) == ("19T12:00", "21T08:00", "19T12:00")


def test_out_of_sequence_of_every_type() -> None:
    def named(kind: str, before: dict[str, object], after: dict[str, object]) -> bool:
        return bool(Net("A=2 B=2", f"A-{kind}->B", A=before, B=after, status="2026-12-18T08:00").plan.out_of_sequence)

    begun, done = {"actual_start": at("15T08:00")}, {"actual_start": at("15T08:00"), "actual_finish": at("16T17:00")}
    assert named("FS", {}, begun)
    assert named("FS", done, done)
    assert not named("FS", done, {"actual_start": at("17T08:00")})
    assert named("SS", {}, begun)
    assert not named("SS", begun, begun)
    assert named("FF", begun, done)
    assert not named("FF", done, done)
    assert named("SF", {}, done)
    assert not named("SF", begun, done)
    assert not named("FF", begun, begun)


def test_a_milestone_is_late_at_the_end_of_work_before_a_break_but_may_wait_for_its_morning() -> None:
    late = {deadline: Net("A=0 B=9", "", A={"deadline": at(deadline)}).late("A") for deadline in ("16T17:00", "19T17:00", "21T08:00")}
    assert late == {"16T17:00": ("16T17:00",) * 2, "19T17:00": ("18T17:00",) * 2, "21T08:00": ("21T08:00",) * 2}


def test_no_free_float_of_several_people_passes_their_total_float() -> None:
    tasks = [Task(1, DAY, parts=(Part(None, DAY), Part("short", 2 * DAY))), Task(2, 9 * DAY)]
    short = Calendar("short", five_days(spans("09:00-13:00")))
    dates = plan(tasks, [], {None: standard(), "short": short}, Project(START)).dates(1)
    assert (dates.free_float, dates.total_float) == (5 * DAY + 60, 5 * DAY + 60)


def test_a_manual_task_tells_how_far_its_links_would_push_it() -> None:
    manual = {"manual": True, "manual_start": at("15T08:00")}
    net = Net("A=4 B=2", "A-FF->B", B=manual)
    assert (net.early("B"), net["B"].conflict) == (("15T08:00", "16T17:00"), DAY)
    assert Net("A=2 B=1", "A-FS->B", B={"manual": True}).early("B")[0] == "16T08:00"


def test_summaries_of_summaries_and_paths_through_them() -> None:
    result = summary_plan(Link(10, 20, "ff", 3), Link(20, 6))
    assert result.longest_path() == [7]
    assert result.dates(6).early_start == result.dates(20).finish == 11
    assert result.dates(6).why.kind == "link"
    assert plan([], [], {None: standard()}, Project(START)).longest_path() == []
