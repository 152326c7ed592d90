"""The people who do and decide."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from models.core import fields, types
from models.core.codes import handle_for
from models.core.days import refuse_reversed
from models.core.record import Record
from models.core.register import Column, Filter, Register
from models.store.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from models.core.access import Session


class Person(Record):
    """Somebody who works on projects; the login binds an account of this machine to the person."""

    in_turn = True
    owner_sql = "t.id"
    completes = ("handle",)
    referred = ("role", "unit", "hours_per_day", "active_from", "active_to")
    handle = fields.PatternField(types.HANDLE, "Handle", "What others type for this person: @ana")
    title = fields.TitleField("First and last name", verbose_name="Name", personal=True)
    login = fields.TextField(help_text="The account on this machine", personal=True)
    email = fields.TextField("E-mail", "Where mail reaches them", personal=True)
    role = fields.TextField(help_text="What they do: developer, analyst, DBA …")
    unit = fields.ReferenceField("unit", help_text="The team they belong to")
    hours_per_day = fields.NumberField("Hours a day", "Working hours on a full day", high=24, decimals=2, default=800)
    active_from = fields.DayField("Active from", "First day in the team")
    active_to = fields.DayField("Active to", "Last day in the team")
    notes = fields.LongField(help_text="Notes to yourself: nobody else can read them", private=True)

    open_tasks = fields.Computed(
        "(SELECT count(*) FROM task k LEFT JOIN task_schedule s ON s.task = k.id"
        " WHERE k.owner = t.id AND coalesce(s.state, k.state) NOT IN ('done', 'cancelled') AND k.archived IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM project p WHERE p.id = k.project AND p.archived IS NOT NULL))",
        types.Number(),
        "Open",
        "Open tasks they own",
    )

    @classmethod
    def prepare(cls, session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> dict[str, Any]:
        """A handle is made from the name where none is given; handles and logins belong to one person, who alone changes them."""
        database = session.database
        if current is not None and current["id"] != session.me:
            _refuse_another_login(session, values, current)
        if current is None and not values.get("handle"):
            values["handle"] = handle_for(
                values.get("title") or "", lambda handle: bool(database.value("SELECT 1 FROM person WHERE handle = ?", (handle,)))
            )
        for name in ("handle", "login"):
            value = values.get(name)
            if (
                value is not None
                and value != (current or {}).get(name)
                and database.value(f"SELECT 1 FROM person WHERE {name} = ?", (value,))
            ):
                raise UsageError(f"the {name} {value} is taken", field=name, hint=f"another {name}")
        return values

    @classmethod
    def check(cls, session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> None:
        """Nobody leaves before coming."""
        refuse_reversed(values, current, "active_from", "active_to")

    @classmethod
    def belongs_to(cls, row: dict[str, Any]) -> int | None:
        """Private notes belong to the person itself."""
        return row.get("id")


def _refuse_another_login(session: Session, values: dict[str, Any], current: dict[str, Any]) -> None:
    """Whoever has logged in keeps the record, and with it the private notes: others give it no other login and no other handle."""
    changed = [name for name in ("login", "handle") if name in values and values[name] != current[name]]
    if changed and (current["login"] is not None or former_logins(session, current["id"]) - {values.get("login")}):
        raise RefusedError(f"only @{current['handle']} may change this {changed[0]}", field=changed[0], hint="it is bound to an account")


def former_logins(session: Session, person: int) -> set[str | None]:
    """Every login that the history knows of the person; None among them where one was erased."""
    found: set[str | None] = set()
    rows = session.database.rows("SELECT personal FROM entry WHERE record = ? AND digest IS NOT NULL", (person,))
    for (personal,) in rows:
        pair = json.loads(personal).get("login", []) if personal is not None else [None]
        found.update(login for login in pair if login is not None or personal is None)
    return found


PEOPLE = Register(
    Person,
    key="person",
    prefix="@",
    title="People",
    group="people",
    columns=(
        Column("handle", width=10),
        Column("title", title="Name", grow=True),
        Column("role", width=16),
        Column("unit", width=12),
        "hours_per_day",
        "open_tasks",
    ),
    search=("title", "handle", "role"),
    filters=(Filter("Active", "-active_to<today"),),
    order="t.handle",
    empty="Nobody here yet. {verb.new} adds a person; your first change makes you one.",
)
