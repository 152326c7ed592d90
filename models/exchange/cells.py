"""Reads the cells of foreign files: dates, numbers, amounts, durations, percentages → plain exact values, or the reason why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from models.values import ParseError, duration, quote
from models.values.currencies import SIGNS


class Amount(NamedTuple):
    """An amount of money in major units, exact, and the currency sign that stood beside it."""

    number: Decimal
    sign: str = ""


Value = str | int | Decimal | Amount | None

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ][0-9:.,+\- Z]*)?")
#: How many major units of money one unit of the cell means.
MONEY_UNITS = {"": 0, "1": 0, "k": 3, "M": 6, "bn": 9, "cents": -2}
#: Working minutes of one unit of a duration, as a fraction.
TIME_UNITS = {"seconds": (1, 60), "minutes": (1, 1), "hours": (60, 1), "days": (480, 1), "weeks": (2400, 1)}
_SPACES = {0xA0: " ", 0x2009: " ", 0x202F: " ", 0x2019: "'", 0x2212: "-"}
#: Within this many digits Decimal computes exactly (its precision is 28).
_MOST_DIGITS = 26


def day_reader(formats: Sequence[str]) -> Callable[[str], str]:
    """Reads a civil day → ISO text: by the given formats (as strptime knows them), else as 2026-12-01. A time of day is left out."""

    def read(cell: str) -> str:
        from datetime import datetime

        if not formats:
            return _iso_day(cell)
        for form in formats:
            try:
                return _in_years(cell, datetime.strptime(cell, form).date().isoformat())
            except ValueError as error:
                if isinstance(error, ParseError):
                    raise
        raise ParseError(f"{quote(cell)} is not a day", f"expected {' or '.join(formats)}")

    return read


def _iso_day(cell: str) -> str:
    from datetime import date

    match = _ISO.fullmatch(cell)
    if match is None:
        raise ParseError(f"{quote(cell)} is not a day", "expected 2026-12-01, or name the format in the map")
    try:
        return _in_years(cell, date(int(match[1]), int(match[2]), int(match[3])).isoformat())
    except ValueError as error:
        if isinstance(error, ParseError):
            raise
        raise ParseError(f"{quote(cell)} is not in the calendar", "expected a day like 2026-12-01") from None


def _in_years(cell: str, iso: str) -> str:
    if not "1900" <= iso[:4] <= "2999":
        raise ParseError(f"{quote(cell)} is in the year {int(iso[:4])}", "a day between 1900 and 2999")
    return iso


def number_reader(decimal: str) -> Callable[[str], Decimal]:
    """Reads a number with the decimal mark `.` or `,`; the other one, spaces or apostrophes group its digits in threes; 2.00E-06 too."""
    group = "[ '.]" if decimal == "," else "[ ',]"
    whole = rf"[0-9]+|[0-9]{{1,3}}(?:({group})[0-9]{{3}})(?:\3[0-9]{{3}})*"
    pattern = re.compile(rf"([-+]?)({whole})?(?:{re.escape(decimal)}([0-9]*))?(?:[eE]([-+]?[0-9]{{1,2}}))?")

    def read(cell: str) -> Decimal:
        text = cell.translate(_SPACES).strip()
        negative = text.startswith("(") and text.endswith(")")
        match = pattern.fullmatch(text[1:-1].strip() if negative else text)
        if match is None or not (match[2] or match[4]) or (negative and match[1]):
            raise ParseError(f"{quote(cell)} is not a number", f"expected digits with “{decimal}” before the decimals")
        digits = re.sub("[^0-9]", "", match[2] or "0")
        if len(digits) + len(match[4] or "") > _MOST_DIGITS:
            raise ParseError(f"{quote(cell)} has too many digits", "expected a shorter number")
        sign = "-" if negative or match[1] == "-" else ""
        return Decimal(f"{sign}{digits}.{match[4] or '0'}E{match[5] or '0'}")

    return read


def amount_reader(decimal: str, unit: str) -> Callable[[str], Amount]:
    """Reads money: a number, before or after it a currency sign, counted in `unit` (M: millions)."""
    number, shift = number_reader(decimal), MONEY_UNITS[unit]

    def read(cell: str) -> Amount:
        text = cell.translate(_SPACES).strip()
        found = [sign for sign in text if sign in SIGNS]
        if len(found) > 1:
            raise ParseError(f"{quote(cell)} is not an amount", "expected one number")
        sign = found[0] if found else ""
        bare = text.replace(sign, "", 1).strip() if sign else text
        if sign and not (text.lstrip("-+( ").startswith(sign) or text.rstrip(") ").endswith(sign)):
            raise ParseError(f"{quote(cell)} is not an amount", "expected the currency sign before or after the number")
        return Amount(number(re.sub(r"^([-+(]) +", r"\1", bare)).scaleb(shift), sign)

    return read


def duration_reader(decimal: str, unit: str) -> Callable[[str], int]:
    """Reads working time in minutes: a number of `unit`, or without one what people type (4h, 1.5d). Rounded half-even."""
    if not unit:
        return duration.parse
    number, (factor, divisor) = number_reader(decimal), TIME_UNITS[unit]

    def read(cell: str) -> int:
        minutes = round(number(cell) * factor / divisor)
        if not 0 <= minutes <= 999_999_999:
            raise ParseError(f"{quote(cell)} is not a length of time", f"expected a number of {unit}, not below 0")
        return minutes

    return read


def percent_reader(decimal: str, unit: str) -> Callable[[str], int]:
    """Reads a percentage in hundredths: 0 to 100 with or without its sign, or with the unit `fraction` 0 to 1. Rounded half-even."""
    number, factor = number_reader(decimal), 10000 if unit == "fraction" else 100

    def read(cell: str) -> int:
        hundredths = round(number(cell.removesuffix("%").rstrip()) * factor)
        if not 0 <= hundredths <= 10000:
            raise ParseError(f"{quote(cell)} is not between 0 and 100 %", "expected a share of the whole")
        return hundredths

    return read
