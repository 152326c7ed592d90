"""The prompt: what is typed is told, entered, recalled, completed and never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from textual.app import App, ComposeResult
from textual.events import Paste
from textual.pilot import Pilot
from textual.widget import Widget

from screens.parts.prompt import Prompt


class Before(Widget, can_focus=True):
    """What has the focus before the prompt opens."""


class PromptApp(App[None]):
    """A prompt, and what it told."""

    CSS = "Before { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.prompt = Prompt()
        self.heard: list[str] = []
        self.told: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        yield Before()
        yield self.prompt

    def on_prompt_submitted(self, message: Prompt.Submitted) -> None:
        self.told.append(("submitted", message.text))

    def on_prompt_cancelled(self, message: Prompt.Cancelled) -> None:
        self.told.append(("cancelled", message.text))


def run(play: Callable[[PromptApp, Pilot[None]], Awaitable[None]]) -> None:
    async def main() -> None:
        app = PromptApp()
        async with app.run_test(size=(80, 24)) as pilot:
            app.query_one(Before).focus()
            await pilot.pause()
            await play(app, pilot)

    asyncio.run(main())


def test_the_first_text_and_every_change_are_told_and_the_line_entered() -> None:
    async def play(app: PromptApp, pilot: Pilot[None]) -> None:
        app.prompt.open("CRM-102 >", "60%", app.heard.append, purpose="quick")
        await pilot.press("space", "2", "enter")
        assert app.heard == ["60%", "60% ", "60% 2"]
        assert app.told == [("submitted", "60% 2")]
        assert not app.prompt.is_open
        assert app.focused is app.query_one(Before)

    run(play)


def test_keys_typed_at_once_after_opening_go_into_the_line() -> None:
    async def play(app: PromptApp, pilot: Pilot[None]) -> None:
        app.prompt.open(">")
        assert app.focused is not app.query_one(Before)
        await pilot.press("x")
        assert app.prompt.text == "x"

    run(play)


def test_a_refused_line_is_shown_again_and_a_left_one_recalled() -> None:
    async def play(app: PromptApp, pilot: Pilot[None]) -> None:
        app.prompt.open(">")
        await pilot.press("a", "b", "left", "enter")
        app.prompt.reopen()
        await pilot.press("c", "escape")
        assert app.told == [("submitted", "ab"), ("cancelled", "acb")]
        app.prompt.open(">")
        await pilot.press("d", "up")
        assert app.prompt.text == "acb"
        await pilot.press("up", "up")
        assert app.prompt.text == "ab"
        await pilot.press("down", "down")
        assert app.prompt.text == "d"

    run(play)


def test_tab_takes_one_suggestion_after_the_other_and_comes_back_to_what_was_typed() -> None:
    async def play(app: PromptApp, pilot: Pilot[None]) -> None:
        offers = ["due:fri", "due:+2d"]
        app.prompt.open(">", "d", app.heard.append, lambda text, caret: [o for o in offers if o.startswith(text)])
        await pilot.press("tab")
        assert app.prompt.text == "due:fri"
        await pilot.press("tab")
        assert app.prompt.text == "due:+2d"
        await pilot.press("tab")
        assert app.prompt.text == "d"
        assert app.heard == ["d", "due:fri", "due:+2d", "d"]

    run(play)


def test_pasted_lines_become_one_safe_line_and_markup_stays_text() -> None:
    async def play(app: PromptApp, pilot: Pilot[None]) -> None:
        app.prompt.open("[b]label[/]", "[/b] é")
        focused = app.focused
        assert focused is not None
        focused.post_message(Paste("one\r\ntwo\x1b[31m\nthree\n"))
        await pilot.pause()
        assert app.prompt.text == "[/b] éone two three"

    run(play)


def test_a_long_text_stays_in_its_row_and_shows_the_caret() -> None:
    async def play(app: PromptApp, pilot: Pilot[None]) -> None:
        app.prompt.open("x" * 200, "0123456789" * 30 + "end")
        await pilot.press("!")
        assert app.prompt.size.height == 1
        focused = app.focused
        assert focused is not None
        assert focused.region.right <= 80
        assert focused.region.width >= 38
        assert "end!" in "".join(segment.text for segment in focused.render_line(0))

    run(play)
