"""The whole contract over each register, from its declaration alone: a new register is under test as soon as its file is there."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from models.core import registry, types
from models.core.access import Session, may_read_field
from models.core.listing import Listing
from models.core.lookup import context
from models.core.record import find, reference
from models.core.register import Register
from models.exchange.tables import export_csv, import_csv
from models.operations import history
from models.operations.command import command
from models.operations.edit import read_all, read_fields
from models.operations.undo import undo
from models.store.errors import ConflictError, UsageError
from models.store.shape import read_row
from tui import keys

TEXTS = {
    "text": ("Plain [/b] words ü 🙂", "Other words"),
    "long": ("One line\nand another: [red]x[/]", "Changed"),
    "day": ("2026-11-20", "16 nov 2026"),
    "duration": ("3d", "4h"),
    "effort": ("6h", "1h30"),
    "lag": ("-1d", "2d"),
    "money": ("1,200.50", "12.5k"),
    "percent": ("60%", "12.5%"),
    "scale": ("4", "2"),
    "number": ("7", "0"),
    "flag": ("yes", "no"),
    "labels": ("+beta alpha", "gamma"),
}
REFERENCES = {
    "project": "WLD", "task": "WLD-1", "person": "@pat", "unit": "U-1", "risk": "WLD-R1", "budget_line": "WLD-L1",
    "baseline": "WLD-B1", None: "WLD-1",
}  # fmt: skip
#: What the type alone cannot know: names that must differ, addresses, both ends of a link, an effort beside a duration.
SPECIAL = {
    ("project", "code"): ("NEWX", "NEWY"),
    ("project", "currency"): ("CHF", "EUR"),
    ("person", "handle"): ("newby", "new.by"),
    ("person", "login"): ("account-x", "account-y"),
    ("setting", "name"): ("currency", "currency"),
    ("setting", "value"): ("CHF", "USD"),
    ("task", "effort"): ("3d", "4h"),
    ("dependency", "successor"): ("WLD-2", "WLD-2"),
    ("link", "url"): ("https://wiki.example.org/x", "mailto:x@example.org"),
}
KEYS = registry.keys()
pytestmark = pytest.mark.parametrize("key", KEYS)


class World:
    """A portfolio with one record of every kind to refer to, and ways to make the record under test."""

    def __init__(self, session: Session) -> None:
        self.session = session
        with command(session, "the world") as work:
            self.project = work.create("project", {"code": "WLD", "title": "World", "start": "2026-11-02", "currency": "EUR"})
            own = {"project": self.project}
            for number in (1, 2):
                work.create("task", {**own, "title": f"Task {number}", "duration": 480})
            work.create("unit", {"title": "Some unit"})
            work.create("person", {"handle": "pat", "title": "Pat Pending"})
            work.create("risk", {**own, "title": "Some risk", "likelihood": 2, "impact": 2})
            work.create("budget_line", {**own, "title": "Some line", "planned": 100})
        with command(session, "its plan") as work:
            work.create("baseline", {**own, "title": "Some plan"})

    def typed(self, register: Register, turn: int = 0) -> dict[str, str]:
        """What somebody types into every field of the form that everybody may fill in."""
        found = {name: self.sample(register, name, turn) for name, field in register.form_fields.items() if not field.private}
        if register.has_project and "project" in found:
            found["project"] = "WLD"
        return found

    @staticmethod
    def sample(register: Register, name: str, turn: int = 0) -> str:
        """A typed text that the field takes."""
        field = register.form_fields[name]
        if (register.key, name) in SPECIAL:
            return SPECIAL[register.key, name][turn]
        kind = field.value_type
        if isinstance(kind, types.Choice):
            return kind.choices[min(turn, len(kind.choices) - 1)]
        if isinstance(kind, types.Reference):
            return REFERENCES[kind.kind]
        return TEXTS[kind.name][turn]

    def make(self, register: Register, turn: int = 0) -> int:
        """The record under test, made from typed texts."""
        values = read_fields(self.session, register, self.typed(register, turn), project=self.project)
        with command(self.session, f"new {register.key}") as work:
            return work.create(register.key, values)

    def row(self, register: Register, record: int) -> dict[str, Any]:
        """The stored values of a record."""
        return read_row(self.session.database, register.shape, record)

    def change(self, register: Register, record: int, name: str, text: str, based_on: int | None = None) -> None:
        """Somebody types another text into one field."""
        values = read_fields(self.session, register, {name: text}, project=self.project, row=self.row(register, record))
        with command(self.session, f"set {name}") as work:
            work.change(record, values, based_on=based_on)

    def free_field(self, register: Register) -> str:
        """A field that two people can change without a rule in between: text where there is one."""
        calm = ("title", "text", "note", "url", "labels")
        return next(name for name in calm if name in register.form_fields)


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


@pytest.fixture
def register(key: str) -> Register:
    return registry.get(key)


@pytest.fixture
def changing(register: Register) -> Register:
    """A register whose records are changed after they were made."""
    if register.frozen is not None:
        pytest.skip("never changed: see test_what_is_frozen_stays")
    return register


def test_typed_texts_become_a_record(world: World, register: Register) -> None:
    record = world.make(register)
    row = world.row(register, record)
    wanted = read_fields(world.session, register, world.typed(register), project=world.project)
    assert {name: row[name] for name in wanted} == wanted
    assert row["version"] == 1
    assert find(world.session, reference(world.session, record)).id == record


class TakenBackError(Exception):
    """Ends a command so that nothing of it is written."""


def incomplete(world: World, register: Register, name: str) -> dict[str, Any]:
    """Everything but one field; without the project also nothing that lies in it."""
    values = read_fields(world.session, register, world.typed(register), project=world.project)
    inside = [other for other in values if isinstance(register.form_fields[other].value_type, types.Reference)] if name == "project" else []
    return {other: value for other, value in values.items() if other != name and other not in inside}


def test_what_is_missing_is_named(world: World, register: Register) -> None:
    for name, field in register.fields.items():
        if not field.required or field.hidden:
            continue
        values = incomplete(world, register, name)
        made, refused = None, None
        try:
            with command(world.session, "incomplete") as work:
                made = world.row(register, work.create(register.key, values))[name]
                raise TakenBackError
        except UsageError as error:
            refused = error
        except TakenBackError:
            pass
        assert made not in (None, "") or (refused is not None and refused.field == name and refused.hint), f"{register.key}.{name}"


def test_unreadable_text_names_its_field(world: World, register: Register) -> None:
    for name, field in register.form_fields.items():
        if field.private or (field.value_type.name in ("text", "long", "labels") and not isinstance(field.value_type, types.Pattern)):
            continue
        _, errors = read_all(world.session, register, {name: "§ not that"}, project=world.project)
        assert errors[name].field == name
        assert errors[name].hint, f"{register.key}.{name} says no way out"


def test_every_field_reads_back_what_it_shows_for_editing(world: World, register: Register) -> None:
    for turn in (0, 1):
        surroundings = context(world.session, project=world.project, currency="CHF" if register.key == "project" else None)
        for name, field in register.form_fields.items():
            stored = field.value_type.parse(world.sample(register, name, turn), surroundings)
            assert field.value_type.parse(field.value_type.edit(stored, surroundings), surroundings) == stored, f"{register.key}.{name}"
            assert field.value_type.parse(field.value_type.edit(None, surroundings), surroundings) is None
            assert "\n" not in field.value_type.show(stored, surroundings)


def test_list_shows_every_column(world: World, register: Register) -> None:
    record = world.make(register)
    names = [column.field for column in register.columns]
    listing = Listing(register, world.session)
    assert record in listing.ids()
    assert listing.count() == len(listing.ids())
    texts = dict(listing.texts(list(listing.ids()), [*names, *register.computed]))
    assert all(isinstance(text, str) for text in texts[record])
    for name in names:
        rising, falling = (list(Listing(register, world.session, sort=sort).ids()) for sort in (name, f"-{name}"))
        assert sorted(rising) == sorted(falling) == sorted(listing.ids())


def test_saved_filters_and_every_field_filter(world: World, register: Register) -> None:
    record = world.make(register)
    for saved in register.filters:
        Listing(register, world.session, words=saved.words).ids()
    surroundings = context(world.session, project=world.project)
    for name, field in register.form_fields.items():
        if field.private or field.value_type.name == "long":
            continue
        surroundings.currency = "EUR"
        text = field.value_type.edit(world.row(register, record)[name], surroundings)
        word = text.split()[0] if text else "none"
        assert record in Listing(register, world.session, words=f'{name}:"{word}"').ids(), f"{name}:{word}"
        assert record not in Listing(register, world.session, words=f'-{name}:"{word}"').ids(), f"-{name}:{word}"
        assert record not in Listing(register, world.session, words=f"{name}:none").ids()


def test_words_find_it(world: World, register: Register) -> None:
    record = world.make(register)
    for name in register.search:
        text = str(world.row(register, record)[name] or "")
        word = next((word for word in text.replace(".", " ").split() if word.isalnum()), None)
        if word:
            assert record in Listing(register, world.session, words=f'"{word}"').ids(), f"{name}: {word}"


def test_history_undo_redo(world: World, changing: Register) -> None:
    record, name = world.make(changing), world.free_field(changing)
    before = world.row(changing, record)
    world.change(changing, record, name, world.sample(changing, name, 1))
    after = world.row(changing, record)
    assert after[name] != before[name]
    newest = history.events(world.session, record=record, limit=1)[0]
    assert newest.record == record
    undo(world.session)
    assert world.row(changing, record)[name] == before[name]
    undo(world.session, redo=True)
    assert world.row(changing, record)[name] == after[name]
    assert world.row(changing, record)["version"] > after["version"] > before["version"]


def test_undoing_the_creation_archives_it(world: World, register: Register) -> None:
    record = world.make(register)
    undo(world.session)
    assert record not in Listing(register, world.session).ids()
    assert world.row(register, record)["archived"]
    undo(world.session, redo=True)
    assert record in Listing(register, world.session).ids()


def test_what_is_frozen_stays(world: World, register: Register) -> None:
    record = world.make(register)
    if register.frozen is None:
        world.change(register, record, "labels", "gamma")
        return
    with pytest.raises(UsageError, match="frozen"):
        world.change(register, record, "labels", "gamma")
    with command(world.session, "archive") as work, pytest.raises(UsageError, match="frozen"):
        work.archive(record)


def test_archive_and_restore(world: World, changing: Register) -> None:
    record = world.make(changing)
    with command(world.session, "archive") as work:
        work.archive(record)
    assert record not in Listing(changing, world.session).ids()
    assert world.row(changing, record)["archived"]
    with command(world.session, "restore") as work:
        work.restore(record)
    assert record in Listing(changing, world.session).ids()


def test_conflict_shows_both_and_other_fields_merge(world: World, changing: Register) -> None:
    record, name = world.make(changing), world.free_field(changing)
    before = world.row(changing, record)
    world.change(changing, record, name, world.sample(changing, name, 1))
    theirs = world.row(changing, record)[name]
    mine = "third" if name != "url" else "https://third.example.org"
    with pytest.raises(ConflictError) as caught:
        world.change(changing, record, name, mine, based_on=before["version"])
    clash = caught.value.clashes[0]
    assert (clash.field, clash.before, clash.theirs) == (name, before[name], theirs)
    assert world.row(changing, record)[name] == theirs
    other = "labels" if name != "labels" else next(each for each in changing.form_fields if each != "labels")
    world.change(changing, record, other, world.sample(changing, other, 1), based_on=before["version"])
    row = world.row(changing, record)
    assert row[name] == theirs
    assert row[other] != before[other] or other != "labels"


def test_csv_goes_out_and_comes_back_unchanged(world: World, register: Register, tmp_path: Path) -> None:
    world.make(register)
    out = io.StringIO()
    count = export_csv(world.session, register, "", out)
    path = tmp_path / f"{register.key}.csv"
    path.write_text(out.getvalue(), newline="")
    report = import_csv(world.session, str(path), None)
    assert report.errors == []
    assert sum(report.unchanged.values()) == count >= 1
    assert not sum(report.created.values()) + sum(report.updated.values())


def test_private_fields_do_not_show_that_they_exist(world: World, register: Register) -> None:
    private = [name for name, field in register.fields.items() if field.private]
    record = world.make(register)
    out = io.StringIO()
    export_csv(world.session, register, "", out)
    header = out.getvalue().split("\n", 1)[0].split(",")
    for name in private:
        field = register.fields[name]
        assert not may_read_field(world.session, register, field, world.row(register, record))
        assert name not in header
        assert name not in register.search
        assert name not in [column.field for column in register.columns]
        assert record not in Listing(register, world.session, words=f"-{name}:none").ids()
        stranger = Session(world.session.database, login="stranger", today=world.session.today)
        said = [str(_refused(stranger, register, word)) for word in (name, "nothing_like_it")]
        assert said[0].replace(name, "") == said[1].replace("nothing_like_it", ""), "who has none cannot tell that there is such a field"


def _refused(session: Session, register: Register, name: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        Listing(register, session, words=f"{name}:secret")
    return caught.value


def test_personal_values_are_salted(world: World, register: Register) -> None:
    record = world.make(register)
    database = world.session.database
    found = database.row("SELECT changes, personal, salt FROM entry WHERE record = ? AND verb = 'create'", (record,))
    public, personal, salt = found or ("", "", b"")
    held = {name for name, field in register.fields.items() if field.personal and world.row(register, record)[name] is not None}
    assert held == set(json.loads(personal or "{}"))
    assert not held & set(json.loads(public))
    assert (len(salt or b"") == 16) == bool(held)


def test_help_stands_at_every_field(register: Register) -> None:
    assert register.model.__doc__
    assert register.empty.endswith((".", "?"))
    assert set(re.findall(r"\{([^}]*)\}", register.empty)) <= keys._given().keys(), "an empty list names bindings by their ids"
    for name, field in {**register.form_fields, **register.computed}.items():
        assert field.label, name
        assert field.help_text or field.hidden, name
        assert not field.help_text.endswith("."), f"{name}: a help text is no sentence"


def test_json_has_its_form(world: World, register: Register) -> None:
    record = world.make(register)
    row = world.row(register, record)
    surroundings = context(world.session, project=world.project)
    found = {
        field.value_type.json_name(name): field.value_type.json(row[name], surroundings) for name, field in register.form_fields.items()
    }
    assert len(found) == len(register.form_fields)
    assert json.loads(json.dumps(found)) == found
    for name, field in register.form_fields.items():
        kind, value = field.value_type, found[field.value_type.json_name(name)]
        if value is None:
            assert row[name] is None
        elif isinstance(kind, types.Duration):
            assert field.value_type.json_name(name).endswith("minutes")
            assert isinstance(value, int)
        elif isinstance(kind, types.Money):
            assert value.keys() == {"amount", "currency"}
        elif isinstance(kind, types.Reference):
            assert value.startswith("@") if kind.kind == "person" else value.keys() == {"ref", "title"}
        elif isinstance(kind, types.Percent):
            assert 0 <= value <= 100
        elif isinstance(kind, types.Labels):
            assert value == sorted(value)


def test_people_can_name_it(register: Register) -> None:
    for word in (register.key, register.key.replace("_", "-"), register.title, register.title.lower()):
        assert registry.resolve(word) is register
