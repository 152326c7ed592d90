"""Figures as text that never hide on which side of a threshold they stand."""

from __future__ import annotations

from models.values.currencies import digits
from models.values.fixed_point import divide_half_even, fixed, trimmed
from models.values.money import short


def apart(value: int, limit: int, unit: int, *marks: int) -> tuple[str, str]:
    """`value / unit` and `limit / unit` as text, whole where that shows which is greater and that neither is 0 or another of the `marks`
    (such as 100 %), else with as many decimals as it takes."""
    (first, second, *_), places = _rounded_apart((value, limit, 0, *marks), unit, 0)
    return trimmed(first, places), trimmed(second, places)


def money_apart(value: int, limit: int, currency: str) -> tuple[str, str]:
    """Two amounts in minor units, `983 k` and `1.20 M`: each short in its own unit, or, where these look alike, both in the limit's with as
    many decimals as show which is greater."""
    texts = short(value, currency), short(limit, currency)
    if value == limit or texts[0] != texts[1]:
        return texts
    one = 10 ** digits(currency)
    size = abs(limit) // one
    power, places, suffix = (0, 0, "") if size < 1000 else (3, int(size < 100_000), " k") if size < 1_000_000 else (6, 2, " M")
    (first, second), places = _rounded_apart((value, limit), one * 10**power, places)
    return fixed(first, places) + suffix, fixed(second, places) + suffix


def _rounded_apart(values: tuple[int, ...], unit: int, places: int) -> tuple[list[int], int]:
    """The quotients scaled by the least power of ten, from `places` on, that keeps unequal ones unequal; and that power."""
    while True:
        rounded = [divide_half_even(value * 10**places, unit) for value in values]
        if len(set(rounded)) == len(set(values)):
            return rounded, places
        places += 1
