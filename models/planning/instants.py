"""Instants of planning: naive wall-clock minutes as integers, counted from Monday 1970-01-05 00:00 in the portfolio's zone.

Monday 00:00 is a multiple of a week, so the weekday and the minute of the day are two divisions away.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

MINUTES_A_DAY = 24 * 60
MINUTES_A_WEEK = 7 * MINUTES_A_DAY
EPOCH_ORDINAL = 719167
"""The ordinal of Monday 1970-01-05, day 0."""

_EPOCH = datetime(1970, 1, 5)
_MINUTE = timedelta(minutes=1)


def from_datetime(moment: datetime) -> int:
    """The instant of a naive moment; seconds are cut off."""
    return (moment.replace(tzinfo=None) - _EPOCH) // _MINUTE


def to_datetime(instant: int) -> datetime:
    """The naive moment of an instant; ValueError where it lies outside the years 1 to 9999."""
    try:
        return _EPOCH + instant * _MINUTE
    except OverflowError:
        raise ValueError("the plan leads outside the years 1 to 9999: look at its start, durations and lags") from None


def from_text(text: str) -> int:
    """The instant of ISO 8601 text, `2026-12-01T08:00` or `2026-12-01` (its midnight)."""
    return from_datetime(datetime.fromisoformat(text))


def to_text(instant: int) -> str:
    """The instant as ISO 8601 to the minute, `2026-12-01T08:00`."""
    return to_datetime(instant).isoformat(timespec="minutes")


def day_number(day: date) -> int:
    """Days from Monday 1970-01-05 to this day."""
    return day.toordinal() - EPOCH_ORDINAL


def day_of(instant: int) -> date:
    """The civil day an instant lies on."""
    return to_datetime(instant).date()


def midnight(day: date) -> int:
    """The instant at which a day begins."""
    return day_number(day) * MINUTES_A_DAY
