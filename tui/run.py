"""Runs the app: opens a portfolio in the terminal with the user's settings, then the one it is left for."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from models.operations.portfolio import open_portfolio
from screens.parts.safe_text import choose_glyphs
from tui import config, keys
from tui.app import QuarterdeckApp
from tui.settings import read_settings

if TYPE_CHECKING:
    from models.core.access import Session


def run_app(path: str, chosen: Callable[[Session], int | None]) -> int:
    """Open the portfolio in `path` (made when there is none) in the terminal, then the one it is left for; the exit code.

    `chosen` says with which project the first one opens (None: all).
    """
    code, following = _run(path, chosen)
    while following is not None:
        code, following = _run(following, lambda _: None)
    return code


def _run(path: str, chosen: Callable[[Session], int | None]) -> tuple[int, str | None]:
    """Open one portfolio; the exit code, and which one is to be opened next. Errors come before any screen."""
    session = open_portfolio(path, create=True)
    try:
        project = chosen(session)
    except BaseException:
        session.database.close()
        raise
    gc.freeze()
    gc.enable()
    settings = read_settings()
    choose_glyphs(settings.glyphs)
    keymap, faults = keys.read_keymap(os.path.join(config.directory("config"), "keys.toml"))
    app = QuarterdeckApp(
        session, theme=settings.theme, keymap=keymap, faults=[*settings.faults, *faults, *(keys.faults_of(keymap) if keymap else [])]
    )
    app.project = project
    try:
        app.run()
    finally:
        app.lane.close()
        session.database.close()
    if app._exception is not None:
        raise app._exception
    return app.return_code or 0, app.next_path
