"""How a login becomes a person: at its first write it is bound to the person of its name, or a new one is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.registers.person import former_logins

if TYPE_CHECKING:
    from models.core.access import Session
    from models.operations.command import Work
    from models.store.database import Database


def join(session: Session, work: Work) -> None:
    """Bind the unknown login to the person whose handle it is, unless that record was somebody else's before; else make one."""
    database = session.database
    handle = _handle(session.login)
    known = database.row("SELECT id, login FROM person WHERE handle = ?", (handle,))
    person = database.value("SELECT id FROM person WHERE login = ?", (session.login,))  # archived, but still the one who writes
    if person is None and known and known[1] is None and not former_logins(session, known[0]) - {session.login}:
        work.change(known[0], {"login": session.login})
        person = known[0]
    if person is None:
        person = work.create("person", {"handle": _free(database, handle), "title": session.login, "login": session.login})
    session.become(person)
    session.joined = database.value("SELECT handle FROM person WHERE id = ?", (person,))
    work.batch.author = session.author


def _handle(login: str) -> str:
    """The login in the form of a handle."""
    letters = "".join(letter for letter in login.lower() if letter.isascii() and (letter.isalnum() or letter in "._-"))
    return (letters.lstrip("._-") or "user")[:31]


def _free(database: Database, handle: str) -> str:
    """The handle, with a number behind it where somebody has it already."""
    taken = {found for (found,) in database.rows("SELECT handle FROM person")}
    number = 1
    while (free := handle if number == 1 else f"{handle[:28]}{number}") in taken:
        number += 1
    return free
