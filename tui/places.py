"""An app in which one goes about: its tabs, the lists and records that lie over them, and how to find them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, ClassVar

from models.core.record import kind_of
from screens.base import FrameScreen
from screens.parts.line import TabsLine
from screens.parts.palette import Command
from tui import config, modes
from tui.writing import WritingApp

if TYPE_CHECKING:
    from models.core.access import Session


class PlacesApp(WritingApp):
    """Goes where keys, clicks and screens ask it to go."""

    MODES: ClassVar[dict[str, Any]] = modes.MODES

    def __init__(self, session: Session, *, ansi_color: bool) -> None:
        super().__init__(session, ansi_color=ansi_color)
        self.project: int | None = None
        self.next_path: str | None = None
        """The portfolio to be opened when this one is left."""

    def choose_project(self, project: int | None) -> None:
        """Every screen shows this project from now on."""
        self.project = project
        if isinstance(self.screen, FrameScreen):
            self.screen.freshen()

    def open_tab(self, key: str) -> None:
        """Go to a screen of the tab line; its own stack stands as it was left. A form keeps what was typed: one goes no further back than it."""
        if self.current_mode != key:
            self.switch_mode(key)
            return
        from screens.parts.form import FormScreen

        while len(self.screen_stack) > 1 and not isinstance(self.screen, FormScreen):
            self.pop_screen()

    def open_register(self, key: str, words: str = "") -> None:
        """Go to the list of a kind of record: its own screen, else the generic list. With filter words it lies over what is open."""
        from screens.registers import RegisterScreen

        tab = modes.REGISTER_TABS.get(key)
        if tab is None:
            self.push_screen(RegisterScreen(key, words))
        elif words:
            screen = self.MODES[tab]()
            screen.words = words
            self.push_screen(screen)
        else:
            self.open_tab(tab)

    def open_record(self, record: int) -> None:
        """Go to where a record is shown."""
        from screens.records import RecordScreen

        if kind_of(self.session, record) == "project":
            from screens.project import ProjectScreen

            self.push_screen(ProjectScreen(record))
        else:
            self.push_screen(RecordScreen(self.session, record))

    async def open_demo(self) -> None:
        """Make the demo in a file of its own, where there is none, and go there."""
        from models.operations.demo import make_demo

        path = config.demo_path()
        if not os.path.exists(path):
            await self.lane.run(make_demo, path)
        self.next_path = path
        self.exit()

    # -- the same for keys, clicks and the palette

    def on_tabs_line_tab_chosen(self, event: TabsLine.TabChosen) -> None:
        """A tab was clicked."""
        self.open_tab(event.key)

    def action_open_tab(self, key: str) -> None:
        """Go to a screen of the tab line."""
        self.open_tab(key)

    def action_open_register(self, key: str, words: str = "") -> None:
        """Go to the list of a kind of record, under a filter where words are given."""
        self.open_register(key, words)

    def action_open_record(self, record: int) -> None:
        """Go to where a record is shown."""
        self.open_record(record)

    def action_find(self) -> None:
        """Find in everything, as one types."""
        from screens.finding import find_picker

        self.push_screen(find_picker(self.session), lambda record: self.open_record(record) if record is not None else None)

    def action_palette(self) -> None:
        """Commands, and go to a register or a record by its name."""
        from screens.finding import palette

        self.push_screen(palette(self), self._palette_chosen)

    def _palette_chosen(self, chosen: Command | None) -> None:
        if chosen is not None:
            self.call_later(self.run_action, chosen.action, chosen.node)

    async def action_show_help(self) -> None:
        """Help for what has the focus, from the bindings as they are."""
        from screens.finding import help_screen

        self.push_screen(help_screen(self))
