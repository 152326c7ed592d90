"""Compares two snapshots by record and field: what came, what went, what was changed from what to what."""

from __future__ import annotations

from typing import Any, NamedTuple

from models.exchange import snapshot_form as form
from models.exchange.snapshot_read import Block, Snapshot, read_snapshot


class Difference(NamedTuple):
    """One changed key: of which record (its reference in the newer file) and kind, and its values, None where the key is absent."""

    ref: str
    kind: str
    field: str
    before: Any
    after: Any

    def text(self) -> str:
        """The difference on one line."""
        return f"{self.ref} {self.field}: {form.plain_text(self.before)} → {form.plain_text(self.after)}"


class Whole(NamedTuple):
    """A record that is in one file only."""

    ref: str
    kind: str
    title: str


class Differences(NamedTuple):
    """What lies between two snapshots, in the order of the file."""

    changed: list[Difference]
    added: list[Whole]
    removed: list[Whole]

    def __bool__(self) -> bool:
        return bool(self.changed or self.added or self.removed)


def diff(before: bytes, after: bytes) -> Differences:
    """The differences between two sealed snapshots; records are matched by uid, so that a renamed or moved one is the same.

    Raises UsageError and RefusedError as reading does. When and by whom the files were made, and their seals, are no differences.
    """
    old, new = read_snapshot(before), read_snapshot(after)
    was, now = _by_uid(old), _by_uid(new)
    found = Differences([], [], [])
    for uid, block in now.items():
        if uid in was:
            found.changed.extend(_changed(was[uid], block))
        else:
            found.added.append(_whole(block))
    found.removed.extend(_whole(block) for uid, block in was.items() if uid not in now)
    ref = new.project.ref
    for kind, first, second in (("evm", old.evm, new.evm), ("closure", old.closure, new.closure)):
        found.changed.extend(_fields(ref, kind, _flat(first), _flat(second)))
    weeks_before, weeks_after = _weeks(old), _weeks(new)
    for week in sorted(weeks_before.keys() | weeks_after.keys()):
        found.changed.extend(_fields(f"{ref} {week}", form.WEEKLY, weeks_before.get(week, {}), weeks_after.get(week, {})))
    return found


def _by_uid(found: Snapshot) -> dict[str, Block]:
    blocks = [found.project, *(block for blocks in found.blocks.values() for block in blocks), *found.elsewhere]
    return {block.uid: block for block in blocks}


def _changed(old: Block, new: Block) -> list[Difference]:
    moved = [Difference(new.ref, new.kind, "ref", old.ref, new.ref)] if old.ref != new.ref else []
    return moved + _fields(new.ref, new.kind, old.values, new.values)


def _fields(ref: str, kind: str, old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    names = dict.fromkeys((*new, *old))
    return [Difference(ref, kind, name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)]


def _whole(block: Block) -> Whole:
    title = next((block.values[name] for name in ("title", "text", "url", "note") if name in block.values), "")
    return Whole(block.ref, block.kind, form.plain_text(title))


def _flat(table: dict[str, Any]) -> dict[str, Any]:
    """Inner tables as `gate.tasks`."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        flat.update({f"{key}.{inner}": part for inner, part in value.items()} if isinstance(value, dict) else {key: value})
    return flat


def _weeks(found: Snapshot) -> dict[str, dict[str, Any]]:
    return {form.plain_text(week.get("week")): week for week in found.weeks}
