"""Reads a network from CSV: `id,duration_days,predecessors` or `id,optimistic,likely,pessimistic,predecessors`, with `name` where wanted.

Predecessors stand with blanks, commas or semicolons between them, each an id, a type of link and a lag: `3`, `3FS+2d`, `4SS`, `5FF-1w`, `6FS+50%`, `7FS+3ed`.
Durations are days; a lag without a unit is days; `e` before the unit counts real time.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from models.values import ParseError, quote

_LINK = re.compile(r"(?P<id>.+?)(?:(?P<type>FS|SS|FF|SF)(?P<lag>[-+][0-9.]+(?P<unit>e?(?:min|mo|m|h|d|w|%))?)?)?", re.IGNORECASE)
_CLOCK_MINUTES = {"m": 1, "min": 1, "h": 60, "d": 1440, "w": 7 * 1440, "mo": 30 * 1440}
_WORK_DAYS = {"d": 1, "w": 5, "mo": 20}
_ESTIMATES = ("optimistic", "likely", "pessimistic")


class LinkRow(NamedTuple):
    """A predecessor: its id, the type, the lag with its unit (`d`, `eh`, `%`; empty: none)."""

    predecessor: str
    type: str
    lag: Decimal
    unit: str


class Row(NamedTuple):
    """A task as it stands in the file: three estimates are the same where only a duration is given."""

    id: str
    name: str
    optimistic: Decimal
    likely: Decimal
    pessimistic: Decimal
    links: tuple[LinkRow, ...]


def read_network(text: str) -> list[Row]:
    """The tasks of a file in its order. Raises ParseError naming line, column, why, and what would be right."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")))
    columns = {(name or "").strip().lower() for name in reader.fieldnames or ()}
    if "id" not in columns or not ("duration_days" in columns or columns.issuperset(_ESTIMATES)):
        found = ", ".join(sorted(columns - {""})) or "nothing"
        raise ParseError(
            f"line 1: the columns are {found}", "id,duration_days,predecessors or id,optimistic,likely,pessimistic,predecessors"
        )
    rows: dict[str, Row] = {}
    lines: dict[str, int] = {}
    for cells in reader:
        given = {
            (name or "").strip().lower(): (cell or "").strip() for name, cell in cells.items() if isinstance(cell, str) or cell is None
        }
        if not any(given.values()):
            continue
        row = _row(given, reader.line_num)
        if row.id in rows:
            raise ParseError(f"line {reader.line_num}, id: {quote(row.id)} stands already in line {lines[row.id]}", "every id once")
        rows[row.id], lines[row.id] = row, reader.line_num
    for row in rows.values():
        _check_links(row, rows, lines[row.id])
    return list(rows.values())


def _row(cells: Mapping[str, str], line: int) -> Row:
    if not cells["id"]:
        raise ParseError(f"line {line}, id: is empty", "a word or number that names the task")
    if "duration_days" in cells:
        duration = _days(cells["duration_days"], f"line {line}, duration_days")
        estimates = (duration, duration, duration)
    else:
        low, likely, high = (_days(cells[name], f"line {line}, {name}") for name in _ESTIMATES)
        if not low <= likely <= high:
            raise ParseError(f"line {line}: {low} {likely} {high} do not rise", "optimistic ≤ likely ≤ pessimistic")
        estimates = (low, likely, high)
    links = tuple(_link(word, line) for word in re.split(r"[\s,;]+", cells.get("predecessors", "")) if word)
    return Row(cells["id"], cells.get("name", "") or cells["id"], *estimates, links)


def _days(text: str, where: str) -> Decimal:
    try:
        days = Decimal(text)
    except InvalidOperation:
        raise ParseError(f"{where}: {quote(text)} is no number of days", "0, 3 or 2.5") from None
    if not days.is_finite() or not 0 <= days <= 100_000:
        raise ParseError(f"{where}: {quote(text)} is no duration", "0 to 100000 days")
    return days


def _link(word: str, line: int) -> LinkRow:
    match = _LINK.fullmatch(word)
    lag, unit = (match["lag"] or "", (match["unit"] or "").lower()) if match else ("", "")
    try:
        amount = Decimal(lag[: len(lag) - len(unit)] or 0)
    except InvalidOperation:
        match = None
    if match is None:
        raise ParseError(f"line {line}, predecessors: {quote(word)} is no link", "3, 3FS+2d, 4SS, 5FF-1w or 6FS+50%")
    return LinkRow(match["id"], (match["type"] or "fs").lower(), amount, unit or "d")


def _check_links(row: Row, rows: Mapping[str, Row], line: int) -> None:
    for link in row.links:
        if link.predecessor not in rows:
            raise ParseError(f"line {line}, predecessors: there is no task {quote(link.predecessor)}", "an id of this file")
        if link.predecessor == row.id:
            raise ParseError(f"line {line}, predecessors: {quote(row.id)} waits for itself", "another id of this file")


def lag_of(link: LinkRow, minutes_a_day: int) -> tuple[int, str]:
    """The lag as planning takes it: minutes of working or of real time, or hundredths of a percent, with its unit."""
    elapsed = link.unit.startswith("e")
    unit = link.unit.removeprefix("e")
    if unit == "%":
        return int(link.lag * 100), "elapsed percent" if elapsed else "percent"
    minutes = _WORK_DAYS[unit] * minutes_a_day if unit in _WORK_DAYS and not elapsed else _CLOCK_MINUTES[unit]
    return round(link.lag * minutes), "elapsed" if elapsed else "working"
