"""Who is asking, and may they read or write this: the one place where rights are decided."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING, Any

from models.store.errors import StoppedError
from models.store.instants import new_uid
from models.store.journal import Author
from models.values.named import NamedTuple

if TYPE_CHECKING:
    from models.core.fields import Computed, QuarterdeckField
    from models.core.register import Register
    from models.store.database import Database


class Session:
    """One program run over one open database: who asks, which day it is, the chosen project."""

    def __init__(self, database: Database, *, login: str | None = None, today: date | None = None, source: str = "person") -> None:
        self.database = database
        self.login = login or login_of_process()
        self._today = today
        person = database.value("SELECT id FROM person WHERE login = ? AND archived IS NULL", (self.login,))
        #: The handle of the person that the login became, or was bound to, by a write of this session.
        self.joined: str | None = None
        self.author = Author(person, self.login, new_uid(), source)
        #: Whether what is being written is to end, and to be taken back wholly.
        self.is_stopped = False
        database.go_on = self.go_on

    @property
    def today(self) -> date:
        """The civil date, in the portfolio's zone (which opening the portfolio has set)."""
        return self._today or date.today()

    @property
    def me(self) -> int | None:
        """The person bound to the login; None until the first write."""
        return self.author.person

    def go_on(self) -> None:
        """To be asked for every record that is written: raises StoppedError when somebody has asked what runs to stop."""
        if self.is_stopped:
            raise StoppedError

    def become(self, person: int) -> None:
        """Bind the session to the person that its first write made."""
        self.author = self.author._replace(person=person)


def login_of_process() -> str:
    """The account that runs this process: from the password database, never from the environment."""
    try:
        import pwd
    except ImportError:  # Windows has no password database; its account name is the best there is
        import getpass

        return getpass.getuser()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid{os.getuid()}"


class Right(NamedTuple):
    """Whether something is allowed, and if not, why."""

    allowed: bool
    why: str = ""


#: The rules under which every row is meant, and none.
EVERY_ROW, NO_ROW = "1", "0"


def rule(session: Session, verb: str, kind: str) -> str:
    """Which records of a kind the session may `read`, `write` (create, change, archive) or `undo`, as SQL over the row `t`.

    The one place where that is decided: whatever reads or writes asks it. Everybody may everything, in this version.
    """
    return EVERY_ROW


def may(session: Session, verb: str, register: Register, row: dict[str, Any] | None = None) -> Right:
    """Whether the session may `read`, `write` or `undo` the record (None: any of its kind)."""
    return Right(rule(session, verb, register.key) != NO_ROW if row is None else may_record(session, verb, register.key, row["id"]))


def may_record(session: Session, verb: str, kind: str, record: int) -> bool:
    """The same for a record of which only the kind and the id are known."""
    found = rule(session, verb, kind)
    return found == EVERY_ROW or session.database.value(f'SELECT 1 FROM "{kind}" t WHERE t.id = ? AND ({found})', (record,)) is not None


def and_readable(session: Session, kind: str, row: str = "t") -> str:
    """The rule of reading as one more condition, beginning with AND, on a statement that calls the kind's row `row`."""
    found = rule(session, "read", kind)
    return "" if found == EVERY_ROW else f' AND {row}.id IN (SELECT t.id FROM "{kind}" t WHERE {found})'


def may_write_field(session: Session, register: Register, field: QuarterdeckField, row: dict[str, Any] | None) -> bool:
    """Whether the session may write the field of this row (None: of a new one): what is private to others may only be left as it is."""
    return may_read_field(session, register, field, row)


def may_read_field(session: Session, register: Register, field: QuarterdeckField | Computed, row: dict[str, Any] | None) -> bool:
    """Whether the session may read the field of this row (None: of rows in general, in lists, filters, exports): private ones only their owner."""
    if not field.private:
        return True
    owner = register.model.belongs_to(row) if row is not None else None
    return owner is not None and owner == session.me


def may_ask_for(session: Session | None, register: Register, field: QuarterdeckField | Computed) -> bool:
    """Whether the session may filter and sort by the field: a private one answers only where one may have such values, and of one's own."""
    return not field.private or (session is not None and session.me is not None and register.model.owner_sql != "NULL")


def askable_names(session: Session | None, register: Register) -> list[str]:
    """The fields and computed figures that the session may filter and sort by: what is offered for them."""
    return [*(name for name, field in register.form_fields.items() if may_ask_for(session, register, field)), *register.computed]


def readable_sql(session: Session, register: Register, field: QuarterdeckField | Computed | None, sql: str) -> str:
    """The SQL expression of a field as the session may read it: of a private one only the values that are its own, else null."""
    if field is None or not field.private:
        return sql
    return f"CASE WHEN {register.model.owner_sql} = {int(session.me or 0)} THEN {sql} END"
