"""An error in the handling of one message: the program says so and goes on, where Textual would end it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from textual.message import Message


class Guarded(MessagePump):
    """What handles messages and outlives an error in it; the app's `mended(error)` says it, or answers that it is no use going on."""

    async def _dispatch_message(self, message: Message) -> None:
        """Handle a message; whatever goes wrong, the next one is handled too."""
        try:
            await super()._dispatch_message(message)
        except Exception as error:
            if not cast("Any", self.app).mended(error):
                raise
