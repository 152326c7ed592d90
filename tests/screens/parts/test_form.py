"""Forms: moving, choosing, saving, refusing, leaving; what was typed is never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playing import MISSING, Stage, play, text_of
from textual.pilot import Pilot

from screens.parts.confirm import ConfirmScreen
from screens.parts.external_editor import EditorFailed, edit_outside
from screens.parts.form import Conflict, FormField, FormResult, FormScreen
from screens.parts.picker import Choice, PickerScreen

PEOPLE = [Choice("ana", "Ana Silva"), Choice("bob", "Bob Klein")]
FIELDS = [
    FormField("title", "Title", "What is to be done", required=True, text="VPN [/b]"),
    FormField("state", "State", kind="choice", choices=("todo", "doing", "done"), required=True, text="todo"),
    FormField("owner", "Owner", kind="reference", choices=PEOPLE),
    FormField("due", "Due", "The day", "day"),
    FormField("notes", "Notes", kind="long"),
]


def read(name: str, text: str, texts: Mapping[str, str]) -> tuple[str, str | None]:
    if name == "due":
        return ("Fri 27 Nov", None) if text == "fri" else ("", f"“{text}” is no day")
    return text, None


class Saving:
    """What was given to be saved, and what saving answers, one answer a time."""

    def __init__(self, *answers: dict[str, str | Conflict] | Exception) -> None:
        self.typed: list[dict[str, str]] = []
        self.answers = list(answers)

    async def __call__(self, typed: dict[str, str]) -> dict[str, str | Conflict] | None:
        self.typed.append(typed)
        await asyncio.sleep(0)
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_fields_are_typed_chosen_and_saved() -> None:
    saving = Saving()

    async def scene(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press("end", "!", "tab", "right", "d", "tab", "space", "b", "o", "enter", "tab", "f", "r", "i")
        assert any("fri" in line and "Fri 27 Nov" in line for line in text_of(app))
        await pilot.press("enter")
        await pilot.pause()
        wanted = {"title": "VPN [/b]!", "state": "done", "owner": "bob", "due": "fri", "notes": ""}
        assert saving.typed == [wanted]
        assert app.answer == FormResult(wanted, ("title", "state", "owner", "due"))

    play(FormScreen("New task", FIELDS, read, saving), scene)


def test_an_error_stands_beside_its_field_which_is_gone_to_and_nothing_is_saved() -> None:
    saving = Saving({"owner": "no such person", "": "the plan is locked"})

    async def scene(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press("up", "up", "x", "enter")
        assert saving.typed == []
        assert any("Due" in line and "“x” is no day" in line for line in text_of(app))
        await pilot.press("backspace", "enter")
        await pilot.pause()
        assert any("Owner" in line and "no such person" in line for line in text_of(app))
        assert any("the plan is locked" in line for line in text_of(app))
        assert app.answer is MISSING

    play(FormScreen("Edit", FIELDS, read, saving), scene)


def test_a_conflict_shows_all_three_and_keeps_what_was_typed() -> None:
    saving = Saving({"title": Conflict("VPN", "VPN and proxy", "VPN [/b]!", "bob", "10:42")})

    async def scene(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press("end", "!", "enter")
        await pilot.pause()
        shown = " ".join(text_of(app))
        assert "was “VPN”, now “VPN and proxy” (bob, 10:42), yours “VPN [/b]!”" in " ".join(shown.split())
        assert "not saved: Enter again keeps yours, Esc keeps theirs" in shown
        assert "Enter keep yours" in shown
        await pilot.press("enter")
        await pilot.pause()
        assert [typed["title"] for typed in saving.typed] == ["VPN [/b]!", "VPN [/b]!"]
        assert isinstance(app.answer, FormResult)

    play(FormScreen("Edit", FIELDS, read, saving), scene)


def test_a_fault_while_saving_loses_nothing() -> None:
    async def scene(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press("end", "!", "enter")
        await pilot.pause()
        assert any("Not saved: disk full" in line for line in text_of(app))
        assert [str(fault) for fault in app.faults] == ["disk full"]
        assert any("VPN [/b]!" in line for line in text_of(app))

    play(FormScreen("Edit", FIELDS, read, Saving(OSError("disk full"))), scene)


def test_leaving_asks_only_when_something_was_changed() -> None:
    async def unchanged(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press("tab", "escape")
        assert app.answer is None

    async def changed(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press("x", "escape")
        assert isinstance(app.screen, ConfirmScreen)
        await pilot.press("n")
        assert isinstance(app.screen, FormScreen)
        await pilot.press("escape", "y")
        assert app.answer is None

    play(FormScreen("Edit", FIELDS, read, Saving()), unchanged)
    play(FormScreen("Edit", FIELDS, read, Saving()), changed)


def test_text_of_several_lines_takes_enter_and_is_saved_with_f2() -> None:
    saving = Saving()

    async def scene(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press("a", "enter", "b", "f2")
        await pilot.pause()
        assert saving.typed[0]["notes"] == "a\nb"

    play(FormScreen("Edit", FIELDS, read, saving, start="notes"), scene)


def test_letters_typed_while_the_list_opens_narrow_it() -> None:
    async def scene(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press("space")
        picker = app.screen
        assert isinstance(picker, PickerScreen)
        await pilot.press("k", "l")
        assert picker.list.chosen == PEOPLE[1]
        await pilot.press("escape")
        assert isinstance(app.screen, FormScreen)

    play(FormScreen("Edit", FIELDS, read, Saving(), start="owner"), scene)


def test_a_click_goes_to_the_field() -> None:
    saving = Saving()

    async def scene(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.click("FormBody", offset=(3, 3))
        await pilot.press("f", "r", "i", "enter")
        await pilot.pause()
        assert saving.typed[0]["due"] == "fri"

    play(FormScreen("Edit", FIELDS, read, saving), scene)


def test_a_form_higher_than_the_screen_scrolls_with_the_focus() -> None:
    fields = [FormField(f"f{number}", f"Field {number}", text=f"text {number}") for number in range(40)]

    async def scene(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press("up")
        assert any("Field 39" in line and "text 39" in line for line in text_of(app))
        await pilot.press("tab")
        assert any("Field 0 " in line for line in text_of(app))
        await pilot.resize_terminal(60, 10)
        await pilot.press("tab")
        assert any("text 1" in line for line in text_of(app))

    play(FormScreen("Edit", fields, read, Saving()), scene)


#: An app that gives its terminal away.
SUSPENDING: Any = SimpleNamespace(suspend=nullcontext)


def test_the_editor_gets_a_private_file_that_is_gone_afterwards(tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\nls -ld "$1" "$(dirname "$1")" > {tmp_path}/seen\necho "$1" > {tmp_path}/name\necho more >> "$1"\n')
    editor.chmod(0o700)
    assert edit_outside(SUSPENDING, str(editor), "text") == "text\nmore"  # type: ignore[arg-type]
    modes = [line.split()[0] for line in (tmp_path / "seen").read_text().splitlines()]
    assert [mode[4:10] for mode in modes] == ["------", "------"]
    assert not Path((tmp_path / "name").read_text().strip()).parent.exists()


def test_an_editor_that_fails_leaves_the_text_alone() -> None:
    with pytest.raises(EditorFailed, match="ended with code 1"):
        edit_outside(SUSPENDING, "false", "text")
    with pytest.raises(EditorFailed, match="cannot be used here"):
        edit_outside(SUSPENDING, "/nowhere/editor", "text")
