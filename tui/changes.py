"""Notices what others write, computes what it moves in other projects, and shows it on the screen that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.operations import refresh
from models.store.errors import QuarterdeckError

if TYPE_CHECKING:
    from tui.writing import WritingApp


class Changes:
    """The changes of others, as they come in."""

    def __init__(self, app: WritingApp) -> None:
        self._app, self._database = app, app.session.database
        self._version = self._database.data_version()

    def look(self) -> None:
        """Has anybody written?"""
        version = self._database.data_version()
        if version != self._version:
            self._version = version
            if not self.compute():
                self._show()

    def compute(self) -> bool:
        """Compute in the lane what changes have moved in other projects, before it is read; whether there is anything."""
        is_marked = refresh.is_marked(self._database) and not self._database.read_only
        if is_marked:
            self._app.run_worker(self._compute(), exit_on_error=False)
        return is_marked

    async def _compute(self) -> None:
        try:
            await self._app.write(refresh.refresh_marked)
        except QuarterdeckError as error:
            self._app.complain(error)
        self._show()

    def _show(self) -> None:
        if hasattr(self._app.screen, "others_changed"):
            self._app.screen.others_changed()
