"""The three themes; the only Python file in which colours stand."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="quarterdeck-dark",
    primary="#5fafd7",
    secondary="#87afaf",
    accent="#5fafd7",
    foreground="#d0d4d8",
    background="#16191d",
    surface="#16191d",
    panel="#22272e",
    success="#87c38a",
    warning="#e5b567",
    error="#f07167",
    dark=True,
    variables={"block-cursor-background": "#2f5d8a", "block-cursor-foreground": "#ffffff", "block-cursor-text-style": "bold"},
)

LIGHT = Theme(
    name="quarterdeck-light",
    primary="#1f5f99",
    secondary="#44686c",
    accent="#1f5f99",
    foreground="#1f2328",
    background="#fbfbf9",
    surface="#fbfbf9",
    panel="#ecece8",
    success="#2c6e3f",
    warning="#8a5a00",
    error="#b3261e",
    dark=False,
    variables={"block-cursor-background": "#1f5f99", "block-cursor-foreground": "#ffffff", "block-cursor-text-style": "bold"},
)

#: The terminal's own sixteen colours: for NO_COLOR, for consoles, and for those who chose their colours already.
ANSI = "ansi-dark"

THEMES = {"dark": DARK.name, "light": LIGHT.name, "ansi": ANSI}
