"""Keys in the order they were pressed: the next one is looked at when the one before has done its work."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Generic

from textual.app import App, ReturnType
from textual.events import Key, Paste
from textual.message import Message

if TYPE_CHECKING:
    from textual.events import Event
    from textual.widget import Widget

LOST_AFTER_SECONDS = 0.5


class KeyDone(Message):
    """Follows a key through the same queues, and so reaches the app when the key has done its work.

    Where another key waits, it goes the same way `again`, behind whatever the key has set going on it.
    """

    def __init__(self, number: int, again: bool = False) -> None:
        super().__init__()
        self.number, self.again = number, again


class OrderedKeys(App[ReturnType], Generic[ReturnType]):
    """An app in which keys typed faster than they are handled, or sent at once, go where they would go when typed slowly.

    Textual hands a key to the widget that has the focus when the key arrives: of `u60%` the `6` would be a key of the list, because the `u`
    before it has not opened the line yet. Here a key waits until the one before has gone all its way up to the app. One that comes there
    itself tells so; behind one that somebody may keep, and as soon as another waits behind any, a message follows.
    """

    _waiting: deque[Key | Paste] | None = None
    _under_way: Key | Paste | None = None
    _keys_handed_on = 0
    _target: Widget

    async def on_event(self, event: Event) -> None:
        """Hold back a key that comes before the last one has done its work."""
        if not isinstance(event, Key | Paste):
            await super().on_event(event)
        elif event.is_forwarded:
            await super().on_event(event)
            if event is self._under_way and not self._waiting:
                self._under_way = None
        elif self._under_way is not None:
            await self._hold(event)
        else:
            await self._hand_on(event)

    async def _hold(self, event: Key | Paste) -> None:
        """Let a key wait, but not for ever: what it waits for may have been closed with the key in it."""
        if self._waiting is None:
            self._waiting = deque()
        self._waiting.append(event)
        if len(self._waiting) == 1:
            await self._follow()

    async def _hand_on(self, event: Key | Paste) -> None:
        """Give a key to what has the focus; whatever goes wrong in what it does, those behind it have their turn."""
        self._target = self.focused or self.screen
        self._keys_handed_on += 1
        self._under_way = event
        try:
            await super().on_event(event)
        finally:
            is_kept = not event.is_forwarded or isinstance(event, Paste) or self._target.check_consume_key(event.key, event.character)
            if self._waiting or is_kept:
                await self._follow()

    async def _follow(self) -> None:
        """Send a message behind the key that is under way, which comes back when the key has done its work."""
        number = self._keys_handed_on
        if self._waiting:
            self.set_timer(LOST_AFTER_SECONDS, partial(self._done, number))
        if not self._target.post_message(KeyDone(number)):
            await self._done(number)

    async def on_key_done(self, message: KeyDone) -> None:
        """A key has done its work; the next one waits until what it has set going is done, too."""
        if self._waiting and not message.again:
            again = KeyDone(message.number, again=True)
            if self._target.post_message(again) or (self.focused or self.screen).post_message(again):
                return
        await self._done(message.number)

    async def _done(self, number: int) -> None:
        """Hand on the first key that waits, if the one it waited for was this one."""
        if number == self._keys_handed_on:
            self._under_way = None
            if self._waiting:
                await self._hand_on(self._waiting.popleft())
