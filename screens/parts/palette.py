"""Commands and places by name: whatever has a key can be found here without knowing it, and what is typed may also be a place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from screens.parts.choice_list import Choice
from screens.parts.fuzzy import ranked
from screens.parts.picker import PickerScreen

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen


#: Kinds of keys that move or type: nobody looks for them by name.
_BY_KEY_ALONE = frozenset({"table", "move", "edit", "reader", "prompt"})


class Command(NamedTuple):
    """Something to be done or a place to go: its name, the key it has, its action and the node that has the action, and its help."""

    title: str
    key: str
    action: str
    node: DOMNode | None = None
    help: str = ""


def commands_of(screen: Screen[Any]) -> list[Command]:
    """The commands that have a key on a screen at this moment, without those that nobody looks for by name."""
    from screens.parts.help import live_keys

    keys = [key for key in live_keys(screen) if key.id.partition(".")[0] not in _BY_KEY_ALONE]
    return [Command(key.name, " ".join(key.keys), key.action, key.node, key.help) for key in keys]


class PaletteScreen(PickerScreen):
    """Commands and places. Gives the Command chosen, or, where no command matches, what was typed (a reference, a register), or nothing.

    `places(text)` may give commands that only this text makes, for example the record it names; they stand first.
    """

    def __init__(self, commands: Sequence[Command], *, text: str = "", places: Callable[[str], Sequence[Command]] | None = None) -> None:
        self._commands, self._places = commands, places
        super().__init__("Commands and places", self._found, text=text, allow_text=True, empty_text="no such command: Enter goes there")

    def _found(self, text: str) -> list[Choice]:
        """The places that the text names, then the commands that match it."""
        text = text.strip().removeprefix(":")
        named = self._places(text) if self._places is not None and text else ()
        matching = ranked(text, self._commands, lambda command: f"{command.title}  {command.help}")
        choices = [Choice(place, place.title, place.key or place.help, "accent") for place in named]
        return choices + [Choice(command, command.title, command.key) for command, _ in matching]
