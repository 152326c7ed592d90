"""The self-check of the registers' declarations: every name they use exists, every text that people need is there."""

from __future__ import annotations

from models.core import types
from models.core.register import Register
from models.core.registry import every, keys


def faults() -> list[str]:
    """What is wrong with the declarations; empty when nothing is."""
    owners: dict[str, list[str]] = {}
    for register in every():
        if register.key != "project":
            owners.setdefault(register.prefix, []).append(register.key)
    doubles = [f"{' and '.join(kinds)}: the same prefix {prefix!r}" for prefix, kinds in owners.items() if len(kinds) > 1]
    return [*(fault for register in every() for fault in _faults_of(register)), *doubles]


def _faults_of(register: Register) -> list[str]:
    """What is wrong with one declaration, in words."""
    found: list[str] = []
    for column in register.columns:
        if register.field(column.field) is None:
            found.append(f"column {column.field} is no field")
    model = register.model
    for word, names in (("across", model.across), ("completes", model.completes), ("referred", model.referred)):
        found += [f"{word} names {name}, which is no field" for name in names if name not in register.fields]
    for name in register.search:
        if name not in register.fields:
            found.append(f"search field {name} is no field")
        elif register.fields[name].private:
            found.append(f"search field {name} is private")
    for name, field in register.all_fields.items():
        if not field.help_text and not field.hidden:
            found.append(f"field {name} has no help text")
        if isinstance(field.value_type, types.Reference) and field.value_type.kind not in (None, *keys()):
            found.append(f"field {name} refers to an unknown kind {field.value_type.kind}")
    if sum(column.grow for column in register.columns) != 1:
        found.append("exactly one column must grow")
    if not register.model.__doc__:
        found.append("the record has no docstring")
    if not register.empty:
        found.append("no word for an empty list")
    found += _filter_faults(register)
    return [f"{register.key}: {fault}" for fault in found]


def _filter_faults(register: Register) -> list[str]:
    from models.core.filter_text import parse
    from models.store.errors import UsageError

    found = []
    for saved in register.filters:
        try:
            parse(saved.words, register)
        except UsageError as error:
            found.append(f"filter {saved.title}: {error}")
    return found
