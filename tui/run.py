"""Runs the app: opens a portfolio in the terminal with the user's settings, then the one it is left for."""

from __future__ import annotations

import gc
import os

from models.operations.portfolio import open_portfolio
from screens.parts.safe_text import choose_glyphs
from tui import config, keys
from tui.app import QuarterdeckApp
from tui.settings import read_settings


def run_app(path: str) -> int:
    """Open the portfolio in `path` (made when there is none) in the terminal, then the one it is left for; the exit code."""
    code, following = _run(path)
    while following is not None:
        code, following = _run(following)
    return code


def _run(path: str) -> tuple[int, str | None]:
    """Open one portfolio; the exit code, and which one is to be opened next. Errors come before any screen."""
    session = open_portfolio(path, create=True)
    gc.freeze()
    gc.enable()
    settings = read_settings()
    choose_glyphs(settings.glyphs)
    keymap, faults = keys.read_keymap(os.path.join(config.directory("config"), "keys.toml"))
    app = QuarterdeckApp(
        session, theme=settings.theme, keymap=keymap, faults=[*settings.faults, *faults, *(keys.faults_of(keymap) if keymap else [])]
    )
    try:
        app.run()
    finally:
        app.lane.close()
        session.database.close()
    if app._exception is not None:
        raise app._exception
    return app.return_code or 0, app.next_path
