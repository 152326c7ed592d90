"""The lists: every tab shows what it should; filter, views, order, project, folding; what others write appears."""

from __future__ import annotations

import pytest
from stage import Player, play

from models.core import registry
from models.core.access import Session
from models.core.listing import Listing
from models.core.record import find
from models.operations.command import command
from models.operations.portfolio import portfolio
from models.operations.workload import Load
from models.reports.status import portfolio as portfolio_report

TABS = {
    "0": ("[0 Today]", "Integration, 8 people", "Why it is here", "CRM-101"),
    "1": ("[1 Portfolio]", "21 judged", "v.plan", "BCK"),
    "2": ("[2 Tasks]", "filter: open", "Flt", "CRM-16"),
    "3": ("[3 Risks]", "40 threats, 1 chance, 2 critical", "Score", "CRM-R1"),
    "4": ("[4 Budget]", "budget lines 54", "Forecast", "CRM-L1"),
    "5": ("[5 Team]", "32 people, 1,255 h a week", "h/w", "Ana Lindgren"),
    "6": ("[6 More]", "Every register", "What it holds", ":dependency"),
    "7": ("[7 Close]", "Closing", "Gate", "Choose the project to close: p"),
}


def id_of(session: Session, reference: str) -> int:
    return find(session, reference).id


def test_every_tab_shows_its_list_its_context_and_the_keys_that_are_bound(demo: Session) -> None:
    async def scene(at: Player) -> None:
        for key, expected in TABS.items():
            await at.press(key)
            for text in expected:
                assert text in at.screen, (key, text)
            assert at.lines("KeyLine").rstrip().endswith(("? help", "?"))
        await at.press("2")
        assert "x done" in at.lines("KeyLine")
        await at.press("1")
        assert "t since" in at.lines("KeyLine")

    play(demo, scene)


def test_the_team_sums_the_hours_of_the_people_that_are_listed(demo: Session) -> None:
    hours = demo.database.value("SELECT hours_per_day FROM person WHERE handle = 'ana'") * 5 // 100

    async def scene(at: Player) -> None:
        await at.press("5")
        await at.press("slash")
        await at.type("handle:ana", "enter")
        assert f" 1 person, {hours} h a week" in at.context

    play(demo, scene)


def test_the_portfolio_judges_as_many_as_the_status_on_the_command_line_and_as_its_colours_add_up_to(demo: Session) -> None:
    counts = portfolio_report(demo).counts
    assert counts["judged"] == sum(counts[colour] for colour in ("red", "amber", "green", "none"))

    async def scene(at: Player) -> None:
        await at.press("1")
        assert f" {counts['judged']} judged " in at.context

    play(demo, scene)


def test_the_rows_of_team_risks_and_budget_speak_their_figures(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("5")
        assert "Ana Lindgren, week of 21 Dec: 48 h for 40 h, 120 %" in at.said
        assert "CRM-107" in at.said
        await at.press("enter")
        assert "filter: state:open own" in at.context
        await at.press("q", "3")
        assert "Vendor's adapter comes late" in at.said
        assert "4 × 5 → score 20, critical" in at.said
        assert "expected 42 k" in at.said
        assert "no response chosen" in at.said
        await at.press("4")
        assert "405 k planned, 421 k forecast EUR: 16.2 k over plan" in at.said
        assert "CRM  budget 810 k" in at.said
        await at.press("down")
        assert "FIN  budget" in at.said
        await at.press("1")
        await at.go_to(id_of(at.session, "BCK"))
        assert "since 16 Nov: finish +4 d, was at risk" in at.said
        assert "24 projects EUR: budget 7.28 M" in at.said

    play(demo, scene)


def test_the_worst_impact_counts_in_the_line_and_in_the_count_of_the_critical_ones(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.look_at("CRM")
        await at.press("3")
        before = int(at.context.split(" critical")[0].split()[-1]) if "critical" in at.context else 0
        risk = at.value("SELECT id FROM risk WHERE project = ? AND likelihood = 3 AND state = 'open' AND kind = 'threat'", at.app.project)
        with command(demo, "impact") as work:
            work.change(risk, {"impact": 1, "impact_time": 2, "impact_scope": 5})
        await at.press("f5")
        await at.go_to(risk)
        assert "3 × 5 → score 15, critical" in at.said
        assert f"{before + 1} critical" in at.context

    play(demo, scene)


def test_a_filter_works_as_one_types_says_its_fault_and_goes_with_escape(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("3")
        everything = at.table.count
        await at.press("slash")
        await at.type("owner:")
        assert "a value is missing after owner:" in at.said
        assert at.table.count == everything
        await at.type("ana")
        count = at.value("SELECT count(*) FROM risk WHERE state = 'open' AND archived IS NULL AND owner = ?", at.session.me)
        assert 0 < at.table.count == count < everything
        assert f"{count} fit" in at.said
        await at.press("escape")
        assert at.table.count == everything
        assert "filter:" not in at.context
        await at.press("slash")
        await at.type("owner:ana", "enter")
        assert at.table.count == count
        assert "filter: state:open owner:ana" in at.context
        await at.press("escape")
        assert at.table.count == everything
        await at.press("slash")
        await at.type(' "nothing is called so"', "enter")
        assert at.table.count == 0
        assert "Nothing fits the filter" in at.lines("Table")
        await at.press("x")
        assert "there is no row here to act on" in at.said

    play(demo, scene, size=(160, 24))


def test_the_filter_is_seen_on_a_narrow_terminal(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("3", "slash")
        await at.type("owner:ana", "enter")
        assert "owner:ana" in at.context

    play(demo, scene)


def test_saved_views_and_orders_are_chosen_and_the_same_order_again_is_turned_round(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("3")
        first = at.app.screen.register.filters[0]  # type: ignore[attr-defined]
        views = len(at.app.screen.register.filters)  # type: ignore[attr-defined]
        await at.press("apostrophe")
        assert first.title in at.screen
        await at.press(str(views + 1))
        assert "filter: all" in at.context
        assert at.table.count == at.value("SELECT count(*) FROM risk WHERE archived IS NULL")
        await at.press("o")
        await at.type("Review", "enter")
        assert "Sort" not in at.screen
        assert at.cursor == at.value("SELECT id FROM risk WHERE archived IS NULL ORDER BY review_on IS NULL, review_on, id LIMIT 1")
        last = at.value("SELECT max(review_on) FROM risk WHERE archived IS NULL")
        await at.press("o")
        await at.type("Review", "enter")
        assert at.value("SELECT review_on FROM risk WHERE id = ?", at.cursor) == last

    play(demo, scene, size=(160, 24))


def test_one_project_is_chosen_left_and_walked_through(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("2", "p")
        assert "One customer record" in at.screen
        await at.type("Payroll", "enter")
        assert at.app.project == id_of(at.session, "PAY")
        assert at.context.startswith(" PAY  open")
        assert "every screen shows this project now" in at.said
        await at.press("3")
        assert at.context.startswith(" PAY  ")
        assert at.table.count == at.value(
            "SELECT count(*) FROM risk WHERE state = 'open' AND archived IS NULL AND project = ?", at.app.project
        )
        await at.press("right_square_bracket")
        after = at.app.project
        assert after != id_of(at.session, "PAY")
        await at.press("left_square_bracket")
        assert at.app.project == id_of(at.session, "PAY")
        await at.press("P")
        assert at.app.project is None
        assert "All projects" in at.context
        await at.press("6", "p", "escape")
        assert at.app.project is None

    play(demo, scene)


def test_summaries_fold_and_unfold_and_the_view_takes_in_what_is_done(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.look_at("CRM")
        await at.press("2")
        build, inside = id_of(at.session, "CRM-16"), id_of(at.session, "CRM-55")
        opened = at.table.count
        await at.go_to(build)
        await at.press("left")
        assert at.cursor == build
        assert at.table.count < opened
        assert "▸" in at.row(build)
        await at.press("right")
        assert at.table.count == opened
        assert "▾" in at.row(build)
        await at.press("right")
        assert "nothing to unfold" in at.said
        await at.go_to(inside)
        await at.press("left")
        assert at.cursor == id_of(at.session, "CRM-48")
        await at.press("right", "v")
        assert at.table.count == at.value("SELECT count(*) FROM task WHERE project = ? AND archived IS NULL", at.app.project)
        assert "filter: all" in at.context

    play(demo, scene)


def test_what_somebody_else_writes_appears_and_the_cursor_stays_on_its_record(demo: Session, demo_copy: str) -> None:
    async def scene(at: Player) -> None:
        await at.look_at("CRM")
        await at.press("2")
        task, mine = id_of(at.session, "CRM-55"), id_of(at.session, "CRM-57")
        await at.go_to(mine)
        count = at.table.count
        at.table.chosen_ids()
        at.table._read_ids()
        with portfolio(demo_copy, today=demo.today) as other, command(other, "rename") as work:
            work.change(task, {"title": "Written elsewhere"})
            work.archive(id_of(other, "CRM-56"))
        assert "Written elsewhere" not in at.row(task)
        at.app._poll()
        await at.settle()
        assert "Written else" in at.row(task)
        assert at.cursor == mine
        assert at.table.count == count
        await at.press("f5")
        assert at.cursor == mine
        assert at.table.count == count - 1

    play(demo, scene)


def test_the_wide_terminal_has_panes_that_show_the_row_and_what_is_around_it(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.look_at("CRM")
        await at.press("2")
        await at.go_to(id_of(at.session, "CRM-102"))
        assert "API stub for billing" in at.lines("#pane")
        assert "Waits for" in at.lines("#third") or "Before" in at.lines("#third")
        assert "Changes" in at.lines("#third")
        await at.press("1")
        await at.go_to(id_of(at.session, "BCK"))
        assert "Schedule" in at.lines("#pane")
        assert "■ trouble" in at.lines("#pane")
        assert "finish 1 Jan 2027 > 16 Dec" in at.lines("#third")
        await at.press("0")
        await at.go_to(id_of(at.session, "CRM-R4"))
        assert "A key developer leaves" in at.lines("#pane")

    play(demo, scene, size=(200, 40))


def test_beside_a_pane_the_titles_have_more_room_than_on_a_small_terminal(demo: Session) -> None:
    rows = []
    for size in ((80, 24), (120, 40)):

        async def scene(at: Player) -> None:
            await at.look_at("CRM")
            await at.press("2")
            await at.go_to(id_of(at.session, "CRM-103"))
            rows.append(at.row(at.cursor))

        play(demo, scene, size=size)
    assert "VPN tunnel to vendor" not in rows[0]
    assert "VPN tunnel to vendor" in rows[1]


def test_cells_are_visited_and_edited_one_by_one(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("3", "tab")
        assert "Title: " in at.said or "Risk: " in at.said
        await at.press("right")
        assert "it is computed; w says how" in at.said
        await at.press("right")
        assert "e edits owner" in at.said
        await at.press("e")
        assert "❯ Owner" in at.screen
        await at.press("escape")
        assert at.table.cell_cursor
        await at.press("escape")
        assert not at.table.cell_cursor
        await at.press("y")
        assert "CRM-R1 copied" in at.said
        assert at.app.clipboard == "CRM-R1"

    play(demo, scene)


@pytest.mark.parametrize("key", ["baseline", "dependency", "comment", "issue", "lesson", "link", "cost", "time_entry", "unit"])
def test_every_other_register_has_its_list_and_its_records_a_page(demo: Session, key: str) -> None:
    async def scene(at: Player) -> None:
        at.app.open_register(key)
        await at.settle()
        assert at.table.count == at.value(f'SELECT count(*) FROM "{key}" WHERE archived IS NULL')
        record = at.cursor
        assert at.row(record).strip()
        await at.press("enter")
        assert "version" in at.screen
        await at.press("q")
        assert at.cursor == record

    play(demo, scene)


def test_more_counts_the_records_and_opens_the_list(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("6")
        assert "364" in at.row(2)
        await at.look_at("CRM")
        count = at.value("SELECT count(*) FROM dependency WHERE archived IS NULL AND project = ?", at.app.project)
        assert f" {count} " in at.row(2)
        await at.press("down", "enter")
        assert at.context.startswith(" CRM  dependencies")
        assert at.table.count == count

    play(demo, scene)


def test_what_moved_and_what_changed_is_listed(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("1", "t")
        assert "Since last week" in at.screen
        assert "Backups that come back: since 16 Nov: finish +4 d" in at.screen
        await at.press("q", "0", "t")
        assert "Since 20 Nov" in at.screen
        await at.press("q", "T")
        assert at.context.startswith(" Mine")
        assert all("eva" not in line for line in at.lines("Table").splitlines())

    play(demo, scene)


def test_long_references_are_shown_whole_and_short_ones_leave_the_room_to_the_titles(demo: Session) -> None:
    with command(demo, "long") as work:
        project = work.create("project", {"code": "AMSWANABCD", "title": "A long code"})
        issue, task = (work.create(kind, {"project": project, "title": "x"}) for kind in ("issue", "task"))

    async def scene(at: Player) -> None:
        at.app.open_register("issue")
        await at.settle()
        await at.go_to(issue)
        assert "AMSWANABCD-I1 " in at.row(issue)
        await at.press("2", "G")
        await at.go_to(task)
        assert "AMSWANABCD-1 " in at.row(task)
        await at.look_at("CRM")
        assert at.table.columns[0].width == len("CRM-118")
        await at.press("P", "4")
        assert at.lines("Table").splitlines()[0].endswith("Var")

    play(demo, scene)


@pytest.mark.parametrize("folded", [False, True])
def test_what_belongs_to_an_archived_project_is_out_of_sight_with_it(session: Session, folded: bool) -> None:
    with command(session, "two projects") as work:
        for code in ("KEPT", "GONE"):
            project = work.create("project", {"code": code, "title": code})
            parent = work.create("task", {"project": project, "title": "Phase"})
            work.create("task", {"project": project, "title": "Work", "parent": parent})
            work.create("risk", {"project": project, "title": "Late", "expected_cost": 1_000_000})
        work.archive(project)
    tasks = Listing(registry.get("task"), session, words="state:open")

    async def scene(at: Player) -> None:
        await at.press("2")
        if folded:
            at.app.screen.folded = {parent}  # type: ignore[attr-defined]
            at.app.screen.show_list()  # type: ignore[attr-defined]
            await at.settle()
        assert at.table.count == tasks.count() == 2
        assert "open 1 of 1," in at.context
        assert "GONE" not in at.screen
        await at.press("3")
        assert "1 threat, 0 chances" in at.context
        assert "exposure of threats 5 k EUR" in at.context

    play(session, scene)


def test_sorted_tasks_are_still_the_open_ones(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.look_at("CRM")
        await at.press("2")
        shown = set(at.table.ids())
        await at.press("o")
        await at.type("due", "enter")
        assert set(at.table.ids()) == shown
        assert "filter: open  by due, rising" in at.context
        await at.press("v")
        assert set(at.table.ids()) > shown
        assert "filter: all  by due, rising" in at.context
        await at.press("slash")
        await at.type("state:done", "enter", "v")
        assert "the filter says which tasks are shown" in at.said

    play(demo, scene)


def test_the_filter_of_today_counts_records_and_says_which_date_it_means(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("slash")
        await at.type("finish:none")
        records = sum(each > 0 for each in at.table.ids())
        assert len(at.table.ids()) > records > 0
        assert f" {records} fit   finish is the planned finish; the column Finish is forecast_finish" in at.said

    play(demo, scene)


def test_a_link_is_called_by_the_tasks_that_it_joins(demo: Session) -> None:
    async def scene(at: Player) -> None:
        at.app.open_register("dependency")
        await at.settle()
        await at.go_to(id_of(at.session, "CRM-D1"))
        assert "CRM-D1  CRM-2 Charter signed by sales and service > CRM-3 Interviews in five" in at.said
        await at.press("enter")
        assert "CRM-D1  CRM-2 Charter signed" in at.screen
        await at.press("e")
        assert "CRM-D1  CRM-2 Charter signed" in at.screen

    play(demo, scene)


def test_where_people_are_listed_choosing_a_project_changes_the_other_screens(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("5", "left_square_bracket")
        assert "screens of projects show this project now" in at.said
        assert at.context.startswith(" Team")

    play(demo, scene)


def test_a_person_a_little_over_a_full_week_is_over(demo: Session) -> None:
    """40.8 h and 40 h 10 of 40 h: what makes the person over is shown."""
    assert Load(2400, [2448, 2410, 2400]).shares == [10_200, 10_042, 10_000]

    async def scene(at: Player) -> None:
        with command(at.session, "work") as work:
            ron = work.create("person", {"handle": "zron", "title": "Ron"})
            values = {"project": find(at.session, "CRM").id, "owner": ron, "start": "2026-11-23", "finish": "2026-11-27"}
            work.create("task", {**values, "title": "Dig", "duration": 2410})
        await at.press("5")
        await at.go_to(ron)
        assert "week of 23 Nov: 40.2 h for 40 h, 100.4 %" in at.said
        assert "100+" in at.row(ron)

    play(demo, scene)


def test_a_terminal_without_room_for_a_row_says_so(demo: Session) -> None:
    async def scene(at: Player) -> None:
        for size, told in (((80, 8), True), ((80, 9), False), ((39, 24), True), ((40, 24), False)):
            await at.pilot.resize_terminal(*size)
            await at.settle()
            assert at.screen.startswith(" too small: 80×24\n") is told

    play(demo, scene)
