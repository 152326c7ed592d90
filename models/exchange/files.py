"""Any file in: a TOML snapshot by its ending, a CSV file by a map, or one that an export wrote; and what came of it, in a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from models.exchange.snapshot_import import Report as SnapshotReport
from models.exchange.snapshot_import import import_snapshot
from models.exchange.tables import Problem, import_csv
from models.exchange.tables import Report as TableReport
from models.store.errors import StorageError, UsageError

if TYPE_CHECKING:
    from models.core.access import Session


class Report(NamedTuple):
    """What an import did: of a CSV file or of a snapshot. As text it is one line."""

    table: TableReport | None
    snapshot: SnapshotReport | None

    @property
    def is_refused(self) -> bool:
        """Whether rows could not be read, so that nothing was written."""
        return self.table is not None and bool(self.table.errors) and self.table.bad_file is None

    def __str__(self) -> str:
        if self.snapshot is not None:
            return f"{self.snapshot.project}: {counts_text(self.snapshot.created, self.snapshot.updated, self.snapshot.unchanged)}"
        assert self.table is not None
        if self.is_refused:
            return f"nothing was written: {problem_text(self.table.errors[0])}"
        return f"{self.table.rows} {'row' if self.table.rows == 1 else 'rows'}: {counts_text(self.table.created, self.table.updated, self.table.unchanged)}"


def import_file(
    session: Session, path: str, *, map: str | None = None, skip_bad: bool = False, dry_run: bool = False, once: str | None = None
) -> Report:
    """Import the file at `path`, all or nothing, in one batch that one undo takes back; arguments as of `import_csv`.

    Raises StorageError for a file that may not be read, UsageError, ConflictError and AlreadyDone as the readers do.
    """
    if not path.lower().endswith(".toml"):
        return Report(import_csv(session, path, map, skip_bad=skip_bad, dry_run=dry_run, once=once), None)
    if map is not None or skip_bad:
        raise UsageError("--map and --skip-bad are for CSV files", hint=f"qd import {path}")
    return Report(None, import_snapshot(session, read(path), dry_run=dry_run, once=once))


def read(path: str, most: int = -1) -> bytes:
    """The file's bytes, or no more of them than `most`. Raises StorageError in words."""
    try:
        with open(path, "rb") as file:
            return file.read(most)
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise StorageError(f"{path}: {reason}", field="file", hint="look at the name and its permissions") from error


def problem_text(problem: Problem) -> str:
    """`line 3, start: “soon” is no day`."""
    return f"line {problem.line}, {problem.field}: {problem.reason}" if problem.field else f"line {problem.line}: {problem.reason}"


def kind_text(kind: str, count: int) -> str:
    """A kind of record in the words for one or for many."""
    word = kind.replace("_", " ")
    return word if count == 1 else "people" if word == "person" else f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def counts_text(created: Mapping[str, int], updated: Mapping[str, int], unchanged: Mapping[str, int]) -> str:
    """`created 2 tasks; unchanged 1 project`."""
    parts = []
    for word, counts in (("created", created), ("updated", updated), ("unchanged", unchanged)):
        said = ", ".join(f"{count} {kind_text(kind, count)}" for kind, count in counts.items() if count)
        parts += [f"{word} {said}"] if said else []
    return "; ".join(parts) or "nothing to do"
