"""From the plain values of a snapshot to stored values: strict, for a file that a program wrote has no reason to be approximate."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from models.core import types
from models.exchange import snapshot_form as form
from models.exchange.snapshot_read import fits
from models.store.errors import UsageError
from models.values import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.core.register import Register
    from models.exchange.snapshot_read import Block, Snapshot

#: What TOML must give for each type of value, and what to call it.
_EXPECTED: dict[str, tuple[tuple[type, ...], str]] = {
    "day": ((date,), "a day like 2026-12-01"),
    "duration": ((int,), "whole minutes"),
    "effort": ((int,), "whole minutes"),
    "lag": ((int,), "whole minutes"),
    "money": ((str,), 'an amount like "12.50 EUR"'),
    "percent": ((int, float), "a number from 0 to 100"),
    "number": ((int, float), "a number"),
    "scale": ((int,), "a whole number from 1 to 5"),
    "flag": ((bool,), "true or false"),
    "labels": ((list,), "an array of words"),
}
_MINUTES = 999_999_999
#: The characters of order keys; one never ends in the lowest.
_POSITION = r"[0-9A-Za-z]{0,200}[1-9A-Za-z]"


def stored_block(found: Snapshot, block: Block, register: Register, ids: Mapping[str, int], context: types.Context) -> dict[str, Any]:
    """The stored values of one block by field, references as ids; labels and instants with them. Raises UsageError naming line and key."""
    known = form.keys_of(register)
    is_reduced = register.key in form.shared_kinds()
    values: dict[str, Any] = {}
    for key, value in block.values.items():
        try:
            if key in form.INSTANTS:
                values[key] = instant(value)
            elif key == "labels" and not is_reduced:
                values[key] = stored(types.LABELS, value, context)
            elif key == "aliases" and not is_reduced:
                _words(value)
            elif key not in known:
                raise UsageError(f"a {register.key.replace('_', ' ')} has no {key[:40]}")
            else:
                values[known[key]] = _field(register, known[key], value, ids, context)
        except ValueError as error:
            raise form.fault(found.place(block, key), f"{key}: {getattr(error, 'message', error)}", field=key) from error
        except UsageError as error:
            raise form.fault(found.place(block, key), f"{key}: {error.message}", field=key, hint=error.hint) from error
    for name, field in register.fields.items():
        if field.required and name not in form.IMPLIED and name in known.values() and values.get(name) in (None, ""):
            raise form.fault(found.place(block), f"{name} is missing", field=name)
        if name in known.values() and values.get(name) is None and not field.required and field.default is not None:
            values[name] = field.default
    return values


def _field(register: Register, name: str, value: Any, ids: Mapping[str, int], context: types.Context) -> Any:
    """One field's stored value."""
    kind = register.fields[name].value_type
    if isinstance(kind, types.Reference):
        return _reference(kind, value, ids)
    found = stored(kind, value, context)
    if name == "position" and found is not None:
        import re

        if not re.fullmatch(_POSITION, found):
            raise UsageError("this is no order key", hint="digits and letters, not ending in 0")
    return found


def _reference(kind: types.Reference, value: Any, ids: Mapping[str, int]) -> int:
    if not isinstance(value, str) or (kind.kind is not None and not fits(kind.kind, value)):
        words = (kind.kind or "record").replace("_", " ")
        raise UsageError(f"{_name(value)} is no reference of a {words}", hint='a text like "CRM-42" or "@ana"')
    if value not in ids:
        raise UsageError(f"{value[:40]} is not in the file", hint="every record that is referred to stands in the snapshot")
    return ids[value]


def stored(kind: types.ValueType, value: Any, context: types.Context) -> Any:
    """The stored value; raises UsageError or ParseError where type, form or limits do not fit."""
    allowed, words = _EXPECTED.get(kind.name, ((str,), "text"))
    if type(value) not in allowed:
        raise UsageError(f"{_name(value)} is not {words}", hint=words)
    if isinstance(value, date):  # any day of the calendar: computed ones that a baseline froze can be later than people may type
        return value.isoformat()
    if kind.name in ("duration", "effort", "lag"):
        low = -_MINUTES if kind.name == "lag" else 0
        if not low <= value <= _MINUTES:
            raise UsageError(f"{value} is not between {low} and {_MINUTES} minutes")
        return value
    if isinstance(kind, types.Labels):
        return kind.from_toml([word.lower() for word in _words(value)], context)
    if value == "" and (kind.name not in ("text", "long") or isinstance(kind, types.Pattern)):
        raise UsageError(f"an empty text is not {words}", hint="leave the key out")
    found = kind.from_toml(value, context)
    if found is None:
        raise UsageError(f"a blank text is not {words}", hint="leave the key out")
    if isinstance(kind, (types.Choice, types.Pattern, types.Money)) and kind.toml(found, context) != value:
        raise UsageError(f"{_name(value)} is not {words}", hint=", ".join(kind.choices) if isinstance(kind, types.Choice) else words)
    return found


def _words(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(word, str) and text.clean_line(word).split() == [word] for word in value):
        raise UsageError("this is no array of single words", hint='like ["legal", "audit"]')
    return value


def instant(value: Any) -> str:
    """An instant as it is stored: UTC text with milliseconds."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise UsageError("this is no UTC instant", hint="like 2026-12-08T09:00:00Z")
    try:
        utc = value.astimezone(UTC)
    except OverflowError as error:
        raise UsageError("this instant is out of reach") from error
    return utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _name(value: Any) -> str:
    return text.clean_line(str(value))[:40] or "an empty text"
