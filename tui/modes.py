"""The screens of the tab line: each is imported and made when it is first opened; which of them comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.screen import Screen

    from models.core.access import Session


def _today() -> Screen[Any]:
    from screens.today import TodayScreen

    return TodayScreen()


def _portfolio() -> Screen[Any]:
    from screens.portfolio import PortfolioScreen

    return PortfolioScreen()


def _tasks() -> Screen[Any]:
    from screens.tasks import TasksScreen

    return TasksScreen()


def _risks() -> Screen[Any]:
    from screens.risks import RisksScreen

    return RisksScreen()


def _budget() -> Screen[Any]:
    from screens.budget import BudgetScreen

    return BudgetScreen()


def _team() -> Screen[Any]:
    from screens.team import TeamScreen

    return TeamScreen()


def _more() -> Screen[Any]:
    from screens.registers import MoreScreen

    return MoreScreen()


def _close() -> Screen[Any]:
    from screens.closure import ClosureScreen

    return ClosureScreen()


def _first_run() -> Screen[Any]:
    from screens.first_run import FirstRunScreen

    return FirstRunScreen()


#: The key of the tab line → its screen.
MODES: dict[str, Any] = {
    "0": _today, "1": _portfolio, "2": _tasks, "3": _risks, "4": _budget, "5": _team, "6": _more, "7": _close, "first": _first_run,
}  # fmt: skip
#: The kind of record → the key of the tab that lists it; the others share the generic list.
REGISTER_TABS = {"project": "1", "task": "2", "risk": "3", "budget_line": "4", "person": "5"}


def first_mode(session: Session) -> str:
    """Today for a person who has something there, else the portfolio; a menu for an empty database."""
    if session.database.value("SELECT 1 FROM project LIMIT 1") is None:
        return "first"
    if session.me is None:
        return "1"
    from models.operations.today import has_rows

    return "0" if has_rows(session) else "1"
