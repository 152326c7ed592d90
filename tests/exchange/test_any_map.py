"""Whatever stands in a map or a CSV file, it is read or refused in words: no content of a file is an error of the program."""

from __future__ import annotations

import codecs
import copy
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models.exchange.csv_file import open_table
from models.exchange.map_file import FOLDER, read_map, shipped_maps
from models.store.errors import UsageError

MAPS = [tomllib.loads((Path(FOLDER) / f"{name}.toml").read_text(encoding="utf-8")) for name in shipped_maps()]
#: Words that mean something somewhere in a map, so that they turn up where they mean nothing.
WORDS = st.sampled_from(
    [
        "title",
        "labels",
        "project",
        "task",
        "person",
        "start",
        "money",
        "day",
        "number",
        "merge",
        "data_date",
        "start <= finish",
        "2026-99-99",
        "",
    ]
)
LEAVES = st.one_of(WORDS, st.text(max_size=8), st.integers(-1, 9), st.booleans(), st.floats(), st.dates())
JUNK = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=5)


def places(content: Any) -> list[tuple[Any, Any]]:
    """Every place in it: the table or list, and the key there."""
    if not isinstance(content, dict | list):
        return []
    keys = list(content) if isinstance(content, dict) else list(range(len(content)))
    return [place for key in keys for place in [(content, key), *places(content[key])]]


def is_read_or_refused(content: dict[str, Any]) -> None:
    refused = None
    try:
        read = read_map(content, "mine")
    except UsageError as error:
        refused = error
    if refused is not None:
        assert refused.field == "map"
        assert refused.hint
        assert refused.message.startswith("the map mine is wrong at ")
        return
    assert read.columns.keys() == content["columns"].keys()
    assert len(read.records) == len(content["record"])
    assert read.data_date is None or date.fromisoformat(read.data_date)
    assert read.encoding is None or codecs.lookup(read.encoding)


@settings(max_examples=30)
@given(st.sampled_from(MAPS), JUNK)
@example(MAPS[0], "2026-99-99")
@example(MAPS[0], ["labels"])
@example(MAPS[0], 3)
def test_a_map_with_anything_in_any_place_is_read_or_refused(content: dict[str, Any], anything: Any) -> None:
    for table, key in places(content):
        before, table[key] = table[key], anything
        try:
            is_read_or_refused(content)
        finally:
            table[key] = before


@pytest.mark.parametrize("word", ["labels", "title", "person", "column"])
def test_a_map_with_another_name_in_any_place_is_read_or_refused(word: str) -> None:
    content = copy.deepcopy(MAPS[0])
    for table, key in places(content):
        if isinstance(table, dict) and word not in table:
            table[word] = table.pop(key)
            is_read_or_refused(content)
            table[key] = table.pop(word)


BYTES = st.one_of(
    st.binary(max_size=60),
    st.text('a1,;\t|"\r\n \x00é', max_size=60).map(lambda text: text.encode("utf-8")),
    st.text('a,"\n', max_size=40).map(lambda text: text.encode("utf-16")),
    st.text('a,"\n', max_size=40).map(lambda text: ("sep=;\n" + text).encode("utf-8-sig")),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BYTES)
def test_any_bytes_are_a_table_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    refused = None
    try:
        table = open_table(str(path))
    except UsageError as error:
        refused = error
    if refused is not None:
        assert "any.csv" in refused.message
        return
    assert table.names
    assert all(row.line > 1 and len(row.cells) > 0 for row in table.rows)
    assert [row.line for row in table.rows] == sorted({row.line for row in table.rows})
