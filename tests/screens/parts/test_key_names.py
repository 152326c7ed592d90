"""The names of keys as people know them."""

from __future__ import annotations

import pytest

from screens.parts.key_names import key_name


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("ctrl+d", "^d"), ("question_mark", "?"), ("apostrophe", "'"), ("left_square_bracket", "["), ("pagedown", "PgDn"),
        ("space", "space"), ("G", "G"), ("f1", "F1"), ("f", "f"), ("shift+tab", "shift-Tab"), ("plus", "+"), ("equals_sign", "="),
        ("dollar_sign", "$"), ("less_than_sign", "<"), ("full_stop", "."), ("colon", ":"), ("minus", "-"),
    ],
)  # fmt: skip
def test_keys_have_short_names(key: str, name: str) -> None:
    assert key_name(key) == name
