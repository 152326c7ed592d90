"""The rows of a table as far as they are needed: the first page at once, the order of all ids later, then page by page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from screens.parts.table_rows import TableRow, TableSource

PAGE = 64
KEPT_ROWS = 16 * PAGE


class Pages:
    """A window on a source of rows by their place in the list; holds ids for all rows, and texts for the last pages seen."""

    def __init__(self, source: TableSource) -> None:
        self.source = source
        self.complete = False
        self._ids: Sequence[int] = ()
        self._count = 0
        self._rows: dict[int, TableRow] = {}

    def open(self, limit: int) -> None:
        """Read the first rows and the count, nothing more; what was read before is forgotten."""
        rows = self.source.first(limit)
        self._rows = {row.id: row for row in rows}
        self._ids = [row.id for row in rows]
        self._count = max(self.source.count(), len(rows))
        self.complete = self._count == len(rows)

    def read_ids(self) -> None:
        """Read the order of all ids; the count is exact from here on."""
        if not self.complete:
            self._ids = self.source.ids()
            self._count = len(self._ids)
            self.complete = True

    @property
    def count(self) -> int:
        """How many rows there are, headings included."""
        return self._count

    @property
    def headings(self) -> int:
        """How many of the rows are headings; a list that has any begins with one."""
        return sum(id <= 0 for id in self.all_ids()) if self._ids and self._ids[0] <= 0 else 0

    def id_at(self, index: int) -> int:
        """The id of the row at a place in the list; reads the order where the place lies beyond the first page."""
        if index >= len(self._ids):
            self.read_ids()
        return self._ids[index]

    def index_of(self, id: int) -> int | None:
        """The place of a row in the list, or nothing where it is not in it; looks among the first rows before it reads the order."""
        while True:
            try:
                return self._ids.index(id)
            except ValueError:
                if self.complete:
                    return None
                self.read_ids()

    def all_ids(self) -> Sequence[int]:
        """All ids in order."""
        self.read_ids()
        return self._ids

    def rearrange(self) -> None:
        """Read the order anew and keep what the list no longer holds: such a row stays behind the one it stood behind."""
        before, order = list(self.all_ids()), list(self.source.ids())
        held, found = set(order), list[int]()
        strays: dict[int, list[int]] = {}
        last = 0
        for id in before:
            if id in held:
                last = id
            else:
                strays.setdefault(last, []).append(id)
        found += strays.get(0, [])
        for id in order:
            found += [id, *strays.get(id, [])]
        self._ids, self._count = found, len(found)

    def row_at(self, index: int) -> TableRow:
        """The row at a place in the list; reads its page where it is not there. A row that is gone has no cells."""
        id = self.id_at(index)
        row = self._rows.get(id)
        if row is None:
            start = index - index % PAGE
            self._read(self._ids[start : start + PAGE])
            row = self._rows[id]
        return row

    def row(self, id: int) -> TableRow:
        """The row with this id."""
        row = self._rows.get(id)
        if row is None:
            self._read([id])
            row = self._rows[id]
        return row

    def reread(self, ids: Iterable[int]) -> set[int]:
        """Read these rows again; the ids of those whose text or state differs from before."""
        wanted = list(ids)
        before = {id: self._rows.get(id) for id in wanted}
        self._read(wanted)
        return {id for id, row in before.items() if row != self._rows[id]}

    def forget(self, ids: Iterable[int]) -> None:
        """Make these rows be read anew when they are next shown."""
        for id in ids:
            self._rows.pop(id, None)

    def keep_only(self, ids: Iterable[int]) -> None:
        """Make all other records be read anew when they are next shown."""
        kept = set(ids)
        self._rows = {id: row for id, row in self._rows.items() if id in kept or id <= 0}

    def _read(self, ids: Sequence[int]) -> None:
        """Fetch rows by id in one question to the source. A heading that the source does not give again stays as it was."""
        if len(self._rows) > KEPT_ROWS:
            self.keep_only(())
        wanted = list(ids)
        self._rows.update({id: TableRow(id, (), "dim") for id in wanted if id > 0 or id not in self._rows})
        self._rows.update({row.id: row for row in self.source.rows(wanted)})
