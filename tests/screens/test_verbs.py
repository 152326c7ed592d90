"""The verbs on rows: what they write, what they say, and that no row moves under the next key."""

from __future__ import annotations

from stage import Player, play

from models.core.access import Session
from models.core.record import find
from models.operations.command import command
from models.operations.portfolio import portfolio
from models.operations.update import open_below


def test_the_morning_of_a_lead(demo: Session) -> None:
    async def scene(at: Player) -> None:
        before = at.refs
        assert at.ref == "CRM-101"
        await at.press("x")
        assert "CRM-101: doing → done" in at.said
        await at.keys("u60% 2h API stubbed", "enter")
        assert "CRM-102: done 30 → 60 %" in at.said
        await at.keys("bwaiting on VPN", "enter")
        assert "CRM-103: doing → blocked" in at.said
        assert at.refs == before, "rows moved under the keys"
        assert (at.field("state", "CRM-101"), at.field("progress", "CRM-102"), at.field("state", "CRM-103")) == ("done", 6000, "blocked")
        assert at.field("blocked_reason", "CRM-103") == "waiting on VPN"
        await at.press("z")
        assert "undone: block" in at.said
        assert at.field("state", "CRM-103") == "doing"
        await at.press("Z")
        assert "redone" in at.said
        assert at.field("state", "CRM-103") == "blocked"

    play(demo, scene)


def test_the_preview_keeps_what_is_wrong_and_takes_words_in(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.keys("u")
        assert "60%  2h" in at.said
        await at.keys("@nobody", "enter")
        assert "nobody" in at.said
        assert "CRM-101 > @nobody" in at.screen
        await at.press("ctrl+u")
        await at.keys("a talk with @bob")
        assert "stays part of the note; Tab takes it in" in at.said
        await at.press("tab")
        assert "owner ana → bob" in at.said
        await at.press("escape")
        assert at.field("owner", "CRM-101") == at.app.session.me

    play(demo, scene)


def test_a_block_needs_a_reason_and_hours_take_a_bare_number(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("b", "enter")
        assert "a block needs its reason" in at.said
        assert at.field("state", "CRM-101") == "doing"
        await at.press("escape")
        await at.keys("l2", "enter")
        assert "2 h of ana" in at.said
        await at.press("k")
        await at.keys("d1 dec", "enter")
        assert at.field("due", "CRM-101") == "2026-12-01"
        await at.press("full_stop")
        assert at.field("due", "CRM-102") == "2026-12-01"

    play(demo, scene)


def test_marked_rows_are_done_together_and_one_undo_takes_them_back(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("space", "space")
        assert len(at.table.marks) == 2
        await at.keys("creviewed", "enter")
        assert at.value("SELECT count(*) FROM comment WHERE text = 'reviewed'") == 2
        assert not at.table.marks
        await at.press("z")
        assert at.value("SELECT count(*) FROM comment WHERE text = 'reviewed' AND archived IS NULL") == 0

    play(demo, scene)


def test_a_summary_asks_once(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("2")
        await at.look_at("CRM")
        await at.go_to("CRM-109")
        await at.press("x")
        assert "holds 6 open tasks" in at.screen
        await at.press("n")
        assert at.field("state", "CRM-109") == "todo"
        await at.press("x", "y")
        assert "CRM-109: " in at.said
        assert "→ done" in at.said
        assert at.field("state", "CRM-110") == "done"

    play(demo, scene)


def test_the_outline_folds_indents_and_orders(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("2")
        await at.look_at("CRM")
        await at.go_to("CRM-100")
        await at.press("left")
        assert "▸ ! Interfaces (" in at.screen
        await at.press("right")
        assert "▾ ! Interfaces" in at.screen
        await at.go_to("CRM-103")
        await at.press("x")
        await at.go_to("CRM-117")
        await at.press("J")
        assert "moved down: behind CRM-118" in at.said
        shown = at.refs
        assert shown.index("CRM-118") < shown.index("CRM-117")
        assert "CRM-103" in shown, "a done row left the list"
        await at.press("greater_than_sign")
        assert "indented: part of CRM-118" in at.said
        await at.press("less_than_sign")
        assert "outdented: part of CRM-116" in at.said
        await at.press("greater_than_sign", "J")
        assert "is the last of its siblings already" in at.said
        await at.press("slash")
        await at.keys("state:open", "enter", "J")
        assert "the order is changed in the outline" in at.said

    play(demo, scene)


def test_one_picker_moves_to_a_person_a_week_or_a_project(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("2")
        await at.go_to("CRM-104")
        await at.press("m")
        await at.keys("@bob", "enter")
        assert "moved to @bob" in at.said
        await at.press("m")
        await at.keys("week of 7 dec", "enter")
        assert at.field("start", "CRM-104") == "2026-12-07"
        await at.go_to("CRM-117")
        await at.press("m")
        await at.keys("FIN finance", "enter")
        assert "moved to FIN" in at.said
        assert at.ref.startswith("FIN-")

    play(demo, scene)


def test_links_are_found_by_words_added_and_removed(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("2")
        await at.go_to("CRM-117")
        await at.press("L")
        await at.keys("101SS+2d", "enter")
        assert "waits for CRM-101 now" in at.said
        await at.press("L")
        assert "waits for CRM-101   SS +2d" in at.screen
        await at.press("enter")
        assert "link removed" in at.said
        await at.press("L")
        await at.keys("https://example.org/a", "enter")
        assert "https://example.org/a added" in at.said

    play(demo, scene)


def test_a_conflict_shows_three_ways_and_loses_nothing(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("e", "ctrl+u")
        await at.keys("Mine")
        with portfolio(demo.database.path, login="eva", today=at.app.session.today) as other, command(other, "edit") as work:
            work.change(at.app.screen_stack[0].table.cursor_id, {"title": "Theirs", "description": "more"})  # type: ignore[attr-defined]
        await at.press("enter")
        await at.pilot.pause(0.3)
        assert "was “Map customer fields”, now “Theirs” (eva" in at.screen.replace("\n" + " " * 20, " ")
        assert "Mine" in at.screen
        await at.press("enter")
        await at.pilot.pause(0.3)
        assert at.field("title", "CRM-101") == "Mine"
        assert at.field("description", "CRM-101") == "more"

    play(demo, scene)


def test_a_risk_is_raised_from_a_row_and_the_cursor_stays(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("r")
        await at.keys("The map is wrong", "enter")
        await at.pilot.pause(0.3)
        assert "raised" in at.said
        assert at.ref == "CRM-101"
        assert at.value("SELECT labels FROM risk ORDER BY id DESC LIMIT 1") == "crm-101"
        await at.press("j", "D")
        assert "CRM-102 archived" in at.said
        assert at.ref == "CRM-103"

    play(demo, scene)


def test_an_archived_summary_takes_its_parts_along_and_says_so(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.look_at("CRM")
        await at.press("2", "v")
        await at.go_to("CRM-17")
        await at.press("D")
        assert "with 15 parts · CRM-16 done 83 → 79 %" in at.said
        assert "archived: " in at.row(at.id_of("CRM-17"))
        assert "Δ" in at.row(at.id_of("CRM-19"))
        at.app._poll()
        await at.settle()
        assert "gone" not in at.context
        await at.press("z")
        assert "archived: " not in at.screen
        assert at.value("SELECT count(*) FROM task WHERE archived IS NOT NULL") == 0

    play(demo, scene)


def test_cells_are_gone_through_and_edited(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("2", "tab", "tab")
        assert "e edits owner" in at.said
        await at.press("e")
        assert "❯ Owner" in at.screen
        await at.press("escape", "escape")
        assert not at.table.cell_cursor

    play(demo, scene)


def test_no_change_is_undone_and_a_risk_says_what_it_is(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("equals_sign", "z")
        assert "undone: no change" in at.said
        await at.go_to("CRM-I3")
        await at.press("k", "j")
        assert "CRM-I3  Who may see a discount" in at.said

    play(demo, scene)


def test_a_verb_that_a_row_cannot_take_says_so_before_anybody_types(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("3", "b")
        assert "“blocked” is for tasks, this is a risk" in at.said
        await at.press("l")
        assert "hours are noted on tasks" in at.said
        assert "a risk takes none" in at.said
        await at.press("u")
        assert "a risk takes 4x5" in at.said
        await at.press("escape", "L")
        assert "type an address: https://" in at.screen
        await at.press("escape", "5", "r")
        assert "New risk" in at.screen
        assert "@ana" not in at.screen
        await at.press("escape", "J")
        assert "it acts in the outline of the tasks: 2" in at.said

    play(demo, scene)


def test_open_tasks_of_a_summary_and_of_one_within_it_are_counted_once(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.look_at("CRM")
        await at.press("2")
        outer, inner = (find(at.session, name).id for name in ("CRM-16", "CRM-48"))
        held = len(open_below(at.session, outer))
        assert set(open_below(at.session, inner)) < set(open_below(at.session, outer))
        for record in (outer, inner):
            await at.go_to(record)
            await at.press("space")
        await at.press("x")
        assert f"CRM-16, CRM-48 hold {held} open tasks" in at.screen

    play(demo, scene)
