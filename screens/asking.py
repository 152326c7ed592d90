"""A list with one row in which something is typed: a filter, a quick line, a reason; while it is open, the key line shows its keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from models.store.errors import QuarterdeckError, UsageError
from models.values import ParseError
from screens.base import FrameScreen, entries_of
from screens.deck import deck
from screens.parts.line import KeyLine
from screens.parts.patience import is_let_go
from screens.parts.prompt import Prompt

if TYPE_CHECKING:
    from collections.abc import Awaitable, Coroutine

    Done = Callable[[str], Awaitable[None]]

_PROMPT_KEYS = ("prompt.submit", "prompt.complete", "prompt.cancel", "prompt.earlier")


class AskingScreen(FrameScreen):
    """A list that asks in its own frame."""

    def __init__(self) -> None:
        super().__init__()
        self._prompt_done: Done | None = None

    def ask(
        self, label: str, done: Done, *, text: str = "", on_change: Callable[[str], None] | None = None,
        suggestions: Callable[[str, int], list[str] | None] | None = None, purpose: str = "",
    ) -> None:  # fmt: skip
        """Open the prompt; `done` gets what was typed. Where it raises, the prompt opens again with the text.

        What was typed under one purpose is brought back there by Up.
        """
        self._prompt_done = done
        self.query_one(Prompt).open(label, text, on_change=on_change, suggestions=suggestions, purpose=purpose or label)
        self._show_prompt_keys()

    def _show_prompt_keys(self) -> None:
        prompt = self.query_one(Prompt)
        entries = entries_of(_PROMPT_KEYS, prompt)
        self.query_one(KeyLine).set([entry for entry in entries if prompt.completes or entry[1] != "complete"], ("F1", "help"))

    async def on_prompt_submitted(self, event: Prompt.Submitted) -> None:
        """What was typed goes to whoever asked; an error says what is wrong and keeps the text."""
        event.stop()
        self.query_one(KeyLine).set(self.key_entries(), ("?", "help"))
        if self._prompt_done is not None:
            await deck(self).patiently(self._answer(self._prompt_done, event))

    async def _answer(self, done: Done, event: Prompt.Submitted) -> None:
        """Hand on what was typed. Where that is refused late, while other keys are typed, it is only said: Up brings the text back."""
        try:
            await done(event.text)
        except (QuarterdeckError, ParseError) as error:
            if not is_let_go():
                event.prompt.reopen()
                self._show_prompt_keys()
            self.complain(error)

    def on_prompt_cancelled(self, event: Prompt.Cancelled) -> None:
        """Back to the list; the row speaks again."""
        event.stop()
        self.query_one(KeyLine).set(self.key_entries(), ("?", "help"))
        self.given_up()

    def given_up(self) -> None:
        """The prompt was left with Esc."""
        self.show_row(self.table.cursor_id, again=True)

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Do what takes a while, so that the screen stays alive; what goes wrong is said."""

        async def mending() -> None:
            try:
                await work
            except Exception as error:
                if not cast("Any", self.app).mended(error):
                    raise

        self.run_worker(mending(), exit_on_error=False)

    def refuse(self, why: str, hint: str | None = None) -> None:
        """A key that cannot act says why."""
        self.complain(UsageError(why, hint=hint))
