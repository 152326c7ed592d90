"""The definition of the snapshot, TOML-1 to TOML-6, over random projects."""

from __future__ import annotations

import re
import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from store.support import note_to_oneself

from exchange.snapshot_projects import NASTY, TODAY, opened, projects
from models.core.access import Session
from models.exchange.snapshot import diff, import_snapshot, read_snapshot, verify_bytes, write_snapshot
from models.exchange.snapshot_form import plain_text
from models.operations.command import command
from models.operations.refresh import rebuild
from models.store.chain import verify
from models.values import text

MAY_DIFFER = re.compile(r"^(generated_at|author|head|sha256) = .*$", re.MULTILINE)
#: Each example makes two database files: few of them, and a failing one is shown as found (shrinking would take minutes).
SLOW = settings(
    max_examples=25,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def neutral(data: bytes) -> str:
    """The file without the lines that may differ."""
    return MAY_DIFFER.sub(r"\1", data.decode())


def project_of(session: Session, code: str = "FIN") -> int:
    return int(session.database.value("SELECT id FROM project WHERE code = ?", (code,)))


@pytest.fixture
def session(here: Session) -> Session:
    """The portfolio that the project comes from."""
    return here


@pytest.fixture
def finance(session: Session) -> int:
    """A small project with one of everything."""
    with command(session, "finance") as work:
        bob = work.create("person", {"title": "Bob Blue", "handle": "bob", "email": "bob@example.org"})
        project = work.create("project", {"code": "FIN", "title": "Finance upgrade", "budget": 35_500_000, "manager": bob})
        task = work.create("task", {"project": project, "title": "Cut-over", "effort": 2400, "owner": session.me, "labels": "legal"})
        work.create(
            "risk", {"project": project, "title": "Licence count doubles", "likelihood": 2, "impact": 4, "expected_cost": 1_200_000}
        )
        line = work.create("budget_line", {"project": project, "title": "Licences", "planned": 100_000})
        work.create("cost", {"project": project, "title": "Invoice 1", "line": line, "amount": -1234, "posted_on": "2026-11-20"})
        work.create("comment", {"record": task, "text": "Ready?\nYes."})
        work.create("time_entry", {"task": task, "minutes": 90, "day": "2026-11-20"})
        work.create("baseline", {"project": project, "title": "First plan"})
        work.create("lesson", {"project": project, "title": "Ask early"})
    note_to_oneself(session, "bob", "likes tea")
    return project


@SLOW
@given(projects())
def test_toml_1(fill: Any) -> None:
    """Export, import into an empty database, export: the same bytes but for four lines; everything derived agrees, the chain holds."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = opened(Path(folder) / "a.db"), opened(Path(folder) / "b.db", "zoe")
        try:
            one = write_snapshot(first, fill(first))
            report = import_snapshot(second, one)
            two = write_snapshot(second, project_of(second))
            assert neutral(two) == neutral(one)
            assert verify_bytes(two).ok
            assert verify(second.database).fault is None
            assert report.warnings == []
            assert second.database.rows("SELECT head, source FROM anchor") == [(tomllib.loads(one.decode())["integrity"]["head"], "import")]
            derived = _derived(second)
            rebuild(second.database)
            assert _derived(second) == derived
            again = import_snapshot(second, one)
            assert (again.created, again.updated, again.batch) == ({}, {}, None)
        finally:
            first.database.close()
            second.database.close()


def test_a_code_that_came_back_is_no_former_one(tmp_path: Path) -> None:
    session = opened(tmp_path / "a.db")
    with command(session, "new") as work:
        project = work.create("project", {"code": "CRM", "title": "Customer record"})
    for code in ("CRX", "CRM"):
        with command(session, "rename") as work:
            work.change(project, {"code": code})
    assert tomllib.loads(write_snapshot(session, project).decode())["project"]["aliases"] == ["CRX"]
    session.database.close()


def _derived(session: Session) -> list[Any]:
    return [session.database.rows(f"SELECT * FROM {name} ORDER BY 1") for name in ("task_schedule", "project_totals", "project_health")]


@SLOW
@given(projects())
def test_toml_2(fill: Any) -> None:
    """Order and uids are stable: writing twice gives the same bytes; rows stand by number; the uids are those of the records."""
    with tempfile.TemporaryDirectory() as folder:
        session = opened(Path(folder) / "a.db")
        project = fill(session)
        one = write_snapshot(session, project, now=datetime(2026, 11, 23, 9, tzinfo=UTC))
        two = write_snapshot(session, project, now=datetime(2026, 11, 24, 9, tzinfo=UTC))
        lines = zip(one.split(b"\n"), two.split(b"\n"), strict=True)
        assert next(mine for mine, yours in lines if mine != yours) == b"generated_at = 2026-11-23T09:00:00Z"
        assert neutral(one) == neutral(two)
        found = read_snapshot(one)
        uids = dict(session.database.rows("SELECT uid, id FROM record"))
        for kind, blocks in found.blocks.items():
            numbers = [block.number or 0 for block in blocks]
            assert numbers == sorted(numbers)
            assert all(block.uid in uids for block in blocks), kind
        session.database.close()


@settings(max_examples=60)
@given(st.text(max_size=200) | st.lists(st.sampled_from(NASTY), max_size=6).map(" ".join))
def test_toml_3(words: str) -> None:
    """Quotes, newlines, unicode, emoji and empty strings survive; "" and absent are two things."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = opened(Path(folder) / "a.db"), opened(Path(folder) / "b.db")
        title = text.clean_line(words) or "x"
        with command(first, "texts") as work:
            project = work.create("project", {"code": "FIN", "title": title, "objective": text.clean(words), "scope_in": ""})
            work.create("task", {"project": project, "title": title, "description": text.clean(words + "\n\n" + words)})
        data = write_snapshot(first, project)
        assert b"\r" not in data
        import_snapshot(second, data)
        sql = "SELECT p.title, p.objective, p.scope_in, p.scope_out, t.title, t.description FROM project p JOIN task t ON t.project = p.id"
        assert second.database.rows(sql) == first.database.rows(sql)
        assert second.database.row("SELECT scope_in, scope_out FROM project") == ("", None)
        first.database.close()
        second.database.close()


@settings(max_examples=300)
@given(data=st.data())
def test_toml_4(data: st.DataObject) -> None:
    """One changed byte anywhere fails `verify`; so does a cut, an addition, a conversion of line ends."""
    sealed = _sealed()
    at = data.draw(st.integers(0, len(sealed) - 1) | st.integers(len(sealed) - 90, len(sealed) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != sealed[at]))
    assert not verify_bytes(sealed[:at] + bytes([byte]) + sealed[at + 1 :]).ok
    assert not verify_bytes(sealed[:at]).ok
    assert not verify_bytes(sealed[:at] + sealed[at + 1 :]).ok
    assert not verify_bytes(sealed[:at] + bytes([byte]) + sealed[at:]).ok


_SEALED: list[bytes] = []


def _sealed() -> bytes:
    if not _SEALED:
        with tempfile.TemporaryDirectory() as folder:
            session = opened(Path(folder) / "a.db")
            with command(session, "small") as work:
                project = work.create("project", {"code": "FIN", "title": "Finance"})
            _SEALED.append(write_snapshot(session, project))
            session.database.close()
    return _SEALED[0]


def test_toml_4_every_byte_of_the_last_line() -> None:
    """Each byte of the sealing line counts, with every bit flipped."""
    sealed = _sealed()
    assert verify_bytes(sealed).ok
    for at in range(len(sealed) - 80, len(sealed)):
        for bit in range(8):
            assert not verify_bytes(sealed[:at] + bytes([sealed[at] ^ 1 << bit]) + sealed[at + 1 :]).ok


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda data: data.replace(b"\n", b"\r\n"), "CRLF"),
        (lambda data: data[:-1], "damaged"),
        (lambda data: data + b"\n", "damaged"),
        (lambda data: data + b"# end\n", "damaged"),
        (lambda data: data[: len(data) // 2], "cut"),
        (lambda data: b"", "empty"),
        (lambda data: data[-76:], "no sha256"),
        (lambda data: data[:-70] + data[-70:].upper(), "damaged"),
        (lambda data: data.replace(b"Finance", b"Finances"), "changed after"),
        (lambda data: b"\xef\xbb\xbf" + data, "changed after"),
    ],
)
def test_toml_4_says_what_is_wrong(harm: Any, says: str) -> None:
    verdict = verify_bytes(harm(_sealed()))
    assert not verdict.ok
    assert says in str(verdict.fault)


def test_toml_5(session: Session, finance: int) -> None:
    """Private notes are absent unless asked for, and then only to whom they belong; a person's address never leaves."""
    with command(session, "notes") as work:
        assert session.me is not None
        work.change(session.me, {"notes": "my own doubts"})
        work.change(finance, {"lead": session.me})
    for data in (write_snapshot(session, finance), write_snapshot(session, finance, include_private=True)):
        assert b"likes tea" not in data
        assert b"bob@example.org" not in data
    assert b"my own doubts" not in write_snapshot(session, finance)
    assert b'notes = "my own doubts"' in write_snapshot(session, finance, include_private=True)


def test_toml_5_private_notes_are_imported_where_they_were_asked_for(session: Session, there: Session, finance: int) -> None:
    with command(session, "notes") as work:
        work.change(session.me or 0, {"notes": "my own doubts"})
    import_snapshot(there, write_snapshot(session, finance, include_private=True))
    assert there.database.value("SELECT notes FROM person WHERE handle = 'ana'") == "my own doubts"
    assert b"doubts" not in write_snapshot(there, project_of(there), include_private=True), "bob may not read them"
    import_snapshot(there, write_snapshot(session, finance))
    assert there.database.value("SELECT notes FROM person WHERE handle = 'ana'") == "my own doubts", (
        "what a file leaves out is not taken away"
    )


def test_toml_6(session: Session, finance: int) -> None:
    """Two snapshots differ by record and field; what came and what went is named."""
    before = write_snapshot(session, finance)
    task, risk = (session.database.value(f"SELECT id FROM {kind}") for kind in ("task", "risk"))
    with command(session, "changes") as work:
        work.change(task, {"state": "done", "actual_finish": "2026-11-20", "actual_start": "2026-11-18", "labels": None})
        work.change(finance, {"code": "FUN"})
        work.create("lesson", {"project": finance, "title": "Write it down"})
        work.archive(risk)
    found = diff(before, write_snapshot(session, finance))
    seen = {(each.ref, each.field): (each.before, each.after) for each in found}
    assert seen["FUN", "ref"] == ("FIN", "FUN")
    assert seen["FUN-1", "state"] == ("todo", "done")
    assert seen["FUN-1", "actual_finish"] == (None, "2026-11-20")
    assert seen["FUN-1", "progress"] == (None, 100.0)
    assert seen["FUN-1", "labels"] == (["legal"], None)
    assert seen["FUN-LL2", None] == (None, "Write it down")
    assert seen["FUN-R1", "archived"][0] is None
    assert seen["FUN", "gate.tasks"] == ("open", "ok")
    back = {(each.ref, each.field): (each.before, each.after) for each in diff(write_snapshot(session, finance), before)}
    assert back["FUN-LL2", None] == ("Write it down", None)
    assert diff(before, before) == []


def test_the_form(session: Session, finance: int) -> None:
    """Sections in order, the lines that stand alone, values as the definition has them."""
    with command(session, "closing") as work:
        work.change(finance, {"state": "closing"})
    data = write_snapshot(session, finance, now=datetime(2026, 12, 8, 9, tzinfo=UTC))
    lines = data.decode().split("\n")
    headers = list(dict.fromkeys(line for line in lines if line.startswith("[")))
    assert headers == [
        "[meta]", "[project]", "[[task]]", "[[baseline]]", "[[baseline_line]]", "[[risk]]", "[[budget_line]]", "[[cost]]", "[[time_entry]]",
        "[[comment]]", "[[lesson]]", "[[person]]", "[[weekly_fact]]", "[evm]", "[closure]", "[integrity]",
    ]  # fmt: skip
    for line in (
        "generated_at = 2026-12-08T09:00:00Z",
        'author = "ana"',
        "schema = 1",
        'ref = "FIN"',
        "effort_minutes = 2400",
        'ref = "@bob"',
    ):
        assert line in lines
    assert 'amount = "-12.34 EUR"' in lines
    assert "posted_on = 2026-11-20" in lines
    assert 'text = "Ready?\\nYes."' in lines
    assert re.fullmatch(r'sha256 = "[0-9a-f]{64}"', lines[-2])
    assert lines[-1] == ""
    tables = tomllib.loads(data.decode())
    assert tables["closure"] == {"form": "completed", "gate": {"tasks": "open", "raid": "open", "lessons": "ok", "baseline": "ok"}}
    assert tables["evm"] == {
        "status_date": TODAY, "budget": "355000.00 EUR", "planned": "1000.00 EUR", "forecast": "1000.00 EUR", "actual": "-12.34 EUR",
    }  # fmt: skip
    assert tables["integrity"]["rows"]["person"] == 2
    assert not {"id", "version", "project", "code"} & tables["task"][0].keys()


def test_the_example_of_the_definition_reads_alike(session: Session, finance: int, shared: Path) -> None:
    """What the published example shows of the sections there are is what is written: the same keys with values of the same types."""
    example = tomllib.loads((shared.parent / "example.toml").read_text())
    mine = tomllib.loads(write_snapshot(session, finance).decode())
    assert set(mine["meta"]) == set(example["meta"])
    for section in ("meta", "project", "evm", "integrity"):
        for key in example[section].keys() & mine[section].keys():
            assert type(mine[section][key]) is type(example[section][key]), key
    for section in ("task", "risk", "person"):
        for key in example[section][0].keys() & mine[section][0].keys():
            assert type(mine[section][0][key]) is type(example[section][0][key]), key


def test_values_of_a_snapshot_as_text() -> None:
    assert [plain_text(value) for value in (None, True, ["a", "b"], {"x": 1}, 12.5)] == ["–", "yes", "a b", "x 1", "12.5"]
