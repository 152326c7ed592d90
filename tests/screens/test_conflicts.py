"""Verbs act on rows as they were seen: what others changed meanwhile is told, and never written over unseen."""

from __future__ import annotations

from typing import Any

import pytest
from acting import MONDAY, Scene, act

from models.core.record import find
from models.operations.command import command
from models.operations.portfolio import portfolio


@pytest.fixture(autouse=True)
def nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app does not look by itself for what others wrote: on a slow machine it would be seen before the key is pressed."""
    monkeypatch.setattr("tui.app.POLL_SECONDS", 3600.0)


def others(path: str, reference: str, **values: Any) -> None:
    """Eva changes a record in a program of her own."""
    with portfolio(path, login="eva", today=MONDAY) as session, command(session, "edit") as work:
        work.change(find(session, reference).id, values)


def test_a_key_refuses_what_others_changed_says_all_three_and_the_same_again_writes(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        others(demo_copy, "CRM-101", state="blocked", blocked_reason="wait")
        await s.press("x")
        assert "nothing was written" in s.said()
        assert "was doing, now blocked (eva" in s.said()
        assert "yours done" in s.said()
        assert s.value("state", "CRM-101") == "blocked"
        assert s.at() == "CRM-101"
        await s.press("x")
        assert s.value("state", "CRM-101") == "done"

    act(demo_copy, scene)


def test_another_field_merges_and_says_so(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        others(demo_copy, "CRM-101", title="Renamed")
        await s.press("x")
        assert s.value("state", "CRM-101") == "done"
        assert s.value("title", "CRM-101") == "Renamed"
        assert "others changed meanwhile, and it stays: title" in s.said()

    act(demo_copy, scene)


def test_what_was_typed_on_the_older_row_is_kept_and_entered_again(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        await s.type("u70% most of it")
        others(demo_copy, "CRM-101", progress=9500)
        await s.press("enter")
        assert "now 95 % (eva" in s.said()
        assert "70% most of it" in s.text()
        assert s.value("progress", "CRM-101") == 9500
        await s.press("enter")
        assert s.value("progress", "CRM-101") == 7000

    act(demo_copy, scene)


def test_marked_rows_are_written_all_or_none(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        await s.press("space", "space")
        others(demo_copy, "CRM-102", due="2026-12-24")
        await s.type("dfri", "enter")
        assert "CRM-102 due: was" in s.said()
        assert s.value("due", "CRM-101") != "2026-11-27"
        await s.press("enter")
        assert [s.value("due", each) for each in ("CRM-101", "CRM-102")] == ["2026-11-27"] * 2

    act(demo_copy, scene)


def test_a_change_that_the_list_has_shown_was_seen(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        others(demo_copy, "CRM-101", state="blocked", blocked_reason="wait")
        s.app.screen.others_changed()  # type: ignore[attr-defined]
        await s.pilot.pause()
        await s.press("x")
        assert s.value("state", "CRM-101") == "done"

    act(demo_copy, scene)


@pytest.mark.parametrize("keys", [("J",), ("greater_than_sign",), ("m", "the top")])
def test_moves_are_based_on_the_place_that_was_seen(demo_copy: str, keys: tuple[str, ...]) -> None:
    async def scene(s: Scene) -> None:
        await s.press("2")
        await s.look_at("CRM")
        s.go("CRM-118")
        await s.press("K")
        s.go("CRM-118")
        with portfolio(demo_copy, login="eva", today=MONDAY) as session, command(session, "move") as work:
            parent, first = find(session, "CRM-109").id, find(session, "CRM-110").id
            above = session.database.value("SELECT position FROM task WHERE id = ?", (first,))
            work.change(find(session, "CRM-118").id, {"parent": parent, "position": above + "V"})
        await s.press(keys[0])
        if keys[1:]:
            await s.type(keys[1], "enter")
        assert "nothing was written" in s.said()
        assert s.value("parent", "CRM-118") == parent

    act(demo_copy, scene)


def test_a_page_passes_on_the_version_that_it_shows(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        await s.press("enter")
        others(demo_copy, "CRM-101", state="blocked", blocked_reason="wait")
        await s.press("x")
        assert "was doing, now blocked (eva" in s.said()
        assert s.value("state", "CRM-101") == "blocked"

    act(demo_copy, scene)


def test_a_project_closed_by_others_is_not_reopened_by_the_key_that_was_to_close_it(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        code = s.app.session.database.value("SELECT code FROM project WHERE state = 'closing' OR state = 'running' ORDER BY state LIMIT 1")
        await s.look_at(code)
        await s.press("7")
        others(demo_copy, code, state="stopped")
        await s.press("C")
        assert s.value("state", code) == "stopped"

    act(demo_copy, scene)


def test_an_undo_says_what_followed_and_goes_to_its_row(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        await s.type("u70% 2h most", "enter")
        await s.press("j", "j", "z")
        assert "undone: 70% 2h" in s.said()
        assert "CRM-101: done 70 → " in s.said()
        assert s.at() == "CRM-101"
        await s.press("G", "Z")
        assert "CRM-101: done " in s.said()
        assert s.at() == "CRM-101"

    act(demo_copy, scene)


def test_a_prompt_carried_out_twice_is_one_change(demo_copy: str) -> None:
    async def scene(s: Scene) -> None:
        await s.type("l2", "enter")
        done = s.app.screen._prompt_done  # type: ignore[attr-defined]
        before = s.app.session.database.value("SELECT count(*) FROM time_entry")
        await done("2")
        assert s.app.session.database.value("SELECT count(*) FROM time_entry") == before

    act(demo_copy, scene)
