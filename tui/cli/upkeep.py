"""Looking after the database: `backup`, `check`, `rebuild`; and `use`, the chosen project."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.cli.call import Call


def backup(call: Call) -> None:
    """Copies the database, consistent even while others write, into a new private file.

    qd backup [FILE]

    Without FILE: beside the database, named after the day and time. A file that is there is never overwritten.

    Examples:
      qd backup
      qd backup monday.db
    """
    import os
    from time import localtime, strftime

    words = call.take(1, "[FILE]")
    stem, ending = os.path.splitext(call.path)
    ending = ending or ".db"
    stem = f"{stem}-{strftime('%Y%m%d-%H%M%S', localtime())}"
    named = next(name for name in (stem, *(f"{stem}-{number}" for number in range(2, 100))) if not os.path.exists(name + ending))
    target = words[0] if words else named + ending
    with call.session() as session:
        if call.dry_run:
            from tui.cli.call import note

            note(f"dry run: the copy would be {target}; nothing was written")
        else:
            session.database.backup_to(target)
    size = 0 if call.dry_run else os.path.getsize(target)
    if call.json:
        call.out.answer({"file": target, "bytes": size})
    elif not call.dry_run:
        call.out.line(target)


def check(call: Call) -> int:
    """Proves the database and names the first faults; exit code 5 where there are any. It changes nothing.

    qd check

    Checked: the file's structure, references between records, the chain of the history, every row against its history, the directory,
    the search and every computed figure against a rebuild, the declarations of the registers. Not proved, for nothing else tells them:
    the figures of past weeks, which nobody can change, and former references.

    Examples:
      qd check
      qd check --json
    """
    from models.operations.check import check as prove
    from models.operations.portfolio import portfolio
    from models.store.errors import StorageError

    call.take(0, "")
    try:
        with portfolio(call.path) as session:
            findings = prove(session)
            warnings = list(session.database.warnings)
    except StorageError as error:
        if error.hint and "qd check" in error.hint:  # which is this
            error.hint = "not even its tables can be read: restore a backup"
        raise
    faults = sum(len(finding.faults) for finding in findings)
    out = call.out
    if call.json:
        out.answer({"ok": not faults, "checks": [finding._asdict() for finding in findings], "warnings": warnings})
        return 5 if faults else 0
    for finding in findings:
        out.line((finding.check.ljust(13), "bold"), ("FAULT", "trouble") if finding.faults else ("ok", "ok"), f"  {finding.scope}")
        for fault in finding.faults:
            out.line(f"    {fault}")
    for warning in warnings:
        out.line(warning)
    return 5 if faults else 0


def rebuild(call: Call) -> None:
    """Computes every derived figure anew from the facts: forecasts, totals, health, the search. The result is the same as before.

    qd rebuild

    Examples:
      qd rebuild
    """
    from models.operations.refresh import rebuild as compute

    call.take(0, "")
    with call.writing() as session:
        projects = compute(session.database)
    if call.json:
        call.out.answer({"projects": projects})
    else:
        call.out.line(f"{projects:,} project{'' if projects == 1 else 's'} computed anew")


def use(call: Call) -> None:
    """Chooses the project for bare numbers and new records, for your account and this database; without CODE says which it is.

    qd use [CODE]

    $QUARTERDECK_PROJECT and -p win over it. Where nothing is chosen, the only running project is meant.

    Examples:
      qd use CRM
      qd x 42
    """
    from tui.cli.call import project_of_code, usage
    from tui.config import choose_project

    words = call.take(1, "[CODE]")
    with call.session() as session:
        project = project_of_code(session, words[0], "use") if words else call.project(session)
        row = session.database.row("SELECT code, title FROM project WHERE id = ?", (project,)) if project is not None else None
    if row is None:
        raise usage("no project is chosen", field="project", hint="qd use CODE chooses one")
    if words and not call.dry_run:
        choose_project(call.path, row[0])
    elif words:
        call.note_rehearsed()
    if call.json:
        call.out.answer({"ref": row[0], "title": row[1]})
    else:
        call.out.line(f"{row[0]}  {row[1]}")
