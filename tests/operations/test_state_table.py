"""The state table of the quick line, row by row, on real records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.operations.update import NeedsAll
from models.store.errors import UsageError

if TYPE_CHECKING:
    from tests.operations.conftest import Office

TODAY, FRIDAY = "2026-11-23", "2026-11-20"
SHOWN = ("state", "progress", "remaining", "actual_start", "actual_finish")

#: Tasks to begin with: 10 h of effort each, and 2 h posted.
BEGUN: dict[str, dict[str, Any]] = {
    "todo": {"state": "todo"},
    "doing": {"state": "doing", "progress": 3000, "remaining": 420, "actual_start": "2026-11-18"},
    "blocked": {"state": "blocked", "progress": 3000, "remaining": 420, "actual_start": "2026-11-18", "blocked_since": "2026-11-19"},
    "review": {"state": "review", "progress": 9000, "remaining": 60, "actual_start": "2026-11-18"},
    "done": {"state": "done", "progress": 10000, "remaining": 0, "actual_start": "2026-11-18", "actual_finish": "2026-11-19"},
    "cancelled": {"state": "cancelled", "progress": 3000, "remaining": 0, "actual_start": "2026-11-18"},
}

SAME: Any = object()

#: typed, state before → state, progress, remaining, actual start, actual finish afterwards.
TABLE = [
    ("x", "todo", "done", 10000, 0, TODAY, TODAY),
    ("x", "doing", "done", 10000, 0, SAME, TODAY),
    ("x", "blocked", "done", 10000, 0, SAME, TODAY),
    ("x", "review", "done", 10000, 0, SAME, TODAY),
    ("x fri", "doing", "done", 10000, 0, SAME, FRIDAY),
    ("x fri", "todo", "done", 10000, 0, FRIDAY, FRIDAY),
    ("x", "done", "done", SAME, SAME, SAME, SAME),
    ("x fri", "done", "done", SAME, SAME, SAME, FRIDAY),
    ("x", "cancelled", "done", 10000, 0, SAME, TODAY),
    ("s", "todo", "doing", SAME, SAME, TODAY, SAME),
    ("s fri", "todo", "doing", SAME, SAME, FRIDAY, SAME),
    ("s", "doing", "doing", SAME, SAME, SAME, SAME),
    ("s", "blocked", "doing", SAME, SAME, SAME, SAME),
    ("s", "review", "doing", SAME, SAME, SAME, SAME),
    ("!", "todo", "blocked", SAME, SAME, SAME, SAME),
    ("!", "doing", "blocked", SAME, SAME, SAME, SAME),
    ("!", "review", "blocked", SAME, SAME, SAME, SAME),
    ("60%", "todo", "doing", 6000, 240, TODAY, SAME),
    ("60% fri", "todo", "doing", 6000, 240, FRIDAY, SAME),
    ("60%", "doing", "doing", 6000, 240, SAME, SAME),
    ("60%", "blocked", "blocked", 6000, 240, SAME, SAME),
    ("60%", "review", "review", 6000, 240, SAME, SAME),
    ("60% rem 6h", "todo", "doing", 6000, 360, TODAY, SAME),
    ("100%", "todo", "doing", 10000, 0, TODAY, SAME),
    ("100%", "doing", "doing", 10000, 0, SAME, SAME),
    ("rem 6h", "todo", "doing", 2500, 360, TODAY, SAME),
    ("rem:6h", "doing", "doing", 2500, 360, SAME, SAME),
    ("rem 6h", "blocked", "blocked", 2500, 360, SAME, SAME),
    ("2h rem 6h", "doing", "doing", 4000, 360, SAME, SAME),
    ("rem 0h", "doing", "doing", 10000, 0, SAME, SAME),
    ("2h", "todo", "doing", SAME, SAME, TODAY, SAME),
    ("2h fri", "todo", "doing", SAME, SAME, FRIDAY, SAME),
    ("2h", "doing", "doing", SAME, SAME, SAME, SAME),
    ("2h", "blocked", "blocked", SAME, SAME, SAME, SAME),
    ("2h", "done", "done", SAME, SAME, SAME, SAME),
    ("2h", "cancelled", "cancelled", SAME, SAME, SAME, SAME),
    (">cancelled", "todo", "cancelled", SAME, 0, SAME, SAME),
    (">cancelled", "doing", "cancelled", SAME, 0, SAME, SAME),
    (">cancelled", "done", "cancelled", SAME, 0, SAME, None),
    (">todo", "doing", "todo", SAME, SAME, SAME, SAME),
    (">todo rem 6h", "done", "todo", 2500, 360, SAME, None),
    (">todo rem 6h", "cancelled", "todo", 2500, 360, SAME, SAME),
    (">review", "todo", "review", SAME, SAME, TODAY, SAME),
    (">review", "doing", "review", SAME, SAME, SAME, SAME),
    ("done", "doing", "done", 10000, 0, SAME, TODAY),
    ("start", "todo", "doing", SAME, SAME, TODAY, SAME),
    ("block", "doing", "blocked", SAME, SAME, SAME, SAME),
    ("to:review", "doing", "review", SAME, SAME, SAME, SAME),
    ("=", "doing", "doing", SAME, SAME, SAME, SAME),
    ("=", "done", "done", SAME, SAME, SAME, SAME),
    ("@bob", "todo", "todo", SAME, SAME, SAME, SAME),
    ("a note", "todo", "todo", SAME, SAME, SAME, SAME),
]


def begun(office: Office, state: str) -> int:
    task = office.make(effort=600)
    office.make("time_entry", task=task, person=office.ana, day="2026-11-18", minutes=120)
    office.put(task, **{"progress": None, "remaining": None, "actual_start": None, **BEGUN[state]})
    return task


@pytest.mark.parametrize(("typed", "state", "after", "progress", "remaining", "start", "finish"), TABLE)
def test_the_table(office: Office, typed: str, state: str, after: str, progress: Any, remaining: Any, start: Any, finish: Any) -> None:
    task = begun(office, state)
    before = office.row(task)
    office.say(typed, task)
    found = office.row(task)
    wanted = dict(zip(SHOWN, (after, progress, remaining, start, finish), strict=True))
    assert {name: found[name] for name in SHOWN} == {name: before[name] if value is SAME else value for name, value in wanted.items()}
    assert found["blocked_since"] == (before["blocked_since"] or TODAY if after == "blocked" else None)


@pytest.mark.parametrize("state", ["done", "cancelled"])
@pytest.mark.parametrize("typed", ["60%", "100%", "rem 6h", "s", "start", ">doing", ">review", ">todo", "!"])
def test_what_is_over_takes_no_report(office: Office, state: str, typed: str) -> None:
    task = begun(office, state)
    before, entries = office.row(task), office.entries()
    with pytest.raises(UsageError, match=f"is {state}.*>todo rem"):
        office.say(typed, task)
    assert office.row(task) == before
    assert office.entries() == entries


@pytest.mark.parametrize("typed", ["x 60%", "x rem 2h", ">cancelled 60%", "x >review", "= 60%", "60% 70%",
                                   "2h 3h", "rem 2h rem 3h", "100% rem 2h",
                                   "@bob @eva", "due:fri due:mon", "2h by:bob by:eva", "2h mon fri"])  # fmt: skip
def test_contradictions_are_refused(office: Office, typed: str) -> None:
    task = begun(office, "doing")
    entries = office.entries()
    with pytest.raises(UsageError):
        office.say(typed, task)
    assert office.entries() == entries


def test_leaving_a_block_keeps_its_length(office: Office) -> None:
    task = begun(office, "blocked")
    office.put(task, blocked_reason="waiting on VPN", blocked_by="netops", chase_on="2026-11-24", blocked_days=3)
    office.say("s", task)
    row = office.row(task)
    assert row["blocked_days"] == 3 + 4
    assert [row[name] for name in ("blocked_since", "blocked_reason", "blocked_by", "chase_on")] == [None] * 4


def test_a_block_keeps_its_beginning_and_takes_the_new_reason(office: Office) -> None:
    task = begun(office, "blocked")
    office.say("! needs:netops chase:wed still waiting", task)
    row = office.row(task)
    assert (row["blocked_since"], row["blocked_reason"], row["blocked_by"], row["chase_on"]) == (
        "2026-11-19", "still waiting", "netops", "2026-11-25",
    )  # fmt: skip
    assert office.comments(task) == []


def test_remaining_work_follows_from_the_duration_where_there_is_no_effort(office: Office) -> None:
    task = office.make(duration=960)
    office.say("25%", task)
    assert office.row(task)["remaining"] == 720


def test_remaining_work_without_a_whole_follows_from_what_was_left(office: Office) -> None:
    task = office.make(state="doing", progress=2000, remaining=480)
    office.say("60%", task)
    assert office.row(task)["remaining"] == 240


def test_nothing_says_the_remaining_work(office: Office) -> None:
    task = office.make()
    office.say("60%", task)
    assert (office.row(task)["progress"], office.row(task)["remaining"]) == (6000, None)


def test_rem_without_hours_leaves_the_progress(office: Office) -> None:
    task = office.make(effort=600, state="doing", progress=3000, remaining=420)
    office.say("rem 6h", task)
    assert (office.row(task)["progress"], office.row(task)["remaining"]) == (3000, 360)


def test_a_task_cannot_end_before_it_began(office: Office) -> None:
    task = office.make(state="doing", actual_start="2026-11-23")
    with pytest.raises(UsageError, match="2026-11-20"):
        office.say("x fri", task)


class TestSummary:
    """`x` on a summary: its open tasks go along, or nothing happens."""

    @pytest.fixture
    def tree(self, office: Office) -> list[int]:
        top = office.make(kind="summary", title="Integration")
        middle = office.make(parent=top, kind="summary")
        return [top, middle, office.make(parent=middle), office.make(parent=top), office.make(parent=top, state="done")]

    @pytest.mark.parametrize("typed", ["x", "done", ">done"])
    def test_it_asks_for_its_open_tasks(self, office: Office, tree: list[int], typed: str) -> None:
        entries = office.entries()
        with pytest.raises(NeedsAll, match=r"2 open tasks.*all") as caught:
            office.say(typed, tree[0])
        assert caught.value.count == 2
        assert isinstance(office.look(typed, tree[0]).error, NeedsAll)
        assert office.entries() == entries

    def test_all_of_them_are_done(self, office: Office, tree: list[int]) -> None:
        office.say("CRM-1 x all fri the vendor delivered")
        assert {(office.row(task)["state"], office.row(task)["actual_finish"]) for task in tree[2:4]} == {("done", FRIDAY)}
        assert office.seen(tree[1])["state"] == office.seen(tree[0])["state"] == "done"
        assert office.row(tree[4])["actual_finish"] == TODAY
        assert office.comments(tree[0]) == ["the vendor delivered"]
        assert office.row(tree[0])["progress"] is None

    def test_the_app_asked_already(self, office: Office, tree: list[int]) -> None:
        office.say("", tree[0], verb="x", whole=True)
        assert {office.seen(task)["state"] for task in tree} == {"done"}

    def test_several_are_asked_for_at_once(self, office: Office, tree: list[int]) -> None:
        other = office.make(kind="summary")
        office.make(parent=other)
        with pytest.raises(NeedsAll, match="3 open tasks"):
            office.say("", tree[0], verb="x", records=[tree[0], other])

    def test_without_open_tasks_nothing_is_asked(self, office: Office, tree: list[int]) -> None:
        for task in tree[2:4]:
            office.say("x", task)
        entries = office.entries()
        assert "nothing changes" in office.say("x", tree[0]).lines[0]
        assert office.entries() == entries

    def test_it_is_cancelled_with_its_open_tasks(self, office: Office, tree: list[int]) -> None:
        with pytest.raises(NeedsAll, match=r"2 open tasks.*>cancelled all"):
            office.say(">cancelled", tree[0])
        office.say(">cancelled all no money", tree[0])
        assert [office.seen(task)["state"] for task in tree] == ["done", "cancelled", "cancelled", "cancelled", "done"]

    @pytest.mark.parametrize("typed", ["60%", "rem 6h", "s", "! no room", ">review", ">todo"])
    def test_it_is_what_its_tasks_are(self, office: Office, tree: list[int], typed: str) -> None:
        entries = office.entries()
        with pytest.raises(UsageError, match="is a summary"):
            office.say(typed, tree[0])
        assert office.entries() == entries

    def test_all_on_a_task_without_parts_is_a_word_of_the_note(self, office: Office, tree: list[int]) -> None:
        office.say("x all 60% good", tree[3])
        assert office.row(tree[3])["state"] == "done"
        assert office.comments(tree[3]) == ["all 60% good"]


def test_today_of_a_pinned_project_is_its_status_date(office: Office) -> None:
    with_start = office.make(effort=600)
    office.put(office.crm, status_date="2012-12-31", status_pinned=1)
    office.say("x", with_start)
    assert office.row(with_start)["actual_finish"] == "2012-12-31"
