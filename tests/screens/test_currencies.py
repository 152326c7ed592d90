"""Amounts on screen are in the currency of their own project, whatever the portfolio's is."""

from __future__ import annotations

import pytest
from stage import Player, play

from models.core import registry
from models.core.access import Session
from models.operations.command import command
from models.operations.portfolio import portfolio
from models.store.errors import ConflictError
from screens import effects
from screens.editing import edit_form, new_form


def yen(session: Session) -> int:
    """A project in yen, which have no hundredths, in a portfolio in euros."""
    with command(session, "new") as work:
        return work.create("project", {"code": "YEN", "title": "Yen", "currency": "JPY", "budget": 1_000_000})


def test_the_three_ways_of_a_form_are_in_the_projects_currency(session: Session) -> None:
    record = yen(session)

    async def scene(p: Player) -> None:
        p.app.push_screen(edit_form(p.app, record, start="budget"))
        await p.settle()
        await p.press("ctrl+u")
        await p.type("3000000")
        with portfolio(session.database.path, login="eva", today=session.today) as other, command(other, "edit") as work:
            work.change(record, {"budget": 2_000_000})
        await p.press("enter")
        screen = " ".join(p.screen.split())
        assert "was “1000000”, now “2000000” (eva" in screen
        assert "yours “3000000”" in screen

    play(session, scene)


def test_a_new_projects_budget_is_read_in_the_currency_typed_beside_it(session: Session) -> None:
    async def scene(p: Player) -> None:
        form = new_form(p.app, registry.get("project"), project=None, preset={"title": "Abroad", "code": "ABR", "budget": "500k USD"})
        p.app.push_screen(form)
        await p.settle()
        assert "is in USD, not in EUR" in p.screen
        form._go(next(index for index, state in enumerate(form._states) if state.field.name == "currency"))
        await p.press("ctrl+u")
        await p.type("usd")
        await p.press("tab")
        assert "not in" not in p.screen
        await p.press("enter")
        assert tuple(session.database.rows("SELECT currency, budget FROM project")[0]) == ("USD", 50_000_000)

    play(session, scene, size=(140, 50))


def test_an_amount_is_read_in_the_currency_of_the_project_chosen_in_the_form(session: Session) -> None:
    yen(session)

    async def scene(p: Player) -> None:
        preset = {"project": "YEN", "title": "Licences", "planned": "¥3000"}
        p.app.push_screen(new_form(p.app, registry.get("budget_line"), project=None, preset=preset))
        await p.settle()
        assert "not in" not in p.screen
        await p.press("enter")
        assert session.database.value("SELECT planned FROM budget_line") == 3000

    play(session, scene)


def test_the_lines_of_a_conflict_are_in_the_projects_currency(session: Session) -> None:
    project = yen(session)
    with command(session, "new") as work:
        risk = work.create("risk", {"project": project, "title": "Late", "expected_cost": 100_000})
    for record, field in ((project, "budget"), (risk, "expected_cost")):
        with command(session, "others") as work:
            work.change(record, {field: 200_000})
        with pytest.raises(ConflictError) as error, command(session, "mine") as work:
            work.change(record, {field: 300_000}, based_on=1)
        said = str(effects.conflict(session, error.value)[1])
        assert "now 200 k (" in said
        assert "yours 300 k" in said
