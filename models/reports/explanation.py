"""What is said of one figure: its value, its formula with its own numbers, and the lines that say more."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from models.values import NOT_AVAILABLE, duration, money


class Explanation(NamedTuple):
    """One figure of a record: its value, its formula with numbers, and lines that say more."""

    ref: str
    figure: str
    value: str
    formula: str
    lines: tuple[str, ...] = ()


#: Figure → what explains it; nothing is computed that is not asked for.
Figures = dict[str, Callable[[], Explanation]]


def amount(minor: int | None, currency: str) -> str:
    """The amount in full with its currency."""
    return NOT_AVAILABLE if minor is None else f"{money.full(minor, currency)} {currency}"


def working(minutes: int | None) -> str:
    """Working time to calculate with: short where that is exact, else to the minute."""
    text = duration.short(minutes)
    return text if minutes is None or duration.parse(text, signed=True) == minutes else duration.exact(minutes)
