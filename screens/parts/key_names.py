"""How keys are called on the screen: `^d`, `space`, `PgUp`, `?`."""

from __future__ import annotations

from functools import lru_cache

NAMES = {
    "pageup": "PgUp", "pagedown": "PgDn", "escape": "Esc", "enter": "Enter", "tab": "Tab", "backspace": "Backspace",
    "delete": "Del", "insert": "Ins", "home": "Home", "end": "End", "space": "space",
    "up": "Up", "down": "Down", "left": "Left", "right": "Right",
}  # fmt: skip


@lru_cache(512)
def key_name(key: str) -> str:
    """The short name of a key as Textual calls it: `ctrl+d` → `^d`, `question_mark` → `?`, `shift+tab` → `shift-Tab`, `f1` → `F1`."""
    from textual.keys import REPLACED_KEYS, key_to_character

    *modifiers, base = key.split("+") if key != "+" else [key]
    if base in NAMES:
        name = NAMES[base]
    elif len(base) > 1 and base[0] == "f" and base[1:].isdigit():
        name = base.upper()
    else:
        name = base if len(base) == 1 else key_to_character(REPLACED_KEYS.get(base, base)) or base
    if modifiers == ["ctrl"]:
        return f"^{name}"
    return "-".join([*modifiers, name])
