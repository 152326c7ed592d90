"""CSV in and out: foreign files by a map, our own exports without one. All or nothing, in one batch that one undo takes back."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

from models.core.register import Register
from models.exchange.counts import Counts, RowsWrong
from models.exchange.csv_file import Table, write_bad_rows
from models.exchange.csv_out import export_csv
from models.exchange.drafts import draft_records
from models.exchange.map_file import load_map, read_map, shipped_maps
from models.exchange.mapping import Mapping
from models.exchange.own_kind import register_of
from models.exchange.own_table import OwnTable
from models.exchange.reader import Problem, read_csv
from models.exchange.written import write_drafts
from models.operations.command import command
from models.store.errors import Rehearsed

if TYPE_CHECKING:
    from models.core.access import Session
    from models.operations.command import Work

__all__ = ["Mapping", "Problem", "Report", "export_csv", "import_csv", "load_map", "read_csv", "read_map", "shipped_maps"]


class Report(NamedTuple):
    """What an import did, or would do (`written` is False then): records by kind, what is odd, what could not be read.

    `rows` counts the rows of the file, `bad_file` holds those that were left out, `batch` is what an undo takes back.
    """

    rows: int
    created: dict[str, int]
    updated: dict[str, int]
    unchanged: dict[str, int]
    warnings: list[Problem]
    errors: list[Problem]
    bad_file: str | None
    batch: int | None
    written: bool


class _Source(Protocol):
    """A file that can be written into the portfolio."""

    table: Table

    def check(self, without: set[int]) -> tuple[list[Problem], list[Problem]]:
        """Errors and warnings of all rows but those that begin on these lines."""

    def write(self, work: Work) -> Counts:
        """Write what was checked. Raises RowsWrong."""


class _Mapped:
    """A foreign file with its map."""

    def __init__(self, session: Session, path: str, mapping: Mapping) -> None:
        self.session, self.mapping = session, mapping
        self.reading = read_csv(path, mapping)
        self.table = self.reading.table

    def check(self, without: set[int]) -> tuple[list[Problem], list[Problem]]:
        """The rows as drafts; what is wrong with the file and with what the map makes of it."""
        self.drafts = draft_records(self.session, self.mapping, (row for row in self.reading.rows if row.line not in without))
        unread = [problem for problem in self.reading.errors if problem.line not in without]
        return sorted([*unread, *self.drafts.errors]), [*self.reading.warnings, *self.drafts.warnings]

    def write(self, work: Work) -> Counts:
        """Write the drafts."""
        return write_drafts(work, self.mapping, self.drafts)


def import_csv(
    session: Session,
    path: str,
    mapping: Mapping | Register | str | None = None,
    *,
    skip_bad: bool = False,
    dry_run: bool = False,
    once: str | None = None,
) -> Report:
    """Import a CSV file by a map; without one a file that an export wrote, whose register is named or guessed.

    With unreadable or refused rows nothing is written and `errors` names line, field and reason; with `skip_bad` the other rows are
    written and the bad ones put, each with its reason, in a file beside the source. `dry_run` does everything and takes it back.
    Raises UsageError for a wrong map or file as a whole, journal.AlreadyDone when the idempotency key `once` was used before.
    """
    meant = load_map(mapping) if isinstance(mapping, str) else mapping if mapping is not None else register_of(path)
    source: _Source = OwnTable(session, path, meant) if isinstance(meant, Register) else _Mapped(session, path, meant)
    bad: list[Problem] = []
    with _as_import(session):
        while True:
            without = {problem.line for problem in bad}
            errors, warnings = source.check(without)
            if errors and not skip_bad:
                return _report(source, Counts(), warnings, errors)
            if errors:
                bad += errors
                continue
            try:
                return _write(session, source, warnings, bad, dry_run=dry_run, once=once)
            except RowsWrong as wrong:
                if not skip_bad:
                    return _report(source, Counts(), warnings, sorted(wrong.problems))
                bad += wrong.problems


def _write(session: Session, source: _Source, warnings: list[Problem], bad: list[Problem], *, dry_run: bool, once: str | None) -> Report:
    """One transaction; the file of bad rows is on the disk before it ends, so that no row is lost between them."""
    bad_file = None
    try:
        with command(session, f"import {os.path.basename(source.table.path)}", once=once) as work:
            work.batch.keep_changes = False
            counts = source.write(work)
            if dry_run:
                raise Rehearsed
            if bad:
                bad_file = write_bad_rows(source.table, _reasons(bad))
    except Rehearsed:
        return _report(source, counts, warnings, bad)
    except BaseException:
        if bad_file is not None:
            with contextlib.suppress(OSError):
                os.unlink(bad_file)
        raise
    return _report(source, counts, warnings, bad)._replace(
        bad_file=bad_file, batch=None if work.batch.is_empty else work.batch.id, written=True
    )


def _reasons(bad: list[Problem]) -> dict[int, str]:
    reasons: dict[int, str] = {}
    for line, field, reason in sorted(set(bad)):
        text = f"{field}: {reason}" if field else reason
        reasons[line] = f"{reasons[line]}; {text}" if line in reasons else text
    return reasons


def _report(source: _Source, counts: Counts, warnings: list[Problem], errors: list[Problem]) -> Report:
    noticed, by_kind = [*warnings, *counts.warnings], (dict(+counts.created), dict(+counts.updated), dict(+counts.unchanged))
    return Report(len(source.table.rows), *by_kind, noticed, sorted(set(errors)), None, None, False)


@contextlib.contextmanager
def _as_import(session: Session) -> Iterator[None]:
    """What is written meanwhile comes from an import: no update by a person."""
    author = session.author
    session.author = author._replace(source="import")
    try:
        yield
    finally:
        session.author = author
