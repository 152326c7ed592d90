"""Help for what has the focus, made from the keys that hold at this moment, so that it can never say something else than they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.cells import cell_len

from screens.parts.key_names import key_name
from screens.parts.reader import ReaderScreen

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen

    from screens.parts.paint import Piece
    from screens.parts.reader import TextLine

GROUPS: Mapping[str, str] = {
    "table": "Moving", "move": "Moving", "reader": "Moving", "verb": "Verbs", "go": "Screens", "screen": "Screens",
    "view": "View", "prompt": "The line", "picker": "The list", "form": "The form", "edit": "Typing",
    "app": "Everywhere", "panel": "Everywhere",
}  # fmt: skip
OTHER = "This screen"
KEY_WIDTH = 16
NAME_WIDTH = 18


class LiveKey(NamedTuple):
    """A thing that can be done now: its id, keys, what it is called, what it does, its group, and the action with the node that has it."""

    id: str
    keys: tuple[str, ...]
    name: str
    help: str
    group: str
    action: str
    node: DOMNode


def live_keys(screen: Screen[Any]) -> list[LiveKey]:
    """Everything that a key does at this moment on a screen; keys of one action stand together. Textual's own keys do not count."""
    found: dict[tuple[str, str], LiveKey] = {}
    for key, (node, binding, enabled, tooltip) in screen.active_bindings.items():
        typed = screen.focused is not None and screen.focused.check_consume_key(key, name if len(name := key_name(key)) == 1 else None)
        if binding.id is None or not enabled or binding.system or typed:
            continue
        group = GROUPS.get(binding.id.partition(".")[0], OTHER)
        known = found.get((binding.id, binding.action))
        keys = (*known.keys, key_name(key)) if known else (key_name(key),)
        found[binding.id, binding.action] = LiveKey(binding.id, keys, binding.description, tooltip, group, binding.action, node)
    return list(found.values())


def help_lines(keys: Sequence[LiveKey]) -> list[TextLine]:
    """The lines of help: the keys by group, in each in the order in which they are met."""
    lines: list[TextLine] = []
    for group in dict.fromkeys(sorted((key.group for key in keys), key=rank)):
        lines += [[(group, "group")]]
        lines += [_key_line(key) for key in keys if key.group == group]
        lines += [""]
    return lines[:-1]


def rank(group: str) -> int:
    """Where a group stands: what is open and what it does first, typing and moving after it, what holds everywhere last."""
    order = ["The line", "The form", "The list", "Verbs", OTHER, "View", "Screens", "Moving", "Typing", "Everywhere"]
    return order.index(group) if group in order else len(order)


def _key_line(key: LiveKey) -> list[Piece]:
    """A key, what it is called, and what it does."""
    names = " ".join(key.keys)
    return [
        (f"  {names}{' ' * max(1, KEY_WIDTH - cell_len(names))}", "key"),
        (f"{key.name}{' ' * max(1, NAME_WIDTH - cell_len(key.name))}", ""),
        (key.help if key.help != key.name else "", "dim"),
    ]


class HelpScreen(ReaderScreen):
    """The keys that hold on a screen, by group, searched with `/`; the grammar of the quick line, where it is given, follows them."""

    def __init__(self, screen: Screen[Any], grammar: str = "") -> None:
        lines = help_lines(live_keys(screen))
        if grammar:
            lines += ["", [("The quick line", "group")], *(f"  {line.strip()}" for line in grammar.splitlines())]
        super().__init__("Help: what can be pressed here", lines)

    def action_help(self) -> None:
        """Help is open already: go back."""
        self.dismiss(None)
