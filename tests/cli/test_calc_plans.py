"""`qd calc` on files of plans: what `network`, `dcma`, `simulate` and `level` answer, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from models.exchange.psplib import parse
from models.planning.calendar import Calendar, round_the_clock, standard
from models.planning.hours import spans
from tui.cli.calc.plan_file import minutes_a_day

if TYPE_CHECKING:
    from cli.conftest import Here, Qd, Said

CPM = "id,duration_days,predecessors\nA,4,\nB,6,A\nC,5,ASS+2\nD,3,BFF+1\nE,7,CFS+1\nF,2,D EFS-1\nG,4,CSF+15d\nH,1,F G\n"


def answered(here: Here, line: str, **files: str) -> Any:
    """The JSON that a command answers with these files beside it."""
    said = told(here, "--json " + line, **files)
    assert said.code == 0, said
    return json.loads(said.out)


def told(here: Here, line: str, **files: str) -> Said:
    """What a command says with these files beside it; `plan_csv` is `plan.csv`."""
    for name, text in files.items():
        Path(name.replace("_", ".")).write_text(text, "utf-8")
    return here("calc " + line)


def project(tasks: str, head: str = "<StartDate>2026-01-05T08:00:00</StartDate>") -> str:
    return f"<Project>{head}<Tasks>{tasks}</Tasks></Project>"


def task(number: int, duration: str = "PT40H0M0S", more: str = "") -> str:
    return f"<Task><UID>{number}</UID><ID>{number}</ID><Name>T{number}</Name><Duration>{duration}</Duration>{more}</Task>"


def check(found: Any, key: str) -> Any:
    return next(each for each in found["checks"] if each["check"] == key)


def test_the_critical_path_test_lengthens_a_task_whose_finish_is_critical(here: Here) -> None:
    found = check(answered(here, "dcma plan.csv --start 2026-12-14", plan_csv=CPM), "critical_path_test")
    assert (found["passed"], found["value"], found["tasks"]) == (True, 1, ["G"])
    assert found["note"] == "delay of the finish / of G = 587 / 587 days, with G 600 days longer"


def test_the_critical_path_test_measures_an_elapsed_duration_in_working_time(here: Here) -> None:
    elapsed = project(task(1, "PT240H0M0S", "<DurationFormat>8</DurationFormat>"))
    assert check(answered(here, "dcma plan.xml", plan_xml=elapsed), "critical_path_test")["passed"] is True


def test_the_critical_path_test_is_open_where_no_duration_moves_a_finish(here: Here) -> None:
    """A task with both dates set by hand ends the same, however long it takes, and so does one that must finish on a day."""
    put = "<Manual>1</Manual><ManualStart>2026-01-05T08:00:00</ManualStart><ManualFinish>2026-01-09T17:00:00</ManualFinish>"
    due = "<ConstraintType>3</ConstraintType><ConstraintDate>2026-01-09T17:00:00</ConstraintDate>"
    for more in (put, due):
        found = check(answered(here, "dcma plan.xml", plan_xml=project(task(1, more=more))), "critical_path_test")
        assert (found["passed"], found["value"], found["tasks"]) == (None, None, [])
        assert found["note"] == "no open task is critical through a finish that its duration moves"
        beside = answered(here, "dcma plan.xml", plan_xml=project(task(1, more=more) + task(2)))
        assert check(beside, "critical_path_test")["tasks"] == [2]


def test_a_started_task_made_longer_has_more_left(here: Here) -> None:
    begun = task(1, more="<ActualStart>2026-01-05T08:00:00</ActualStart><RemainingDuration>PT16H0M0S</RemainingDuration>")
    assert check(answered(here, "dcma plan.xml", plan_xml=project(begun)), "critical_path_test")["passed"] is True


def test_the_path_index_counts_the_days_to_the_deadline(here: Here) -> None:
    days = answered(here, "dcma plan.xml", plan_xml=project(task(1, "PT640H0M0S", "<Deadline>2026-05-22T17:00:00</Deadline>")))
    assert (days["cpli"], days["cpl"], days["tf"]) == (1.25, 80, 20)
    assert "(CPL + TF) / CPL = (80 + 20) / 80 days, TF of 1" in " ".join(here("calc dcma plan.xml").out.split())
    assert check(days, "cpli")["tasks"] == [1]


def test_the_path_of_a_plan_that_begins_before_its_project_counts_all_of_it(here: Here) -> None:
    early = "<ConstraintType>2</ConstraintType><ConstraintDate>2025-12-22T08:00:00</ConstraintDate>"
    found = answered(here, "dcma plan.xml", plan_xml=project(task(1, more=early)))
    assert (found["cpl"], found["tf"]) == (5, -10)


def test_an_open_check_says_why(here: Here) -> None:
    said = told(here, "dcma plan.csv", plan_csv=CPM).out
    assert "Tasks without a person      the file knows of no people" in said
    assert "Lags                        look at C, D, E, G" in said


def test_what_holds_a_date_names_the_link_its_lag_and_the_constraint(here: Here) -> None:
    found = answered(here, "network plan.csv --start 2026-12-14", plan_csv=CPM)
    held = {task["id"]: task["driven_by"] for task in found["tasks"]}
    assert held["A"] == {"kind": "project start", "id": None, "type": None, "lag": None, "unit": None, "at": None}
    assert held["D"] == {"kind": "link", "id": "B", "type": "FF", "lag": 1, "unit": "d", "at": None}
    assert (found["start"], found["hours_per_day"]) == ("2026-12-14T08:00", 8)
    pinned = task(1, more="<ConstraintType>4</ConstraintType><ConstraintDate>2026-01-20T08:00:00</ConstraintDate>")
    held = answered(here, "network plan.xml", plan_xml=project(pinned))["tasks"][0]["driven_by"]
    assert (held["kind"], held["type"], held["at"]) == ("constraint", "SNET", "2026-01-20T08:00")
    assert "SNET 2026-01-20" in here("calc network plan.xml").out


def test_lags_are_shown_as_files_write_them(here: Here) -> None:
    rows = "id,duration_days,predecessors\nA,4,\nB,1,AFS+2ed\nC,1,AFS+50%\nD,1,ASS+1.5d\n"
    said = told(here, "network plan.csv", plan_csv=rows).out
    assert all(f"A {held}\n" in said for held in ("FS+2ed", "FS+50%", "SS+1.5d"))


def test_the_link_of_a_summary_is_named_with_the_task_behind_it(here: Here) -> None:
    level = "<OutlineLevel>{}</OutlineLevel>".format
    after = "<PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type></PredecessorLink>"
    rows = task(1, more="<Summary>1</Summary>" + level(1)) + task(2, more=level(2)) + task(3, more=level(1) + after)
    said = told(here, "network plan.xml", plan_xml=project(rows)).out
    assert "1 FS through 2" in said


def test_floats_come_with_their_formulas_and_numbers(here: Here) -> None:
    said = " ".join(told(here, "network plan.csv --start 2026-12-14", plan_csv=CPM).out.split())
    assert "finish 2027-01-06 17:00 18 working days from 2026-12-14 08:00 a day = 8 h, 4 of 8 tasks critical" in said
    assert "longest path A → (SS+2d) C → (SF+15d) G → H" in said
    assert "late start − early start in working days; B: 2026-12-24 08:00 − 2026-12-18 08:00 = 4 d" in said
    assert "D to F FS: 2027-01-01 08:00 − 2026-12-28 17:00 = 3 d" in said


def test_tasks_with_a_little_float_are_critical_when_asked(here: Here) -> None:
    found = answered(here, "network plan.csv --critical-slack 1", plan_csv=CPM)
    assert [each["id"] for each in found["tasks"] if each["critical"]] == ["A", "C", "E", "F", "G", "H"]
    assert "float ≤ 1" in here("calc network plan.csv --critical-slack 1").out
    assert "--critical-slack: -1 is too small" in here("calc network plan.csv --critical-slack=-1").err


def test_a_loop_names_the_file_and_its_tasks(here: Here) -> None:
    after = "<PredecessorLink><PredecessorUID>{}</PredecessorUID><Type>1</Type></PredecessorLink>".format
    said = told(here, "network plan.xml", plan_xml=project(task(1, more=after(2)) + task(2, more=after(1))))
    assert said.code == 2
    assert "plan.xml: the links run in a loop: 1 T1 → 2 T2 → 1 T1" in said.err
    level = "<OutlineLevel>{}</OutlineLevel>".format
    child = task(1, more="<Summary>1</Summary>" + level(1)) + task(2, more=level(2) + after(1))
    assert "plan.xml: 2 T2 waits for itself, or for a summary that it belongs to" in told(here, "network plan.xml", plan_xml=project(child)).err


def test_tasks_without_an_id_go_by_their_unique_number(here: Here) -> None:
    after = "<PredecessorLink><PredecessorUID>{}</PredecessorUID><Type>1</Type></PredecessorLink>".format
    rows = (task(7) + task(8, more=after(7))).replace("<ID>7</ID>", "").replace("<ID>8</ID>", "")
    found = answered(here, "network plan.xml", plan_xml=project(rows))["tasks"]
    assert [(each["id"], each["uid"], each["driving"]) for each in found] == [(7, 7, None), (8, 8, 7)]
    looped = told(here, "network plan.xml", plan_xml=project(rows.replace("</Duration>", "</Duration>" + after(8), 1)))
    assert "7 T7 → 8 T8 → 7 T7" in looped.err


RCP = "5 1\n2\n0 0 3 2 3 4\n3 2 1 5\n2 1 1 5\n4 1 1 5\n0 0 0\n"
UNSURE = "id,optimistic,likely,pessimistic,predecessors\nA,2,3,8,\nB,2,4,5,\nC,1,1,1,A B\n"


def test_a_levelled_plan_gives_every_delay_with_its_cause(here: Here) -> None:
    found = answered(here, "level plan.rcp", plan_rcp=RCP)
    starts, delays, causes = found["starts"], found["delays"], found["causes"]
    assert (found["makespan"], found["unlevelled_finish"], set(delays)) == (7, 4, set(starts))
    assert [job for job, delay in delays.items() if delay] == [job for job, cause in causes.items() if cause]
    late = next(job for job, delay in delays.items() if delay)
    assert causes[late]["resource"] == "R1"
    assert all(starts[str(job)] < starts[late] for job in causes[late]["jobs"])
    said = " ".join(here("calc level plan.rcp").out.split())
    assert "makespan − finish by the links alone = 7 − 4 = 3" in said
    assert f"start − the end of the last job before it; job {late}: {starts[late]} − 0 = {delays[late]}" in said


def test_levelling_is_feasible_and_the_same_again(qd: Qd, shared: Path) -> None:
    file = str(shared / "psplib" / "j301_1.sm")
    words = ["calc", "level", file, "--iterations", "300", "--seconds", "60", "--json"]
    found = qd(*words).json
    assert found == qd(*words).json
    instance = parse(Path(file).read_text())
    begins = [found["starts"][str(job)] for job in range(1, len(instance.durations) + 1)]
    ends = [begin + length for begin, length in zip(begins, instance.durations, strict=True)]
    assert found["makespan"] == max(ends) >= found["lower_bound"]
    assert all(begins[after] >= ends[job] for job, following in enumerate(instance.successors) for after in following)
    for at in range(found["makespan"]):
        running = [demands for begin, end, demands in zip(begins, ends, instance.demands, strict=True) if begin <= at < end]
        for resource, capacity in enumerate(instance.capacities):
            assert sum(demands[resource] for demands in running) <= capacity


def test_few_jobs_need_few_schedules(here: Here) -> None:
    tight = RCP.replace("2 1 1 5", "2 2 1 5").replace("4 1 1 5", "4 2 1 5").replace("0 0 3", "1 1 3")
    assert answered(here, "level plan.rcp --seconds 1000", plan_rcp=tight)["iterations"] <= 20 * 24


def test_what_level_refuses_names_the_file(here: Here) -> None:
    assert "plan.rcp: the jobs wait for each other in a loop: 2 → 2" in told(here, "level plan.rcp", plan_rcp="2 0\n0 0\n1 1 2\n").err
    assert "--seed: -2 is too small" in here("calc level plan.rcp --seed=-2").err


def test_the_planned_finish_stands_beside_the_mean(here: Here) -> None:
    found = answered(here, "simulate plan.csv --start 2026-01-05", plan_csv=UNSURE)
    assert (found["start"], found["planned_days"], found["planned_finish"]) == ("2026-01-05T08:00", 5, "2026-01-09T17:00")
    assert found["mean"] > 5.1
    said = " ".join(here("calc simulate plan.csv --start 2026-01-05").out.split())
    assert f"5 days, 2026-01-09, with the likely durations; the mean lies {found['mean'] - 5:.4f} behind it" in said
    first = found["tasks"][0]
    assert f"= {first['criticality']:.4f} × {first['sd']:.4f} / {found['sd']:.4f} = {first['ssi']:.4f}" in said


def test_estimates_beside_durations_are_drawn_from(here: Here) -> None:
    both = "id,optimistic,likely,pessimistic,duration_days,predecessors\nA,2,3,8,5,\nB,2,4,5,4,A\n"
    found = answered(here, "simulate plan.csv", plan_csv=both)
    assert (found["planned_days"], found["notes"]) == (9, [])
    assert found["mean"] == pytest.approx(7.5, abs=0.1)
    assert found["sd"] > 0.5
    assert "with the planned durations" in here("calc simulate plan.csv").out
    assert answered(here, "network plan.csv")["duration_days"] == 9


def test_one_run_has_no_spread(here: Here) -> None:
    found = answered(here, "simulate plan.csv --runs 1", plan_csv=UNSURE)
    assert (found["sd"], found["tasks"][0]["sd"]) == (None, None)
    assert "1 run, seed 1" in here("calc simulate plan.csv --runs 1").out


def test_a_file_may_come_on_standard_input(qd: Qd) -> None:
    assert len(qd("calc", "network", "-", "--json", stdin=CPM).json["tasks"]) == 8
    assert qd("calc", "level", "-", "--json", stdin=RCP).json["makespan"] == 7
    assert "standard input: this is no readable XML" in qd("calc", "network", "-", stdin="<", code=2).err


@pytest.mark.parametrize(
    ("calendar", "finish", "hours"),
    [
        ('thursday = ["22:00-06:00"]', "2026-12-18T17:00", 8),
        ('saturday = ["00:00-24:00"]', "2026-12-18T17:00", 8),
        ('hours = ["08:00-14:00"]', "2026-12-18T14:00", 6),
        ('hours = ["08:00-14:00"]\nhours_per_day = 3', "2026-12-16T11:00", 3),
    ],
)
def test_a_day_of_duration_is_as_long_as_the_calendar_says_or_its_weekdays_are(here: Here, calendar: str, finish: str, hours: int) -> None:
    plan = "id,duration_days\nA,5\n"
    line = "network plan.csv --start 2026-12-14 --calendar site.toml"
    found = answered(here, line, plan_csv=plan, site_toml=calendar + "\n")
    assert (found["finish"], found["hours_per_day"], found["duration_days"]) == (finish, hours, 5)
    assert f"a day = {hours} h" in here("calc " + line).out


@pytest.mark.parametrize("topic", ["network", "simulate", "dcma"])
def test_empty_files_and_those_of_microsoft_project_are_named(here: Here, topic: str) -> None:
    for name, content in (("plan.csv", b""), ("plan.xml", b"\xef\xbb\xbf\r\n")):
        Path(name).write_bytes(content)
        assert f"{name}: the file is empty" in here(f"calc {topic} {name}").err
    Path("plan.mpp").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500))
    said = here(f"calc {topic} plan.mpp")
    assert said.code == 2
    assert "save it as XML in Microsoft Project" in said.err


def test_the_mark_of_utf_8_is_no_part_of_a_file(here: Here) -> None:
    mark = "\ufeff"
    assert answered(here, "level plan.rcp", plan_rcp=mark + RCP)["makespan"] == 7
    calendar = mark + 'hours = ["08:00-12:00"]\n'
    assert answered(here, "network plan.csv --calendar site.toml", plan_csv=mark + CPM, site_toml=calendar)["hours_per_day"] == 4
    assert answered(here, "network plan.mspdi", plan_mspdi=mark + project(task(1)))["duration_days"] == 5


def test_a_plan_without_tasks_is_refused(here: Here) -> None:
    for topic in ("network", "simulate", "dcma"):
        said = told(here, f"{topic} plan.csv", plan_csv="id,duration_days,predecessors\n")
        assert (said.code, said.out) == (2, "")
        assert "plan.csv: line 1: there are no tasks below the headings" in said.err


def test_dates_beyond_all_years_are_refused_in_words(here: Here) -> None:
    for topic in ("network", "simulate"):
        said = told(here, f"{topic} plan.csv --start 9999-12-30", plan_csv=CPM)
        assert said.code == 2, said
        assert "plan.csv: the plan leads outside the years 1 to 9999" in said.err
        assert "look at its start" in said.err


def test_keys_are_there_without_their_options_too(here: Here) -> None:
    assert answered(here, "evm --bac 4 --pv 3 --ev 2 --ac 1")["eac4"] is None
    assert answered(here, "capacity --days 20") == {"capacity": 128, "load": None, "band": None}
    assert answered(here, "capacity --days 20 --allocated 150")["band"] == "over"
    assert answered(here, "npv --rate 1% -- -1 2")["sensitivity"] is None


def test_powers_of_ten_are_numbers(here: Here) -> None:
    assert answered(here, "evm --bac 1e6 --pv 2.5e-1 --ev 1 --ac 1")["bac"] == 1_000_000


def test_an_unknown_option_names_those_of_the_topic(here: Here) -> None:
    said = here("calc evm --foo").err
    assert "--ac --bac --etc --ev --pv" in said
    assert "--rate" not in said


def test_a_task_as_late_as_possible_says_where_it_lies(here: Here) -> None:
    late = task(1, "PT8H0M0S", "<ConstraintType>1</ConstraintType>")
    found = answered(here, "network plan.xml", plan_xml=project(late + task(2)))["tasks"][0]
    assert (found["early_start"], found["start"], found["finish"]) == ("2026-01-05T08:00", "2026-01-09T08:00", "2026-01-09T17:00")
    assert "ALAP, lies at 2026-01-09" in here("calc network plan.xml").out


def test_only_tasks_are_simulated(here: Here) -> None:
    level = "<OutlineLevel>{}</OutlineLevel>".format
    rows = task(1, more="<Summary>1</Summary>" + level(1)) + task(2, more=level(2) + "<Deadline>2026-01-07T08:00:00</Deadline>")
    begun = "<ActualStart>2026-01-05T08:00:00</ActualStart><RemainingDuration>PT16H0M0S</RemainingDuration>" + level(2)
    found = answered(here, "simulate plan.xml", plan_xml=project(rows + task(3, more=begun)))
    assert [each["id"] for each in found["tasks"]] == [2, 3]


def test_many_elements_that_are_not_read_are_counted(here: Here) -> None:
    odd = task(1, more="".join(f"<Odd{number}>1</Odd{number}>" for number in range(30)))
    said = " ".join(told(here, "network plan.xml", plan_xml=project(odd)).out.split())
    assert "Task/Odd9, and 20 more elements, which --json names" in said
    assert "Task/Odd29 is not read" in answered(here, "network plan.xml")["notes"]


def test_a_calendar_on_another_has_its_days() -> None:
    assert minutes_a_day(Calendar("person", base=round_the_clock())) == 1440
    assert minutes_a_day(Calendar("part time", [spans("08:00-12:00"), *[None] * 6], base=standard())) == 480
