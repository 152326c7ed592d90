"""Finding words in everything."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store.support import note_to_oneself

from models.core.access import Session
from models.operations.command import command
from models.operations.search import Hit, match_expression, search


def filled(session: Session) -> dict[str, int]:
    """Two projects with tasks and a comment about adapters."""
    with command(session, "begin") as work:
        crm = work.create("project", {"code": "CRM", "title": "Customer record", "objective": "One adapter for all", "currency": "EUR"})
        pay = work.create("project", {"code": "PAY", "title": "Payroll", "currency": "EUR"})
        done = work.create("task", {"project": crm, "title": "Adapter, our part", "state": "done"})
        todo = work.create("task", {"project": crm, "title": "Vendor part", "description": "The adapter of the vendor"})
        other = work.create("task", {"project": pay, "title": "Adapter for payslips"})
        said = work.create("comment", {"record": done, "text": "the adapter is late, Zürich waits"})
    return {"crm": crm, "pay": pay, "done": done, "todo": todo, "other": other, "said": said}


def ids(hits: list[Hit]) -> list[int]:
    return [hit.id for hit in hits]


def test_open_records_come_first_then_those_whose_title_fits(session: Session) -> None:
    made = filled(session)
    found = ids(search(session, "adapter"))
    assert found[0] == made["other"]
    assert found[-1] == made["done"]
    assert set(found) == {made[name] for name in ("other", "todo", "crm", "said", "done")}


def test_every_word_must_occur_and_the_last_may_be_a_beginning(session: Session) -> None:
    made = filled(session)
    assert ids(search(session, "vendor adap")) == [made["todo"]]
    assert ids(search(session, "adap vendor")) == []
    assert made["todo"] not in ids(search(session, "adapter -vendor"))
    assert ids(search(session, "zurich")) == [made["said"]]


def test_a_project_narrows_and_its_archived_records_are_gone(session: Session) -> None:
    made = filled(session)
    assert ids(search(session, "adapter", project=made["pay"])) == [made["other"]]
    with command(session, "archive") as work:
        work.archive(made["other"])
    assert made["other"] not in ids(search(session, "adapter"))


def test_a_comment_names_what_it_is_about(session: Session) -> None:
    filled(session)
    hit = search(session, "zürich")[0]
    assert (hit.kind, hit.ref, hit.about) == ("comment", "CRM-N1", "CRM-1")
    assert len(search(session, "adapter", limit=2)) == 2


def test_private_texts_are_not_found(session: Session) -> None:
    with command(session, "begin") as work:
        work.create("person", {"handle": "bob", "title": "Bob"})
    note_to_oneself(session, "bob", "wants to leave")
    assert search(session, "leave") == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=30))
def test_whatever_is_typed_is_words_never_syntax(session: Session, words: str) -> None:
    found = search(session, words)
    assert match_expression(words) is not None or found == []
