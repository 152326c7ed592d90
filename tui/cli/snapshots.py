"""Sealed snapshots: `snapshot`, `verify`, `diff`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.exchange.snapshot_diff import Difference
    from tui.cli.call import Call


def snapshot(call: Call) -> None:
    """Writes a project, whole and sealed, as TOML: to keep, to hand over, to compare, to import elsewhere.

    qd snapshot CODE -o FILE [--include-private]

    Private fields stay out; --include-private takes along those that you may read. The last line seals the file: verify proves it. A file of
    that name is replaced.

    Examples:
      qd snapshot CRM -o CRM.toml
      qd verify CRM.toml
    """
    from models.exchange.anchors import keep_head
    from models.exchange.snapshot_write import write_snapshot
    from tui.cli.call import project_of_code, usage

    call.need(1, "CODE -o FILE")
    (code,) = call.take(1, "CODE -o FILE")
    target = call.options.get("-o")
    if target is None:
        raise usage("where to? -o FILE names it", field="o", hint=f"qd snapshot {code} -o {code}.toml")
    if call.json and target == "-":
        raise usage("a snapshot is TOML", field="json", hint="-o FILE to be told in JSON what was written")
    with call.session() as session:
        project = project_of_code(session, code, "snapshot")
        data = write_snapshot(session, project, include_private="--include-private" in call.options)
        if not call.dry_run:
            keep_head(session, project, data)
    if target == "-" and not call.dry_run:
        sys.stdout.write(data.decode())
    else:
        call.put_file(target, data, {"bytes": len(data)})


def verify(call: Call) -> int:
    """Proves the history of the database, or a snapshot by itself: exit code 5 where a byte was changed, and what it was.

    qd verify [FILE]

    Without FILE the chain is followed from its beginning, and every head that a snapshot carries must lie on it.

    Examples:
      qd verify
      qd verify CRM.toml
    """
    words = call.take(1, "[FILE]")
    return _verify_file(call, words[0]) if words else _verify_history(call)


def _verify_file(call: Call, path: str) -> int:
    from models.exchange.anchors import stray_head
    from models.exchange.files import read
    from models.exchange.seal import verify_bytes
    from models.store.folders import is_there
    from tui.cli.call import note

    data = read(path)
    verdict, stray = verify_bytes(data), None
    if verdict.ok and is_there(call.path):
        with call.session() as session:
            stray = stray_head(session, data)
    if call.json:
        sha256, warnings = verdict.sha256 if verdict.ok else None, [stray] if stray else []
        call.out.answer({"ok": verdict.ok, "sha256": sha256, "fault": verdict.fault, "warnings": warnings})
        return 0 if verdict.ok else 5
    call.out.line(f"{path}: {verdict.fault}" if verdict.fault else f"{path}: as it was sealed  sha256 {verdict.sha256}")
    if stray:
        note(stray)
    return 0 if verdict.ok else 5


def _verify_history(call: Call) -> int:
    from models.operations.check import own_heads
    from models.store.chain import verify as follow

    with call.session() as session:
        verdict = follow(session.database, own_heads(session.database))
    if call.json:
        call.out.answer({"ok": verdict.fault is None, "entries": verdict.entries, "head": verdict.head, "fault": verdict.fault})
    elif verdict.fault:
        call.out.line(f"the history is broken after {verdict.entries} entries: {verdict.fault}")
    else:
        call.out.line(f"{verdict.entries} entries, head {verdict.head}")
    return 5 if verdict.fault else 0


def diff(call: Call) -> None:
    """Compares two snapshots by record and field.

    qd diff A B

    Examples:
      qd diff CRM-monday.toml CRM-friday.toml
      qd diff CRM-monday.toml CRM-friday.toml --json
    """
    from models.exchange.files import read
    from models.exchange.snapshot_diff import diff as compare

    call.need(2, "A B")
    before, after = call.take(2, "A B")
    found = compare(read(before), read(after))
    out = call.out
    if call.json:
        out.answer([each._asdict() for each in found])
    elif call.csv:
        rows = [(each.ref, each.kind, each.field or "", _plain(each.before), _plain(each.after)) for each in found]
        out.table(("ref", "kind", "field", "before", "after"), rows)
    else:
        for each in found:
            out.line((each.ref, "bold"), f" {_in_words(each)}")


def _in_words(each: Difference) -> str:
    """`left 4.8h → 2.4h`: a difference as people read it."""
    from models.core import registry, types
    from models.exchange.snapshot_form import keys_of
    from models.values import duration, percent

    register = registry.get(each.kind) if each.kind in registry.keys() else None
    field = register.fields.get(keys_of(register).get(each.field or "", "")) if register is not None else None
    kind = field.value_type if field is not None else None

    def shown(value: Any) -> str:
        if value is not None and isinstance(kind, types.Percent):
            return percent.short(round(value * 100))
        return duration.short(value) if isinstance(kind, types.Duration) else _plain(value)

    return f"{field.label.lower() if field is not None else each.field or each.kind}: {shown(each.before)} → {shown(each.after)}"


def _plain(value: Any) -> str:
    return "–" if value is None else str(value)
