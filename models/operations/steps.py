"""From a segment of the quick line to what is to be written: read the record, ask the state table, name every effect. Writes nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from models.core import record as directory
from models.core import registry
from models.core.project_day import day_of_project
from models.operations import effect, state_table
from models.operations.effect import Effect
from models.operations.meaning import Meaning, hours_day, understand
from models.store.errors import NotFoundError, UsageError
from models.store.shape import read_row
from models.values.named import NamedTuple

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register
    from models.operations.quick_line import Segment

_BELOW = """
WITH RECURSIVE below(id, depth) AS (
    SELECT id, 1 FROM task WHERE parent = ? AND archived IS NULL
    UNION SELECT t.id, b.depth + 1 FROM task t JOIN below b ON t.parent = b.id WHERE t.archived IS NULL)
SELECT t.id FROM task t JOIN below b ON b.id = t.id
WHERE t.state NOT IN ('done', 'cancelled') AND NOT EXISTS (SELECT 1 FROM task c WHERE c.parent = t.id AND c.archived IS NULL)
ORDER BY b.depth DESC, t.id
"""


#: What the figures of a task show once it is written.
_FIGURES = frozenset({"state", "progress", "remaining", "actual_start", "actual_finish", "blocked_reason"})


class NeedsAll(UsageError):
    """Summaries end only with their open tasks: `count` of them, and whoever asks must say so (`all`)."""

    def __init__(self, refs: list[str], count: int, state: str = "done") -> None:
        ref = ", ".join(refs)
        tasks = "1 open task" if count == 1 else f"{count} open tasks"
        typed, call = ("x", f"qd x {ref} all") if state == "done" else (f">{state}", f"qd u {ref} to:{state} all")
        super().__init__(f"{ref} hold{'s' * (len(refs) == 1)} {tasks}", hint=f"{typed} all: they are {state} too, like {call}")
        self.ref, self.count = ref, count


class Hours(NamedTuple):
    """Minutes of one person (None: who writes) on each of the days."""

    person: int | None
    days: tuple[str, ...]
    minutes: int


class Step(NamedTuple):
    """What is to be written about one record, and its effects in words."""

    record: int
    kind: str
    ref: str
    title: str
    project: int | None
    changes: dict[str, Any]
    hours: Hours | None
    comment: str | None
    risks: tuple[str, ...]
    confirm: bool
    parts: list[tuple[int, dict[str, Any]]]
    effects: tuple[Effect, ...]

    @property
    def said(self) -> list[str]:
        """The effects that figures do not show afterwards: of a task's own fields only those that are no progress and no date of work."""
        shown = {"note", "risk"} | (_FIGURES if self.kind == "task" else frozenset())
        return [each.text for each in self.effects if each.kind not in shown] + ["comment saved"] * (self.comment is not None)

    @property
    def texts(self) -> tuple[str, ...]:
        """Every effect in words, before it is written."""
        return tuple(each.text + each.remark for each in self.effects)


class Planner:
    """Makes the steps of one line in order; each sees the records as the ones before leave them."""

    def __init__(self, session: Session, verb: str | None, whole: bool, now: datetime) -> None:
        self.session, self.verb, self.whole, self.now = session, verb, whole, now
        self._rows: dict[int, dict[str, Any]] = {}
        self._posted: dict[int, int] = {}
        self._missing: list[tuple[str, list[int], str]] = []

    def step(self, segment: Segment, record: int) -> Step:
        """What the segment does to the record. Raises UsageError naming the word."""
        kind, project = self.session.database.row("SELECT kind, project FROM record WHERE id = ?", (record,)) or (None, None)
        if kind is None:
            raise NotFoundError(f"there is no record with the id {record}")
        register = registry.get(kind)
        row = self._rows.get(record) or read_row(self.session.database, register.shape, record)
        ref = directory.reference(self.session, record)
        if row["archived"] is not None:
            raise UsageError(f"{ref} is archived", hint=f"qd restore {ref} brings it back")
        today = self._today(record if kind == "project" else project)
        parts = open_below(self.session, record) if kind == "task" else []
        asked = segment
        if asked.first("all") and not self._holds(record):
            asked = _to_note(asked, "all")
        score = asked.first("score") if kind == "task" else None
        if score:
            asked = _to_note(asked, "score")
        meaning = understand(self.session, asked, register, self.verb, today)
        _refuse_empty(meaning, asked, self.verb, ref)
        if self.verb == "!" and not (meaning.note or meaning.needs or row.get("blocked_reason")):
            raise UsageError(f"{ref}: a block needs its reason", hint="what does it wait for?")
        if kind != "task":
            return self._plain(register, row, ref, meaning, project, today)
        step = self._task(register, row, ref, meaning, today, parts, " ".join(word.text for word in asked.every("hours")))
        return step._replace(effects=(*step.effects, Effect("score", f"“{score.text}” is part of the comment: a task has no score"))) if score else step

    def open_parts(self) -> NeedsAll | None:
        """The refusal of summaries that were to be done without their open tasks; all of them counted, each once."""
        if not self._missing:
            return None
        parts = {part for _, parts, _ in self._missing for part in parts}
        return NeedsAll([ref for ref, *_ in self._missing], len(parts), self._missing[0][2])

    def _today(self, project: int | None) -> date:
        return day_of_project(self.session, project)

    def _holds(self, record: int) -> bool:
        return self.session.database.value("SELECT 1 FROM task WHERE parent = ? AND archived IS NULL LIMIT 1", (record,)) is not None

    def _plain(self, register: Register, row: dict[str, Any], ref: str, meaning: Meaning, project: int | None, today: date) -> Step:
        """A record that is no task: owner, state, labels and a note."""
        changes = dict(meaning.fields)
        if meaning.state is not None:
            changes["state"] = meaning.state
        home = row["id"] if register.key == "project" else project
        return self._finish(register, row, ref, meaning, changes, None, [], home, today, meaning.note)

    def _task(
        self, register: Register, row: dict[str, Any], ref: str, meaning: Meaning, today: date, parts: list[int], typed_hours: str
    ) -> Step:
        """A task: the state table, hours, the block's reason, and for a summary the open tasks below it."""
        record = row["id"]
        hours, more = self._hours(meaning, row, today, typed_hours)
        posted = self._minutes(record) + (hours.minutes * len(hours.days) if hours else 0)
        self._posted[record] = posted
        asked = _asked(meaning, hours, today)
        holds = bool(parts) or self._holds(record)
        changes = {**state_table.decide(row, asked, ref=ref, minutes=posted, has_parts=holds), **meaning.fields}
        note = meaning.note
        if meaning.state == "blocked":
            block = {"blocked_reason": note, "blocked_by": meaning.needs, "chase_on": meaning.chase}
            changes.update({name: value for name, value in block.items() if value is not None})
            note = None
        below: list[tuple[int, dict[str, Any]]] = []
        if meaning.state in state_table.FINAL and parts:
            if meaning.everything or self.whole:
                ended = {"state": meaning.state} | ({"actual_finish": asked.ended} if meaning.state == "done" else {})
                below = [(part, ended) for part in parts]
                more.append(Effect("parts", f"{len(parts)} open task{'s' * (len(parts) != 1)} below: {meaning.state}"))
            else:
                self._missing.append((ref, parts, meaning.state))
        step = self._finish(register, row, ref, meaning, changes, hours, below, row["project"], today, note)
        return step._replace(effects=_ordered(step.effects, more))

    def _finish(
        self, register: Register, row: dict[str, Any], ref: str, meaning: Meaning, changes: dict[str, Any], hours: Hours | None,
        below: list[tuple[int, dict[str, Any]]], project: int | None, today: date, note: str | None,
    ) -> Step:  # fmt: skip
        """Complete the changes by the record's own rules and name them."""
        if meaning.labels:
            changes["labels"] = " ".join(sorted({*(row["labels"] or "").split(), *meaning.labels}))
        if changes:
            changes = register.model.prepare(self.session, changes, row)
        self._rows[row["id"]] = {**row, **changes}
        effects = effect.of_changes(row, changes, self.session.today, self._handles(row, changes))
        effects += [Effect("confirm", "no change, still right")] * meaning.confirm
        effects += [Effect("risk", f"new risk: {title}") for title in meaning.risks]
        effects += [Effect("note", f"note: {note}")] if note else []
        if not effects and not hours and not below:
            effects = [Effect("none", "nothing changes")]
        title = str(row[register.title_field] or "")
        return Step(
            row["id"], register.key, ref, title, project, changes, hours, note, meaning.risks, meaning.confirm, below, tuple(effects)
        )

    def _hours(self, meaning: Meaning, row: dict[str, Any], today: date, typed: str) -> tuple[Hours | None, list[Effect]]:
        """Whose hours, on which days; where the day is not named and not today, the text names both."""
        if meaning.hours is None:
            return None, []
        who = meaning.by or self.session.me
        days, moved = meaning.days, False
        if not days:
            hour = 24 if self._is_pinned(row["project"]) else self.now.hour
            first, moved = hours_day(self.session, who, today, hour)
            days = (first,)
        name = self.session.login if who is None else self._handle(who)
        remark = f", whose hours are missing ({typed} today: {effect.day_text(today.isoformat(), self.session.today)})" if moved else ""
        return Hours(meaning.by, days, meaning.hours), [Effect("hours", effect.hours_text(meaning.hours, name, list(days), self.session.today), remark)]

    def _is_pinned(self, project: int) -> bool:
        return self.session.database.value("SELECT 1 FROM project WHERE id = ? AND status_pinned = 1", (project,)) is not None

    def _minutes(self, record: int) -> int:
        """Minutes posted on a task, with those of the line so far."""
        if record not in self._posted:
            sql = "SELECT coalesce(sum(minutes), 0) FROM time_entry WHERE task = ? AND archived IS NULL"
            self._posted[record] = self.session.database.value(sql, (record,))
        return self._posted[record]

    def _handle(self, person: int) -> str:
        return str(self.session.database.value("SELECT handle FROM person WHERE id = ?", (person,)))

    def _handles(self, row: dict[str, Any], changes: dict[str, Any]) -> dict[int, str]:
        people = {row.get("owner"), changes.get("owner")} - {None} if "owner" in changes else set()
        return {person: self._handle(person) for person in people if person is not None}


def _asked(meaning: Meaning, hours: Hours | None, today: date) -> state_table.Asked:
    """What the state table needs: work began on the first day named or worked, ended on the last one named."""
    now = today.isoformat()
    first = meaning.days[0] if meaning.days else hours.days[0] if hours else now
    last = meaning.days[-1] if meaning.days else now
    word = meaning.state_word
    if meaning.progress is not None:
        word = f"{meaning.progress / 100:g}%"
    elif meaning.remaining is not None:
        word = "rem"
    since = first if meaning.days else now
    return state_table.Asked(
        meaning.state, meaning.progress, meaning.remaining, hours is not None, first, last, since, bool(meaning.days), word
    )


def _ordered(effects: tuple[Effect, ...], more: list[Effect]) -> tuple[Effect, ...]:
    """The hours and the tasks below stand before the note."""
    at = next((index for index, each in enumerate(effects) if each.kind in ("note", "risk")), len(effects))
    return (*effects[:at], *more, *effects[at:])


def _refuse_empty(meaning: Meaning, segment: Segment, verb: str | None, ref: str) -> None:
    if not segment.tokens and not meaning.note and not verb:
        raise UsageError(f"{ref}: nothing is said about it", hint="60%  2h  rem 6h  >review  @bob  due:fri  ! reason  a note")


def _to_note(segment: Segment, kind: str) -> Segment:
    """A token that means nothing here, `all` after `x` on a task without parts, a score of a task, is a word like others: it begins the
    note, and with it all that follows."""
    index = next(index for index, token in enumerate(segment.tokens) if token.kind == kind)
    words = [token.text for token in segment.tokens[index:]]
    return segment._replace(tokens=segment.tokens[:index], note=" ".join([*words, segment.note]).strip())


def open_below(session: Session, record: int) -> list[int]:
    """The open tasks below a summary that hold no others, deepest first."""
    return [task for (task,) in session.database.rows(_BELOW, (record,))]
