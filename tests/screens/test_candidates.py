"""Pickers over lists that are longer than what they read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.core import registry
from models.core.access import Session
from models.core.record import find
from models.operations.command import command
from models.operations.portfolio import portfolio
from screens import moving
from screens.candidates import MOST
from screens.editing import reference_choices

LAST = MOST + 3


@pytest.fixture
def project(tmp_path: Path, empty_file: Path) -> Iterator[tuple[Session, int]]:
    """A project with more tasks than a picker reads; of the last three the middle one is archived."""
    with portfolio(str(shutil.copy(empty_file, tmp_path / "long.db")), login="ana") as session:
        with command(session, "many") as work:
            crm = work.create("project", {"code": "CRM", "title": "CRM replacement"})
            titles = [f"Step {number}" for number in range(1, MOST + 1)] + ["Kälte prüfen", "Kälte messen", "Write the handbook"]
            created = work.create_many("task", [{"project": crm, "title": title} for title in titles])
            work.archive(created[-2])
        yield session, crm


def test_a_reference_field_finds_what_is_far_down(project: tuple[Session, int]) -> None:
    """By reference, number or word; not what is archived."""
    session, crm = project
    choices = reference_choices(session, "task", crm)
    assert len(choices("")) == MOST
    for text in (f"CRM-{LAST}", str(LAST), "handbook"):
        assert choices(text)[0].value == f"CRM-{LAST}"
    assert [choice.value for choice in choices("kälte")] == [f"CRM-{LAST - 2}"]
    assert f"CRM-{LAST - 1}" not in [choice.value for choice in choices(f"CRM-{LAST - 1}")]


def test_a_row_is_moved_under_what_is_far_down(project: tuple[Session, int]) -> None:
    session, crm = project
    places = moving.choices(session, registry.get("task"), crm)
    assert places is not None
    for text in (f"CRM-{LAST}", "handbook"):
        assert places(text)[0].value.label == f"CRM-{LAST}"
    assert "the top of the project" in [choice.label for choice in places("")]


def test_the_places_to_move_to_are_called_what_they_are(demo: Session) -> None:
    """Summaries, done ones too, and open tasks, which would become summaries."""
    places = moving.choices(demo, registry.get("task"), find(demo, "WEB").id)
    assert places is not None
    hints = {choice.value.label: choice.hint for choice in places("")}
    assert [hints.get(f"WEB-{number}") for number in (1, 5, 10, 2)] == ["summary, done", "summary, doing", "task, todo", None]
