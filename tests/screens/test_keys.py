"""The user's own keys: clashes and unknown ids are said; the reference is what is bound; an error in a key does not end the program."""

from __future__ import annotations

from pathlib import Path

from stage import Player, play

from models.core.access import Session
from tui import keys


def test_clashes_are_found_where_textual_says_nothing() -> None:
    assert keys.faults_of({"verb.start": "z"}) == ["keys.toml: z is now verb.start and verb.undo: give one of them another key"]
    assert keys.faults_of({"verb.start": "f"}) == ["keys.toml: f is now verb.start and view.find: give one of them another key"]
    assert keys.faults_of({"form.save": "f4"}) == ["keys.toml: F4 is now form.editor and form.save: give one of them another key"]
    assert keys.faults_of({"verb.start": "z", "verb.undo": "ctrl+z"}) == []
    assert keys.faults_of({"verb.none": "Q"}) == ["keys.toml: verb.none is no binding; docs/keys.md lists them"]


def test_the_reference_is_what_is_bound() -> None:
    assert (Path(__file__).parents[2] / "docs" / "keys.md").read_text(encoding="utf-8") == keys.reference()


def test_an_unexpected_error_in_a_key_is_said_and_the_program_goes_on(demo: Session, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    async def scene(at: Player) -> None:
        def broken() -> None:
            raise KeyError("a fault")

        at.app.screen.action_refresh = broken  # type: ignore[attr-defined, method-assign]
        await at.press("f5")
        assert len(at.app.errors) == 1
        assert "KeyError" in (tmp_path / "quarterdeck" / "errors.log").read_text()
        await at.press("x")
        assert at.field("state", "CRM-101") == "done"

    play(demo, scene, errors=1)


def test_keys_that_do_nothing_here_say_so(demo: Session) -> None:
    async def scene(at: Player) -> None:
        for key in ("S", "plus", "ctrl+c"):
            await at.press(key)
            assert "has nothing to act on here" in at.said or "nothing runs" in at.said
        await at.press("7", "x")
        assert "x has nothing to act on here" in at.said, "a verb acted on a row that is no record"

    play(demo, scene)


def test_key_lines_and_messages_name_the_users_own_keys(demo: Session) -> None:
    """What is said is what is bound: on pages, in forms and questions, and after a change."""
    own = {"verb.edit": "E", "verb.undo": "W", "form.leave": "f9", "confirm.y": "a", "reader.back": "b", "verb.done": "X"}

    async def scene(at: Player) -> None:
        at.app.set_keymap(own)
        await at.look_at("CRM")
        await at.press("2")
        await at.go_to("CRM-101")
        await at.press("enter")
        keys = at.screen.splitlines()[-1]
        assert " E edit " in keys
        assert " b back " in keys
        await at.press("E", "ctrl+u")
        assert " F9 leave " in at.screen.splitlines()[-1]
        await at.keys("Another title", "f9")
        assert " a leave " in at.screen.splitlines()[-1]
        await at.press("y")
        assert " a leave " in at.screen.splitlines()[-1], "y is no answer any more"
        await at.press("escape", "enter")
        assert "saved, W undoes" in at.screen
        await at.press("b", "c")
        await at.keys("A word", "enter")
        assert "W undoes" in at.said

    play(demo, scene)
