"""Keys sent all at once go where they would go when typed slowly."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from playing import Below
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key, Paste

from screens.parts.key_order import OrderedKeys
from screens.parts.picker import Choice, PickerScreen
from screens.parts.prompt import Prompt


class BurstApp(OrderedKeys[None]):
    """A prompt that opens with `u` and a picker that opens with `p`; digits and letters are keys of the app."""

    CSS = "Below { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "line", "Line"),
        Binding("p", "pick", "Pick"),
        *(Binding(key, f"note('{key}')", "Note") for key in "6hx"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    def compose(self) -> ComposeResult:
        yield Below()
        yield Prompt()

    def on_mount(self) -> None:
        self.query_one(Below).focus()

    def action_line(self) -> None:
        self.query_one(Prompt).open(">")

    def action_pick(self) -> None:
        choices = [Choice("hex", "hex"), Choice("six", "six 6")]
        self.push_screen(PickerScreen("Pick", choices), lambda answer: self.done.append(f"picked {answer}"))

    def action_note(self, key: str) -> None:
        self.done.append(key)

    def on_prompt_submitted(self, message: Prompt.Submitted) -> None:
        self.done.append(f"line {message.text}")


def burst(*events: str | Paste) -> list[str]:
    async def main() -> list[str]:
        app = BurstApp()
        async with app.run_test() as pilot:
            await pilot.pause()
            for event in events:
                app.post_message(event if isinstance(event, Paste) else Key(event, event if len(event) == 1 else None))
            for _ in range(8):
                await pilot.pause()
            return app.done

    return asyncio.run(main())


def test_a_line_typed_at_once_is_typed_and_the_key_after_it_is_a_key_again() -> None:
    assert burst("x", "u", "6", "h", "enter", "x") == ["x", "line 6h", "x"]


def test_a_panel_gets_the_letters_that_come_while_it_opens() -> None:
    assert burst("p", "6", "enter", "h") == ["picked six", "h"]


def test_pasted_text_waits_its_turn() -> None:
    assert burst("u", Paste("6 h"), "enter", "6") == ["line 6 h", "6"]
