"""Completion of what is typed as a filter: names of fields, then the values they can have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.core.access import askable_names
from models.core.types import Choice

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register


def completed(session: Session, register: Register, text: str, caret: int) -> list[str] | None:
    """The filter with the word at the caret completed, the best first; nothing where no name or value begins like it."""
    before, word = text[:caret].rpartition(" ")[0::2]
    sign = word[: len(word) - len(word.lstrip("-("))]
    name, colon, begun = word.lstrip("-(").partition(":")
    if colon:
        found = [f"{name}:{value}" for value in _values(register, name) if value.startswith(begun)]
    else:
        found = [f"{each}:" for each in askable_names(session, register) if name and each.startswith(name)]
    lead = f"{before} {sign}" if before else sign
    return [f"{lead}{each}{text[caret:]}" for each in found] or None


def _values(register: Register, name: str) -> tuple[str, ...]:
    field = register.field(name)
    if field is not None and isinstance(field.value_type, Choice):
        return (*(("open",) if field.value_type.final else ()), *field.value_type.choices)
    return ("me", "none")
