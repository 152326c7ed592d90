"""Keys in the order they were pressed: the next one is looked at when the one before has done its work."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from textual.app import App
from textual.events import Key, Paste
from textual.message import Message

if TYPE_CHECKING:
    from textual.events import Event
    from textual.timer import Timer

LOST_AFTER_SECONDS = 0.5


class KeyDone(Message):
    """Follows a key through the same queues, and so reaches the app when the key has done its work."""


class OrderedKeys(App[None]):
    """An app in which keys typed faster than they are handled, or sent at once, go where they would go when typed slowly.

    Textual hands a key to the widget that has the focus when the key arrives: of `u60%` the `6` would be a key of the list, because the `u`
    before it has not opened the line yet. Here a key waits until the one before has gone all its way up to the app.
    """

    _waiting: deque[Key | Paste]
    _under_way = False
    _lost: Timer | None = None

    async def on_event(self, event: Event) -> None:
        """Hold back a key that comes before the last one has done its work."""
        if not isinstance(event, Key | Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._under_way:
            self._held().append(event)
        else:
            await self._hand_on(event)

    def _held(self) -> deque[Key | Paste]:
        """The keys that wait."""
        if "_waiting" not in self.__dict__:
            self._waiting = deque()
        return self._waiting

    async def _hand_on(self, event: Key | Paste) -> None:
        """Give a key to what has the focus, and a message behind it that comes back after it."""
        target = self.focused or self.screen
        self._under_way = True
        await super().on_event(event)
        if not (event.is_forwarded and target.post_message(KeyDone())):
            self._under_way = False
            await self._next()
        elif self._lost is None:
            self._lost = self.set_timer(LOST_AFTER_SECONDS, self._give_up_waiting)
        else:
            self._lost.reset()

    async def on_key_done(self) -> None:
        """The last key has done its work: hand on the next one."""
        self._under_way = False
        await self._next()

    async def _next(self) -> None:
        """Hand on the first key that waits."""
        if self._held():
            await self._hand_on(self._held().popleft())
