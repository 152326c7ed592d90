"""The account's settings for the app, `settings.toml`: theme and glyphs; the environment decides where it must."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from tui.config import directory
from tui.themes import THEMES


class Settings(NamedTuple):
    """What the app starts with, and what is wrong with the file, in words."""

    theme: str
    glyphs: str
    faults: list[str]


def read_settings() -> Settings:
    """Theme (`dark`, `light`, `ansi`) and glyphs (`utf-8`, `ascii`) of settings.toml; NO_COLOR means ansi, a locale without UTF-8 ascii."""
    table, faults = read_table(os.path.join(directory("config"), "settings.toml"))
    theme, glyphs = table.get("theme", "dark"), table.get("glyphs", "utf-8" if _speaks_utf8() else "ascii")
    if not isinstance(theme, str) or theme not in THEMES:
        faults.append(f"settings.toml: theme = {theme!r} is not one of {', '.join(THEMES)}")
        theme = "dark"
    if glyphs not in ("utf-8", "ascii"):
        faults.append(f"settings.toml: glyphs = {glyphs!r} is neither utf-8 nor ascii")
        glyphs = "utf-8"
    return Settings("ansi" if "NO_COLOR" in os.environ else theme, glyphs, faults)


def read_table(path: str) -> tuple[dict[str, Any], list[str]]:
    """A TOML file as a table, and what is wrong with it in words; no file is an empty table."""
    if not os.path.exists(path):
        return {}, []
    import tomllib

    try:
        with open(path, "rb") as file:
            return tomllib.load(file), []
    except (OSError, ValueError) as error:  # no TOML, or not even UTF-8
        return {}, [f"{path}: {error}"]


def _speaks_utf8() -> bool:
    import locale

    return "utf" in (locale.getlocale()[1] or os.environ.get("LC_ALL") or os.environ.get("LANG") or "utf-8").lower()
