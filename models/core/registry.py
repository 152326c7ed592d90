"""Finds the registers: a file `models/registers/KEY.py` is the register KEY, imported only when it is touched."""

from __future__ import annotations

import os
from importlib import import_module

from models.core.register import Register
from models.store.errors import UsageError

_found: dict[str, Register] = {}


def get(key: str) -> Register:
    """The register of a kind. Raises UsageError with the keys there are."""
    register = _found.get(key)
    if register is None:
        if key not in keys():
            raise UsageError(f"there is no register “{key[:40]}”", field="kind", hint="one of " + ", ".join(keys()))
        module = import_module(f"models.registers.{key}")
        register = _found[key] = next(value for value in vars(module).values() if isinstance(value, Register) and value.key == key)
    return register


def keys() -> list[str]:
    """The keys of all registers, in order of name."""
    folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), "registers")
    return sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".py") and not name.startswith("_"))


def every() -> list[Register]:
    """All registers (imports them all)."""
    return [get(key) for key in keys()]


def resolve(word: str) -> Register:
    """The register a person means: its key, its title, a plural or a beginning that only one has."""
    wanted = word.strip().lower().replace("-", "_").replace(" ", "_")
    names = keys()
    if wanted in names:
        return get(wanted)
    singular = [key for key in (wanted.removesuffix("s"), wanted.removesuffix("ies") + "y", _PLURALS.get(wanted, "")) if key in names]
    begins = [key for key in names if key.startswith(wanted)]
    fits = singular[:1] or begins
    if len(fits) == 1:
        return get(fits[0])
    return get(word)


_PLURALS = {"people": "person", "hours": "time_entry", "budget": "budget_line"}
