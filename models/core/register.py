"""Register, Column, Filter: what the schema alone cannot say about a kind of record."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from models.core import types
from models.core.fields import Computed, QuarterdeckField
from models.core.record import Record, reference_sql
from models.store.shape import HEAD, Shape
from models.values.named import NamedTuple

if TYPE_CHECKING:
    AnyField = QuarterdeckField | Computed


class Column(NamedTuple):
    """One column of the list: the field, its heading and width where they differ from the field's own, and when it shows."""

    field: str
    title: str | None = None
    width: int | None = None
    grow: bool = False
    wide: bool = False


class Filter(NamedTuple):
    """A saved filter: its name and its words."""

    title: str
    words: str


class Register:
    """One kind of record: from it follow list, form, filter, command line, files, history, help and tests.

    `columns`: fields of the list, in order; `search`: fields whose words are found, title first; `filters`: saved filters;
    `empty`: what belongs in an empty list and which key makes it, as the id of its binding: `{verb.new}`;
    `order`: SQL order of the list (`t` is the row); `join`: SQL that brings derived figures beside the row;
    `frozen`: a record is never changed or archived once it is made, but for these fields, which are filled once.
    """

    def __init__(
        self,
        model: type[Record],
        *,
        key: str,
        prefix: str,
        title: str,
        group: str,
        columns: tuple[str | Column, ...],
        search: tuple[str, ...] = (),
        filters: tuple[Filter, ...] = (),
        order: str = "t.number",
        join: str = "",
        empty: str = "",
        frozen: tuple[str, ...] | None = None,
    ) -> None:
        self.model, self.key, self.prefix, self.title, self.group = model, key, prefix, title, group
        self.columns = tuple(Column(column) if isinstance(column, str) else column for column in columns)
        self.search, self.filters, self.order, self.join, self.empty = search, filters, order, join, empty
        self.frozen = frozen

    @cached_property
    def fields(self) -> dict[str, QuarterdeckField]:
        """The record's own fields in declared order, without the bookkeeping ones."""
        found = {field.name: field for field in self.model._meta.sorted_fields}
        return {name: field for name, field in found.items() if name not in HEAD}

    @cached_property
    def form_fields(self) -> dict[str, QuarterdeckField]:
        """What people fill in: the fields that are not kept by the program, and the labels."""
        shown = {name: field for name, field in self.fields.items() if not field.hidden}
        return {**shown, "labels": self.model._meta.fields["labels"]}

    @cached_property
    def computed(self) -> dict[str, Computed]:
        """Figures computed from the row."""
        found: dict[str, Computed] = {}
        for base in reversed(self.model.__mro__):
            found.update({name: value for name, value in vars(base).items() if isinstance(value, Computed)})
        return found

    @property
    def all_fields(self) -> dict[str, AnyField]:
        """Own fields and computed figures together, in declared order."""
        return {**self.fields, **self.computed}

    @cached_property
    def shape(self) -> Shape:
        """What the journal needs to know."""
        personal = frozenset(name for name, field in self.fields.items() if field.personal)
        return Shape(self.key, self.key, tuple(self.fields), personal, self.search)

    def with_defaults(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of a new record, with the default of each field that has none."""
        whole = {name: field.default for name, field in self.fields.items() if field.default is not None}
        return whole | {name: value for name, value in values.items() if value is not None}

    def cleared(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """The changes, where a field that may be cleared takes its default again, if it has one."""
        defaults = {name: field.default for name, field in self.fields.items() if not field.required}
        return {name: defaults.get(name) if value is None else value for name, value in changes.items()}

    @property
    def has_project(self) -> bool:
        """Whether its records can belong to a project."""
        return "project" in self.fields

    @cached_property
    def public_names(self) -> list[str]:
        """The fields and computed figures that everybody may read: what is offered for filters and orders."""
        return [*(name for name, field in self.form_fields.items() if not field.private), *self.computed]

    @property
    def needs_project(self) -> bool:
        """Whether its records always belong to a project."""
        return self.has_project and self.fields["project"].required

    @cached_property
    def title_field(self) -> str:
        """The field that says what the record is called."""
        return next(name for name in ("title", "text", "url", "note", *self.fields) if name in self.fields)

    @property
    def state_type(self) -> types.Choice | None:
        """The type of the `state` field, if there is one."""
        field = self.fields.get("state")
        found = field.value_type if field is not None else None
        return found if isinstance(found, types.Choice) else None

    def field(self, name: str) -> AnyField | None:
        """A field, computed figure or bookkeeping field by name."""
        return self.fields.get(name) or self.computed.get(name) or self._bookkeeping.get(name)

    @cached_property
    def _bookkeeping(self) -> dict[str, AnyField]:
        meta = self.model._meta.fields
        instants = {name: Computed(f"t.{name}", types.INSTANT) for name in ("created", "updated", "archived")}
        found: dict[str, AnyField] = {"labels": meta["labels"], "number": meta["number"], **instants}
        found["version"] = Computed("t.version", types.Number(), "Version", "How often the record was written")
        found["ref"] = Computed(reference_sql("t.id"), types.TEXT, "Ref", "What others call the record by")
        for name, field in found.items():
            if isinstance(field, Computed):
                field.name = name
        return found

    def sql(self, name: str) -> str:
        """The SQL expression of a field's value as everybody reads it; it needs the register's join."""
        field = self.field(name)
        return field.sql if isinstance(field, Computed) else self.model.read_as.get(name) or f't."{name}"'

    def shown_sql(self, name: str) -> str:
        """The SQL expression of a field for lists: references as text, so that no row needs another query."""
        field = self.field(name)
        if field is not None and isinstance(field.value_type, types.Reference):
            if field.value_type.kind == "person":
                return f"(SELECT handle FROM person WHERE id = {self.sql(name)})"
            if field.value_type.kind == "project":
                return f"(SELECT code FROM project WHERE id = {self.sql(name)})"
            return reference_sql(self.sql(name))
        return self.sql(name)
