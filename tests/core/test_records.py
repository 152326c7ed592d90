"""References and who is meant: the directory, aliases, handles, made-up codes, rights on private fields."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store.support import change, empty_portfolio, make, new_portfolio, opened, project

from models.core import access, declaration, record, registry
from models.core.access import Session
from models.core.codes import code_for, handle_for
from models.core.lookup import Directory, context
from models.operations.command import command
from models.store.errors import NotFoundError, UsageError


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return new_portfolio(tmp_path / "p.db")


class TestFind:
    """What a typed reference leads to."""

    def test_every_form(self, session: Session) -> None:
        crm = project(session)
        task = make(session, "task", project=crm, title="Plan")
        risk = make(session, "risk", project=crm, title="Late")
        unit = make(session, "unit", title="Ops")
        lesson = make(session, "lesson", project=crm, title="Ask early")
        expected = {
            "CRM-1": task,
            "crm-1": task,
            " CRM-1 ": task,
            "CRM-R1": risk,
            "crm-r1": risk,
            "CRM-LL1": lesson,
            "U-1": unit,
            "u-1": unit,
            "CRM": crm,
            "crm": crm,
            "@ana": session.me,
            "@ANA": session.me,
        }
        assert {word: record.find(session, word).id for word in expected} == expected
        assert record.references(session, [task, risk, unit, crm, lesson]) == {
            task: "CRM-1",
            risk: "CRM-R1",
            unit: "U-1",
            crm: "CRM",
            lesson: "CRM-LL1",
        }
        assert record.references(session, []) == {}

    def test_short_forms_within_a_project(self, session: Session) -> None:
        crm = project(session)
        task = make(session, "task", project=crm, title="Plan")
        risk = make(session, "risk", project=crm, title="Late")
        net = make(session, "project", code="NET2", title="Network")
        assert [record.find(session, word, crm).id for word in ("1", "R1", "r1", "NET2", "CRM")] == [task, risk, risk, net, crm]
        with pytest.raises(NotFoundError):
            record.find(session, "1")

    @pytest.mark.parametrize(
        "word", ["CRM-99", "CRM-X1", "NOPE-1", "NOPE", "@nobody", "X-1", "", "CRM-", "-1", "CRM-1-1", "CRM 1", "💥", "CRM-٣"]
    )
    def test_what_there_is_not(self, session: Session, word: str) -> None:
        with pytest.raises(NotFoundError) as caught:
            record.find(session, word)
        assert caught.value.exit_code == 1
        assert caught.value.hint

    @given(st.text(max_size=20))
    def test_any_text_is_found_or_not(self, word: str) -> None:
        try:
            assert record.find(empty_portfolio(), word, 2).id > 0
        except NotFoundError as error:
            assert word.strip()[:5] in error.message  # noqa: PT017 - that it is raised is not certain

    def test_old_codes_and_places_lead_on_for_ever(self, session: Session) -> None:
        crm = project(session)
        other = make(session, "project", code="NET", title="Network")
        task = make(session, "task", project=crm, title="Plan")
        change(session, crm, code="SALES")
        change(session, crm, code="SHOP")
        change(session, task, project=other)
        for word in ("CRM-1", "SALES-1", "SHOP-1", "NET-1"):
            assert record.find(session, word).id == task
        for word in ("CRM", "SALES", "SHOP"):
            assert record.find(session, word).id == crm
        for code in ("CRM", "SALES", "SHOP", "NET"):
            with pytest.raises(UsageError, match="taken"):
                make(session, "project", code=code, title="Newcomer")

    def test_a_code_may_come_back_to_its_own_project(self, session: Session) -> None:
        crm = project(session)
        change(session, crm, code="SALES")
        change(session, crm, code="CRM")
        assert record.find(session, "SALES").id == record.find(session, "CRM").id == crm


class TestPeople:
    """Which person a word means."""

    def test_handles_beginnings_and_me(self, session: Session) -> None:
        ben = make(session, "person", handle="ben", title="Ben")
        benita = make(session, "person", handle="benita", title="Benita")
        cleo = make(session, "person", handle="cleo", title="Cleo")
        words = {"@ben": ben, "ben": ben, "BEN": ben, "beni": benita, "c": cleo, "me": session.me, "@me": session.me}
        assert {word: record.person(session, word) for word in words} == words

    def test_several_are_named(self, session: Session) -> None:
        for handle in ("bea", "ben"):
            make(session, "person", handle=handle, title=handle)
        with pytest.raises(UsageError, match="may be @bea, @ben"):
            record.person(session, "be")

    def test_nobody_is_refused_with_who_there_is(self, session: Session) -> None:
        with pytest.raises(UsageError) as caught:
            record.person(session, "@zoe")
        assert "@ana" in (caught.value.hint or "")
        with pytest.raises(UsageError, match="nobody is bound"):
            record.person(opened(session.database.path, "zoe"), "me")

    def test_a_unit_is_found_by_its_title_and_a_wrong_kind_is_named(self, session: Session) -> None:
        unit = make(session, "unit", title="Operations")
        directory = Directory(session)
        assert directory.resolve("unit", "operations") == unit
        assert directory.title(unit) == "Operations"
        assert directory.reference(999) == "#999"
        with pytest.raises(UsageError, match="is a unit, not a task"):
            directory.resolve("task", "U-1")
        with pytest.raises(UsageError, match="no record"):
            directory.resolve("task", "CRM-77")


class TestNames:
    """Codes and handles that nobody typed."""

    @pytest.mark.parametrize(
        ("title", "code"),
        [
            ("Customer relationship management (CRM)", "CRM"),
            ("Move to the new data centre", "MNDC"),
            ("Payroll", "PAYR"),
            ("3D", "PRJ"),
            ("Ä", "PRJ"),
            ("Größe für alle", "GROS"),
            ("Die Straße zum Hafen von Kiel", "SHK"),
            ("", "PRJ"),
        ],
    )
    def test_codes(self, title: str, code: str) -> None:
        assert code_for(title, lambda taken: False) == code

    def test_handles(self) -> None:
        assert handle_for("Ana María López", lambda taken: False) == "ana"
        assert handle_for("Ana López", lambda taken: taken == "ana") == "anal"
        assert handle_for("李", lambda taken: False) == "person"

    @given(st.text(max_size=30), st.sets(st.integers(0, 30)))
    def test_they_always_have_their_form_and_are_free(self, title: str, holes: set[int]) -> None:
        for make_name, kind in ((code_for, "project"), (handle_for, "person")):
            asked: list[str] = []

            def taken(name: str, asked: list[str] = asked) -> bool:
                asked.append(name)
                return len(asked) - 1 in holes

            name = make_name(title, taken)
            field = registry.get(kind).fields["code" if kind == "project" else "handle"]
            assert field.value_type.parse(name, None) == name  # type: ignore[arg-type]
            assert len(asked) - 1 not in holes

    def test_codes_of_projects_of_one_title_differ(self, session: Session) -> None:
        with command(session, "import") as work:
            ids = [work.create("project", {"title": "Payroll"}) for _ in range(12)]
        assert len(set(record.references(session, ids).values())) == 12


class TestRights:
    """Everybody may do everything but read what is private to others."""

    def test_private_fields_are_their_owners(self, session: Session) -> None:
        people = registry.get("person")
        notes, role = people.fields["notes"], people.fields["role"]
        own, other = {"id": session.me}, {"id": -1}
        assert access.may_read_field(session, people, notes, own)
        assert not access.may_read_field(session, people, notes, other)
        assert not access.may_read_field(session, people, notes, None)
        assert access.may_read_field(session, people, role, other)
        assert access.may(session, "write", people, other).allowed

    def test_who_asks_is_the_account_whatever_the_environment_says(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import os
        import pwd

        for name in ("USER", "LOGNAME", "LNAME", "USERNAME"):
            monkeypatch.setenv(name, "somebody")
        assert access.login_of_process() == pwd.getpwuid(os.getuid()).pw_name

    def test_an_account_without_a_name_has_its_number(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("os.getuid", lambda: 3_999_999)
        assert access.login_of_process() == "uid3999999"


class TestRegistry:
    """Registers are found by file name and by what people call them."""

    @pytest.mark.parametrize(
        ("word", "key"),
        [
            ("task", "task"),
            ("tasks", "task"),
            ("Tasks", "task"),
            ("people", "person"),
            ("hours", "time_entry"),
            ("dependencies", "dependency"),
            ("budget", "budget_line"),
            ("time entries", "time_entry"),
            ("ris", "risk"),
            ("baseline-line", "baseline_line"),
            ("iss", "issue"),
        ],
    )
    def test_words(self, word: str, key: str) -> None:
        assert registry.resolve(word).key == key

    @pytest.mark.parametrize("word", ["", "l", "nonsense", "../task", "x" * 200])
    def test_unknown_words_name_what_there_is(self, word: str) -> None:
        with pytest.raises(UsageError) as caught:
            registry.resolve(word)
        assert "task" in (caught.value.hint or "")

    def test_every_declaration_is_sound(self) -> None:
        assert declaration.faults() == []


def test_the_context_of_a_project_has_its_currency(session: Session) -> None:
    net = make(session, "project", code="NET", title="Network", currency="CHF")
    assert context(session, project=net).currency == "CHF"
    assert context(session).currency == "EUR"
    assert context(session, project=net, currency="USD").currency == "USD"
