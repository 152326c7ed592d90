"""The user's files: whatever stands in them, the program begins and says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui import keys, settings


@pytest.mark.parametrize("content", [b"theme = \"d\xe4rk\"\n", b"theme = [\"dark\"]\n", b"theme = {a = 1}\n", b"theme = \n"])
def test_settings_that_cannot_be_read_are_named_and_the_given_ones_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(settings, "directory", lambda kind: str(tmp_path))
    monkeypatch.delenv("NO_COLOR", raising=False)
    (tmp_path / "settings.toml").write_bytes(content)
    found = settings.read_settings()
    assert found.theme == "dark"
    assert len(found.faults) == 1
    assert "settings.toml" in found.faults[0]


@pytest.mark.parametrize("content", [b"\"verb.done\" = \"\xe4\"\n", b"keys = \"x\"\n", b"keys = [1]\n", b"\"verb.done\" = 3\n"])
def test_keys_that_cannot_be_read_are_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "keys.toml"
    path.write_bytes(content)
    keymap, faults = keys.read_keymap(str(path))
    assert keymap == {}
    assert len(faults) == 1
    assert "keys.toml" in faults[0]
