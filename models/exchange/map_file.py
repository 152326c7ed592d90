"""Reads a map from its TOML file and checks every word of it, so that a wrong one is told before a row is read."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping as Dictionary
from typing import Any, NoReturn

from models.core import registry, types
from models.core.fields import QuarterdeckField
from models.core.register import Register
from models.exchange.cells import MONEY_UNITS, TIME_UNITS
from models.exchange.mapping import DATA_DATE, Case, Column, Mapping, RecordMap, RowTest, Source
from models.store.errors import UsageError

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "maps")
_UNITS = {"money": tuple(MONEY_UNITS), "duration": ("", *TIME_UNITS), "percent": ("", "fraction")}
_KINDS = ("text", "day", "number", "money", "duration", "percent")


def shipped_maps() -> list[str]:
    """The names of the maps that come with the program."""
    return sorted(name[:-5] for name in os.listdir(FOLDER) if name.endswith(".toml"))


def load_map(name_or_path: str) -> Mapping | Register:
    """The map of that name, of that file, or a register, whose own exported files need no map. Raises UsageError saying what is wrong."""
    if name_or_path in shipped_maps():
        path = os.path.join(FOLDER, f"{name_or_path}.toml")
    elif os.path.exists(name_or_path):
        path = name_or_path
    elif name_or_path in set(registry.keys()):
        return registry.get(name_or_path)
    else:
        known = ", ".join(shipped_maps())
        raise UsageError(f"there is no map “{name_or_path[:60]}”", field="map", hint=f"a TOML file, a register, or one of: {known}")
    import tomllib

    try:
        with open(path, "rb") as file:
            content = tomllib.load(file)
    except OSError as error:
        raise UsageError(f"the map {path} cannot be read: {error.strerror}", field="map") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        name = os.path.basename(path)
        raise UsageError(f"the map {name} is no TOML: {error}", field="map", hint="docs/maps.md shows the form") from error
    return read_map(content, os.path.basename(path).removesuffix(".toml"))


def read_map(content: Dictionary[str, Any], name: str) -> Mapping:
    """A map from its TOML content. Raises UsageError naming the place and the words that are possible there."""
    return _Reader(name).whole(content)


class _Reader:
    """Checks one map."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.columns: dict[str, Column] = {}
        self.kinds: dict[str, str] = {}

    def whole(self, content: Dictionary[str, Any]) -> Mapping:
        """The map, with every word of it checked."""
        self.only_keys(content, "the map", ("title", DATA_DATE, "file", "columns", "record"))
        file = self.table(content.get("file", {}), "[file]")
        self.only_keys(file, "[file]", ("encoding", "separator", "decimal", "empty"))
        decimal = self.word(file.get("decimal", "."), "[file] decimal", (".", ","))
        separator = file.get("separator")
        if separator is not None:
            self.word(separator, "[file] separator", (",", ";", "\t", "|"))
        for key, value in self.table(content.get("columns", {}), "[columns]").items():
            if key == DATA_DATE or not re.fullmatch(r"[A-Za-z_]\w*", key):
                self.wrong(f"the column name “{key}”", "letters, digits and _, and not data_date")
            self.columns[key] = self.column(key, value)
        made = tuple(self.record(record) for record in self.tables(content.get("record", []), "[[record]]"))
        if not made:
            self.wrong("[[record]]", "at least one record that a row makes")
        data_date = content.get(DATA_DATE)
        if data_date is not None and not _is_day(str(data_date)):
            self.wrong(DATA_DATE, "a day like 2026-12-01")
        encoding = file.get("encoding")
        if encoding is not None and not _is_encoding(encoding):
            self.wrong("[file] encoding", "utf-8, cp1252, latin-1, utf-16 …")
        empty = self.words(file.get("empty", []), "[file] empty")
        title, day = str(content.get("title", self.name)), str(data_date) if data_date else None
        return Mapping(self.name, title, day, encoding, separator, decimal, empty, self.columns, made)

    def column(self, key: str, value: Any) -> Column:
        """A column: what it is called in the file, its type and how it is written."""
        place = f"[columns] {key}"
        if isinstance(value, str | list):
            value = {"column": value}
        table = self.table(value, place)
        self.only_keys(table, place, ("column", "type", "format", "unit", "values", "other"))
        names = self.words(table.get("column", []), f"{place} column")
        if not names:
            self.wrong(place, 'column = "…", the name in the first line of the file')
        kind = self.word(table.get("type", "text"), f"{place} type", _KINDS)
        unit = str(table.get("unit", ""))
        if unit:
            self.word(unit, f"{place} unit", _UNITS.get(kind, ()))
        formats = self.words(table.get("format", []), f"{place} format")
        if formats and kind != "day":
            self.wrong(f"{place} format", 'only where type = "day"')
        values = {str(cell).strip(): str(meant) for cell, meant in self.table(table.get("values", {}), f"{place} values").items()}
        other = table.get("other")
        return Column(names, kind, formats, unit, values, None if other is None else str(other))

    def record(self, value: Any) -> RecordMap:
        """A record that each row makes: its kind, what tells it from others, and where its fields come from."""
        table = self.table(value, "[[record]]")
        kind = self.word(table.get("kind"), "[[record]] kind", tuple(registry.keys()))
        name = str(table.get("name", kind))
        place = f"[[record]] {name}"
        self.only_keys(table, place, ("name", "kind", "identity", "duplicates", "only", "fields", "new", "case"))
        if name in self.kinds:
            self.wrong(place, 'another name = "…": there is one of this name already')
        register = registry.get(kind)
        fields = self.fields(table.get("fields", {}), register, f"{place} fields")
        new = self.fields(table.get("new", {}), register, f"{place} new")
        cases = tuple(self.case(case, register, place) for case in self.tables(table.get("case", []), f"{place} case"))
        identity = self.words(table.get("identity", []), f"{place} identity")
        given = {**fields, **new}
        if not identity or not all(part in given for part in identity):
            self.wrong(f"{place} identity", 'the fields that tell its records apart, each in fields or new: ["external_id"]')
        duplicates = self.word(table.get("duplicates", "refuse"), f"{place} duplicates", ("number", "merge", "refuse"))
        last = identity[-1]
        if duplicates == "number" and (
            last == "labels" or register.fields[last].value_type is not types.TEXT or given[last].column is None
        ):
            self.wrong(f"{place} identity", "a text from a column as its last field, to which duplicates get a number")
        only = self.words(table.get("only", []), f"{place} only")
        for column in only:
            self.known_column(column, f"{place} only")
        self.kinds[name] = kind
        return RecordMap(name, kind, identity, duplicates, only, fields, new, cases)

    def case(self, value: Any, register: Register, place: str) -> Case:
        """Other fields for rows on which conditions hold."""
        place = f"{place} case"
        table = self.table(value, place)
        self.only_keys(table, place, ("when", "fields"))
        tests = tuple(self.test(text, f"{place} when") for text in self.words(table.get("when", []), f"{place} when"))
        return Case(tests, self.fields(table.get("fields", {}), register, f"{place} fields"))

    def test(self, text: str, place: str) -> RowTest:
        """A condition on a row."""
        if found := re.fullmatch(r"(\w+) is (given|empty)", text.strip()):
            self.known_column(found[1], place)
            return RowTest(found[1], found[2])
        found = re.fullmatch(r"(\w+)\s*(<=|>=|!=|<|>|=)\s*('[^']*'|\w+)", text.strip())
        if found is None:
            self.wrong(f"{place} “{text}”", "like finish <= data_date, start is empty, status = 'Closed'")
        left, op, right = found.groups()
        self.known_column(left, place)
        kind = self.columns[left].kind
        if right.startswith("'"):
            if op not in ("=", "!=") or kind != "text":
                self.wrong(f"{place} “{text}”", "a text is compared with = or != to a column of text")
            return RowTest(left, op, right[1:-1], True)
        if right != DATA_DATE:
            self.known_column(right, place)
        if (self.columns[right].kind if right != DATA_DATE else "day") != kind:
            self.wrong(f"{place} “{text}”", "two values of one type")
        return RowTest(left, op, right)

    def fields(self, value: Any, register: Register, place: str) -> dict[str, Source]:
        """Where the fields of a record come from."""
        found = {}
        for name, source in self.table(value, place).items():
            field = register.form_fields.get(name) or (register.fields.get(name) if name == "external_id" else None)
            if field is None or field.private:
                self.wrong(f"{place}: {register.key} has no field “{name}”", "one of " + ", ".join(register.form_fields))
            found[name] = self.source(source, field, f"{place} {name}")
        return found

    def source(self, value: Any, field: QuarterdeckField, place: str) -> Source:
        """Where one field comes from: a column, a fixed value, another record, or the working time between two days."""
        if isinstance(value, str):
            self.known_column(value, place)
            needed = {types.Day: "day", types.Money: "money"}.get(type(field.value_type))
            if needed and self.columns[value].kind != needed:
                self.wrong(f"{place}: the column {value}", f'type = "{needed}"')
            if not needed and self.columns[value].kind in ("day", "money"):
                self.wrong(f"{place}: {value} is a {self.columns[value].kind}, the field is not", "another column or field")
            return Source(column=value)
        table = self.table(value, place)
        self.only_keys(table, place, ("value", "record", "working_time"))
        if len(table) != 1:
            self.wrong(place, "the name of a column, or one of value, record, working_time")
        if "record" in table:
            if not isinstance(field.value_type, types.Reference):
                self.wrong(place, "a record only where the field is a reference")
            name = self.word(table["record"], f"{place} record", tuple(self.kinds))
            if field.value_type.kind not in (None, self.kinds[name]):
                self.wrong(f"{place}: {name} is a {self.kinds[name]}", f"a {field.value_type.kind}")
            return Source(record=name)
        if "working_time" in table:
            ends = self.words(table["working_time"], place)
            if len(ends) != 2 or not isinstance(field.value_type, types.Duration):
                self.wrong(place, 'working_time = ["from", "to"], columns of days or data_date, for a duration')
            for end in ends:
                if end == DATA_DATE:
                    continue
                self.known_column(end, place)
                if self.columns[end].kind != "day":
                    self.wrong(f"{place}: the column {end}", 'type = "day"')
            return Source(span=(ends[0], ends[1]))
        return Source(value=str(table["value"]))

    # -- what is checked everywhere

    def known_column(self, name: str, place: str) -> None:
        """Refuse a column that the map does not name."""
        if name not in self.columns:
            self.wrong(f"{place}: there is no column “{name}”", "one of " + ", ".join(self.columns))

    def table(self, value: Any, place: str) -> dict[str, Any]:
        """A value that must be a table."""
        if not isinstance(value, dict):
            self.wrong(place, "a table")
        return value

    def tables(self, value: Any, place: str) -> list[dict[str, Any]]:
        """A value that must be a list of tables."""
        if not isinstance(value, list):
            self.wrong(place, "a list of tables")
        return [self.table(each, place) for each in value]

    def words(self, value: Any, place: str) -> tuple[str, ...]:
        """A text or a list of texts."""
        words = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else ()
        if not all(isinstance(word, str) for word in words) or not isinstance(value, str | list):
            self.wrong(place, "a text or a list of texts")
        return words

    def word(self, value: Any, place: str, possible: tuple[str, ...]) -> str:
        """One of the possible words."""
        if value not in possible:
            self.wrong(place, ("one of " + ", ".join(f'"{word}"' for word in possible if word)) if possible else "nothing")
        return str(value)

    def only_keys(self, table: Dictionary[str, Any], place: str, possible: tuple[str, ...]) -> None:
        """Refuse keys that nothing reads."""
        for key in table:
            if key not in possible:
                self.wrong(f"{place}: “{key}”", "one of " + ", ".join(possible))

    def wrong(self, place: str, expected: str) -> NoReturn:
        """Refuse the map: where it is wrong, and what is expected there."""
        raise UsageError(f"the map {self.name} is wrong at {place}", field="map", hint=f"expected {expected}")


def _is_day(text: str) -> bool:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_encoding(name: Any) -> bool:
    try:
        return isinstance(name, str) and b"".decode(name) == ""
    except (LookupError, ValueError):
        return False
