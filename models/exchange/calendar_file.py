"""Reads a calendar from TOML: hours of the weekdays, public holidays of a country, days that differ.

name = "Site"
hours = ["08:00-12:00", "13:00-17:00"]      # Monday to Friday; a weekday of its own name overrules it
saturday = ["09:00-13:00"]
country = "DE"                              # its public holidays, with region = "BY" those of the region too
[[exception]]
first = 2026-12-24
last = 2026-12-31                           # without it one day
hours = []                                  # no hours: a day off
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from models.planning.calendar import Calendar, DayHours
from models.planning.hours import DAY_OFF, WEEKDAYS, CalendarError, Spans, spans
from models.planning.public_holidays import UnknownRegion, days_off, public_holidays
from models.values import ParseError, quote

_KNOWN = {"name", "hours", "country", "region", "exception", *(name.lower() for name in WEEKDAYS)}


def read_calendar(content: bytes, years: Iterable[int]) -> Calendar:
    """The calendar with the public holidays of these years. Raises ParseError naming the key that is wrong."""
    import tomllib

    try:
        data = tomllib.loads(content.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ParseError(f"the calendar is no TOML: {error}", 'hours = ["08:00-12:00", "13:00-17:00"]') from None
    for key in data.keys() - _KNOWN:
        raise ParseError(f"the calendar has an unknown key {quote(key)}", "known are " + ", ".join(sorted(_KNOWN)))
    usual = _hours(data.get("hours", ["08:00-12:00", "13:00-17:00"]), "hours")
    week = [
        _hours(data[name.lower()], name.lower()) if name.lower() in data else usual if number < 5 else DAY_OFF
        for number, name in enumerate(WEEKDAYS)
    ]
    try:
        return Calendar(str(data.get("name", "")), week, exceptions=[*_holidays(data, years), *map(_exception, data.get("exception", []))])
    except CalendarError as error:
        raise ParseError(str(error), "hours that follow each other, as 08:00-12:00 13:00-17:00") from None


def _hours(given: Any, key: str) -> Spans:
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise ParseError(f"the calendar's {key} are no list of texts", '["08:00-12:00", "13:00-17:00"], [] for a day off')
    try:
        return spans(*given)
    except CalendarError as error:
        raise ParseError(f"the calendar's {key}: {error}", "08:00-12:00") from None


def _holidays(data: dict[str, Any], years: Iterable[int]) -> list[DayHours]:
    if "country" not in data:
        return []
    try:
        return days_off(public_holidays(str(data["country"]), data.get("region"), years=years))
    except UnknownRegion as error:
        raise ParseError(str(error), "leave country and region out to have none") from None


def _exception(given: Any) -> DayHours:
    first = given.get("first") if isinstance(given, dict) else None
    last = given.get("last", first) if isinstance(given, dict) else None
    if type(first) is not date or type(last) is not date:
        raise ParseError("an exception of the calendar has no day", "first = 2026-12-24, and last where it is more than one day")
    return DayHours(first, last, _hours(given.get("hours", []), f"exception of {first}"))
