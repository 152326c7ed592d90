"""Forms made from a register's declaration: a new record or a changed one, with errors beside the fields and conflicts shown three ways."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from models.core import registry, settings, types
from models.core.access import may_read_field
from models.core.lookup import context
from models.core.record import kind_of, reference
from models.core.shown import shown_rows
from models.operations import move
from models.operations.command import command
from models.operations.edit import read_all, read_field
from models.reports.record import Records
from models.store.errors import ConflictError, QuarterdeckError
from models.store.instants import local, new_uid
from models.store.journal import AlreadyDone
from models.store.shape import read_row
from models.values.currencies import is_currency
from screens.parts.form import Conflict, FormField, FormScreen
from screens.parts.picker import Choice

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.listing import Line
    from models.core.register import Register
    from models.operations.command import Work
    from screens.deck import Deck

    Errors = dict[str, str | Conflict] | None
    Saved = Callable[[int, Work | None], None]
    Read = Callable[[str, str, Mapping[str, str]], tuple[str, str | None]]


def new_form(
    deck: Deck, register: Register, *, project: int | None, preset: Mapping[str, str] | None = None, saved: Saved | None = None
) -> FormScreen:
    """A form for a new record; `preset` are texts that stand in it already (a parent, the record it was raised from).

    `saved` hears of the record and of the command that wrote it (None where that was carried out before, though its answer was lost).
    """
    session = deck.session
    typed = {name: _default(register, name, session) for name in register.form_fields}
    if project is not None and "project" in typed:
        typed["project"] = reference(session, project)
    typed.update(preset or {})
    once = new_uid()

    async def save(texts: dict[str, str]) -> Errors:
        place = _project_named(session, texts.get("project"), project)
        values, errors = read_all(session, register, {name: text for name, text in texts.items() if text.strip()}, project=place)
        if errors:
            return {name: str(error) for name, error in errors.items()}
        label = f"new {register.key.replace('_', ' ')}"
        return await _written(deck, register, lambda work: work.create(register.key, values), label, once, saved, place)

    fields = _fields(session, register, typed, project, None)
    title = next((index for index, field in enumerate(fields) if field.name == register.title_field), 0)
    return FormScreen(
        f"New {register.key.replace('_', ' ')}", [fields[title], *fields[:title], *fields[title + 1 :]], _reader(session, register, project, None), save,
        editor=_editor(),
    )  # fmt: skip


def edit_form(deck: Deck, record: int, *, start: str | None = None, saved: Saved | None = None) -> FormScreen:
    """A form over an existing record; only what differs is written, against the version that was read.

    After a conflict the form stands on the new version, so that saving again writes what is typed over what the other wrote.
    """
    session = deck.session
    register = registry.get(kind_of(session, record))
    row = next(shown_rows(session.database, register, "t.id = ?", (record,)))
    project = record if register.key == "project" else row.get("project")
    around = context(session, project=project)
    before = {name: field.value_type.edit(row.get(name), around) for name, field in register.form_fields.items()}
    name = reference(session, record)
    base = {"version": row["version"], "once": new_uid()}

    async def save(texts: dict[str, str]) -> Errors:
        changed = {name: text for name, text in texts.items() if text != before.get(name, "")}
        if not changed:
            return None
        values, errors = read_all(session, register, changed, project=project, row=row)
        if errors:
            return {name: str(error) for name, error in errors.items()}

        def change(work: Work) -> int:
            move.change(work, record, values, based_on=base["version"])
            return record

        found = await _written(deck, register, change, f"edit {name}", base["once"], saved, project)
        if found:
            base.update(version=read_row(session.database, register.shape, record)["version"], once=new_uid())
        return found

    fields = _fields(session, register, before, project, row)
    records = Records(session, register, [record])
    title = f"{name}  {records.title(records.rows[0])}"
    return FormScreen(title, fields, _reader(session, register, project, row), save, editor=_editor(), start=start or register.title_field)


async def _written(
    deck: Deck, register: Register, change: Callable[[Work], int], label: str, once: str, saved: Saved | None, project: int | None
) -> Errors:
    """Write what gives the record's id; what stands against it comes back as errors by field, amounts in the project's currency."""

    def write(session: Session) -> None:
        with command(session, label, once=once) as work:
            record = change(work)
            work.batch.result = str(record)
        if saved is not None:
            saved(record, work)

    try:
        await deck.write(write)
    except AlreadyDone as done:
        if saved is not None and done.result is not None:
            saved(int(done.result), None)
    except ConflictError as error:
        around = context(deck.session, project=project)
        return {clash.field: _three_ways(register, clash, around) for clash in error.clashes}
    except QuarterdeckError as error:
        return {error.field if error.field and error.field in register.form_fields else "": str(error)}
    return None


def _three_ways(register: Register, clash: Any, around: types.Context) -> Conflict:
    field = register.form_fields.get(clash.field)
    kind = field.value_type if field is not None else types.TEXT
    before, theirs, mine = (kind.edit(value, around) for value in (clash.before, clash.theirs, clash.mine))
    return Conflict(before, theirs, mine, clash.who, local(clash.when))


def _default(register: Register, name: str, session: Session) -> str:
    field = register.form_fields[name]
    if name == "currency":
        return settings.currency(session.database)
    if field.default is None:
        return ""
    return field.value_type.edit(field.default, context(session))


def _project_named(session: Session, code: str | None, project: int | None) -> int | None:
    if code and code.strip():
        found = session.database.value("SELECT id FROM project WHERE code = ?", (code.strip().upper(),))
        return int(found) if found else project
    return project


def _fields(
    session: Session, register: Register, typed: Mapping[str, str], project: int | None, row: dict[str, Any] | None
) -> list[FormField]:
    """The register's fields for the form."""
    found = []
    for name, field in register.form_fields.items():
        if not may_read_field(session, register, field, row):
            continue
        kind = field.value_type
        choices: Any = kind.choices if isinstance(kind, types.Choice) else ()
        if isinstance(kind, types.Reference):
            choices = reference_choices(session, kind.kind, project)
        is_filled = name in register.model.completes or (name == "project" and project is not None)
        required = field.required and not (row is None and is_filled)
        found.append(FormField(name, field.label, field.help_text, kind.name, choices, required, typed.get(name, ""), field.private))
    return found


def _reader(session: Session, register: Register, project: int | None, row: dict[str, Any] | None) -> Read:
    """What a text is understood as beside those of the other fields, and what is wrong with it: amounts in the currency that stands there."""

    @cache
    def surroundings(code: str | None, currency: str | None) -> types.Context:
        known = currency if currency and is_currency(currency) else (row or {}).get("currency")
        return context(session, project=_project_named(session, code, project), currency=known)

    def read(name: str, text: str, texts: Mapping[str, str]) -> tuple[str, str | None]:
        currency = texts.get("currency", "").strip().upper() if register.key == "project" else None
        around = surroundings(texts.get("project"), currency)
        try:
            value = read_field(session, register, name, text, around)
        except QuarterdeckError as error:
            return "", str(error)
        kind = register.form_fields[name].value_type
        if value is None or value == text:
            return "", None
        if isinstance(kind, types.Day):
            from datetime import date

            from models.values.day import short

            day = date.fromisoformat(value)
            return f"{day:%a} {short(day, around.today)}", None
        if isinstance(kind, types.Reference):
            return around.lookup.title(value), None
        shown = kind.show(value, around)
        return ("" if shown == text or isinstance(kind, types.LongText) else shown), None

    return read


def reference_choices(session: Session, kind: str | None, project: int | None) -> Callable[[str], Sequence[Choice]]:
    """A search for records of a kind: what is written into the field, and the title beside it; best matches first."""
    from models.core.listing import Listing
    from screens.candidates import Source, fitting

    def choices(text: str) -> Sequence[Choice]:
        if kind is None:
            return []
        register = registry.get(kind)
        mark = "@" if kind == "person" else ""
        asked = ["handle" if kind == "person" else "code" if kind == "project" else "ref", register.title_field]

        def choice(line: Line) -> Choice:
            return Choice(f"{mark}{line.values[0]}", f"{mark}{line.values[0]}  {line.values[1] or ''}", "")

        source = Source(Listing(register, session, project=project if register.has_project else None), asked, choice)
        return fitting(session, text, source.first(), [source])

    return choices


def _editor() -> str | None:
    """The user's editor; none under a forced command, where it would be a shell for whoever holds the key."""
    if "SSH_ORIGINAL_COMMAND" in os.environ:
        return None
    return os.environ.get("VISUAL") or os.environ.get("EDITOR")
