"""The portfolio's own settings as the program asks for them; they are records like others, with a history (`registers/setting.py`)."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.store.database import Database


def setting(database: Database, name: str) -> str | None:
    """The value of a setting; None where it is not set."""
    found: str | None = database.value("SELECT value FROM setting WHERE name = ? AND archived IS NULL", (name,))
    return found


def currency(database: Database) -> str:
    """The portfolio's currency: of new projects, and of amounts that belong to none."""
    return setting(database, "currency") or "EUR"


def is_zone(name: str) -> bool:
    """Whether this has the form of an IANA zone's name."""
    return re.fullmatch(r"[A-Z][A-Za-z]*[A-Za-z0-9_+/-]{0,40}", name) is not None


def knows_zone(name: str) -> bool:
    """Whether this machine knows the days of the zone: under a name that it does not know it would count them in UTC."""
    from zoneinfo import ZoneInfo

    try:
        return name == "UTC" or (is_zone(name) and bool(ZoneInfo(name)))
    except (KeyError, ValueError, OSError):
        return False


def zone_of_machine() -> str:
    """The IANA zone whose days the portfolio uses while it has none of its own."""
    named = os.environ.get("TZ", "").lstrip(":")
    linked = os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]
    return next((name for name in (named, linked) if is_zone(name)), "UTC")
