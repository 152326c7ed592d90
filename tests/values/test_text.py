"""Text from outside is data: nothing that steers a terminal survives, nothing a person wrote is lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.values.text import clean, clean_line

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ANY_TEXT = st.text(st.characters(), max_size=60) | st.text(
    st.sampled_from("a1;[]m\\\x1b\x9b\x9d\x9c\x07\r\n\t \x00\u202e\u2028\u0301\ud800e"), max_size=30
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Map customer fields", "Map customer fields"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("dos\r\nold mac\runix\n", "dos\nold mac\nunix\n"),
        ("page\x0cline\x0bnext\x85para\u2029line\u2028end", "page\nline\nnext\npara\nline\nend"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[38;5;196mred", "red"),
        ("\x9b31mred", "red"),
        ("\x1b[?1049h\x1b[2J\x1b[Hgone", "gone"),
        ("\x1b]0;owned\x07title", "title"),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9d0;owned\x9ctitle", "title"),
        ("\x1bP1$r0m\x1b\\after", "after"),
        ("\x1b_apc\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\after", "after"),
        ("\x1b(Bcharset\x1bcreset\x1b7save", "charsetresetsave"),
        ("\x1b]52;c;unfinished\nnext line stays", "52;c;unfinished\nnext line stays"),
        ("unfinished \x1b[31", "unfinished "),
        ("\x1b\u202e[31mhidden", "hidden"),
        ("bell\x07 null\x00 delete\x7f c1\x81", "bell null delete c1"),
        ("\ufeffmark", "mark"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        (f"a{BIDI}b", "ab"),
        ("e\u0301", "é"),
        ("[/b] [red]markup stays[/red]", "[/b] [red]markup stays[/red]"),
        ("family 👨‍👩‍👧 می‌خواهم", "family 👨‍👩‍👧 می‌خواهم"),
        ("", ""),
    ],
)
def test_cleaning_examples(typed: str, stored: str) -> None:
    assert clean(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  a title ", "a title"),
        ("two\nlines", "two lines"),
        ("tab\t\tand \r\n\n line", "tab and line"),
        ("inner  spaces stay", "inner  spaces stay"),
        ("\n\t", ""),
        ("\x1b[2K\rover", "over"),
        ("ümlaut\u2028two", "ümlaut two"),
    ],
)
def test_line_cleaning_examples(typed: str, stored: str) -> None:
    assert clean_line(typed) == stored


@given(ANY_TEXT)
@example("\x1b\x1b[31m[31m")
@example("\x9b\x1b]\x00\x07")
def test_clean_text_has_no_control_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not [character for character in cleaned if unicodedata.category(character) in ("Cc", "Cs") and character not in "\t\n"]
    assert not set(cleaned) & set(BIDI + "\ufeff\u2028\u2029")
    cleaned.encode("utf-8")


@given(ANY_TEXT)
def test_a_clean_line_is_one_line_and_stays_as_it_is(text: str) -> None:
    line = clean_line(text)
    assert clean_line(line) == line == line.strip()
    assert len(line.splitlines()) <= 1
    assert "\t" not in line


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_plain_text_is_returned_itself(text: str) -> None:
    assert clean(text) is text


@pytest.mark.parametrize("attack", ["\x1b]", "\x9d", "\x1b[", "\x1b", "\x1bP1;", " \t", "\r"])
def test_long_hostile_text_is_cleaned_in_one_pass(attack: str) -> None:
    assert "\x1b" not in clean_line(attack * 100_000)
