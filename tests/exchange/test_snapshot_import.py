"""Importing a snapshot: known records are compared and updated or refused, never doubled; one undo takes all of it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exchange.snapshot_projects import opened
from exchange.test_snapshot import neutral, project_of
from models.core import registry
from models.core.access import Session
from models.core.record import find
from models.exchange.snapshot import diff, import_snapshot, write_snapshot
from models.operations.check import check
from models.operations.command import command
from models.operations.portfolio import portfolio
from models.operations.undo import undo
from models.store.errors import ConflictError
from models.store.journal import AlreadyDone


@pytest.fixture
def project(here: Session) -> int:
    with command(here, "finance") as work:
        bob = work.create("person", {"title": "Bob Blue", "handle": "bob"})
        found = work.create("project", {"code": "FIN", "title": "Finance upgrade", "budget": 100_000, "manager": bob})
        summary = work.create("task", {"project": found, "title": "Cut-over", "kind": "summary"})
        first = work.create("task", {"project": found, "title": "Rehearse", "duration": 960, "parent": summary, "owner": bob})
        second = work.create("task", {"project": found, "title": "Switch", "duration": 480, "parent": summary})
        work.create("dependency", {"predecessor": first, "successor": second})
    return found


def set_field(session: Session, ref: str, **values: Any) -> None:
    with command(session, "set") as work:
        work.change(find(session, ref).id, values)


def read(session: Session, ref: str, field: str) -> Any:
    entry = find(session, ref)
    return session.database.value(f'SELECT "{field}" FROM "{entry.kind}" WHERE id = ?', (entry.id,))


def counts(session: Session) -> dict[str, int]:
    return dict(session.database.rows("SELECT kind, count(*) FROM record GROUP BY kind"))


def test_the_login_is_bound_to_the_person_with_its_handle(here: Session, there: Session, project: int) -> None:
    import_snapshot(there, write_snapshot(here, project))
    assert there.database.row("SELECT id FROM person WHERE handle = 'bob' AND login = 'bob'") == (there.me,)
    set_field(there, "FIN-2", title="Rehearse twice")
    assert there.database.value("SELECT count(*) FROM person") == 1, "the next write makes no second bob"


def test_an_import_is_no_update_by_a_person(here: Session, project: int, tmp_path: Path) -> None:
    """Status date and pin stay as in the file, whenever it is imported."""
    set_field(here, "FIN", status_date="2026-10-30")
    from datetime import date

    later = opened(tmp_path / "later.db", "zoe", date(2027, 3, 1))
    import_snapshot(later, write_snapshot(here, project))
    assert later.database.row("SELECT status_date, status_pinned FROM project") == ("2026-10-30", 1)
    assert later.me is None, "nobody of the file is zoe"
    assert later.database.rows("SELECT by, login, source FROM batch") == [(None, "zoe", "import")]
    later.database.close()


def test_a_second_import_changes_nothing(here: Session, there: Session, project: int) -> None:
    data = write_snapshot(here, project)
    import_snapshot(there, data)
    before = counts(there)
    report = import_snapshot(there, data)
    assert (report.created, report.updated, report.batch) == ({}, {}, None)
    assert report.unchanged == {"person": 1, "project": 1, "task": 3, "dependency": 1}
    assert counts(there) == before


def test_a_newer_snapshot_updates(here: Session, there: Session, project: int) -> None:
    import_snapshot(there, write_snapshot(here, project))
    set_field(here, "FIN-2", title="Rehearse twice", labels="risky")
    set_field(here, "FIN", code="FUN")
    with command(here, "more") as work:
        work.create("task", {"project": project, "title": "Celebrate"})
        work.archive(find(here, "FIN-3").id)
    newer = write_snapshot(here, project)
    report = import_snapshot(there, newer)
    assert report.created == {"task": 1}
    assert report.updated == {"project": 1, "task": 2}
    assert read(there, "FUN-2", "title") == "Rehearse twice"
    assert find(there, "FIN-2") == find(there, "FUN-2"), "the old code still leads there"
    assert read(there, "FUN-3", "archived") is not None
    assert neutral(write_snapshot(there, project_of(there, "FUN"))) == neutral(newer)


def test_different_fields_merge(here: Session, there: Session, project: int) -> None:
    """What was changed there stays where the file still has the old value; what the file changed is taken."""
    import_snapshot(there, write_snapshot(here, project))
    set_field(there, "FIN-2", title="Rehearse at night")
    set_field(here, "FIN-2", duration=1440)
    set_field(here, "FIN-3", title="Switch over")
    report = import_snapshot(there, write_snapshot(here, project))
    assert [(clash.ref, clash.field, clash.theirs, clash.mine) for clash in report.kept] == [
        ("FIN-2", "title", "Rehearse at night", "Rehearse")
    ]
    assert read(there, "FIN-2", "title") == "Rehearse at night"
    assert read(there, "FIN-2", "duration") == 1440
    assert read(there, "FIN-3", "title") == "Switch over"
    set_field(here, "FIN-3", title="Switch over at last")
    again = import_snapshot(there, write_snapshot(here, project))
    assert read(there, "FIN-2", "title") == "Rehearse at night", "an own change is not forgotten by the import between"
    assert [clash.field for clash in again.kept] == ["title"]


def test_the_same_field_is_refused_and_nothing_is_written(here: Session, there: Session, project: int) -> None:
    import_snapshot(there, write_snapshot(here, project))
    set_field(there, "FIN-2", title="Rehearse at night")
    set_field(here, "FIN-2", title="Rehearse twice")
    set_field(here, "FIN-3", title="Switch over")
    before = there.database.value("SELECT count(*) FROM entry")
    with pytest.raises(ConflictError, match="FIN-2 title") as caught:
        import_snapshot(there, write_snapshot(here, project))
    (clash,) = caught.value.clashes
    assert (clash.ref, clash.before, clash.theirs, clash.mine, clash.who) == (
        "FIN-2",
        "Rehearse",
        "Rehearse at night",
        "Rehearse twice",
        "bob",
    )
    assert there.database.value("SELECT count(*) FROM entry") == before
    assert read(there, "FIN-3", "title") == "Switch"


def test_a_duration_here_and_an_effort_in_the_file_are_two_lengths_of_one_task(here: Session, there: Session, project: int) -> None:
    set_field(here, "FIN-2", duration=None)
    import_snapshot(there, write_snapshot(here, project))
    set_field(there, "FIN-2", duration=960)
    set_field(here, "FIN-2", effort=480)
    with pytest.raises(ConflictError) as caught:
        import_snapshot(there, write_snapshot(here, project))
    assert [(clash.field, clash.theirs, clash.mine) for clash in caught.value.clashes] == [("duration", 960, None), ("effort", None, 480)]
    assert (read(there, "FIN-2", "duration"), read(there, "FIN-2", "effort")) == (960, None)


def test_an_older_snapshot_of_ones_own_is_refused(here: Session, project: int) -> None:
    older = write_snapshot(here, project)
    set_field(here, "FIN-2", title="Rehearse twice")
    with pytest.raises(ConflictError, match="older than FIN here"):
        import_snapshot(here, older)
    assert read(here, "FIN-2", "title") == "Rehearse twice"


def test_a_restored_backup_takes_the_snapshot_made_after_it(here: Session, project: int, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    here.database.backup_to(str(backup))
    set_field(here, "FIN-2", title="Rehearse twice")
    with portfolio(str(backup), login="ana", today=here.today) as restored:
        report = import_snapshot(restored, write_snapshot(here, project))
        assert report.updated == {"task": 1}
        assert read(restored, "FIN-2", "title") == "Rehearse twice"


def test_a_dry_run_says_what_would_be_and_writes_nothing(here: Session, there: Session, project: int) -> None:
    data = write_snapshot(here, project)
    rehearsed = import_snapshot(there, data, dry_run=True)
    assert counts(there) == {}
    assert there.me is None
    assert there.database.value("SELECT count(*) FROM anchor") == 0
    assert there.database.value("SELECT count(*) FROM setting WHERE name = 'zone'") == 0
    assert rehearsed._replace(dry_run=False) == import_snapshot(there, data)


def test_one_undo_takes_an_import_back_and_it_can_be_repeated(here: Session, there: Session, project: int) -> None:
    data = write_snapshot(here, project)
    report = import_snapshot(there, data)
    undo(there, report.batch)
    assert there.database.value("SELECT count(*) FROM task WHERE archived IS NULL") == 0
    again = import_snapshot(there, data)
    assert again.created == {}
    assert there.database.value("SELECT count(*) FROM task WHERE archived IS NULL") == 3
    kinds = {each.kind for each in diff(data, write_snapshot(there, project_of(there)))}
    assert kinds == {"weekly_fact"}, "only the week in which it was taken back is new"


def test_a_repeated_command_is_carried_out_once(here: Session, there: Session, project: int) -> None:
    data = write_snapshot(here, project)
    import_snapshot(there, data, once="key-1")
    with pytest.raises(AlreadyDone):
        import_snapshot(there, data, once="key-1")


def test_a_taken_code_is_refused(here: Session, there: Session, project: int) -> None:
    with command(there, "own") as work:
        work.create("project", {"code": "FIN", "title": "Finnish course"})
    with pytest.raises(ConflictError, match="FIN is another record here"):
        import_snapshot(there, write_snapshot(here, project))
    assert there.database.value("SELECT count(*) FROM project") == 1


def test_a_taken_number_is_refused(here: Session, there: Session, project: int) -> None:
    import_snapshot(there, write_snapshot(here, project))
    for session, title in ((here, "One thing"), (there, "Another thing")):
        with command(session, "new") as work:
            work.create("task", {"project": project_of(session), "title": title})
    with pytest.raises(ConflictError, match="FIN-4 is another record here"):
        import_snapshot(there, write_snapshot(here, project))


def test_a_record_that_was_moved_away_is_refused(here: Session, there: Session, project: int) -> None:
    with command(here, "risk") as work:
        work.create("risk", {"project": project, "title": "Late"})
    import_snapshot(there, write_snapshot(here, project))
    with command(there, "move") as work:
        work.change(find(there, "FIN-R1").id, {"project": work.create("project", {"code": "NET", "title": "Network"})}, moving=True)
    with pytest.raises(ConflictError, match="it is NET-R1 here"):
        import_snapshot(there, write_snapshot(here, project))


def test_a_reference_that_still_leads_to_a_moved_record_is_taken(here: Session, there: Session, project: int) -> None:
    import_snapshot(there, write_snapshot(here, project))
    with command(there, "move") as work:
        risk = work.create("risk", {"project": project_of(there), "title": "Late"})
        work.change(risk, {"project": work.create("project", {"code": "NET", "title": "Network"})}, moving=True)
    with command(here, "risk") as work:
        work.create("risk", {"project": project, "title": "Early"})
    with pytest.raises(ConflictError, match="NET-R1 is another record here"):
        import_snapshot(there, write_snapshot(here, project))


def test_people_with_the_same_handle_are_the_same(here: Session, there: Session, project: int) -> None:
    with command(there, "own") as work:
        work.create("person", {"handle": "ana", "title": "Ana of the other team"})
    set_field(here, "FIN", lead=here.me)
    report = import_snapshot(there, write_snapshot(here, project))
    assert there.database.rows("SELECT handle, title FROM person ORDER BY handle") == [("ana", "Ana of the other team"), ("bob", "bob")]
    assert {warning.split()[0] for warning in report.warnings} == {"@ana", "@bob"}
    assert read(there, "FIN", "manager") == there.me


def test_the_programme_and_far_ends_of_links_wait_for_their_own_project(here: Session, there: Session, project: int) -> None:
    """Records of other projects come as archived names; their own snapshot brings them to life, whichever comes first."""
    with command(here, "network") as work:
        other = work.create("project", {"code": "NET", "title": "Network"})
        line = work.create("task", {"project": other, "title": "Lines", "start": "2026-12-01", "duration": 960})
        far_link = {"project": project, "predecessor": line, "successor": find(here, "FIN-2").id, "type": "fs"}
        work.batch.create(registry.get("dependency").shape, far_link)  # as later versions will write it
        work.change(project, {"programme": other})
    mine, far = write_snapshot(here, project), write_snapshot(here, other)
    import_snapshot(there, mine)
    assert there.database.row("SELECT title, archived IS NOT NULL FROM project WHERE code = 'NET'") == ("Network", 1)
    assert there.database.row("SELECT start, archived IS NOT NULL FROM task WHERE title = 'Lines'") == ("2026-12-01", 1)
    assert neutral(write_snapshot(there, project_of(there))) == neutral(mine)
    report = import_snapshot(there, far)
    assert report.updated == {"project": 1, "task": 1}
    assert there.database.row("SELECT archived, duration FROM task WHERE title = 'Lines'") == (None, 960)
    assert neutral(write_snapshot(there, project_of(there, "NET"))) == neutral(far)
    assert neutral(write_snapshot(there, project_of(there))) == neutral(mine)


def test_old_references_still_lead_to_the_record(here: Session, there: Session, project: int) -> None:
    set_field(here, "FIN", code="FUN")
    import_snapshot(there, write_snapshot(here, project))
    assert find(there, "FIN-2") == find(there, "FUN-2")


def test_the_zone_comes_into_an_empty_portfolio_only(here: Session, there: Session, project: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Paris")
    data = write_snapshot(here, project)
    assert b'timezone = "Europe/Paris"' in data
    import_snapshot(there, data)
    assert there.database.value("SELECT value FROM setting WHERE name = 'zone'") == "Europe/Paris"
    with command(here, "second") as work:
        second = work.create("project", {"code": "TWO", "title": "Second"})
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    import_snapshot(there, write_snapshot(here, second))
    assert there.database.value("SELECT value FROM setting WHERE name = 'zone'") == "Europe/Paris"


def test_weeks_are_never_repainted(here: Session, there: Session, project: int) -> None:
    set_field(here, "FIN", budget=90_000)
    data = write_snapshot(here, project)
    assert b"[[weekly_fact]]" in data
    import_snapshot(there, data)
    facts = there.database.rows("SELECT * FROM weekly_fact")
    assert [row[1:] for row in facts] == [row[1:] for row in here.database.rows("SELECT * FROM weekly_fact")]
    here.database.execute("DROP TRIGGER weekly_fact_is_fixed")
    here.database.execute("UPDATE weekly_fact SET overall = 'red'")
    import_snapshot(there, write_snapshot(here, project))
    assert there.database.rows("SELECT * FROM weekly_fact") == facts


def test_everything_is_sound_afterwards(here: Session, there: Session, project: int) -> None:
    with command(here, "more") as work:
        work.create("comment", {"record": project, "text": "Well begun"})
        work.archive(find(here, "FIN-3").id)
    import_snapshot(there, write_snapshot(here, project))
    assert [each for each in check(there) if each.faults] == []
