"""Reads a foreign CSV file by its map: plain values row by row, and what could not be read. Knows no database."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from typing import NamedTuple

from models.exchange import cells
from models.exchange.cells import Value
from models.exchange.csv_file import Row, Table, open_table, wrong_width
from models.exchange.mapping import Column, Mapping
from models.planning.workweek import Memo
from models.store.errors import UsageError


class Problem(NamedTuple):
    """Something about one row: the line on which it begins, the column or field, and what is the matter."""

    line: int
    field: str
    reason: str


class PlainRow(NamedTuple):
    """One row: its line and its values by the map's column names. Days are ISO text, durations minutes, amounts exact; None is empty."""

    line: int
    values: dict[str, Value]


class Reading(NamedTuple):
    """What a file holds: its rows as plain values, the rows that cannot be read and why, and what is said about the file as a whole."""

    table: Table
    rows: list[PlainRow]
    errors: list[Problem]
    warnings: list[Problem]


def read_csv(path: str, mapping: Mapping) -> Reading:
    """Read a file by a map. A row with an unreadable value is left out of `rows` and each such value named in `errors`.

    Raises StorageError where the file cannot be read, UsageError where it lacks a column of the map.
    """
    table = open_table(path, encoding=mapping.encoding, separator=mapping.separator, wanted=mapping.file_columns)
    readers = [(name, _ColumnReader(table, name, column, mapping)) for name, column in mapping.columns.items()]
    rows: list[PlainRow] = []
    errors: list[Problem] = []
    for row in table.rows:
        wrong = wrong_width(table, row)
        if wrong is not None:
            errors.append(Problem(row.line, "", wrong))
            continue
        faults = len(errors)
        values = {name: reader.value(row, errors) for name, reader in readers}
        if len(errors) == faults:
            rows.append(PlainRow(row.line, values))
    warnings = []
    if table.encoding == "cp1252" and mapping.encoding is None:
        warnings.append(Problem(1, "", "the file is not UTF-8: read as Windows-1252"))
    return Reading(table, rows, errors, warnings)


class _ColumnReader:
    """Reads one value of every row; remembers the cells it has seen, since most repeat."""

    def __init__(self, table: Table, name: str, column: Column, mapping: Mapping) -> None:
        found = [(known, table.position(known)) for known in column.names]
        self.places = [(known, place) for known, place in found if place is not None]
        if not self.places:
            missing = " or ".join(f"“{known}”" for known in column.names)
            there = ", ".join(table.names[:12])
            raise UsageError(
                f"the file has no column {missing}, which the map {mapping.name} reads as {name}",
                field="map",
                hint=f"its first line: {there}",
            )
        self.column, self.empty = column, _empty(mapping.empty)
        self.memo: Memo[str, Value] = Memo(_converter(column, mapping.decimal))

    def value(self, row: Row, errors: list[Problem]) -> Value:
        """The value of the first of its columns that is not empty; what cannot be read is added to `errors`."""
        for known, place in self.places:
            cell = row.cells[place].strip()
            if cell in self.column.values:
                cell = self.column.values[cell]
            elif self.empty(cell):
                cell = ""
            elif cell and self.column.other is not None:
                cell = self.column.other
            if cell:
                try:
                    return self.memo[cell]
                except ValueError as error:
                    hint = getattr(error, "hint", None)
                    errors.append(Problem(row.line, known, f"{getattr(error, 'message', error)}{f', {hint}' if hint else ''}"))
                    return None
        return None


def _converter(column: Column, decimal: str) -> Callable[[str], Value]:
    if column.kind == "day":
        return cells.day_reader(column.formats)
    if column.kind == "number":
        return cells.number_reader(decimal)
    if column.kind == "money":
        return cells.amount_reader(decimal, column.unit)
    if column.kind == "duration":
        return cells.duration_reader(decimal, column.unit)
    if column.kind == "percent":
        return cells.percent_reader(decimal, column.unit)
    return str


def _empty(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a cell means nothing: it fits one of the patterns (`N/A`, `Exempt*`), capitals aside."""
    if not patterns:
        return lambda cell: False
    joined = re.compile("|".join(fnmatch.translate(pattern.casefold()) for pattern in patterns), re.DOTALL)
    return lambda cell: joined.match(cell.casefold()) is not None
