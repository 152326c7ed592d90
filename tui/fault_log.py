"""The faults of the program itself, kept in a file of the account so that they can be looked into."""

from __future__ import annotations

import os
import traceback

from models.store.folders import make_folder
from models.store.instants import now
from tui.config import directory


def note_fault(error: BaseException) -> tuple[str, str]:
    """Write the traceback, without the values of variables, into the log of this account; its number and where it lies."""
    number = os.urandom(4).hex()
    try:
        folder = directory("state")
        make_folder(folder)
        path = os.path.join(folder, "errors.log")
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="utf-8", errors="backslashreplace"
        ) as log:
            log.write(f"{now()} {number}\n{''.join(traceback.format_exception(error))}\n")
    except OSError as second:
        return number, f"its details could not be kept: {second.strerror}"
    return number, f"details: {path}"
