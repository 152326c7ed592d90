"""A list of one register: which records, in which order, and the texts of a page of them. All lists, on screen and in pipes, read here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from models.core import query, types
from models.core.access import and_readable, askable_names, may_ask_for, readable_sql
from models.core.amounts import comparable_sql, currency_sql
from models.core.lookup import context
from models.store.errors import UsageError
from models.values import NOT_AVAILABLE

if TYPE_CHECKING:
    from array import array

    from models.core.access import Session
    from models.core.register import Register


class Line(NamedTuple):
    """One record of a list: its id and the stored values of the fields asked for (references already as text)."""

    id: int
    values: tuple[Any, ...]


class Reading(NamedTuple):
    """How some fields are read: their columns in SQL, how each is shown, and whether money is among them."""

    columns: str
    kinds: tuple[types.ValueType, ...]
    has_money: bool


class Listing:
    """The records of a register that fit: of one project (None: all), by filter words; archived ones are out of sight."""

    def __init__(
        self,
        register: Register,
        session: Session,
        *,
        words: str = "",
        project: int | None = None,
        sort: str | None = None,
    ) -> None:
        self.register, self.session, self.words, self.project = register, session, words, project
        self.context = context(session, project=project)
        parts, params = ["t.archived IS NULL"], []
        if project is not None:
            parts.append('t."project" = ?' if register.has_project else "t.id = ?")
            params.append(project)
        if register.has_project:
            parts[-1] += and_of_live_projects(session, "t.project")
        self._readable = and_readable(session, register.key)
        parts[-1] += self._readable
        if words.strip():
            found = query.condition(words, register, session, self.context.currency)
            parts.append(found.sql)
            params.extend(found.params)
        self._where, self._params = " AND ".join(parts), params
        self._order = sort_sql(session, register, sort) if sort else register.order
        self._readings: dict[tuple[str, ...], Reading] = {}

    @property
    def _from(self) -> str:
        return f'"{self.register.key}" t {self.register.join}'

    def count(self) -> int:
        """How many records there are."""
        return int(self.session.database.value(f"SELECT count(*) FROM {self._from} WHERE {self._where}", self._params))

    def ids(self, limit: int | None = None) -> array[int]:
        """The ids in order."""
        sql = f"SELECT t.id FROM {self._from} WHERE {self._where} ORDER BY {self._order}"
        if limit is not None:
            sql += f" LIMIT {int(limit)}"
        return self.session.database.column(sql, self._params)

    def among(self, ids: Sequence[int]) -> list[int]:
        """Those of a few ids that are in the list, in the order given."""
        marks = ", ".join("?" * len(ids))
        sql = f"SELECT t.id FROM {self._from} WHERE {self._where} AND t.id IN ({marks})"
        held = set(self.session.database.column(sql, [*self._params, *ids]))
        return [record for record in ids if record in held]

    def lines(self, ids: Sequence[int], names: Sequence[str]) -> list[Line]:
        """The named fields of these records, in the order of `ids`; records that are gone are left out."""
        columns = self._reading(names).columns
        found: dict[int, Line] = {}
        for start in range(0, len(ids), 500):
            part = list(ids[start : start + 500])
            marks = ", ".join("?" * len(part))
            sql = f"SELECT t.id, {columns} FROM {self._from} WHERE t.id IN ({marks}){self._readable}"
            for record, *values in self.session.database.rows(sql, part):
                found[record] = Line(record, tuple(values))
        return [found[record] for record in ids if record in found]

    def texts(self, ids: Sequence[int], names: Sequence[str]) -> list[tuple[int, tuple[str, ...]]]:
        """The same as people read it; money in the currency of each record's project."""
        _, kinds, has_money = self._reading(names)
        result = []
        for line in self._with_currency(ids, names) if has_money else self.lines(ids, names):
            if has_money:
                self.context.currency = line.values[-1]
            result.append((line.id, tuple(show(kind, value, self.context) for kind, value in zip(kinds, line.values, strict=False))))
        return result

    def _reading(self, names: Sequence[str]) -> Reading:
        """The fields with these names, put together once: a pane asks for the same ones at every key."""
        found = self._readings.get(tuple(names))
        if found is None:
            register = self.register
            fields = [register.field(name) for name in names]
            columns = [readable_sql(self.session, register, field, register.shown_sql(name)) for field, name in zip(fields, names, strict=True)]
            kinds = tuple(field.value_type if field is not None else types.TEXT for field in fields)
            found = Reading(", ".join(columns) or "NULL", kinds, any(isinstance(kind, types.Money) for kind in kinds))
            self._readings[tuple(names)] = found
        return found

    def _with_currency(self, ids: Sequence[int], names: Sequence[str]) -> list[Line]:
        lines = self.lines(ids, names)
        if not ids:
            return lines
        marks = ", ".join("?" * len(ids))
        sql = f'SELECT t.id, {currency_sql(self.register)} FROM "{self.register.key}" t WHERE t.id IN ({marks})'
        currencies = dict(self.session.database.rows(sql, list(ids)))
        return [Line(line.id, (*line.values, currencies.get(line.id))) for line in lines]

    def sum(self, name: str) -> int:
        """The sum of a number field over the whole list, in its stored steps."""
        column = readable_sql(self.session, self.register, self.register.field(name), self.register.sql(name))
        return int(self.session.database.value(f"SELECT coalesce(sum({column}), 0) FROM {self._from} WHERE {self._where}", self._params))

    def totals(self, names: Sequence[str]) -> dict[str, tuple[int, str]]:
        """The sums of money fields over the whole list as `name → (minor units, currency)`; absent where currencies differ."""
        if not names or not (self.register.has_project or self.register.key == "project"):
            return {}
        owner = "t.id" if self.register.key == "project" else "t.project"
        sums = ", ".join(f"sum({self.register.sql(name)})" for name in names)
        money = f"JOIN project owner_ ON owner_.id = {owner}"
        sql = f"SELECT min(owner_.currency), max(owner_.currency), {sums} FROM {self._from} {money} WHERE {self._where}"
        first, last, *found = self.session.database.rows(sql, self._params)[0]
        if first is None or first != last:
            return {}
        return {name: (value, first) for name, value in zip(names, found, strict=True) if value is not None}


def archived_projects(session: Session) -> str:
    """The ids of the archived projects, for SQL; what belongs to them is out of sight with them."""
    return ", ".join(str(int(row[0])) for row in session.database.rows("SELECT id FROM project WHERE archived IS NOT NULL"))


def and_of_live_projects(session: Session, project: str) -> str:
    """The same as one more condition, beginning with AND, on a statement that calls the row's project `project`; empty where all live."""
    hidden = archived_projects(session)
    return f" AND coalesce({project}, 0) NOT IN ({hidden})" if hidden else ""


def show(kind: types.ValueType, value: Any, surroundings: types.Context) -> str:
    """A listed value as text; references come as text already."""
    if isinstance(kind, types.Reference):
        return NOT_AVAILABLE if value is None else str(value)
    return kind.show(value, surroundings)


def sort_sql(session: Session, register: Register, sort: str) -> str:
    """SQL order of a typed sort: a field, `-field` or `field-` for falling; missing values last. Raises UsageError."""
    falling = sort.startswith("-") or sort.endswith("-")
    name = sort.strip("-+")
    field = register.field(name)
    if field is None or not may_ask_for(session, register, field):
        names = askable_names(session, register)
        raise UsageError(f"{register.key} has no field “{name[:40]}” to sort by", field="sort", hint="one of " + ", ".join(names[:12]))
    column = readable_sql(session, register, field, register.shown_sql(name))
    if isinstance(field.value_type, types.Money):
        column = comparable_sql(session, register, column)
    return f"{column} IS NULL, {column} {'DESC' if falling else 'ASC'}, {register.order}"
