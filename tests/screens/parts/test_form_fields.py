"""A field of a form: what is understood, when an error is one, and what is saved."""

from __future__ import annotations

from screens.parts.form_fields import Conflict, FieldState, FormField, by_letter, cycle


def read(name: str, text: str) -> tuple[str, str | None]:
    return ("Fri 27 Nov", None) if text == "fri" else ("", f"“{text}” is no day")


def test_what_is_understood_is_noted_as_one_types() -> None:
    state = FieldState(FormField("due", "Due", kind="day"), read)
    state.put("fri")
    assert state.note(focused=True) == ("Fri 27 Nov", "ok")
    assert state.changed
    assert state.typed == "fri"


def test_an_unfinished_word_is_no_error_until_the_field_is_left() -> None:
    state = FieldState(FormField("due", "Due", kind="day"), read)
    state.put("fr")
    assert state.note(focused=True) == ("“fr” is no day", "dim")
    assert state.note(focused=False) == ("“fr” is no day", "error")
    assert state.check() == "“fr” is no day"
    assert state.note(focused=True) == ("“fr” is no day", "error")


def test_a_required_field_is_needed_and_an_optional_one_may_stay_empty() -> None:
    assert FieldState(FormField("due", "Due", required=True), read).check() == "needed"
    assert FieldState(FormField("due", "Due"), read).check() == ""


def test_an_untouched_field_gives_back_exactly_what_it_was_given() -> None:
    state = FieldState(FormField("title", "Title", text="two\nlines\x07"), lambda name, text: (text, None))
    assert state.text == "two lines"
    assert not state.changed
    assert state.typed == "two\nlines\x07"


def test_what_saving_refused_is_forgotten_when_typed_anew_but_a_conflict_stays() -> None:
    state = FieldState(FormField("due", "Due"), read)
    state.put("fri")
    state.refuse("a holiday")
    assert state.note(focused=True) == ("a holiday", "error")
    state.refuse(Conflict("25 Nov", "27 Nov", "fri", "bob", "10:42"))
    state.put("fri ")
    state.put("fri")
    assert state.note(focused=True) == ("changed meanwhile", "warning")
    assert state.conflict_line() == "was “25 Nov”, now “27 Nov” (bob, 10:42), yours “fri”"


def test_choices_go_around_and_are_found_by_their_first_letter() -> None:
    words = ["", "low", "medium", "high"]
    assert cycle(words, "high", 1) == ""
    assert cycle(words, "", -1) == "high"
    assert cycle(words, "unknown", 1) == ""
    assert by_letter(words, "low", "M") == "medium"
    assert by_letter(words, "low", "z") == "low"
    assert by_letter(["done", "doing"], "done", "d") == "doing"


def test_an_optional_choice_can_be_empty_and_a_required_one_cannot() -> None:
    assert FieldState(FormField("p", "P", kind="choice", choices=("low",)), read).options == ["", "low"]
    assert FieldState(FormField("p", "P", kind="choice", choices=("low",), required=True), read).options == ["low"]
