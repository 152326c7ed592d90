"""Percentages: hundredths inside, what people type and read outside."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values import ParseError, percent

HUNDREDTHS = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("typed", "hundredths"),
    [
        ("60%", 6000),
        ("60", 6000),
        (" 60 % ", 6000),
        ("37,5 %", 3750),
        ("37.25", 3725),
        ("0", 0),
        ("100%", 10_000),
        ("12.500", 1250),
        ("0.01%", 1),
    ],
)
def test_parsing(typed: str, hundredths: int) -> None:
    assert percent.parse(typed) == hundredths


@pytest.mark.parametrize("typed", ["", "%", "101%", "100.01", "-5%", "half", "12.345", "5 % %", "1e2", "٣%", "9" * 50])
def test_refusals_name_the_word_and_what_is_right(typed: str) -> None:
    with pytest.raises(ParseError) as refused:
        percent.parse(typed)
    assert refused.value.hint
    assert str(refused.value) == f"{refused.value.message}: {refused.value.hint}"


@pytest.mark.parametrize(
    ("hundredths", "shown"), [(6000, "60 %"), (3750, "38 %"), (3650, "36 %"), (9999, "99 %"), (10_000, "100 %"), (0, "0 %"), (None, "–")]
)
def test_short(hundredths: int | None, shown: str) -> None:
    assert percent.short(hundredths) == shown
    assert percent.tight(hundredths) == shown.replace(" ", "")


def test_number_is_an_integer_when_whole() -> None:
    assert repr(percent.number(6000)) == "60"
    assert repr(percent.number(3725)) == "37.25"


@given(HUNDREDTHS)
def test_round_trips(hundredths: int) -> None:
    assert percent.parse(percent.exact(hundredths)) == hundredths
    assert percent.parse(str(percent.number(hundredths))) == hundredths


@given(st.text() | st.text("0123456789.,% "))
def test_any_text_is_a_percentage_or_refused(text: str) -> None:
    with suppress(ParseError):
        assert 0 <= percent.parse(text) <= 10_000
