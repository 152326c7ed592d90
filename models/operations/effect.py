"""What a line will do, in short texts for the preview: `done 30 → 60 %`, `left 8.4h → 4.8h`, `2 h of ana on 20 Nov`."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.values import NOT_AVAILABLE, day, duration, percent
from models.values.figures import apart
from models.values.named import NamedTuple


class Effect(NamedTuple):
    """One effect: its kind (the field that changes, else `hours`, `parts`, `note`, `risk`, `confirm`, `score` or `none`), its text, and a
    remark that is of use before it is written only."""

    kind: str
    text: str
    remark: str = ""


def of_changes(row: dict[str, Any], changes: dict[str, Any], today: date, handles: dict[int, str]) -> list[Effect]:
    """The changes of one record as people read them, in the order of interest."""
    changed = {name: value for name, value in changes.items() if row.get(name) != value}
    found = []
    if "state" in changed:
        found.append(Effect("state", f"state {row['state']} → {changed['state']}".replace("_", " ")))
    if "progress" in changed:
        found.append(Effect("progress", progress_text("done", row["progress"], changed["progress"])))
    if "remaining" in changed:
        found.append(Effect("remaining", f"left {duration.short(row['remaining'])} → {duration.short(changed['remaining'])}"))
    for name, label in (("actual_start", "started"), ("actual_finish", "finished"), ("blocked_since", "blocked since")):
        if changed.get(name) is not None:
            found.append(Effect(name, f"{label} {day_text(changed[name], today)}"))
        elif changed.get(name, "") is None and name == "actual_finish":
            found.append(Effect(name, "finish cleared"))
    if "blocked_days" in changed:
        found.append(Effect("blocked_days", f"block ended after {changed['blocked_days'] - (row['blocked_days'] or 0)} d"))
    for name, label in (("blocked_reason", "reason:"), ("blocked_by", "waits for")):
        if changed.get(name):
            found.append(Effect(name, f"{label} {changed[name]}"))
    if changed.get("chase_on"):
        found.append(Effect("chase_on", f"chase {day_text(changed['chase_on'], today)}"))
    for name in ("likelihood", "impact"):
        if name in changed:
            found.append(Effect(name, f"{name} {row[name]} → {changed[name]}"))
    if "owner" in changed:
        before, after = (handles.get(who, NOT_AVAILABLE) for who in (row["owner"], changed["owner"]))
        found.append(Effect("owner", f"owner {before} → {after}"))
    if "due" in changed:
        found.append(Effect("due", f"due {day_text(row['due'], today)} → {day_text(changed['due'], today)}"))
    new = sorted(set((changed.get("labels") or "").split()) - set((row.get("labels") or "").split()))
    return found + [Effect("labels", f"+{label}") for label in new]


def progress_text(label: str, before: int | None, after: int | None) -> str:
    """`done 30 → 60 %`: hundredths of a per cent with as many decimals as it takes to tell both apart; absent ones as –."""
    if before is None or after is None:
        one, other = _percent(before), _percent(after)
    else:
        one, other = apart(before, after, 100, percent.WHOLE)
    return f"{label} {one} → {other} %"


def _percent(value: int | None) -> str:
    return NOT_AVAILABLE if value is None else apart(value, value, 100, percent.WHOLE)[0]


def hours_text(minutes: int, who: str, days: list[str], today: date) -> str:
    """`2 h of ana on 20 Nov`; of several days the first and last, and the sum."""
    first, last = day_text(days[0], today), day_text(days[-1], today)
    if len(days) == 1:
        return f"{clock(minutes)} of {who} on {first}"
    return f"{clock(minutes)} of {who} on each of {len(days)} days, {first} to {last}, {clock(minutes * len(days))} in all"


def clock(minutes: int) -> str:
    """Hours worked: `2 h`, `1 h 30`, `45 m`."""
    hours, rest = divmod(minutes, 60)
    return f"{rest} m" if not hours else f"{hours} h {rest:02d}" if rest else f"{hours} h"


def day_text(text: str | None, today: date) -> str:
    """A stored day to read: `20 Nov`."""
    return day.short(date.fromisoformat(text) if text else None, today)
