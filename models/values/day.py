"""Civil days: what people type for one, how one is shown, and counting in working days (Monday to Friday)."""

from __future__ import annotations

from datetime import date, timedelta

from models.values import NOT_AVAILABLE, ParseError, quote

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Months as they are shown."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_HINT = "write fri, +3d, tomorrow, 1 dec or 2026-12-01"
_YEARS = range(1900, 3000)
_LONGEST_RANGE = 366

_SHIFT = r"([+\-−]) ?([0-9]{1,5}) ?([dwmy])"
_ISO = r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
_ISO_WEEK = r"([0-9]{4})-?w([0-9]{1,2})"
_DOTTED = r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4}|[0-9]{2})?"
_DAY_MONTH = r"([0-9]{1,2})\.? ?([a-z]{3,9})\.?,? ?([0-9]{4}|[0-9]{2})?"
_MONTH_DAY = r"([a-z]{3,9})\.? ?([0-9]{1,2})(?:,? ([0-9]{4}))?"
_SLASHED = r"[0-9]{1,4}/[0-9]{1,2}(?:/[0-9]{2,4})?"


def parse(text: str, today: date, *, past: bool = False) -> date:
    """The day a person means by `fri`, `last fri`, `+3d`, `tomorrow`, `1 dec`, `1.12.`, `2026-W49` (its Monday), `eom`, `2026-12-01`…

    A weekday is the next such day counting today itself; with `past` (hours, actuals) the last one not after today. A day without a year
    is the occurrence nearest to today, with `past` the last one not after it.
    """
    word = " ".join(text.split()).lower()
    try:
        day = _named(word, today, past) or _shifted(word, today) or _calendar(word, today, past)
    except (ValueError, OverflowError):
        raise ParseError(f"{quote(text)} is not in the calendar", _HINT) from None
    if day is None:
        raise ParseError(f"{quote(text)} is not a day", _hint_for(word))
    if day.year not in _YEARS:
        raise ParseError(f"{quote(text)} is in the year {day.year}", "write a day between 1900 and 2999")
    return day


def parse_range(text: str, today: date) -> list[date]:
    """The days of `mon..fri` or `2026-12-01..2026-12-05` without its Saturdays and Sundays, or of one single day.

    It lies in the past, for it is of hours: a weekday at the end is the last one not after today, one at the start the last not after that.
    """
    first, dots, last = text.partition("..")
    if not dots:
        return [parse(text, today, past=True)]
    start, end = _ends(first.strip(), last.strip(), today)
    if end < start:
        raise ParseError(f"{quote(text)} ends before it begins", "write the earlier day first: mon..fri")
    if (end - start).days >= _LONGEST_RANGE:
        raise ParseError(f"{quote(text)} is longer than a year", "write a shorter range")
    days = [start + timedelta(days=offset) for offset in range((end - start).days + 1)]
    working = [day for day in days if is_working_day(day)]
    if not working:
        raise ParseError(f"{quote(text)} has no working day", "name a Saturday or Sunday by itself")
    return working


def _ends(first: str, last: str, today: date) -> tuple[date, date]:
    """Both ends of a range: a weekday is sought from the end the other way, so that `mon..fri` never straddles a weekend."""
    end = parse(last, today, past=True)
    return parse(first, end if _weekday(first.lower()) is not None else today, past=True), end


def _weekday(word: str) -> int | None:
    """The number of a weekday, Monday 0, from its name or the first three letters or more of it."""
    return next((number for number, name in enumerate(_WEEKDAYS) if len(word) >= 3 and name.startswith(word)), None)


def _named(word: str, today: date, past: bool) -> date | None:
    """The day a word names relative to today."""
    fixed = {"yesterday": -1, "today": 0, "tomorrow": 1}.get(word)
    if fixed is not None:
        return today + timedelta(days=fixed)
    if word == "eom":
        return _add_months(today.replace(day=1), 1) - timedelta(days=1)
    if word == "eoy":
        return today.replace(month=12, day=31)
    before_today = word.startswith("last ")
    weekday = _weekday(word.removeprefix("last "))
    if weekday is None:
        return None
    if before_today:
        return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    if past:
        return today - timedelta(days=(today.weekday() - weekday) % 7)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _shifted(word: str, today: date) -> date | None:
    """`+3d -2w +1m +1y`: calendar days, weeks, months, years from today; a day the month lacks becomes its last."""
    if word[:1] not in ("+", "-", "−"):
        return None
    import re

    match = re.fullmatch(_SHIFT, word)
    if match is None:
        return None
    count = int(match[2]) if match[1] == "+" else -int(match[2])
    if match[3] in "dw":
        return today + timedelta(days=count * (7 if match[3] == "w" else 1))
    return _add_months(today, count * (12 if match[3] == "y" else 1))


def _add_months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise ValueError(year)


def _calendar(word: str, today: date, past: bool) -> date | None:
    """A day written as a date; ValueError where the calendar lacks it."""
    import re

    if match := re.fullmatch(_ISO, word):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(_ISO_WEEK, word):
        return date.fromisocalendar(int(match[1]), int(match[2]), 1)
    if match := re.fullmatch(_DOTTED, word):
        return _dated(int(match[1]), int(match[2]), match[3], today, past)
    if (match := re.fullmatch(_DAY_MONTH, word)) and (month := _month(match[2])):
        return _dated(int(match[1]), month, match[3], today, past)
    if (match := re.fullmatch(_MONTH_DAY, word)) and (month := _month(match[1])):
        return _dated(int(match[2]), month, match[3], today, past)
    return None


def _month(word: str) -> int | None:
    """The number of a month from its name or the first three letters or more of it."""
    return next((number for number, name in enumerate(_MONTH_NAMES, 1) if name.startswith(word)), None)


def _dated(day: int, month: int, year: str | None, today: date, past: bool) -> date:
    """The day with its year; a year of two digits is in this century, an absent one follows from today."""
    if year:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    candidates = []
    for near in (today.year - 1, today.year, today.year + 1):
        try:
            candidates.append(date(near, month, day))
        except ValueError:
            continue
    if past:
        return max(candidate for candidate in candidates if candidate <= today)
    return min(candidates, key=lambda candidate: abs((candidate - today).days))


def _hint_for(word: str) -> str:
    import re

    if re.fullmatch(_SLASHED, word):
        return "slashes are read day first by some and month first by others, write 1 dec or 2026-12-01"
    return _HINT


def iso(day: date | None) -> str:
    """The day as files and scripts read it, `2026-12-01`; empty when there is none."""
    return "" if day is None else day.isoformat()


def short(day: date | None, today: date) -> str:
    """The day to read: `14 Mar`, with its year when that is not this one, `14 Mar 2025`."""
    if day is None:
        return NOT_AVAILABLE
    text = f"{day.day} {MONTHS[day.month - 1]}"
    return text if day.year == today.year else f"{text} {day.year}"


def tight(day: date | None, today: date) -> str:
    """The day for a narrow column, at most seven columns: `14Mar`, with another year `12Jan27`."""
    if day is None:
        return NOT_AVAILABLE
    text = f"{day.day}{MONTHS[day.month - 1]}"
    return text if day.year == today.year else f"{text}{day.year % 100:02d}"


def is_working_day(day: date) -> bool:
    """Whether the day is Monday to Friday; holidays and absences are a matter of calendars."""
    return day.weekday() < 5


def days_between(first: str | None, last: str | None) -> int | None:
    """Calendar days from one ISO day to another, negative when going back; None where one is absent."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days if first and last else None


def working_days_between(start: date, end: date) -> int:
    """Working days stepped on when going from `start` (not counted) to `end` (counted); negative when going back.

    Friday to the Monday after is 1, to the Saturday after 0. `working_days_between(a, add_working_days(a, n)) == n`.
    """
    if end >= start:
        return _working_days_before(end.toordinal() + 1) - _working_days_before(start.toordinal() + 1)
    return _working_days_before(end.toordinal()) - _working_days_before(start.toordinal())


def add_working_days(day: date, count: int) -> date:
    """The day `count` working days after `day`, before it when negative, the day itself for 0."""
    if count == 0:
        return day
    passed = _working_days_before(day.toordinal() + 1) - 1 if count > 0 else _working_days_before(day.toordinal())
    weeks, weekday = divmod(passed + count, 5)
    return date.fromordinal(7 * weeks + weekday + 1)


def last_working_day(before: date) -> date:
    """The last working day before a day, that day itself not counted."""
    return add_working_days(before, -1)


def _working_days_before(ordinal: int) -> int:
    """Working days from day 1, which is a Monday, up to and without the day with this ordinal."""
    weeks, weekday = divmod(ordinal - 1, 7)
    return 5 * weeks + min(weekday, 5)
