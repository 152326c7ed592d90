"""How a project's health is written: glyph, word and the trend of six weeks; colour only besides them."""

from __future__ import annotations

from models.planning.health import WORDS
from screens.parts.safe_text import glyphs


def glyph(colour: str | None) -> str:
    """The sign of a colour; a dot where nothing is judged."""
    signs = glyphs()
    return {"red": signs.trouble, "amber": signs.risk, "green": signs.on_track}.get(colour or "", signs.track)


def health(colour: str | None, unconfirmed: bool) -> str:
    """`■ trouble`, `●?on track`: the question mark stands beside the last colour, it never hides it."""
    if colour is None:
        return f"  {WORDS[None]}"
    return f"{glyph(colour)}{glyphs().unknown if unconfirmed else ' '}{WORDS[colour]}"


def short_health(colour: str | None, unconfirmed: bool) -> str:
    """The same in nine cells."""
    return health(colour, unconfirmed).replace("track", "trk")


def trend(colours: list[str | None]) -> str:
    """The colours of the last weeks as a row of signs, oldest first."""
    return "".join(glyph(colour) for colour in colours)
