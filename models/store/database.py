"""Opens the portfolio's file, or says clearly why not, and runs SQL on it: reads that end at once, writes that wait their turn."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from models.store import engine
from models.store.errors import StorageError, failure, reason
from models.store.file_check import APPLICATION_ID, check_file, identity, in_uri, is_being_written, state_on_disk
from models.store.folders import made_beside, make_folder, open_to_others, private_files, refuse_network

if TYPE_CHECKING:
    from array import array

_WAIT_SECONDS = 30
#: For so long SQLite waits for the lock of another writer before it is asked whether the write is still wanted.
_LOOK_UP_MILLISECONDS = 200
_Taken = TypeVar("_Taken")


class Database:
    """One open portfolio file. `rows`, `row` and `value` read; `transaction` is the only way to write."""

    def __init__(self, path: str, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self.warnings: list[str] = []
        self.journal_mode = "wal" if engine.WAL_IS_SAFE else "delete"
        self._peewee = engine.peewee.SqliteDatabase(None)
        self._identity: tuple[int, int] | None = None
        #: What the file was when it was opened without a lock, which nobody then respects; None where SQLite locks it.
        self._unlocked: tuple[object, ...] | None = None
        #: Raises where what waits for another process's lock is no longer wanted.
        self.go_on: Callable[[], None] = lambda: None
        self._openings = 0
        #: What the running transaction computed and leaves to the next one, and what the one before left, where nobody wrote in between.
        self.kept: dict[int, Any] = {}
        self.carried: dict[int, Any] = {}
        self._kept_at: tuple[object, ...] = ()

    # -- opening and closing

    def open(self) -> None:
        """Open the existing file at `path`. Raises StorageError or RefusedError with a word that says why not."""
        check_file(self.path)
        self._connect()
        self._identity = identity(self.path)
        if others := open_to_others(os.path.dirname(os.path.abspath(self.path))):
            self.warnings.append(others)
        if not engine.WAL_IS_SAFE:
            self.warnings.append(
                f"SQLite {'.'.join(map(str, engine.VERSION))} has a known fault with several writers: using the slower, safe journal"
            )

    def _connect(self) -> None:
        name, self._unlocked = f"file:{in_uri(self.path)}?mode={'ro' if self.read_only else 'rw'}", None
        state = state_on_disk(self.path)
        if self.read_only and not is_being_written(state) and not os.access(os.path.dirname(self.path) or ".", os.W_OK):
            name += "&immutable=1"  # SQLite may not make the files that it would need to share
            self._unlocked = state
        self._peewee = self._connection(name)
        self._openings += 1
        try:
            self._peewee.connect()
            self.value("SELECT count(*) FROM sqlite_master")  # a damaged schema shows here
        except StorageError:
            self.close()
            raise
        except engine.ERRORS as error:
            self.close()
            raise failure(self.path, error) from error

    def create(self) -> None:
        """Make a new, empty, private file at `path` unless there is one; whoever comes second finds the first one's file."""
        folder = os.path.dirname(os.path.abspath(self.path))
        try:
            make_folder(folder)
        except OSError as error:
            raise self._not_created(error) from error
        refuse_network(folder)
        with private_files(), made_beside(self.path) as fresh:
            database = self._connection(f"file:{in_uri(fresh)}")
            try:
                database.connect()
                database.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                database.close()
                with contextlib.suppress(FileExistsError):
                    os.link(fresh, self.path)
            except (OSError, engine.peewee.PeeweeException, engine.sqlite.Error) as error:
                raise self._not_created(error) from error

    def _not_created(self, error: Exception) -> StorageError:
        return StorageError(f"cannot create {self.path}: {reason(error)}", hint="choose another place with --db")

    def close(self) -> None:
        """Close this thread's connection; the last process to close folds the write-ahead log into the file."""
        if not self._peewee.is_closed():
            self._peewee.close()

    def _connection(self, name: str) -> Any:
        pragmas: list[tuple[str, object]] = [("foreign_keys", 1), ("mmap_size", 0), ("secure_delete", 1)]
        if not self.read_only:
            # without the write-ahead log a commit is the deletion of the journal, which only "extra" makes sure on the disk
            pragmas += [("journal_mode", self.journal_mode), ("synchronous", "full" if self.journal_mode == "wal" else "extra")]
            pragmas += [("journal_size_limit", 16 << 20)]
        database = engine.peewee.SqliteDatabase(name, pragmas=pragmas, timeout=_WAIT_SECONDS, uri=True, check_same_thread=False)
        # SQLite itself folds the letters of ASCII only
        database.register_function(lambda text: text if text is None else str(text).casefold(), "casefold", 1)
        return database

    # -- reading

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of one query; the read transaction ends with it."""
        return self._read(sql, params, lambda found: found.fetchall())

    def row(self, sql: str, params: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The first row of one query, or None."""
        found = self.rows(sql, params)
        return found[0] if found else None

    def value(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.rows(sql, params)
        return found[0][0] if found else None

    def column(self, sql: str, params: Sequence[Any] = ()) -> array[int]:
        """The whole numbers in the first column of all rows, in four bytes each: a hundred thousand rows are never held at once."""
        from array import array

        return self._read(sql, params, lambda found: array("I", (row[0] for row in found)))

    def _read(self, sql: str, params: Sequence[Any], take: Callable[[Any], _Taken]) -> _Taken:
        """What is taken from a query's answer; where no lock keeps writers off, from a file that nobody wrote meanwhile."""
        while True:
            state = self._current()
            try:
                found = take(self._peewee.execute_sql(sql, params))
            except engine.ERRORS as error:
                if state is None or state == state_on_disk(self.path):
                    raise failure(self.path, error) from error
                continue
            if state is None or state == state_on_disk(self.path):
                return found

    def _current(self) -> tuple[object, ...] | None:
        """The state in which a file without locks is read: opened anew when somebody has written it, for SQLite would not notice."""
        if self._unlocked is not None and self._unlocked != state_on_disk(self.path):
            if self.in_transaction:
                raise StorageError(f"{self.path} was written while it was read", hint="repeat the command")
            self.close()
            try:
                self._connect()
            except StorageError:
                self._unlocked = ()  # a writer comes or goes just now: the next read opens it
                raise
        return self._unlocked

    def data_version(self) -> int:
        """A number that changes when another connection has committed; to be asked outside transactions (2 µs)."""
        return int(self.value("PRAGMA data_version")) + (self._openings << 32)

    @property
    def in_transaction(self) -> bool:
        """Whether this thread is inside a transaction."""
        return bool(self._peewee.connection().in_transaction)

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several reads that see one state of the database; never held across a prompt or a screen."""
        self._current()
        self.execute("BEGIN")
        try:
            yield
        finally:
            self.execute("ROLLBACK")

    # -- writing

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """One IMMEDIATE transaction: everything inside is on the disk when it ends, or nothing is; inside another one, a part of that."""
        if self.read_only:
            raise StorageError(f"{self.path} is open for reading only", hint="ask its owner, or copy it with qd backup")
        if self.in_transaction:
            yield
            return
        self._refuse_replaced()
        self._begin()
        self.carried, self.kept = self.kept if self.stamp() == self._kept_at else {}, {}
        try:
            yield
            self._kept_at = self.stamp()  # before the commit: afterwards it could include what another has written in between
            self.execute("COMMIT")
        except BaseException:
            self.kept = {}
            if self.in_transaction:  # a full or failing disk has ended it already
                self.execute("ROLLBACK")
            raise

    def _begin(self) -> None:
        """Take the lock for writing, as soon as no other process has it; between short waits it can be stopped. Raises StorageError."""
        connection = self._peewee.connection()
        connection.execute(f"PRAGMA busy_timeout = {_LOOK_UP_MILLISECONDS}")
        try:
            for _ in range(_WAIT_SECONDS * 1000 // _LOOK_UP_MILLISECONDS):
                try:
                    connection.execute("BEGIN IMMEDIATE")
                    return
                except engine.ERRORS as error:
                    if "locked" not in str(error):
                        raise failure(self.path, error) from error
                    locked = error
                self.go_on()
            raise failure(self.path, locked) from locked
        finally:
            connection.execute(f"PRAGMA busy_timeout = {_WAIT_SECONDS * 1000}")

    def stamp(self) -> tuple[object, ...]:
        """Differs whenever anybody, this connection included, has written since; of use to the thread that asked."""
        connection = self._peewee.connection()
        return connection, self.data_version(), connection.total_changes

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Run one statement; the number of rows it changed."""
        try:
            return int(self._peewee.execute_sql(sql, params).rowcount)
        except engine.ERRORS as error:
            raise failure(self.path, error) from error

    def execute_many(self, sql: str, params: Sequence[Sequence[Any]]) -> None:
        """Run one statement for many rows, in order."""
        if not params:
            return
        try:
            self._peewee.connection().executemany(sql, params)
        except engine.ERRORS as error:
            raise failure(self.path, error) from error

    def backup_to(self, target: str) -> None:
        """Copy the whole database, consistent even while others write, into the new private file `target`."""
        if os.path.exists(target):
            raise StorageError(f"{target} is there already", hint="name a file that does not exist")
        folder = os.path.dirname(os.path.abspath(target))
        try:
            reserved = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise StorageError(f"cannot write {target}: {reason(error)}", hint=f"look at the folder {folder}") from error
        os.close(reserved)  # an empty file is one that SQLite copies into
        try:
            self._peewee.execute_sql("VACUUM INTO ?", (target,))
        except engine.ERRORS as error:
            os.unlink(target)
            raise StorageError(f"cannot write {target}: {reason(error)}", hint=f"look at {folder} and its free space") from error

    def _refuse_replaced(self) -> None:
        if self._identity != identity(self.path):
            raise StorageError(
                f"{self.path} was replaced or deleted while this program had it open; nothing was written",
                hint="leave and start again; what you typed is still in the form",
            )
