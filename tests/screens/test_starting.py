"""The first minutes: an empty file, a first project, an import; themes and the user's own keys."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from stage import Player, play

from models.core.access import Session
from models.exchange import csv_file, files
from models.operations.portfolio import portfolio
from screens.parts.prompt import Prompt
from tui import keys, themes
from tui.modes import first_mode


def test_an_empty_portfolio_asks_once_and_makes_the_first_project(session: Session) -> None:
    async def scene(at: Player) -> None:
        assert "nothing here yet" in at.context
        assert "My first project" in at.lines("Table")
        await at.press("enter")
        assert "Asked once, for the whole portfolio" in at.screen
        await at.press("ctrl+u")
        await at.type("CHF", "enter")
        assert at.value("SELECT value FROM setting WHERE name = 'currency'") == "CHF"
        assert "New project" in at.screen
        await at.type("A bridge", "enter")
        assert at.value("SELECT title || currency FROM project") == "A bridgeCHF"
        assert "[2 Tasks]" in at.screen
        await at.press("n")
        await at.type("Drive the first pile", "enter")
        assert at.value("SELECT count(*) FROM task WHERE title = 'Drive the first pile'") == 1
        await at.press("1")
        assert "A bridge" in at.screen

    assert first_mode(session) == "first"
    play(session, scene)
    assert first_mode(session) in ("0", "1")


def test_a_table_of_our_own_is_imported_undone_and_its_faults_are_named(session: Session, tmp_path: Path) -> None:
    good, bad = tmp_path / "people.csv", tmp_path / "bad.csv"
    good.write_text("ref,handle,title\n,zoe,Zoe Adler\n,yan,Yan Baker\n", encoding="utf-8")
    bad.write_text("ref,handle,title,hours_per_day\n,xav,Xavier,many\n", encoding="utf-8")

    async def scene(at: Player) -> None:
        await at.press("5", "I")
        await at.type(str(tmp_path / "nothing.csv"), "enter")
        assert "there is no file" in at.said
        await at.press("ctrl+u")
        await at.type(str(good), "enter")
        assert at.value("SELECT count(*) FROM person WHERE handle IN ('zoe', 'yan')") == 2
        assert "created 2 people" in at.said
        await at.press("z")
        assert at.value("SELECT count(*) FROM person WHERE handle IN ('zoe', 'yan') AND archived IS NULL") == 0
        await at.press("I")
        await at.type(str(bad), "enter")
        assert "1 of 1 rows cannot be read, nothing was written" in " ".join(at.screen.split())
        await at.press("s")
        assert "What cannot be read" in at.screen
        await at.press("q")
        assert at.value("SELECT count(*) FROM person WHERE handle = 'xav'") == 0

    play(session, scene)


def test_a_refused_import_keeps_the_name_of_its_file_beside_what_is_wrong(session: Session, tmp_path: Path) -> None:
    torn, foreign, bad = tmp_path / "torn.toml", tmp_path / "foreign.csv", tmp_path / "bad.csv"
    torn.write_text("[meta]\n", encoding="utf-8")
    foreign.write_text("a,b\n1,2\n", encoding="utf-8")
    bad.write_text("ref,handle,title,hours_per_day\n,xav,Xavier,many\n", encoding="utf-8")

    async def scene(at: Player) -> None:
        prompt = at.app.screen.query_one(Prompt)

        def is_kept(path: Path, why: str) -> bool:
            return prompt.is_open and prompt.text == str(path) and why in at.said

        await at.press("I")
        await at.type(str(torn), "enter")
        assert is_kept(torn, "no whole snapshot")
        await at.press("ctrl+u")
        await at.type(str(foreign), "enter")
        await at.type("us-it-dashboard", "enter")
        assert is_kept(foreign, "column")
        for answer in ("n", "s"):
            await at.press("ctrl+u")
            await at.type(str(bad), "enter")
            assert "cannot be read, nothing was written" in " ".join(at.screen.split())
            await at.press(*([answer, "q"] if answer == "s" else [answer]))
            assert is_kept(bad, "hours_per_day")

    play(session, scene)


def test_a_table_is_read_beside_the_screen(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, whole = tmp_path / "people.csv", csv_file._bytes
    readers: list[threading.Thread] = []
    file.write_text("ref,handle,title\n,zoe,Zoe Adler\n", encoding="utf-8")

    def noted(path: str) -> bytes:
        readers.append(threading.current_thread())
        return whole(path)

    async def scene(at: Player) -> None:
        await at.press("5", "I")
        await at.type(str(file), "enter")
        assert "created 1 person" in at.said

    monkeypatch.setattr(csv_file, "_bytes", noted)
    monkeypatch.setattr(files, "read", lambda path: readers.append(threading.main_thread()))  # that of snapshots
    play(session, scene)
    assert readers
    assert threading.main_thread() not in readers


def test_every_theme_opens_and_shows_the_same_words(demo: Session) -> None:
    seen = []
    for theme in themes.THEMES:

        async def scene(at: Player) -> None:
            assert at.app.theme == themes.THEMES[at.app._theme_name]
            await at.press("1")
            seen.append(at.screen)

        play(demo, scene, theme=theme)
    assert "Backups that come ba" in seen[0]
    assert len(set(seen)) == 1


def test_the_users_keys_replace_the_given_ones_and_clashes_are_reported(demo: Session, tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text('[keys]\n"verb.done" = "X"\n"verb.start" = "c"\n"verb.nothing" = "v"\n"verb.line" = "ctrl+a"\n', encoding="utf-8")
    keymap, faults = keys.read_keymap(str(file))
    assert keymap == {"verb.done": "X", "verb.start": "c", "verb.nothing": "v"}
    assert len(faults) == 1
    assert "ctrl+a cannot be used" in faults[0]
    found = keys.faults_of(keymap)
    assert any("verb.nothing is no binding" in each for each in found)
    assert any("c is now verb.comment and verb.start" in each for each in found)
    assert keys.read_keymap(str(tmp_path / "none.toml")) == ({}, [])
    file.write_text("no toml", encoding="utf-8")
    assert keys.read_keymap(str(file))[1]

    async def scene(at: Player) -> None:
        await at.press("0")
        assert "X done" in at.lines("KeyLine")
        await at.press("x")
        assert at.value("SELECT state FROM task WHERE title = 'Map customer fields'") == "doing"
        await at.press("X")
        assert at.value("SELECT state FROM task WHERE title = 'Map customer fields'") == "done"

    play(demo, scene, keymap={"verb.done": "X"}, faults=["keys.toml: something is wrong"])


def test_texts_name_the_keys_as_the_user_has_bound_them(session: Session) -> None:
    """Empty lists, hints of the first minutes, and where a key acts that does nothing here."""

    async def scene(at: Player) -> None:
        assert "q leaves" in at.said
        await at.press("3")
        assert "No risk noted. + notes one; r raises one from a task." in " ".join(at.lines("Table").split())
        await at.press("0")
        assert "^t shows the portfolio" in " ".join(at.lines("Table").split())
        await at.press("7")
        await at.press("n")
        assert "? lists the keys that have" in at.said
        await at.press("plus")
        assert "it acts in lists: 0 to 5, or one of 6" in at.said
        await at.press("t")
        assert "it acts on the day and the portfolio: 0 ^t" in at.said

    play(session, scene, keymap={"verb.new": "+", "screen.portfolio": "ctrl+t"})


def test_a_login_hears_whom_it_became_by_its_first_write(demo: Session) -> None:
    async def scene(at: Player) -> None:
        assert "newby" in at.lines("TabsLine")
        await at.press("2", "c")
        await at.type("seen", "enter")
        assert any("you are @newby from now on" in each.message for each in at.app._notifications)
        assert at.value("SELECT handle FROM person WHERE login = 'newby'") == "newby"

    with portfolio(demo.database.path, login="newby", today=demo.today) as session:
        play(session, scene, size=(120, 40))
