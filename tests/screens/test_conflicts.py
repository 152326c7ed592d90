"""Verbs act on rows as they were seen: what others changed meanwhile is told, and never written over unseen."""

from __future__ import annotations

from typing import Any

import pytest
from stage import Player, play

from models.core.access import Session
from models.core.record import find
from models.operations.command import command
from models.operations.portfolio import portfolio


@pytest.fixture(autouse=True)
def nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app does not look by itself for what others wrote: on a slow machine it would be seen before the key is pressed."""
    monkeypatch.setattr("tui.app.POLL_SECONDS", 3600.0)


def others(demo: Session, reference: str, **values: Any) -> None:
    """Eva changes a record in a program of her own."""
    with portfolio(demo.database.path, login="eva", today=demo.today) as session, command(session, "edit") as work:
        work.change(find(session, reference).id, values)


def test_a_key_refuses_what_others_changed_says_all_three_and_the_same_again_writes(demo: Session) -> None:
    async def scene(at: Player) -> None:
        others(demo, "CRM-101", state="blocked", blocked_reason="wait")
        await at.press("x")
        assert "nothing was written" in at.said
        assert "was doing, now blocked (eva" in at.said
        assert "yours done" in at.said
        assert at.field("state", "CRM-101") == "blocked"
        assert at.ref == "CRM-101"
        await at.press("x")
        assert at.field("state", "CRM-101") == "done"

    play(demo, scene)


def test_another_field_merges_and_says_so(demo: Session) -> None:
    async def scene(at: Player) -> None:
        others(demo, "CRM-101", title="Renamed")
        await at.press("x")
        assert at.field("state", "CRM-101") == "done"
        assert at.field("title", "CRM-101") == "Renamed"
        assert "others changed meanwhile, and it stays: title" in at.said

    play(demo, scene)


def test_what_was_typed_on_the_older_row_is_kept_and_entered_again(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.keys("u70% most of it")
        others(demo, "CRM-101", progress=9500)
        await at.press("enter")
        assert "now 95 % (eva" in at.said
        assert "70% most of it" in at.screen
        assert at.field("progress", "CRM-101") == 9500
        await at.press("enter")
        assert at.field("progress", "CRM-101") == 7000

    play(demo, scene)


def test_marked_rows_are_written_all_or_none(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("space", "space")
        others(demo, "CRM-102", due="2026-12-24")
        await at.keys("dfri", "enter")
        assert "CRM-102 due: was" in at.said
        assert at.field("due", "CRM-101") != "2026-11-27"
        await at.press("enter")
        assert [at.field("due", each) for each in ("CRM-101", "CRM-102")] == ["2026-11-27"] * 2

    play(demo, scene)


def test_a_change_that_the_list_has_shown_was_seen(demo: Session) -> None:
    async def scene(at: Player) -> None:
        others(demo, "CRM-101", state="blocked", blocked_reason="wait")
        at.app.screen.others_changed()  # type: ignore[attr-defined]
        await at.pilot.pause()
        await at.press("x")
        assert at.field("state", "CRM-101") == "done"

    play(demo, scene)


@pytest.mark.parametrize("keys", [("J",), ("greater_than_sign",), ("m", "the top")])
def test_moves_are_based_on_the_place_that_was_seen(demo: Session, keys: tuple[str, ...]) -> None:
    async def scene(at: Player) -> None:
        await at.press("2")
        await at.look_at("CRM")
        await at.go_to("CRM-118")
        await at.press("K")
        await at.go_to("CRM-118")
        with portfolio(demo.database.path, login="eva", today=demo.today) as session, command(session, "move") as work:
            parent, first = find(session, "CRM-109").id, find(session, "CRM-110").id
            above = session.database.value("SELECT position FROM task WHERE id = ?", (first,))
            work.change(find(session, "CRM-118").id, {"parent": parent, "position": above + "V"})
        await at.press(keys[0])
        if keys[1:]:
            await at.keys(keys[1], "enter")
        assert "nothing was written" in at.said
        assert at.field("parent", "CRM-118") == parent

    play(demo, scene)


def test_a_page_passes_on_the_version_that_it_shows(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.press("enter")
        others(demo, "CRM-101", state="blocked", blocked_reason="wait")
        await at.press("x")
        assert "was doing, now blocked (eva" in at.said
        assert at.field("state", "CRM-101") == "blocked"

    play(demo, scene)


def test_a_project_closed_by_others_is_not_reopened_by_the_key_that_was_to_close_it(demo: Session) -> None:
    async def scene(at: Player) -> None:
        code = at.value("SELECT code FROM project WHERE state = 'closing' OR state = 'running' ORDER BY state LIMIT 1")
        await at.look_at(code)
        await at.press("7")
        others(demo, code, state="stopped")
        await at.press("C")
        assert at.field("state", code) == "stopped"

    play(demo, scene)


def test_an_undo_says_what_followed_and_goes_to_its_row(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.keys("u70% 2h most", "enter")
        await at.press("j", "j", "z")
        assert "undone: 70% 2h" in at.said
        assert "CRM-101: done 70 → " in at.said
        assert at.ref == "CRM-101"
        await at.press("G", "Z")
        assert "CRM-101: done " in at.said
        assert at.ref == "CRM-101"

    play(demo, scene)


def test_a_prompt_carried_out_twice_is_one_change(demo: Session) -> None:
    async def scene(at: Player) -> None:
        await at.keys("l2", "enter")
        done = at.app.screen._prompt_done  # type: ignore[attr-defined]
        before = at.value("SELECT count(*) FROM time_entry")
        await done("2")
        assert at.value("SELECT count(*) FROM time_entry") == before

    play(demo, scene)
