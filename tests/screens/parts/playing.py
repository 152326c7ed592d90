"""Plays a part in an app of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from screens.parts.guard import Guarded
from screens.parts.key_order import OrderedKeys

MISSING = object()


class Below(Widget, can_focus=True):
    """What has the focus below a panel."""


class Stage(OrderedKeys[None], Guarded):
    """An app that opens one panel and keeps its answer."""

    CSS = "Below { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.answer: Any = MISSING
        self.faults: list[Exception] = []

    def compose(self) -> ComposeResult:
        yield Below()

    def mended(self, error: Exception) -> bool:
        """A fault is kept."""
        self.faults.append(error)
        return True

    def open(self, screen: Screen[Any]) -> None:
        self.push_screen(screen, lambda answer: setattr(self, "answer", answer))


def play(screen: Screen[Any], scene: Callable[[Stage, Pilot[None]], Awaitable[None]], size: tuple[int, int] = (80, 24)) -> None:
    """Open a panel, and let the scene be played on it."""

    async def main() -> None:
        app = Stage()
        async with app.run_test(size=size) as pilot:
            app.open(screen)
            await pilot.pause()
            await scene(app, pilot)

    asyncio.run(main())


def text_of(app: Stage) -> list[str]:
    """The lines on the screen."""
    screen = app.screen
    width, height = app.size
    return ["".join(segment.text for segment in strip) for strip in screen._compositor.render_strips()][:height] if width else []
