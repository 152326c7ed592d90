"""Files that a stranger made: whatever they hold, they are refused by line and key, or read as plain text; nothing is written then."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.snapshot_projects import opened
from models.core.access import Session
from models.exchange.seal import seal
from models.exchange.snapshot import import_snapshot, write_snapshot
from models.operations.command import command
from models.store.errors import ConflictError, RefusedError, UsageError
from models.values.text import clean_line

TITLES = {
    "triple": "A \"\"\" quote ''' and \\ backslash \\u0041",
    "section": '[integrity] [[task]] sha256 = "0"',
    "emoji": "👩‍👩‍👧‍👦 ünïcödé 🇪🇺",
    "right to left": "שלום عالم mixed with left",
}
COMMENT = 'first\n[integrity]\nrows = {task = 99}\nsha256 = "0000"\n\n[[task]]\nuid = "x"\n'


@pytest.fixture(scope="module")
def original() -> Iterator[bytes]:
    """The snapshot of a project with something of each type in it."""
    with tempfile.TemporaryDirectory() as folder:
        session = opened(Path(folder) / "a.db")
        with command(session, "project") as work:
            project = work.create("project", {"code": "FIN", "title": "Finance", "budget": 10**15, "tolerance_cost": 10_000})
            bob = work.create("person", {"handle": "bob", "title": "Bob", "hours_per_day": 2400})
            for title in TITLES.values():
                work.create("task", {"project": project, "title": title, "owner": bob})
            task = work.create(
                "task",
                {"project": project, "title": "Limits", "duration": 999_999_999, "priority": 1000, "progress": 3333, "start": "2026-12-01"}
                | {"labels": "legal", "description": "x" * 100_000},
            )
            work.create("task", {"project": project, "title": "After", "parent": task})
            work.create("risk", {"project": project, "title": "Late", "likelihood": 5, "impact": 1, "owner": bob})
            work.create("comment", {"record": task, "text": COMMENT})
            work.create("time_entry", {"task": task, "person": bob, "minutes": 60, "day": "2026-11-20"})
            work.archive(task)
        yield write_snapshot(session, project)
        session.database.close()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    found = opened(tmp_path / "b.db", "zoe")
    yield found
    found.database.close()


def resealed(data: bytes, change: Callable[[str], str]) -> bytes:
    """The file changed as a stranger would: with a seal that fits."""
    body = data[: data.rindex(b"sha256 = ")].decode()
    changed = change(body)
    assert changed != body
    return seal(changed.encode("utf-8", "surrogatepass"))


def line_with(data: bytes, words: str) -> int:
    """The number of the first line that contains the words."""
    return next(number for number, line in enumerate(data.decode().split("\n"), 1) if words in line)


def is_untouched(session: Session) -> bool:
    return all(session.database.value(f"SELECT count(*) FROM {name}") == 0 for name in ("record", "entry", "batch", "anchor", "setting"))


def test_hostile_texts_are_only_texts(session: Session, original: bytes) -> None:
    import_snapshot(session, original)
    assert session.database.value("SELECT count(*) FROM task") == len(TITLES) + 2
    titles = [title for (title,) in session.database.rows("SELECT title FROM task ORDER BY number")]
    assert titles[: len(TITLES)] == list(TITLES.values())
    assert session.database.value("SELECT text FROM comment") == COMMENT
    assert session.database.value("SELECT length(description) FROM task WHERE title = 'Limits'") == 100_000
    assert session.database.row("SELECT duration, priority, progress FROM task WHERE title = 'Limits'") == (999_999_999, 1000, 3333)
    assert session.database.row("SELECT budget, tolerance_cost FROM project") == (10**15, 10_000)


#: What is changed, where the fault is said to be (words of the line), and the key that is named.
WRONG: dict[str, tuple[Callable[[str], str], str, str]] = {
    "text for minutes": (lambda body: body.replace("= 999999999", '= "3d"'), "duration_minutes", "duration_minutes"),
    "too many minutes": (lambda body: body.replace("= 999999999", "= 1000000000"), "duration_minutes", "duration_minutes"),
    "negative minutes": (lambda body: body.replace("= 999999999", "= -1"), "duration_minutes", "duration_minutes"),
    "flag for minutes": (lambda body: body.replace("= 999999999", "= true"), "duration_minutes", "duration_minutes"),
    "fraction of a minute": (lambda body: body.replace("= 999999999", "= 1.5"), "duration_minutes", "duration_minutes"),
    "number for a title": (lambda body: body.replace('title = "Limits"', "title = 7"), "title = 7", "title"),
    "empty title": (lambda body: body.replace('title = "Limits"', 'title = ""'), "", "title"),
    "no title": (lambda body: body.replace('title = "Limits"\n', ""), "", "title"),
    "instant for a day": (lambda body: body.replace("start = 2026-12-01", "start = 2026-12-01T00:00:00Z"), "start", "start"),
    "text for a day": (lambda body: body.replace("start = 2026-12-01", 'start = "fri"'), "start", "start"),
    "percent beyond": (lambda body: body.replace("progress = 33.33", "progress = 100.01"), "progress", "progress"),
    "percent not a number": (lambda body: body.replace("progress = 33.33", "progress = nan"), "progress", "progress"),
    "percent infinite": (lambda body: body.replace("progress = 33.33", "progress = inf"), "progress", "progress"),
    "unknown state": (lambda body: body.replace('state = "todo"', 'state = "to"', 1), 'state = "to"', "state"),
    "empty state": (lambda body: body.replace('state = "todo"', 'state = ""', 1), 'state = ""', "state"),
    "number of a priority": (lambda body: body.replace("priority = 1000", f"priority = {10**30}"), f"priority = {10**30}", "priority"),
    "scale beyond": (lambda body: body.replace("likelihood = 5", "likelihood = 6"), "likelihood", "likelihood"),
    "money as a number": (lambda body: re.sub(r'budget = ".*"', "budget = 12.5", body, count=1), "budget", "budget"),
    "money of another currency": (lambda body: re.sub(r'budget = ".*"', 'budget = "1.00 USD"', body, count=1), "budget", "budget"),
    "money in other words": (lambda body: re.sub(r'budget = ".*"', 'budget = "12.5k"', body, count=1), "budget", "budget"),
    "empty money": (lambda body: re.sub(r'budget = ".*"', 'budget = ""', body, count=1), "budget", "budget"),
    "blank money": (lambda body: re.sub(r'budget = ".*"', 'budget = " "', body, count=1), "budget", "budget"),
    "blank order key": (lambda body: re.sub(r'position = ".*"', 'position = " "', body, count=1), "position", "position"),
    "currency": (lambda body: body.replace('currency = "EUR"', 'currency = "euro"'), "currency", "currency"),
    "no currency": (lambda body: body.replace('currency = "EUR"\n', ""), "", "currency"),
    "owner that is not there": (lambda body: body.replace('owner = "@bob"', 'owner = "@eve"', 1), "@eve", "owner"),
    "owner that is no person": (lambda body: body.replace('owner = "@bob"', 'owner = "FIN-R1"', 1), "owner", "owner"),
    "owner that is a number": (lambda body: body.replace('owner = "@bob"', "owner = 1", 1), "owner", "owner"),
    "unknown key": (lambda body: body.replace("priority = 1000", "importance = 1000"), "importance", "importance"),
    "database id": (lambda body: body.replace("priority = 1000", "id = 1"), "id = 1", "id"),
    "version": (lambda body: body.replace("priority = 1000", "version = 9"), "version", "version"),
    "labels as text": (lambda body: re.sub(r"labels = \[[^]]*\]", 'labels = "legal"', body), "labels", "labels"),
    "labels of two words": (lambda body: re.sub(r"labels = \[[^]]*\]", 'labels = ["a b"]', body), "labels", "labels"),
    "order key": (lambda body: re.sub(r'position = ".*"', 'position = "é0"', body, count=1), "position", "position"),
    "created as text": (lambda body: re.sub(r"created = .*", 'created = "now"', body, count=1), "created", "created"),
    "archived without zone": (lambda body: re.sub(r"archived = .*", "archived = 2026-11-22T09:00:00", body), "archived", "archived"),
    "part of itself": (lambda body: body.replace('parent = "FIN-5"', 'parent = "FIN-6"'), "", "parent"),
    "uid": (lambda body: re.sub(r'uid = "0', 'uid = "X', body, count=1), "uid", "uid"),
    "uid twice": (lambda body: re.sub(r'(ref = "FIN-1".*?uid = ")[^"]*', _same_uid, body, flags=re.DOTALL), "", "uid"),
    "reference twice": (lambda body: body.replace('ref = "FIN-2"', 'ref = "FIN-1"'), "", "ref"),
    "reference of another kind": (lambda body: body.replace('ref = "FIN-2"', 'ref = "FIN-R2"'), "FIN-R2", "ref"),
    "reference of another project": (lambda body: body.replace('ref = "FIN-2"', 'ref = "NET-2"'), "NET-2", "ref"),
    "reference without number": (lambda body: body.replace('ref = "FIN-2"', 'ref = "FIN-0"'), "FIN-0", "ref"),
    "reference as a list": (lambda body: body.replace('ref = "FIN-2"', 'ref = ["FIN-2"]'), "FIN-2", "ref"),
    "schema": (lambda body: body.replace("schema = 1", 'schema = "1"'), "", "schema"),
    "zone": (lambda body: re.sub(r"timezone = .*", 'timezone = "../../etc/passwd"', body), "", "timezone"),
    "head": (lambda body: re.sub(r'head = "', 'head = "x', body), "", "head"),
    "counts": (lambda body: body.replace("task = 6", "task = 7"), "", "rows"),
    "unknown section": (lambda body: body.replace("[evm]", "[[rate]]\ncost = 1\n\n[evm]"), "[[rate]]", "rate"),
    "section in place of blocks": (lambda body: body.replace("[[risk]]", "[risk]"), "[risk]", "risk"),
    "no project": (lambda body: body.replace("[project]", "[person_of_note]"), "", "person_of_note"),
    "no integrity": (lambda body: body[: body.rindex("[integrity]")] + "[x]\n", "", "x"),
}  # fmt: skip


def _same_uid(match: re.Match[str]) -> str:
    found = re.search(r'uid = "([^"]*)"\nref = "FIN-1"', match.string)
    assert found
    return match[1] + found[1]


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_is_refused_by_line_and_key(name: str, session: Session, original: bytes) -> None:
    change, words, key = WRONG[name]
    data = resealed(original, change)
    with pytest.raises(UsageError) as caught:
        import_snapshot(session, data)
    assert caught.value.field == key
    if words:
        assert f"line {line_with(data, words)}" in caught.value.message
    assert is_untouched(session)


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.replace("schema = 1\n", "schema = 1\nschema = 1\n"),
        lambda body: body.replace('title = "Limits"\n', 'title = "Limits"\ntitle = "Limits"\n'),
        lambda body: body.replace("[evm]", "[project]"),
        lambda body: body.replace("start = 2026-12-01", "start = 2026-13-01"),
        lambda body: body.replace("priority = 1000", "priority = "),
        lambda body: body.replace("priority = 1000", "priority = " + "9" * 5000),
        lambda body: body.replace("priority = 1000", "priority = " + "[" * 20_000),
        lambda body: body.replace('title = "Limits"', 'title = "Lim\x00its"'),
        lambda body: body.replace('title = "Limits"', 'title = "Lim\ud800its"'),
        lambda body: body.replace('title = "Limits"', 'title = "Lim\nits"'),
        lambda body: "\ufeff" + body,
    ],
)
def test_what_is_no_toml_is_refused(change: Callable[[str], str], session: Session, original: bytes) -> None:
    with pytest.raises(UsageError, match=r"TOML|UTF-8"):
        import_snapshot(session, resealed(original, change))
    assert is_untouched(session)


def test_duplicate_keys_are_named_by_their_line(session: Session, original: bytes) -> None:
    data = resealed(original, lambda body: body.replace("schema = 1\n", "schema = 1\nschema = 1\n"))
    with pytest.raises(UsageError, match=r"line 3"):
        import_snapshot(session, data)


def test_a_broken_seal_is_refused(session: Session, original: bytes) -> None:
    for data in (original[:-1], original.replace(b"Finance", b"Finanze"), original.replace(b"\n", b"\r\n"), b"", b"\x00" * 500):
        with pytest.raises(UsageError, match="no whole snapshot"):
            import_snapshot(session, data)
    assert is_untouched(session)


def test_a_newer_form_is_refused(session: Session, original: bytes) -> None:
    with pytest.raises(RefusedError, match="form 2"):
        import_snapshot(session, resealed(original, lambda body: body.replace("schema = 1", "schema = 2")))


def test_escapes_never_get_in(session: Session, original: bytes) -> None:
    """What TOML can write with an escape is removed where it enters."""
    escaped = "Li\\u001b[31mm\\u202eits\\u0007"
    import_snapshot(session, resealed(original, lambda body: body.replace('title = "Limits"', f'title = "{escaped}"')))
    assert session.database.value("SELECT title FROM task WHERE number = 5") == "Limits"


def test_links_in_a_loop_are_refused(tmp_path: Path, session: Session) -> None:
    first = opened(tmp_path / "a.db")
    with command(first, "project") as work:
        project = work.create("project", {"code": "FIN", "title": "Finance"})
        one, two, three = (work.create("task", {"project": project, "title": title, "duration": 480}) for title in ("A", "B", "C"))
        work.create("dependency", {"predecessor": one, "successor": two})
        work.create("dependency", {"predecessor": three, "successor": two})
    data = write_snapshot(first, project)
    first.database.close()
    swap = 'predecessor = "FIN-3"\nsuccessor = "FIN-2"'
    with pytest.raises(UsageError, match=r"FIN-\d > FIN-\d"):
        import_snapshot(session, resealed(data, lambda body: body.replace(swap, 'predecessor = "FIN-2"\nsuccessor = "FIN-1"')))
    with pytest.raises(UsageError, match="cannot wait for itself"):
        import_snapshot(session, resealed(data, lambda body: body.replace(swap, 'predecessor = "FIN-2"\nsuccessor = "FIN-2"')))
    assert is_untouched(session)


@pytest.fixture(scope="module")
def nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """An empty portfolio that only dry runs see."""
    found = opened(tmp_path_factory.mktemp("hostile") / "c.db", "zoe")
    yield found
    assert is_untouched(found)
    found.database.close()


#: Values to stand where others are expected; those of other lines come on top.
STRANGE = (
    '""', '" "', "0", "-1", "1.5", "nan", "-inf", "true", "[]", '[""]', "[[]]", "{}", "{a = 1}", "1979-05-27", "07:32:00",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1979-05-27T07:32:00", "9223372036854775808", "1e308",
    "0001-01-01", "9999-12-31", "-999999999", "999999999",
    '"FIN"', '"FIN-1"', '"@bob"', '"%s"', '"1.00 EUR"',
)  # fmt: skip


@settings(max_examples=200)
@given(data=st.data())
def test_any_change_with_a_seal_is_imported_or_refused_in_words(original: bytes, nobody: Session, data: st.DataObject) -> None:
    """An import never fails otherwise than by an error of this program that says what is wrong with the file."""
    body = original[: original.rindex(b"sha256 = ")].replace(b"x" * 99_000, b"")
    if data.draw(st.booleans()):
        lines = body.decode().split("\n")
        keyed = [number for number, line in enumerate(lines) if " = " in line]
        at = data.draw(st.sampled_from(keyed))
        others = [lines[number].partition(" = ")[2] for number in keyed]
        lines[at] = lines[at].partition(" = ")[0] + " = " + data.draw(st.sampled_from(STRANGE) | st.sampled_from(others))
        changed = "\n".join(lines).encode()
    else:
        start = data.draw(st.integers(0, len(body)))
        end = data.draw(st.integers(start, min(len(body), start + 40)))
        patch = data.draw(st.binary(max_size=8) | st.sampled_from([b'"', b"[", b"]", b"\n", b"= 1\n", b"[[task]]\n", b"\\u0000", b"{"]))
        changed = body[:start] + patch + body[end:]
    try:
        told = str(import_snapshot(nobody, seal(changed), dry_run=True))
    except (UsageError, RefusedError, ConflictError) as error:
        told = error.message
    assert clean_line(told) == told
    assert told
