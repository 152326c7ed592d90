"""Without a verb: the app, or where no terminal is, the portfolio as text."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.cli.call import Call


def start(call: Call) -> int:
    """Open the app; without a terminal, or on a dumb one, print the portfolio and name the command-line equivalents."""
    return open_app(call, call.path)


def open_app(call: Call, path: str) -> int:
    """Open the app on the database at `path` as `start` does, with the project that is chosen there."""
    call.options["--db"] = path
    if has_terminal() and not call.json:
        import gc

        from tui.run import run_app

        gc.enable()
        return int(run_app(path, call.chosen) or 0)
    from models.store.folders import is_there
    from tui.cli.call import note

    if not is_there(path):
        note(f"no portfolio yet at {path}: qd demo makes one to try, qd new project TITLE starts your own, qd import FILE reads one")
        if call.json:
            call.out.answer({"projects": [], "totals": None})
    else:
        from tui.cli.figures import print_status

        print_status(call, None)
    note(
        'no terminal here, so this is text; the same by command: qd status [CODE] · qd ls task owner:me · qd show REF · qd u "…" · qd help'
    )
    return 0


def has_terminal() -> bool:
    """Whether a screen can be drawn and keys read."""
    return os.environ.get("TERM", "") != "dumb" and all(
        stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)
    )
