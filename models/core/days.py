"""What holds for days that people type, whatever the kind of record: an end does not lie before its beginning, a fact not in the future."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from models.store.errors import UsageError

if TYPE_CHECKING:
    from models.core.access import Session


def refuse_reversed(values: Mapping[str, Any], current: Mapping[str, Any] | None, first: str, last: str) -> None:
    """Refuse an end before its beginning where either was typed; raises UsageError naming the typed field and what would do."""
    begins, ends = (values.get(name, (current or {}).get(name)) for name in (first, last))
    changed = [name for name in (last, first) if name in values and (current is None or values[name] != current[name])]
    if not changed or not begins or not ends or begins <= ends:
        return
    if changed[0] == last:
        raise UsageError(f"{_label(last)} {ends} lies before {_label(first)} {begins}", field=last, hint=f"{begins} or a later day")
    raise UsageError(
        f"{_label(first)} {begins} lies after {_label(last)} {ends}",
        field=first,
        hint=f"{ends} or an earlier day, or {last}={begins} with it",
    )


def refuse_future(session: Session, values: Mapping[str, Any], current: Mapping[str, Any] | None, name: str) -> None:
    """Refuse a day after today for what has happened; raises UsageError naming the field."""
    day = values.get(name)
    if day and day > session.today.isoformat() and (current is None or day != current[name]):
        raise UsageError(f"{day} is in the future", field=name, hint="today or an earlier day")


def _label(name: str) -> str:
    return name.replace("_", " ")
