"""Finding: words in everything, commands and places by name, help from the live bindings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from models.core import registry
from screens.parts.picker import Choice, PickerScreen

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

    from models.core.access import Session

#: The quick line as the help states it.
QUICK_LINE = """x done   s start   ! reason (blocked)   = no change   >state   60%   2h 30m 1h30   rem 6h
yesterday fri mon..fri 2026-12-01   by:bob   @who owns it   due:fri   +label   ^"risk title"
needs:who chase:fri (after !)   then a note: it becomes a comment and never changes a field"""


def find_picker(session: Session) -> PickerScreen:
    """Search titles, texts and comments of everything as one types; open records first."""
    from models.operations.search import search

    def hits(text: str) -> Sequence[Choice]:
        found = search(session, text, limit=40) if len(text.strip()) > 1 else []
        return [Choice(hit.id, f"{hit.ref:<10} {hit.title}", f"{hit.kind.replace('_', ' ')} {hit.state or ''}".strip()) for hit in found]

    return PickerScreen("Find in everything", hits, empty_text="type two letters or more")


def palette(app: Any) -> PickerScreen:
    """Every command that the focus has, every register, every screen; or a reference typed."""
    choices: list[Choice] = []
    for active in app.screen.active_bindings.values():
        binding = active.binding
        if binding.description and binding.id and not binding.id.startswith(("table.", "prompt.")):
            choices.append(
                Choice(_runner(app, active.node, binding.action), binding.description, f"{app.get_key_display(binding)}  {binding.tooltip}")
            )
    choices += [Choice(f":{register.key}", register.title, f":{register.key}") for register in registry.every()]
    for name in ("dark", "light", "ansi"):
        choices.append(Choice(_runner(app, app, f"theme('{name}')"), f"Theme {name}", "colours"))
    return PickerScreen("Commands, and go to", choices, allow_text=True, empty_text="Enter goes to what is typed: CRM-42, risk state:open")


def _runner(app: Any, node: Any, action: str) -> Any:
    def run() -> None:
        app.call_later(app.run_action, action, node)

    return run


def help_screen(app: App[Any]) -> Screen[Any]:
    """Help for what has the focus."""
    from screens.parts.help import HelpScreen

    return HelpScreen(app.screen, QUICK_LINE)
