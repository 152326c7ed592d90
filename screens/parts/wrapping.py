"""Lines of pieces broken between words, so that what does not fit goes on below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from screens.parts.safe_text import safe

if TYPE_CHECKING:
    from screens.parts.paint import Piece


def wrap_pieces(pieces: Sequence[Piece], width: int) -> list[list[Piece]]:
    """The pieces broken between words into lines of at most `width` cells.

    A broken line goes on below its last piece, where that begins in the left half (labels stand before it), or else below its beginning.
    """
    text = "".join(text for text, _ in pieces)
    hang = cell_len(text) - cell_len(pieces[-1][0]) if pieces else 0
    indent = " " * (hang if 0 < hang <= width // 2 else min(len(text) - len(text.lstrip()), width // 2))
    lines: list[list[Piece]] = [[]]
    used = 0
    for text, state in pieces:
        for number, word in enumerate(safe(text).split(" ")):
            part = f" {word}" if number else word
            while used and part.strip() and used + cell_len(part) > width and (number or used > len(indent)):
                part = part.lstrip()
                lines.append([(indent, "")] if indent else [])
                used = len(indent)
                if used + cell_len(part) > width:
                    break
            lines[-1].append((part, state))
            used += cell_len(part)
    return [joined(line) for line in lines]


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces with neighbours of the same state made one."""
    result: list[Piece] = []
    for text, state in pieces:
        if result and result[-1][1] == state:
            result[-1] = (result[-1][0] + text, state)
        elif text:
            result.append((text, state))
    return result


def fill(texts: Sequence[Sequence[Piece]], width: int, rows: int) -> list[list[Piece]]:
    """The texts in so many rows: what is too long goes on below where rows are left, every text beginning a row of its own.

    What finds no room even so stands in its last row, to be cut there.
    """
    lines: list[list[Piece]] = []
    for number, text in enumerate(texts[:rows]):
        room = rows - len(lines) - (min(len(texts), rows) - number - 1)
        broken = wrap_pieces(text, width) if room > 1 and sum(cell_len(piece) for piece, _ in text) > width else [list(text)]
        if len(broken) > room:
            broken[room - 1 :] = [[piece for line in broken[room - 1 :] for piece in line]]
        lines += broken
    return lines
