"""What went wrong, said in words: on standard error, as JSON where asked, with the exit code."""

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
    from tui.fault_log import note_fault

    number, place = note_fault(error)
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
