"""A page about one record lies over a list: the verbs that it has not itself go one step back and act on the record's row there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.binding import Binding, BindingType

from models.core.record import kind_of
from models.store.errors import UsageError
from screens.deck import deck
from screens.verbs import VerbScreen

if TYPE_CHECKING:
    from textual.screen import Screen


def verbs_below(*without: str) -> list[BindingType]:
    """The verbs of lists as bindings of a page, apart from those (by their ids) that it has itself; their action is `below`."""
    found: list[BindingType] = []
    for base in VerbScreen.__mro__:
        for each in vars(base).get("BINDINGS", ()):
            if (
                isinstance(each, Binding)
                and (each.id or "").startswith("verb.")
                and each.id not in (*without, "verb.new", "verb.undo", "verb.redo")
            ):
                found.append(Binding(each.key, f'below("{each.action}")', each.description, id=each.id, tooltip=each.tooltip, show=False))
    return found


async def act_below(page: Screen[Any], record: int, version: int, action: str) -> None:
    """Go back to the list, and carry the action out on the row of the record, as the page showed it. Raises UsageError where no list below
    holds it."""
    stack = page.app.screen_stack
    under = stack[stack.index(page) - 1]
    if not isinstance(under, VerbScreen) or not under.table.go_to(record):
        raise UsageError("that is done on the row in its list", hint=f":{kind_of(deck(page).session, record)} lists them; q goes back")
    page.app.pop_screen()
    under.table.saw(record, version)
    await page.app.run_action(action, under)
