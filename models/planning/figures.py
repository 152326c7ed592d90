"""Figures as text that never hide on which side of a threshold they stand."""

from __future__ import annotations

from models.values.currencies import digits
from models.values.fixed_point import divide_half_even, fixed, trimmed


def apart(value: int, limit: int, unit: int) -> tuple[str, str]:
    """`value / unit` and `limit / unit` as text, whole where that shows which is greater and that the value is not 0, else with as many
    decimals as it takes."""
    first, second, places = _rounded_apart(value, limit, unit, 0)
    while value and not first:
        first, second, places = _rounded_apart(value, limit, unit, places + 1)
    return trimmed(first, places), trimmed(second, places)


def money_apart(value: int, limit: int, currency: str) -> tuple[str, str]:
    """Two amounts in minor units, `983 k` and `810 k`: short as the limit asks, with as many decimals as show which is greater."""
    one = 10 ** digits(currency)
    size = abs(limit) // one
    power, places, suffix = (0, 0, "") if size < 1000 else (3, int(size < 100_000), " k") if size < 1_000_000 else (6, 2, " M")
    first, second, places = _rounded_apart(value, limit, one * 10**power, places)
    return fixed(first, places) + suffix, fixed(second, places) + suffix


def _rounded_apart(value: int, limit: int, unit: int, places: int) -> tuple[int, int, int]:
    """Both quotients scaled by the least power of ten, from `places` on, that keeps unequal ones unequal; and that power."""
    while True:
        first = divide_half_even(value * 10**places, unit)
        second = divide_half_even(limit * 10**places, unit)
        if first != second or value == limit:
            return first, second, places
        places += 1
