"""What a newcomer meets: the page of a project at every width, empty lists, help, messages, and the words for one and for many."""

from __future__ import annotations

from typing import Any

from rich.cells import cell_len
from stage import Player, play

from models.core.access import Session
from models.core.record import find
from models.operations.trends import since_last_week
from models.reports.status import standing
from screens.parts.help import HelpScreen
from screens.project_page import page_lines


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
