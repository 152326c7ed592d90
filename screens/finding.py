"""Finding: words in everything, commands and places by name, help from the live bindings."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from models.core import record, registry
from models.core.listing import Listing
from models.store.errors import QuarterdeckError
from screens.deck import deck
from screens.parts.palette import Command, PaletteScreen, commands_of
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
    """Search titles, texts and comments of everything as one types: the record that the text names, then open records first."""
    from models.operations.search import search

    def hits(text: str) -> Sequence[Choice]:
        if is_short(text):
            return []
        found = [Choice(hit.id, f"{hit.ref:<10} {hit.title}", _kind_and_state(hit.kind, hit.state)) for hit in search(session, text, limit=40)]
        with contextlib.suppress(QuarterdeckError):
            found.insert(0, _named(session, record.find(session, text)))
        return list({choice.value: choice for choice in found}.values())

    def is_short(text: str) -> bool:
        return len(text.strip()) < 2

    return PickerScreen("Find in everything", hits, empty_text=lambda text: "type two letters or more" if is_short(text) else "nothing fits")


def _named(session: Session, found: record.Found) -> Choice:
    register = registry.get(found.kind)
    names = ["ref", register.title_field, *(["state"] if register.state_type else [])]
    _, (ref, title, *state) = Listing(register, session).texts([found.id], names)[0]
    return Choice(found.id, f"{ref:<10} {title}", _kind_and_state(found.kind, *state))


def _kind_and_state(kind: str, state: str | None = None) -> str:
    return f"{kind.replace('_', ' ')} {state or ''}".strip()


def palette(app: App[Any]) -> PaletteScreen:
    """Every command that the focus has, every register, every theme; or a place that is typed."""
    registers = [Command(register.title, f":{register.key}", f"open_register('{register.key}')", app) for register in registry.every()]
    colours = [Command(f"Theme {name}", "", f"theme('{name}')", app) for name in ("dark", "light", "ansi")]
    session, project = deck(app.screen).session, deck(app.screen).project

    def places(text: str) -> list[Command]:
        try:
            found = record.find(session, text, project)
        except QuarterdeckError:
            return _lists(app, text)
        register = registry.get(found.kind)
        title = Listing(register, session).texts([found.id], ["ref", register.title_field])
        return [Command("  ".join(texts), "", f"open_record({each})", app, "go there") for each, texts in title]

    return PaletteScreen([*commands_of(app.screen), *registers, *colours], places=places)


def _lists(app: App[Any], text: str) -> list[Command]:
    """The list that a text names by another word than its title, or with filter words behind its name: `hours`, `risk score>=12`."""
    name, _, words = text.partition(" ")
    try:
        register = registry.resolve(name)
    except QuarterdeckError:
        return []
    return [Command(f"{register.title}  {words}".rstrip(), f":{register.key}", f"open_register({register.key!r}, {words.strip()!r})", app)]


def help_screen(app: App[Any]) -> Screen[Any]:
    """Help for what has the focus."""
    from screens.parts.help import HelpScreen

    return HelpScreen(app.screen, QUICK_LINE)
