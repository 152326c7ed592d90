"""`qd calc` on files of plans: what `network`, `dcma`, `simulate` and `level` answer, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cli.conftest import Here, Said

CPM = "id,duration_days,predecessors\nA,4,\nB,6,A\nC,5,ASS+2\nD,3,BFF+1\nE,7,CFS+1\nF,2,D EFS-1\nG,4,CSF+15d\nH,1,F G\n"


def answered(here: Here, line: str, **files: str) -> Any:
    """The JSON that a command answers with these files beside it."""
    said = told(here, line + " --json", **files)
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


def test_a_started_task_made_longer_has_more_left(here: Here) -> None:
    begun = task(1, more="<ActualStart>2026-01-05T08:00:00</ActualStart><RemainingDuration>PT16H0M0S</RemainingDuration>")
    assert check(answered(here, "dcma plan.xml", plan_xml=project(begun)), "critical_path_test")["passed"] is True


def test_the_path_index_counts_the_days_to_the_deadline(here: Here) -> None:
    days = answered(here, "dcma plan.xml", plan_xml=project(task(1, "PT640H0M0S", "<Deadline>2026-05-22T17:00:00</Deadline>")))
    assert (days["cpli"], days["cpl"], days["tf"]) == (1.25, 80, 20)
    assert "(CPL + TF) / CPL = (80 + 20) / 80 days" in here("calc dcma plan.xml").out


def test_an_open_check_says_why(here: Here) -> None:
    said = told(here, "dcma plan.csv", plan_csv=CPM).out
    assert "Tasks without a person      the file knows of no people" in said
    assert "Lags                        look at C, D, E, G" in said
