"""Compares two snapshots by record and field: what came, what went, what was changed from what to what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from models.exchange import snapshot_form as form
from models.exchange.snapshot_read import Block, Snapshot, read_snapshot


class Difference(NamedTuple):
    """One difference: the record by its reference in the newer file, its kind, the key, and the key's values, None where it is absent.

    `field` is None for a record that only one file has: `before` or `after` is then its title.
    """

    ref: str
    kind: str
    field: str | None
    before: Any
    after: Any


def diff(before: bytes, after: bytes) -> list[Difference]:
    """The differences between two sealed snapshots, in the order of the newer file, then what went, the figures, the gate, the weeks.

    Records are matched by uid, so that a renamed or moved one is the same. When and by whom the files were made is no difference.
    Raises UsageError and RefusedError as reading does.
    """
    old, new = read_snapshot(before), read_snapshot(after)
    was, now = _by_uid(old), _by_uid(new)
    found: list[Difference] = []
    for uid, block in now.items():
        if uid in was:
            found += _changed(was[uid], block)
        else:
            found.append(Difference(block.ref, block.kind, None, None, _title(block)))
    found += [Difference(block.ref, block.kind, None, _title(block), None) for uid, block in was.items() if uid not in now]
    ref = new.project.ref
    for kind, first, second in (("evm", old.evm, new.evm), ("closure", old.closure, new.closure)):
        found += _fields(ref, kind, _flat(first), _flat(second))
    weeks_before, weeks_after = _weeks(old), _weeks(new)
    for week in sorted(weeks_before.keys() | weeks_after.keys()):
        found += _fields(f"{ref} {week}", form.WEEKLY, weeks_before.get(week, {}), weeks_after.get(week, {}))
    return found


def _by_uid(found: Snapshot) -> dict[str, Block]:
    blocks = [found.project, *(block for blocks in found.blocks.values() for block in blocks), *found.elsewhere]
    return {block.uid: block for block in blocks}


def _changed(old: Block, new: Block) -> list[Difference]:
    renamed = [Difference(new.ref, new.kind, "ref", old.ref, new.ref)] if old.ref != new.ref else []
    return renamed + _fields(new.ref, new.kind, old.values, new.values)


def _fields(ref: str, kind: str, old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    names = dict.fromkeys((*new, *old))
    pairs = ((name, old.get(name), new.get(name)) for name in names)
    return [Difference(ref, kind, name, _plain(before), _plain(after)) for name, before, after in pairs if before != after]


def _title(block: Block) -> str:
    """What the record is called; a record without title, text, address or note by its reference."""
    return str(next((block.values[name] for name in ("title", "text", "url", "note") if name in block.values), block.ref))


def _plain(value: Any) -> Any:
    """Days and instants as text, so that every difference can be written as JSON."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def _flat(table: dict[str, Any]) -> dict[str, Any]:
    """Inner tables as `gate.tasks`."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        flat.update({f"{key}.{inner}": part for inner, part in value.items()} if isinstance(value, dict) else {key: value})
    return flat


def _weeks(found: Snapshot) -> dict[str, dict[str, Any]]:
    return {str(week.get("week")): week for week in found.weeks}
