"""Pages over the lists: a record, its history and figures, a project, the help, finding, the palette, and the gate of closing."""

from __future__ import annotations

import resource
import threading
from pathlib import Path

import pytest
from stage import Player, play

from models.core.access import Session
from models.core.record import find
from models.store.errors import StorageError
from screens.closure import _seal
from screens.parts.form import FormScreen
from screens.parts.help import live_keys
from screens.parts.picker import PickerScreen
from screens.parts.reader import ReaderScreen


def id_of(session: Session, reference: str) -> int:
    return find(session, reference).id


def test_a_record_has_its_page_its_history_its_figures_and_its_verbs(demo: Session) -> None:
    async def scene(at: Player) -> None:
        task = id_of(at.session, "CRM-55")
        await at.look_at("CRM")
        await at.press("2")
        await at.go_to(task)
        await at.press("H")
        assert "History of CRM-55" in at.screen
        assert "Title: Visits by technicians" in at.screen
        await at.press("q", "w")
        assert "Why: CRM-55" in at.screen
        assert "6d of working time from the forecast start 2026-11-20" in " ".join(at.screen.split())
        await at.press("q", "enter")
        assert "waits for CRM-54    FS  Parts and returns" in at.screen
        await at.press("e", "ctrl+u")
        await at.type("Renamed on its page", "enter")
        assert at.value("SELECT title FROM task WHERE id = ?", task) == "Renamed on its page"
        assert "saved, z undoes" in at.screen
        await at.press("H")
        assert "Visits by technicians → Renamed on its page" in at.screen
        await at.press("q", "z")
        assert at.value("SELECT title FROM task WHERE id = ?", task) == "Visits by technicians"
        assert "undone: edit CRM-55" in at.screen
        await at.press("3")
        assert "[3 Risks]" in at.screen
        await at.press("2")  # the page is still there, as everything that one leaves
        assert "waits for CRM-54    FS  Parts and returns" in at.screen
        await at.press("x")
        assert at.value("SELECT state FROM task WHERE id = ?", task) == "done"
        assert "CRM-55" in at.said

    play(demo, scene)


def test_an_address_is_linked_and_the_link_removed(demo: Session) -> None:
    async def scene(at: Player) -> None:
        task = id_of(at.session, "CRM-55")
        links = "SELECT count(*) FROM link WHERE record = ? AND archived IS NULL"
        await at.look_at("CRM")
        await at.press("2")
        await at.go_to(task)
        await at.press("L")
        await at.type("https://example.org", "enter")
        assert at.value(links, task) == 1
        assert "https://example.org added" in at.said
        await at.press("L")
        await at.type("example", "enter")
        assert at.value(links, task) == 0
        assert "link removed" in at.said

    play(demo, scene)


def test_the_page_of_a_project_tells_why_it_stands_so_and_walks_on(demo: Session) -> None:
    async def scene(at: Player) -> None:
        project = id_of(at.session, "BCK")
        await at.press("1")
        await at.go_to(project)
        await at.press("enter")
        for text in (
            "BCK  Backups that come back",
            "schedule ■ trouble",
            "first   baseline      target      now",
            "finish 1 Jan 2027 > 16 Dec by 12 working days",
            "R1 Auditors",
        ):
            assert text in at.screen
        await at.press("w")
        assert "Why: BCK" in at.screen
        await at.press("q", "H")
        assert "History of BCK" in at.screen
        await at.press("q", "r")
        await at.type("Raised on the page", "enter")
        assert at.value("SELECT project FROM risk WHERE title = 'Raised on the page'") == project
        assert "saved" in at.said
        await at.press("z")
        assert at.value("SELECT count(*) FROM risk WHERE title = 'Raised on the page' AND archived IS NULL") == 0
        await at.press("e", "ctrl+u")
        await at.type("Renamed", "enter")
        assert "Renamed" in at.lines("#head")
        await at.press("right_square_bracket")
        assert "Renamed" not in at.lines("#head")
        await at.press("left_square_bracket")
        assert "Renamed" in at.lines("#head")
        await at.press("B")
        assert at.context.startswith(" BCK  baselines")
        await at.press("q", "enter")
        assert at.context.startswith(" BCK  open")
        assert at.app.project == project

    play(demo, scene)


def test_the_help_lists_the_keys_that_are_live(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("3", "question_mark", "slash")
        await at.type("Raise an issue")
        assert "i " in at.screen
        assert "Raise an issue from the row" in at.screen
        assert "Put the task before" not in at.screen
        await at.press("enter", "escape", "escape", "2", "question_mark", "slash")
        await at.type("sibling")
        assert "Put the task before its previous sibling" in at.screen

    play(demo, scene)


def test_help_over_the_quick_line_begins_with_its_keys_and_names_none_that_is_typed(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("0", "u", "6", "f1")
        lines = [line.strip() for line in at.screen.splitlines()]
        assert lines[1] == "The line"
        assert not any(line.startswith("/ ") for line in lines)
        await at.press("G")
        assert "yesterday fri mon..fri" in at.screen
        await at.press("q")
        assert "> 6" in at.screen

    play(demo, scene)


def test_a_long_form_says_which_of_its_fields_are_seen(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("2", "n")
        first = next(line for line in at.screen.splitlines() if "New task" in line)
        assert "fields 1–" in first
        await at.press("up")
        last = next(line for line in at.screen.splitlines() if "New task" in line)
        assert last != first
        assert "fields 1–" not in last

    play(demo, scene)


def test_finding_and_the_palette_lead_to_records_registers_and_commands(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("1", "f")
        assert "type two letters or more" in at.screen
        await at.type("xyzzyx")
        assert "nothing fits" in at.screen
        assert "0 of 0" not in at.screen
        await at.press("ctrl+u")
        await at.type("CRM-55")
        assert isinstance(at.app.screen, PickerScreen)
        assert at.app.screen.list.chosen.value == id_of(at.session, "CRM-55")
        await at.press("ctrl+u")
        await at.type("adapter")
        assert "CRM-R1" in at.screen
        await at.press("enter")
        assert "CRM-104  Adapter, vendor part" in at.screen
        await at.press("q", "colon")
        await at.type(":risk")
        assert at.screen.count(":risk") == 2  # what is typed, and one place
        await at.press("enter")
        assert "[3 Risks]" in at.screen
        await at.press("colon")
        await at.type(":CRM-56", "enter")
        assert "CRM-56  Customer sees the case" in at.screen
        await at.press("q", "colon")
        await at.type("Theme light", "enter")
        assert at.app.theme == "quarterdeck-light"
        assert "Vendor's adapter" in at.screen
        await at.press("colon")
        await at.type(":zzqqxx", "enter")
        assert "“zzqqxx” names no command" in at.screen
        await at.press("ctrl+u")
        await at.type(":issue severity:high", "enter")
        assert "filter: severity:high" in at.context

    play(demo, scene)


def test_a_word_that_only_resembles_a_command_runs_nothing_until_it_is_chosen(demo: Session) -> None:
    async def scene(at: Player) -> None:
        batches = at.value("SELECT count(*) FROM batch")
        await at.press("0", "colon")
        await at.type("dne", "enter")
        assert "“dne” names no command; near: Done" in at.screen
        await at.press("ctrl+u", "enter")
        assert "type a name, or choose" in at.screen
        assert at.value("SELECT count(*) FROM batch") == batches
        await at.type("budg", "enter")
        assert "[4 Budget]" in at.screen
        await at.press("colon")
        await at.type("portf", "down", "up", "enter")
        assert "[1 Portfolio]" in at.screen

    play(demo, scene)


def test_the_palette_goes_to_the_record_that_its_help_names(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("3", "colon")
        await at.type(":CRM-42", "enter")
        assert "CRM-42  Lists and letters" in at.screen

    play(demo, scene)


def test_the_gate_names_what_is_open_refuses_to_close_and_seals_a_snapshot(demo: Session, tmp_path: Path) -> None:
    async def scene(at: Player) -> None:
        await at.press("7", "C")
        assert "choose the project first" in at.said
        await at.look_at("CRM")
        await at.press("C")
        assert "the gate is not clear: tasks done, risks and issues" in at.said
        assert at.value("SELECT state FROM project WHERE code = 'CRM'") == "running"
        assert "2 of 4 open" in at.context
        await at.press("enter")
        assert "filter: state:open summary=0" in at.context
        assert at.table.count == left
        await at.press("q", "Y", "ctrl+u")
        await at.type(str(tmp_path / "none" / "crm.toml"), "enter")
        assert "cannot be written" in at.said
        await at.press("ctrl+u")
        await at.type(str(target), "enter")
        assert "sealed: " in at.said
        assert 'title = "Map customer fields"' in target.read_text(encoding="utf-8")
        await at.press("Y", "ctrl+u")
        await at.type(str(target), "enter")
        assert "replaced: " in at.said

    target, left = tmp_path / "crm.toml", 27
    play(demo, scene, size=(160, 24))


@pytest.mark.parametrize("opens", [("w",), ("H",), ("?",), ("1", "t")])
def test_a_digit_of_the_tab_line_leads_away_from_whatever_is_read(demo: Session, opens: tuple[str, ...]) -> None:
    async def scene(at: Player) -> None:
        await at.press("2", *opens)
        assert isinstance(at.app.screen, ReaderScreen)
        await at.press("slash", "3")
        assert isinstance(at.app.screen, ReaderScreen), "what is typed to narrow it is no key"
        await at.press("enter", "3")
        assert "[3 Risks]" in at.screen

    play(demo, scene)


def test_a_key_of_the_list_below_what_is_read_is_said_to_be_one(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("1", "t", "t")
        assert "t has nothing to act on here (it acts on the screen below, to which q goes back)" in at.screen

    play(demo, scene, size=(100, 24))


def test_the_page_of_a_project_lists_only_verbs_that_projects_take(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("1", "c")
        await at.type("As agreed with the board", "enter")
        assert "Comments in 6 lists it" in at.said
        await at.press("6")
        assert "Comments" in at.screen
        at.app.open_register("comment")
        await at.settle()
        assert "As agreed with the board" in at.screen
        await at.press("1", "enter", "?")
        names = {key.id for key in live_keys(at.app.screen_stack[-2])}
        assert "verb.comment" in names
        assert not names & {"verb.hours", "verb.assign", "verb.due", "verb.move"}

    play(demo, scene)


def test_a_digit_pressed_in_the_help_of_a_form_leaves_what_was_typed_in_the_form(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("2", "n", "F", "r", "e", "s", "h", "f1", "2")
        assert isinstance(at.app.screen, FormScreen)
        assert "Fresh" in at.screen

    play(demo, scene)


def test_a_seal_that_the_disk_has_no_room_for_leaves_no_file(demo: Session, tmp_path: Path) -> None:
    project = demo.database.value("SELECT id FROM project WHERE code = 'CRM'")
    target, before = tmp_path / "crm.toml", resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(StorageError, match="cannot be written"):
            _seal(demo, project, str(target))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.glob("crm.toml*")) == []
    assert _seal(demo, project, str(target)) == (target.stat().st_size, False)


def test_a_snapshot_is_written_beside_the_screen_which_stays_alive(demo: Session, tmp_path: Path, free: threading.Event) -> None:
    async def scene(at: Player) -> None:
        await at.look_at("CRM")
        await at.press("7")
        at.app.lane.run(free.wait)
        await at.pilot.press("Y", "ctrl+u")
        await at.type(str(target))
        await at.pilot.press("enter")
        await at.until(lambda: "saving…" in at.said)
        await at.pilot.press("j")
        assert "Risks and issues: " in at.said
        assert not target.exists()
        free.set()
        await at.settle()
        assert "sealed: " in at.said
        assert target.exists()

    target = tmp_path / "crm.toml"
    play(demo, scene, size=(160, 24))
