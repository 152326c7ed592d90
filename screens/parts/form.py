"""Forms: fields with what was understood beside them, errors beside their field, and nothing typed ever lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from inspect import isawaitable
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.actions import SkipAction
from textual.binding import Binding, BindingType

from screens.parts.bound_keys import bound
from screens.parts.form_body import PICKED_KINDS, FormBody
from screens.parts.form_fields import Conflict, FieldState, FormField, FormResult, by_letter, cycle
from screens.parts.line import SpeakingLines
from screens.parts.panel import PanelScreen
from screens.parts.safe_text import glyphs

if TYPE_CHECKING:
    from textual.events import Key, Resize
    from textual.timer import Timer
    from textual.widget import Widget

    Read = Callable[[str, str, Mapping[str, str]], tuple[str, str | None]]
    Errors = Mapping[str, str | Conflict] | None
    Save = Callable[[dict[str, str]], Errors | Awaitable[Errors]]

__all__ = ["Conflict", "FormField", "FormResult", "FormScreen"]

SAYS_SAVING_AFTER_SECONDS = 0.15


class FormScreen(PanelScreen[FormResult | None]):
    """A form. `read(name, text, texts)` says what a text means and what is wrong with it, `texts` being those of all fields; it is asked as
    one types, and again when another field was left.

    `save(typed)` gets the text of every field and gives errors by field name (under an empty name, one that concerns no field), or
    nothing when all is saved; then the form closes with a FormResult. It may be a coroutine. An error may be a Conflict: before,
    theirs and mine are shown, what was typed stays, and saving again is up to the user. `editor` is the command of the user's editor,
    where it may be used. `start` names the field that is first typed in.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "save", "Save", id="form.save", tooltip="Save the form; in text of several lines Enter begins a line"),
        Binding("f2,ctrl+s", "save", "Save", id="form.save_anywhere", tooltip="Save the form, from text of several lines too"),
        Binding("tab,down", "field(1)", "Next field", id="form.next", tooltip="Go to the next field"),
        Binding("shift+tab,up", "field(-1)", "Previous field", id="form.previous", tooltip="Go to the previous field"),
        Binding("right", "cycle(1)", "Next choice", id="form.choice_next", tooltip="Take the next of the choices", show=False),
        Binding("left", "cycle(-1)", "Previous choice", id="form.choice_previous", tooltip="Take the choice before", show=False),
        Binding("space", "list", "List", id="form.list", tooltip="List what can be chosen for the field", show=False),
        Binding("f4", "editor", "Editor", id="form.editor", tooltip="Write the text of the field in your own editor", show=False),
        Binding("escape", "leave", "Leave", id="form.leave", tooltip="Leave the form; asks only if something was changed"),
    ]

    def __init__(
        self, title: str, fields: Sequence[FormField], read: Read, save: Save, *, editor: str | None = None, start: str | None = None
    ) -> None:
        super().__init__(title, ())
        self._texts = {field.name: field.text for field in fields}
        self._states = [FieldState(field, lambda name, text: read(name, text, self._texts)) for field in fields]
        self._save, self._editor, self._saving = save, editor, False
        self._says_saving: Timer | None = None
        self._body = FormBody(self._states)
        self._speaking = SpeakingLines(2)
        self._message = ("", "")
        self._start = next((index for index, field in enumerate(fields) if field.name == start), 0)

    def body(self) -> Iterable[Widget]:
        """The fields, and below them the lines that speak."""
        return (self._body, self._speaking)

    def grown(self) -> Widget:
        """The fields."""
        return self._body

    def rows_needed(self) -> int:
        """The rows of all fields."""
        return self._body.rows()

    def on_mount(self) -> None:
        """Go to the first field."""
        self._go(self._start)
        self.call_after_refresh(self._say_place)

    def _say_place(self) -> None:
        """Say that some fields are needed, and which fields are seen where not all are."""
        needed = "* needed" if any(state.field.required for state in self._states) else ""
        first, last = self._body.fields_seen()
        count = len(self._states)
        place = f"fields {first}{glyphs().dash}{last} of {count}" if last - first + 1 < count else ""
        self.title_rule.say("  ".join(part for part in (needed, place) if part))

    def on_resize(self, event: Resize) -> None:
        """Lay the fields for the new size."""
        super().on_resize(event)
        self.call_after_refresh(self._body.lay)

    def _go(self, index: int) -> None:
        """Give a field the focus, and say what it is for."""
        self._body.state.left = True
        self._reread()
        self._body.show(index)
        self._speak()
        self._say_place()

    def _reread(self) -> None:
        """Read all fields again, where a text has changed."""
        texts = {state.field.name: state.typed for state in self._states}
        if texts != self._texts:
            self._texts = texts
            for state in self._states:
                state.reread()

    def _speak(self) -> None:
        """Help for the field, and what was said last or cannot be read; the keys that act on it."""
        state = self._body.state
        help = state.field.help + (" (private: few may read it)" if state.field.private else "")
        note = self._message if self._message[0] else state.note(focused=True) if state.error else ("", "")
        told = [(f" {note[0]}", note[1])]
        self._speaking.set(*([told] if cell_len(note[0]) + 2 > self.app.size.width else [[(f" {help}", "dim")], told]))
        self.set_keys(self._field_keys(state.field))

    def _field_keys(self, field: FormField) -> list[tuple[str, str]]:
        """What can be pressed in a field."""
        clashes = any(state.conflict for state in self._states)
        keys = [(_save_key(field), "keep yours" if clashes else "save"), ("form.next", "next")]
        if field.kind in PICKED_KINDS:
            keys += [("form.choice_previous form.choice_next", "choose"), ("form.list", "list")]
        elif field.kind == "reference":
            keys.append(("form.list", "list"))
        elif field.kind in ("text", "long") and self._editor:
            keys.append(("form.editor", "editor"))
        return [*keys, ("form.leave", "keep theirs" if clashes else "leave")]

    def on_form_body_typed(self) -> None:
        """What was said before is answered by typing on."""
        self._message = ("", "")
        self._speak()

    def on_form_body_field_clicked(self, event: FormBody.FieldClicked) -> None:
        """Go to the field under the mouse."""
        self._go(event.index)

    def action_field(self, step: int) -> None:
        """Go to the next field or the one before, around the end."""
        self._go((self._body.index + step) % len(self._states))

    def action_cycle(self, step: int) -> None:
        """Take the next choice or the one before."""
        state = self._body.state
        if state.field.kind not in PICKED_KINDS:
            raise SkipAction
        self._body.set_text(cycle(state.options, state.text, step))

    def on_key(self, event: Key) -> None:
        """In a choice, take the next one that begins with the letter."""
        state = self._body.state
        if event.is_printable and event.character and event.key != "space" and self.focused is self._body:
            event.stop()
            self._body.set_text(by_letter(state.options, state.text, event.character))
        else:
            super().on_key(event)

    def action_list(self) -> None:
        """Open the list of what can be chosen."""
        from screens.parts.picker import Choice, PickerScreen

        state = self._body.state
        if state.field.kind == "flag":
            self._body.set_text(cycle(state.options, state.text, 1))
        elif state.field.kind == "choice":
            choices = [Choice(option, option.replace("_", " ") or glyphs().dash) for option in state.options]
            self.app.push_screen(PickerScreen(state.field.label, choices, chosen=state.text), self._picked)
        elif state.field.kind == "reference":
            known = state.field.choices
            listed = known if callable(known) else [each for each in known if not isinstance(each, str)]
            text = state.text if state.changed else ""
            self.app.push_screen(PickerScreen(state.field.label, listed, text=text, chosen=state.text, allow_text=True), self._picked)
        else:
            raise SkipAction

    def _picked(self, value: object) -> None:
        """Take what was chosen in the list; leaving it changes nothing."""
        if value is not None:
            self._body.set_text(str(value))
        self._body.show(self._body.index)

    def action_editor(self) -> None:
        """Hand the text to the user's editor."""
        from screens.parts.external_editor import EditorFailed, edit_outside

        state = self._body.state
        if state.field.kind not in ("text", "long"):
            self._say(f"{bound('form.editor')} is for text; this field is short enough to be typed here", "warning")
        elif self._editor is None:
            self._say("No editor can be opened here", "warning")
        else:
            try:
                self._body.set_text(edit_outside(self.app, self._editor, state.text))
            except EditorFailed as error:
                self._say(str(error), "error")

    def _say(self, text: str, state: str) -> None:
        """Show a message until the next key that changes something."""
        self._message = (text, state)
        self._speak()

    def action_leave(self) -> None:
        """Leave; if something was changed, ask first. What is being saved is waited for: it closes the form itself."""
        from screens.parts.confirm import ConfirmScreen

        if self._saving:
            return
        changed = [state.field.label for state in self._states if state.changed]
        if not changed:
            self.dismiss(None)
            return
        question = f"Leave without saving what was changed: {', '.join(changed)}?"
        self.app.push_screen(ConfirmScreen(question, (("y", "leave"), ("n", "stay"), ("s", "save"))), self._answered)

    async def _answered(self, answer: str | None) -> None:
        """Leave, save, or stay."""
        if answer == "y":
            self.dismiss(None)
        elif answer == "s":
            await self.run_action("save")

    async def action_save(self) -> None:
        """Save, unless a field cannot be read or is missing."""
        if self._saving:
            return
        self._reread()
        wrong = {state.field.name: error for state in self._states if (error := state.check())}
        if wrong:
            self._show_errors(wrong)
            return
        for state in self._states:
            state.conflict = None
        self._saving = True
        self._says_saving = self.set_timer(SAYS_SAVING_AFTER_SECONDS, lambda: self._say("saving…", "dim"))
        await self._save_now()

    async def _save_now(self) -> None:
        """Save; whatever happens, what was typed stays until it is saved, and a fault of the program is the app's to tell and to keep."""
        typed = {state.field.name: state.typed for state in self._states}
        fault: Exception | None = None
        try:
            outcome = self._save(typed)
            errors = await outcome if isawaitable(outcome) else outcome
        except Exception as error:
            errors, fault = {"": f"Not saved: {error}"}, error
        self._saving = False
        if self._says_saving is not None:
            self._says_saving.stop()
        if errors:
            self._show_errors(errors)
        else:
            self.dismiss(FormResult(typed, tuple(state.field.name for state in self._states if state.changed)))
        if fault is not None:
            raise fault

    def _show_errors(self, errors: Mapping[str, str | Conflict]) -> None:
        """Show every error beside its field and go to the first one."""
        by_name = {state.field.name: index for index, state in enumerate(self._states)}
        for name, error in errors.items():
            if name in by_name:
                self._states[by_name[name]].refuse(error)
        others = [str(error) for name, error in errors.items() if name not in by_name]
        first = min((by_name[name] for name in errors if name in by_name), default=self._body.index)
        if any(isinstance(error, Conflict) for error in errors.values()):
            others.append(f"not saved: {bound(_save_key(self._states[first].field))} again keeps yours, {bound('form.leave')} keeps theirs")
        self._message = (" · ".join(others), "error") if others else ("", "")
        self.fit_height()
        self._go(first)


def _save_key(field: FormField) -> str:
    """The binding that saves where the field has the focus: in text of several lines Enter begins a line."""
    return "form.save_anywhere" if field.kind == "long" else "form.save"
