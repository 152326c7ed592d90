"""Random projects to write as snapshots, made through commands from stored values that people could have typed."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from models.core import registry, types
from models.core.access import Session
from models.operations.command import command
from models.operations.portfolio import open_portfolio, portfolio
from models.store.errors import UsageError
from models.values import text

TODAY = date(2026, 11, 23)
#: What titles and texts have been used to break files with.
NASTY = [
    '"""', "'''", '"', "\\", "\\n", "a\nb", "\t", "[integrity]", '[[task]]\nuid = "x"', 'sha256 = "0"', "# no comment", "= 1", "😀👩‍👩‍👧",
    "שלום עולם", "مرحبا", "é̀", "𝒳", "\u00a0", "null", "true", "1979-05-27", "{a = 1}", "\x7f\x1b[31mred", "\u202eevil", "",
]  # fmt: skip
LINES = st.one_of(st.text(max_size=30), st.sampled_from(NASTY), st.lists(st.sampled_from(NASTY), max_size=4).map(" ".join))
DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31)) | st.dates(TODAY - timedelta(days=60), TODAY + timedelta(days=60))
MINUTES = st.one_of(st.integers(0, 4800), st.sampled_from([0, 1, 480, 999_999_999]))


def opened(path: Path, login: str = "ana", today: date = TODAY) -> Session:
    """A session over the file, which is an empty portfolio when it is not there."""
    if not path.exists():
        shutil.copy(_empty(), path)
    return open_portfolio(str(path), login=login, today=today)


@cache
def _empty() -> Path:
    """A portfolio without records, made once for the many examples of a property."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "empty.db"
    with portfolio(str(path), create=True):
        return path


def value_of(kind: types.ValueType) -> st.SearchStrategy[Any]:
    """Stored values of a type, as they can stand in a row."""
    if isinstance(kind, types.Choice):
        return st.sampled_from(kind.choices)
    if isinstance(kind, types.Number):
        low, high = kind.low or 0, kind.high if kind.high is not None else 10**9
        return st.integers(low * kind.step, high * kind.step) | st.sampled_from([low * kind.step, high * kind.step])
    simple: dict[str, st.SearchStrategy[Any]] = {
        "day": DAYS.map(date.isoformat),
        "duration": MINUTES, "effort": MINUTES, "lag": st.integers(-4800, 4800) | st.just(-999_999_999),
        "money": st.integers(-(10**8), 10**8) | st.sampled_from([0, 10**15, -(10**15)]),
        "percent": st.integers(0, 10_000), "flag": st.sampled_from([0, 1]),
        "long": LINES.map(text.clean),
    }  # fmt: skip
    return simple.get(kind.name, LINES.map(text.clean_line))


#: What nobody may type: an end before its beginning, a fact in the future.
SPANS = (("start", "finish"), ("active_from", "active_to"), ("from_day", "to_day"), ("actual_start", "actual_finish"))
FACTS = {"posted_on", "day", "actual_start", "actual_finish"}


@st.composite
def rows(draw: st.DrawFn, kind: str, references: dict[str, list[int]]) -> dict[str, Any]:
    """Values of one new record: every field or none of them, references to what there is."""
    values: dict[str, Any] = {}
    for name, field in registry.get(kind).fields.items():
        if field.private or name in ("project", "position", "code", "handle", "login", "currency", "status_pinned", "programme", "parent"):
            continue
        if not field.required and draw(st.booleans()):
            continue
        if isinstance(field.value_type, types.Reference):
            known = references.get(field.value_type.kind or "any", [])
            if known:
                values[name] = draw(st.sampled_from(known))
            continue
        values[name] = draw(value_of(field.value_type))
        if field.required and values[name] == "":
            values[name] = "x"
    for first, last in SPANS:
        if values.get(first) and values.get(last):
            values[first], values[last] = sorted((values[first], values[last]))
    for name in values.keys() & FACTS:
        values[name] = min(values[name], TODAY.isoformat())
    if values.keys() >= {"duration", "effort"}:
        values["effort"] = values["duration"]
    if kind == "link":
        values["url"] = "https://example.org/" + str(draw(st.integers(0, 99)))
    labels = draw(st.lists(st.sampled_from(["legal", "später", "x_1", "😀"]), max_size=2))
    values["labels"] = " ".join(sorted(set(labels))) or None
    return values


KINDS = ("task", "risk", "issue", "budget_line", "cost", "dependency", "time_entry", "baseline", "comment", "link", "lesson")


@st.composite
def projects(draw: st.DrawFn) -> Any:
    """A function that fills an empty portfolio with the project and gives its id."""
    currency = draw(st.sampled_from(["EUR", "JPY", "KWD", "CLF", "CHF"]))
    people = draw(st.integers(0, 3))
    programme = draw(st.booleans())
    data = draw(st.data())
    amounts = {kind: draw(st.integers(0, 3)) for kind in KINDS}

    def fill(session: Session) -> int:
        references: dict[str, list[int]] = {"person": [], "unit": [], "any": []}
        with command(session, "people") as work:
            for number in range(people):
                unit = work.create("unit", {"title": f"Unit {number}"}) if number else None
                values = data.draw(rows("person", {})) | {"handle": f"p{number}", "unit": unit}
                references["person"].append(work.create("person", values))
            far = work.create("project", {"code": "FAR", "title": "Elsewhere"})
            far_task = work.create("task", {"project": far, "title": "Delivery", "start": "2026-12-01", "duration": 960})
            values = data.draw(rows("project", references)) | {"code": "FIN", "currency": currency, "programme": far if programme else None}
            values["budget"] = abs(values.get("budget") or 0)
            project = work.create("project", values)
        references["any"].append(project)
        for kind in KINDS:
            for _ in range(amounts[kind]):
                _one(session, kind, data.draw(rows(kind, references)), project, references)
        if references.get("task") and programme:
            with command(session, "far link") as work:
                link = {"project": project, "predecessor": far_task, "successor": references["task"][0], "type": "fs"}
                work.batch.create(registry.get("dependency").shape, link)  # as later versions will write it
        _change_some(session, data, references)
        if data.draw(st.booleans()):
            for code in ("OLD", "FIN"):  # another code, and back
                with command(session, "rename") as work:
                    work.change(project, {"code": code})
        return project

    return fill


def _one(session: Session, kind: str, values: dict[str, Any], project: int, references: dict[str, list[int]]) -> None:
    """One record; what breaks a rule of its kind (a loop, a missing task) is left out."""
    values = {**values, "project": project}
    if kind == "task":
        values |= {"parent": references["task"][-1] if references.get("task") and (values.get("title") or "x")[0] < "m" else None}
        values = {key: value for key, value in values.items() if key not in ("optimistic", "likely", "pessimistic", "constraint")}
    if kind == "time_entry":
        values["minutes"] = 1 + values.get("minutes", 0) % 1440
    try:
        with command(session, f"new {kind}") as work:
            record = work.create(kind, values)
    except UsageError:
        return
    references.setdefault(kind, []).append(record)
    references["any"].append(record)


def _change_some(session: Session, data: Any, references: dict[str, list[int]]) -> None:
    """Later changes, and records that were put away."""
    for record in data.draw(st.lists(st.sampled_from(references["any"]), max_size=3, unique=True)):
        with suppress(UsageError), command(session, "later") as work:
            if work.register_of(record).key != "project" and data.draw(st.booleans()):
                work.archive(record)
            else:
                work.change(record, {"labels": "changed"})
