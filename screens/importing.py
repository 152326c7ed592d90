"""Importing a file from a list: which file, by which map, and what became of it; one batch that one undo takes back."""

from __future__ import annotations

import glob
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from models.store.errors import UsageError
from screens.deck import deck
from screens.parts.picker import Choice, PickerScreen
from screens.parts.reader import ReaderScreen

if TYPE_CHECKING:
    from models.exchange import tables
    from screens.choosing import ChoosingScreen
    from screens.parts.reader import TextLine

OFFERED, SHOWN = 20, 200


def begin(screen: ChoosingScreen) -> None:
    """Ask for the file; Tab completes its name."""

    async def done(text: str) -> None:
        if not text.strip():
            screen.given_up()
            return
        path = os.path.expanduser(text.strip())
        if not os.path.isfile(path):
            raise UsageError(f"there is no file {path}", field="file", hint="Tab completes names; CSV, or a TOML snapshot")
        screen.in_background(_read(screen, path))

    screen.ask("import file", done, suggestions=paths, purpose="file")
    screen.say([(" CSV by a map, CSV that qd export wrote, or a TOML snapshot of a project; Tab completes the name", "dim")])


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
    from models.exchange.own_table import register_of

    if path.lower().endswith(".toml"):
        await _snapshot(screen, path)
        return
    try:
        register_of(path)
    except UsageError:
        choices = [Choice(name, name, "map") for name in tables.shipped_maps()]
        screen.app.push_screen(
            PickerScreen("Read the columns by which map?", choices, allow_text=True, empty_text="Enter takes the map file that is typed"),
            lambda name: screen.in_background(_table(screen, path, os.path.expanduser(name))) if name else None,
        )
    else:
        await _table(screen, path, None)


async def _snapshot(screen: ChoosingScreen, path: str) -> None:
    from models.exchange.snapshot_import import import_snapshot

    with open(path, "rb") as file:
        data = file.read()
    report = await deck(screen).write(lambda session: import_snapshot(session, data))
    notes: list[TextLine] = [f"kept as it is here: {clash.ref} {clash.field}" for clash in report.kept]
    _tell(screen, f"{report.project}: {_counts(report.created, report.updated, report.unchanged)}", [*notes, *report.warnings])


async def _table(screen: ChoosingScreen, path: str, mapping: str | None, skip_bad: bool = False) -> None:
    from models.exchange import tables

    report = await deck(screen).write(lambda session: tables.import_csv(session, path, mapping, skip_bad=skip_bad))
    if report.errors and not skip_bad:
        _ask_without(screen, path, mapping, report)
        return
    notes: list[TextLine] = [f"the rows left out are in {report.bad_file}"] if report.bad_file else []
    said = f"{report.rows} rows: {_counts(report.created, report.updated, report.unchanged)}"
    _tell(screen, said, [*notes, *(_problem(each) for each in report.warnings[:SHOWN])])


def _ask_without(screen: ChoosingScreen, path: str, mapping: str | None, report: tables.Report) -> None:
    """Nothing was written: say why, and ask whether the other rows are wanted."""
    from screens.parts.confirm import ConfirmScreen

    bad = len({each.line for each in report.errors})
    first = _problem(report.errors[0])
    question = f"{bad} of {report.rows} rows cannot be read, nothing was written ({first}). Import the others, these into a file beside it?"

    def answered(key: str | None) -> None:
        if key == "y":
            screen.in_background(_table(screen, path, mapping, True))
        elif key == "s":
            screen.app.push_screen(ReaderScreen("What cannot be read", [_problem(each) for each in report.errors[:SHOWN]]))

    screen.app.push_screen(ConfirmScreen(question, (("y", "import the others"), ("n", "leave it"), ("s", "show what is wrong"))), answered)


def _tell(screen: ChoosingScreen, said: str, notes: list[TextLine]) -> None:
    """Show the list with what came, and the notes where there are any."""
    screen.imported()
    screen.say([(f" imported, {said}", "saved"), ("  z undoes", "dim")])
    if notes:
        screen.app.push_screen(ReaderScreen(f"Imported, with {len(notes)} notes", notes))


def _problem(problem: tables.Problem) -> str:
    return f"line {problem.line}, {problem.field}: {problem.reason}" if problem.field else f"line {problem.line}: {problem.reason}"


def _counts(created: Mapping[str, int], updated: Mapping[str, int], unchanged: Mapping[str, int]) -> str:
    parts = []
    for word, counts in (("created", created), ("updated", updated), ("unchanged", unchanged)):
        said = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in counts.items() if count)
        parts += [f"{word} {said}"] if said else []
    return "; ".join(parts) or "nothing to do"
