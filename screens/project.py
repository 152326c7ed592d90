"""The project page: one project on one screen, from its health down to what comes next; [ and ] walk through the portfolio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen

from models.core import registry
from models.core.listing import Listing
from models.core.record import version_of
from models.reports import status
from screens import effects
from screens.base import entries_of
from screens.below import act_below, verbs_below
from screens.deck import deck
from screens.parts.bound_keys import bound
from screens.parts.guard import Guarded
from screens.parts.line import KeyLine, Line, TabsLine
from screens.parts.reader import ReaderText
from screens.parts.tab_keys import TABS
from screens.project_page import head, page_lines

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from models.operations.command import Work
    from models.store.errors import QuarterdeckError


class ProjectScreen(Guarded, Screen[None]):
    """One project."""

    AUTO_FOCUS = "ReaderText"
    DEFAULT_CSS = "ProjectScreen ReaderText { height: 1fr; }"
    #: The ids of the bindings that the key line shows.
    KEYS = (
        "view.previous", "view.next", "project.tasks", "verb.edit", "verb.why", "project.baselines", "verb.risk", "verb.comment", "verb.history",
        "verb.issue", "view.back",
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_square_bracket", "step(-1)", "Previous", id="view.previous", tooltip="The previous project of the portfolio"),
        Binding("right_square_bracket", "step(1)", "Next", id="view.next", tooltip="The next project of the portfolio"),
        Binding("enter", "tasks", "Tasks", id="project.tasks", tooltip="Look at this project on every screen, beginning with its tasks"),
        Binding("e", "edit", "Edit", id="verb.edit", tooltip="Edit the project's fields"),
        Binding("w", "why", "Why", id="verb.why", tooltip="The formulas with their numbers, and the reasons"),
        Binding("H", "history", "History", id="verb.history", tooltip="Who changed it, when, from what to what"),
        Binding("B", "baselines", "Baselines", id="project.baselines", tooltip="The approved plans; n freezes the present one"),
        Binding("r", "raise_record('risk')", "Risk", id="verb.risk", tooltip="Raise a risk"),
        Binding("i", "raise_record('issue')", "Issue", id="verb.issue", tooltip="Raise an issue"),
        Binding("z", "take_back(False)", "Undo", id="verb.undo", tooltip="Undo my last change of this session", show=False),
        Binding("Z", "take_back(True)", "Redo", id="verb.redo", tooltip="Redo what was undone", show=False),
        Binding("j,down", "scroll('down')", "Line down", id="reader.down", tooltip="Go one line down", show=False),
        Binding("k,up", "scroll('up')", "Line up", id="reader.up", tooltip="Go one line up", show=False),
        Binding("q,escape", "back", "Back", id="view.back", tooltip="Back to the portfolio", show=False),
        *verbs_below(
            "verb.edit", "verb.why", "verb.history", "verb.risk", "verb.issue", "verb.hours", "verb.assign", "verb.due", "verb.move",
        ),
    ]

    def __init__(self, project: int) -> None:
        super().__init__()
        self.project = project
        self.version = 0
        self._followed = ""

    def compose(self) -> ComposeResult:
        """Tabs, the project's head, its page, a line that speaks, keys."""
        yield TabsLine(TABS, "1", deck(self).tab_right())
        yield Line(id="head")
        yield ReaderText([])
        yield Line(id="speaking")
        yield KeyLine(entries_of(self.KEYS, self))

    def on_mount(self) -> None:
        """Read the project."""
        self.read()

    def on_screen_resume(self) -> None:
        """Read it again after a form."""
        self.read()

    def others_changed(self) -> None:
        """Somebody wrote: only lines that differ are drawn."""
        self.read()

    def read(self) -> None:
        """Read the project; its page is drawn where it differs."""
        session = deck(self).session
        self.version = version_of(session, self.project)
        found = status.standing(session, self.project)
        self.query_one("#head", Line).set(head(session, found))
        self.query_one(ReaderText).set_lines(page_lines(session, found, *self.app.size))

    def on_resize(self) -> None:
        """The page is laid out for the width."""
        self.read()

    def complain(self, error: QuarterdeckError) -> None:
        """Say what is wrong."""
        hint = f"   {error.hint}" if error.hint else ""
        self.query_one("#speaking", Line).set([(f" {error.message}", "error"), (hint, "dim")])

    def action_scroll(self, step: str) -> None:
        """Move the page."""
        self.query_one(ReaderText).scroll(1 if step == "down" else -1)

    def action_step(self, step: int) -> None:
        """The next or previous project in the portfolio's order."""
        ids = list(Listing(registry.get("project"), deck(self).session, words="state:open").ids())
        if self.project in ids:
            self.project = ids[(ids.index(self.project) + step) % len(ids)]
        elif ids:
            self.project = ids[0]
        self.query_one("#speaking", Line).set("")
        self.read()

    def action_tasks(self) -> None:
        """This project's tasks."""
        deck(self).choose_project(self.project)
        deck(self).open_tab("2")

    def action_baselines(self) -> None:
        """The approved plans."""
        deck(self).choose_project(self.project)
        deck(self).open_register("baseline")

    async def action_below(self, action: str) -> None:
        """Act on the project's row in the portfolio."""
        await act_below(self, self.project, self.version, action)

    async def action_take_back(self, redo: bool) -> None:
        """Undo or redo my last change."""
        from models.operations.undo import undo

        taken = await deck(self).write(lambda session: undo(session, own_session=True, redo=redo))
        self.read()
        self.query_one("#speaking", Line).set(effects.taken_back(taken, redo=redo)[0])

    def action_edit(self) -> None:
        """Edit the fields."""
        from screens.editing import edit_form

        self.app.push_screen(edit_form(deck(self), self.project, saved=self._heard), self._saved)

    def action_raise_record(self, kind: str) -> None:
        """Raise a risk or an issue."""
        from screens.editing import new_form

        self.app.push_screen(new_form(deck(self), registry.get(kind), project=self.project, saved=self._heard), self._saved)

    def _heard(self, record: int, work: Work | None) -> None:
        self._followed = effects.of(work) if work is not None else ""

    def _saved(self, result: Any) -> None:
        if result:
            self.read()
            self.query_one("#speaking", Line).set([(" saved", "saved"), ("  " + (self._followed or f"{bound('verb.undo')} undoes"), "dim")])

    def action_why(self) -> None:
        """The figures behind it."""
        from screens.readers import why_reader

        self.app.push_screen(why_reader(deck(self).session, self.project))

    def action_history(self) -> None:
        """Who changed it."""
        from screens.readers import history_reader

        self.app.push_screen(history_reader(deck(self).session, self.project))

    def action_back(self) -> None:
        """Back to where one came from."""
        self.app.pop_screen()
