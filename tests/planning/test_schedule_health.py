"""The fourteen checks of a schedule: the worked examples, and each check at its limit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from models.planning.calendar import standard
from models.planning.dated.plan import plan
from models.planning.dated.values import Link, Project, Task
from models.planning.instants import from_text
from models.planning.schedule_health import DAY, Check, Pushed, Subject, assess, bei, cpli, critical_path_test

NOW = 1000


def chain(size: int, **changes: Any) -> list[Subject]:
    """So many open tasks, each with a person, starting after the status date; the first one changed."""
    subjects = [Subject(key, DAY, 0, NOW + key, NOW + key + 1, assigned=True) for key in range(size)]
    return [subjects[0]._replace(**changes), *subjects[1:]]


def links(size: int) -> list[Link]:
    return [Link(key, (key + 1) % size) for key in range(size)]


def checked(subjects: list[Subject], joined: list[Link], **facts: Any) -> dict[str, Check]:
    return {check.key: check for check in assess(subjects, joined, **facts)}


def test_dcma_1() -> None:
    assert cpli(Decimal(80), Decimal(20)) == Decimal("1.25")
    assert cpli(Decimal(100), Decimal(-8)) == Decimal("0.92")
    assert bei(45, 50) == Decimal("0.90")
    late = checked(chain(2), links(2), critical_length=Decimal(100), critical_float=Decimal(-8))
    assert (late["cpli"].value, late["cpli"].passed) == (Decimal("0.92"), False)
    early = checked(chain(2), links(2), critical_length=Decimal(80), critical_float=Decimal(20))
    assert (early["cpli"].value, early["cpli"].passed) == (Decimal("1.25"), True)
    done = [Subject(key, DAY, 0, 0, 10, 0, 10 if key < 45 else None, baseline_finish=10) for key in range(50)]
    assert (checked(done, [], status=NOW)["bei"].value, checked(done, [], status=NOW)["bei"].passed) == (Decimal("0.9"), False)


def test_there_are_fourteen_and_a_sound_schedule_passes() -> None:
    subjects = [task._replace(baseline_finish=NOW + 900) for task in chain(20)]
    subjects[0] = subjects[0]._replace(actual_start=10, actual_finish=20, baseline_finish=30)
    found = checked(subjects, links(20), status=NOW, critical_length=Decimal(10), critical_float=Decimal(0), pushed=Pushed(3, 600 * DAY, 600 * DAY))
    assert len(found) == 14
    assert [check.key for check in found.values() if not check.passed] == []


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("hard_constraints", {"constraint": "mso"}),
        ("high_float", {"total_float": 44 * DAY + 1}),
        ("high_duration", {"duration": 44 * DAY + 1}),
    ],
)
def test_less_than_one_in_twenty_may_stand_out(key: str, changes: dict[str, Any]) -> None:
    assert checked(chain(21, **changes), links(21))[key].passed
    at_limit = checked(chain(20, **changes), links(20))[key]
    assert (at_limit.found, at_limit.among, at_limit.passed, at_limit.tasks) == (1, 20, False, (0,))
    assert checked(chain(20, **changes, actual_start=1, actual_finish=2), links(20))[key].passed


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("negative_float", {"total_float": -1}),
        ("resources", {"assigned": False}),
        ("invalid_dates", {"start": NOW - 1}),
        ("invalid_dates", {"actual_start": 5, "finish": NOW - 1}),
        ("invalid_dates", {"actual_start": 5, "actual_finish": NOW + 1}),
    ],
)
def test_of_some_there_may_be_none(key: str, changes: dict[str, Any]) -> None:
    assert checked(chain(40), links(40), status=NOW)[key].passed
    assert checked(chain(40, **changes), links(40), status=NOW)[key].passed is False


def test_what_is_finished_is_no_forecast() -> None:
    assert checked(chain(2, start=1, finish=2, actual_finish=2), links(2), status=NOW)["invalid_dates"].passed


def test_a_milestone_needs_no_person() -> None:
    assert checked(chain(2, assigned=False, duration=0), links(2))["resources"].passed


def test_links() -> None:
    joined = [*links(20)[1:], Link(0, 1, "ss", -5)]
    found = checked(chain(20), joined)
    assert (found["leads"].passed, found["leads"].tasks) == (False, (1,))
    assert (found["fs_links"].value, found["fs_links"].passed) == (Decimal("0.95"), True)
    assert checked(chain(20), [Link(key, (key + 1) % 20, "fs", key == 0) for key in range(20)])["lags"].passed is False
    assert checked(chain(20), [*links(20), Link(0, 5, "fs", 5)])["lags"].passed
    assert checked(chain(20), links(20)[1:])["missing_logic"].tasks == (0, 1)
    assert checked(chain(20), [Link(key, key + 1, "ff") for key in range(19)])["fs_links"].passed is False


def test_missed_tasks() -> None:
    due = [Subject(key, DAY, 0, NOW, NOW, 1, 5, baseline_finish=5) for key in range(20)]
    assert checked(due, [], status=NOW)["missed_tasks"].passed
    late = [due[0]._replace(actual_finish=6), *due[1:]]
    assert (checked(late, [], status=NOW)["missed_tasks"].found, checked(late, [], status=NOW)["missed_tasks"].passed) == (1, False)
    assert checked(due, [])["missed_tasks"].passed is None


def test_what_is_due_on_the_status_date_is_due() -> None:
    due = [Subject(key, DAY, 0, NOW, NOW, 1, NOW if key else None, baseline_finish=NOW) for key in range(2)]
    found = checked(due, [], status=NOW)
    assert (found["bei"].value, found["missed_tasks"].found, found["missed_tasks"].among) == (Decimal("0.5"), 1, 2)


def test_what_has_no_data_neither_passes_nor_fails() -> None:
    found = checked([], [])
    assert all(check.passed is None and not check.tasks for check in found.values())
    assert cpli(Decimal(0), Decimal(5)) is None
    assert checked([], [], critical_length=Decimal(5))["cpli"].value is None
    assert bei(0, 0) is None


def test_the_critical_path_test_plans_again_with_a_long_delay() -> None:
    start, calendar = from_text("2026-12-14T08:00"), standard()

    def tested(held: bool) -> Check:
        tasks = [Task(1, DAY), Task(2, 2 * DAY, constraint="mso", constraint_at=from_text("2026-12-18T08:00")) if held else Task(2, 2 * DAY)]

        def ends_with(key: int, delay: int) -> tuple[int, int]:
            longer = [task._replace(duration=task.duration + delay) if task.key == key else task for task in tasks]
            again = plan(longer, [Link(1, 2)], {None: calendar}, Project(start))
            return calendar.axis[again.dates(key).early_finish], calendar.axis[again.finish]

        return checked(chain(2), links(2), pushed=critical_path_test(ends_with, [1], 600 * DAY))["critical_path_test"]

    free, held = tested(False), tested(True)
    assert (free.passed, free.value, free.tasks, free.numbers) == (True, 1, (1,), (600, 600))
    assert held.passed is False
    assert held.numbers[1] < held.numbers[0] == 600
    stuck = checked(chain(2), links(2), pushed=Pushed(1, 0, 0))["critical_path_test"]
    assert (stuck.passed, stuck.value) == (None, None)
    assert critical_path_test(lambda key, delay: (0, 0), [1, 2], 600 * DAY) is None
    assert critical_path_test(lambda key, delay: (delay, delay) if key == 2 else (0, 0), [1, 2], DAY) == Pushed(2, DAY, DAY)
