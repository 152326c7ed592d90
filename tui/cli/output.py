"""What a command answers: lines and tables for people, tab-separated lines for pipes, CSV, JSON. Nothing in it can steer a terminal."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from models.values.text import clean, clean_line

_STYLES = {"bold": "1", "dim": "2", "trouble": "1;31", "risk": "33", "ok": "32", "late": "31"}
_ASCII = str.maketrans(
    {
        "■": "X",
        "▲": "!",
        "●": "o",
        "·": ".",
        "→": ">",
        "–": "-",
        "≥": ">=",
        "≤": "<=",
        "×": "x",
        "−": "-",
        "…": "~",
        "÷": "/",
        "“": '"',
        "”": '"',
        "Σ": "sum",
        "√": "sqrt",
        "²": "^2",
        "α": "alpha",
        "β": "beta",
    }
)

Cell = str | tuple[str, str]
LEAST = 8
"""So many columns one that gives room to the others keeps, unless it needs fewer."""


class Output:
    """Writes one answer to a stream: for people on a terminal, plain in a pipe."""

    def __init__(self, stream: TextIO, *, json: bool = False, csv: bool = False) -> None:
        self.stream, self.json, self.csv = stream, json, csv
        self.terminal = stream.isatty()
        self.colour = self.terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        encoding = (getattr(stream, "encoding", None) or "ascii").lower().replace("-", "")
        self.ascii = not encoding.startswith("utf")

    @property
    def width(self) -> int:
        """Columns of the terminal; in a pipe lines are as long as they need to be."""
        if not self.terminal:
            return 10_000
        import shutil

        return shutil.get_terminal_size((80, 24)).columns

    def line(self, *parts: Cell) -> None:
        """One line; a part may be (text, style)."""
        self.stream.write("".join(self._part(part, clean) for part in parts).rstrip() + "\n")

    def answer(self, data: Any) -> None:
        """The answer as JSON."""
        import json

        text = json.dumps(data, ensure_ascii=False, indent=1 if self.terminal else None)
        if self.ascii or clean(text) != text:
            text = json.dumps(data, ensure_ascii=True, indent=1 if self.terminal else None)
        self.stream.write(text + "\n")

    def table(
        self, headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, right: Sequence[bool] = (), grow: int | None = None
    ) -> None:
        """Rows in columns under their headings on a terminal; without headings, separated by tabs, in a pipe; CSV when asked."""
        if self.csv:
            self._comma_separated(headings, rows)
        elif self.terminal:
            self._aligned(headings, rows, right, grow)
        else:
            for row in rows:
                self.stream.write("\t".join(self._plain(cell) for cell in row) + "\n")

    def columns(self, headings: Sequence[str], rows: Sequence[Sequence[Cell]], right: Sequence[bool], grow: int | None = None) -> None:
        """Rows in columns under their headings, in pipes too: for reports that people read."""
        self._aligned(headings, rows, right, grow)

    def _comma_separated(self, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        import csv

        writer = csv.writer(self.stream, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows([_no_formula(text(cell)) for cell in row] for row in rows)

    def _aligned(self, headings: Sequence[str], rows: Iterable[Sequence[Cell]], right: Sequence[bool], grow: int | None) -> None:
        body = [[self._plain(cell) for cell in row] for row in rows]
        styles = [[cell[1] if isinstance(cell, tuple) else "" for cell in row] for row in rows] if isinstance(rows, Sequence) else []
        widths = [max(map(cell_width, column)) for column in zip(headings, *body, strict=True)]
        if grow is not None:
            room = self.width - sum(widths) + widths[grow] - 2 * (len(widths) - 1)
            widths[grow] = min(widths[grow], max(room, LEAST))
        flags = [*right, *[False] * (len(headings) - len(right))]
        if any(headings):
            heading = "  ".join(fit(cell, width, flag) for cell, width, flag in zip(headings, widths, flags, strict=True))
            self.stream.write(self._styled(self._charset(heading.rstrip()), "bold") + "\n")
        for number, row in enumerate(body):
            cells = [fit(cell, width, flag) for cell, width, flag in zip(row, widths, flags, strict=True)]
            if styles and self.colour:
                cells = [self._styled(cell, style) for cell, style in zip(cells, styles[number], strict=True)]
            self.stream.write("  ".join(cells).rstrip() + "\n")

    def _part(self, part: Cell, cleaner: Any) -> str:
        if isinstance(part, tuple):
            return self._styled(self._charset(cleaner(part[0])), part[1])
        return self._charset(cleaner(part))

    def _plain(self, cell: Cell) -> str:
        return self._charset(clean_line(text(cell)))

    def _charset(self, words: str) -> str:
        return words.translate(_ASCII).encode("ascii", "replace").decode() if self.ascii and not words.isascii() else words

    def _styled(self, words: str, style: str) -> str:
        if not self.colour or not style or not words.strip():
            return words
        return f"\x1b[{_STYLES[style]}m{words}\x1b[0m"


def text(cell: Cell) -> str:
    """The words of a cell."""
    return cell[0] if isinstance(cell, tuple) else cell


def _no_formula(words: str) -> str:
    """The text with an apostrophe where a spreadsheet would compute it; numbers and handles stay as they are."""
    import re

    if words[:1] not in ("=", "+", "-", "@", "\t", "'") or re.fullmatch(r"[-+]?[0-9.,]+[a-z%]*|@[\w.-]+", words):
        return words
    return f"'{words}"


def cell_width(words: str) -> int:
    """Columns that a text takes on a terminal: wide letters take two, combining marks none."""
    if words.isascii():
        return len(words)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(letter) or letter == "\u200d" else 2 if east_asian_width(letter) in "WF" else 1 for letter in words)


def fit(words: str, width: int, right: bool = False) -> str:
    """The text in exactly `width` columns: padded, or cut with an ellipsis."""
    size = cell_width(words)
    if size > width:
        while words and cell_width(words) > width - 1:
            words = words[:-1]
        words += "…"
        size = cell_width(words)
    padding = " " * (width - size)
    return padding + words if right else words + padding
