"""The calendars of a Microsoft Project file as calendars to plan with."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING

from models.exchange.msproject_values import CalendarException, CalendarValue, ResourceValue, Spans, TaskValue
from models.planning.calendar import Calendar, DatedWeek, DayHours
from models.values import ParseError, quote

if TYPE_CHECKING:
    from dateutil.rrule import weekday

_NUMBER_OF_MONDAY = 2
_LAST_DAY = date(2149, 12, 31)
"""The last day that Microsoft Project knows; an exception that returns does so up to there."""
_MOST_CHANGES = 300_000
"""So many weeks and days may differ in all calendars of a file together, each counted for every calendar that stands on it."""


def calendars_of(values: tuple[CalendarValue, ...]) -> dict[Hashable, Calendar]:
    """Every calendar by its number, each on its base. Raises ParseError where bases run in a circle, or differ too often from each other."""
    check_numbers("calendars", values)
    ordered = _bases_first({value.uid: value for value in values})
    exceptions = _exceptions(ordered)
    found: dict[Hashable, Calendar] = {}
    for value in ordered:
        found[value.uid] = _calendar(value, found.get(value.base), exceptions[value.uid])
    return found


def _bases_first(by_uid: dict[int, CalendarValue]) -> list[CalendarValue]:
    """The calendars, each behind its base; raises ParseError where bases run in a circle."""
    found: dict[int, CalendarValue] = {}
    for start in by_uid:
        line: dict[int, CalendarValue] = {}
        uid: int | None = start
        while uid in by_uid and uid not in found:
            if uid in line:
                raise ParseError(f"calendar {by_uid[uid].name or uid} stands on itself", "give it another base calendar")
            line[uid] = by_uid[uid]
            uid = by_uid[uid].base
        found.update(reversed(line.items()))
    return list(found.values())


def check_numbers(what: str, rows: Iterable[CalendarValue | TaskValue | ResourceValue]) -> None:
    """Raise ParseError naming two of `what` that have the same unique number."""
    known: dict[int, str] = {}
    for row in rows:
        name = row.name or ""
        if row.uid in known:
            raise ParseError(f"two {what} have the UID {row.uid}: {quote(known[row.uid])} and {quote(name)}", "give each its own")
        known[row.uid] = name


def _exceptions(ordered: list[CalendarValue]) -> dict[int, list[DayHours]]:
    """The days that differ in each calendar; bases come first. Raises ParseError where they are too many, before any calendar is made."""
    found: dict[int, list[DayHours]] = {}
    changes: dict[int | None, int] = {}
    left = _MOST_CHANGES
    for value in ordered:
        inherited = changes.get(value.base, 0) + 1 + len(value.work_weeks)
        days = (DayHours(first, last, each.spans) for each in value.exceptions for first, last in occurrences(each))
        found[value.uid] = list(islice(days, max(left - inherited, 0) + 1))
        changes[value.uid] = inherited + len(found[value.uid])
        left -= changes[value.uid]
        if left < 0:
            raise ParseError(
                f"calendar {value.name or value.uid}: too many days differ", "let exceptions end earlier or return less often, on fewer bases"
            )
    return found


def _calendar(value: CalendarValue, base: Calendar | None, exceptions: list[DayHours]) -> Calendar:
    weeks = [DatedWeek(each.first, each.last, _week(each.days, None)) for each in value.work_weeks]
    return Calendar(value.name or str(value.uid), _week(value.days, None if base else ()), base=base, weeks=weeks, exceptions=exceptions)


def _week(days: tuple[tuple[int, Spans], ...], missing: Spans | None) -> tuple[Spans | None, ...]:
    """Seven days from Monday on; Microsoft's week begins with Sunday, 1."""
    week: list[Spans | None] = [missing] * 7
    for number, spans in days:
        if not 1 <= number <= 7:
            raise ParseError(f"a weekday {number} in a calendar", "days are 1, Sunday, to 7, Saturday")
        week[(number - _NUMBER_OF_MONDAY) % 7] = spans
    return tuple(week)


def occurrences(exception: CalendarException) -> Iterator[tuple[date, date]]:
    """The stretches of days on which an exception holds: all of them, or those on which it returns."""
    rule = _rule(exception)
    if rule is None:
        yield exception.first, exception.last
        return
    for moment in rule:
        yield moment.date(), moment.date()


def _rule(exception: CalendarException) -> Iterable[datetime] | None:
    """When the exception returns; None where it holds every day between its ends."""
    from dateutil.rrule import DAILY, MONTHLY, SU, WEEKLY, YEARLY, rrule

    returns = exception.recurrence
    kind, interval = returns.type or 0, max(returns.period or 1, 1)
    first, last = (datetime.combine(day, datetime.min.time()) for day in (exception.first, min(exception.last, _LAST_DAY)))
    month = None if returns.month is None else returns.month + 1
    rule: Iterable[datetime] | None = None
    if kind in (1, 7) and interval > 1:
        rule = rrule(DAILY, dtstart=first, until=last, interval=interval)
    elif kind == 8:
        rule = islice(rrule(DAILY, dtstart=first, until=last, byweekday=_item(1)), 0, None, interval)
    elif kind == 2:
        days = _month_days(returns.month_day or exception.first.day)
        rule = rrule(YEARLY, dtstart=first, until=last, bymonth=month, bymonthday=days, bysetpos=-1)
    elif kind == 3:
        item, place = _item(returns.month_item), _place(returns.month_position)
        rule = rrule(YEARLY, dtstart=first, until=last, bymonth=month, byweekday=item, bysetpos=place)
    elif kind == 4:
        days = _month_days(returns.month_day or exception.first.day)
        rule = rrule(MONTHLY, dtstart=first, until=last, interval=interval, bymonthday=days, bysetpos=-1)
    elif kind == 5:
        item, place = _item(returns.month_item), _place(returns.month_position)
        rule = rrule(MONTHLY, dtstart=first, until=last, interval=interval, byweekday=item, bysetpos=place)
    elif kind == 6:
        rule = rrule(WEEKLY, dtstart=first, until=last, interval=interval, byweekday=_marked(returns.days_of_week), wkst=SU)
    return rule


def _month_days(day: int) -> range:
    """The days of which a month takes its last: a month without a 31st has its last day instead."""
    if not 1 <= day <= 31:
        raise ParseError(f"an exception returns on day {day} of the month", "days are 1 to 31")
    return range(min(day, 28), day + 1)


def _item(item: int | None) -> list[weekday]:
    """The days that an item names: 0 any day, 1 Monday to Friday, 2 the weekend, 3 Sunday … 9 Saturday."""
    from dateutil.rrule import FR, MO, SA, SU, TH, TU, WE

    several = {0: [MO, TU, WE, TH, FR, SA, SU], 1: [MO, TU, WE, TH, FR], 2: [SA, SU]}
    if item in several:
        return several[item]
    if item is None or not 3 <= item <= 9:
        raise ParseError(f"an exception returns on item {item} of the month", "items are 0 to 9")
    return [[SU, MO, TU, WE, TH, FR, SA][item - 3]]


def _place(position: int | None) -> int:
    """First to fourth of the month, 0 to 3; the last is 4."""
    return -1 if position == 4 else (position or 0) + 1


def _marked(bits: int | None) -> list[weekday]:
    """The weekdays of a bit mask, Sunday 1, Monday 2 … Saturday 64."""
    from dateutil.rrule import FR, MO, SA, SU, TH, TU, WE

    return [day for bit, day in enumerate((SU, MO, TU, WE, TH, FR, SA)) if (bits or 0) >> bit & 1]
