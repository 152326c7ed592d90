"""What holds for the whole portfolio: its currency, the country of its holidays, when its fiscal year begins, its zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.core import fields
from models.core.record import Record
from models.core.register import Column, Register
from models.core.settings import knows_zone
from models.core.types import CURRENCY
from models.store.errors import UsageError
from models.values.currencies import is_currency

if TYPE_CHECKING:
    from models.core.access import Session


class Setting(Record):
    """Something that holds for the whole portfolio."""

    in_turn = True

    name = fields.ChoiceField(
        help_text="Currency, country whose holidays are meant (not yet part of the plan), month the fiscal year begins, zone of its days",
        choices="currency country fiscal_year zone",
        required=True,
    )
    value = fields.TextField(help_text="EUR; DE; 1 to 12; Europe/Paris", required=True)

    @classmethod
    def prepare(cls, session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> dict[str, Any]:
        """Each name stands once, and its value has the form that it needs."""
        whole = {**(current or {}), **values}
        name, value = whole.get("name"), whole.get("value")
        taken = session.database.value("SELECT number FROM setting WHERE name = ? AND id IS NOT ?", (name, current and current["id"]))
        if taken is not None:
            raise UsageError(f"the {name} is set already", field="name", hint=f"qd set {SETTINGS.prefix}-{taken} value=… changes it")
        if value is not None and whole.get("archived") is None:
            values["value"] = checked(name or "", value)
        return values


def checked(name: str, value: str) -> str:
    """The value of a setting as it is kept. Raises UsageError where it cannot be one."""
    value = value.strip()
    if name == "currency":
        value = value.upper()
        if not is_currency(value):
            raise UsageError(f"{value[:20]} is no currency of ISO 4217", field="value", hint=CURRENCY.form)
    elif name == "country":
        value = value.upper()
        if not (len(value) == 2 and value.isascii() and value.isalpha() and _has_holidays(value)):
            raise UsageError(f"“{value[:20]}” is no country", field="value", hint="two letters: DE, FR, US")
    elif name == "fiscal_year" and not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= 12):
        raise UsageError(f"“{value[:20]}” is no month", field="value", hint="1 for January to 12 for December")
    elif name == "zone" and not knows_zone(value):
        raise UsageError(f"this machine knows no zone “{value[:40]}”", field="value", hint="like Europe/Paris, America/New_York, UTC")
    return value


def _has_holidays(country: str) -> bool:
    """Whether the public holidays of a country are known."""
    from models.planning.public_holidays import UnknownRegion, public_holidays

    try:
        public_holidays(country, years=())
    except UnknownRegion:
        return False
    return True


SETTINGS = Register(
    Setting,
    key="setting",
    prefix="G",
    title="Settings",
    group="control",
    columns=("ref", "name", Column("value", grow=True)),
    order="t.name",
    empty="Nothing set: EUR, no country, a fiscal year from January, this machine's zone. {verb.new} sets one.",
)
