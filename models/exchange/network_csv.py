"""Reads a network from CSV: `id,duration_days,predecessors` or `id,optimistic,likely,pessimistic,predecessors`, or both, with `name` where wanted.

Predecessors stand with blanks, commas or semicolons between them, each an id, a type of link and a lag: `3`, `3FS+2d`, `4SS`, `5FF-1w`, `6FS+50%`, `7FS+3ed`.
Durations are days; a lag without a unit is days; `e` before the unit counts real time. Semicolons or tabulators may stand between the columns;
then decimals may be written with a comma.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from models.values import ParseError, quote
from models.values.text import clean_line

_LINK = re.compile(
    r"(?P<id>.+?)(?:\s*(?P<type>FS|SS|FF|SF)\s*(?P<lag>[-+]\s*[0-9.]{1,12}\s*(?P<unit>e?(?:min|mo|m|h|d|w|%))?)?)?", re.IGNORECASE
)
_TYPES = ("FS", "SS", "FF", "SF")
_GRAMMAR = "a link is an id, then FS, SS, FF or SF, then a lag: 3, 3SS, 3FS+2d, 3FF-1w, 3FS+50%, 3FS+2ed"
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
    """A task as it stands in the file: its duration is the likely one where only estimates are given, and the estimates are it where they are not."""

    id: str
    name: str
    duration: Decimal
    optimistic: Decimal
    likely: Decimal
    pessimistic: Decimal
    links: tuple[LinkRow, ...]


def read_network(text: str) -> list[Row]:
    """The tasks of a file in its order. Raises ParseError naming line, column, why, and what would be right."""
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise ParseError(f"line {line}: a NUL byte is no text", "save it as CSV in UTF-8")
    text, above, separator = _opened(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        _check_columns(names)
        given = [(above + reader.line_num, _cells(names, row, above + reader.line_num)) for row in reader if any(map(str.strip, row))]
    except csv.Error as error:
        raise ParseError(f"line {above + reader.line_num}: {error}", "a table in CSV") from None
    if not given:
        raise ParseError(f"line {above + 1}: there are no tasks below the headings", "a line for each, as A,3,")
    lines: dict[str, int] = {}
    for line, cells in given:
        if not cells["id"]:
            raise ParseError(f"line {line}, id: is empty", "a word or number that names the task")
        if cells["id"] in lines:
            raise ParseError(f"line {line}, id: {quote(cells['id'])} stands already in line {lines[cells['id']]}", "every id once")
        lines[cells["id"]] = line
    return [_row(cells, lines, line, "," if separator != "," else ".") for line, cells in given]


def unread_columns(text: str) -> list[str]:
    """The columns of a file that `read_network` reads which say nothing to it, as the file names them."""
    text, _, separator = _opened(text)
    names = [clean_line(name) for name in next(csv.reader(io.StringIO(text, newline=""), delimiter=separator))]
    estimates = _ESTIMATES if {name.lower() for name in names}.issuperset(_ESTIMATES) else ()
    return [name for name in names if name and name.lower() not in ("id", "name", "predecessors", "duration_days", *estimates)]


def _opened(text: str) -> tuple[str, int, str]:
    """The text from its headings on, how many lines stand above them, and what separates the columns: `,`, `;` or a tabulator."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    above = 0
    while above < len(lines) and (not lines[above].strip() or lines[above].lower().startswith("sep=")):
        above += 1
    headings = lines[above] if above < len(lines) else ""
    return "\n".join(lines[above:]), above, max(",;\t", key=headings.count)


def _check_columns(names: list[str]) -> None:
    columns = set(names) - {""}
    if "id" not in columns or not ("duration_days" in columns or columns.issuperset(_ESTIMATES)):
        found = ", ".join(sorted(columns)) or "nothing"
        raise ParseError(
            f"line 1: the columns are {found}", "id,duration_days,predecessors or id,optimistic,likely,pessimistic,predecessors"
        )
    for name in columns:
        if names.count(name) > 1:
            raise ParseError(f"line 1: the column {name} stands there twice", "every column once")


def _cells(names: list[str], row: list[str], line: int) -> dict[str, str]:
    """The cells of a line by column; commas without quotes between the predecessors of a last column do not lose any."""
    surplus = [cell.strip() for cell in row[len(names) :] if cell.strip()]
    cells = dict.fromkeys(names, "") | {name: cell.strip() for name, cell in zip(names, row, strict=False)}
    if surplus and names[-1] == "predecessors":
        cells["predecessors"] = ",".join([cells["predecessors"], *surplus])
    elif surplus:
        raise ParseError(f"line {line}: {quote(surplus[0])} stands behind the last column", f"{len(names)} values, or quotes around commas")
    return cells


def _row(cells: Mapping[str, str], ids: Mapping[str, int], line: int, point: str) -> Row:
    """A task; `point` is what may stand before decimals besides a point."""
    durations = _durations(cells, line, point)
    links = tuple(link for part in re.split("[,;]", cells.get("predecessors", "")) for link in _links(part.strip(), ids, line))
    for link in links:
        if link.predecessor == cells["id"]:
            raise ParseError(f"line {line}, predecessors: {quote(link.predecessor)} waits for itself", "another id of this file")
    return Row(cells["id"], cells.get("name", "") or cells["id"], *durations, links)


def _durations(cells: Mapping[str, str], line: int, point: str) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """The duration and the three estimates; what a line leaves empty follows from what it gives."""
    def days(name: str) -> Decimal:
        return _days(cells[name], f"line {line}, {name}", point)

    if "duration_days" in cells and not (cells.keys() >= set(_ESTIMATES) and any(cells[name] for name in _ESTIMATES)):
        duration = days("duration_days")
        return duration, duration, duration, duration
    low, likely, high = map(days, _ESTIMATES)
    if not low <= likely <= high:
        raise ParseError(f"line {line}: {low} {likely} {high} do not rise", "optimistic ≤ likely ≤ pessimistic")
    return days("duration_days") if cells.get("duration_days") else likely, low, likely, high


def _days(text: str, where: str, point: str) -> Decimal:
    try:
        days = Decimal(text.replace(point, "."))
    except InvalidOperation:
        raise ParseError(f"{where}: {quote(text)} is no number of days", "0, 3 or 2.5") from None
    if not days.is_finite() or not 0 <= days <= 100_000:
        raise ParseError(f"{where}: {quote(text)} is no duration", "0 to 100000 days")
    return days


def _links(part: str, ids: Mapping[str, int], line: int) -> list[LinkRow]:
    """What stands between two commas: one predecessor, whose id may have blanks, or several with blanks between them."""
    whole = _link(part, ids) if part else None
    if whole is not None:
        return [whole]
    found = []
    for word in part.split():
        link = _link(word, ids)
        if link is None:
            raise _no_link(word, ids, f"line {line}, predecessors")
        found.append(link)
    return found


def _no_link(word: str, ids: Mapping[str, int], where: str) -> ParseError:
    """Why a word is no link: what stands behind an id is no type with a lag, or the id is not in the file."""
    match = _LINK.fullmatch(word.replace("−", "-"))
    known = max((each for each in ids if word.startswith(each)), key=len, default="")
    rest = word[len(known) :].replace("−", "-")
    odd = bool(known) and (rest[:1] in "+-" or rest[:2].upper() in _TYPES or (known[-1].isdigit() and rest[0].isalpha()))
    if match is None or word.upper() in _TYPES or (odd and not match["type"]):
        return ParseError(f"{where}: {quote(word)} is no link", _GRAMMAR)
    return ParseError(f"{where}: there is no task {quote(match['id'])}", f"an id of this file; {_GRAMMAR}")


def _link(text: str, ids: Mapping[str, int]) -> LinkRow | None:
    """An id of the file with the type of link and its lag; None where it is none."""
    if text in ids:
        return LinkRow(text, "fs", Decimal(0), "d")
    match = _LINK.fullmatch(text.replace("−", "-"))
    if match is None or match["id"] not in ids:
        return None
    lag, unit = re.sub(r"\s", "", match["lag"] or ""), (match["unit"] or "").lower()
    try:
        amount = Decimal(lag[: len(lag) - len(unit)] or 0)
    except InvalidOperation:
        return None
    return LinkRow(match["id"], (match["type"] or "fs").lower(), amount, unit or "d")


def lag_of(link: LinkRow, minutes_a_day: int) -> tuple[int, str]:
    """The lag as planning takes it: minutes of working or of real time, or hundredths of a percent, with its unit."""
    elapsed = link.unit.startswith("e")
    unit = link.unit.removeprefix("e")
    if unit == "%":
        return int(link.lag * 100), "elapsed percent" if elapsed else "percent"
    minutes = _WORK_DAYS[unit] * minutes_a_day if unit in _WORK_DAYS and not elapsed else _CLOCK_MINUTES[unit]
    return round(link.lag * minutes), "elapsed" if elapsed else "working"
