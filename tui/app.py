"""The app: opens the screens in their colours, keeps the user's keys, and leaves when its terminal is gone."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType

from models.core.access import Session
from models.store.errors import UsageError
from screens.parts.bound_keys import with_keys
from screens.parts.confirm import ConfirmScreen
from screens.parts.key_names import key_name
from screens.parts.panel import PanelScreen
from tui import keys, modes, themes
from tui.changes import Changes
from tui.mending import TOLD_SECONDS
from tui.places import PlacesApp
from tui.terminal import Watch

if TYPE_CHECKING:
    from textual.screen import Screen

POLL_SECONDS = 1.0
#: How long a write may go on when the terminal is gone; what is not finished by then, SQLite takes back by itself.
FINISH_WITHIN_SECONDS = 1.0


class QuarterdeckApp(PlacesApp, inherit_bindings=False):
    """Quarterdeck in the terminal."""

    TITLE = "Quarterdeck"
    ENABLE_COMMAND_PALETTE = False
    #: Messages stand at the top: forms and prompts rise from below.
    CSS = "ToastRack { dock: top; align-vertical: top; margin-top: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = keys.APP_BINDINGS

    def __init__(
        self, session: Session, *, theme: str = "dark", keymap: dict[str, str] | None = None, faults: list[str] | None = None
    ) -> None:
        super().__init__(session, ansi_color=theme == "ansi")
        self.last_verb: tuple[str | None, str] | None = None
        self._theme_name = theme
        self._keymap_wanted, self._faults = keymap or {}, [*session.database.warnings, *(faults or [])]
        self._changes = Changes(self)
        self._watch = Watch(self._leave)

    def get_default_screen(self) -> Screen[Any]:
        """Never seen: a mode opens at once."""
        from textual.screen import Screen

        return Screen()

    def on_mount(self) -> None:
        """Colours, keys, the first screen, and the ears."""
        self.register_theme(themes.DARK)
        self.register_theme(themes.LIGHT)
        self.action_theme(self._theme_name)
        if self._keymap_wanted:
            self.set_keymap(self._keymap_wanted)
        self.switch_mode(modes.first_mode(self.session))
        self._watch.begin(asyncio.get_running_loop())
        self._changes.compute()
        self.set_interval(POLL_SECONDS, self._poll)
        if self._faults:
            self.call_after_refresh(self._say_faults)

    def _say_faults(self) -> None:
        self.notify("\n".join(self._faults), severity="warning", timeout=TOLD_SECONDS, markup=False)

    def _poll(self) -> None:
        """Once a second: has the terminal gone, has anybody written?"""
        self._watch.look()
        if self.is_running:
            self._changes.look()

    def _leave(self, code: int) -> None:
        """The terminal is gone or somebody asks us to go: give the write that runs a moment to finish, then leave without drawing."""
        if self.lane.close(FINISH_WITHIN_SECONDS):
            self.session.database.close()
        os._exit(code)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """A key that does nothing here says so."""
        done = await super()._check_bindings(key, priority)
        if not done and not priority and not isinstance(self.screen, ConfirmScreen):
            self.complain(UsageError(f"{key_name(key)} has nothing to act on here", hint=with_keys(self._where(key))))
        return done

    def _where(self, key: str) -> str:
        """Where a key acts that does nothing here: on the screen below this one, on others, or the keys that do something."""
        if isinstance(self.screen, PanelScreen) and key in self.screen_stack[-2].active_bindings:
            return "it acts on the screen below, to which {view.back} goes back"
        elsewhere = keys.elsewhere(key, self._keymap)
        return f"it acts {elsewhere}" if elsewhere else "{view.help} lists the keys that have"

    def action_theme(self, name: str) -> None:
        """Change the colours."""
        self.theme = themes.THEMES[name]
