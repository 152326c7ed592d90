"""What an empty portfolio asks once: its currency, the country for holidays, when the fiscal year begins, the zone of its days."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from models.core.settings import setting, zone_of_machine
from models.operations.command import command
from models.registers.setting import checked
from models.store.errors import QuarterdeckError
from models.store.instants import new_uid
from models.store.journal import AlreadyDone
from screens.parts.form import FormField, FormScreen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.core.access import Session
    from screens.deck import Deck

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_FIELDS = (
    FormField("currency", "Currency", "In which the portfolio counts; a project may have its own", "code", required=True, text="EUR"),
    FormField("country", "Country", "For holidays, which are not yet part of the plan: DE, FR, US, or empty", "code"),
    FormField("fiscal_year", "Fiscal year begins", "The month in which the year of the money begins", "choice", MONTHS, True, MONTHS[0]),
    FormField("zone", "Zone", "Whose days are meant: Europe/Paris, America/New_York", "code", required=True, text=zone_of_machine()),
)


def asked_already(session: Session) -> bool:
    """Whether the portfolio knows its currency."""
    return setting(session.database, "currency") is not None


def settings_form(deck: Deck) -> FormScreen:
    """One form, saved as settings of the portfolio, once."""
    once = new_uid()

    def read(name: str, text: str, texts: Mapping[str, str]) -> tuple[str, str | None]:
        try:
            stored = _stored(name, text)
        except QuarterdeckError as error:
            return "", str(error)
        return "" if name == "fiscal_year" else stored, None

    async def save(typed: dict[str, str]) -> Mapping[str, str] | None:
        values = {name: _stored(name, text) for name, text in typed.items() if text.strip()}

        def write(session: Session) -> None:
            with contextlib.suppress(AlreadyDone), command(session, "settings", once=once) as work:
                for name, value in values.items():
                    work.setting(name, value)

        await deck.write(write)
        return None

    return FormScreen("Asked once, for the whole portfolio", _FIELDS, read, save)


def _stored(name: str, text: str) -> str:
    """The value as it is kept. Raises UsageError."""
    return str(MONTHS.index(text) + 1) if name == "fiscal_year" else checked(name, text)
