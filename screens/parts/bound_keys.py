"""Which keys bindings have now, the user's own included: for key lines, and for what messages tell to press."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual._context import active_app

from screens.parts.key_names import key_name

if TYPE_CHECKING:
    from textual.dom import DOMNode


def entries_of(names: Sequence[str], *nodes: DOMNode) -> list[tuple[str, str]]:
    """What is to be pressed for these bindings of the nodes, and what it is called, for the key line."""
    found: dict[str, tuple[str, str]] = {}
    for node in nodes:
        for key, binding in node._bindings:
            name = binding.id or ""
            if name in names and name not in found:
                own = node.app._keymap.get(name)
                found[name] = (key_name(own.split(",")[0].strip() if own else key), binding.description.lower())
    return [found[name] for name in names if name in found]


def worded(entries: Iterable[tuple[str, str]], node: DOMNode) -> list[tuple[str, str]]:
    """The same for pairs of bindings, with a blank between them, and a word for what they do together: `j k` `line`."""
    return [(" ".join(key for key, _ in entries_of(names.split(), node)), word) for names, word in entries]


def bound(name: str) -> str:
    """The key that a binding has on the open screens, for messages: `z`."""
    app = active_app.get()
    for screen in reversed(app.screen_stack):
        for key, _ in entries_of([name], screen, *screen.query("*"), app):
            return key
    return name


def with_keys(text: str) -> str:
    """The text with the keys that the bindings named in it have: `{verb.new} notes one` is read as `n notes one`."""
    return re.sub(r"\{([a-z_.]+)\}", lambda found: bound(found[1]), text)
