"""Public holidays of a country and region as exceptions of a calendar, by the `holidays` package."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.planning.calendar import DayHours

if TYPE_CHECKING:
    from collections.abc import Iterable


class UnknownRegion(ValueError):
    """No public holidays are known for a country or region: says which and what would be right."""


def public_holidays(country: str, region: str | None = None, *, years: Iterable[int]) -> dict[date, str]:
    """The public holidays of a country (ISO 3166-1, `DE`) and region (ISO 3166-2 without it, `BY`) with their names, by day."""
    import holidays

    known = holidays.list_supported_countries()
    if country not in known:
        raise UnknownRegion(f"no public holidays are known for the country {country!r}: write its two letters, as DE or US")
    if region is not None and region not in known[country]:
        names = ", ".join(known[country]) or "none, leave it out"
        raise UnknownRegion(f"no public holidays are known for the region {region!r} of {country}: write one of {names}")
    found = holidays.country_holidays(country, subdiv=region, years=sorted(set(years)))
    return {day: found[day] for day in sorted(found)}


def days_off(found: Iterable[date]) -> list[DayHours]:
    """Days as exceptions without working hours."""
    return [DayHours(day, day) for day in found]
