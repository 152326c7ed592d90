"""peewee columns for the values: each knows its type, its label and help, and whether it is required, personal or private."""

from __future__ import annotations

from copy import copy
from typing import Any

from models.core import types
from models.store.engine import peewee


class QuarterdeckField(peewee.Field):  # type: ignore[misc]
    """A column with a value type.

    `required`: never null. `personal`: may be erased; the chain holds only its digest. `private`: only the person it belongs to may read it.
    `hidden`: kept by the program, not in forms. `default`: the stored value of a new record, and of one
    that is cleared.
    """

    field_type = "TEXT"
    value_type: types.ValueType = types.TEXT

    def __init__(
        self,
        verbose_name: str | None = None,
        help_text: str = "",
        *,
        required: bool = False,
        personal: bool = False,
        private: bool = False,
        hidden: bool = False,
        default: Any = None,
    ) -> None:
        super().__init__(null=not required, help_text=help_text, verbose_name=verbose_name, default=default)
        self.required, self.personal, self.private, self.hidden = required, personal or private, private, hidden

    def __deepcopy__(self, memo: dict[int, Any]) -> QuarterdeckField:
        """The fields that all records have are copied for each kind; what a field refers to never changes and need not be copied too."""
        return copy(self)

    @property
    def label(self) -> str:
        """What forms and headings call it."""
        return self.verbose_name or str(self.name).replace("_", " ").capitalize()


class TextField(QuarterdeckField):
    """Text on one line."""


class TitleField(QuarterdeckField):
    """What a record is called."""

    def __init__(self, help_text: str = "", *, verbose_name: str = "Title", personal: bool = False) -> None:
        super().__init__(verbose_name, help_text, required=True, personal=personal)


class LongField(QuarterdeckField):
    """Text of several lines."""

    value_type = types.LONG


class PatternField(QuarterdeckField):
    """A word of a fixed form."""

    def __init__(self, pattern: types.Pattern, verbose_name: str, help_text: str) -> None:
        super().__init__(verbose_name, help_text, required=True)
        self.value_type = pattern


class DayField(QuarterdeckField):
    """A civil date."""

    value_type = types.DAY


class IntegerColumn(QuarterdeckField):
    """Base of what is stored as an integer."""

    field_type = "INTEGER"


class DurationField(IntegerColumn):
    """Working time."""

    value_type = types.DURATION


class EffortField(IntegerColumn):
    """Person-time."""

    value_type = types.EFFORT


class LagField(IntegerColumn):
    """Time between two linked tasks; a lead is negative."""

    value_type = types.WAIT


class MoneyField(IntegerColumn):
    """An amount in the project's currency."""

    value_type = types.MONEY


class PercentField(IntegerColumn):
    """0 to 100 per cent."""

    value_type = types.PERCENT


class ScaleField(IntegerColumn):
    """A step from 1 to 5."""

    value_type = types.SCALE


class FlagField(IntegerColumn):
    """Yes or no."""

    value_type = types.FLAG


class NumberField(IntegerColumn):
    """A number within limits."""

    def __init__(
        self,
        verbose_name: str | None = None,
        help_text: str = "",
        *,
        high: int,
        decimals: int = 0,
        hidden: bool = False,
        default: int | None = None,
    ) -> None:
        super().__init__(verbose_name, help_text, hidden=hidden, default=default)
        self.value_type = types.Number(0, high, decimals)


class ChoiceField(QuarterdeckField):
    """One word of a list; `final` words end the open life of the record."""

    def __init__(
        self,
        verbose_name: str | None = None,
        help_text: str = "",
        *,
        choices: str,
        final: str = "",
        required: bool = False,
        default: Any = None,
    ) -> None:
        super().__init__(verbose_name, help_text, required=required, default=default)
        self.value_type = types.Choice(tuple(choices.split()), tuple(final.split()))


class ReferenceField(IntegerColumn):
    """Another record: of one kind, or (`kind` None) of any."""

    def __init__(self, kind: str | None, verbose_name: str | None = None, help_text: str = "", *, required: bool = False) -> None:
        super().__init__(verbose_name, help_text, required=required)
        self.value_type = types.Reference(kind)


class LabelsField(QuarterdeckField):
    """Free labels."""

    value_type = types.LABELS


class Computed:
    """A figure that SQL computes from the row (`t`) and what the register joins; never stored, never written.

    `hidden`: for filters and order, not shown with the record.
    """

    personal = private = required = False
    default = None

    def __init__(
        self, sql: str, value_type: types.ValueType, verbose_name: str | None = None, help_text: str = "", *, hidden: bool = False
    ) -> None:
        self.hidden = hidden
        self.sql, self.value_type, self.verbose_name, self.help_text = sql, value_type, verbose_name, help_text
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @property
    def label(self) -> str:
        """What forms and headings call it."""
        return self.verbose_name or self.name.replace("_", " ").capitalize()
