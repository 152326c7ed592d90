"""Working time in whole minutes: durations, efforts, remaining work and, signed, lags and floats."""

from __future__ import annotations

from models.values import NOT_AVAILABLE, ParseError, quote
from models.values.fixed_point import divide_half_even, trimmed

DAY_MINUTES = 480
"""Working minutes of a day: 8 h."""
WEEK_DAYS = 5
"""Working days of a week."""

_LIMIT = 999_999_999
_HINT = "write 30m, 4h, 1h30, 1.5d or 2w"
_PART = r"\s*([0-9]{1,40})(?:[.,]([0-9]{1,6}))?\s*([a-z]*)\s*"
_UNITS = {
    "w": ("w", "week", "weeks"),
    "d": ("d", "day", "days"),
    "h": ("h", "hr", "hrs", "hour", "hours"),
    "m": ("m", "min", "mins", "minute", "minutes"),
}


def whole(duration: int | None, effort: int | None) -> int | None:
    """The working minutes of a task: its duration, else its effort, which its owner alone takes as long for; None where nothing says."""
    return effort if duration is None else duration


def parse(text: str, *, signed: bool = False) -> int:
    """Working minutes from `30m`, `4h`, `1h30`, `1,5d`, `2w` or `1d4h`, larger units first; a sign only for lags (`signed`).

    minutes = weeks × 5 × 480 + days × 480 + hours × 60 + minutes, a part with decimals rounded half-even.
    """
    word = text.strip().lower().replace("−", "-")
    sign = 1
    if word[:1] in ("-", "+"):
        if not signed:
            raise ParseError(f"{quote(text)} has a sign", f"{_HINT}, without a sign")
        sign = -1 if word[0] == "-" else 1
        word = word[1:]
    minutes = _sum(word, text, {"w": WEEK_DAYS * DAY_MINUTES, "d": DAY_MINUTES, "h": 60, "m": 1})
    if minutes > _LIMIT:
        raise ParseError(f"{quote(text)} is too large: the limit is {_LIMIT // 60}h", "write less than two million days")
    return sign * minutes


def _sum(word: str, typed: str, factors: dict[str, int]) -> int:
    """The minutes of all parts of an unsigned word; every unit at most once, the larger before the smaller."""
    import re

    total, position, allowed = 0, 0, "wdhm"
    while position < len(word) or not position:
        match = re.compile(_PART).match(word, position)
        if match is None:
            raise ParseError(f"{quote(typed)} is not a duration", _HINT)
        whole, fraction, name = match[1], match[2] or "", match[3]
        unit = _unit(name, typed) if name else _minutes_after_hours(whole, fraction, allowed, typed)
        if unit not in allowed:
            raise ParseError(f"{quote(typed)} has its units out of order", "write larger units first, each once: 1w2d4h30m")
        allowed = allowed[allowed.index(unit) + 1 :]
        total += divide_half_even(int(whole + fraction) * factors[unit], 10 ** len(fraction))
        position = match.end()
    return total


def _unit(name: str, typed: str) -> str:
    for unit, names in _UNITS.items():
        if name in names:
            return unit
    raise ParseError(f"{quote(typed)} has an unknown unit, {quote(name)}", _HINT)


def _minutes_after_hours(whole: str, fraction: str, allowed: str, typed: str) -> str:
    """A number without a unit counts as minutes directly after hours (`1h30`), nowhere else."""
    if allowed == "m" and not fraction and int(whole) < 60:
        return "m"
    if allowed == "wdhm":
        raise ParseError(f"{quote(typed)} has no unit", f"write {whole}h or {whole}d")
    raise ParseError(f"{quote(typed)} ends in a number without a unit", _HINT)


def short(minutes: int | None) -> str:
    """A duration to read in at most five columns, six with a sign, below 100,000 days: `30m`, `8.4h`, `3d`, `3.4d`, `240d`.

    Whole days as days; else minutes below an hour, hours with at most one decimal below two days, days with one up to 99, whole days above.
    """
    if minutes is None:
        return NOT_AVAILABLE
    sign, size = "-" if minutes < 0 else "", abs(minutes)
    if size % DAY_MINUTES == 0:
        return f"{sign}{size // DAY_MINUTES}d"
    if size < 60:
        return f"{sign}{size}m"
    if size < 2 * DAY_MINUTES:
        return f"{sign}{trimmed(divide_half_even(size * 10, 60), 1)}h"
    if size < 99 * DAY_MINUTES:
        return f"{sign}{trimmed(divide_half_even(size * 10, DAY_MINUTES), 1)}d"
    return f"{sign}{divide_half_even(size, DAY_MINUTES)}d"


def exact(minutes: int) -> str:
    """A duration to edit, to the minute: `3d4h30m`; `parse` reads it back unchanged."""
    days, rest = divmod(abs(minutes), DAY_MINUTES)
    hours, rest = divmod(rest, 60)
    parts = "".join(f"{count}{unit}" for count, unit in ((days, "d"), (hours, "h"), (rest, "m")) if count)
    return f"-{parts}" if minutes < 0 else parts or "0d"
