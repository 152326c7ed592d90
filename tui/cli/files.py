"""Records from files and into them: `import`, `export`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.core.access import Session
    from models.exchange.snapshot_import import Report as SnapshotReport
    from models.exchange.tables import Report as TableReport
    from models.store.errors import Clash
    from tui.cli.call import Call


def import_(call: Call) -> int:
    """Reads a CSV file by a map, a CSV file that export wrote, or a TOML snapshot. All or nothing, in one batch that undo takes back.

    qd import FILE [--map NAME|FILE] [--skip-bad] [--dry-run]

    Unreadable values are errors with line, field and reason; nothing is written then. --skip-bad writes the other rows and puts the
    bad ones into a file beside FILE. What is odd but readable is imported and warned of; the record shows the warning.

    Examples:
      qd import projects-2013.csv --map us-it-dashboard
      qd import tasks.csv --dry-run
      qd import CRM.toml
    """
    call.need(1, "FILE")
    (path,) = call.take(1, "FILE")
    from models.exchange.files import import_file, read
    from models.store.journal import AlreadyDone

    read(path, 1)
    options: dict[str, Any] = {"map": call.options.get("--map"), "skip_bad": "--skip-bad" in call.options}
    try:
        with call.session(create=True) as session:
            report = import_file(session, path, dry_run=call.dry_run, once=call.once, **options)
            kept = _kept(call, session, report.snapshot.kept) if report.snapshot is not None else []
    except AlreadyDone:
        return _done_before(call)
    if report.table is not None:
        return _table_answer(call, report.table)
    if report.snapshot is not None:
        _snapshot_answer(call, report.snapshot, kept)
    return 0


def _done_before(call: Call) -> int:
    if call.json:
        call.out.answer({"repeated": True})
    call.note_repeated()
    return 0


def _table_answer(call: Call, report: TableReport) -> int:
    from models.exchange.files import counts_text, problem_text
    from tui.cli.call import note

    failed = bool(report.errors) and report.bad_file is None and not ("--skip-bad" in call.options and call.dry_run)
    problems = {name: [problem._asdict() for problem in getattr(report, name)] for name in ("warnings", "errors")}
    if call.json and failed:
        from tui.cli.output import Output

        first = report.errors[0]
        said = {"error": problem_text(first), "field": first.field or None, "hint": "nothing was written; --skip-bad writes the other rows"}
        Output(sys.stderr).answer({**said, **problems})
        return 2
    if call.json:
        call.out.answer({**report._asdict(), **problems})
        return 0
    if not failed:
        call.out.line(f"{report.rows} rows: {counts_text(report.created, report.updated, report.unchanged)}")
    for problem in report.warnings[:10]:
        note(f"warning, {problem_text(problem)}")
    if len(report.warnings) > 10:
        note(f"and {len(report.warnings) - 10} more warnings; the records show them")
    for problem in report.errors[:20]:
        note(f"{'qd: error' if failed else 'left out'}, {problem_text(problem)}")
    if len(report.errors) > 20:
        note(f"and {len(report.errors) - 20} more")
    if failed:
        note("nothing was written; --skip-bad writes the other rows and puts these into a file beside")
    elif report.bad_file:
        note(f"the rows left out are in {report.bad_file}")
    if call.dry_run:
        call.note_rehearsed()
    return 2 if failed else 0


def _kept(call: Call, session: Session, clashes: list[Clash]) -> list[Clash]:
    """The values that stayed because they are newer here, as the answer has them."""
    from models.operations.clash_words import in_json, in_words

    return [(in_json if call.json else in_words)(session, clash) for clash in clashes]


def _snapshot_answer(call: Call, report: SnapshotReport, clashes: list[Clash]) -> None:
    from models.exchange.files import counts_text
    from models.operations.clash_words import kept_line
    from tui.cli.call import note

    if call.json:
        kept = [{"ref": clash.ref, "field": clash.field, "here": clash.theirs, "file": clash.mine} for clash in clashes]
        call.out.answer({**report._asdict(), "kept": kept})
        return
    call.out.line(f"{report.project}: {counts_text(report.created, report.updated, report.unchanged)}")
    for clash in clashes:
        note(f"kept as it is here: {kept_line(clash)}")
    for warning in report.warnings:
        note(f"warning: {warning}")
    if call.dry_run:
        call.note_rehearsed()


def export(call: Call) -> None:
    """Writes records as CSV that import takes back: export, edit in a spreadsheet, import.

    qd export KIND [FILTER…] [-p CODE] [-o FILE]

    Without -o to standard output. The columns ref, version and uid say which record a row is and which state of it you edited.

    Examples:
      qd export task -p CRM -o tasks.csv
      qd export risk state:open > risks.csv
    """
    import io

    from models.core import registry
    from models.exchange.tables import export_csv
    from tui.cli.call import usage

    call.need(1, "KIND [FILTER…]")
    kind, *words = call.all_words
    register = registry.resolve(kind)
    if call.json and call.options.get("-o", "-") == "-":
        raise usage("export writes CSV", field="json", hint=f"qd ls {register.key} --json, or -o FILE to be told in JSON what was written")
    out = io.StringIO(newline="")
    with call.session() as session:
        project = call.named_project(session) if register.has_project or register.key == "project" else None
        count = export_csv(session, register, " ".join(words), out, project=project)
    target = call.options.get("-o", "-")
    if target == "-":
        sys.stdout.write(out.getvalue())
        return
    call.put_file(target, out.getvalue().encode("utf-8"), {"records": count})
