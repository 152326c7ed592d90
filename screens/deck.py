"""What screens need of the app around them: the session, the chosen project, the one lane for writing, and the way to other screens."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from textual.widget import Widget

    from models.core.access import Session

Result = TypeVar("Result")


class Deck(Protocol):
    """The app as its screens see it."""

    session: Session
    project: int | None
    last_verb: tuple[str | None, str] | None

    async def write(self, work: Callable[[Session], Result], *, waits: Callable[[], None] | None = None) -> Result:
        """Run a writing operation in the one lane; its errors come back to the caller. `waits` is called when it takes so long that the
        screen goes on meanwhile."""

    async def patiently(self, work: Coroutine[Any, Any, Result]) -> Result | None:
        """Wait for work that writes, until it takes so long that the screen goes on meanwhile; None then."""

    async def leave(self) -> None:
        """End the program, when what was typed is written."""

    def tab_right(self) -> str:
        """Who and which day, for the right end of the tab line."""

    def choose_project(self, project: int | None) -> None:
        """Make every screen show this project (None: all)."""

    def open_register(self, key: str, words: str = "") -> None:
        """Go to the list of a kind of record."""

    def open_record(self, record: int) -> None:
        """Go to where a record is shown."""

    async def open_demo(self) -> None:
        """Leave this portfolio for the demo, which is made where there is none."""

    def open_tab(self, key: str) -> None:
        """Go to a screen of the tab line."""


def deck(widget: Widget) -> Deck:
    """The app around a widget, as screens may use it."""
    return cast("Deck", cast("Any", widget.app))
