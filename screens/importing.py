"""Importing a file from a list: which file, by which map, and what became of it; one batch that one undo takes back."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.store.errors import QuarterdeckError, UsageError
from models.store.instants import new_uid
from screens.deck import deck
from screens.parts.bound_keys import bound
from screens.parts.patience import is_let_go
from screens.parts.picker import Choice, PickerScreen
from screens.parts.reader import ReaderScreen

if TYPE_CHECKING:
    from models.exchange import tables
    from screens.choosing import ChoosingScreen
    from screens.parts.reader import TextLine

OFFERED, SHOWN = 20, 200


def begin(screen: ChoosingScreen, text: str = "") -> None:
    """Ask for the file; Tab completes its name. Where the import is refused, the name stays in the prompt with what is wrong beside it."""

    async def done(text: str) -> None:
        if not text.strip():
            screen.given_up()
            return
        path = os.path.expanduser(text.strip())
        if not os.path.isfile(path):
            raise UsageError(f"there is no file {path}", field="file", hint=f"{bound('prompt.complete')} completes names; CSV, or a TOML snapshot")
        await _read(screen, path)

    screen.ask("import file", done, text=text, suggestions=paths, purpose="file")
    screen.say([(f" CSV by a map, CSV that qd export wrote, or a TOML snapshot of a project; {bound('prompt.complete')} completes the name", "dim")])


def paths(text: str, caret: int) -> list[str] | None:
    """The files and folders whose names begin like the text."""
    begun = os.path.expanduser(text)
    found = sorted(glob.glob(glob.escape(begun) + "*"))
    useful = [
        f"{each}/" if os.path.isdir(each) else each for each in found if os.path.isdir(each) or each.lower().endswith((".csv", ".toml"))
    ]
    return useful[:OFFERED] or None


async def _read(screen: ChoosingScreen, path: str) -> None:
    """A snapshot is read at once, one of our own tables too; of another table is asked by which map."""
    from models.exchange import tables
    from models.exchange.own_kind import register_of

    if not path.lower().endswith(".toml"):
        try:
            await deck(screen).write(lambda _: register_of(path))
        except UsageError:
            _ask_map(screen, path, tables.shipped_maps())
            return
    await _import(screen, path, None)


def _ask_map(screen: ChoosingScreen, path: str, names: Sequence[str]) -> None:
    async def chosen(name: str | None) -> None:
        if name:
            await _again(screen, path, os.path.expanduser(name))

    choices = [Choice(name, name, "map") for name in names]
    title = "Read the columns by which map?"
    screen.app.push_screen(PickerScreen(title, choices, allow_text=True, empty_text="or type the name of a map file"), chosen)


async def _again(screen: ChoosingScreen, path: str, mapping: str | None, skip_bad: bool = False) -> None:
    """Import after a question; where it is refused, the file is asked for again. Late, while other keys are typed, that is only said."""

    async def trying() -> None:
        try:
            await _import(screen, path, mapping, skip_bad)
        except QuarterdeckError as error:
            if not is_let_go():
                begin(screen, path)
            screen.complain(error)

    await deck(screen).patiently(trying())


async def _import(screen: ChoosingScreen, path: str, mapping: str | None, skip_bad: bool = False) -> None:
    """Import in the lane for writing; then say what came of it."""
    from models.exchange.files import import_file, problem_text
    from models.operations.clash_words import in_words, kept_line

    once = new_uid()
    report = await deck(screen).write(lambda session: import_file(session, path, map=mapping, skip_bad=skip_bad, once=once))
    if report.is_refused and report.table is not None:
        _ask_without(screen, path, mapping, report.table)
        return
    notes: list[TextLine] = []
    if report.snapshot is not None:
        kept = (in_words(deck(screen).session, clash) for clash in report.snapshot.kept)
        notes = [*(f"kept as it is here: {kept_line(clash)}" for clash in kept), *report.snapshot.warnings]
    elif report.table is not None:
        notes = [f"the rows left out are in {report.table.bad_file}"] if report.table.bad_file else []
        notes += [problem_text(each) for each in report.table.warnings[:SHOWN]]
    _tell(screen, str(report), notes)


def _ask_without(screen: ChoosingScreen, path: str, mapping: str | None, report: tables.Report) -> None:
    """Nothing was written: say why, and ask whether the other rows are wanted."""
    from models.exchange.files import problem_text
    from screens.parts.confirm import ConfirmScreen

    bad = len({each.line for each in report.errors})
    first = problem_text(report.errors[0])
    question = f"{bad} of {report.rows} rows cannot be read, nothing was written ({first}). Import the others, these into a file beside it?"

    async def answered(key: str | None) -> None:
        if key == "y":
            await _again(screen, path, mapping, True)
        elif key is not None:
            begin(screen, path)
            screen.complain(UsageError("nothing was written", hint=first))
        if key == "s":
            screen.app.push_screen(ReaderScreen("What cannot be read", [problem_text(each) for each in report.errors[:SHOWN]]))

    screen.app.push_screen(ConfirmScreen(question, (("y", "import the others"), ("n", "leave it"), ("s", "show what is wrong"))), answered)


def _tell(screen: ChoosingScreen, said: str, notes: list[TextLine]) -> None:
    """Show the list with what came, and the notes where there are any."""
    screen.imported()
    screen.say([(f" imported, {said}", "saved"), (f"  {bound('verb.undo')} undoes", "dim")])
    if notes:
        screen.app.push_screen(ReaderScreen(f"Imported, with {len(notes)} notes", notes))
