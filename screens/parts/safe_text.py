"""Text on its way to the terminal: the last defence, exact cell widths, and the two sets of glyphs."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from unicodedata import category

from rich.cells import cell_len, set_cell_size

from models.values.text import without_sequences


class Glyphs(NamedTuple):
    """The signs that stand for states and marks; each is one cell wide, and a word always says the same."""

    trouble: str
    risk: str
    on_track: str
    unknown: str
    critical: str
    milestone: str
    cursor: str
    mark: str
    cursor_mark: str
    changed: str
    expanded: str
    collapsed: str
    ellipsis: str
    more: str
    rule: str
    dash: str
    track: str


UTF8 = Glyphs(
    trouble="■", risk="▲", on_track="●", unknown="?", critical="!", milestone="◆",
    cursor="❯", mark="✓", cursor_mark="»", changed="Δ", expanded="▾", collapsed="▸", ellipsis="…", more="…",
    rule="│", dash="–", track="·",
)  # fmt: skip
ASCII = Glyphs(
    trouble="X", risk="!", on_track="o", unknown="?", critical="!", milestone="*",
    cursor=">", mark="*", cursor_mark="#", changed="^", expanded="-", collapsed="+", ellipsis="~", more="...",
    rule="|", dash="-", track=".",
)  # fmt: skip
GLYPHS = {"utf-8": UTF8, "ascii": ASCII}
#: The signs of the program's own sentences where only ASCII is drawn, each one cell wide like the sign it stands for.
_PLAIN = str.maketrans("–−·→×÷…“”’■▲●", "--|>x/~\"\"'X!o")

_chosen = UTF8


def glyphs() -> Glyphs:
    """The set of glyphs in use."""
    return _chosen


def choose_glyphs(name: str) -> None:
    """Use the set called `name` (`utf-8` or `ascii`) from now on; whoever draws asks again each time it draws."""
    global _chosen
    _chosen = GLYPHS[name]
    fit.cache_clear()


def in_glyphs(text: str) -> str:
    """The text in the signs of the set in use."""
    return text if _chosen is UTF8 or text.isascii() else text.translate(_PLAIN)


def _shown(character: str) -> str:
    """What is drawn for one character that is not plainly printable."""
    kind = category(character)
    if kind in ("Zs", "Zl", "Zp") or character in "\t\n\r\v\f\x85":
        return " "
    if kind == "Cs":
        return "\ufffd"
    if kind in ("Cc", "Cf") or "\ufe00" <= character <= "\ufe0f":
        return ""
    return character


def safe(text: str) -> str:
    """The text without anything that could command the terminal or turn its order: controls, C1, escapes, bidi; line ends become spaces.

    Joiners and variation selectors go too: terminals disagree on their width, and a row must be as wide as it is counted.
    """
    if text.isascii() and text.isprintable():
        return text
    if text.isprintable() and "\ufe0e" not in text and "\ufe0f" not in text:
        return text
    return "".join(map(_shown, without_sequences(text)))


@lru_cache(4096)
def fit(text: str, width: int, align: str = "left") -> str:
    """The text in exactly `width` cells (a wide character counts two), padded, or cut with an ellipsis; `align` is left or right."""
    text = safe(text)
    size = len(text) if text.isascii() else cell_len(text)
    if size > width:
        if width <= 0:
            return ""
        return set_cell_size(text, width - 1) + _chosen.ellipsis
    padding = " " * (width - size)
    return padding + text if align == "right" else text + padding


def wrap(text: str, width: int) -> list[str]:
    """The text as lines of at most `width` cells, broken between words, and inside a word only where it is longer than a line."""
    if len(text) <= width and text.isascii() and text.isprintable() and "  " not in text and text.strip() == text:
        return [text]
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in safe(paragraph).split():
            joined = f"{line} {word}" if line else word
            if cell_len(joined) <= width:
                line = joined
                continue
            if line:
                lines.append(line)
            line = word
            while cell_len(line) > width > 1:
                head = set_cell_size(line, width).rstrip()
                lines.append(head)
                line = line[len(head) :]
        lines.append(line)
    return lines
