"""What the keys of a list write, beyond the morning: hours, days, people, comments; forms and what others wrote meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from stage import Player, play

from models.core.access import Session
from models.core.record import find
from models.operations import update
from models.operations.command import command
from models.operations.portfolio import portfolio
from screens.parts.form import FormScreen
from screens.writing import WritingScreen


def id_of(session: Session, reference: str) -> int:
    return find(session, reference).id


def test_hours_due_start_owner_comment_and_the_last_again(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.look_at("CRM")
        await at.press("2")
        first, second, third = (id_of(at.session, name) for name in ("CRM-55", "CRM-56", "CRM-57"))
        await at.go_to(first)
        await at.press("s")
        assert at.value("SELECT state || actual_start FROM task WHERE id = ?", first) == "doing2026-11-23"
        assert at.cursor == second
        await at.press("full_stop")
        assert at.value("SELECT state FROM task WHERE id = ?", second) == "doing"
        assert at.cursor == third
        await at.press("d")
        await at.type("nonsense", "enter")
        assert "is not a day" in at.said
        await at.press("ctrl+u")
        await at.type("2026-12-11", "enter")
        assert at.value("SELECT due FROM task WHERE id = ?", third) == "2026-12-11"
        await at.go_to(first)
        await at.press("c")
        await at.type("said of it", "enter")
        assert at.value("SELECT text FROM comment WHERE record = ? ORDER BY id DESC LIMIT 1", first) == "said of it"
        assert "comment saved" in at.said
        await at.go_to(first)
        await at.press("a")
        await at.type("ben", "enter")
        assert at.value("SELECT p.handle FROM task t JOIN person p ON p.id = t.owner WHERE t.id = ?", first) == "ben"

    play(demo, scene)


def test_archived_rows_come_back_with_undo_and_marks_go_with_escape(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.look_at("CRM")
        await at.press("2")
        tasks = [id_of(at.session, name) for name in ("CRM-55", "CRM-56", "CRM-57")]
        gone = "SELECT count(*) FROM task WHERE id IN (?, ?, ?) AND archived IS NOT NULL"
        await at.go_to(tasks[0])
        await at.press("space", "space", "space")
        assert at.table.marks == set(tasks)
        await at.press("D")
        assert at.value(gone, *tasks) == 3
        assert "CRM-55 +2 archived" in at.said
        assert not at.table.marks
        await at.press("z")
        assert at.value(gone, *tasks) == 0
        await at.press("Z")
        assert at.value(gone, *tasks) == 3
        await at.press("z")
        await at.go_to(tasks[0])
        await at.press("space", "space", "escape")
        assert not at.table.marks

    play(demo, scene)


def test_a_new_row_is_made_changed_and_its_error_stands_beside_the_field(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.look_at("CRM")
        await at.press("2", "n", "enter")
        assert next(line for line in at.screen.splitlines() if "Title *" in line).endswith("needed")
        await at.type("A task made here", "enter")
        made = at.value("SELECT max(id) FROM task")
        assert at.value("SELECT title || project FROM task WHERE id = ?", made) == f"A task made here{at.app.project}"
        assert at.cursor == made
        await at.press("e", "ctrl+u")
        await at.type("Another title")
        await at.press(*["tab"] * 4)
        assert "❯ Duration" in at.screen
        await at.type("soon", "enter")
        assert '"soon" is not a duration' in next(line for line in at.screen.splitlines() if "❯ Duration" in line)
        assert at.value("SELECT title FROM task WHERE id = ?", made) == "A task made here"
        await at.press("ctrl+u")
        await at.type("3d", "enter")
        assert at.value("SELECT title || '|' || duration FROM task WHERE id = ?", made) == "Another title|1440"
        assert "saved" in at.said
        assert "Another title" in at.row(made)
        await at.press("N")
        await at.type("A child", "enter")
        assert at.value("SELECT parent FROM task WHERE title = 'A child'") == made

    play(demo, scene)


def test_it_is_said_that_a_row_was_made(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.look_at("CRM")
        await at.press("2", "n")
        await at.type("A task made here", "enter")
        assert "CRM-119 made" in at.said

    play(demo, scene)


def test_a_form_asks_before_it_throws_away_what_was_typed(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("3", "e")
        await at.type(" changed")
        await at.press("escape")
        assert "Leave without saving what was changed" in at.screen
        await at.press("n")
        assert "late changed" in at.screen
        await at.press("escape", "y")
        assert at.value("SELECT count(*) FROM risk WHERE title LIKE '%changed'") == 0
        assert "4 × 5" in at.said

    play(demo, scene)


def test_what_others_changed_in_another_field_stays_and_is_said(demo: Session, demo_copy: str) -> None:
    async def scene(at: Player) -> None:
        risk = id_of(at.session, "CRM-R1")
        await at.press("3")
        await at.go_to(risk)
        await at.press("e")
        with portfolio(demo_copy, today=demo.today) as other, command(other, "likelihood") as work:
            work.change(risk, {"likelihood": 2})
        await at.press("ctrl+u")
        await at.type("Mine", "enter")
        assert at.value("SELECT title || likelihood FROM risk WHERE id = ?", risk) == "Mine2"

    play(demo, scene)


def test_an_issue_is_raised_from_its_risk_and_a_cost_is_asked_for_its_line(demo: Session) -> None:
    async def scene(at: Player) -> None:
        risk = id_of(at.session, "CRM-R1")
        await at.press("3")
        await at.go_to(risk)
        await at.press("i")
        await at.type("It has happened", "enter")
        assert at.value("SELECT from_risk FROM issue WHERE title = 'It has happened'") == risk
        assert "raised" in at.said
        await at.press("4")
        await at.go_to(id_of(at.session, "CRM-L2"))
        await at.press("dollar_sign")
        assert "New cost" in at.screen
        assert "CRM-L2" in at.screen
        await at.press("escape")
        assert "New cost" not in at.screen

    play(demo, scene)


def test_verbs_that_a_row_has_not_are_refused_in_words(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("4", "d")
        assert "a budget line is promised for no day" in at.said
        await at.press("full_stop")
        assert "nothing to repeat yet" in at.said
        await at.press("ampersand")
        assert "has nothing to act on here" in at.said
        await at.press("z")
        assert at.value("SELECT count(*) FROM batch") == batches
        await at.press("ctrl+c")
        assert "nothing runs that could be stopped" in at.said

    batches = demo.database.value("SELECT count(*) FROM batch")
    play(demo, scene)


def test_a_task_is_linked_to_one_of_another_project_and_moves_with_it(demo: Session, demo_copy: str) -> None:
    async def scene(at: Player) -> None:
        before, after = id_of(at.session, "CRM-57"), id_of(at.session, "EDI-14")
        finish, start = "SELECT finish FROM task_schedule WHERE task = ?", "SELECT start FROM task_schedule WHERE task = ?"
        await at.look_at("EDI")
        await at.press("2")
        await at.go_to(after)
        await at.press("L")
        await at.type("survey after")
        assert "CRM-57" in at.screen
        await at.type(" closing", "enter")
        assert at.value("SELECT predecessor FROM dependency WHERE successor = ? ORDER BY id DESC", after) == before
        assert at.value(start, after) > at.value(finish, before)
        with portfolio(demo_copy, today=demo.today) as other, command(other, "longer") as work:
            work.change(before, {"duration": 60 * 480, "remaining": None})
        at.app._poll()
        await at.settle()
        assert at.value(start, after) > at.value(finish, before) > "2027-01-31"

    play(demo, scene)


def test_the_new_row_is_the_one_that_was_made_also_where_others_make_theirs_meanwhile(demo: Session) -> None:
    async def scene(at: Player) -> None:
        write = at.app.write

        async def interrupted(work: Callable[[Session], Any]) -> Any:
            result = await write(work)
            with portfolio(demo.database.path, login="eve", today=demo.today) as other, command(other, "theirs") as theirs:
                theirs.create("task", {"project": at.app.project, "title": "Theirs"})
                theirs.create("risk", {"project": at.app.project, "title": "Theirs", "likelihood": 1, "impact": 1})
            return result

        await at.look_at("CRM")
        await at.press("2", "n")
        at.app.write = interrupted  # type: ignore[method-assign, assignment]
        await at.type("Made here", "enter")
        made = at.value("SELECT id FROM task WHERE title = 'Made here'")
        assert at.cursor == made
        assert f"CRM-{at.value('SELECT number FROM task WHERE id = ?', made)} made" in at.said
        await at.press("r")
        await at.type("Raised here", "enter")
        assert f"CRM-R{at.value('SELECT number FROM risk WHERE title = ?', 'Raised here')} raised" in at.said

    play(demo, scene)


def test_rows_and_columns_that_others_make_are_counted_and_come_when_one_asks(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.look_at("ROB")
        await at.press("2", "down")
        here, shown = at.ref, at.table.ids()
        with portfolio(demo.database.path, login="eve", today=demo.today) as other, command(other, "theirs") as work:
            for title in ("Theirs", "Also theirs"):
                work.create("task", {"project": at.app.project, "title": title, "duration": 480})
            work.change(at.cursor, {"state": "cancelled"})
            work.create("baseline", {"project": at.app.project, "title": "First plan"})
        at.app._poll()
        await at.settle()
        assert list(at.table.ids()) == list(shown)
        assert "ROB  2 new, 1 gone, new column: F5  open" in at.context
        await at.press("f5")
        assert "F5" not in at.context
        assert "v.B" in at.screen
        assert "Also theirs" in at.screen
        assert here not in at.refs

    play(demo, scene)


def test_a_row_changed_here_is_not_counted_as_gone_where_its_write_is_noticed_before_whoever_asked_for_it_hears_of_it(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.look_at("CRM")
        await at.press("2")
        mine, theirs = (id_of(at.session, name) for name in ("CRM-55", "CRM-58"))
        assert {mine, theirs} <= {*at.table.ids()}  # the whole order is read
        await at.app.write(lambda session: update.apply(session, "", here=mine, project=None, in_app=True, verb="x"))
        with portfolio(demo.database.path, login="eve", today=demo.today) as other, command(other, "theirs") as work:
            work.change(theirs, {"state": "cancelled"})
        at.app._poll()
        await at.settle()
        assert "2 gone: F5" in at.context
        assert isinstance(at.app.screen, WritingScreen)
        at.app.screen.changed([mine])
        assert "1 gone: F5" in at.context

    play(demo, scene)


def test_a_row_that_came_into_the_list_with_one_made_here_is_no_longer_counted_as_new(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.look_at("ROB")
        await at.press("2")
        assert at.table.ids()  # the whole order is read
        with portfolio(demo.database.path, login="eve", today=demo.today) as other, command(other, "theirs") as work:
            work.create("task", {"project": at.app.project, "title": "Theirs", "duration": 480})
        at.app._poll()
        await at.settle()
        assert "1 new: F5" in at.context
        await at.press("n", "M", "i", "n", "e", "enter")
        assert "F5" not in at.context

    play(demo, scene)


def test_today_is_read_anew_too(demo: Session) -> None:
    async def scene(at: Player) -> None:
        with portfolio(demo.database.path, login="eve", today=demo.today) as other, command(other, "theirs") as work:
            values = {"project": find(other, "CRM").id, "title": "Pressing", "owner": demo.me, "due": demo.today.isoformat(), "duration": 480}
            pressing = work.create("task", values)
        at.app._poll()
        await at.settle()
        assert "1 new: F5" in at.context
        await at.press("f5")
        assert pressing in at.table.ids()

    play(demo, scene)


def test_nothing_is_left_beside_the_file_when_the_app_was_left(demo: Session) -> None:
    path = Path(demo.database.path)

    async def scene(at: Player) -> None:
        await at.press("2", "x")
        assert path.with_name(f"{path.name}-wal").exists()

    play(demo, scene)
    demo.database.close()
    assert sorted(each.name for each in path.parent.iterdir() if each.name.startswith(path.name)) == [path.name]


def test_another_project_in_the_form_moves_the_record(demo: Session) -> None:
    async def scene(at: Player) -> None:
        risk = id_of(at.session, "CRM-R1")
        await at.press("3")
        await at.go_to(risk)
        await at.press("e", "shift+tab")
        assert "❯ Project" in at.screen
        await at.press("ctrl+u")
        await at.type("EDI", "enter")
        assert at.value("SELECT code FROM project p JOIN risk r ON r.project = p.id WHERE r.id = ?", risk) == "EDI"
        assert id_of(at.session, "CRM-R1") == risk

    play(demo, scene)


def test_the_form_of_a_summary_says_what_everybody_reads(demo: Session) -> None:
    """Its kind and state are those that follow from its tasks."""

    async def scene(at: Player) -> None:
        await at.look_at("CRM")
        await at.press("2")
        await at.go_to(id_of(at.session, "CRM-16"))
        await at.press("e")
        form = at.app.screen
        assert isinstance(form, FormScreen)
        shown = {state.field.name: state.typed for state in form._states}
        assert (shown["kind"], shown["state"]) == ("summary", "doing")
        await at.press("escape")

    play(demo, scene)
