"""Fractional order keys: between any two there is another, and they stay short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.fraction import between, spread


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=120))
def test_keys_put_in_anywhere_stay_in_order(places: list[int]) -> None:
    keys: list[str] = []
    for place in places:
        at = place % (len(keys) + 1)
        keys.insert(at, between(keys[at - 1] if at else None, keys[at] if at < len(keys) else None))
    assert keys == sorted(set(keys))
    assert not any(key.endswith("0") for key in keys)


@given(st.integers(0, 3000))
def test_spread_keys_are_in_order_of_one_length_and_leave_room(count: int) -> None:
    keys = spread(count)
    assert len(keys) == count
    assert keys == sorted(set(keys))
    assert len({len(key) for key in keys}) <= 1
    for before, after in zip([None, *keys], [*keys, None], strict=True):
        middle = between(before, after)
        assert (before or "") < middle
        assert after is None or middle < after


def test_a_hundred_thousand_spread_keys_are_short() -> None:
    assert {len(key) for key in spread(100_000)} == {3}


def test_appending_grows_slowly() -> None:
    key = None
    for _ in range(1_000):
        key = between(key, None)
    assert key is not None
    assert len(key) <= 20


@pytest.mark.parametrize(("before", "after"), [("B", "A"), ("A", "A"), ("A1", "A")])
def test_keys_out_of_order_are_refused(before: str, after: str) -> None:
    with pytest.raises(ValueError, match="does not come before"):
        between(before, after)
