"""The state table of the quick line: what a word does to a task's state, progress, remaining work and dates. Pure, plain values in and out.

| typed | state | progress | remaining | dates |
|---|---|---|---|---|
| `x` | done | 100 % | 0 | actual finish; actual start if none |
| `s` | doing | as it was | as it was | actual start if none; ends a block and keeps its length |
| `!` | blocked | as it was | as it was | – |
| `60%`, `100%` | doing if it was to do | as typed | whole × (1 − progress) unless `rem` says otherwise | actual start if none |
| `rem 6h` | doing if it was to do | actual ÷ (actual + 6 h) | 6 h | actual start if none |
| `2h` | doing if it was to do | as it was | as it was | actual start if none |
| `>cancelled` | cancelled | as it was | 0 | – |
| `>todo rem 6h` on done, cancelled | to do | from `rem` | 6 h | actual finish cleared |

A summary has nothing of its own to change: it is what its tasks are. `x` and `>cancelled` end its open tasks.
"""

from __future__ import annotations

from typing import Any

from models.store.errors import UsageError
from models.values import duration
from models.values.fixed_point import divide_half_even
from models.values.named import NamedTuple

FINAL = ("done", "cancelled")
_STARTED = ("doing", "review")


class Asked(NamedTuple):
    """What a line asks of a task: the state its sign or `>state` names, progress in hundredths of a per cent, minutes left, whether hours
    were worked; the day work began where none is known yet, the day it ended, the day a block began; and the word to name in a refusal."""

    state: str | None
    progress: int | None
    remaining: int | None
    worked: bool
    begun: str
    ended: str
    since: str
    dated: bool
    word: str


def decide(row: dict[str, Any], asked: Asked, *, ref: str, minutes: int, has_parts: bool) -> dict[str, Any]:
    """The changes the table gives; `minutes` are the hours posted on the task. Raises UsageError naming the word that cannot be."""
    was = row["state"]
    reported = asked.progress is not None or asked.remaining is not None
    if has_parts:
        if reported or asked.state not in (None, *FINAL):
            what = "progress" if reported else "state"
            raise UsageError(f"{ref} is a summary: its {what} comes from its tasks, not from “{asked.word}”", hint="name one of its tasks")
        return {}
    if was in FINAL:
        _refuse_final(row, asked, ref, reported)
    if asked.state in FINAL and reported:
        raise UsageError(f"“{asked.word}” contradicts {asked.state}", hint="a task that ends has nothing left: leave the word out")
    state = asked.state or ("doing" if was == "todo" and (reported or asked.worked) else was)
    changes: dict[str, Any] = {} if state == was else {"state": state}
    changes.update(_work(row, asked, minutes))
    changes.update(_dates(row, asked, state, ref, reported))
    if state == "cancelled" and was != state:
        changes["remaining"] = 0
    return changes


def _refuse_final(row: dict[str, Any], asked: Asked, ref: str, reported: bool) -> None:
    """Nothing is reported on what is done or cancelled; it is first reopened, with the work that is left."""
    without_work = row["kind"] in ("milestone", "summary")
    reopens = asked.state == "todo"
    if (reported and not reopens) or asked.state in ("doing", "blocked", "review"):
        raise UsageError(f"{ref} is {row['state']}: “{asked.word}” is refused", hint=">todo rem 6h reopens it with the work that is left")
    if reopens and asked.remaining is None and not without_work:
        raise UsageError(f"{ref} is {row['state']}: “{asked.word}” needs the work that is left", hint=">todo rem 6h reopens it")


def _work(row: dict[str, Any], asked: Asked, minutes: int) -> dict[str, Any]:
    """Progress and remaining work. Progress from `rem` alone is actual ÷ (actual + remaining); with no hours posted it stays as it was."""
    if asked.progress is not None:
        left = asked.remaining if asked.remaining is not None else _left(row, asked.progress)
        return {"progress": asked.progress, "remaining": left}
    if asked.remaining is None:
        return {}
    if asked.remaining == 0:
        progress = 10000
    elif minutes:
        progress = divide_half_even(minutes * 10000, minutes + asked.remaining)
    else:
        progress = 0 if row["state"] in FINAL or row["progress"] == 10000 else row["progress"] or 0
    return {"progress": progress, "remaining": asked.remaining}


def _left(row: dict[str, Any], progress: int) -> int | None:
    """Minutes left = whole × (1 − progress); the whole is the duration, else the effort, else what was left ÷ (1 − progress before)."""
    if progress == 10000 or row["kind"] == "milestone":
        return 0
    whole = duration.whole(row["duration"], row["effort"])
    if whole is not None:
        return divide_half_even(whole * (10000 - progress), 10000)
    before, known = row["remaining"], row["progress"]
    if before is None or known is None or known == 10000:
        return None
    return divide_half_even(before * (10000 - progress), 10000 - known)


def _dates(row: dict[str, Any], asked: Asked, state: str, ref: str, reported: bool) -> dict[str, Any]:
    """Actual start where work began and none is known; actual finish of what is done, none of what is reopened; when a block began."""
    found: dict[str, Any] = {}
    if state == "done" and (row["state"] != "done" or (asked.state == "done" and asked.dated)):
        found["actual_finish"] = asked.ended
        start = row["actual_start"] or min(asked.begun, asked.ended)
        if start > asked.ended:
            raise UsageError(f"{ref} began on {start}: it cannot be done on {asked.ended}", hint="name a later day")
        found["actual_start"] = start
    elif state == "blocked" and row["state"] != "blocked":
        found["blocked_since"] = asked.since
    began = (state in _STARTED and row["state"] != state) or reported or asked.worked
    reopened = asked.state == "todo" and row["state"] in FINAL
    if began and row["actual_start"] is None and state not in FINAL and not reopened:
        found["actual_start"] = asked.begun
    if row["state"] == "done" and state != "done":
        found["actual_finish"] = None
    return found
