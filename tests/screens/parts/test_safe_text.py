"""Text on its way to the terminal: nothing in it commands the terminal, and it is as wide as it is counted."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from screens.parts.safe_text import ASCII, UTF8, choose_glyphs, fit, glyphs, in_glyphs, safe, wrap

HOSTILE = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\x1b\x9b\x90\x07[]m;31\u202e\u2066\u200d\ufe0f\x00表é👩")))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPq#0\x1b\\data", "data"),
        ("\x9b2Jcleared", "cleared"),
        ("\x98start of string\x9cafter", "after"),
        ("\x1b]52;c;unfinished, and what follows stays", "52;c;unfinished, and what follows stays"),
        ("two\nlines\tand tab", "two lines and tab"),
        ("abc\u202ecba\u202c", "abccba"),
        ("[/b] $error [bold]", "[/b] $error [bold]"),
        ("caf\u00e9 \u8868", "caf\u00e9 \u8868"),
        ("\U0001f469\u200d\U0001f4bb", "\U0001f469\U0001f4bb"),
        ("\ud800", "\ufffd"),
    ],
)
def test_safe(text: str, shown: str) -> None:
    assert safe(text) == shown


@given(HOSTILE)
def test_nothing_that_commands_is_left(text: str) -> None:
    shown = safe(text)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert safe(shown) == shown


@given(HOSTILE, st.integers(0, 40), st.sampled_from(["left", "right"]))
def test_fit_has_exactly_the_width(text: str, width: int, align: str) -> None:
    assert cell_len(fit(text, width, align)) == width


def test_fit_aligns_and_says_where_it_cut() -> None:
    assert fit("12", 4, "right") == "  12"
    assert fit("12", 4) == "12  "
    assert fit("forecast", 5) == "fore…"
    assert fit("表表表", 4) == "表 …"


def test_the_ascii_set_is_ascii_and_cuts_with_its_own_sign() -> None:
    assert all(sign.isascii() for sign in ASCII)
    choose_glyphs("ascii")
    try:
        assert glyphs() is ASCII
        assert fit("forecast", 5) == "fore~"
        assert in_glyphs("“done 30 → 60 %” · finish – ● → ▲") == '"done 30 > 60 %" | finish - o > !'
    finally:
        choose_glyphs("utf-8")
    assert glyphs() is UTF8


def test_single_signs_take_one_cell() -> None:
    for signs in (UTF8, ASCII):
        assert {cell_len(sign) for name, sign in signs._asdict().items() if name != "more"} == {1}


@given(HOSTILE, st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_no_word(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    words = "".join("".join(safe(part).split()) for part in text.split("\n"))
    assert "".join("".join(line.split()) for line in lines) == words


def test_wrap_breaks_between_words() -> None:
    assert wrap("waiting for the vendor\nagain", 11) == ["waiting for", "the vendor", "again"]
