"""The quick line carried out: every effect shown before, all segments written in one command, and what followed said after.

Both `preview` and `apply` make the same steps from the text; only `apply` writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from models.core import record as directory
from models.operations import consequence, quick_line
from models.operations.command import Work, command
from models.operations.effect import Effect
from models.operations.steps import NeedsAll, Planner, Step, open_below
from models.store.errors import QuarterdeckError, Rehearsed, UsageError
from models.store.journal import AlreadyDone
from models.values.named import NamedTuple

if TYPE_CHECKING:
    from models.core.access import Session
    from models.operations.quick_line import Segment, Stray

__all__ = ["NeedsAll", "Outcome", "Preview", "SegmentPreview", "apply", "completions", "open_below", "preview"]

_VERBS = {None: None, "x": "x", "s": "s", "!": "!", "b": "!", "=": "=", "ok": "=", "done": "x", "start": "s", "block": "!", "same": "="}
_LABELS = {"x": "done", "s": "start", "!": "block", "=": "no change"}


class SegmentPreview(NamedTuple):
    """What one segment would do to its record, as short texts; the words of its note that look like tokens; what is wrong with it."""

    record: int | None
    ref: str
    title: str
    effects: tuple[str, ...]
    warnings: tuple[Stray, ...]
    error: QuarterdeckError | None


class Preview(NamedTuple):
    """What the whole line would do."""

    segments: tuple[SegmentPreview, ...]

    @property
    def error(self) -> QuarterdeckError | None:
        """The first thing that is wrong; then nothing would be written."""
        return next((segment.error for segment in self.segments if segment.error), None)


class Outcome(NamedTuple):
    """What was written: the batch (None where nothing differed), the records that it spoke of, what followed as one line each, fields that
    somebody else changed meanwhile, the effects by reference; `repeated` when the key of `once` had been used: its first answer."""

    batch: int | None
    records: list[int]
    lines: list[str]
    merged: list[str]
    effects: list[tuple[str, tuple[Effect, ...]]]
    repeated: bool = False


def preview(
    session: Session, text: str, *, here: int | None, project: int | None, in_app: bool, verb: str | None = None,
    records: list[int] | None = None, now: datetime | None = None,
) -> Preview:  # fmt: skip
    """What the line would do; never writes. Arguments as of `apply`."""
    planner = Planner(session, _VERBS[verb], False, now or datetime.now())
    found: list[SegmentPreview] = []
    for segment in quick_line.parse(text, _grammar(session, project, in_app, verb, False)):
        try:
            for target in _targets(session, segment, here, project, in_app, records, False):
                step = planner.step(segment, target)
                strays = segment.strays if target == step.record and not any(one.warnings for one in found) else ()
                found.append(SegmentPreview(step.record, step.ref, step.title, step.texts, strays, None))
        except QuarterdeckError as error:
            found.append(SegmentPreview(None, "", "", (), segment.strays, error))
    missing = planner.open_parts()
    if missing is not None and not any(one.error for one in found):
        found.append(SegmentPreview(None, "", "", (), (), missing))
    return Preview(tuple(found))


def completions(found: Preview) -> list[str]:
    """The texts as they would be with a word of the note taken in as a token, one for each such word."""
    return [stray.taken for segment in found.segments for stray in segment.warnings]


def apply(
    session: Session, text: str, *, here: int | None, project: int | None, in_app: bool, verb: str | None = None,
    read: Mapping[int, int] | None = None, once: str | None = None, dry_run: bool = False, records: list[int] | None = None, whole: bool = False,
    lines: bool = False, now: datetime | None = None,
) -> Outcome:  # fmt: skip
    """Write every segment of the line, all or none.

    `here` is the record that a segment without reference speaks of, `records` the marked ones in its stead; `project` is where bare numbers
    are read; `verb` (`x s b =`) stands before the text; `read` gives versions of records as they were seen; `lines` makes every line a segment;
    `whole` takes a summary's open tasks along. `dry_run` computes all and keeps nothing. Raises UsageError naming the word, NotFoundError,
    ConflictError, NeedsAll.
    """
    moment = now or datetime.now()
    segments = quick_line.parse(text, _grammar(session, project, in_app, verb, lines))
    kept: list[Outcome] = []
    try:
        with command(session, _label(segments, _VERBS[verb]), once=once, read=read) as work:
            planner = Planner(session, _VERBS[verb], whole, moment)
            steps = [
                planner.step(segment, target)
                for segment in segments for target in _targets(session, segment, here, project, in_app, records, lines)
            ]  # fmt: skip
            missing = planner.open_parts()
            if missing is not None:
                raise missing
            before = consequence.standings(session.database, [step.record for step in steps])
            for step in steps:
                _write(work, step)
            work.batch.result = "\n".join(_unchanged(steps).lines)  # until the answer knows better
            if dry_run and work.batch.is_empty:
                raise Rehearsed

            def answer() -> str:
                kept.append(_outcome(work, steps, before))
                if dry_run:
                    raise Rehearsed
                return "\n".join(kept[0].lines)

            work.answer = answer
    except AlreadyDone as done:
        return Outcome(None, [], (done.result or "").split("\n"), [], [], repeated=True)
    except Rehearsed:
        return kept[0]._replace(batch=None) if kept else _unchanged(steps)
    if not kept:
        return _unchanged(steps)._replace(merged=list(dict.fromkeys(work.batch.merged)))
    return kept[0]._replace(lines=[*kept[0].lines, *consequence.elsewhere(session)])


def _grammar(session: Session, project: int | None, in_app: bool, verb: str | None, lines: bool) -> quick_line.Grammar:
    def known(word: str) -> bool:
        try:
            return bool(directory.find(session, word, project))
        except QuarterdeckError:
            return False

    return quick_line.Grammar(known, _VERBS[verb], in_app, lines)


def _label(segments: list[Segment], verb: str | None) -> str:
    """What the history calls the command: its tokens, never a word of a note or of a name."""
    if len(segments) > 1:
        return f"quick line, {len(segments)} rows"
    if not segments:
        return "quick line"
    signs = [verb] if verb else []
    named = ("by", "owner", "needs", "risk")
    shown = [token.value if token.kind == "verb" else token.text for token in segments[0].tokens if token.kind not in named]
    words = [_LABELS.get(word, word) for word in [*signs, *shown]]
    if any(token.kind == "risk" for token in segments[0].tokens):
        words.append("risk")
    return " ".join(words) or ("comment" if segments[0].note else "quick line")


def _targets(
    session: Session, segment: Segment, here: int | None, project: int | None, in_app: bool, records: list[int] | None, lines: bool
) -> list[int]:
    """The records a segment speaks of. Raises NotFoundError and UsageError naming the word."""
    if segment.number is not None:
        raise _refused_number(session, segment.number.text, project)
    if segment.references:
        return [_find(session, word.text, project) for word in segment.references]
    if lines or (not records and here is None):
        words = segment.tokens[0].text if segment.tokens else " ".join(segment.note.split()[:3])
        hint = "no row is under the cursor" if in_app else "like CRM-42 60% 2h, and -p CRM for bare numbers"
        raise UsageError(f"“{words}”: which record is meant? The line begins with a reference", hint=hint)
    return records or [here]  # type: ignore[list-item]


def _find(session: Session, word: str, project: int | None) -> int:
    if word.isdigit() and project is None:
        raise _refused_number(session, word, project)
    if word.isdigit() and project is not None:  # whole, so that an error says which one is missing
        word = f"{directory.reference(session, project)}-{word}"
    return directory.find(session, word, project).id


def _refused_number(session: Session, word: str, project: int | None) -> UsageError:
    """A bare number needs a chosen project and a token after it; the error names what it may mean."""
    rows = session.database.rows(
        "SELECT p.code FROM task t JOIN project p ON p.id = t.project WHERE t.number = ? AND t.archived IS NULL"
        " AND (p.id = ? OR ? IS NULL) ORDER BY p.code LIMIT 5", (int(word), project, project),
    )  # fmt: skip
    names = ", ".join(f"{code}-{word}" for (code,) in rows)
    why = "no project is chosen" if project is None else "no word after it says what to do"
    return UsageError(f"“{word}” alone is no reference: {why}", hint=f"perhaps {names}" if names else "a reference like CRM-42")


def _write(work: Work, step: Step) -> None:
    """Write one step: the tasks below a summary first, then its fields, hours, comment and risks."""
    for part, changes in step.parts:
        work.change(part, changes)
    if step.changes or step.record in work.read:
        work.change(step.record, step.changes)
    if step.confirm:
        work.confirm(step.record)
    if step.hours is not None:
        for each in step.hours.days:
            person = step.hours.person or work.session.me
            work.create("time_entry", {"task": step.record, "person": person, "day": each, "minutes": step.hours.minutes})
    if step.comment is not None:
        work.create("comment", {"record": step.record, "text": step.comment})
    for title in step.risks:
        work.create("risk", {"project": step.project, "title": title, "labels": None if step.kind == "project" else step.ref.lower()})


def _outcome(work: Work, steps: list[Step], before: dict[int, consequence.Forecast]) -> Outcome:
    others = [part for step in steps for part, _ in step.parts]
    said: dict[int, list[str]] = {}
    for step in steps:
        said.setdefault(step.record, []).extend(step.said)
    raised = [change.record for change in work.batch.changes if change.kind == "risk" and change.verb == "create"]
    lines = consequence.lines(work, said, before, raised)
    return Outcome(work.batch.id, [*said, *others, *raised], lines, list(dict.fromkeys(work.batch.merged)), [(step.ref, step.effects) for step in steps])


def _unchanged(steps: list[Step]) -> Outcome:
    lines = [f"{step.ref}: nothing changes" for step in steps]
    return Outcome(None, [], lines, [], [(step.ref, step.effects) for step in steps])
