"""Looking at one record: `show` and `history`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.operations.history import Event
    from models.reports.record import Difference, Whole
    from tui.cli.call import Call
    from tui.cli.output import Output


def show(call: Call) -> None:
    """Shows one record, whole: every field that is set, its version, its comments and links; of a task also what it waits for.

    qd show REF

    REF is CRM-42, CRM-R3, a code like CRM, a handle like @ana, or a bare number in the chosen project.

    Examples:
      qd show CRM-42
      qd show CRM-R3 --json
      qd show @ana
    """
    from models.reports.record import whole

    call.need(1, "REF")
    (word,) = call.take(1, "REF")
    with call.session() as session:
        found = call.find(session, word)
        record = whole(session, found.id, found.kind)
    out = call.out
    if call.json:
        out.answer(record.as_json())
    else:
        _print(out, record)


def _print(out: Output, record: Whole) -> None:
    from models.store.instants import local

    records, row = record.records, record.row
    register = records.register
    archived = ", archived" if row["archived"] else ""
    out.line(
        (records.reference(row), "bold"),
        "  ",
        (records.title(row), "bold"),
        f"  ({register.key.replace('_', ' ')}, version {row['version']}{archived})",
    )
    lines = records.lines(row)
    width = max((len(line.label) for line in lines), default=0)
    for number, line in enumerate(lines):
        if line.computed and (number == 0 or not lines[number - 1].computed):
            out.line(("computed", "dim"))
        first, *more = line.text.split("\n")
        out.line("  ", (line.label.ljust(width), "dim"), "  ", first)
        for rest in more:
            out.line(" " * (width + 4), rest)
    if record.waiting or record.links:
        out.line(("links", "dim"))
    for waiting in record.waiting:
        out.line("  ", (waiting.word.ljust(width), "dim"), f"  {waiting}")
    for link in record.links:
        out.line("  ", ("link".ljust(width), "dim"), "  ", link["url"], f"  {link['title']}" if link["title"] else "")
    for comment in record.comments:
        out.line((f"{local(comment['created'])} {comment['by'] or ''}", "dim"))
        for said in comment["text"].split("\n"):
            out.line("  ", said)
    at, who = record.changed
    out.line((f"changed {local(at)} by {who}; qd history {records.reference(row)} shows what", "dim"))


def history(call: Call) -> None:
    """Shows who changed what, when: every field before and after, the newest change first.

    qd history [REF]

    Without REF: the last hundred changes of everything. Each begins with the number of its batch, which undo takes.

    Examples:
      qd history
      qd history CRM-42
      qd history CRM-42 --json
    """
    from models.operations.history import events
    from models.reports.record import differences

    words = call.take(1, "[REF]")
    with call.session() as session:
        record = call.find(session, words[0]).id if words else None
        found = [(event, differences(session, event.kind, event.record, event.changes)) for event in events(session, record=record)]
    out = call.out
    if call.json:
        out.answer([_as_json(event, changes) for event, changes in found])
    elif call.csv:
        rows = [(str(e.batch), e.at, e.by, e.label, e.ref, e.verb, c.field, c.before, c.after) for e, changes in found for c in changes]
        out.table(("batch", "at", "by", "label", "ref", "verb", "field", "before", "after"), rows)
    else:
        _print_events(out, found)


def _as_json(event: Event, changes: list[Difference]) -> dict[str, Any]:
    head = {"batch": event.batch, "at": event.at, "by": event.by, "label": event.label, "ref": event.ref, "kind": event.kind}
    return {**head, "verb": event.verb, "version": event.version, "changes": {change.field: change.json for change in changes}}


def _print_events(out: Output, found: list[tuple[Event, list[Difference]]]) -> None:
    from models.store.instants import local

    batch = None
    for event, changes in found:
        if event.batch != batch:
            batch = event.batch
            out.line((f"{event.batch}  {local(event.at)}  {event.by}", "bold"), f"  {event.label}")
        out.line(f"  {event.ref} {event.verb}, version {event.version}")
        for change in changes:
            before, after = (" ".join(text.split("\n")) for text in (change.before, change.after))
            out.line(f"    {change.label}: {after}" if event.verb == "create" else f"    {change.label}: {before} → {after}")
