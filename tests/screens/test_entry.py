"""Words typed into a prompt are stored as the same words typed anywhere else."""

from __future__ import annotations

from stage import Player, play

from models.core.access import Session
from models.core.record import find
from screens import links

#: A word whose accent is a character of its own, and how it is stored.
TYPED, STORED = "Cafe\u0301", "Caf\u00e9"


def test_a_comment_is_stored_composed(demo: Session) -> None:
    async def scene(at: Player) -> None:
        task = find(at.session, "CRM-55").id
        await at.look_at("CRM")
        await at.press("2")
        await at.go_to(task)
        await at.press("c")
        await at.type(TYPED, "enter")
        assert at.value("SELECT text FROM comment WHERE record = ? ORDER BY id DESC LIMIT 1", task) == STORED

    play(demo, scene)


def test_the_title_of_a_link_is_stored_composed(demo: Session) -> None:
    task = find(demo, "CRM-55").id
    links.apply(demo, task, links.Link(None, f"https://example.org/a  {TYPED}"))
    assert demo.database.value("SELECT title FROM link WHERE record = ? ORDER BY id DESC LIMIT 1", (task,)) == STORED


def test_keys_sent_at_once_behind_the_enter_that_saves_a_form_act_on_the_list_below(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.look_at("CRM")
        await at.press("2")
        await at.at_once("n", "F", "r", "e", "s", "h", "enter", "x")
        assert at.value("SELECT state FROM task WHERE title = 'Fresh'") == "done"
        await at.go_to("CRM-55")
        below = at.table.ids()[at.table.ids().index(at.cursor) + 2]
        await at.at_once("e", "end", "Z", "enter", "j", "j")
        assert at.field("title", "CRM-55").endswith("Z")
        assert at.cursor == below

    play(demo, scene)
