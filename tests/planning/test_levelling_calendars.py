"""Levelling in people's calendars: their breaks, and the dates that the plan gives."""

from __future__ import annotations

from datetime import date

from models.planning.calendar import Absence, Calendar, round_the_clock, standard
from models.planning.instants import from_text, to_text
from models.planning.levelling.calendars import breaks_between
from models.planning.levelling.level import level
from models.planning.levelling.problem import Resource, Work

MONDAY = from_text("2014-10-27T08:00")


def test_a_working_day_has_a_break_at_noon_and_one_at_night() -> None:
    found = breaks_between(standard(), MONDAY, MONDAY + 1440)
    assert [(to_text(begin)[11:], to_text(end)[11:]) for begin, end in found] == [("12:00", "13:00"), ("17:00", "08:00")]
    assert breaks_between(round_the_clock(), MONDAY, MONDAY + 1440) == []


def test_abs_1_and_whoever_waits_for_the_same_person() -> None:
    """Away on Tuesday: five days from Monday, 27 October, end on Monday, 3 November; a day of the same person's follows on Tuesday."""
    away = Calendar("away", base=standard(), absences=[Absence(date(2014, 10, 28), date(2014, 10, 28))])
    breaks = breaks_between(away, MONDAY, MONDAY + 30 * 1440)
    tasks = [Work(key, days * 480, {"ana": 1}, priority, earliest=MONDAY, breaks=breaks) for key, days, priority in ((1, 5, 900), (2, 1, 500))]
    rows = {row.key: row for row in level(tasks, [], [Resource("ana")], iterations=20).tasks}
    assert (to_text(rows[1].begin), to_text(rows[1].end)) == ("2014-10-27T08:00", "2014-11-03T17:00")
    assert (to_text(rows[2].end), rows[2].resource, rows[2].holders) == ("2014-11-04T17:00", "ana", (1,))
