"""Which register an exported file is of: told by its columns and references, or refused with the maps there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.core import registry
from models.exchange.csv_file import REASON_COLUMN, Table, open_table
from models.exchange.csv_out import columns_of, own_columns
from models.store.errors import UsageError

if TYPE_CHECKING:
    from models.core.register import Register


def register_of(path: str) -> Register:
    """The register whose export the file is, by its columns. Raises UsageError naming the maps when it is none."""
    table = open_table(path, wanted=("ref", "uid", "version"))
    names = {name.casefold() for name in table.names} - {REASON_COLUMN}
    fits = [each for each in registry.every() if names <= {*columns_of(each), *own_columns(each)} and {"ref", "uid"} & names]
    exact = [register for register in fits if names - {*own_columns(register)} == {*columns_of(register)}]
    meant = exact or [register for register in fits if len(fits) == 1 or register.key == _kind_of_references(table)]
    if len(meant) == 1:
        return meant[0]
    hint = "--map risk says that it holds risks" if fits else _fitting_map(table)
    raise UsageError("the columns do not say what the rows are", field="map", hint=hint)


def _kind_of_references(table: Table) -> str | None:
    """The kind that the references of the rows speak of, when all speak of one."""
    place = table.position("ref")
    words = [row.cells[place].strip() for row in table.rows if place is not None and place < len(row.cells) and row.cells[place].strip()]
    prefixes = {each.prefix: each.key for each in registry.every() if each.key != "project"}
    kinds = set()
    for word in words:
        match = re.fullmatch("(?:[A-Za-z][A-Za-z0-9]{1,9}-([A-Za-z]{0,3})|([A-Za-z])-)[0-9]{1,9}", word)
        plain = "person" if word.startswith("@") else "project"
        kinds.add(prefixes.get((match[1] or match[2] or "").upper()) if match else plain)
    return kinds.pop() if len(kinds) == 1 else None


def _fitting_map(table: Table) -> str:
    """A hint to the shipped map whose columns the file has, else to all maps."""
    from models.exchange.map_file import load_map, shipped_maps
    from models.exchange.mapping import Mapping

    for name in shipped_maps():
        mapping = load_map(name)
        if isinstance(mapping, Mapping) and all(table.has_one(column.names) for column in mapping.columns.values()):
            return f"the file has the columns of the map {name}: --map {name}"
    return "--map names a map: " + ", ".join(shipped_maps()) + ", or your own TOML file"
