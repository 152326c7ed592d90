"""Instants and unique ids: UTC text that sorts, and UUIDs that sort by the moment they were made."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime


def now() -> str:
    """The present instant as UTC text with milliseconds: `2026-11-22T09:00:00.123Z`; sorts as text."""
    seconds = time.time()
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{int(seconds * 1000) % 1000:03d}Z"


def local(at: str) -> str:
    """An instant in the portfolio's zone (which opening the portfolio has made that of the process), to the minute: `2026-11-22 10:00`."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return at


def start_of(day: date) -> str:
    """The instant at which a civil day of the portfolio's zone begins, as UTC text."""
    return datetime(day.year, day.month, day.day).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


_last_tick = 0


def new_uid() -> str:
    """A UUID of version 7 (RFC 9562): 48 bits of milliseconds, a counter, 62 random bits; ids made by one process sort in order."""
    return new_uids(1)[0]


def new_uids(count: int) -> list[str]:
    """So many UUIDs of version 7, in order."""
    global _last_tick
    first = max(time.time_ns() // 1_000_000 << 12, _last_tick + 1)
    _last_tick = first + count - 1
    found, chances = [], os.urandom(8 * count).hex()
    for position in range(count):
        tick, chance = f"{first + position:015x}", chances[16 * position : 16 * position + 16]
        found.append(f"{tick[:8]}-{tick[8:12]}-7{tick[12:]}-{_VARIANTS[chance[0]]}{chance[1:4]}-{chance[4:]}")
    return found


_VARIANTS = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
