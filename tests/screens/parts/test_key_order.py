"""Keys sent all at once go where they would go when typed slowly."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import pytest
from playing import Below
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key, Paste

from screens.parts.guard import Guarded
from screens.parts.key_order import KeyDone, OrderedKeys
from screens.parts.picker import Choice, PickerScreen
from screens.parts.prompt import Prompt


class Deaf(Below):
    """A widget in which what follows a key is lost, as in one that is being closed."""

    def on_key_done(self, message: KeyDone) -> None:
        message.stop()


class BurstApp(OrderedKeys[None], Guarded):
    """A prompt that opens with `u` and a picker that opens with `p`; digits and letters are keys of the app."""

    CSS = "Below { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "line", "Line"),
        Binding("p", "pick", "Pick"),
        Binding("c", "close", "Close what has the focus"),
        Binding("f", "fail", "Fail"),
        Binding("F", "fail", "Fail before any widget has the key", priority=True),
        *(Binding(key, f"note('{key}')", "Note") for key in "6hx"),
    ]

    def __init__(self, target: type[Below] = Below) -> None:
        super().__init__()
        self.target, self.followed = target, 0
        self.done: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.target()
        yield Prompt()

    def on_mount(self) -> None:
        self.query_one(self.target).focus()

    def on_key_done(self) -> None:
        self.followed += 1

    def mended(self, error: Exception) -> bool:
        self.done.append(str(error))
        return True

    def action_line(self) -> None:
        self.query_one(Prompt).open(">")

    def action_pick(self) -> None:
        choices = [Choice("hex", "hex"), Choice("six", "six 6")]
        self.push_screen(PickerScreen("Pick", choices), lambda answer: self.done.append(f"picked {answer}"))

    async def action_close(self) -> None:
        await self.query_one(self.target).remove()

    def action_fail(self) -> None:
        raise RuntimeError("a fault")

    def action_note(self, key: str) -> None:
        self.done.append(key)

    def on_prompt_submitted(self, message: Prompt.Submitted) -> None:
        self.done.append(f"line {message.text}")


def burst(*events: str | Paste, app: BurstApp | None = None) -> list[str]:
    """Send the keys at once; what was done when all have been handed on, and none is thought to be under way."""

    async def main(app: BurstApp) -> list[str]:
        async with app.run_test() as pilot:
            await pilot.pause()
            for event in events:
                app.post_message(event if isinstance(event, Paste) else Key(event, event if len(event) == 1 else None))
            for _ in range(60):
                await pilot.pause(0.05)
                if app._keys_handed_on == len(events) and app._under_way is None:
                    return app.done
        raise AssertionError(app.done)

    return asyncio.run(main(app or BurstApp()))


def test_a_line_typed_at_once_is_typed_and_the_key_after_it_is_a_key_again() -> None:
    assert burst("x", "u", "6", "h", "enter", "x") == ["x", "line 6h", "x"]


def test_a_panel_gets_the_letters_that_come_while_it_opens() -> None:
    assert burst("p", "6", "enter", "h") == ["picked six", "h"]


def test_pasted_text_waits_its_turn() -> None:
    assert burst("u", Paste("6 h"), "enter", "6") == ["line 6 h", "6"]


@pytest.mark.parametrize("fault", ["f", "F"])
def test_keys_behind_one_that_fails_are_handed_on(fault: str) -> None:
    assert burst("x", fault, "6", fault, "h", "x") == ["x", "a fault", "6", "a fault", "h", "x"]


def test_keys_behind_one_that_closes_what_has_the_focus_go_to_what_has_it_then() -> None:
    assert burst("x", "c", "6", "h") == ["x", "6", "h"]


def test_keys_wait_no_longer_than_a_moment_where_what_follows_the_key_is_lost() -> None:
    assert burst("x", "6", "h", app=BurstApp(Deaf)) == ["x", "6", "h"]


def test_a_key_that_is_kept_by_a_line_is_known_to_be_done() -> None:
    assert burst("u", "6") == []


def test_a_key_behind_which_none_waits_costs_no_message() -> None:
    app = BurstApp()
    assert burst("x", app=app) == ["x"]
    assert app.followed == 0
