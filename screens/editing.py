"""Forms made from a register's declaration: a new record or a changed one, with errors beside the fields and conflicts shown three ways."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from models.core import registry, types
from models.core.access import may_read_field
from models.core.lookup import context
from models.operations.command import command
from models.operations.edit import read_all, read_field
from models.store.errors import ConflictError, QuarterdeckError, UsageError
from models.store.instants import new_uid

from screens.parts.form import FormField, FormScreen

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register
    from screens.deck import Deck

Save = Callable[[dict[str, str]], Awaitable[dict[str, str] | None]]


def new_form(deck: Deck, register: Register, *, project: int | None, preset: Mapping[str, str] | None = None) -> FormScreen:
    """A form for a new record; `preset` are texts that stand in it already (a parent, the record it was raised from)."""
    session = deck.session
    typed = {name: _default(register, name, session) for name in register.form_fields}
    if project is not None and "project" in typed:
        typed["project"] = str(session.database.value("SELECT code FROM project WHERE id = ?", (project,)))
    typed.update(preset or {})
    once = new_uid()

    async def save(texts: dict[str, str]) -> dict[str, str] | None:
        place = _project_of(session, texts.get("project"), project)
        values, errors = read_all(session, register, {name: text for name, text in texts.items() if text.strip()}, project=place)
        errors = {**_missing(register, texts), **errors}
        if errors:
            return {name: str(error) for name, error in errors.items()}
        return await _written(deck, register, lambda work: work.create(register.key, values), f"new {register.key}", once)

    return FormScreen(f"New {register.key.replace('_', ' ')}", _fields(session, register, typed, project, None), save=save)


def edit_form(deck: Deck, record: int) -> FormScreen:
    """A form over an existing record; only what differs is written, against the version that was read."""
    from models.core.record import references

    session = deck.session
    register = registry.get(session.database.value("SELECT kind FROM record WHERE id = ?", (record,)))
    row = current_row(session, register, record)
    project = record if register.key == "project" else row.get("project")
    around = context(session, project=project)
    before = {name: field.value_type.edit(row.get(name), around) for name, field in register.form_fields.items()}
    version, once = row["version"], new_uid()

    async def save(texts: dict[str, str]) -> dict[str, str] | None:
        changed = {name: text for name, text in texts.items() if text != before.get(name, "")}
        if not changed:
            return None
        values, errors = read_all(session, register, changed, project=project, row=row)
        if errors:
            return {name: str(error) for name, error in errors.items()}
        return await _written(deck, register, lambda work: work.change(record, values, based_on=version), f"edit {title}", once)

    title = references(session, [record])[record]
    return FormScreen(f"{title}  {row.get(register.title_field) or ''}", _fields(session, register, before, project, row), save=save)


def current_row(session: Session, register: Register, record: int) -> dict[str, Any]:
    """The record's stored values."""
    names = ["id", "version", "archived", "labels", *register.fields]
    found = session.database.row(f'SELECT {", ".join(f"""t."{name}\"""" for name in names)} FROM "{register.key}" t WHERE t.id = ?', (record,))
    return dict(zip(names, found or (None,) * len(names), strict=True))


async def _written(deck: Deck, register: Register, work_on: Callable[[Any], Any], label: str, once: str) -> dict[str, str] | None:
    """Write; what stands against it comes back as errors by field."""

    def write(session: Session) -> None:
        with command(session, label, once=once) as work:
            work_on(work)

    try:
        await deck.write(write)
    except ConflictError as error:
        around = context(deck.session)
        return {clash.field: _three_ways(register, clash, around) for clash in error.clashes}
    except QuarterdeckError as error:
        return {error.field or register.title_field: str(error)}
    return None


def _three_ways(register: Register, clash: Any, around: types.Context) -> str:
    field = register.form_fields.get(clash.field)
    kind = field.value_type if field is not None else types.TEXT
    before, theirs, mine = (kind.edit(value, around) or types.MISSING for value in (clash.before, clash.theirs, clash.mine))
    return f"was {before}; {clash.who} wrote {theirs} at {clash.when[11:16]} UTC; yours: {mine}. Esc and edit again to keep yours"


def _default(register: Register, name: str, session: Session) -> str:
    field = register.form_fields[name]
    if field.default is None:
        return ""
    if name == "currency":
        return str(session.database.value("SELECT value FROM setting WHERE name = 'currency'") or field.default)
    return field.value_type.edit(field.default, context(session))


def _missing(register: Register, texts: Mapping[str, str]) -> dict[str, UsageError]:
    """Required fields without a text, except those that the record can complete by itself."""
    completed = {"code", "handle", "posted_on", "person", "day"}
    return {
        name: UsageError(f"{field.label} is missing", hint=field.help_text)
        for name, field in register.form_fields.items()
        if field.required and name not in completed and name in texts and not texts[name].strip()
    }


def _project_of(session: Session, code: str | None, project: int | None) -> int | None:
    if code and code.strip():
        found = session.database.value("SELECT id FROM project WHERE code = ?", (code.strip().upper(),))
        return int(found) if found else project
    return project


def _fields(session: Session, register: Register, typed: Mapping[str, str], project: int | None, row: dict[str, Any] | None) -> list[FormField]:
    """The register's fields for the form; `read` says what is understood of each text as it is typed."""
    found = []
    for name, field in register.form_fields.items():
        if row is not None and not may_read_field(session, register, field, row):
            continue
        kind = field.value_type
        choices: Any = kind.choices if isinstance(kind, types.Choice) else None
        if isinstance(kind, types.Reference):
            choices = reference_choices(session, kind.kind, project)
        found.append(
            FormField(
                name, field.label, field.help_text, kind.name, choices=choices, required=field.required, text=typed.get(name, ""), private=field.private,
                read=_reader(session, register, name, project, row),
            )
        )  # fmt: skip
    return found


def _reader(session: Session, register: Register, name: str, project: int | None, row: dict[str, Any] | None) -> Callable[[str], tuple[str, str | None]]:
    """What a text is understood as, and what is wrong with it."""
    around = context(session, project=project, currency=(row or {}).get("currency"))

    def read(text: str) -> tuple[str, str | None]:
        if not text.strip():
            return "", None
        try:
            value = read_field(session, register, name, text, around)
        except UsageError as error:
            return "", str(error)
        kind = register.form_fields[name].value_type
        if isinstance(kind, types.Day) and value:
            from datetime import date

            return f"{date.fromisoformat(value):%a} {kind.show(value, around)}", None
        if isinstance(kind, types.Reference) and value:
            return around.lookup.title(value), None
        shown = kind.show(value, around)
        return shown if shown != text else "", None

    return read


def reference_choices(session: Session, kind: str | None, project: int | None) -> Callable[[str], list[tuple[str, str]]]:
    """A search for records of a kind: (what is written into the field, what is shown beside it)."""
    from models.core.listing import Listing

    def choices(text: str) -> list[tuple[str, str]]:
        if kind is None:
            return []
        register = registry.get(kind)
        listing = Listing(register, session, project=project if register.has_project else None)
        asked = ["handle" if kind == "person" else "code" if kind == "project" else "ref", register.title_field]
        lines = listing.lines(listing.ids(500), asked)
        mark = "@" if kind == "person" else ""
        return [(f"{mark}{line.values[0]}", str(line.values[1] or "")) for line in lines]

    return choices
