"""The map of a foreign CSV file: which columns it has, how they are written, and which records a row becomes. docs/maps.md explains it."""

from __future__ import annotations

from typing import NamedTuple

#: What a condition calls the day of which the file speaks.
DATA_DATE = "data_date"


class Column(NamedTuple):
    """One value of a row: the columns of the file that may hold it (the first that is not empty counts) and how it is written."""

    names: tuple[str, ...]
    kind: str = "text"
    formats: tuple[str, ...] = ()
    unit: str = ""
    values: dict[str, str] = {}
    other: str | None = None


class Source(NamedTuple):
    """Where a field's value comes from: a column, a fixed value, the record of another part of the map, the working time between days."""

    column: str | None = None
    value: str | None = None
    record: str | None = None
    span: tuple[str, str] | None = None


class RowTest(NamedTuple):
    """One condition on a row: a column, how it is compared (`given`, `empty`, `<=` …), and a column, the data date or a text."""

    left: str
    op: str
    right: str = ""
    is_text: bool = False


class Case(NamedTuple):
    """Fields that a record gets when all conditions hold."""

    when: tuple[RowTest, ...]
    fields: dict[str, Source]


class RecordMap(NamedTuple):
    """One record that each row makes: its kind, the fields that identify it, what rows of one identity mean, and its fields.

    `only`: columns without which a row makes none. `new`: fields given once, when the record is made. Of `cases` the first that
    holds counts.
    """

    name: str
    kind: str
    identity: tuple[str, ...]
    duplicates: str
    only: tuple[str, ...]
    fields: dict[str, Source]
    new: dict[str, Source]
    cases: tuple[Case, ...]

    @property
    def mapped(self) -> set[str]:
        """Every field that the file may fill."""
        return {*self.fields, *self.new, *(name for case in self.cases for name in case.fields)}


class Mapping(NamedTuple):
    """A whole map."""

    name: str
    title: str
    data_date: str | None
    encoding: str | None
    separator: str | None
    decimal: str
    empty: tuple[str, ...]
    columns: dict[str, Column]
    records: tuple[RecordMap, ...]

    @property
    def file_columns(self) -> list[str]:
        """Every column of the file that the map names."""
        return [name for column in self.columns.values() for name in column.names]
