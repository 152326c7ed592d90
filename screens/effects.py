"""What a change did, in the words of the lines above the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.operations.consequence import project_parts

if TYPE_CHECKING:
    from models.operations.command import Work
    from models.operations.history import Taken
    from screens.parts.line import Text


def of(work: Work) -> str:
    """What a command did to its projects (finish, money, colours), and which fields others had changed meanwhile."""
    session = work.session
    parts = [
        part
        for project, after in work.after.items()
        for part in project_parts(session.database, project, work.before[project], after, session.today)
    ]
    if work.batch.merged:
        parts.append(f"kept what others changed meanwhile: {', '.join(dict.fromkeys(work.batch.merged))}")
    return " · ".join(parts)


def said(word: str, consequence: str) -> list[Text]:
    """`saved  z undoes`, and below it what followed."""
    first: Text = [(f" {word}", "saved"), ("  z undoes", "dim")]
    return [first, f"   {consequence}"] if consequence else [first]


def taken_back(taken: Taken, *, redo: bool) -> list[Text]:
    """What was undone or redone, and which fields stay because somebody changed them since."""
    word, other = ("redone", "z undoes it again") if redo else ("undone", "Z brings it back")
    first: Text = [(f" {word}: {taken.label}", "saved"), (f"  {other}", "dim")]
    clashes = "; ".join(f"{clash.ref} {clash.field} stays: {clash.who} changed it" for clash in taken.conflicts[:2])
    return [first, [(f"   {clashes}", "warning")]] if clashes else [first]
