"""The one-row parts and the pane: what they show, and that they send only what changed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot

from screens.parts.detail import Detail, DetailEntry, exact_lines
from screens.parts.line import KeyLine, Line, SpeakingLines, TabsLine, whole_entries
from screens.parts.paint import Painted

TABS = [("0", "Today"), ("1", "Portfolio"), ("2", "Tasks"), ("3", "Risks"), ("4", "Budget"), ("5", "Team"), ("6", "More"), ("7", "Close")]
KEYS = [("x", "done"), ("s", "start"), ("b", "block"), ("u", "line")]


class Parts(App[None]):
    """All parts below one another."""

    def compose(self) -> ComposeResult:
        yield TabsLine(TABS, "1", "ana 23 Nov")
        yield Line("[/b] $error \x1b[2J", id="context")
        yield Detail()
        yield SpeakingLines(2)
        yield KeyLine(KEYS)

    chosen = ""

    def on_tabs_line_tab_chosen(self, message: TabsLine.TabChosen) -> None:
        self.chosen = message.key


def drive(steps: Callable[[Parts, Pilot[None]], Awaitable[None]], width: int = 80) -> None:
    async def run() -> None:
        app = Parts()
        async with app.run_test(size=(width, 20)) as pilot:
            await pilot.pause()
            await steps(app, pilot)

    asyncio.run(run())


def text(part: Painted, y: int = 0) -> str:
    return part.render_line(y).text


def test_the_tabs_are_as_in_the_wireframe() -> None:
    async def steps(app: Parts, pilot: Pilot[None]) -> None:
        tabs = app.query_one(TabsLine)
        assert text(tabs) == " 0 Today [1 Portfolio] 2 Tasks 3 Risks 4 Budget 5 Team 6 More 7 Close ana 23 Nov"
        tabs.set("0", "ana 23 Nov")
        assert text(tabs) == " [0 Today] 1 Portfolio 2 Tasks 3 Risks 4 Budget 5 Team 6 More 7 Close ana 23 Nov"
        await pilot.click(TabsLine, offset=(24, 0))
        assert app.chosen == "2"
        await pilot.click(TabsLine, offset=(75, 0))
        assert app.chosen == "2"

    drive(steps)


def test_a_long_line_drops_what_matters_least_and_a_long_name_is_cut() -> None:
    async def steps(app: Parts, pilot: Pilot[None]) -> None:
        line, tabs = app.query_one("#context", Line), app.query_one(TabsLine)
        pieces = [(" CRM", "title"), ("  open 27 of 40", ""), ("  filter: owner:ana", "accent"), ("  against B1", "dim"), ("  sums", "dim")]
        for name, shown in (("x", [0, 1, 2, 3, 4]), ("x" * 30, [0, 1, 2, 3]), ("x" * 45, [0, 2])):
            line.set([(name + pieces[0][0], "title"), *pieces[1:]])
            assert text(line).rstrip() == name + "".join(pieces[place][0] for place in shown)
        line.set([(" CRM", "title"), ("", ""), ("  nothing here" * 9, "dim")])
        assert text(line).startswith(" CRM  nothing here")
        tabs.set("1", "root 23 Nov")
        assert text(tabs).endswith(" 7 Close root 23Nov")
        tabs.set("1", "robert 23 Nov")
        assert text(tabs).endswith(" 7 Close rob… 23Nov")

    drive(steps)


def test_lines_take_text_as_text() -> None:
    async def steps(app: Parts, pilot: Pilot[None]) -> None:
        assert text(app.query_one("#context", Line)).rstrip() == "[/b] $error"
        speaking = app.query_one(SpeakingLines)
        speaking.set(Content.assemble("SPI(t) ", (".81 < .90", "trouble"), " today"), [("float ", ""), ("-4 d", "late")])
        assert text(speaking).rstrip() == "SPI(t) .81 < .90 today"
        assert text(speaking, 1).rstrip() == "float -4 d"
        styles = [segment.style for segment in speaking.render_line(0)]
        assert styles[0] == styles[2] != styles[1]
        speaking.set("a" * 100)
        assert text(speaking) == "a" * 79 + "…"
        assert text(speaking, 1).strip() == ""

    drive(steps)


def test_the_same_text_again_sends_nothing() -> None:
    async def steps(app: Parts, pilot: Pilot[None]) -> None:
        speaking = app.query_one(SpeakingLines)
        speaking.set("CRM-103 blocked since 19 Nov", "each day more moves Pilot live")
        await pilot.pause()
        speaking.set("CRM-103 blocked since 19 Nov", "each day more moves Pilot live")
        assert not speaking._repaint_regions
        speaking.set("CRM-104 blocked since 19 Nov", "each day more moves Pilot live")
        assert [tuple(region) for region in speaking._repaint_regions] == [(0, 0, len("CRM-104"), 1)]

    drive(steps)


def test_keys_are_whole_entries_and_help_is_last() -> None:
    async def steps(app: Parts, pilot: Pilot[None]) -> None:
        line = app.query_one(KeyLine)
        assert text(line).rstrip() == " x done  s start  b block  ? help"
        line.set(KEYS[:1])
        assert text(line).rstrip() == " x done  ? help"

    drive(steps, width=34)
    assert whole_entries(KEYS, ("?", "help"), 100) == [*KEYS, ("?", "help")]
    assert whole_entries(KEYS, ("?", "help"), 36) == [*KEYS, ("?", "")]
    assert whole_entries(KEYS, ("?", "help"), 3) == [("?", "")]


def test_the_pane() -> None:
    async def steps(app: Parts, pilot: Pilot[None]) -> None:
        pane = app.query_one(Detail)
        pane.set("Map fields", [DetailEntry("Owner", "ana"), DetailEntry("Note", "waiting for a word and for legal", lines=2)])
        await pilot.pause()
        labels, values = list(pane.query(Painted))
        assert [text(labels, y).rstrip() for y in range(5)] == ["│", "│", "│ Owner", "│ Note", "│"]
        assert [text(values, y).rstrip() for y in range(5)] == ["Map fields", "", "ana", "waiting for a", "word and for le…"]
        assert [pane.lines_of(each) for each in ("ana", "waiting for a word", "word " * 40)] == [1, 2, 4]
        pane.set("Map fields", [DetailEntry("Owner", "bob"), DetailEntry("Note", "waiting for a word and for legal", lines=2)])
        assert [tuple(region) for region in values._repaint_regions] == [(0, 2, 3, 1)]
        assert not labels._repaint_regions

    drive(steps)


def test_a_text_takes_exactly_its_lines() -> None:
    assert exact_lines("one", "", 10, 2) == [("one", ""), ("", "")]
    assert exact_lines("one two three four", "dim", 10, 2) == [("one two", "dim"), ("three four", "dim")]
    for _ in range(2):
        assert exact_lines("one two three four five", "", 10, 2) == [("one two", ""), ("three fou…", "")]
