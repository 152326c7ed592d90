"""What went wrong, said in words: on standard error, as JSON where asked, with the exit code; details of faults of ours go to a file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.store.errors import Clash

INTERRUPTED, FAILED = 130, 5


def report(error: BaseException, arguments: list[str]) -> int:
    """Say the error; the exit code."""
    as_json = "--json" in arguments
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else int(error.code is not None)
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    from models.store.errors import ConflictError, QuarterdeckError
    from models.values import ParseError

    if isinstance(error, QuarterdeckError):
        _say(error.message, error.field, error.hint, as_json, error.clashes if isinstance(error, ConflictError) else [])
        return error.exit_code
    if isinstance(error, ParseError):
        _say(error.message, None, error.hint or None, as_json)
        return 2
    if isinstance(error, OSError) and error.filename is not None:
        _say(f"{error.filename}: {(error.strerror or 'failed').lower()}", None, "look at the name, its folder and permissions", as_json)
        return FAILED
    if isinstance(error, OSError) and error.errno is not None and error.filename is None:
        _say(f"cannot write the output: {(error.strerror or 'failed').lower()}", None, "make room, or write elsewhere", as_json)
        return FAILED
    number, place = record(error)
    _say(f"internal error {number}; a fault of this program, not yours", None, place, as_json)
    return FAILED


def _say(message: str, field: str | None, hint: str | None, as_json: bool, clashes: Sequence[Clash] = ()) -> None:
    from tui.cli.output import Output

    out = Output(sys.stderr)
    if as_json:
        out.answer({"error": message, "field": field, "hint": hint} | ({"clashes": [clash._asdict() for clash in clashes]} if clashes else {}))
        return
    out.line("qd: ", (message, "bold"))
    for clash in clashes:
        from models.operations.clash_words import line

        out.line(f"  {clash.ref} {clash.field}: {line(clash)}")
    if hint:
        out.line(f"    {hint}")


def record(error: BaseException) -> tuple[str, str]:
    """Write the traceback, without the values of variables, into the log of this account; its number and where it lies."""
    import os
    import traceback

    from models.store.folders import make_folder
    from models.store.instants import now
    from tui.config import directory

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
