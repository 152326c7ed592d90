"""The keys of the app as a whole, and the user's own: `keys.toml` gives other keys to bindings by their ids; clashes are reported."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType

if TYPE_CHECKING:
    from types import ModuleType

APP_BINDINGS: list[BindingType] = [
    *[
        Binding(key, f"open_tab('{key}')", title, id=f"screen.{title.lower()}", tooltip=f"Go to the screen {title}", show=False)
        for key, title in zip("01234567", ("Today", "Portfolio", "Tasks", "Risks", "Budget", "Team", "More", "Close"), strict=True)
    ],
    Binding("f", "find", "Find", id="view.find", tooltip="Find in everything: titles, texts, comments", show=False),
    Binding(
        "colon,ctrl+p", "palette", "Commands", id="view.palette", tooltip="Commands, and go to: :risk, :CRM-42", show=False, key_display=":"
    ),
    Binding("question_mark,f1", "show_help", "Help", id="view.help", tooltip="Help for what has the focus", show=False, key_display="?"),
    Binding("ctrl+c", "stop", "Stop", id="view.stop", tooltip="Stop what runs; never quits", show=False, priority=True),
]

#: Keys that terminals send for something else, or that screen and tmux keep for themselves.
FORBIDDEN = frozenset({"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+left_square_bracket", "ctrl+a", "ctrl+b"})


def read_keymap(path: str) -> tuple[dict[str, str], list[str]]:
    """The user's keys by binding id, and what is wrong with them in words; no file is no keys."""
    if not os.path.exists(path):
        return {}, []
    import tomllib

    try:
        with open(path, "rb") as file:
            table = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        return {}, [f"{path}: {error}"]
    keymap, faults = {}, []
    for name, keys in table.get("keys", table).items():
        if not isinstance(keys, str):
            faults.append(f"{path}: {name} needs a key in quotes")
            continue
        bad = [key for key in keys.split(",") if key.strip() in FORBIDDEN or key.strip().startswith("alt+")]
        if bad:
            faults.append(f"{path}: {name} = {bad[0]} cannot be used: terminals send it for something else")
        else:
            keymap[name] = keys
    return keymap, faults


def unknown(keymap: dict[str, str]) -> list[str]:
    """The ids of the user's keys that no binding has, in words; looks through every screen, so only asked when there are such keys."""
    known = {binding.id for binding in APP_BINDINGS if isinstance(binding, Binding)}
    for package in ("screens", "screens.parts"):
        folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), *package.split("."))
        for name in sorted(os.listdir(folder)):
            if name.endswith(".py") and name != "__init__.py":
                known |= _ids(import_module(f"{package}.{name[:-3]}"))
    return [f"keys.toml: {name} is no binding; ? lists the keys, CONTRIBUTING their ids" for name in keymap if name not in known]


def _ids(module: ModuleType) -> set[str | None]:
    classes = [value for value in vars(module).values() if isinstance(value, type)]
    return {binding.id for each in classes for binding in vars(each).get("BINDINGS", ()) if isinstance(binding, Binding)}
