"""What `qd calc network`, `dcma` and `simulate` say beside their figures, and the options of plans."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.conftest import Here
from cli.test_calc_plans import CPM, answered, check, project, task, told

AFTER = "<PredecessorLink><PredecessorUID>{}</PredecessorUID><Type>1</Type></PredecessorLink>".format
PINNED = "<ConstraintType>2</ConstraintType><ConstraintDate>2026-01-08T08:00:00</ConstraintDate>"
HEAD = "<StartDate>2026-01-05T08:00:00</StartDate>"
LEVEL = "<OutlineLevel>{}</OutlineLevel>".format


def limit(kind: int, day: str) -> str:
    """A constraint by Microsoft's number."""
    return f"<ConstraintType>{kind}</ConstraintType><ConstraintDate>{day}:00</ConstraintDate>"


def test_a_constraint_that_contradicts_a_link_is_named_with_the_link_and_by_how_much(here: Here) -> None:
    plan = project(task(1) + task(2, more=PINNED + AFTER(1)))
    found = answered(here, "network plan.xml", plan_xml=plan)
    assert found["notes"] == ["2 T2 must start on 2026-01-08 08:00; that breaks 1 FS by 2 days"]
    assert [each["conflict_days"] for each in found["tasks"]] == [None, 2]
    assert [each["total_float_days"] for each in found["tasks"]] == [-2, -2]
    said = " ".join(here("calc network plan.xml").out.split())
    assert "; held early by its constraint, constraint − logic; 2: 2026-01-08 08:00 − 2026-01-12 08:00 = −2 d free" in said
    kept = answered(here, "network plan.xml --links-first")
    assert kept["notes"] == ["2 T2 must start on 2026-01-08 08:00 and its links lead 2 days beyond"]
    assert kept["tasks"][1]["early_start"] == "2026-01-12T08:00"
    assert "note  2 T2 must start on 2026-01-08 08:00 and its links lead 2 days beyond" in here("calc network plan.xml --links-first").out


def test_manual_tasks_deadlines_and_summaries_have_their_notes(here: Here) -> None:
    manual = "<Manual>1</Manual><ManualStart>2026-01-05T08:00:00</ManualStart><ManualFinish>2026-01-06T17:00:00</ManualFinish>"
    late = "<Deadline>2026-01-08T17:00:00</Deadline>"
    level = "<OutlineLevel>{}</OutlineLevel>".format
    rows = task(1, more=late + level(1)) + task(2, more=level(1) + AFTER(1)) + task(3, "PT16H0M0S", level(2) + manual)
    assert answered(here, "network plan.xml", plan_xml=project(rows))["notes"] == [
        "1 T1 finishes 1 day after its deadline 2026-01-08 17:00",
        "3 T3 lies where it was put; that breaks 1 FS by 5 days",
        "manual tasks lie where they were put, whatever their links say: 3 T3",
    ]


def test_what_a_summary_demands_and_its_tasks_pass_is_named(here: Here) -> None:
    rows = task(10, more=LEVEL(1) + limit(7, "2026-01-07T17:00")) + task(1, more=LEVEL(2))
    found = answered(here, "network plan.xml", plan_xml=project(rows))
    assert found["notes"] == ["10 T10 must finish no later than 2026-01-07 17:00 and its tasks lead 2 days beyond"]
    assert [(each["conflict_days"], each["total_float_days"]) for each in found["tasks"]] == [(2, -2), (None, -2)]


@pytest.mark.parametrize(("kind", "said"), [(1, "ALAP"), (2, "MSO 2026-01-06"), (3, "MFO 2026-01-06"), (5, "SNLT 2026-01-06"), (6, "FNET 2026-01-06")])
def test_constraints_that_no_summary_can_have_are_listed(here: Here, kind: int, said: str) -> None:
    late = "<Deadline>2026-01-08T17:00:00</Deadline>"
    more = limit(kind, "2026-01-06T17:00") if kind > 1 else "<ConstraintType>1</ConstraintType>"
    rows = task(10, more=LEVEL(1) + more + late) + task(1, more=LEVEL(2))
    assert answered(here, "network plan.xml", plan_xml=project(rows))["notes"] == [
        f"10 T10 is a summary: its {said} is not applied", "10 T10 finishes 1 day after its deadline 2026-01-08 17:00",
    ]  # fmt: skip


def test_the_constraint_of_a_summary_that_holds_a_task_is_named(here: Here) -> None:
    rows = task(10, more=LEVEL(1) + limit(4, "2026-01-12T08:00")) + task(1, more=LEVEL(2))
    found = answered(here, "network plan.xml", plan_xml=project(rows))["tasks"][1]
    assert found["driven_by"] == {"kind": "constraint", "id": 10, "type": "SNET", "lag": None, "unit": None, "at": "2026-01-12T08:00"}
    assert found["driving"] is None
    assert "10 SNET 2026-01-12" in here("calc network plan.xml").out


@pytest.mark.parametrize(
    ("kind", "must", "day"), [(5, "start no later than", "2025-12-29T08:00"), (2, "start on", "2025-12-29T08:00"), (3, "finish on", "2025-12-31T17:00")]
)
def test_a_constraint_before_the_start_of_the_project_names_it(here: Here, kind: int, must: str, day: str) -> None:
    """Three days from Monday, 29 December; the project begins on Monday, 5 January."""
    found = answered(here, "network plan.xml", plan_xml=project(task(1, "PT24H0M0S", limit(kind, day))))
    assert found["notes"] == [f"1 T1 must {must} {day.replace('T', ' ')}; that breaks the project start by 5 days"]
    assert (found["start"], found["duration_days"], found["tasks"][0]["conflict_days"]) == ("2025-12-29T08:00", 3, 5)
    said = " ".join(here("calc network plan.xml").out.split())
    assert "3 working days from 2025-12-29 08:00" in said
    assert "held early by its constraint, constraint − logic; 1: 2025-12-29 08:00 − 2026-01-05 08:00 = −5 d" in said
    simulated = answered(here, "simulate plan.xml")
    assert (simulated["start"], simulated["planned_days"], simulated["mean"]) == ("2025-12-29T08:00", 3, 3)
    kept = answered(here, "network plan.xml --links-first")
    assert kept["notes"] == [f"1 T1 must {must} {day.replace('T', ' ')} and the project start leads 5 days beyond"]
    assert (kept["start"], kept["duration_days"]) == ("2026-01-05T08:00", 3)


def test_a_constraint_that_the_status_date_has_passed_is_said_with_the_days(here: Here) -> None:
    begun = task(1, more="<ActualStart>2026-01-05T08:00:00</ActualStart>")
    head = HEAD + "<StatusDate>2026-01-14T08:00:00</StatusDate>"
    found = answered(here, "network plan.xml", plan_xml=project(begun + task(2, more=limit(2, "2026-01-06T08:00")), head))
    assert found["notes"][0] == "2 T2 must start on 2026-01-06 08:00 and the status date leads 6 days beyond"
    assert (found["tasks"][1]["early_start"], found["tasks"][1]["driven_by"]["kind"]) == ("2026-01-14T08:00", "status date")


def test_conflicts_of_elapsed_durations_are_measured_in_working_time(here: Here) -> None:
    """It must start on Thursday, 8 January, and its link leads to Friday evening; its deadline is Thursday evening, and it ends on Sunday."""
    more = "<DurationFormat>8</DurationFormat>" + PINNED + AFTER(1)
    found = answered(here, "network plan.xml", plan_xml=project(task(1) + task(2, "PT72H0M0S", more + "<Deadline>2026-01-08T17:00:00</Deadline>")))
    assert found["notes"] == [
        "2 T2 finishes 1 day after its deadline 2026-01-08 17:00",
        "2 T2 must start on 2026-01-08 08:00; that breaks 1 FS by 2 days",
    ]
    assert (found["tasks"][1]["conflict_days"], found["tasks"][1]["total_float_days"]) == (1, -2)


def test_progress_out_of_sequence_is_said(here: Here) -> None:
    begun = "<ActualStart>2026-01-06T08:00:00</ActualStart><RemainingDuration>PT32H0M0S</RemainingDuration>"
    [note] = answered(here, "network plan.xml", plan_xml=project(task(1) + task(2, more=begun + AFTER(1))))["notes"]
    assert note.startswith("2 T2 began or ended before 1 T1 let it")
    assert note.endswith("(retained logic)")


@pytest.mark.parametrize("topic", ["network", "dcma", "simulate"])
def test_what_is_not_read_is_listed_by_every_topic(here: Here, topic: str) -> None:
    plan = project(task(1, more="<Odd/>" + AFTER(77)) + task(2, more="<Odd/>"), HEAD + "<Wibble>1</Wibble>")
    assert answered(here, f"{topic} plan.xml", plan_xml=plan)["notes"] == [
        "links to predecessors that are not in the file are left out: 1 T1", "Wibble is not read", "Task/Odd is not read: 2 of them",
    ]  # fmt: skip
    assert "not read  Wibble, Task/Odd 2×\n" in here(f"calc {topic} plan.xml").out


def test_columns_that_are_not_read_are_listed(here: Here) -> None:
    plan = "ID,Name,Duration_Days,Predecessor\nA,first,1,\nB,second,2,A\n"
    assert answered(here, "network plan.csv", plan_csv=plan)["notes"] == ["column Predecessor is not read"]


def test_remaining_work_lies_behind_the_status_date_unless_there_is_none(here: Here) -> None:
    begun = task(2, more="<ActualStart>2026-01-05T08:00:00</ActualStart>")
    plan = project(task(1) + begun, HEAD + "<StatusDate>2026-01-14T17:00:00</StatusDate>")
    found = answered(here, "network plan.xml", plan_xml=plan)
    assert found["tasks"][0]["early_start"] == "2026-01-15T08:00"
    assert found["notes"][0].startswith("what remains lies behind the status date 2026-01-14 17:00")
    none = answered(here, "network plan.xml --status none")
    assert (none["tasks"][0]["early_start"], none["notes"]) == ("2026-01-05T08:00", [])
    idle = answered(here, "network idle.xml", idle_xml=plan.replace(begun, ""))
    assert idle["tasks"][0]["early_start"] == "2026-01-05T08:00"
    assert idle["notes"] == [
        "the status date 2026-01-14 17:00 moves nothing, because nothing has begun: --status 2026-01-14T17:00 puts all work behind it"
    ]
    assert answered(here, "network plan.xml --status 2026-02-02T08:00")["tasks"][0]["early_start"] == "2026-02-02T08:00"
    assert "--status: " in here("calc network plan.xml --status soon").err
    assert "“2026-02-02T08:00+05:00” has a time zone" in here("calc network plan.xml --status 2026-02-02T08:00+05:00").err


def test_the_slack_limit_of_the_file_makes_critical_unless_the_command_says_another(here: Here) -> None:
    plan = project(task(1) + task(2, "PT32H0M0S"), HEAD + "<CriticalSlackLimit>1</CriticalSlackLimit>")
    assert [each["critical"] for each in answered(here, "network plan.xml", plan_xml=plan)["tasks"]] == [True, True]
    assert [each["critical"] for each in answered(here, "network plan.xml --critical-slack 0")["tasks"]] == [True, False]


def test_elapsed_durations_are_judged_in_working_time(here: Here) -> None:
    """Twenty days on the clock from Monday, 5 January, beside 70 working days: they begin by Saturday, 21 March, after 55 working days."""
    elapsed = task(1, "PT480H0M0S", "<DurationFormat>8</DurationFormat>")
    plan = project(elapsed + task(2, "PT560H0M0S"))
    first = answered(here, "network plan.xml", plan_xml=plan)["tasks"][0]
    assert (first["early_finish"], first["total_float_days"], first["free_float_days"]) == ("2026-01-25T08:00", 55, 55)
    checks = answered(here, "dcma plan.xml")
    assert (check(checks, "high_float")["tasks"], check(checks, "high_duration")["tasks"]) == ([1], [2])
    alone = answered(here, "dcma plan.xml", plan_xml=project(elapsed))
    assert (check(alone, "high_duration")["passed"], check(alone, "high_float")["passed"]) == (True, True)


def test_a_file_without_tasks_a_start_people_or_a_day_that_can_be(here: Here) -> None:
    assert "MinutesPerDay is -480" in told(here, "network plan.xml", plan_xml=project(task(1), HEAD + "<MinutesPerDay>-480</MinutesPerDay>")).err
    assert "plan.xml: there are no tasks in the plan" in told(here, "network plan.xml", plan_xml=project("")).err
    assert "neither StartDate nor the Start of a task\n    give --start" in told(here, "network plan.xml", plan_xml=project(task(1), "")).err
    assert answered(here, "network plan.xml --start 2026-01-05")["finish"] == "2026-01-09T17:00"
    assert check(answered(here, "dcma plan.xml --start 2026-01-05"), "resources")["passed"] is None


def test_a_plan_goes_out_as_microsoft_project_xml_with_the_same_answer(here: Here) -> None:
    first = answered(here, "network plan.csv --start 2026-12-14 --xml out.xml", plan_csv=CPM)
    assert first["xml"] == "out.xml"
    again = answered(here, "network out.xml")
    dates = ("early_start", "early_finish", "late_start", "late_finish", "total_float_days", "free_float_days", "critical")
    assert [[each[field] for field in dates] for each in again["tasks"]] == [[each[field] for field in dates] for each in first["tasks"]]
    assert [each["name"] for each in again["tasks"]] == list("ABCDEFGH")
    assert "the file that the plan was read from" in here("calc network out.xml --xml ./out.xml").err
    assert "nothing was written" in here("calc network out.xml --xml dry.xml --dry-run").err
    assert not Path("dry.xml").exists()
    assert "out2.xml: 8 tasks" in here("calc network out.xml --xml out2.xml").out
    assert Path("out2.xml").read_bytes() == Path("out.xml").read_bytes()
