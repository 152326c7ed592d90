"""The filter language: what it finds, and what it says about what it cannot read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from store.support import empty_portfolio, make, new_portfolio, project

from models.core import query, registry
from models.core.access import Session
from models.core.listing import Listing
from models.operations.command import command
from models.store.errors import UsageError


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    session = new_portfolio(tmp_path_factory.mktemp("query") / "p.db")
    crm = project(session)
    ben = make(session, "person", handle="ben", title="Ben Orr")
    ann = make(session, "person", handle="ann", title="Ann Lee")
    with command(session, "tasks") as work:
        for values in (
            {
                "title": "Configure the VPN",
                "owner": session.me,
                "state": "doing",
                "due": "2026-11-25",
                "labels": "legal net",
                "duration": 480,
            },
            {"title": "Write 100% of the plan", "owner": ben, "state": "todo", "due": "2026-12-24", "labels": "a_b", "priority": 700},
            {"title": "Test a, b and c", "owner": ann, "state": "done", "description": "with the vpn team", "duration": 1440},
            {"title": "Naïve draft", "state": "cancelled", "description": "Über die Straße"},
            {
                "title": "Order servers",
                "owner": ben,
                "state": "blocked",
                "blocked_reason": "supplier",
                "due": "2026-11-20",
                "labels": "axb",
            },
        ):
            work.create("task", {"project": crm, **values})
        for likelihood, impact in ((5, 4), (2, 2), (3, 5)):
            work.create(
                "risk",
                {"project": crm, "title": f"Risk {likelihood}", "likelihood": likelihood, "impact": impact, "expected_cost": 500_000},
            )
    return session


def found(session: Session, words: str, kind: str = "task") -> list[int]:
    listing = Listing(registry.get(kind), session, words=words, sort="number")
    numbers = [line.values[0] for line in listing.lines(listing.ids(), ["number"])]
    assert listing.count() == len(numbers)
    return numbers


@pytest.mark.parametrize(("words", "numbers"), [
    ("", [1, 2, 3, 4, 5]),
    ("state:open", [1, 2, 5]),
    ("state:final", [3, 4]),
    ("state!=open", [3, 4]),
    ("-state:open", [3, 4]),
    ("state:doing,blocked", [1, 5]),
    ("owner:me", [1]),
    ("owner:@ben", [2, 5]),
    ("owner:ben,ann", [2, 3, 5]),
    ("owner:none", [4]),
    ("owner!=none", [1, 2, 3, 5]),
    ("owner!=ben", [1, 3, 4]),
    ("due<+7d", [1, 5]),
    ("due<=2026-11-25", [1, 5]),
    ("due<2026-11-25", [5]),
    ("due>today", [1, 2]),
    ("due:none", [3, 4]),
    ("vpn", [1, 3]),
    ('"the vpn"', [1, 3]),
    ("VPN state:open", [1]),
    ("serv", [5]),
    ("naive", [4]),
    ("100%", [2]),
    ("+legal", [1]),
    ("-+legal", [2, 3, 4, 5]),
    ("+a_b", [2]),
    ("label:net", [1]),
    ('title:"a, b"', [3]),
    ("title:100%", [2]),
    ("title:_", []),
    ("title:configure", [1]),
    ("title:NAÏVE", [4]),
    ("description:über", [4]),
    ("description:STRASSE", [4]),
    ('title="Order servers"', [5]),
    ("duration>=1d", [1, 3]),
    ("duration:3d", [3]),
    ("done>20%", [3]),
    ("priority:700", [2]),
    ("owner:me or state:done", [1, 3]),
    ("(owner:me or owner:ben) due<+7d", [1, 5]),
    ("-(owner:me or owner:ben)", [3, 4]),
    ("-(-(owner:me))", [1]),
    ("OWNER:ME", [1]),
    ("created>2000-01-01 updated<2100-01-01", [1, 2, 3, 4, 5]),
    ("created<2000-01-01", []),
    ("ref:CRM-2", [2]),
    ("number>=4", [4, 5]),
])  # fmt: skip
def test_it_finds(session: Session, words: str, numbers: list[int]) -> None:
    assert found(session, words) == numbers


@pytest.mark.parametrize(("words", "numbers"), [
    ("score>=15", [1, 3]), ("score:20", [1]), ("score<5 kind:threat", [2]), ("exposure>4k", [1]), ("likelihood>2 impact<5", [1]),
    ("response:none", [1, 2, 3]), ("kind:opportunity", []),
])  # fmt: skip
def test_it_compares_figures(session: Session, words: str, numbers: list[int]) -> None:
    assert found(session, words, "risk") == numbers


@pytest.mark.parametrize(("words", "position", "expected"), [
    ("colour:red", 1, "one of"),
    ("vpn colour:red", 5, "one of"),
    ("due:", 5, "a day like"),
    ("  due<", 7, "a day like"),
    ("due<soon", 5, ""),
    ("state:sleeping", 7, "one of"),
    ("state:do", 7, "one of"),
    ("owner:nobody", 7, "known"),
    ("owner:,", 7, "@handle"),
    ('title:"', 7, "text"),
    ("title<x", 6, "title:value"),
    ("vpn or", 5, "a word or a test"),
    ("or vpn", 1, "a word or a test"),
    ("(vpn", 1, "a “)”"),
    ("vpn)", 4, "bracket"),
    ("()", 2, "a word or a test"),
    ("priority:9999", 10, "1000"),
    ("priority:--5", 10, "digits"),
    ("duration:3x", 10, "3"),
    ("number:99999999999999999999", 8, "digits"),
    ("(" * 60 + "a" + ")" * 60, 41, "fewer"),
    ("-(" * 60 + "a" + ")" * 60, 41, "one “-” or none"),
    (" ".join("word" for _ in range(300)), 1001, "fewer words"),
])  # fmt: skip
def test_it_says_where_and_what_was_expected(session: Session, words: str, position: int, expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        found(session, words)
    assert caught.value.message.startswith(f"at position {position}: ")
    assert expected in (caught.value.hint or "")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(("name", "first", "last"), [
    ("UTC", "2026-11-23T00:00:00.000Z", "2026-11-23T23:59:59.999Z"),
    ("Pacific/Kiritimati", "2026-11-22T10:00:00.000Z", "2026-11-23T09:59:59.999Z"),
    ("Pacific/Pago_Pago", "2026-11-23T11:00:00.000Z", "2026-11-24T10:59:59.999Z"),
])  # fmt: skip
def test_a_day_of_an_instant_is_the_whole_day_of_the_portfolios_zone(
    session: Session, zone: Callable[[str], None], name: str, first: str, last: str
) -> None:
    zone(name)
    for number, at in enumerate((first, last), 1):
        session.database.execute("UPDATE task SET created = ? WHERE number = ?", (at, number))
    session.database.execute("UPDATE task SET created = '2026-11-20T00:00:00.000Z' WHERE number = 3")
    session.database.execute("UPDATE task SET created = '2026-11-26T00:00:00.000Z' WHERE number > 3")
    assert found(session, "created:2026-11-23") == [1, 2]
    assert found(session, "created!=2026-11-23") == [3, 4, 5]
    assert (found(session, "created<2026-11-23"), found(session, "created<=2026-11-23")) == ([3], [1, 2, 3])
    assert (found(session, "created>2026-11-23"), found(session, "created>=2026-11-23")) == ([4, 5], [1, 2, 4, 5])


pieces = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        [
            "(",
            ")",
            "-",
            "or",
            '"',
            "+",
            ":",
            "<=",
            ">",
            "!=",
            "=",
            ",",
            " ",
            "none",
            "me",
            "@",
            "today",
            "+7d",
            "*",
            "^",
            "NEAR",
            "\x00",
            "\ud800",
        ]
    ),
    st.sampled_from(
        [
            "state",
            "owner",
            "due",
            "title",
            "labels",
            "duration",
            "progress",
            "number",
            "parent",
            "created",
            "critical",
            "ref",
            "float",
            "left",
        ]
    ),
)


@settings(max_examples=150)
@given(st.lists(pieces, max_size=14).map("".join))
@example("((((" * 300)
@example("-" * 2000)
@example("a or " * 3000 + "a")
@example("title:" + "x" * 100_000)
@example("due:99999-01-01")
@example("_ * ^ NEAR(a)")
def test_any_text_is_read_and_run_or_refused_with_its_position(text: str) -> None:
    for kind in ("task", "person", "project"):
        try:
            condition = query.condition(text, registry.get(kind), empty_portfolio())
        except UsageError as error:
            refused = error
        else:
            register = registry.get(kind)
            empty_portfolio().database.rows(f'SELECT t.id FROM "{kind}" t {register.join} WHERE {condition.sql}', condition.params)
            continue
        at = re.match(r"at position (\d+): ", refused.message)
        assert at is not None, refused.message
        assert 1 <= int(at[1]) <= len(text) + 1
        assert refused.hint


def test_amounts_are_compared_as_they_read_each_in_its_own_currency(tmp_path: Path) -> None:
    session = new_portfolio(tmp_path / "currencies.db")
    for code, currency, budget in (("EUR1", "EUR", 1_000_050), ("YEN", "JPY", 1_000_000), ("DIN", "KWD", 20_000_000), ("USD1", "USD", 1_000_050)):
        make(session, "project", code=code, title=code, currency=currency, budget=budget)
    make(session, "risk", project=project(session, "YEN"), title="Late", expected_cost=700)

    def codes(words: str, sort: str | None = None) -> list[str]:
        listing = Listing(registry.get("project"), session, words=words, sort=sort)
        return [line.values[0] for line in listing.lines(listing.ids(), ["code"])]

    assert codes("budget=10000.50") == ["EUR1", "USD1"]
    assert codes("budget:1M") == ["YEN"]
    assert codes("budget=10000.5USD") == ["USD1"]
    assert codes('budget>"1k EUR"') == ["EUR1"]
    assert codes('budget>"1k CHF"') == []
    assert sorted(codes("budget>10001")) == ["DIN", "YEN"]
    assert sorted(codes("budget!=1M -budget:none")) == ["DIN", "EUR1", "USD1"]
    assert codes("-budget:none", "-budget") == ["YEN", "DIN", "EUR1", "USD1"]
    assert sorted(codes(f"budget<{9 * 10**15}")) == ["DIN", "EUR1", "USD1", "YEN"]
    assert found(session, "expected_cost:700", "risk") == [1]
    assert found(session, "exposure>300 exposure<400", "risk") == [1]
    with pytest.raises(UsageError, match=r"at position 8: .* is not an amount"):
        codes("budget>x10")
