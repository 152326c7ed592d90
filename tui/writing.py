"""An app that writes while its screen stays alive: in one lane, with patience for a moment, and leaving only when all is written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from models.store.errors import UsageError
from screens.base import FrameScreen
from screens.parts.bound_keys import bound
from screens.parts.line import TabsLine
from screens.parts.patience import let_go, patiently
from tui.lane import Lane
from tui.mending import TOLD_SECONDS, MendingApp

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from models.core.access import Session

Result = TypeVar("Result")
SAVING_AFTER_SECONDS = 0.15
#: How long after that a key still holds back those typed behind it: a disk that is merely slow changes nothing in what they do.
PATIENCE_SECONDS = 0.35


class WritingApp(MendingApp):
    """Writes for its screens, says that it is saving, and stops that when it is asked to."""

    def __init__(self, session: Session, *, ansi_color: bool) -> None:
        super().__init__(ansi_color=ansi_color)
        self.session = session
        self.lane = Lane(session)

    async def patiently(self, work: Coroutine[Any, Any, Result]) -> Result | None:
        """Wait for work that may write; a write that waits long lets its handler go, so that the screen stays alive."""
        return await patiently(work, self.late_fault)

    async def _dispatch_action(self, namespace: DOMNode, action_name: str, params: Any) -> bool:
        """Whatever a key does may write."""
        return await self.patiently(super()._dispatch_action(namespace, action_name, params)) is not False

    async def write(self, work: Callable[[Session], Result], *, waits: Callable[[], None] | None = None) -> Result:
        """Run a write in the lane, and compute what it moves in other projects; after a moment says that it is saving.

        Errors come back to whoever asked. Where the handler that asked is let go because the write waits long, `waits` is called; whoever
        has left the screen meanwhile hears of errors only.
        """
        asker, is_late = self.screen, False
        future = self.lane.write(work)
        try:
            if not await _within(SAVING_AFTER_SECONDS, future):
                self._say_saving()
                if not await _within(PATIENCE_SECONDS, future):
                    is_late = let_go()
                    if is_late and waits is not None:
                        waits()
                        self._say_saving()
                    await asyncio.wait({future})
            if is_late and not asker.is_running:
                raise asyncio.CancelledError
        except asyncio.CancelledError:
            future.add_done_callback(self._nobody_waits)
            raise
        result = await future
        self._say_joined()
        return result

    def _say_saving(self) -> None:
        if isinstance(self.screen, FrameScreen):
            self.screen.say([(" saving…", "dim")])

    def _nobody_waits(self, future: asyncio.Future[Any]) -> None:
        """What a screen had to write that is gone is written all the same; that it could not be is said."""
        error = None if future.cancelled() else future.exception()
        if isinstance(error, Exception):
            self.late_fault(error)

    def _say_joined(self) -> None:
        """Once: whom the login has become, or was bound to, by its first write."""
        joined, self.session.joined = self.session.joined, None
        if joined is not None:
            for tabs in self.screen.query(TabsLine):
                tabs.set_right(self.tab_right())
            text = f"you are @{joined} from now on: your login {self.session.login} had not written here before"
            self.notify(text, timeout=TOLD_SECONDS, markup=False)

    def tab_right(self) -> str:
        """Who and which day."""
        me = self.session.me
        handle = self.session.database.value("SELECT handle FROM person WHERE id = ?", (me,)) if me else self.session.login
        today = self.session.today
        return f"{handle} {today.day} {today:%b}"

    async def leave(self) -> None:
        """End the program, as soon as what was typed is written; where that fails it stays, and says so."""
        writes = set(self.lane.under_way)
        if writes and not await _within(PATIENCE_SECONDS, *writes):
            self.complain(UsageError("still saving: the program ends when it is written"))
            let_go()
            await asyncio.wait(writes)
        if all(each.exception() is None for each in writes):
            self.exit()

    def action_stop(self) -> None:
        """Ctrl-C stops what is being written and what waits behind it, wholly; else says how to leave."""
        if self.lane.stop():
            self.complain(UsageError("stopping what is being saved", hint="unless it is written already, nothing of it stays"))
        else:
            self.complain(UsageError("nothing runs that could be stopped", hint=f"{bound('view.back')} leaves the program"))


async def _within(seconds: float, *futures: asyncio.Future[Any]) -> bool:
    """Whether all have ended so soon."""
    _, pending = await asyncio.wait(futures, timeout=seconds)
    return not pending
