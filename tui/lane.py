"""The one lane for writing: a thread in which writes run one after the other, in the order in which they were asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any, TypeVar

from models.operations import refresh
from models.store.errors import StoppedError

if TYPE_CHECKING:
    from models.core.access import Session

Result = TypeVar("Result")


class Lane:
    """The thread that writes, with a connection of its own; what is under way in it can be stopped."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="write")
        self._stops = 0
        self.under_way: set[asyncio.Future[Any]] = set()

    def write(self, work: Callable[[Session], Result]) -> asyncio.Future[Result]:
        """Run a write behind those before it, and compute what it moves in other projects."""
        future = self.run(self._whole, work, self._stops)
        self.under_way.add(future)
        future.add_done_callback(self.under_way.discard)
        return future

    def _whole(self, work: Callable[[Session], Result], stops: int) -> Result:
        """The write and what follows from it; refused where somebody stopped it while it waited."""
        self._session.is_stopped = False
        if stops != self._stops:
            raise StoppedError
        result = work(self._session)
        self._session.is_stopped = False
        refresh.refresh_marked(self._session)
        return result

    def run(self, work: Callable[..., Result], *given: Any) -> asyncio.Future[Result]:
        """Run in the lane what is no write of this session, and so cannot be stopped."""
        return asyncio.get_running_loop().run_in_executor(self._thread, work, *given)

    def stop(self) -> bool:
        """Stop what is being written and what waits behind it, wholly; whether there was anything."""
        if self.under_way:
            self._stops += 1
            self._session.is_stopped = True
        return bool(self.under_way)

    def close(self, within: float | None = None) -> bool:
        """Let what is under way end, and close the lane's connection; whether that was done within so many seconds (None: however long).

        The last connection to close folds the log into the file.
        """
        closed = self._thread.submit(self._session.database.close)
        self._thread.shutdown(wait=False)
        return bool(wait({closed}, within).done)
