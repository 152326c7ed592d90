"""Reads a calendar from TOML: hours of the weekdays, public holidays of a country, days that differ.

name = "Site"
hours = ["08:00-12:00", "13:00-17:00"]      # Monday to Friday; a weekday of its own name overrules it
saturday = ["09:00-13:00"]
hours_per_day = 8                           # what a day of duration means
country = "DE"                              # its public holidays, with region = "BY" those of the region too
[[exception]]
first = 2026-12-24
last = 2026-12-31                           # without it one day
hours = []                                  # no hours: a day off
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from models.planning.calendar import Calendar, DayHours
from models.planning.hours import DAY_OFF, WEEKDAYS, CalendarError, Spans, spans
from models.planning.public_holidays import UnknownRegion, days_off, public_holidays
from models.values import ParseError, quote

_EIGHT_TO_FIVE = ["08:00-12:00", "13:00-17:00"]
_FORM = 'hours = ["08:00-12:00", "13:00-17:00"]'
_KNOWN = {"name", "hours", "hours_per_day", "country", "region", "exception", *(name.lower() for name in WEEKDAYS)}
_OF_EXCEPTION = {"first", "last", "hours"}
_EXCEPTION = "first = 2026-12-24, and last where it is more than one day"


class CalendarFile(NamedTuple):
    """The calendar of a file, and how many minutes a day of duration has, where the file says it."""

    calendar: Calendar
    minutes_a_day: int | None


def read_calendar(content: bytes, years: Iterable[int]) -> CalendarFile:
    """The calendar with the public holidays of these years. Raises ParseError naming the key that is wrong."""
    import tomllib

    try:
        data = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ParseError(f"the calendar is no TOML: {error}", _FORM) from None
    _check_keys(data, _KNOWN, "the calendar")
    usual = _hours(data.get("hours", _EIGHT_TO_FIVE), "hours")
    week = [
        _hours(data[name.lower()], name.lower()) if name.lower() in data else usual if number < 5 else DAY_OFF
        for number, name in enumerate(WEEKDAYS)
    ]
    if not any(week):
        raise ParseError("no weekday of the calendar has working hours", _FORM)
    try:
        return CalendarFile(
            Calendar(str(data.get("name", "")), week, exceptions=[*_holidays(data, years), *_exceptions(data.get("exception", []))]),
            _minutes_a_day(data.get("hours_per_day")),
        )
    except CalendarError as error:
        raise ParseError(str(error), "hours that follow each other, as 08:00-12:00 13:00-17:00") from None


def _check_keys(data: dict[str, Any], known: set[str], where: str) -> None:
    for key in data.keys() - known:
        raise ParseError(f"{where} has an unknown key {quote(key)}", "known are " + ", ".join(sorted(known)))


def _minutes_a_day(hours: Any) -> int | None:
    """A day of duration in minutes. Raises ParseError where it is none."""
    if hours is None:
        return None
    if isinstance(hours, bool) or not isinstance(hours, (int, float)) or not 1 / 60 <= hours <= 24:
        raise ParseError(f"the calendar's hours_per_day are {quote(str(hours))}", "hours_per_day = 8, at most 24")
    return round(hours * 60)


def _hours(given: Any, key: str) -> Spans:
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise ParseError(f"the calendar's {key} are no list of texts", '["08:00-12:00", "13:00-17:00"], [] for a day off')
    for each in given:
        first, dash, last = each.partition("-")
        if dash and first.strip() == last.strip():
            raise ParseError(f"the calendar's {key}: {quote(each)} ends where it begins", "00:00-24:00 for a whole day")
    try:
        return spans(*given)
    except CalendarError as error:
        raise ParseError(f"the calendar's {key}: {error}", "08:00-12:00") from None


def _holidays(data: dict[str, Any], years: Iterable[int]) -> list[DayHours]:
    if "country" not in data:
        if "region" in data:
            raise ParseError("the calendar has a region and no country", 'country = "DE" beside region = "BY"')
        return []
    try:
        return days_off(public_holidays(str(data["country"]), data.get("region"), years=years))
    except UnknownRegion as error:
        raise ParseError(str(error), "leave country and region out to have none") from None


def _exceptions(given: Any) -> list[DayHours]:
    """The days that differ, each of which one exception alone may name."""
    if not isinstance(given, list):
        raise ParseError("the calendar's exception is no list of tables", "[[exception]] above each")
    found = [_exception(each) for each in given]
    for one, other in pairwise(sorted(found, key=lambda each: each.first)):
        if other.first <= one.last:
            raise ParseError(f"two exceptions of the calendar hold on {other.first}", "every day in one exception")
    return found


def _exception(given: Any) -> DayHours:
    if not isinstance(given, dict):
        raise ParseError("an exception of the calendar is no table", "[[exception]] above each")
    _check_keys(given, _OF_EXCEPTION, "an exception of the calendar")
    if "first" not in given:
        raise ParseError("an exception of the calendar has no first day", _EXCEPTION)
    first = _date(given["first"], "first")
    last = _date(given["last"], "last") if "last" in given else first
    if last < first:
        raise ParseError(f"an exception of the calendar ends on {last}, before it begins on {first}", "first before last")
    return DayHours(first, last, _hours(given.get("hours", []), f"exception of {first}"))


def _date(given: Any, name: str) -> date:
    if type(given) is not date:
        raise ParseError(f"an exception of the calendar: {name} is {quote(str(given))} and no date", f"{_EXCEPTION}; without quotes")
    return given
