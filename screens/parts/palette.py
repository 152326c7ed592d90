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


#: How many names are said where a text names none.
NEAR = 3


class Command(NamedTuple):
    """Something to be done or a place to go: its name, the key it has, its action and the node that has the action, and its help."""

    title: str
    key: str
    action: str
    node: DOMNode | None = None
    help: str = ""


def commands_of(screen: Screen[Any]) -> list[Command]:
    """The commands that have a key on a screen at this moment, verbs first, without those that nobody looks for by name."""
    from screens.parts.help import live_keys, rank

    keys = sorted((key for key in live_keys(screen) if key.id.partition(".")[0] not in _BY_KEY_ALONE), key=lambda key: rank(key.group))
    return [Command(key.name, " ".join(key.keys), key.action, key.node, key.help) for key in keys]


class PaletteScreen(PickerScreen):
    """Commands and places; gives the Command that was typed or chosen, or nothing.

    What is typed is carried out where it is the whole name of one, or the beginning of one alone; what only resembles it has to be chosen
    with the cursor. `places(text)` gives commands that only this text makes, for example the record that it names; they stand first.
    """

    def __init__(self, commands: Sequence[Command], *, places: Callable[[str], Sequence[Command]] | None = None) -> None:
        self._commands, self._places = commands, places
        self._pointed_at = False
        super().__init__("Commands and places", self._found, empty_text="no such command, and no record of that name")

    def _found(self, text: str) -> list[Choice]:
        """The places that the text names, then the commands that match it, those that begin with it first."""
        text = text.strip().removeprefix(":")
        named = self._places(text) if self._places is not None and text else ()
        matching = ranked(text, self._commands, lambda command: f"{command.title}  {command.help}")
        choices = [Choice(place, place.title, place.key or place.help, "accent") for place in named]
        known = {(place.title, place.key) for place in named}
        return choices + [Choice(each, each.title, each.key) for each, _ in matching if (each.title, each.key) not in known]

    def _narrow(self, text: str) -> None:
        """Whoever types on has chosen nothing yet."""
        self._pointed_at = False
        super()._narrow(text)

    def action_move(self, rows: int) -> None:
        """Move the cursor: what it stands on is chosen then."""
        self._pointed_at = True
        super().action_move(rows)

    def on_choice_list_clicked(self) -> None:
        """A click chooses."""
        super().action_choose()

    def action_choose(self) -> None:
        """Give what the cursor was put on, or what the text names; never what it only resembles."""
        text = self.input.value.strip().removeprefix(":")
        if self._pointed_at:
            super().action_choose()
        elif (named := self.named(text)) is not None:
            self.dismiss(named)
        elif not text:
            self.title_rule.say("type a name, or choose with Up and Down")
        else:
            near = ", ".join(dict.fromkeys(choice.label for choice in self._near(text)))
            self.title_rule.say(f"“{text}” names no command" + (f"; near: {near}" if near else ""))

    def named(self, text: str) -> Command | None:
        """The command or place that a text names: whole, or by a beginning that no other name has."""
        wanted = text.casefold()
        names = [(name.casefold(), command) for command in self._commands for name in _names(command)] if text else []
        whole = next((command for name, command in names if name == wanted), None)
        if whole is not None:
            return whole
        if places := self._places(text) if self._places is not None and text else ():
            return places[0]
        begun = [command for name, command in names if name.startswith(wanted)]
        return begun[0] if len({command.title for command in begun}) == 1 else None

    def _near(self, text: str) -> list[Choice]:
        """The first choices that resemble a text: by its letters, or else by its look."""
        from difflib import get_close_matches

        found = self._found(text)[:NEAR]
        by_name = {name.casefold(): Choice(command, command.title) for command in self._commands for name in _names(command)}
        return found or [by_name[name] for name in get_close_matches(text.casefold(), by_name, NEAR)]


def _names(command: Command) -> list[str]:
    """What a command is called: its title, and the word that is typed after the colon."""
    return [command.title, *([command.key[1:]] if command.key.startswith(":") else [])]
