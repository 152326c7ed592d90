"""Fuzzy finding: what matches, what is found first, and which letters are shown as matched."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from screens.parts.fuzzy import match, ranked


def best(typed: str, *texts: str) -> str:
    return ranked(typed, texts, str)[0][0]


def test_letters_in_order_match_and_others_do_not() -> None:
    found = match("crmrep", "CRM replacement")
    assert found is not None
    assert found.places == (0, 1, 2, 4, 5, 6)
    assert match("pz", "CRM replacement pilot") is None


def test_words_are_found_in_any_order() -> None:
    assert match("cloud pay", "PAY  Payroll cloud") is not None
    assert match("cloud xyz", "PAY  Payroll cloud") is None


def test_whole_words_and_beginnings_come_first() -> None:
    assert best("risk", "Brisk trade", "Raise a risk", "Risks") == "Risks"
    assert best("net", "Cabinets", "NET  Branch network") == "NET  Branch network"
    assert best("dw", "Pandora window", "Data warehouse") == "Data warehouse"


def test_nothing_typed_keeps_the_order() -> None:
    assert [item for item, _ in ranked("", ["b", "a"], str)] == ["b", "a"]


@given(st.text(max_size=30), st.text(max_size=6))
def test_a_match_names_places_that_hold_the_typed_letters(text: str, typed: str) -> None:
    found = match(typed, text)
    if found is not None:
        assert all(0 <= place < len(text) for place in found.places)
        assert bool(found.places) == bool(typed.split())


@given(st.text(alphabet="abc XY", max_size=20), st.data())
def test_every_subsequence_is_found(text: str, data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(text), max_size=len(text)))
    typed = "".join(letter for letter, keep in zip(text, kept, strict=True) if keep and letter != " ")
    assert match(typed, text) is not None
