"""The portfolio's settings are facts like others: who set them when, what they were before, taken back field by field."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from models.core.record import find, references
from models.core.settings import setting
from models.operations.command import command
from models.operations.history import events
from models.operations.portfolio import portfolio
from models.operations.undo import undo
from models.store.errors import UsageError
from operations.conftest import Office


def put(office: Office, **values: str) -> None:
    with command(office.session, "settings") as work:
        for name, value in values.items():
            work.setting(name, value)


def test_a_change_is_in_the_history_and_taken_back(office: Office) -> None:
    database = office.session.database
    put(office, currency="usd", fiscal_year="4")
    put(office, currency="CHF")
    newest = events(office.session, limit=1)[0]
    assert (newest.by, newest.label, newest.changes) == ("ana", "settings", {"value": ["USD", "CHF"]})
    assert newest.ref == references(office.session, [find(office.session, newest.ref).id])[newest.record]
    undo(office.session)
    assert setting(database, "currency") == "USD"
    undo(office.session)
    assert (setting(database, "currency"), setting(database, "fiscal_year")) == (None, None)
    put(office, currency="GBP")
    assert setting(database, "currency") == "GBP", "what was taken back can be set again"
    assert database.value("SELECT count(*) FROM setting WHERE name = 'currency'") == 1


@pytest.mark.parametrize(("name", "value"), [
    ("currency", "XXZ"), ("currency", "euro"), ("country", "Germany"), ("country", "ZZ"), ("fiscal_year", "0"), ("fiscal_year", "13"), ("fiscal_year", "may"),
    ("zone", "Mars/Olympus"), ("zone", "../etc/passwd"), ("zone", "/etc/passwd"),
])  # fmt: skip
def test_a_value_that_cannot_be_one_is_refused(office: Office, name: str, value: str) -> None:
    with pytest.raises(UsageError) as caught:
        put(office, **{name: value})
    assert caught.value.field == "value"
    assert setting(office.session.database, name) is None


def test_a_setting_stands_once(office: Office) -> None:
    put(office, country="de")
    assert setting(office.session.database, "country") == "DE"
    with pytest.raises(UsageError, match="the country is set already") as caught:
        office.make("setting", title=None, project=None, name="country", value="FR")
    assert "qd set G-1 value=" in (caught.value.hint or "")


def test_new_projects_count_in_the_portfolios_currency(office: Office) -> None:
    put(office, currency="JPY")
    assert office.row(office.make("project", project=None))["currency"] == "JPY"


def test_the_zone_holds_when_the_portfolio_is_opened(office: Office, zone: Callable[[str], None]) -> None:
    zone("UTC")
    put(office, zone="Pacific/Auckland")
    with portfolio(office.session.database.path):
        assert os.environ["TZ"] == "Pacific/Auckland"
