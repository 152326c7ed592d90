"""Fields that are called like a column of the list which shows another one: whoever filters or sorts by them is told which they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.core.filter_text import AllOf, AnyOf, Node, Not, Test, parse

if TYPE_CHECKING:
    from models.core.register import Register


def namesakes(register: Register, words: str = "", sort: str = "") -> list[str]:
    """`finish is the target; the column Finish is forecast_finish`, for each such field that filter words or a sort name, in the order of
    the columns. Raises UsageError where the words are no filter."""
    named = {sort.strip("-+"), *(_fields(parse(words, register)) if words.strip() else ())}
    found = []
    for column in register.columns:
        name = (column.title or "").lower()
        field = register.field(name)
        if field is not None and name in named - {column.field}:
            found.append(f"{name} is the {field.label.lower()}; the column {column.title} is {column.field}")
    return found


def _fields(node: Node) -> set[str]:
    """The fields that a filter tests."""
    if isinstance(node, Test):
        return {node.field}
    parts = (node.term,) if isinstance(node, Not) else node.terms if isinstance(node, AllOf | AnyOf) else ()
    return {name for part in parts for name in _fields(part)}
