"""Nothing is part of itself, through however many others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from models.store.errors import UsageError

if TYPE_CHECKING:
    from models.core.access import Session


def refuse_circle(session: Session, kind: str, field: str, values: Mapping[str, Any], current: Mapping[str, Any] | None, hint: str) -> None:
    """Refuse what would make a record part of itself, where `field` says what it is part of. Raises UsageError naming the field.

    A new record (`current` is None) holds nothing yet, and so closes no circle.
    """
    above, seen = values.get(field), set()
    while above is not None and current is not None:
        if above == current["id"] or above in seen:
            raise UsageError(f"a {kind} cannot be part of itself", field=field, hint=hint)
        seen.add(above)
        above = session.database.value(f'SELECT "{field}" FROM "{kind}" WHERE id = ?', (above,))
