"""A handler that waits for the disk holds the screen up no longer than a moment: then it is let go, and its work goes on beside the screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import Any, TypeVar

Result = TypeVar("Result")

_held: ContextVar[asyncio.Future[Any] | None] = ContextVar("held", default=None)
#: Work that goes on alone; the loop itself would forget it.
_alone: set[asyncio.Future[Any]] = set()


async def patiently(work: Coroutine[Any, Any, Result], fault: Callable[[Exception], None]) -> Result | None:
    """Wait for the work, until it calls `let_go`: then None comes back at once, and `fault` hears what goes wrong from then on."""
    outer = _held.get()
    if outer is not None and not outer.done():
        return await work  # a part of what is waited for already
    held: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    before = _held.set(held)
    try:
        task: asyncio.Future[Any] = asyncio.ensure_future(work)
    finally:
        _held.reset(before)

    def ended(task: asyncio.Future[Any]) -> None:
        _alone.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            fault(error)

    try:
        await asyncio.wait({task, held}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        if task.done():
            held.cancel()
        else:
            _alone.add(task)
            task.add_done_callback(ended)
    return task.result() if task.done() else None


def is_let_go() -> bool:
    """Whether the handler that began this work waits no longer for it."""
    held = _held.get()
    return held is not None and held.done() and not held.cancelled()


def let_go() -> bool:
    """Let the handler go that waits for this work; whether there was one."""
    held = _held.get()
    if held is None or held.done():
        return False
    held.set_result(None)
    return True
