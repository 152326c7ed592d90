"""From what people type to stored values: one record's fields read, checked and written, with errors that name the field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from models.core.access import may_write_field
from models.core.fields import Computed
from models.core.lookup import context
from models.core.record import refuse_archived_person
from models.core.types import Reference
from models.store.errors import UsageError

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register
    from models.core.types import Context


def read_fields(
    session: Session, register: Register, typed: Mapping[str, str], *, project: int | None = None, row: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Stored values of typed field texts; the first unreadable one raises UsageError with its field and a hint."""
    values, errors = read_all(session, register, typed, project=project, row=row)
    for error in errors.values():
        raise error
    return values


def read_all(
    session: Session, register: Register, typed: Mapping[str, str], *, project: int | None = None, row: dict[str, Any] | None = None
) -> tuple[dict[str, Any], dict[str, UsageError]]:
    """Stored values of the readable texts, and an error for each other field: for forms, which show them all at once."""
    currency = typed.get("currency") if register.key == "project" else None
    if register.key == "project" and row is not None:
        project = row["id"]
    surroundings = context(session, project=project, currency=(currency or (row or {}).get("currency") or "").upper() or None)
    values: dict[str, Any] = {}
    errors: dict[str, UsageError] = {}
    for name, text in typed.items():
        try:
            values[name] = read_field(session, register, name, text, surroundings, row)
        except UsageError as error:
            errors[name] = error
    return values, errors


def read_field(session: Session, register: Register, name: str, text: str, surroundings: Context, row: dict[str, Any] | None = None) -> Any:
    """The stored value of one typed field. Raises UsageError naming it."""
    field = register.form_fields.get(name)
    if field is None or not may_write_field(session, register, field, row):
        known = register.field(name)
        if isinstance(known, Computed):
            raise UsageError(f"{known.label} is computed and cannot be set", field=name, hint=known.help_text)
        allowed = [each for each, other in register.form_fields.items() if may_write_field(session, register, other, row)]
        names = [each for each in allowed if each[:2] == name[:2]] or allowed
        raise UsageError(f"{register.key} has no field “{name[:40]}”", field=name, hint="one of " + ", ".join(names[:10]))
    if text.strip().lower() in ("none", "–") and not field.required:
        return None
    try:
        value = field.value_type.parse(text, surroundings)
        if isinstance(field.value_type, Reference) and field.value_type.kind == "person" and value != (row or {}).get(name):
            refuse_archived_person(session, value)
        return value
    except UsageError as error:
        raise UsageError(f"{field.label}: {error.message}", field=name, hint=error.hint) from error
    except ValueError as error:
        raise UsageError(f"{field.label}: {getattr(error, 'message', error)}", field=name, hint=getattr(error, "hint", None)) from error
