"""The canonical text of an entry is JSON as its encoder makes it, and unique ids are what RFC 9562 says."""

from __future__ import annotations

import json
import uuid

from hypothesis import given, settings
from hypothesis import strategies as st

from models.store.hashes import canonical, canonical_new
from models.store.instants import new_uid, new_uids

VALUES = st.one_of(st.none(), st.integers(), st.booleans(), st.text())
FIELDS = st.dictionaries(st.sampled_from(["title", "owner", "start", "position", "amount", "due"]), VALUES)


@settings(max_examples=40)
@given(st.lists(FIELDS, max_size=5))
def test_new_records_are_told_as_changes_from_nothing(rows: list[dict[str, object]]) -> None:
    changes = [{name: [None, value] for name, value in row.items() if value is not None} for row in rows]
    assert list(canonical_new(rows)) == [canonical(each) for each in changes]
    encoded = [json.dumps(each, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for each in changes]
    assert list(canonical_new(rows)) == encoded


def test_unique_ids_are_of_version_seven_and_sort_as_they_were_made() -> None:
    made = [new_uid(), *new_uids(5000), new_uid(), *new_uids(3)]
    assert made == sorted(set(made))
    assert {(uuid.UUID(each).version, uuid.UUID(each).variant) for each in made} == {(7, uuid.RFC_4122)}
