"""The verbs on rows: what they write, what they say, and that no row moves under the next key."""

from __future__ import annotations

from acting import Scene, act

from models.operations.command import command
from models.operations.portfolio import portfolio


def test_the_morning_of_a_lead(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        before = s.refs()
        assert s.at() == "CRM-101"
        await s.press("x")
        assert "CRM-101: doing → done" in s.said()
        await s.type("u60% 2h API stubbed", "enter")
        assert "CRM-102: done 30 → 60 %" in s.said()
        await s.type("bwaiting on VPN", "enter")
        assert "CRM-103: doing → blocked" in s.said()
        assert s.refs() == before, "rows moved under the keys"
        assert (s.value("state", "CRM-101"), s.value("progress", "CRM-102"), s.value("state", "CRM-103")) == ("done", 6000, "blocked")
        assert s.value("blocked_reason", "CRM-103") == "waiting on VPN"
        await s.press("z")
        assert "undone: block" in s.said()
        assert s.value("state", "CRM-103") == "doing"
        await s.press("Z")
        assert "redone" in s.said()
        assert s.value("state", "CRM-103") == "blocked"

    act(demo_copy, scene)


def test_the_preview_keeps_what_is_wrong_and_takes_words_in(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        await s.type("u")
        assert "60%  2h" in s.said()
        await s.type("@nobody", "enter")
        assert "nobody" in s.said()
        assert "CRM-101 > @nobody" in s.text()
        await s.press("ctrl+u")
        await s.type("a talk with @bob")
        assert "stays part of the note; Tab takes it in" in s.said()
        await s.press("tab")
        assert "owner ana → bob" in s.said()
        await s.press("escape")
        assert s.value("owner", "CRM-101") == s.app.session.me

    act(demo_copy, scene)


def test_a_block_needs_a_reason_and_hours_take_a_bare_number(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        await s.press("b", "enter")
        assert "a block needs its reason" in s.said()
        assert s.value("state", "CRM-101") == "doing"
        await s.press("escape")
        await s.type("l2", "enter")
        assert "2 h of ana" in s.said()
        await s.press("k")
        await s.type("d1 dec", "enter")
        assert s.value("due", "CRM-101") == "2026-12-01"
        await s.press("full_stop")
        assert s.value("due", "CRM-102") == "2026-12-01"

    act(demo_copy, scene)


def test_marked_rows_are_done_together_and_one_undo_takes_them_back(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        await s.press("space", "space")
        assert len(s.app.screen.table.marks) == 2  # type: ignore[attr-defined]
        await s.type("creviewed", "enter")
        assert s.app.session.database.value("SELECT count(*) FROM comment WHERE text = 'reviewed'") == 2
        assert not s.app.screen.table.marks  # type: ignore[attr-defined]
        await s.press("z")
        assert s.app.session.database.value("SELECT count(*) FROM comment WHERE text = 'reviewed' AND archived IS NULL") == 0

    act(demo_copy, scene)


def test_a_summary_asks_once(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        await s.press("2")
        await s.look_at("CRM")
        s.go("CRM-109")
        await s.press("x")
        assert "holds 6 open tasks" in s.text()
        await s.press("n")
        assert s.value("state", "CRM-109") == "todo"
        await s.press("x", "y")
        assert "CRM-109: " in s.said()
        assert "→ done" in s.said()
        assert s.value("state", "CRM-110") == "done"

    act(demo_copy, scene)


def test_the_outline_folds_indents_and_orders(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        await s.press("2")
        await s.look_at("CRM")
        s.go("CRM-100")
        await s.press("left")
        assert "▸ ! Interfaces (" in s.text()
        await s.press("right")
        assert "▾ ! Interfaces" in s.text()
        s.go("CRM-103")
        await s.press("x")
        s.go("CRM-117")
        await s.press("J")
        shown = s.refs()
        assert shown.index("CRM-118") < shown.index("CRM-117")
        assert "CRM-103" in shown, "a done row left the list"
        await s.press("greater_than_sign")
        assert "indented: part of CRM-118" in s.said()
        await s.press("less_than_sign")
        assert "outdented: part of CRM-116" in s.said()
        await s.press("greater_than_sign", "J")
        assert "is the last of its siblings already" in s.said()
        await s.press("slash")
        await s.type("state:open", "enter", "J")
        assert "the order is changed in the outline" in s.said()

    act(demo_copy, scene)


def test_one_picker_moves_to_a_person_a_week_or_a_project(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        await s.press("2")
        s.go("CRM-104")
        await s.press("m")
        await s.type("@bob", "enter")
        assert "moved to @bob" in s.said()
        await s.press("m")
        await s.type("week of 7 dec", "enter")
        assert s.value("start", "CRM-104") == "2026-12-07"
        s.go("CRM-117")
        await s.press("m")
        await s.type("FIN finance", "enter")
        assert "moved to FIN" in s.said()
        assert s.at().startswith("FIN-")

    act(demo_copy, scene)


def test_links_are_found_by_words_added_and_removed(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        await s.press("2")
        s.go("CRM-117")
        await s.press("L")
        await s.type("101SS+2d", "enter")
        assert "waits for CRM-101 now" in s.said()
        await s.press("L")
        assert "waits for CRM-101   SS +2d" in s.text()
        await s.press("enter")
        assert "link removed" in s.said()
        await s.press("L")
        await s.type("https://example.org/a", "enter")
        assert "https://example.org/a added" in s.said()

    act(demo_copy, scene)


def test_a_conflict_shows_three_ways_and_loses_nothing(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        await s.press("e", "ctrl+u")
        await s.type("Mine")
        with portfolio(demo_copy, login="eva", today=s.app.session.today) as other, command(other, "edit") as work:
            work.change(s.app.screen_stack[0].table.cursor_id, {"title": "Theirs", "description": "more"})  # type: ignore[attr-defined]
        await s.press("enter")
        await s.pilot.pause(0.3)
        assert "was “Map customer fields”, now “Theirs” (eva" in s.text().replace("\n" + " " * 20, " ")
        assert "Mine" in s.text()
        await s.press("enter")
        await s.pilot.pause(0.3)
        assert s.value("title", "CRM-101") == "Mine"
        assert s.value("description", "CRM-101") == "more"

    act(demo_copy, scene)


def test_a_risk_is_raised_from_a_row_and_the_cursor_stays(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        await s.press("r")
        await s.type("The map is wrong", "enter")
        await s.pilot.pause(0.3)
        assert "raised" in s.said()
        assert s.at() == "CRM-101"
        assert s.app.session.database.value("SELECT labels FROM risk ORDER BY id DESC LIMIT 1") == "crm-101"
        await s.press("j", "D")
        assert "CRM-102 archived" in s.said()
        assert s.at() == "CRM-103"

    act(demo_copy, scene)


def test_cells_are_gone_through_and_edited(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        await s.press("2", "tab", "tab")
        assert "e edits owner" in s.said()
        await s.press("e")
        assert "❯ Owner" in s.text()
        await s.press("escape", "escape")
        assert not s.app.screen.table.cell_cursor  # type: ignore[attr-defined]

    act(demo_copy, scene)


def test_no_change_is_undone_and_a_risk_says_what_it_is(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        await s.press("equals_sign", "z")
        assert "undone: no change" in s.said()
        s.go("CRM-I3")
        await s.press("k", "j")
        assert "CRM-I3  Who may see a discount" in s.said()

    act(demo_copy, scene)


def test_a_verb_that_a_row_cannot_take_says_so_before_anybody_types(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        await s.press("3", "b")
        assert "is for tasks, this is a risk" in s.said()
        await s.press("l")
        assert "hours are noted on tasks" in s.said()
        assert "a risk takes none" in s.said()
        await s.press("u")
        assert "a risk takes 4x5" in s.said()
        await s.press("escape", "L")
        assert "type an address: https://" in s.text()
        await s.press("escape", "5", "r")
        assert "New risk" in s.text()
        assert "@ana" not in s.text()
        await s.press("escape", "J")
        assert "it acts in the outline of the tasks: 2" in s.said()

    act(demo_copy, scene)
