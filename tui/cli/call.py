"""One call of a verb: its words and options, and what verbs need to do their work."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.record import Found
    from tui.cli.output import Output


class Call:
    """The verb, its words, its options; `literal` are the words after `--`, which are never options."""

    def __init__(self, verb: str, words: list[str], literal: list[str], options: dict[str, str]) -> None:
        self.verb, self.words, self.literal, self.options = verb, words, literal, options

    @property
    def json(self) -> bool:
        """Whether the answer is JSON."""
        return "--json" in self.options

    @property
    def csv(self) -> bool:
        """Whether the answer is CSV."""
        return "--csv" in self.options

    @property
    def dry_run(self) -> bool:
        """Whether only the effects are shown."""
        return "--dry-run" in self.options

    @property
    def once(self) -> str | None:
        """The idempotency key."""
        return self.options.get("--once")

    @property
    def path(self) -> str:
        """The database file."""
        from tui.config import database_path

        return database_path(self.options.get("--db"))

    @property
    def all_words(self) -> list[str]:
        """The words before and after `--`."""
        return [*self.words, *self.literal]

    @property
    def out(self) -> Output:
        """Standard output."""
        from tui.cli.output import Output

        return Output(sys.stdout, json=self.json, csv=self.csv)

    def number(self, option: str) -> int | None:
        """The whole number that an option gives. Raises UsageError."""
        text = self.options.get(option)
        if text is None:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise usage(f"{option} wants a number, not “{text[:40]}”", field=option.lstrip("-"), hint=f"{option} 3")
        return int(text)

    def need(self, count: int, form: str) -> None:
        """Refuse fewer words than the verb needs."""
        if len(self.all_words) < count:
            raise usage(f"something is missing: qd {self.verb} {form}", hint=f"qd help {self.verb} shows examples")

    def take(self, most: int, form: str) -> list[str]:
        """The words, refused where there are more than the verb takes."""
        if len(self.all_words) > most:
            raise usage(
                f"“{self.all_words[most][:40]}” is too much: qd {self.verb} {form}".rstrip(), hint=f"qd help {self.verb} shows examples"
            )
        return self.all_words

    def put_file(self, path: str, data: bytes, holds: dict[str, int]) -> None:
        """Write a file, or with --dry-run say that it would be; the answer is its name, what it holds, `{"records": 3}`, and whether it replaced one."""
        ((what, count),), replaced = holds.items(), False
        if self.dry_run:
            note(f"dry run: {count} {what} would go to {path}; nothing was written")
        else:
            from models.store.folders import write_file

            replaced = write_file(path, data)
        if self.json:
            self.out.answer({"file": path, **holds, "replaced": replaced})
        elif not self.dry_run:
            self.out.line(f"{'replaced ' if replaced else ''}{path}: {count} {what}")

    def note_repeated(self) -> None:
        """Say that the command was carried out before under its key."""
        note(f"done before under --once {self.once}; nothing was changed")

    @staticmethod
    def note_rehearsed() -> None:
        """Say that this was a dry run."""
        note("dry run: nothing was written")

    # -- the portfolio

    @contextlib.contextmanager
    def session(self, *, create: bool = False) -> Iterator[Session]:
        """The portfolio, open; `create` makes the file when there is none, which stays only if something was written, and not in a dry run.
        Figures marked as old are computed first; the values of a conflict are put as the answer has them."""
        import os

        from models.operations.portfolio import portfolio
        from models.operations.refresh import refresh_marked
        from models.store.errors import ConflictError
        from models.store.folders import is_there

        with contextlib.ExitStack() as stack:
            path = self.path
            if create and not is_there(path):
                if self.dry_run:
                    from tempfile import TemporaryDirectory

                    path = os.path.join(stack.enter_context(TemporaryDirectory()), "dry-run.db")
                else:
                    path = stack.enter_context(_kept_when_written(path))
            session = stack.enter_context(portfolio(path, create=create))
            if not self.json:
                self._warn(session)
            refresh_marked(session)
            try:
                yield session
            except ConflictError as error:
                from models.operations.clash_words import in_json, in_words

                error.clashes = [(in_json if self.json else in_words)(session, clash) for clash in error.clashes]
                raise
            if self.json:
                self._warn(session)  # after all has gone well: an error is the only thing on standard error
            if session.joined and not self.dry_run:
                note(f"you are @{session.joined} from now on: your login {session.login} had not written here before")

    @staticmethod
    def _warn(session: Session) -> None:
        for warning in session.database.warnings:
            note(warning)

    @contextlib.contextmanager
    def writing(self, *, create: bool = False) -> Iterator[Session]:
        """The same for a verb that writes; with --dry-run everything is taken back at the end, before anybody could see it."""
        with self.session(create=create) as session:
            if not self.dry_run:
                yield session
                return
            from models.store.errors import Rehearsed

            with contextlib.suppress(Rehearsed), session.database.transaction():
                yield session
                raise Rehearsed
            self.note_rehearsed()

    def named_project(self, session: Session) -> int | None:
        """The project of -p; None where it was not given."""
        code = self.options.get("-p")
        return None if code is None else project_of_code(session, code, "-p")

    def project(self, session: Session) -> int | None:
        """The project for bare numbers and new records: the chosen one, else the only running one."""
        chosen = self.chosen(session)
        if chosen is not None:
            return chosen
        running = session.database.rows("SELECT id FROM project WHERE state = 'running' AND archived IS NULL LIMIT 2")
        return int(running[0][0]) if len(running) == 1 else None

    def chosen(self, session: Session) -> int | None:
        """The project that was chosen, which the app opens with too: -p, else $QUARTERDECK_PROJECT, else `qd use`."""
        if "-p" in self.options:
            return self.named_project(session)
        from models.store.errors import NotFoundError
        from tui.config import chosen_project

        chosen = chosen_project(self.path)
        if chosen is not None:
            with contextlib.suppress(NotFoundError) if chosen[1] == "qd use" else contextlib.nullcontext():
                return project_of_code(session, *chosen)
        return None

    def find(self, session: Session, word: str) -> Found:
        """The record that a word names. Raises NotFoundError, which for a bare number without a project names candidates."""
        from models.core.record import find, reference
        from models.store.errors import NotFoundError

        project = self.project(session) if word[-1:].isdigit() and "-" not in word else None
        is_number = word.isascii() and word.isdigit()
        try:
            return find(session, f"{reference(session, project)}-{word}" if project and is_number else word, project)
        except NotFoundError as error:
            if project is None and is_number:
                codes = [row[0] for row in session.database.rows(_CANDIDATES, (int(word[:9]),))]
                hint = "one of " + ", ".join(f"{code}-{word}" for code in codes) if codes else "-p CODE or qd use CODE chooses a project"
                raise NotFoundError(f"{word} alone names nothing: no project is chosen", hint=hint) from error
            raise


@contextlib.contextmanager
def _kept_when_written(path: str) -> Iterator[str]:
    """A name beside `path` for a new portfolio, which gets its own name at the end if anything was written into it."""
    import os

    from models.store.database import Database
    from models.store.errors import StorageError
    from models.store.folders import made_beside

    try:
        with made_beside(path) as fresh:
            yield fresh
            database = Database(fresh)
            database.open()
            written = database.value("SELECT 1 FROM batch LIMIT 1") is not None
            database.close()
            if written:
                os.link(fresh, path)
    except FileExistsError as error:
        raise StorageError(f"{path} was made by somebody else meanwhile; nothing was written", hint="repeat the command") from error


_CANDIDATES = (
    "SELECT p.code FROM record r JOIN project p ON p.id = r.project WHERE r.kind = 'task' AND r.number = ? ORDER BY p.code LIMIT 6"
)


def project_of_code(session: Session, code: str, where: str) -> int:
    """The project that a code names. Raises NotFoundError naming where the code was said."""
    from models.core.record import find
    from models.store.errors import NotFoundError

    try:
        found = find(session, code)
    except NotFoundError:
        found = None
    if found is None or found.kind != "project":
        codes = [row[0] for row in session.database.rows("SELECT code FROM project WHERE archived IS NULL ORDER BY code")]
        more = f" and {len(codes) - 8:,} more: qd ls project" if len(codes) > 8 else ""
        hint = f"one of {', '.join(codes[:8])}{more}" if codes else "qd new project TITLE makes the first one"
        raise NotFoundError(f"{where}: there is no project “{code[:40]}”", field="project", hint=hint)
    return found.id


def usage(message: str, *, field: str | None = None, hint: str | None = None) -> Exception:
    """The error of a command that is written wrongly."""
    from models.store.errors import UsageError

    return UsageError(message, field=field, hint=hint)


def refuse_newer(word: str, latest: int, wanted: int | None) -> None:
    """Refuse what --if-version wanted only of another version of the record; asked after a field that clashes has told both values.

    Raises ConflictError.
    """
    if wanted in (None, latest):
        return
    from models.store.errors import ConflictError

    raise ConflictError(f"{word} has version {latest}, not {wanted}; nothing was written", [], hint=f"qd history {word} shows who changed what")


def note(text: str) -> None:
    """A line for people, beside the answer: on standard error."""
    from models.values.text import clean

    sys.stderr.write(clean(text) + "\n")
