"""The keys of the app as a whole, and the user's own: `keys.toml` gives other keys to bindings by their ids; clashes are reported."""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingsMap, BindingType

from screens.parts.tab_keys import TAB_BINDINGS
from tui.settings import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.dom import DOMNode

APP_BINDINGS: list[BindingType] = [
    *TAB_BINDINGS,
    Binding("f", "find", "Find", id="view.find", tooltip="Find in everything: titles, texts, comments", show=False),
    Binding(
        "colon,ctrl+p", "palette", "Commands", id="view.palette", tooltip="Commands, and go to: :risk, :CRM-42", show=False, key_display=":"
    ),
    Binding("question_mark,f1", "show_help", "Help", id="view.help", tooltip="Help for what has the focus", show=False, key_display="?"),
    Binding("ctrl+c", "stop", "Stop", id="view.stop", tooltip="Stop what runs; never quits", show=False, priority=True),
]

#: Where the bindings act that some screens have and others have not.
_ROWS, _LISTS = "on the rows of lists: {screen.today} to {screen.team}", "in lists: {screen.today} to {screen.team}, or one of {screen.more}"
ELSEWHERE = {
    **dict.fromkeys(("task.up", "task.down", "task.child", "task.indent", "task.outdent"), "in the outline of the tasks: {screen.tasks}"),
    "view.all_or_open": "on the tasks: {screen.tasks}", "view.since": "on the day and the portfolio: {screen.today} {screen.portfolio}",
    "today.team": "on the day: {screen.today}", "budget.cost": "on a budget line: {screen.budget}",
    **dict.fromkeys(("closure.snapshot", "closure.close"), "on the gate of a project: {screen.close}"),
    "project.baselines": "on the page of a project: {screen.portfolio}, then {table.open}",
    **dict.fromkeys((
        "verb.done", "verb.start", "verb.block", "verb.line", "verb.confirm", "verb.hours", "verb.comment", "verb.assign", "verb.due", "verb.risk",
        "verb.issue", "verb.move", "verb.archive", "verb.edit", "verb.history", "verb.links", "verb.why",
    ), _ROWS),
    **dict.fromkeys(("verb.new", "view.filter", "view.sort"), _LISTS),
}  # fmt: skip
#: Keys that terminals send for something else, or that screen and tmux keep for themselves.
FORBIDDEN = frozenset({"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+left_square_bracket", "ctrl+a", "ctrl+b"})


def read_keymap(path: str) -> tuple[dict[str, str], list[str]]:
    """The user's keys by binding id, and what is wrong with them in words; no file is no keys."""
    table, faults = read_table(path)
    keymap, given = {}, table.get("keys", table)
    if not isinstance(given, dict):
        return {}, [f"{path}: keys is a table, not {given!r}: [keys], and below it \"verb.done\" = \"X\""]
    for name, keys in given.items():
        if not isinstance(keys, str):
            faults.append(f"{path}: {name} needs a key in quotes")
            continue
        bad = [key for key in keys.split(",") if key.strip() in FORBIDDEN or key.strip().startswith("alt+")]
        if bad:
            faults.append(f"{path}: {name} = {bad[0]} cannot be used: terminals send it for something else")
        else:
            keymap[name] = keys
    return keymap, faults


def elsewhere(key: str, keymap: Mapping[str, str]) -> str | None:
    """Where a key acts that does nothing here, with the user's keys; the ids of bindings in the text are to be read as their keys."""
    return next((where for name, where in ELSEWHERE.items() if key in _keys_of(name, keymap)), None)


def _keys_of(name: str, keymap: Mapping[str, str]) -> set[str]:
    """The keys of a binding as Textual calls them: those of the user, else those that were given to it."""
    from textual.keys import _character_to_key

    if name not in keymap:
        return _given()[name]
    return {_character_to_key(key) if len(key) == 1 else key for key in map(str.strip, keymap[name].split(","))}


@cache
def _given() -> dict[str, set[str]]:
    """The keys that bindings have where the user gives them no others."""
    found: dict[str, set[str]] = {}
    for each in _classes():
        for key, binding in _own(each).items():
            found.setdefault(str(binding.id), set()).add(key)
    return found


def faults_of(keymap: dict[str, str]) -> list[str]:
    """What is wrong with the user's keys, in words; looks through every screen, so only asked when there are such keys.

    Textual tells of no clash with a key that was not given by the user, and none between what has the focus and what is around it.
    """
    from screens.parts.key_names import key_name

    classes = list(_classes())
    known = {binding.id for each in [*classes, _Everywhere] for binding in _own(each).values()}
    faults = [f"keys.toml: {name} is no binding; docs/keys.md lists them" for name in keymap if name not in known]
    clashes: dict[tuple[str, frozenset[str]], None] = {}
    for each in classes:
        before, now = _by_key(each, {}), _by_key(each, keymap)
        for key, names in now.items():
            if len(names) > 1 and names != before.get(key) and names & keymap.keys():
                clashes[key, names] = None
    return faults + [
        f"keys.toml: {key_name(key)} is now {' and '.join(sorted(names))}: give one of them another key" for key, names in clashes
    ]


class _Everywhere:
    """The keys that the app has around every screen that is no panel."""

    BINDINGS = APP_BINDINGS


def _classes() -> Iterator[type[DOMNode]]:
    """Everything in the screens and their parts that has keys."""
    from textual.dom import DOMNode

    for package in ("screens", "screens.parts"):
        folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), *package.split("."))
        for name in sorted(os.listdir(folder)):
            if name.endswith(".py") and name != "__init__.py":
                module = import_module(f"{package}.{name[:-3]}")
                yield from (each for each in vars(module).values() if isinstance(each, type) and issubclass(each, DOMNode))


def _own(node: type) -> dict[str, Binding]:
    """The keys of a class as it inherits them, those of Textual left out."""
    found: dict[str, Binding] = {}
    for base in reversed(node.__mro__):
        found.update(BindingsMap(vars(base).get("BINDINGS", ())))
    return {key: binding for key, binding in found.items() if binding.id}


def _by_key(node: type, keymap: dict[str, str]) -> dict[str, frozenset[str]]:
    """What each key does where this class has the focus or holds what has it, by the ids of the bindings."""
    from textual.screen import ModalScreen

    from screens.base import FrameScreen
    from screens.parts.table import Table

    layers = [node, *([Table] if issubclass(node, FrameScreen) else []), *([] if issubclass(node, ModalScreen) else [_Everywhere])]
    found: dict[str, set[str]] = {}
    for key, binding in [pair for layer in layers for pair in _own(layer).items()]:
        name = str(binding.id)
        for each in _keys_of(name, keymap) if name in keymap else (key,):
            found.setdefault(each, set()).add(name)
    return {key: frozenset(names) for key, names in found.items()}


def reference() -> str:
    """Every binding as Markdown: its id, its keys, what it does. `docs/keys.md` is this text."""
    from screens.parts.key_names import key_name

    found: dict[str, tuple[list[str], str]] = {}
    holders: list[type] = [_Everywhere, *_classes()]
    for each in holders:
        for key, binding in _own(each).items():
            keys, _ = found.setdefault(str(binding.id), ([], binding.tooltip or binding.description))
            if key_name(key) not in keys:
                keys.append(key_name(key))
    lines = ["# Keys", "", _PREFACE, "", "| id | keys | does |", "|---|---|---|"]
    for name, (keys, does) in sorted(found.items()):
        shown = " ".join(f"`{key}`" if key != "|" else "`\\|`" for key in keys)
        lines.append(f"| `{name}` | {shown} | {does} |")
    return "\n".join(lines) + "\n"


_PREFACE = """Every key can be changed in `keys.toml` in the folder of the settings (`~/.config/quarterdeck`): `"verb.done" = "X"`, several keys
with a comma between them. Clashes and unknown ids are said when the program begins. `?` lists the keys that hold at a moment."""
