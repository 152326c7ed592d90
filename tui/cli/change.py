"""Changing records: `set`, `archive`, `restore`, and taking back: `undo`, `redo`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register
    from models.operations.command import Work
    from models.reports.record import Difference
    from tui.cli.call import Call


def set(call: Call) -> None:
    """Changes fields of a record.

    qd set REF field=value… [--if-version N]

    field= alone, or field=none, empties a field. project=CODE moves the record with all that speaks of it; its old reference still finds
    it. --if-version N writes only on what you have read: where the record has another version by now, nothing is written and the exit code
    is 4; where somebody changed the same field, both values are shown.

    Examples:
      qd set CRM-42 due=fri owner=@bob
      qd set CRM budget=850k finish=2027-03-12
      qd set CRM-R3 response=transfer --if-version 2
      qd set CRM-42 project=IAM
    """
    from models.core import registry
    from models.core.record import version_of
    from models.operations.consequence import followed
    from models.operations.edit import read_fields
    from models.store.shape import read_row
    from tui.cli.call import refuse_newer

    call.need(2, "REF field=value…")
    word, *rest = call.all_words
    changed: list[dict[str, Any]] = []
    with _Repeats(call) as repeats, call.writing() as session:
        found = call.find(session, word)
        register = registry.get(found.kind)
        row = read_row(session.database, register.shape, found.id)
        values = read_fields(session, register, _typed(register, rest), project=found.project, row=row)
        with repeats.command(session, f"set {word}") as work:
            based_on, latest = _based_on(call, row), version_of(session, found.id)
            _write(work, found.id, values, based_on)
            refuse_newer(word, latest, based_on)
            changed = _changes(session, work, found.id)
            along = sum(change.record != found.id and "project" in change.fields for change in work.batch.changes)
            sentence = _sentence(changed) + (f"\nwith it went {along} record{'s' if along > 1 else ''} of it" if along else "")
            work.batch.result = sentence
        told = followed(work)
    if not repeats.repeated:
        _answer(call, changed, sentence, {"along": along})
        _tell(told)


def _tell(followed: list[str]) -> None:
    """What followed, for people: beside the answer."""
    from tui.cli.call import note

    if followed:
        note("  " + " · ".join(followed))


def _write(work: Work, record: int, values: dict[str, Any], based_on: int | None) -> None:
    """Change the record; a project, or a summary in another one, moves it with all that speaks of it."""
    if values.keys().isdisjoint(("project", "parent")):
        work.change(record, values, based_on=based_on)
        return
    from models.operations import move

    move.change(work, record, values, based_on=based_on)


def _typed(register: Register, words: list[str]) -> dict[str, str]:
    from tui.cli.call import usage
    from tui.cli.create import assignment

    typed: dict[str, str] = {}
    for word in words:
        found = assignment(register, word)
        if found is None:
            raise usage(
                f"“{word[:40]}” is not field=value", hint="like " + " ".join(f"{name}=…" for name in list(register.form_fields)[:4])
            )
        typed.update(found)
    return typed


def _based_on(call: Call, row: dict[str, Any]) -> int | None:
    """The version of --if-version, refused where the record never had it."""
    version = call.number("--if-version")
    if version is not None and not 1 <= version <= row["version"]:
        from tui.cli.call import usage

        raise usage(f"there is no version {version}", field="if-version", hint=f"the record has version {row['version']}")
    return version


def _changes(session: Session, work: Work, record: int) -> list[dict[str, Any]]:
    """What the command changed of the record, as data and in words; what the program keeps beside it is left out."""
    from models.core import registry
    from models.core.record import reference
    from models.reports.record import differences

    found = []
    for change in work.batch.changes:
        if change.record == record:
            parts = differences(session, change.kind, change.record, change.fields)
            words = "; ".join(_words(registry.get(change.kind), part) for part in parts)
            ref = reference(session, record)
            found.append({"ref": ref, "version": change.version, "changes": {part.field: part.json for part in parts}, "words": words})
    return found


def _words(register: Register, part: Difference) -> str:
    """One change in words; a personal value is not repeated: the words are kept under an idempotency key and can never be erased."""
    field = register.field(part.field)
    if field is not None and field.personal:
        return f"{part.label.lower()} written"
    return f"{part.label.lower()} {_short(part.before)} → {_short(part.after)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


def _sentence(changed: list[dict[str, Any]]) -> str:
    return "\n".join(f"{each['ref']}: {each['words']}" for each in changed) or "nothing differs"


def _answer(call: Call, changed: list[dict[str, Any]], sentence: str, more: dict[str, Any]) -> None:
    if call.json:
        call.out.answer({"changed": [{name: value for name, value in each.items() if name != "words"} for each in changed], **more})
    else:
        call.out.line(sentence)


class _Repeats:
    """Runs a command under its --once key; a repeat prints the first result and changes nothing."""

    def __init__(self, call: Call) -> None:
        self.call, self.repeated = call, False

    def __enter__(self) -> _Repeats:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        from models.store.journal import AlreadyDone

        if not isinstance(error, AlreadyDone):
            return False
        self.repeated = True
        if self.call.json:
            self.call.out.answer({"repeated": True, "result": error.result})
        elif error.result:
            self.call.out.line(error.result)
        self.call.note_repeated()
        return True

    def command(self, session: Session, label: str) -> Any:
        """The command's transaction."""
        from models.operations.command import command

        return command(session, label, once=self.call.once)


def archive(call: Call) -> None:
    """Takes records out of sight, tasks with their parts. Nothing is deleted: restore brings them back, so does undo.

    qd archive REF…

    Examples:
      qd archive CRM-42
      qd archive CRM-R3 CRM-R4
    """
    _each(call, "archive")


def restore(call: Call) -> None:
    """Brings archived records back.

    qd restore REF…

    Examples:
      qd restore CRM-42
    """
    _each(call, "restore")


def _each(call: Call, verb: str) -> None:
    from models.operations.consequence import followed
    from models.store.shape import read_row
    from tui.cli.call import refuse_newer

    call.need(1, "REF…")
    done: list[str] = []
    idle: list[str] = []
    with _Repeats(call) as repeats, call.writing() as session:
        found = {call.find(session, word).id: word for word in call.all_words}
        with repeats.command(session, f"{verb} {' '.join(call.all_words)[:60]}") as work:
            for record, word in found.items():
                row = read_row(session.database, work.register_of(record).shape, record)
                if (row["archived"] is None) == (verb == "restore"):
                    idle.append(word)
                    continue
                refuse_newer(word, row["version"], _based_on(call, row))
                getattr(work, verb)(record)
                done.append(word)
            work.batch.result = _archived(verb, done, idle)
        told = followed(work)
    if repeats.repeated:
        return
    if call.json:
        call.out.answer({f"{verb}d": done, "unchanged": idle})
    else:
        call.out.line(_archived(verb, done, idle))
        _tell(told)


def _archived(verb: str, done: list[str], idle: list[str]) -> str:
    parts = [f"{verb}d {', '.join(done)}; qd undo takes it back"] if done else []
    return "\n".join(parts + ([f"{', '.join(idle)}: nothing to {verb}"] if idle else []))


def undo(call: Call) -> None:
    """Takes your last change back, or the batch whose number history shows. Taking back is a change of its own: redo brings it again.

    qd undo [BATCH]

    A field that somebody changed since is left as it is and named. Undoing a creation archives the record.

    Examples:
      qd undo
      qd undo 128
    """
    _take_back(call, redo=False)


def redo(call: Call) -> None:
    """Brings back what was undone.

    qd redo [BATCH]

    Examples:
      qd redo
    """
    _take_back(call, redo=True)


def _take_back(call: Call, *, redo: bool) -> None:
    from models.operations.undo import undo as take_back
    from tui.cli.call import usage

    words = call.take(1, "[BATCH]")
    if words and not (words[0].isascii() and words[0].isdigit()):
        raise usage(f"“{words[0][:40]}” is not the number of a batch", hint="qd history shows the numbers")
    batch = int(words[0][:15]) if words else None
    with _Repeats(call) as repeats, call.writing() as session:
        taken = take_back(session, batch, redo=redo, once=call.once)
    if repeats.repeated:
        return
    verb = "brought back" if redo else "took back"
    conflicts = [{"ref": clash.ref, "field": clash.field, "who": clash.who, "when": clash.when} for clash in taken.conflicts]
    if call.json:
        call.out.answer({"batch": taken.batch, "label": taken.label, "records": taken.records, "conflicts": conflicts})
        return
    call.out.line(f"{verb} “{taken.label}”: {taken.records} record{'s' if taken.records != 1 else ''} (batch {taken.batch})")
    for clash in conflicts:
        call.out.line(f"  left as it is: {clash['ref']} {clash['field']}, changed by {clash['who']} since")
