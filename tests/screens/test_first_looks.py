"""What a newcomer meets: the page of a project at every width, empty lists, help, messages, and the words for one and for many."""

from __future__ import annotations

from typing import Any

from rich.cells import cell_len
from stage import Player, play

from models.core.access import Session
from models.core.record import find
from models.exchange.files import counts_text
from models.operations.command import command
from models.operations.trends import since_last_week
from models.operations.undo import undo
from models.reports.status import standing
from screens.parts.help import HelpScreen
from screens.project_page import flow, page_lines


def id_of(session: Session, reference: str) -> int:
    return find(session, reference).id


def page(session: Session, project: int, width: int, **changed: Any) -> list[str]:
    found = standing(session, project)._replace(**changed)
    return [line if isinstance(line, str) else "".join(text for text, _ in line) for line in page_lines(session, found, width, 40)]


def test_the_lines_of_a_projects_page_fit_every_width(demo: Session) -> None:
    for width in (80, 90, 119, 120, 121, 140, 159, 160, 200):
        for (project,) in demo.database.rows("SELECT id FROM project"):
            assert max(map(cell_len, page(demo, project, width))) <= width - 2, (width, project)


def test_a_projects_page_shows_an_amount_with_its_digits(demo: Session) -> None:
    assert "Budget     12.5 k" in "\n".join(page(demo, id_of(demo, "BCK"), 80, budget=1_250_000))


def test_a_top_risk_moves_by_an_arrow(demo: Session) -> None:
    project = id_of(demo, "CRM")
    demo.database.execute("UPDATE project_totals SET top_score = 25 WHERE project = ?", (project,))
    assert "top risk 20 → 25" in since_last_week(demo, project)


def test_reading_anew_says_so_and_not_what_another_row_says(demo: Session) -> None:
    async def scene(at: Player) -> None:
        for tab in "123":
            await at.press(tab, "down", "down", "down")
            here = at.cursor
            await at.press("f5")
            assert at.cursor == here
            assert at.said.strip() == "read anew: every row stands where it belongs"

    play(demo, scene)


def test_nothing_moves_when_the_filter_of_help_is_typed(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("2", "question_mark")
        help = at.app.screen
        assert isinstance(help, HelpScreen)
        places = help.title_rule.region, help.text.region
        await at.press("slash")
        assert (help.title_rule.region, help.text.region) == places
        await at.type("zzqq")
        assert "nothing holds these words" in at.screen
        await at.press("escape")
        assert (help.title_rule.region, help.text.region) == places
        assert "zzqq" not in at.screen

    play(demo, scene)


def test_an_empty_list_says_what_belongs_there(session: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("1")
        assert "No project yet. n makes the first one" in at.screen
        await at.press("3")
        assert "No risk noted." in at.screen

    play(session, scene)


def test_references_are_shown_whole_when_the_tenth_task_is_made(session: Session) -> None:
    with command(session, "new") as work:
        project = work.create("project", {"code": "BKUN", "title": "Bakery", "state": "running"})
        for number in range(9):
            work.create("task", {"project": project, "title": f"Task {number}"})

    async def scene(at: Player) -> None:
        await at.press("2")
        assert "BKUN-9" in at.screen
        await at.press("n")
        await at.type("The tenth", "enter")
        assert "BKUN-10 " in at.screen

    play(session, scene)


def test_the_portfolio_walks_from_the_project_under_the_cursor(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("1", "down", "down")
        await at.press("right_square_bracket")
        ids = at.table._pages.all_ids()
        assert at.cursor == at.app.project == ids[3]
        assert "screens of projects show this project now" in at.said

    play(demo, scene)


def test_a_prompt_says_what_it_is_for_and_hours_belong_to_tasks(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("2")
        before = at.said
        await at.press("c")
        assert before not in at.said
        assert "remembered" in at.said
        await at.press("escape", "3", "l")
        assert "hours are noted on tasks" in at.said
        assert "1h" not in at.said

    play(demo, scene)


def test_messages_that_come_together_are_one_and_soon_gone(session: Session) -> None:
    async def scene(at: Player) -> None:
        (told,) = at.app._notifications
        assert told.message.endswith("one\ntwo")
        assert told.timeout <= 6

    play(session, scene, faults=["one", "two"])


def test_words_for_one_and_for_many(session: Session) -> None:
    assert counts_text({"project": 1, "task": 2, "person": 2, "dependency": 3}, {}, {}) == "created 1 project, 2 tasks, 2 people, 3 dependencies"


def test_what_is_redone_is_not_as_before_and_what_is_back_has_no_progress_to_tell(session: Session) -> None:
    with command(session, "new") as work:
        project = work.create("project", {"code": "BK", "title": "Bakery", "state": "running"})
        task = work.create("task", {"project": project, "title": "Dough"})
    with command(session, "edit") as work:
        work.change(task, {"title": "Bread"})
    undo(session, own_session=True)
    assert "title changed again" in undo(session, own_session=True, redo=True).lines[0]
    with command(session, "archive") as work:
        work.archive(task)
    assert "done" not in undo(session, own_session=True).lines[0]


def test_a_project_says_why_it_has_no_colour_and_its_page_names_a_sponsor_alone(session: Session) -> None:
    with command(session, "begin") as work:
        new = work.create("project", {"title": "New", "code": "NEW", "sponsor": "The board"})
        idea = work.create("project", {"title": "Idea", "code": "IDEA", "state": "idea"})

    async def scene(at: Player) -> None:
        await at.press("1")
        await at.go_to(new)
        assert "NEW  not judged yet: tasks with a length, or a budget, are missing" in at.said
        await at.go_to(idea)
        assert "IDEA  not judged in the state idea" in at.said

    assert " ".join(page(session, new, 80)[0].split()) == "For Sponsor The board"
    play(session, scene)


def test_beside_long_references_today_still_says_why_a_row_is_there(session: Session) -> None:
    with command(session, "begin") as work:
        project = work.create("project", {"title": "Long", "code": "LONGESTONE"})
        task = work.create("task", {"project": project, "title": "Answer the auditors", "due": session.today.isoformat(), "owner": session.me})

    async def scene(at: Player) -> None:
        await at.press("0")
        assert "due today" in at.row(task)

    play(session, scene)


def test_reasons_use_the_whole_width_and_what_finds_no_room_is_counted() -> None:
    long = "finish 31 Dec 2012 > 30 Sep 2012 by 66 working days, tolerance 44"
    items = [(long, ""), ("forecast 6.20 M", ""), ("late", ""), (long, ""), (long, "")]
    texts = ["".join(text for text, _ in line) for line in flow("Why", items, 80, 3, indent=7)]
    assert texts == [f"Why    {long}", "       forecast 6.20 M | late", f"       {long}  +1"]
    assert all(cell_len(text) < 80 for text in texts)
