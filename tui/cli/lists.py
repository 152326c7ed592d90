"""Lists: `ls` of one kind of record, `find` in everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.listing import Listing
    from models.core.register import Register
    from tui.cli.call import Call


def ls(call: Call) -> None:
    """Lists the records of one kind that fit a filter.

    qd ls KIND [FILTER…] [-p CODE] [--sort FIELD] [--limit N] [--json | --csv]

    KIND is task, risk, project, person, budget_line … (qd help kinds lists them); a plural or a beginning will do.
    FILTER are words and tests: state:open, owner:me, due<+7d, score>=12, +label, "two words", -word (without it), or, ( ).
    --sort FIELD rises, --sort FIELD- falls. In a pipe: tabs between columns, no heading. --json and --csv give every field.

    Examples:
      qd ls task 'owner:me due<+7d'
      qd ls task -p CRM state:blocked
      qd ls risk 'state:open score>=12' --sort score-
      qd ls project -state:closed --json
    """
    from models.core import registry
    from models.core.listing import Listing
    from models.core.namesakes import namesakes
    from tui.cli.call import note

    call.need(1, "KIND [FILTER…]")
    kind, *words = call.all_words
    register, limit = registry.resolve(kind), call.number("--limit")
    with call.session() as session:
        project = call.named_project(session) if register.has_project or register.key == "project" else None
        listing = Listing(register, session, words=" ".join(words), project=project, sort=call.options.get("--sort"))
        ids = listing.ids(limit)
        if call.json:
            from models.reports.record import Records

            records = Records(session, register, ids)
            call.out.answer([records.as_json(row) for row in records.rows])
        elif call.csv:
            _comma_separated(call, session, register, list(ids))
        else:
            _print(call, register, listing, list(ids), bool(words))
            for each in namesakes(register, " ".join(words), call.options.get("--sort", "")):
                note(each)


def _comma_separated(call: Call, session: Session, register: Register, ids: list[int]) -> None:
    from models.reports.record import Records

    records = Records(session, register, ids)
    names = [*register.form_fields, *register.computed]
    readable = set(names) if not records.rows else {name for row in records.rows for name in records.readable(row)}
    names = [name for name in names if name in readable]
    rows = []
    for row in records.rows:
        context, allowed = records.context(row), set(records.readable(row))
        shown = (records.fields[name].value_type.edit(row[name], context) if name in allowed else "" for name in names)
        rows.append((records.reference(row), *shown))
    call.out.table(("ref", *names), rows)


def _print(call: Call, register: Register, listing: Listing, ids: list[int], filtered: bool) -> None:
    from tui.cli.call import note

    names = [column.field for column in register.columns]
    fields = [register.field(name) for name in names]
    out = call.out
    if not ids:
        some = filtered or listing.count()
        kind = register.key.replace("_", " ")
        note(f"no {kind} is shown: the filter or the limit leaves none" if some else f"no {kind} yet: qd new {register.key} … makes one")
        return
    headings = [column.title or (field.label if field else column.field) for column, field in zip(register.columns, fields, strict=True)]
    grow = next(number for number, column in enumerate(register.columns) if column.grow)
    right = [bool(field and field.value_type.right) for field in fields]
    out.table(headings, [cells for _, cells in listing.texts(ids, names)], right=right, grow=grow)


def find(call: Call) -> None:
    """Searches titles, texts and comments of everything; open records come first, then those whose title fits best.

    qd find WORDS [-p CODE] [--limit N]

    Every word must occur; the last one may be a beginning; -word must not occur.

    Examples:
      qd find vpn tunnel
      qd find billing -p CRM
      qd find adapter -vendor --json
    """
    from models.operations.search import search

    call.need(1, "WORDS")
    with call.session() as session:
        limit = call.number("--limit")
        hits = search(session, " ".join(call.all_words), project=call.named_project(session), limit=50 if limit is None else limit)
    out = call.out
    if call.json:
        out.answer([{name: value for name, value in hit._asdict().items() if name != "id"} for hit in hits])
        return
    if not hits and not call.csv:
        from tui.cli.call import note

        note("nothing found")
        return
    rows = [
        (hit.ref, hit.kind.replace("_", " "), (hit.state or "").replace("_", " "), hit.title + (f" ({hit.about})" if hit.about else ""))
        for hit in hits
    ]
    out.table(("Ref", "Kind", "State", "Title"), rows, grow=3)
