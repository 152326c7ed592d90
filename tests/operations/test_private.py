"""What is private to one person: nobody else reads it, changes it, or learns that it was changed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from store.support import change, make, new_portfolio, opened, stored

from models.core import registry
from models.core.access import Session
from models.core.listing import Listing
from models.exchange.tables import Report, export_csv, import_csv
from models.operations.command import command
from models.operations.edit import read_fields
from models.operations.history import events
from models.operations.undo import undo
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


def test_filters_and_orders_answer_of_ones_own_alone(ana: Session, bob: Session) -> None:
    people = registry.get("person")
    with command(bob, "note") as work:
        work.change(me(bob), {"notes": "her doubts, my plan"})
    for session in (ana, bob):
        for words in ("notes:doubts", "-notes:none", "notes!=none", "notes:doubts or notes:plan"):
            listing = Listing(people, session, words=words)
            assert ([*listing.ids()], listing.count()) == ([me(session)], 1), words
    assert [*Listing(people, ana, words="notes:plan").ids()] == []
    assert [*Listing(people, bob, words='notes="my own doubts"').ids()] == []
    for session, other in ((ana, bob), (bob, ana)):
        for sort in ("notes", "notes-"):
            assert [*Listing(people, session, sort=sort).ids()] == [me(session), me(other)], "the others' values order nothing"


def test_who_has_none_cannot_ask_for_them(ana: Session) -> None:
    stranger = opened(ana.database.path, "eve")
    for given in ({"words": "notes:doubts"}, {"sort": "notes"}, {"words": "nonsense:x"}):
        with pytest.raises(UsageError, match="has no field") as caught:
            Listing(registry.get("person"), stranger, **given)  # type: ignore[arg-type]
        assert "notes" not in (caught.value.hint or "")


def test_a_file_carries_ones_own_and_nobody_elses(ana: Session, bob: Session, tmp_path: Path) -> None:
    people = registry.get("person")

    def exported(session: Session) -> list[dict[str, str]]:
        out = io.StringIO(newline="")
        export_csv(session, people, "", out)
        return list(csv.DictReader(io.StringIO(out.getvalue())))

    rows = exported(ana)
    assert {row["handle"]: row["notes"] for row in rows} == {"ana": "my own doubts", "bob": ""}
    assert all("notes" not in row for row in exported(bob)), "without any of one's own there is no such column"

    def imported(session: Session, **notes: str) -> Report:
        path = tmp_path / "people.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows([{**row, "notes": notes.get(row["handle"], "")} for row in rows])
        return import_csv(session, str(path))

    assert imported(ana, ana="new doubts").errors == []
    assert stored(ana, "person", me(ana))["notes"] == "new doubts"
    assert imported(bob).errors == []
    for guess in ("new doubts", "something else"):
        (problem,) = imported(bob, ana=guess).errors
        assert problem.reason == "person has no field “notes”", "a right guess is not told from a wrong one"
    assert stored(ana, "person", me(ana))["notes"] == "new doubts"


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
