"""Records, standings and explanations from a portfolio."""

from __future__ import annotations

import json

import pytest
from store.support import note_to_oneself

from models.core import registry
from models.core.access import Session
from models.core.record import find
from models.operations.command import command
from models.reports.record import Records, differences, whole
from models.reports.status import page, portfolio, reasons, standing
from models.reports.why import why
from models.store.errors import UsageError


def test_every_record_of_the_demo_has_a_json_form_without_floats_in_money(demo: Session) -> None:
    for register in registry.every():
        ids = [row[0] for row in demo.database.rows(f'SELECT id FROM "{register.key}" LIMIT 40')]
        records = Records(demo, register, ids)
        assert [row["id"] for row in records.rows] == ids
        for row in records.rows:
            found = records.as_json(row)
            assert json.loads(json.dumps(found, allow_nan=False)) == found
            assert found["ref"]
            assert isinstance(found["labels"], list)
            assert all(isinstance(value["amount"], str) for value in found.values() if isinstance(value, dict) and "amount" in value)
            assert records.lines(row)


def test_every_record_of_the_demo_can_be_shown_whole(demo: Session) -> None:
    for register in registry.every():
        row = demo.database.row(f'SELECT id FROM "{register.key}" ORDER BY id DESC LIMIT 1')
        if row is not None:
            shown = whole(demo, row[0], register.key).as_json()
            assert shown["register"] == register.key
            assert "comments" in shown
            assert "links" in shown


def test_a_list_gives_every_record_its_links_and_comments_by_as_many_questions_as_one_record(session: Session) -> None:
    with command(session, "begin") as work:
        crm = work.create("project", {"code": "CRM", "title": "CRM replacement"})
        tasks = [work.create("task", {"project": crm, "title": title}) for title in ("Map fields", "Test", "Say nothing")]
        for task in tasks[:2]:
            work.create("comment", {"project": crm, "record": task, "text": f"about {task}", "by": session.me})
            work.create("link", {"project": crm, "record": task, "url": f"https://example.org/{task}"})
        gone = work.create("comment", {"project": crm, "record": tasks[2], "text": "taken back"})
    with command(session, "archive") as work:
        work.archive(gone)
    records = Records(session, registry.get("task"), tasks)
    listed = [records.as_json(row) for row in records.rows]
    assert [[comment["text"] for comment in each["comments"]] for each in listed] == [[f"about {tasks[0]}"], [f"about {tasks[1]}"], []]
    assert [[link["url"][-1:] for link in each["links"]] for each in listed] == [[str(task)[-1:]] for task in tasks[:2]] + [[]]
    assert [{"register": "task", **each, "predecessors": [], "successors": []} for each in listed] == [whole(session, task, "task").as_json() for task in tasks]
    assert questions(session, tasks) == questions(session, tasks[:1])


def questions(session: Session, tasks: list[int]) -> int:
    asked = []
    session.database._peewee.connection().set_trace_callback(asked.append)
    records = Records(session, registry.get("task"), tasks)
    for row in records.rows:
        records.as_json(row)
    session.database._peewee.connection().set_trace_callback(None)
    return len(asked)


def test_private_fields_show_only_to_their_owner(session: Session) -> None:
    with command(session, "begin") as work:
        bob = work.create("person", {"handle": "bob", "title": "Bob"})
        work.change(session.me or 0, {"notes": "my own note"})
    note_to_oneself(session, "bob", "wants to leave")
    other, mine = Records(session, registry.get("person"), [bob, session.me or 0]).rows
    records = Records(session, registry.get("person"), [])
    assert "notes" not in records.as_json(other)
    assert records.as_json(mine)["notes"] == "my own note"


def test_differences_speak_of_labels_not_of_order_keys(session: Session) -> None:
    with command(session, "begin") as work:
        project = work.create("project", {"code": "CRM", "title": "Customer record", "currency": "EUR", "budget": 100_00})
        task = work.create("task", {"project": project, "title": "First"})
    told = differences(session, "task", task, {"position": ["a", "b"], "number": [1, 2], "duration": [None, 480], "parent": [None, None]})
    assert (told[0].field, told[0].before, told[0].after) == ("duration_minutes", "–", "1d")
    assert "position" not in [each.field for each in told]
    money = differences(session, "project", project, {"budget": [100_00, 250_000]})[0]
    assert (money.before, money.after) == ("100.00 EUR", "2,500.00 EUR")


def test_the_portfolio_is_ordered_by_trouble(demo: Session) -> None:
    found = portfolio(demo)
    ranks = [("red", "amber", "green", None).index(row.overall) for row in found.projects]
    assert ranks == sorted(ranks)
    assert found.counts["red"] == ranks.count(0)
    assert all(len(found.weeks[row.id]) == 6 and found.weeks[row.id][-1] == row.overall for row in found.projects)
    budget = sum(row.budget or 0 for row in found.projects)
    assert found.money["EUR"][0] == budget
    assert portfolio(demo, project=found.projects[0].id).projects == found.projects[:1]


def test_a_page_names_what_presses(demo: Session) -> None:
    crm = find(demo, "CRM").id
    shown = page(demo, crm)
    assert shown.objective
    assert shown.risks[0][0].startswith("CRM-R")
    scores = [int(remark.split(",")[0].removeprefix("score ")) for _, _, remark in shown.risks]
    assert scores == sorted(scores, reverse=True)
    assert any(ref == "CRM-101" for ref, _, _ in shown.next)
    assert all(ref.startswith("CRM-") for ref, _, _ in (*shown.issues, *shown.blocked))


def test_reasons_are_those_of_the_standing(demo: Session) -> None:
    found = {row.id: row.reasons for row in portfolio(demo).projects}
    assert any(found.values())
    assert {project: reasons(demo.database, project) for project in found} == found


def test_every_colour_is_explained(demo: Session) -> None:
    for row in portfolio(demo).projects:
        found = {each.figure: each for each in why(demo, row.id)}
        assert next(iter(found)) == "health"
        told = {"red": "trouble", "amber": "at risk", "green": "on track", None: "–"}
        for name in ("schedule", "cost", "risk"):
            assert found[name].value == told[getattr(row, name)]
            assert found[name].lines
        assert standing(demo, row.id) == row


def test_explanations_exist_for_every_kind_with_figures(demo: Session) -> None:
    for register in registry.every():
        row = demo.database.row(f'SELECT id FROM "{register.key}" LIMIT 1')
        if row is None:
            continue
        if register.key in ("project", "task", "risk") or register.computed:
            found = why(demo, row[0])
            assert found
            assert all(each.value and each.formula for each in found)
        else:
            with pytest.raises(UsageError):
                why(demo, row[0])


def test_an_unknown_figure_names_the_known_ones(demo: Session) -> None:
    with pytest.raises(UsageError) as caught:
        why(demo, find(demo, "CRM").id, "bogus")
    assert "forecast" in (caught.value.hint or "")
    assert why(demo, find(demo, "CRM").id, "fore")[0].figure == "forecast"


def test_sums_in_explanations_are_those_of_the_project(session: Session) -> None:
    with command(session, "begin") as work:
        project = work.create("project", {"code": "CRM", "title": "Customer record", "currency": "EUR", "budget": 1_000_000})
        line = work.create("budget_line", {"project": project, "title": "Licences", "planned": 900_000, "forecast": 1_100_000})
        work.create("cost", {"project": project, "line": line, "title": "First", "amount": 250_050, "posted_on": "2026-11-02"})
    told = {each.figure: each for each in why(session, project)}
    assert told["forecast"].value == "11,000.00 EUR"
    assert "1,000.00 EUR (+10 % of it)" in told["forecast"].formula
    assert told["actual"].value == "2,500.50 EUR"
    assert "25 % of" in told["actual"].formula
    assert told["budget"].value == "10,000.00 EUR"
    assert told["finish"].value == "–"
    assert told["exposure"].value == "–"
