"""What one may not read stands on no screen: neither its rows nor its titles, references or figures."""

from __future__ import annotations

import pytest
from stage import Player, play
from store.support import make

from models.core import access, registry
from models.core.access import Session
from models.operations import trends, workload
from models.operations.closure import gate

#: The keys that open what is looked at, from a clean tab.
PLACES = (
    ("0",), ("0", "t"), ("1",), ("1", "t"), ("2",), ("2", "enter"), ("2", "H"), ("2", "w"), ("2", "L"), ("3",), ("4",), ("5",),
    ("5", "enter"),
)  # fmt: skip


def hides(session: Session, verb: str, kind: str) -> str:
    """A rule as later versions may have one: nobody reads the project SEC, what belongs to it, and secret words about other records."""
    register = registry.get(kind)
    if kind == "project":
        return "t.code <> 'SEC'"
    words = f't."{register.title_field}" NOT LIKE \'%secret%\''
    return f"t.project <> (SELECT id FROM project WHERE code = 'SEC') AND {words}" if register.has_project else access.EVERY_ROW


@pytest.fixture
def secrets(session: Session) -> Session:
    """An open project and a secret one, whose task holds one of the open project and fills somebody's week."""
    make(session, "project", code="OPN", title="Open project", state="running", budget=100_000)
    secret = make(session, "project", code="SEC", title="Secret project", state="running", budget=900_000_00)
    first = session.database.value("SELECT id FROM project WHERE code = 'OPN'")
    task = make(session, "task", project=first, title="Open task", duration=4800, owner=session.me)
    hidden = make(session, "task", project=secret, title="Secret task", duration=9600, owner=session.me, state="blocked", blocked_reason="Secret")
    make(session, "dependency", predecessor=hidden, successor=task, type="fs")
    make(session, "risk", project=secret, title="Secret risk", likelihood=5, impact=5, owner=session.me)
    make(session, "budget_line", project=secret, title="Secret line", planned=900_000_00)
    make(session, "comment", record=task, text="Secret words")
    make(session, "link", record=task, url="https://example.org/secret", title="Secret link")
    return session


def seen(session: Session) -> dict[tuple[str, ...], str]:
    """What stands on each screen, wide enough for every pane."""
    found: dict[tuple[str, ...], str] = {}

    async def scene(at: Player) -> None:
        task = at.value("SELECT id FROM task WHERE title = 'Open task'")
        for keys in PLACES:
            await at.press(keys[0])
            if keys[0] == "2":
                await at.go_to(task)
            await at.press(*keys[1:])
            found[keys] = at.screen
            for _ in range(2):
                if len(at.app.screen_stack) > 1:
                    await at.press("escape")

    play(session, scene, size=(200, 50))
    return found


def test_no_screen_shows_what_one_may_not_read(secrets: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = seen(secrets)
    assert [keys for keys, text in plain.items() if "SEC" not in text and "ecret" not in text] == [], "each of them shows something of it"
    monkeypatch.setattr(access, "rule", hides)
    shown = {keys: [line for line in text.splitlines() if "SEC" in line or "ecret" in line] for keys, text in seen(secrets).items()}
    assert {keys: lines for keys, lines in shown.items() if lines} == {}


def test_what_is_counted_and_summed_leaves_them_out(secrets: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    me = secrets.me or 0
    before = sum(workload.loads(secrets, [me], 8)[me].weeks)
    assert trends.counts(secrets)["judged"] == 2
    monkeypatch.setattr(access, "rule", hides)
    assert sum(workload.loads(secrets, [me], 8)[me].weeks) < before
    assert trends.counts(secrets)["judged"] == 1


def test_the_gate_counts_what_it_does_not_name(secrets: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project is not closed because whoever asks may not read what is open in it."""
    project = secrets.database.value("SELECT id FROM project WHERE code = 'SEC'")
    assert "Secret task" in gate(secrets, project)[0].next
    monkeypatch.setattr(access, "rule", hides)
    rows = gate(secrets, project)
    assert rows[0][2:6] == ("open", 1, "", "")
    assert "ecret" not in str(rows)
