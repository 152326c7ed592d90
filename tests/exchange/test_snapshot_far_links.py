"""Snapshots of projects whose tasks wait for tasks of other projects: the far ends go with them, and hold there as they held here."""

from __future__ import annotations

import pytest

from exchange.snapshot_projects import TODAY
from exchange.test_snapshot import neutral, project_of
from models.core.access import Session
from models.core.record import find
from models.exchange.snapshot import diff, import_snapshot, read_snapshot, verify_bytes, write_snapshot
from models.operations.check import check
from models.operations.command import command
from models.operations.refresh import refresh_marked
from models.operations.undo import undo
from models.reports.why import why
from models.values.day import add_working_days

DAY = 480
_FORECAST = """
SELECT p.code, t.number, s.start, s.finish, s.total_float FROM task_schedule s JOIN task t ON t.id = s.task JOIN project p ON p.id = t.project
WHERE p.code = 'FIN' ORDER BY t.number
"""


@pytest.fixture
def here(here: Session) -> Session:
    """Three tasks of FIN that wait for tasks of NET: finished to start, half its length, and for a milestone."""
    with command(here, "projects") as work:
        fin, net = (work.create("project", {"code": code, "title": code, "start": TODAY.isoformat()}) for code in ("FIN", "NET"))
        far = [work.create("task", {"project": net, "title": f"Far {number}", "duration": number * DAY + 60}) for number in (2, 4)]
        far.append(work.create("task", {"project": net, "title": "Reached", "kind": "milestone", "finish": "2026-12-10"}))
        own = [work.create("task", {"project": fin, "title": f"Own {number}", "duration": DAY}) for number in range(3)]
        for values in ({}, {"type": "ss", "lag": 5000, "lag_unit": "percent"}, {"type": "ss"}):
            work.create("dependency", {"predecessor": far.pop(0), "successor": own.pop(0), **values})
    return here


def forecast(session: Session) -> list[tuple[object, ...]]:
    refresh_marked(session)
    return session.database.rows(_FORECAST)


def sound(session: Session) -> None:
    assert [finding.faults for finding in check(session) if finding.faults] == []


def test_far_ends_go_with_the_project_and_hold_there(here: Session, there: Session) -> None:
    """The file is byte for byte the same again, and every date is; one undo takes all of it back."""
    data = write_snapshot(here, project_of(here))
    assert verify_bytes(data).ok
    blocks = {block.ref: block for block in read_snapshot(data).elsewhere}
    assert [*blocks] == ["NET", "NET-1", "NET-2", "NET-3"]
    assert (blocks["NET-1"].values["finish"], blocks["NET-1"].values["duration_minutes"]) == (add_working_days(TODAY, 2), 2 * DAY + 60)
    import_snapshot(there, data)
    assert forecast(there) == forecast(here)
    assert neutral(write_snapshot(there, project_of(there))) == neutral(data)
    assert why(there, find(there, "FIN-1").id, "finish")[0].lines[0].startswith("FIN-1 waits for NET-1 Far 2, finish 20")
    sound(there)
    undo(there)
    sound(there)


def test_new_dates_of_far_ends_come_with_the_next_file(here: Session, there: Session) -> None:
    data = write_snapshot(here, project_of(here))
    import_snapshot(there, data)
    with command(here, "longer") as work:
        work.change(find(here, "NET-1").id, {"duration": 9 * DAY})
        work.change(find(here, "NET-2").id, {"state": "cancelled"})
    newer = write_snapshot(here, project_of(here))
    assert {(found.ref, found.field) for found in diff(data, newer) if found.ref.startswith("NET")} >= {
        ("NET-1", "finish"),
        ("NET-2", "finish"),
    }
    import_snapshot(there, newer)
    assert forecast(there) == forecast(here) != []
    assert neutral(write_snapshot(there, project_of(there))) == neutral(newer)
    sound(there)


def test_the_far_project_itself_takes_the_place_of_its_ends(here: Session, there: Session) -> None:
    """Imported later, its tasks hold as what they are; changed there, they move what waits for them."""
    import_snapshot(there, write_snapshot(here, project_of(here)))
    import_snapshot(there, write_snapshot(here, project_of(here, "NET")))
    assert forecast(there) == forecast(here)
    for session in (here, there):
        with command(session, "longer") as work:
            work.change(find(session, "NET-1").id, {"duration": 9 * DAY})
        assert forecast(session)[0][2] == add_working_days(TODAY, 9).isoformat()
    sound(there)
