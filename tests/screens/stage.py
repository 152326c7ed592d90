"""Plays the whole app over a portfolio: keys go in, and what stands on the screen is read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from textual.events import Key, Paste
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widget import Widget

from models.core.access import Session
from models.core.record import find
from screens.base import FrameScreen
from screens.parts import patience
from screens.parts.table import Table
from tui.app import QuarterdeckApp


async def written(app: QuarterdeckApp) -> None:
    """Wait until the lane has written what it was given, and what waited for it has gone on."""
    await app.lane.run(int)
    await asyncio.gather(*patience._alone, return_exceptions=True)


class Player:
    """The app, and hands on its keys."""

    def __init__(self, app: QuarterdeckApp, pilot: Pilot[Any]) -> None:
        self.app, self.pilot, self.session = app, pilot, app.session

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, and wait until everything is done."""
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        """Wait for writes, workers and messages."""
        await self.pilot.pause()
        await written(self.app)
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()

    async def type(self, text: str, *then: str) -> None:
        """Give a text at once to what has the focus, then press keys."""
        self.app.post_message(Paste(text))
        await self.pilot.pause()
        if then:
            await self.press(*then)

    async def keys(self, text: str, *then: str) -> None:
        """Type a text letter by letter, then press keys."""
        await self.press(*("space" if letter == " " else letter for letter in text), *then)

    async def at_once(self, *keys: str) -> None:
        """Send keys faster than they are handled, and wait until everything is done."""
        for key in keys:
            self.app.post_message(Key(_character_to_key(key), key) if len(key) == 1 else Key(key, None))
        await self.settle()
        while self.app._under_way is not None:
            await self.settle()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something is seen that comes by itself, while a write waits."""
        for _ in range(600):
            if holds():
                return
            await self.pilot.pause(0.05)
        raise AssertionError(self.screen)

    async def look_at(self, code: str) -> None:
        """Choose a project by its code."""
        self.app.choose_project(self.value("SELECT id FROM project WHERE code = ?", code))
        await self.settle()

    async def go_to(self, record: int | str) -> None:
        """Put the cursor on a record of the list that is open, by its id or its reference."""
        assert self.table.go_to(self.id_of(record)), f"{record} is not in the list"
        await self.pilot.pause()

    @property
    def table(self) -> Table:
        """The list of the open screen."""
        assert isinstance(self.app.screen, FrameScreen)
        return self.app.screen.table

    @property
    def cursor(self) -> int:
        """The record under the cursor."""
        assert self.table.cursor_id is not None
        return self.table.cursor_id

    @property
    def ref(self) -> str:
        """The reference under the cursor."""
        return self.table._pages.row(self.cursor).cells[0]

    @property
    def refs(self) -> list[str]:
        """The references of the rows in view, from the top."""
        return [self.table._pages.row(each).cells[0] for each in self.table._window() if each > 0]

    def id_of(self, record: int | str) -> int:
        """The id of a record, which may be named by its reference."""
        return record if isinstance(record, int) else find(self.session, record).id

    def field(self, name: str, reference: str) -> Any:
        """A stored value of a record."""
        found = find(self.session, reference)
        return self.value(f'SELECT "{name}" FROM "{found.kind}" WHERE id = ?', found.id)

    def value(self, sql: str, *params: object) -> Any:
        """One value of the database."""
        return self.session.database.value(sql, params)

    def lines(self, selector: str) -> str:
        """What a part of the open screen shows, line below line."""
        widget = self.app.screen.query_one(selector, Widget)
        left, top, width, height = widget.region
        strips = self.app.screen._compositor.render_strips()[top : top + height]
        return "\n".join(strip.crop(left, left + width).text.rstrip() for strip in strips)

    @property
    def screen(self) -> str:
        """All that is to be seen."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    @property
    def said(self) -> str:
        """The lines above the keys."""
        return self.lines("#speaking")

    @property
    def context(self) -> str:
        """The line under the tabs."""
        return self.lines("#context")

    def row(self, record: int) -> str:
        """The line of the list that shows a record, which must be in view."""
        table = self.table
        index = table._pages.index_of(record)
        assert index is not None
        return table.render_line(index - table._top + 1).text


def play(session: Session, scene: Callable[[Player], Awaitable[None]], **given: Any) -> None:
    """Open the app over the session, and play the scene on it; a fault of the program fails the test, unless so many `errors` are expected."""
    size, errors = given.pop("size", (80, 24)), given.pop("errors", 0)

    async def main() -> None:
        app = QuarterdeckApp(session, **given)
        async with app.run_test(size=size) as pilot:
            player = Player(app, pilot)
            await player.settle()
            await scene(player)
        assert len(app.errors) == errors, app.errors
        app.lane.close()

    asyncio.run(main())
