"""What real files hold goes out as a plan and comes back the same."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

import pytest

from exchange.test_msproject_plan import FILES
from models.exchange.msproject import read_project, write_project
from models.exchange.msproject_export import project_of
from models.exchange.msproject_plan import STANDARD, Network, network_of
from models.planning.calendar import Calendar, five_days, standard
from models.planning.dated.plan import plan
from models.planning.dated.values import Part, Project, Task
from models.planning.hours import spans
from models.planning.instants import from_text, to_datetime

START = from_text("2026-01-05T08:00")


@pytest.mark.parametrize("name", FILES)
def test_the_network_of_a_real_file_comes_back_the_same(shared: Path, name: str) -> None:
    project = read_project((shared / "msproject" / f"{name}.xml").read_bytes())
    network = network_of(project)
    found = plan(*network)
    again = network_of(read_project(write_project(project_of(network, {}, found, minutes_a_day=project.minutes_per_day or 480))))
    assert (again.tasks, again.links, again.project) == (network.tasks, network.links, network.project)
    assert plan(*again).rows() == found.rows()
    days = [to_datetime(network.project.start + day * 1440).date() for day in range(400)]
    for key, calendar in network.calendars.items():
        if key != STANDARD:
            assert [again.calendars[key].hours_of(day) for day in days] == [calendar.hours_of(day) for day in days]


def test_two_people_with_one_calendar_stay_two() -> None:
    calendars: dict[Hashable, Calendar] = {1: standard(), 7: Calendar("Half", five_days(spans("08:00-12:00")))}
    tasks = [Task(1, 480, parts=(Part(7, 480), Part(7, 240), Part(1, 60))), Task(2, 480, parts=(Part(7, 480),))]
    network = Network(tasks, [], calendars, Project(START, 1))
    written = project_of(network, {}, plan(*network))
    assert [(person.name, person.calendar) for person in written.resources] == [("Half 1", 7), ("Half 2", 7), ("Standard 1", 1)]
    assert [(each.task, each.resource) for each in written.assignments] == [(1, 1), (1, 2), (1, 3), (2, 1)]
    assert network_of(read_project(write_project(written))).tasks == tasks
