"""Plays scenes in the real app over a portfolio of the test's own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from stage import written
from textual.pilot import Pilot

from models.core.record import find
from models.operations.portfolio import open_portfolio
from screens.parts.line import SpeakingLines
from tui.app import QuarterdeckApp

#: A Monday, that of the demo.
MONDAY = date(2026, 11, 23)


class Scene:
    """The app with the hands of a user."""

    def __init__(self, app: QuarterdeckApp, pilot: Pilot[Any]) -> None:
        self.app, self.pilot = app, pilot

    async def press(self, *keys: str) -> None:
        """Press keys by their names, one after the other."""
        await self.pilot.press(*keys)
        await self.pilot.pause()
        await written(self.app)
        await self.pilot.pause()

    async def type(self, text: str, *keys: str) -> None:
        """Type a text, then press keys."""
        await self.press(*("space" if letter == " " else letter for letter in text), *keys)

    async def look_at(self, code: str) -> None:
        """Choose a project by its code."""
        await self.press("p")
        await self.type(code, "enter")

    def text(self) -> str:
        """All that stands on the screen."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)

    def said(self) -> str:
        """What the lines above the keys say."""
        widget = self.app.screen.query_one("#speaking", SpeakingLines)
        return "\n".join("".join(segment.text for segment in line).rstrip() for line in widget._current_lines())

    def refs(self) -> list[str]:
        """The references of the rows in view, from the top."""
        table: Any = self.app.screen.table  # type: ignore[attr-defined]
        return [table._pages.row(each).cells[0] for each in table._window() if each > 0]

    def at(self) -> str:
        """The reference under the cursor."""
        table: Any = self.app.screen.table  # type: ignore[attr-defined]
        return table._pages.row(table.cursor_id).cells[0] if table.cursor_id is not None else ""

    def go(self, reference: str) -> None:
        """Put the cursor on a record."""
        assert self.app.screen.table.go_to(find(self.app.session, reference).id)  # type: ignore[attr-defined]

    def value(self, field: str, reference: str) -> Any:
        """A stored value."""
        found = find(self.app.session, reference)
        return self.app.session.database.value(f'SELECT "{field}" FROM "{found.kind}" WHERE id = ?', (found.id,))


def act(path: str, scene: Callable[[Scene], Awaitable[None]], *, size: tuple[int, int] = (80, 24), errors: int = 0) -> None:
    """Open the portfolio as the login that made it, and let the scene be played; no more errors than expected."""

    async def main() -> None:
        session = open_portfolio(path, create=True, today=MONDAY)
        app = QuarterdeckApp(session)
        try:
            async with app.run_test(size=size) as pilot:
                await pilot.pause(0.1)
                await scene(Scene(app, pilot))
                assert [repr(error) for _, error in app.errors][errors:] == []
        finally:
            session.database.close()

    asyncio.run(main())
