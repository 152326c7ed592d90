"""Public holidays from the package that knows them, as exceptions of a calendar."""

from __future__ import annotations

from datetime import date

import pytest

from models.planning.calendar import standard
from models.planning.public_holidays import UnknownRegion, days_off, public_holidays

pytest.importorskip("holidays")


def test_a_region_has_more_than_its_country() -> None:
    germany = public_holidays("DE", years=[2026])
    bavaria = public_holidays("DE", "BY", years=[2026])
    assert date(2026, 1, 6) in bavaria
    assert date(2026, 1, 6) not in germany
    assert set(germany) < set(bavaria)
    assert all(bavaria.values())


def test_holidays_are_days_off() -> None:
    calendar = standard(exceptions=days_off(public_holidays("DE", years=range(2026, 2028))))
    assert calendar.minutes_of(date(2026, 12, 25)) == calendar.minutes_of(date(2027, 1, 1)) == 0
    assert calendar.minutes_of(date(2026, 12, 28)) == 480


@pytest.mark.parametrize(("country", "region", "word"), [("XX", None, "'XX'"), ("DE", "ZZ", "'ZZ' of DE")])
def test_unknown_places_are_named(country: str, region: str | None, word: str) -> None:
    with pytest.raises(UnknownRegion, match=word):
        public_holidays(country, region, years=[2026])
