"""Notices that the terminal is gone: signals, and a hang-up on standard input that nobody signalled."""

from __future__ import annotations

import contextlib
import select
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop


class Watch:
    """Calls `leave` with an exit code when the program is told to end or its terminal has gone."""

    def __init__(self, leave: Callable[[int], None]) -> None:
        self._leave = leave
        self._poll: select.poll | None = None

    def begin(self, loop: AbstractEventLoop) -> None:
        """Listen to SIGTERM and SIGHUP, and watch standard input."""
        if sys.platform != "win32":
            for name in (signal.SIGTERM, signal.SIGHUP):
                loop.add_signal_handler(name, self._leave, 128 + name)
        if hasattr(select, "poll") and sys.__stdin__ is not None:
            with contextlib.suppress(OSError, ValueError):
                self._poll = select.poll()
                self._poll.register(sys.__stdin__.fileno(), select.POLLHUP | select.POLLERR)

    def look(self) -> None:
        """Leave when the terminal has hung up."""
        if self._poll is not None and any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in self._poll.poll(0)):
            self._leave(128 + signal.SIGHUP)
