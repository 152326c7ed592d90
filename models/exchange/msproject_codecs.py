"""How Microsoft Project XML (MSPDI) writes values: each codec reads a text and writes it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple


class Codec(NamedTuple):
    """A pair of functions: text → value, value → text. Reading raises ValueError for what is none."""

    read: Callable[[str], Any]
    write: Callable[[Any], str]


_ISO_DURATION = re.compile(r"(-?)P(?:([0-9]{1,9})D)?(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})(?:\.[0-9]+)?S)?)?")
_UNITS = {3: "m", 5: "h", 7: "d", 9: "w", 11: "mo", 19: "%"}
_CERTAIN = _UNITS | {code + 1: f"e{unit}" for code, unit in _UNITS.items()} | {21: ""}
#: DurationFormat and LagFormat codes → unit; `e` before it: elapsed time; `?` after it: estimated, a code 32 higher.
UNITS = _CERTAIN | {code + 32: f"{unit}?" for code, unit in _CERTAIN.items()}
CODES = {unit: code for code, unit in UNITS.items()}
MIDNIGHT = 1440
"""Minutes of a day."""
_MOST_DIGITS = 18
CONSTRAINTS = ("asap", "alap", "mso", "mfo", "snet", "snlt", "fnet", "fnlt")
LINK_TYPES = ("ff", "fs", "sf", "ss")


def read_flag(text: str) -> bool:
    """`1` or `true`."""
    if text not in ("0", "1", "true", "false"):
        raise ValueError("a flag is 0 or 1")
    return text in ("1", "true")


def read_instant(text: str) -> datetime:
    """Wall-clock time, without a zone; seconds are dropped, because the plan is kept to the minute."""
    try:
        return datetime.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise ValueError("an instant is written 2026-01-05T08:00:00") from None


def read_duration(text: str) -> int:
    """`PT8H0M0S` → minutes of work."""
    match = _ISO_DURATION.fullmatch(text)
    if match is None:
        raise ValueError("a duration is written PT8H0M0S")
    sign, days, hours, minutes, seconds = match.groups()
    whole = int(days or 0) * 1440 + int(hours or 0) * 60 + int(minutes or 0) + round(int(seconds or 0) / 60)
    return -whole if sign else whole


def write_duration(minutes: int) -> str:
    """Minutes → `PT8H0M0S`."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else ''}PT{hours}H{rest}M0S"


def read_number(text: str) -> Decimal:
    """A number, kept exactly; its digits are limited, before some are asked for that no memory holds."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError("a number is written 12.5") from None
    if not number.is_finite():
        raise ValueError("a number is written 12.5")
    if number.adjusted() >= _MOST_DIGITS or int(number.as_tuple().exponent) < -_MOST_DIGITS:
        raise ValueError(f"a number has at most {_MOST_DIGITS} digits before the point and as many behind it")
    return number


def read_time(text: str) -> int:
    """`08:00:00` → minutes of the day."""
    hours, minutes, *_ = text.split(":")
    time = int(hours) * 60 + int(minutes)
    if not (0 <= int(minutes) < 60 and 0 <= time <= MIDNIGHT):
        raise ValueError("a time is 00:00:00 to 24:00:00")
    return time


def write_time(minutes: int) -> str:
    """Minutes of the day → `08:00:00`; midnight at the end of a day is `00:00:00`."""
    return f"{minutes % MIDNIGHT // 60:02d}:{minutes % 60:02d}:00"


def _read_tenths(text: str) -> int:
    """Tenths of a minute, as slack and variances are written → minutes."""
    return round(read_number(text) / 10)


def _choice(names: tuple[str, ...]) -> Codec:
    def read(text: str) -> str:
        if not (text.isascii() and text.isdigit() and int(text) < len(names)):
            raise ValueError(f"a number from 0 to {len(names) - 1} is needed")
        return names[int(text)]

    return Codec(read, lambda name: str(names.index(name)))


def _read_unit(text: str) -> str:
    if int(text) not in UNITS:
        raise ValueError("a unit is one of " + ", ".join(map(str, UNITS)))
    return UNITS[int(text)]


def _read_integer(text: str) -> int:
    """A whole number; some programs write it with decimals."""
    number = read_number(text)
    if number != number.to_integral_value():
        raise ValueError("a whole number is needed")
    return int(number)


def _plain(number: Decimal) -> str:
    return f"{number:f}"


TEXT = Codec(str, str)
INTEGER = Codec(_read_integer, str)
NUMBER = Codec(read_number, _plain)
FLAG = Codec(read_flag, lambda flag: "1" if flag else "0")
INSTANT = Codec(read_instant, lambda instant: instant.isoformat(timespec="seconds"))
DURATION = Codec(read_duration, write_duration)
TIME = Codec(read_time, write_time)
SLACK = Codec(_read_tenths, lambda minutes: str(minutes * 10))
UNIT = Codec(_read_unit, lambda unit: str(CODES[unit]))
CONSTRAINT = _choice(CONSTRAINTS)
LINK_TYPE = _choice(LINK_TYPES)
TASK_TYPE = _choice(("fixed units", "fixed duration", "fixed work"))
RESOURCE_TYPE = _choice(("material", "work", "cost"))
