"""What is private to one person: nobody else reads it, changes it, or learns that it was changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from store.support import change, make, new_portfolio, opened, stored

from models.core import registry
from models.core.access import Session
from models.core.listing import Listing
from models.operations.command import command
from models.operations.edit import read_fields
from models.operations.history import events, undo
from models.store.errors import ConflictError, RefusedError, UsageError


@pytest.fixture
def ana(tmp_path: Path) -> Session:
    session = new_portfolio(tmp_path / "p.db")
    with command(session, "note") as work:
        work.change(me(session), {"notes": "my own doubts"})
    return session


@pytest.fixture
def bob(ana: Session) -> Session:
    session = opened(ana.database.path, "bob")
    make(session, "unit", title="Integration")
    return session


def me(session: Session) -> int:
    assert session.me is not None
    return session.me


def test_nobody_else_writes_them(ana: Session, bob: Session) -> None:
    with pytest.raises(UsageError, match="has no field") as caught:
        change(bob, me(ana), notes="theirs")
    assert "notes" not in (caught.value.hint or "")
    with pytest.raises(UsageError, match="has no field"):
        make(bob, "person", title="Cleo", notes="about her")
    with pytest.raises(UsageError, match="has no field") as typed:
        read_fields(bob, registry.get("person"), {"notes": "x"}, row={"id": me(ana)})
    assert "notes" not in (typed.value.hint or "")
    assert stored(ana, "person", me(ana))["notes"] == "my own doubts"


def test_lists_show_and_find_only_ones_own(ana: Session, bob: Session) -> None:
    people = registry.get("person")
    for session, seen in ((ana, ["my own doubts"]), (bob, [])):
        listing = Listing(people, session)
        values = [line.values[0] for line in listing.lines(listing.ids(), ["notes"])]
        assert [value for value in values if value] == seen
        assert [text for _, (text,) in listing.texts(listing.ids(), ["notes"]) if "doubts" in text] == seen
        with pytest.raises(UsageError, match="has no field") as caught:
            Listing(people, session, sort="notes")
        assert "notes" not in (caught.value.hint or "")


def test_history_leaves_out_what_may_not_be_read(ana: Session, bob: Session) -> None:
    assert any("notes" in event.changes for event in events(ana, record=me(ana)))
    seen = events(bob, record=me(ana))
    assert [event.verb for event in seen] == ["create"]
    assert len(events(bob, limit=2)) == 2, "what is left out takes no place"


def test_others_do_not_take_them_back(ana: Session, bob: Session) -> None:
    batch = next(event.batch for event in events(ana, record=me(ana)) if "notes" in event.changes)
    with pytest.raises(ConflictError) as caught:
        undo(bob, batch)
    assert "notes" not in str(caught.value)
    assert not caught.value.clashes
    undo(ana, batch)
    assert stored(ana, "person", me(ana))["notes"] is None


def test_a_merge_does_not_tell_that_they_were_changed(ana: Session, bob: Session) -> None:
    version = stored(bob, "person", me(ana))["version"]
    change(ana, me(ana), notes="newer doubts", email="ana@example.org")
    with command(bob, "set") as work:
        work.change(me(ana), {"role": "lead"}, based_on=version)
    assert work.batch.merged == ["email"]


def test_the_first_undo_leaves_its_author_somebody(tmp_path: Path) -> None:
    session = opened(tmp_path / "new.db", "dora", create=True)
    unit = make(session, "unit", title="Integration")
    assert session.joined == "dora"
    undo(session)
    assert stored(session, "unit", unit)["archived"]
    person = stored(session, "person", me(session))
    assert (person["login"], person["archived"]) == ("dora", None)


def test_what_was_archived_on_purpose_and_redone_is_not_called_undone(ana: Session) -> None:
    unit = make(ana, "unit", title="Integration")
    with command(ana, "archive") as work:
        work.archive(unit)
    undo(ana)
    undo(ana, redo=True)
    assert stored(ana, "unit", unit)["archived"]
    assert events(ana, record=unit)[0].verb == "redo"


def test_a_record_with_a_login_is_its_owners(ana: Session, bob: Session) -> None:
    for taken in ({"login": "bob2"}, {"login": None}, {"handle": "eve"}):
        with pytest.raises(RefusedError, match="only @ana"):
            change(bob, me(ana), **taken)
    change(ana, me(ana), handle="anna")
    assert stored(ana, "person", me(ana))["handle"] == "anna"


def test_a_record_that_was_somebodys_is_not_taken_by_its_handle(ana: Session) -> None:
    change(ana, me(ana), login=None, handle="eve")
    eve = opened(ana.database.path, "eve")
    with pytest.raises(RefusedError):
        change(eve, me(ana), login="eve")
    make(eve, "unit", title="Integration")
    assert me(eve) != me(ana)
    assert stored(ana, "person", me(eve))["notes"] is None


def test_whoever_was_entered_without_a_login_is_bound_by_the_handle(ana: Session) -> None:
    cleo = make(ana, "person", handle="cleo", title="Cleo")
    change(ana, cleo, handle="cle")
    change(ana, cleo, handle="cleo")
    session = opened(ana.database.path, "cleo")
    make(session, "unit", title="Integration")
    assert me(session) == cleo
