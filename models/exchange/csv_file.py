"""Opens a CSV file whatever program wrote it: encoding, separator, quoted cells of several lines; rows with their line numbers."""

from __future__ import annotations

import codecs
import csv
import io
import os
from collections.abc import Sequence
from typing import NamedTuple

from models.store.errors import StorageError, UsageError

#: What may stand between cells, the most usual first.
SEPARATORS = (",", ";", "\t", "|")
#: A bad-rows file says in its first column why; an import passes over that column.
REASON_COLUMN = "import error"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_LARGEST_CELL = 64 << 20


class Row(NamedTuple):
    """The cells of one record and the line of the file on which it begins."""

    line: int
    cells: list[str]


class Table(NamedTuple):
    """A CSV file as it was found: its columns by name, its rows, and how to write such a file again."""

    path: str
    encoding: str
    separator: str
    header: list[str]
    names: list[str]
    rows: list[Row]

    def position(self, name: str) -> int | None:
        """Where a column stands; capitals and outer spaces do not matter."""
        wanted = _plain(name)
        return next((place for place, known in enumerate(self.names) if _plain(known) == wanted), None)

    def has_one(self, names: Sequence[str]) -> bool:
        """Whether one of these columns is there."""
        return any(self.position(name) is not None for name in names)


def open_table(path: str, *, encoding: str | None = None, separator: str | None = None, wanted: Sequence[str] = ()) -> Table:
    """Read a CSV file whole.

    Without `encoding` the byte order mark decides, else UTF-8 where it fits, else Windows-1252; without `separator` the one under which
    the first line holds most of the `wanted` columns. A name that stands twice is followed by its count: `colour (2)`.
    Raises StorageError where the file cannot be read, UsageError where it is no table.
    """
    data = _bytes(path)
    used = encoding or _encoding(data, path)
    text = _decoded(data, used, path)
    declared, text, skipped = _declared_separator(text)
    chosen = separator or declared or _separator(text, wanted)
    rows = _rows(text, chosen, path, skipped)
    if not rows:
        raise UsageError(f"{os.path.basename(path)} is empty", hint="a CSV file begins with a line of column names")
    header = rows[0].cells
    while header and not header[-1].strip():
        header = header[:-1]
    return Table(path, used, chosen, header, _numbered(header), rows[1:])


def wrong_width(table: Table, row: Row) -> str | None:
    """What is wrong with a row that has not a cell for each column; idle cells at the end are no fault."""
    extra = [cell for cell in row.cells[len(table.header) :] if cell.strip()]
    if len(row.cells) >= len(table.header) and not extra:
        return None
    return f"has {len(row.cells)} cells, the first line {len(table.header)}"


def write_bad_rows(table: Table, bad: dict[int, str]) -> str:
    """Put the rows that begin on these lines, each behind the reason, into a new file beside the source; its path.

    The file has the encoding, separator and columns of the source: corrected, it is imported in the same way.
    """
    path, number = _new_file(*os.path.splitext(table.path))
    again = table.header and _plain(table.header[0]) == REASON_COLUMN
    with open(number, "w", encoding=table.encoding, errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=table.separator)
        writer.writerow(table.header if again else [REASON_COLUMN, *table.header])
        for row in table.rows:
            if row.line in bad:
                writer.writerow([bad[row.line], *(row.cells[1:] if again else row.cells)])
    return path


def _new_file(stem: str, extension: str) -> tuple[str, int]:
    """A private file of a name that is free: plan.bad.csv, plan.bad-2.csv …; its path and its open number."""
    for count in range(1, 1000):
        path = f"{stem}.bad{'' if count == 1 else f'-{count}'}{extension or '.csv'}"
        try:
            return path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        except OSError as error:
            hint = "the bad rows go into a file beside the source; nothing was imported"
            raise StorageError(f"cannot write {path}: {error.strerror}", hint=hint) from error
    raise StorageError(f"there are too many files {stem}.bad…", hint="remove those that are done with; nothing was imported")


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}", hint="look at its name and permissions") from error


def _encoding(data: bytes, path: str) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    head = data[:4096]
    if b"\0" in head:
        # Latin letters in UTF-16 have a zero in every second byte
        even, odd = head[::2].count(0), head[1::2].count(0)
        if max(even, odd) * 4 > len(head) and min(even, odd) * 10 <= max(even, odd):
            return "utf-16-be" if even > odd else "utf-16-le"
        raise UsageError(f"{os.path.basename(path)} is no text", hint="save it as CSV")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _decoded(data: bytes, encoding: str, path: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError as error:
        raise UsageError(f"there is no encoding “{encoding}”", field="encoding", hint="utf-8, cp1252, latin-1, utf-16 …") from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"line {line} of {os.path.basename(path)} is not {encoding} (byte {data[error.start]:#04x})", field="encoding",
            hint="save the file as UTF-8, or name its encoding in the map",
        ) from error  # fmt: skip


def _declared_separator(text: str) -> tuple[str | None, str, int]:
    """The separator that a first line `sep=;` names, as spreadsheets write it, the text after that line, and how many lines it took."""
    first, end, rest = text.partition("\n")
    word = first.strip().strip('"').lower()
    if word.startswith("sep=") and end and (sign := first.strip('\r"')[4:5]) in SEPARATORS:
        return sign, rest, 1
    return None, text, 0


def _separator(text: str, wanted: Sequence[str]) -> str:
    """The separator under which the header holds most of the wanted columns, then most columns at all."""
    known = {_plain(name) for name in wanted}

    def fit(sign: str) -> tuple[int, int]:
        try:
            header = next(csv.reader(io.StringIO(text, newline=""), delimiter=sign), [])
        except csv.Error:
            return (-1, 0)
        return (len(known & {_plain(name) for name in header}), len(header))

    return max(SEPARATORS, key=fit)


def _rows(text: str, separator: str, path: str, skipped: int) -> list[Row]:
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, line = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Row(line + skipped, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise UsageError(
            f"line {line + skipped} of {os.path.basename(path)}: a quoted cell does not end as it should ({error})",
            hint='a cell in quotes ends with a quote and the separator; a quote inside it is written twice ("")',
        ) from error
    return rows


def _numbered(header: list[str]) -> list[str]:
    counts: dict[str, int] = {}
    names = []
    for name in (" ".join(cell.split()) for cell in header):
        key = _plain(name)
        counts[key] = counts.get(key, 0) + 1
        names.append(name if counts[key] == 1 else f"{name} ({counts[key]})")
    return names


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
