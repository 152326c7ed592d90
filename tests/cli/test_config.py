"""Where things lie is what platformdirs says, without its import."""

from __future__ import annotations

import subprocess
import sys

import platformdirs
import pytest

from tui import config


@pytest.mark.parametrize("kind", ["data", "config", "state"])
@pytest.mark.parametrize("value", [None, "/somewhere/else", "/with/end/", "relative", " ", "", "~/tilde"])
@pytest.mark.parametrize("home", ["/home/ana", "relative", None])
def test_directories_are_those_of_platformdirs(kind: str, value: str | None, home: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"XDG_{kind.upper()}_HOME"
    monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("HOME", raising=False)
    if value is not None:
        monkeypatch.setenv(name, value)
    if home is not None:
        monkeypatch.setenv("HOME", home)
    assert config.directory(kind) == getattr(platformdirs, f"user_{kind}_dir")("quarterdeck", appauthor=False)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs answers")
def test_the_usual_answer_does_not_import_it() -> None:
    script = "import sys, tui.config as c; c.directory('data'), c.database_path(); sys.exit('platformdirs' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_the_database_is_the_named_one_the_variables_or_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUARTERDECK_DB", "/tmp/var.db")
    assert config.database_path("given.db") == "given.db"
    assert config.database_path() == "/tmp/var.db"
    monkeypatch.delenv("QUARTERDECK_DB")
    assert config.database_path() == config.directory("data") + "/portfolio.db"


def test_a_damaged_choice_is_no_choice(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.delenv("QUARTERDECK_PROJECT", raising=False)
    config.choose_project("a.db", "CRM")
    assert config.chosen_project("a.db") == ("CRM", "qd use")
    assert config.chosen_project("b.db") is None
    for text in ("{", "[]", ""):
        with open(f"{config.directory('state')}/chosen.json", "w", encoding="utf-8") as file:
            file.write(text)
        assert config.chosen_project("a.db") is None
