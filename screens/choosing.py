"""What every screen of the tab line can do: choose the project, take the last change back, import a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType

from models.core import registry
from models.core.listing import Listing
from screens import effects
from screens.asking import AskingScreen
from screens.deck import deck
from screens.parts.bound_keys import bound, with_keys

if TYPE_CHECKING:
    from models.core.access import Session
    from screens.parts.picker import Choice


class ChoosingScreen(AskingScreen):
    """A screen that shows the chosen project, or all."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "project", "Project", id="view.project", tooltip="Choose the project to look at", show=False),
        Binding("P", "all_projects", "All projects", id="view.all", tooltip="Look at all projects", show=False),
        Binding("left_square_bracket", "step_project(-1)", "Previous project", id="view.previous", tooltip="Look at the previous project", show=False),
        Binding("right_square_bracket", "step_project(1)", "Next project", id="view.next", tooltip="Look at the next project", show=False),
        Binding("z", "undo", "Undo", id="verb.undo", tooltip="Undo my last change of this session", show=False),
        Binding("Z", "redo", "Redo", id="verb.redo", tooltip="Redo what was undone", show=False),
        Binding("I", "import_file", "Import", id="list.import", tooltip="Import a CSV file or a TOML snapshot; undo takes it back", show=False),
    ]  # fmt: skip

    @property
    def session(self) -> Session:
        """The session that reads."""
        return deck(self).session

    @property
    def of_one_project(self) -> bool:
        """Whether what is here is the chosen project's: people and projects are not."""
        return True

    # -- projects

    async def action_project(self) -> None:
        """Choose the project to look at."""
        from screens.parts.picker import PickerScreen

        here = deck(self).project or self.project_here()
        self.app.push_screen(PickerScreen("Project", project_choices(self.session), chosen=here), self._project_chosen)

    def project_here(self) -> int | None:
        """The project that the cursor is on."""
        return None

    def _project_chosen(self, project: Any) -> None:
        if project is not None:
            self.look_at(int(project))

    def look_at(self, project: int) -> None:
        """Every screen shows the project from now on."""
        deck(self).choose_project(project)
        code, title = self.session.database.rows("SELECT code, title FROM project WHERE id = ?", (project,))[0]
        which = "every screen shows" if self.of_one_project else "screens of projects show"
        self.say(
            [(f" {code} {title}: ", "accent"), (f"{which} this project now", "")],
            [(with_keys("   {view.all} shows all again, {view.previous} and {view.next} go on"), "dim")],
        )

    def action_all_projects(self) -> None:
        """Look at all projects."""
        deck(self).choose_project(None)
        self.say([(" all projects", "accent")], [(f"   {bound('view.project')} chooses one", "dim")])

    def projects_in_order(self) -> list[int]:
        """The projects that are walked through."""
        return list(Listing(registry.get("project"), self.session).ids())

    def action_step_project(self, step: int) -> None:
        """Look at the project after or before that of the row under the cursor, in the portfolio's order."""
        ids = self.projects_in_order()
        if not ids:
            self.refuse("there is no project yet", hint=f"the portfolio makes one: {bound('screen.portfolio')}")
            return
        project = self.project_here() or deck(self).project
        place = ids.index(project) + step if project in ids else (0 if step > 0 else len(ids) - 1)
        self.look_at(ids[place % len(ids)])

    # -- taking back, importing

    async def action_undo(self) -> None:
        """Take my last change back."""
        await self._take_back(redo=False)

    async def action_redo(self) -> None:
        """Bring back what was undone."""
        await self._take_back(redo=True)

    async def _take_back(self, *, redo: bool) -> None:
        from models.operations.undo import undo

        taken = await deck(self).write(lambda session: undo(session, own_session=True, redo=redo))
        self.taken_back(taken.about)
        self.say(*effects.taken_back(taken, redo=redo, rows=self.SPEAKING_ROWS - 1))

    def taken_back(self, records: list[int]) -> None:
        """Show what is so again."""
        self.action_refresh()

    def action_import_file(self) -> None:
        """Import a file."""
        from screens.importing import begin

        begin(self)

    def imported(self) -> None:
        """Show what came."""
        self.action_refresh()


def project_choices(session: Session) -> list[Choice]:
    """The projects to choose from, trouble first, with their titles."""
    from screens.parts.picker import Choice

    projects = Listing(registry.get("project"), session)
    lines = projects.lines(projects.ids(), ["code", "title", "state"])
    return [Choice(line.id, f"{line.values[0]:<10} {line.values[1]}", str(line.values[2]).replace("_", " ")) for line in lines]
