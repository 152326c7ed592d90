"""What a change did, in the words of the lines above the keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.operations.clash_words import in_words
from models.operations.consequence import elsewhere, followed
from models.store.errors import StaleError
from screens.parts.bound_keys import bound

if TYPE_CHECKING:
    from models.core.access import Session
    from models.operations.command import Work
    from models.operations.undo import Taken
    from models.store.errors import ConflictError
    from screens.parts.line import Text


def of(work: Work) -> str:
    """What a command, just carried out, did to projects (finish, money, colours), and which fields others had changed meanwhile."""
    return " · ".join([*followed(work), *elsewhere(work.session), *merged(work.batch.merged)])


def merged(names: Sequence[str]) -> list[str]:
    """That fields which others changed meanwhile stay as they are; nothing where there are none."""
    words = ", ".join(dict.fromkeys(name.replace("_", " ") for name in names))
    return [f"others changed meanwhile, and it stays: {words}"] if words else []


def conflict(session: Session, error: ConflictError) -> list[Text]:
    """What a field that two people changed was, what the other one wrote and when, and what was wanted now; its state before all others."""
    clash = min(error.clashes, key=lambda each: (each.field != "state", each.mine is None))
    words = in_words(session, clash, tight=True)
    more = f"   and {len(error.clashes) - 1} more" if len(error.clashes) > 1 else ""
    first: Text = [(f" {error.message}", "error")]
    if isinstance(error, StaleError):
        first = [(f" nothing was written: {clash.who} changed {clash.ref} meanwhile", "error"), ("  repeat to write yours", "dim")]
    values = f"was {words.before}, now {words.theirs} ({clash.who}, {words.when[11:]}), yours {words.mine}{more}"
    return [first, [(f"   {clash.ref} {clash.field.replace('_', ' ')}: ", "accent"), (values, "")]]


def said(word: str, consequence: str) -> list[Text]:
    """`saved`, which key undoes it, and below it what followed."""
    first: Text = [(f" {word}", "saved"), (f"  {bound('verb.undo')} undoes", "dim")]
    return [first, f"   {consequence}"] if consequence else [first]


def taken_back(taken: Taken, *, redo: bool, rows: int = 1) -> list[Text]:
    """What was undone or redone, and what followed in so many rows, or which fields stay because somebody changed them since."""
    word, other = ("redone", f"{bound('verb.undo')} undoes it again") if redo else ("undone", f"{bound('verb.redo')} brings it back")
    first: Text = [(f" {word}: {taken.label}", "saved"), (f"  {other}", "dim")]
    clashes = "; ".join(f"{clash.ref} {clash.field} stays: {clash.who} changed it" for clash in taken.conflicts[:2])
    told = taken.lines if len(taken.about) <= rows else [*taken.lines[: rows - 1], f"{taken.lines[rows - 1]} · and {len(taken.about) - rows} more"]
    lines = [first, *([(f" {line}", "")] for line in told)]
    return [first, [(f"   {clashes}", "warning")]] if clashes else lines
