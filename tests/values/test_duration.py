"""Durations: minutes of working time inside, what people type and read outside."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values import ParseError, duration


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("30m", 30),
        ("4h", 240),
        ("1h30", 90),
        ("1h05", 65),
        ("1h30m", 90),
        ("3d", 1440),
        ("1.5d", 720),
        ("1,5d", 720),
        ("2w", 4800),
        ("1d4h", 720),
        ("1w 2d 4h 30m", 2400 + 960 + 270),
        ("2 days", 960),
        ("8.4H", 504),
        ("90 min", 90),
        ("0d", 0),
        ("0.33h", 20),
    ],
)
def test_parsing(typed: str, minutes: int) -> None:
    assert duration.parse(typed) == minutes


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "4",
        "1.5",
        "d",
        "4h2d",
        "2h2h",
        "1h90",
        "30m5",
        "1mo",
        "4x",
        "-2h",
        "+2h",
        "1d 4",
        "h4",
        "1..5d",
        "٣d",
        "999999999d",
        "9" * 400 + "d",
    ],
)
def test_refusals_name_what_would_be_right(typed: str) -> None:
    with pytest.raises(ParseError) as refused:
        duration.parse(typed)
    assert refused.value.hint


def test_a_bare_number_is_refused_with_its_two_likely_meanings() -> None:
    with pytest.raises(ParseError) as refused:
        duration.parse("4")
    assert refused.value.message == '"4" has no unit'
    assert refused.value.hint == "write 4h or 4d"


@pytest.mark.parametrize(("typed", "minutes"), [("-2h", -120), ("−1d", -480), ("+3d", 1440), ("3d", 1440)])
def test_lags_may_have_a_sign(typed: str, minutes: int) -> None:
    assert duration.parse(typed, signed=True) == minutes


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        (None, "–"),
        (0, "0d"),
        (30, "30m"),
        (90, "1.5h"),
        (240, "4h"),
        (480, "1d"),
        (504, "8.4h"),
        (720, "12h"),
        (750, "12.5h"),
        (959, "16h"),
        (1440, "3d"),
        (1632, "3.4d"),
        (29_280, "61d"),
        (47_700, "99d"),
        (48_200, "100d"),
        (-1920, "-4d"),
        (-90, "-1.5h"),
    ],
)
def test_short(minutes: int | None, shown: str) -> None:
    assert duration.short(minutes) == shown


@given(st.integers(-4_000_000, 4_000_000))
def test_short_fits_its_column_and_keeps_its_meaning(minutes: int) -> None:
    shown = duration.short(minutes)
    assert len(shown.removeprefix("-")) <= 5
    assert abs(duration.parse(shown, signed=True) - minutes) <= (3 if abs(minutes) < 960 else 24 if abs(minutes) < 99 * 480 else 240)


@given(st.integers(-999_999_999, 999_999_999))
def test_exact_round_trips(minutes: int) -> None:
    assert duration.parse(duration.exact(minutes), signed=True) == minutes


@given(st.text() | st.text("0123456789.,wdhm -"), st.booleans())
def test_any_text_is_a_duration_or_refused(text: str, signed: bool) -> None:
    with suppress(ParseError):
        minutes = duration.parse(text, signed=signed)
        assert signed or minutes >= 0
