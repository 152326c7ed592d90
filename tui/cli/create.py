"""Making records: `new`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register
    from tui.cli.call import Call


def new(call: Call) -> None:
    """Creates a record and prints its reference.

    qd new KIND [-p CODE] TITLE [field=value…] [tokens]

    KIND is project, task, risk, issue, person, budget_line, cost … (qd help kinds). Words that are neither field=value nor a token are
    the title. Tokens: @ana owner, +label, due:fri (any field:value), >state, 60%, and for a risk 4x5, likelihood × impact. `qd help
    KIND` names the fields. Texts with spaces need quotes: objective="one customer record".

    Examples:
      qd new project "Customer portal" code=PORTAL budget=810k finish=2027-02-19
      qd new risk -p CRM "Vendor may drop support" 4x5 @ana
      qd new task -p CRM "Write the run book" effort=3d parent=CRM-1 due:fri
      qd new person "Ivo Brandt" handle=ivo role=analyst
    """
    from models.core import registry
    from models.reports.record import whole
    from models.store.journal import AlreadyDone
    from tui.cli.call import note

    call.need(1, "KIND TITLE [field=value…]")
    register = registry.resolve(call.all_words[0])
    typed = fields_of(register, call.words[1:], call.literal)
    try:
        with call.writing(create=True) as session:
            record, line, followed = _create(call, session, register, typed)
            answer: Any = whole(session, record, register.key).as_json() if call.json else None
    except AlreadyDone as done:
        _repeat(call, done.result or "")
        return
    if call.json:
        call.out.answer(answer)
    else:
        call.out.line(line)
        if followed:
            note("  " + " · ".join(followed))


def _create(call: Call, session: Session, register: Register, typed: dict[str, str]) -> tuple[int, str, list[str]]:
    """Make the record: its id, the line that names it, and what it did to its project."""
    from models.core.record import reference
    from models.core.types import Scale
    from models.operations.command import command
    from models.operations.consequence import followed
    from models.operations.edit import read_fields
    from models.store.errors import UsageError

    project = _project(call, session, register)
    values = read_fields(session, register, typed, project=project)
    if project is not None and register.has_project:
        values.setdefault("project", project)
    try:
        with command(session, f"new {register.key.replace('_', ' ')}", once=call.once) as work:
            record = work.create(register.key, values)
            ref = reference(session, record)
            line = f"{ref}  {_title(session, register, record)}".rstrip()
            # what is kept for a repeat can never be erased: nothing personal may stand in it
            work.batch.result = ref if register.fields[register.title_field].personal else line
    except UsageError as error:
        if error.field == "project" and project is None:
            error.hint = "-p CODE, $QUARTERDECK_PROJECT or qd use CODE names it"
        raise
    scales = ((name, field) for name, field in register.fields.items() if isinstance(field.value_type, Scale) and name not in values)
    return record, line, [*(f"{name} {field.default}, for nobody said" for name, field in scales if field.default is not None), *followed(work)]


def _title(session: Session, register: Register, record: int) -> str:
    """What the record is called; one that is called by what it refers to, like a link between two tasks, by its columns."""
    from models.core.listing import Listing
    from models.core.types import Reference
    from models.values import NOT_AVAILABLE

    by_columns = isinstance(register.fields[register.title_field].value_type, Reference)
    names = [column.field for column in register.columns if column.field != "ref"] if by_columns else [register.title_field]
    ((_, texts),) = Listing(register, session).texts([record], names)
    return " ".join(text for text in texts if text != NOT_AVAILABLE)


def _project(call: Call, session: Session, register: Register) -> int | None:
    """The project of the new record: for kinds that cannot do without one also the chosen or only running one."""
    if register.key == "project":
        if "-p" in call.options:
            from tui.cli.call import usage

            raise usage("-p names an existing project", field="code", hint="code=CRM gives the new one its code")
        return None
    return call.project(session) if register.needs_project else call.named_project(session)


def _repeat(call: Call, result: str) -> None:
    """The command was carried out before under this key: its first result again."""
    if call.json:
        from models.reports.record import whole

        with call.session() as session:
            found = call.find(session, result.split("  ")[0])
            call.out.answer(whole(session, found.id, found.kind).as_json())
    else:
        call.out.line(result)
    call.note_repeated()


def fields_of(register: Register, words: list[str], literal: list[str]) -> dict[str, str]:
    """The words after KIND as typed field texts: field=value, tokens, and the rest as title. Raises UsageError naming the word."""
    from tui.cli.call import usage

    typed: dict[str, str] = {}
    labels: list[str] = []
    title: list[str] = []
    for word in words:
        found = assignment(register, word) or token(register, word)
        if found is None:
            title.append(word)
            continue
        for name, value in found.items():
            if name == "labels" and word.startswith("+"):
                labels.append(value)
            elif name in typed:
                raise usage(f"{name} is given twice", field=name)
            else:
                typed[name] = value
    if labels:
        typed["labels"] = " ".join([typed.get("labels", ""), *labels]).strip()
    title += literal
    if title:
        name = next((each for each in ("title", "text", "url") if each in register.fields and register.fields[each].required), "")
        if not name:
            raise usage(
                f"“{title[0][:40]}” is no field=value",
                hint="like " + " ".join(f"{each}=…" for each in list(register.form_fields)[:4]),
            )
        if name in typed:
            raise usage(f"{name} is given twice: “{' '.join(title)[:40]}”", field=name, hint=f"either {name}=… or words without a field")
        typed[name] = " ".join(title)
    return typed


def assignment(register: Register, word: str) -> dict[str, str] | None:
    """`field=value`, whether or not there is such a field; None for what has another form, and for a title like `E=mc2 and more`."""
    name, equals, value = word.partition("=")
    if not equals or not name.isidentifier() or not name.isascii():
        return None
    key = _known(register, name)
    if key is None and " " in word and not name.islower():
        return None  # a title like "E=mc2 and other news"
    return {key or name: value}


def token(register: Register, word: str) -> dict[str, str] | None:
    """A token of the quick line that a new record can begin with; None for other words."""
    import re

    from models.operations.meaning import score_of
    from models.operations.quick_line import is_score

    if " " in word:
        return None
    if "owner" in register.form_fields and re.fullmatch(r"@[\w.-]+", word):
        return {"owner": word}
    if re.fullmatch(r"\+\w[\w-]*", word):
        return {"labels": word[1:]}
    if "likelihood" in register.form_fields and is_score(word):
        return dict(zip(("likelihood", "impact"), score_of(word), strict=True))
    if "progress" in register.form_fields and re.fullmatch(r"\d{1,3}([.,]\d+)?%", word):
        return {"progress": word}
    if "state" in register.form_fields and re.fullmatch(r">[a-z_-]+", word):
        return {"state": word[1:]}
    name, colon, value = word.partition(":")
    key = _known(register, name) if colon and value else None
    return {key: value} if key else None


def _known(register: Register, name: str) -> str | None:
    """The field that a typed name means; `label` is one of the labels."""
    name = {"label": "labels", "constraint_on": "constraint_day"}.get(name, name)
    return name if name in register.form_fields else None
