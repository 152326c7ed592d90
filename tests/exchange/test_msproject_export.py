"""A plan goes out as Microsoft Project XML and comes back the same; another program's scheduler gives it the same dates."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import warnings
from collections.abc import Hashable
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.exchange.msproject import read_project, write_project
from models.exchange.msproject_export import project_of
from models.exchange.msproject_plan import CLOCK, Network, network_of
from models.planning.calendar import Absence, Calendar, DatedWeek, DayHours, five_days, round_the_clock, standard
from models.planning.dated.plan import plan
from models.planning.dated.values import LAG_UNITS, LINK_TYPES, Link, Part, Project, Task
from models.planning.hours import spans
from models.planning.instants import from_text, to_text

MONDAY = from_text("2026-01-05T08:00")
SITE: dict[Hashable, Calendar] = {1: standard(), CLOCK: round_the_clock()}
READ_BY_MPXJ = """
import json, sys, jpype, mpxj
jpype.startJVM()
from org.mpxj.reader import UniversalProjectReader
from org.mpxj.cpm import MicrosoftScheduler
project = UniversalProjectReader().read(sys.argv[1])
MicrosoftScheduler().schedule(project, project.getProjectProperties().getStartDate())
dates = {}
for task in project.getTasks():
    if task.getUniqueID() and not task.getSummary():
        dates[int(task.getUniqueID())] = [str(each())[:16] for each in (task.getEarlyStart, task.getEarlyFinish, task.getLateStart, task.getLateFinish)]
print(json.dumps(dates))
"""


def back(network: Network, minutes_a_day: int = 480) -> Network:
    content = write_project(project_of(network, {}, plan(*network), minutes_a_day=minutes_a_day))
    return network_of(read_project(content))


def pictures(calendar: Calendar) -> list[object]:
    """What a calendar says of some days."""
    days = [date(2026, 1, 1), date(2026, 3, 3), date(2026, 3, 4), date(2026, 7, 6), date(2026, 7, 7), date(2026, 12, 25), date(2027, 5, 8)]
    return [calendar.hours_of(day) for day in days]


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Tasks and links of every kind in the working week, some with elapsed durations, constraints, deadlines, summaries."""
    count = draw(st.integers(1, 7))
    tasks, links = [], []
    for key in range(1, count + 1):
        elapsed = draw(st.booleans())
        kind = draw(st.sampled_from(["asap", "asap", "snet", "fnlt", "alap"]))
        at = MONDAY + draw(st.integers(0, 20)) * 1440 if kind in ("snet", "fnlt") else None
        tasks.append(
            Task(
                key, draw(st.integers(0, 12)) * (1440 if elapsed else 240), CLOCK if elapsed else None, constraint=kind, constraint_at=at,
                deadline=draw(st.none() | st.just(MONDAY + 30 * 1440)),
            )
        )  # fmt: skip
        for earlier in range(1, key):
            if draw(st.integers(0, 3)) == 0:
                unit = draw(st.sampled_from(LAG_UNITS))
                lag = draw(st.integers(-3, 3)) * (1000 if "percent" in unit else 480)
                links.append(Link(earlier, key, draw(st.sampled_from(LINK_TYPES)), lag, unit))
    return Network(tasks, links, SITE, Project(MONDAY, 1))


@settings(max_examples=60, deadline=None)
@given(networks())
def test_any_network_comes_back_the_same(network: Network) -> None:
    again = back(network)
    assert again.tasks == network.tasks
    assert again.links == network.links
    assert again.project == network.project
    assert list(plan(*again).rows()) == list(plan(*network).rows())


def test_summaries_people_manual_tasks_and_facts_come_back() -> None:
    night = Calendar("Night", [spans("22:00-06:00")] * 5 + [()] * 2)
    calendars: dict[Hashable, Calendar] = {1: standard(), 2: night, CLOCK: round_the_clock()}
    tasks = [
        Task(1, 0),
        Task(2, 960, parent=1, actual_start=MONDAY, remaining=240),
        Task(3, 480, parent=1, actual_start=MONDAY, actual_finish=MONDAY + 540, remaining=None),
        Task(4, 960, parent=1, parts=(Part(1, 960), Part(2, 480))),
        Task(5, 480, manual=True, manual_start=MONDAY + 1440, manual_finish=MONDAY + 1440 + 540),
    ]
    again = back(Network(tasks, [Link(1, 5)], calendars, Project(MONDAY, 1)))
    assert again.tasks == tasks
    assert again.links == [Link(1, 5)]
    assert [each.hours_of(date(2026, 1, 6)) for each in (again.calendars[1], again.calendars[2])] == [
        calendars[1].hours_of(date(2026, 1, 6)),
        night.hours_of(date(2026, 1, 6)),
    ]


def test_calendars_come_back_with_bases_weeks_exceptions_and_absences() -> None:
    site = Calendar(
        "Site",
        five_days(),
        weeks=[DatedWeek(date(2026, 7, 1), date(2026, 8, 31), (spans("07:00-13:00"),) * 5 + ((),) * 2)],
        exceptions=[DayHours(date(2026, 12, 25), date(2026, 12, 26)), DayHours(date(2027, 5, 8), date(2027, 5, 8), spans("22:00-02:00"))],
    )
    person = Calendar(
        "Ana", base=site, absences=[Absence(date(2026, 3, 3), date(2026, 3, 3), "morning"), Absence(date(2026, 7, 6), date(2026, 7, 6))]
    )
    calendars: dict[Hashable, Calendar] = {1: site, 2: person}
    again = back(Network([Task(1, 480, 2)], [], calendars, Project(MONDAY, 1)))
    assert pictures(again.calendars[1]) == pictures(site)
    assert pictures(again.calendars[2]) == pictures(person)


def test_a_key_that_microsoft_keeps_for_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="begin with 1"):
        project_of(Network([Task(0, 480)], [], SITE, Project(MONDAY, 1)), {})


def test_another_scheduler_gives_the_same_dates(tmp_path: Path) -> None:
    if find_spec("mpxj") is None or find_spec("jpype") is None or shutil.which("java") is None:
        warnings.warn("skipped: MPXJ or Java is not here; another scheduler does not check the dates", stacklevel=1)
        pytest.skip("MPXJ (pip install mpxj JPype1) and a Java runtime are needed")
    days = {"A": 4, "B": 6, "C": 5, "D": 3, "E": 7, "F": 2, "G": 4, "H": 1}
    keys = {name: key for key, name in enumerate(days, 1)}
    links = [
        Link(keys[a], keys[b], kind, lag * 480)
        for a, b, kind, lag in (
            ("A", "B", "fs", 0), ("A", "C", "ss", 2), ("B", "D", "ff", 1), ("C", "E", "fs", 1), ("D", "F", "fs", 0),
            ("E", "F", "fs", -1), ("C", "G", "fs", 3), ("F", "H", "fs", 0), ("G", "H", "fs", 0),
        )
    ]  # fmt: skip
    calendar = standard(exceptions=[DayHours(date(2026, 1, 13), date(2026, 1, 14))])
    network = Network([Task(keys[name], length * 480) for name, length in days.items()], links, {1: calendar}, Project(MONDAY, 1))
    file = tmp_path / "plan.xml"
    found = plan(*network)
    file.write_bytes(write_project(project_of(network, dict(zip(keys.values(), keys, strict=True)), found)))
    done = subprocess.run([sys.executable, "-c", READ_BY_MPXJ, str(file)], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    theirs = json.loads(done.stdout.splitlines()[-1])
    for dates in found.rows():
        ours = [to_text(each) for each in (dates.early_start, dates.early_finish, dates.late_start, dates.late_finish)]
        assert ours == theirs[str(dates.key)], dates.key
