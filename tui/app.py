"""The app: opens the screens, keeps the one lane for writing, notices what others write, and leaves when its terminal is gone."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.binding import BindingType

from models.core.access import Session
from models.operations import refresh
from models.store.errors import QuarterdeckError, StoppedError, UsageError
from screens.base import FrameScreen
from screens.parts.confirm import ConfirmScreen
from screens.parts.guard import Guarded
from screens.parts.key_names import key_name
from screens.parts.key_order import OrderedKeys
from screens.parts.line import TabsLine
from screens.parts.palette import Command
from screens.parts.patience import let_go, patiently
from tui import config, keys, modes, themes
from tui.terminal import Watch

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen

Result = TypeVar("Result")
POLL_SECONDS = 1.0
#: How long a message stands that belongs to no screen.
TOLD_SECONDS = 6
SAVING_AFTER_SECONDS = 0.15
#: How long after that a key still holds back those typed behind it: a disk that is merely slow changes nothing in what they do.
PATIENCE_SECONDS = 0.35
#: How long a write may go on when the terminal is gone; what is not finished by then, SQLite takes back by itself.
FINISH_WITHIN_SECONDS = 1.0
#: So many errors within so many seconds are no accident: then it is no use going on.
ERRORS_BORNE, ERRORS_WITHIN_SECONDS = 8, 4.0


class QuarterdeckApp(OrderedKeys[int], Guarded, inherit_bindings=False):
    """Quarterdeck in the terminal."""

    TITLE = "Quarterdeck"
    ENABLE_COMMAND_PALETTE = False
    #: Messages stand at the top: forms and prompts rise from below.
    CSS = "ToastRack { dock: top; align-vertical: top; margin-top: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = keys.APP_BINDINGS
    MODES: ClassVar[dict[str, Any]] = modes.MODES

    def __init__(
        self, session: Session, *, theme: str = "dark", keymap: dict[str, str] | None = None, faults: list[str] | None = None
    ) -> None:
        super().__init__(ansi_color=theme == "ansi")
        self.session = session
        self.project: int | None = None
        self.next_path: str | None = None
        """The portfolio to be opened when this one is left."""
        self.last_verb: tuple[str | None, str] | None = None
        self._theme_name = theme
        self._keymap_wanted, self._faults = keymap or {}, [*session.database.warnings, *(faults or [])]
        self.errors: list[tuple[float, Exception]] = []
        self._lane = ThreadPoolExecutor(1, thread_name_prefix="write")
        self._writes: set[asyncio.Future[Any]] = set()
        self._stops = 0
        self._data_version = session.database.data_version()
        self._watch = Watch(self._leave)

    # -- coming and going

    def get_default_screen(self) -> Screen[Any]:
        """Never seen: a mode opens at once."""
        from textual.screen import Screen

        return Screen()

    def on_mount(self) -> None:
        """Colours, keys, the first screen, and the ears."""
        self.register_theme(themes.DARK)
        self.register_theme(themes.LIGHT)
        self.theme = themes.THEMES[self._theme_name]
        if self._keymap_wanted:
            self.set_keymap(self._keymap_wanted)
        self.switch_mode(modes.first_mode(self.session))
        self._watch.begin(asyncio.get_running_loop())
        self._refresh_marked()
        self.set_interval(POLL_SECONDS, self._poll)
        if self._faults:
            self.call_after_refresh(self._say_faults)

    def _say_faults(self) -> None:
        self.notify("\n".join(self._faults), severity="warning", timeout=TOLD_SECONDS, markup=False)

    def _leave(self, code: int) -> None:
        """The terminal is gone or somebody asks us to go: give the write that runs a moment to finish, then leave without drawing."""
        closed = self._lane.submit(self.session.database.close)
        if wait({closed}, FINISH_WITHIN_SECONDS).done:
            self.session.database.close()
        os._exit(code)

    def finish_writing(self) -> None:
        """Wait for the write that runs, and close the lane's connection: the last one to close folds the log into the file."""
        self._lane.submit(self.session.database.close)
        self._lane.shutdown(wait=True)

    def _print_error_renderables(self) -> None:
        """A crash prints no locals: they hold what people wrote. `run_app` reports it with a number."""
        self._exit_renderables.clear()

    # -- errors

    def mended(self, error: Exception) -> bool:
        """Say an error that nobody expected, and go on; not where errors follow each other without end.

        What is refused is said in its own words; a fault of the program gets a number, under which its details are logged.
        """
        if isinstance(error, QuarterdeckError):
            self.complain(error)
            return True
        from tui.cli.failure import record

        now = time.monotonic()
        self.errors = [*self.errors, (now, error)][-ERRORS_BORNE:]
        if len(self.errors) == ERRORS_BORNE and now - self.errors[0][0] < ERRORS_WITHIN_SECONDS:
            return False
        number, place = record(error)
        self.notify(f"internal error {number}: a fault of this program, not yours; {place}", severity="error", timeout=TOLD_SECONDS, markup=False)
        return True

    def complain(self, error: QuarterdeckError) -> None:
        """Say what is wrong on the screen that is open."""
        if hasattr(self.screen, "complain"):
            self.screen.complain(error)
        else:
            self.notify(str(error), severity="warning", markup=False)

    # -- writing

    async def patiently(self, work: Coroutine[Any, Any, Result]) -> Result | None:
        """Wait for work that may write; a write that waits long lets its handler go, so that the screen stays alive."""
        return await patiently(work, self._late_fault)

    async def _dispatch_action(self, namespace: DOMNode, action_name: str, params: Any) -> bool:
        """Whatever a key does may write."""
        return await self.patiently(super()._dispatch_action(namespace, action_name, params)) is not False

    def _late_fault(self, error: Exception) -> None:
        if not self.mended(error):
            self._handle_exception(error)

    async def write(self, work: Callable[[Session], Result], *, waits: Callable[[], None] | None = None) -> Result:
        """Run a write in the lane, and compute what it moves in other projects; after a moment says that it is saving.

        Errors come back to whoever asked. Where the handler that asked is let go because the write waits long, `waits` is called; whoever
        has left the screen meanwhile hears of errors only.
        """

        stops = self._stops

        def run(session: Session) -> Result:
            session.is_stopped = False
            if stops != self._stops:
                raise StoppedError
            result = work(session)
            session.is_stopped = False
            refresh.refresh_marked(session)
            return result

        asker, is_late = self.screen, False
        future = asyncio.get_running_loop().run_in_executor(self._lane, run, self.session)
        self._writes.add(future)
        future.add_done_callback(self._writes.discard)
        try:
            if not await _within(SAVING_AFTER_SECONDS, future):
                self._say_saving()
                if not await _within(PATIENCE_SECONDS, future):
                    is_late = let_go()
                    if is_late and waits is not None:
                        waits()
                        self._say_saving()
                    await asyncio.wait({future})
            if is_late and not asker.is_running:
                raise asyncio.CancelledError
        except asyncio.CancelledError:
            future.add_done_callback(self._nobody_waits)
            raise
        result = await future
        self._say_joined()
        return result

    def _say_saving(self) -> None:
        if isinstance(self.screen, FrameScreen):
            self.screen.say([(" saving…", "dim")])

    def _nobody_waits(self, future: asyncio.Future[Any]) -> None:
        """What a screen had to write that is gone is written all the same; that it could not be is said."""
        error = None if future.cancelled() else future.exception()
        if isinstance(error, Exception):
            self._late_fault(error)

    async def leave(self) -> None:
        """End the program, as soon as what was typed is written; where that fails it stays, and says so."""
        writes = set(self._writes)
        if writes and not await _within(PATIENCE_SECONDS, *writes):
            self.complain(UsageError("still saving: the program ends when it is written"))
            let_go()
            await asyncio.wait(writes)
        if all(each.exception() is None for each in writes):
            self.exit()

    def _say_joined(self) -> None:
        """Once: whom the login has become, or was bound to, by its first write."""
        joined, self.session.joined = self.session.joined, None
        if joined is not None:
            for tabs in self.screen.query(TabsLine):
                tabs.set_right(self.tab_right())
            text = f"you are @{joined} from now on: your login {self.session.login} had not written here before"
            self.notify(text, timeout=TOLD_SECONDS, markup=False)

    def _poll(self) -> None:
        """Once a second: has the terminal gone, has anybody written?"""
        self._watch.look()
        if not self.is_running:
            return
        version = self.session.database.data_version()
        if version != self._data_version:
            self._data_version = version
            if not self._refresh_marked():
                self._show_changes()

    def _refresh_marked(self) -> bool:
        """Compute in the lane what changes have moved in other projects; whether there is anything."""
        is_marked = refresh.is_marked(self.session.database) and not self.session.database.read_only
        if is_marked:
            self.run_worker(self._compute_marked(), exit_on_error=False)
        return is_marked

    async def _compute_marked(self) -> None:
        """Compute what the changes of others move in other projects, before it is read."""
        try:
            await self.write(refresh.refresh_marked)
        except QuarterdeckError as error:
            self.complain(error)
        self._show_changes()

    def _show_changes(self) -> None:
        if hasattr(self.screen, "others_changed"):
            self.screen.others_changed()

    # -- what screens ask for

    def tab_right(self) -> str:
        """Who and which day."""
        me = self.session.me
        handle = self.session.database.value("SELECT handle FROM person WHERE id = ?", (me,)) if me else self.session.login
        today = self.session.today
        return f"{handle} {today.day} {today:%b}"

    def choose_project(self, project: int | None) -> None:
        """Every screen shows this project from now on."""
        self.project = project
        if isinstance(self.screen, FrameScreen):
            self.screen.freshen()

    def open_tab(self, key: str) -> None:
        """Go to a screen of the tab line."""
        self.action_open_tab(key)

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
            self.action_open_tab(tab)

    def open_record(self, record: int) -> None:
        """Go to where a record is shown."""
        from screens.records import RecordScreen

        kind = self.session.database.value("SELECT kind FROM record WHERE id = ?", (record,))
        if kind == "project":
            from screens.project import ProjectScreen

            self.push_screen(ProjectScreen(record))
        elif kind is not None:
            self.push_screen(RecordScreen(self.session, record))

    async def open_demo(self) -> None:
        """Make the demo in a file of its own, where there is none, and go there."""
        from tui.cli.demo import make

        path = config.demo_path()
        if not os.path.exists(path):
            await asyncio.get_running_loop().run_in_executor(self._lane, make, path)
        self.next_path = path
        self.exit()

    # -- actions

    def on_tabs_line_tab_chosen(self, event: TabsLine.TabChosen) -> None:
        """A tab was clicked."""
        self.action_open_tab(event.key)

    def action_open_tab(self, key: str) -> None:
        """Go to a screen; its own stack stands as it was left."""
        if self.current_mode != key:
            self.switch_mode(key)
        else:
            while len(self.screen_stack) > 1:
                self.pop_screen()

    def action_open_record(self, record: int) -> None:
        """Go to where a record is shown."""
        self.open_record(record)

    def action_stop(self) -> None:
        """Ctrl-C stops what is being written and what waits behind it, wholly; else says how to leave."""
        if self._writes:
            self._stops += 1
            self.session.is_stopped = True
            self.complain(UsageError("stopping what is being saved", hint="unless it is written already, nothing of it stays"))
        else:
            self.complain(UsageError("nothing runs that could be stopped", hint="q leaves the program"))

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

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """A key that does nothing here says so."""
        done = await super()._check_bindings(key, priority)
        if not done and not priority and not isinstance(self.screen, ConfirmScreen):
            elsewhere = keys.ELSEWHERE.get(key)
            hint = f"it acts {elsewhere}" if elsewhere else "? lists the keys that have"
            self.complain(UsageError(f"{key_name(key)} has nothing to act on here", hint=hint))
        return done

    async def action_show_help(self) -> None:
        """Help for what has the focus, from the bindings as they are."""
        from screens.finding import help_screen

        self.push_screen(help_screen(self))

    def action_open_register(self, key: str, words: str = "") -> None:
        """Go to the list of a kind of record, under a filter where words are given."""
        self.open_register(key, words)

    def action_theme(self, name: str) -> None:
        """Change the colours."""
        self.theme = themes.THEMES[name]


async def _within(seconds: float, *futures: asyncio.Future[Any]) -> bool:
    """Whether all have ended so soon."""
    _, pending = await asyncio.wait(futures, timeout=seconds)
    return not pending
