"""Pickers, questions, readers, help and the palette."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from playing import MISSING, Stage, play, text_of
from textual.pilot import Pilot

from screens.parts import choice_list, confirm, form, help, line_input, long_input, palette, panel, picker, prompt, reader
from screens.parts.confirm import ConfirmScreen
from screens.parts.help import HelpScreen, live_keys
from screens.parts.palette import Command, PaletteScreen, commands_of
from screens.parts.picker import Choice, PickerScreen
from screens.parts.reader import ReaderScreen
from screens.parts.tab_keys import TABS
from screens.parts.wrapping import wrap_pieces

PROJECTS = [Choice(1, "CRM  CRM replacement", "trouble"), Choice(2, "PAY  Payroll cloud"), Choice(3, "NET  Branch [/b] network")]


def test_typing_narrows_and_enter_chooses_the_best() -> None:
    async def scene(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press("n", "e", "t")
        assert any("Branch [/b] network" in line for line in text_of(app))
        assert not any("Payroll" in line for line in text_of(app))
        await pilot.press("enter")
        assert app.answer == 3

    play(PickerScreen("Project", PROJECTS, chosen=2), scene)


def test_the_cursor_stands_on_what_holds_now_and_moves() -> None:
    async def scene(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press("down", "down", "up", "enter")
        assert app.answer == 2

    play(PickerScreen("Project", PROJECTS, chosen=2), scene)


def test_a_function_gives_the_choices_for_a_text_and_text_may_be_the_answer() -> None:
    def hits(text: str) -> Sequence[Choice]:
        return [Choice(text.upper(), f"found {text}")] if text.startswith("a") else []

    async def found(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press("a", "b", "enter")
        assert app.answer == "AB"

    async def text(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press("enter")
        assert app.answer is MISSING
        assert any("there is nothing to choose" in line for line in text_of(app))
        await pilot.press("C", "R", "M", "minus", "4", "enter")
        assert app.answer == "CRM-4"

    play(PickerScreen("Find", hits), found)
    play(PickerScreen("Go to", hits, allow_text=True), text)


def test_a_click_chooses() -> None:
    screen = PickerScreen("Project", PROJECTS)

    async def scene(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.click(screen.list, offset=(5, 1))
        assert app.answer == 2

    play(screen, scene)


def test_a_question_takes_its_answers_and_no_other_key() -> None:
    async def scene(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press("x", "enter")
        assert app.answer is MISSING
        assert text_of(app)[-2].startswith(" Archive [/b]?")
        await pilot.press("s")
        assert app.answer == "s"

    async def left(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press("escape")
        assert app.answer is None

    play(ConfirmScreen("Archive [/b]?", (("y", "yes"), ("s", "all"))), scene)
    play(ConfirmScreen("Archive?"), left)


def test_a_long_question_is_broken_into_lines() -> None:
    async def scene(app: Stage, pilot: Pilot[None]) -> None:
        assert " ".join("".join(text_of(app)[-4:-1]).split()) == " ".join(["word"] * 30)

    play(ConfirmScreen(" ".join(["word"] * 30)), scene)


def test_a_reader_scrolls_filters_and_goes_back() -> None:
    lines = [[("Heading", "group")], *(f"line {number} [/b]" for number in range(100))]

    async def scene(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press("G")
        assert any("line 99 [/b]" in line for line in text_of(app))
        await pilot.press("slash", "4", "2", "enter")
        assert [line.strip() for line in text_of(app)[1:4]] == ["Heading", "line 42 [/b]", ""]
        await pilot.press("q")
        assert app.answer is MISSING
        await pilot.press("j", "q")
        assert app.answer is None

    play(ReaderScreen("History", lines), scene)


@pytest.mark.parametrize("width", [10, 17, 30])
def test_broken_lines_keep_every_word_and_fit(width: int) -> None:
    pieces = [("  SPI(t) ", "label"), ("earned 26.4 weeks ÷ actual 32.6 weeks", ""), (" = .81", "trouble")]
    lines = wrap_pieces(pieces, width)
    texts = ["".join(text for text, _ in line) for line in lines]
    assert all(len(text.rstrip()) <= width for text in texts)
    assert " ".join(texts).split() == "".join(text for text, _ in pieces).split()


def test_a_broken_line_goes_on_below_its_text() -> None:
    lines = wrap_pieces([("  label  ", "label"), ("one two three", "")], 20)
    assert ["".join(text for text, _ in line) for line in lines] == ["  label  one two", "         three"]


def test_help_says_what_the_keys_do_now() -> None:
    async def scene(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press("f1")
        assert isinstance(app.screen, HelpScreen)
        shown = "\n".join(text_of(app))
        assert "Take the choice under the cursor" in shown
        assert "PgDn" in shown
        await pilot.press("f1", "escape")
        assert app.answer is None

    play(PickerScreen("Project", PROJECTS), scene)


def test_help_ends_with_the_grammar_it_is_given() -> None:
    async def scene(app: Stage, pilot: Pilot[None]) -> None:
        app.push_screen(HelpScreen(app.screen, "[ref] [x | s]\n2h"))
        await pilot.pause()
        await pilot.press("G")
        assert [line.strip() for line in text_of(app)[-5:-2]] == ["The quick line", "[ref] [x | s]", "2h"]

    play(ReaderScreen("Why", ["text"]), scene)


def test_the_palette_gives_what_is_named_whole_or_by_a_beginning_and_what_only_its_text_makes() -> None:
    commands = [Command("Raise a risk", "r", "raise"), Command("Risks", ":risk", "go('risk')")]
    record = Command("CRM-42  A task", "", "open(42)")

    async def command(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press("colon", "r", "i", "s", "k", "s", "enter")
        assert app.answer == commands[1]

    async def place(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press(*"CRM", "minus", "4", "2", "enter")
        assert app.answer == record

    async def resembling(app: Stage, pilot: Pilot[None]) -> None:
        await pilot.press(*"rik", "enter")
        assert app.answer is MISSING
        assert "names no command; near: Risks" in "\n".join(text_of(app))
        await pilot.press("down", "up", "enter")
        assert app.answer == commands[1]

    play(PaletteScreen(commands), command)
    play(PaletteScreen(commands, places=lambda text: [record] if text == "CRM-42" else []), place)
    play(PaletteScreen(commands), resembling)


def test_commands_are_those_that_have_a_key_now() -> None:
    async def scene(app: Stage, pilot: Pilot[None]) -> None:
        names = {command.title for command in commands_of(app.screen)}
        assert names == {"Help", *(title for _, title in TABS)}
        assert {key.name for key in live_keys(app.screen)} > names

    play(ReaderScreen("Why", ["text"]), scene)


def test_every_key_of_the_parts_has_an_id_a_name_and_a_help() -> None:
    modules = (choice_list, confirm, form, help, line_input, long_input, palette, panel, picker, prompt, reader)
    classes = {value for module in modules for value in vars(module).values() if isinstance(value, type)}
    bindings = [binding for cls in classes if cls.__module__.startswith("screens.parts") for binding in vars(cls).get("BINDINGS", ())]
    assert len(bindings) > 50
    assert all(binding.id and binding.description and binding.tooltip for binding in bindings)
