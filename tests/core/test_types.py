"""The types of values: what `edit` shows `parse` reads back, and a snapshot carries every value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store.support import TODAY

from models.core import types
from models.store.errors import UsageError
from models.values import NOT_AVAILABLE, ParseError
from models.values.text import clean, clean_line


class Others:
    """A directory of one person and one task."""

    def resolve(self, kind: str, word: str) -> int:
        found = {"@ana": 1, "ana": 1, "CRM-1": 2}.get(word)
        if found is None:
            raise UsageError(f"there is no {word}", hint="known: @ana, CRM-1")
        return found

    def reference(self, record: int) -> str:
        return {1: "@ana", 2: "CRM-1"}[record]

    def title(self, record: int) -> str:
        return {1: "Ana", 2: "Plan"}[record]


CONTEXT = types.Context(TODAY, "EUR", Others())
days = st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat)
lines = st.text(max_size=40).map(clean_line).filter(bool)
long_texts = st.text(max_size=80).map(clean).map(lambda text: text.strip("\n")).filter(bool)
labels = st.lists(st.from_regex(r"[a-z0-9_]{1,8}", fullmatch=True), min_size=1, max_size=4, unique=True).map(
    lambda words: " ".join(sorted(words))
)
CHOICE = types.Choice(("todo", "doing", "in_review"), ("done",))

CASES: list[tuple[types.ValueType, st.SearchStrategy[Any]]] = [
    (types.TEXT, lines),
    (types.LONG, long_texts),
    (types.DAY, days),
    (types.DURATION, st.integers(0, 10**6)),
    (types.EFFORT, st.integers(0, 10**6)),
    (types.LAG, st.integers(-(10**5), 10**5)),
    (types.MONEY, st.integers(-(10**14), 10**14)),
    (types.PERCENT, st.integers(0, 10_000)),
    (types.SCALE, st.integers(1, 5)),
    (types.FLAG, st.integers(0, 1)),
    (types.LABELS, labels),
    (types.Number(0, 1000), st.integers(0, 1000)),
    (types.Number(0, 24, 2), st.integers(0, 2400)),
    (types.Number(-(10**9), 10**9, 2), st.integers(-(10**11), 10**11)),
    (CHOICE, st.sampled_from(CHOICE.choices)),
    (types.Reference("person"), st.just(1)),
    (types.Reference(None), st.sampled_from([1, 2])),
    (types.CODE, st.from_regex(r"[A-Z][A-Z0-9]{1,9}", fullmatch=True)),
    (types.HANDLE, st.from_regex(r"[a-z0-9][a-z0-9._-]{0,30}", fullmatch=True)),
    (types.CURRENCY, st.sampled_from(["EUR", "USD"])),
]


@pytest.mark.parametrize(("kind", "values"), CASES, ids=[f"{case[0].name}{number}" for number, case in enumerate(CASES)])
def test_what_edit_shows_is_read_back(kind: types.ValueType, values: st.SearchStrategy[Any]) -> None:
    @given(values)
    def check(value: Any) -> None:
        assert kind.parse(kind.edit(value, CONTEXT), CONTEXT) == value
        assert "\n" not in kind.show(value, CONTEXT)

    check()
    assert kind.edit(None, CONTEXT) == ""
    assert kind.parse("", CONTEXT) is None
    assert kind.show(None, CONTEXT) == NOT_AVAILABLE


@pytest.mark.parametrize(("kind", "values"), CASES, ids=[f"{case[0].name}{number}" for number, case in enumerate(CASES)])
def test_any_text_is_read_or_refused_in_words(kind: types.ValueType, values: st.SearchStrategy[Any]) -> None:
    @given(st.text(max_size=12) | st.from_regex(r"-{0,3}[0-9²٣]{0,18}[.,]?[0-9²]{0,4}[dhm%€]?", fullmatch=True))
    def check(word: str) -> None:
        try:
            value = kind.parse(word, CONTEXT)
        except (UsageError, ParseError) as error:
            value = None
            said.append(error.message)
        assert value is None or isinstance(value, int | str)
        assert not isinstance(value, int) or abs(value) < 2**63
        assert value is None or kind.parse(kind.edit(value, CONTEXT), CONTEXT) == value

    said = ["nothing yet"]
    check()
    assert all(said)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (types.PERCENT, 6000, "60 %"),
        (types.FLAG, 1, "yes"),
        (types.Number(0, 24, 2), 750, "7.5"),
        (types.Number(0, 24, 2), 800, "8"),
        (CHOICE, "in_review", "in review"),
        (types.Reference("person"), 1, "ana"),
        (types.LONG, "two\nlines", "two lines"),
        (types.VARIANCE, 6, "+6d"),
        (types.VARIANCE, -2, "-2d"),
        (types.VARIANCE, 0, "0d"),
    ],
)
def test_what_lists_show(kind: types.ValueType, value: Any, shown: str) -> None:
    assert kind.show(value, CONTEXT) == shown


def test_instants_are_shown_in_the_portfolios_zone(zone: Callable[[str], None]) -> None:
    zone("Pacific/Kiritimati")
    assert types.INSTANT.show("2026-11-22T20:00:12.123Z", CONTEXT) == "2026-11-23 10:00"


@pytest.mark.parametrize(
    ("kind", "value", "json"),
    [
        (types.MONEY, 1250, {"amount": "12.50", "currency": "EUR"}),
        (types.PERCENT, 6000, 60),
        (types.PERCENT, 3750, 37.5),
        (types.FLAG, 0, False),
        (types.Number(0, 24, 2), 750, 7.5),
        (types.Number(0, 24, 2), 800, 8),
        (types.LABELS, "a b", ["a", "b"]),
        (types.LABELS, None, []),
        (types.Reference("person"), 1, "@ana"),
        (types.Reference("task"), 2, {"ref": "CRM-1", "title": "Plan"}),
        (types.DAY, "2026-11-22", "2026-11-22"),
        (types.MONEY, None, None),
        (types.PERCENT, None, None),
        (types.FLAG, None, None),
        (types.Reference(None), None, None),
        (types.Number(), None, None),
    ],
)
def test_json(kind: types.ValueType, value: Any, json: Any) -> None:
    found = kind.json(value, CONTEXT)
    assert (found, type(found)) == (json, type(json))


@pytest.mark.parametrize(
    ("kind", "word", "part"),
    [
        (CHOICE, "d", "done"),
        (types.FLAG, "maybe", "yes or no"),
        (types.SCALE, "6", "1 to 5"),
        (types.SCALE, "0", "1 to 5"),
        (types.Number(0, 24, 2), "7.555", "7.5"),
        (types.CODE, "1A", "letter"),
        (types.HANDLE, "@ana!", "letters"),
        (types.CURRENCY, "EURO", "three"),
        (types.Reference("person"), "@bob", "@ana"),
    ],
)
def test_refusals_say_what_would_be_right(kind: types.ValueType, word: str, part: str) -> None:
    with pytest.raises(UsageError) as caught:
        kind.parse(word, CONTEXT)
    assert part in f"{caught.value.message} {caught.value.hint}"


def test_choices_are_read_by_their_beginning_and_with_spaces() -> None:
    assert [CHOICE.parse(word, CONTEXT) for word in ("doi", "In Review", "in-review", "DONE")] == [
        "doing",
        "in_review",
        "in_review",
        "done",
    ]


def test_durations_say_their_unit_in_files() -> None:
    assert types.DURATION.json_name("duration") == "duration_minutes"
    assert types.EFFORT.json_name("minutes") == "minutes"
    assert types.DAY.json_name("due") == "due"


def test_days_are_read_from_the_day_of_the_context() -> None:
    assert types.DAY.parse("+3d", CONTEXT) == (TODAY + timedelta(days=3)).isoformat()
