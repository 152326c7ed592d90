"""Percentages from 0 to 100, kept as whole hundredths of a percent (6000 is 60 %)."""

from __future__ import annotations

from models.values import NOT_AVAILABLE, ParseError, quote
from models.values.fixed_point import divide_half_even, trimmed

WHOLE = 10_000
"""100 % in hundredths of a percent."""

_PATTERN = r"([0-9]{1,9})(?:[.,]([0-9]{1,9}))?\s*%?"


def parse(text: str) -> int:
    """Hundredths of a percent from `60%`, `60` or `37,5 %`; at most two decimals, 0 to 100."""
    import re

    match = re.fullmatch(_PATTERN, text.strip())
    if match is None:
        raise ParseError(f"{quote(text)} is not a percentage", "write 60% or 37.5%")
    whole, fraction = match[1], (match[2] or "").rstrip("0")
    if len(fraction) > 2:
        raise ParseError(f"{quote(text)} has more than two decimals", "write at most two, as in 37.25%")
    hundredths = int(whole + fraction.ljust(2, "0"))
    if hundredths > WHOLE:
        raise ParseError(f"{quote(text)} is more than 100 %", "write 0% to 100%")
    return hundredths


def short(hundredths: int | None) -> str:
    """Whole percent to read, `60 %`, half-even; what is not finished never reads `100 %`."""
    return NOT_AVAILABLE if hundredths is None else f"{_whole(hundredths)} %"


def tight(hundredths: int | None) -> str:
    """Whole percent for a narrow column: `60%`."""
    return NOT_AVAILABLE if hundredths is None else f"{_whole(hundredths)}%"


def plain(hundredths: int) -> str:
    """The percentage to edit, with its decimals: `37.5`; `parse` reads it back unchanged."""
    return trimmed(hundredths, 2)


def exact(hundredths: int) -> str:
    """The percentage to read, with its decimals: `37.5 %`."""
    return f"{plain(hundredths)} %"


def number(hundredths: int) -> int | float:
    """The percentage as a number of TOML and JSON, 0–100: an integer when whole."""
    whole, rest = divmod(hundredths, 100)
    return hundredths / 100 if rest else whole


def _whole(hundredths: int) -> int:
    percent = divide_half_even(hundredths, 100)
    return 99 if percent == 100 and hundredths < WHOLE else percent
