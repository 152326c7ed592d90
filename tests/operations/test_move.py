"""Moving records: the outline stays a tree, siblings keep their order, a move writes one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.core.record import find, reference
from models.operations import move
from models.operations.command import command
from models.operations.undo import undo
from models.store.errors import UsageError

if TYPE_CHECKING:
    from tests.operations.conftest import Office


def ref(office: Office, record: int) -> str:
    return reference(office.session, record)


def outline(office: Office, project: int) -> list[tuple[int, int]]:
    """The tasks of a project in the order people see them, and how deep each lies."""
    sql = "SELECT task, depth FROM task_schedule WHERE project = ? ORDER BY row"
    return office.session.database.rows(sql, (project,))


def done(office: Office, how: Any, *arguments: Any, **named: Any) -> int:
    """Carry a move out; how many tasks it wrote."""
    with command(office.session, "move") as work:
        how(work, *arguments, **named)
    return len({change.record for change in work.batch.changes if change.kind == "task"})


@pytest.fixture
def tree(office: Office) -> list[int]:
    """0 > (1, 2 > (3)), 4"""
    top = office.make(kind="summary")
    first = office.make(parent=top)
    second = office.make(parent=top, kind="summary")
    return [top, first, second, office.make(parent=second), office.make()]


def levels(office: Office, tree: list[int]) -> list[tuple[int, int]]:
    return [(tree.index(task), depth) for task, depth in outline(office, office.crm)]


def test_reorder(office: Office, tree: list[int]) -> None:
    assert done(office, move.reorder, tree[2], "up") == 1
    assert levels(office, tree) == [(0, 0), (2, 1), (3, 2), (1, 1), (4, 0)]
    assert done(office, move.reorder, tree[0], "down") == 1
    assert levels(office, tree) == [(4, 0), (0, 0), (2, 1), (3, 2), (1, 1)]


@pytest.mark.parametrize(("index", "direction", "word"), [(0, "up", "first"), (4, "down", "last"), (3, "up", "first")])
def test_at_the_end_of_the_row(office: Office, tree: list[int], index: int, direction: str, word: str) -> None:
    with pytest.raises(UsageError, match=word):
        done(office, move.reorder, tree[index], direction)


def test_indent_and_outdent(office: Office, tree: list[int]) -> None:
    assert done(office, move.indent, tree[4]) == 1
    assert levels(office, tree) == [(0, 0), (1, 1), (2, 1), (3, 2), (4, 1)]
    assert done(office, move.outdent, tree[3]) == 1
    assert levels(office, tree) == [(0, 0), (1, 1), (2, 1), (3, 1), (4, 1)]
    assert done(office, move.outdent, tree[1]) == 1
    assert levels(office, tree) == [(0, 0), (2, 1), (3, 1), (4, 1), (1, 0)]


def test_a_task_with_its_first_part_is_a_summary(office: Office, tree: list[int]) -> None:
    done(office, move.indent, tree[2])
    assert office.seen(tree[1])["kind"] == "summary"
    ticket = office.make(kind="ticket")
    office.make(parent=ticket)
    assert office.seen(ticket)["kind"] == "summary"


def test_no_place_to_go(office: Office, tree: list[int]) -> None:
    for how, index, word in ((move.indent, 0, "above"), (move.indent, 1, "above"), (move.outdent, 0, "top")):
        with pytest.raises(UsageError, match=word):
            done(office, how, tree[index])
    stone = office.make(kind="milestone")
    last = office.make()
    with pytest.raises(UsageError, match=f"{ref(office, stone)} .*milestone"):
        done(office, move.indent, last)


def test_siblings_with_one_key_are_told_apart_first(office: Office, tree: list[int]) -> None:
    for task in (tree[1], tree[2]):
        office.put(task, position="V")
    done(office, move.reorder, tree[2], "up")
    assert levels(office, tree)[1:4] == [(2, 1), (3, 2), (1, 1)]


def test_under_another_summary(office: Office, tree: list[int]) -> None:
    assert done(office, move.move, tree[1], parent=tree[2]) == 1
    assert levels(office, tree) == [(0, 0), (2, 1), (3, 2), (1, 2), (4, 0)]
    done(office, move.move, tree[2], parent=None)
    assert levels(office, tree) == [(0, 0), (4, 0), (2, 0), (3, 1), (1, 1)]


@pytest.mark.parametrize("parent", [0, 2, 3])
def test_nothing_becomes_part_of_itself(office: Office, tree: list[int], parent: int) -> None:
    entries = office.entries()
    with pytest.raises(UsageError, match="itself"):
        done(office, move.move, tree[0], parent=tree[parent])
    with pytest.raises(UsageError):
        done(office, move.move, tree[0], parent=tree[parent], project=office.iam)
    assert office.entries() == entries


def test_to_a_person(office: Office, tree: list[int]) -> None:
    done(office, move.move, tree[1], person=office.bob)
    assert office.row(tree[1])["owner"] == office.bob
    done(office, move.move, tree[1], person=None)
    assert office.row(tree[1])["owner"] is None
    with pytest.raises(UsageError, match="no owner"):
        done(office, move.move, office.crm, person=office.bob)


def test_to_another_project_with_all_that_hangs_on_it(office: Office, tree: list[int]) -> None:
    hours = office.make("time_entry", task=tree[3], person=office.bob, day="2026-11-20", minutes=60)
    comment = office.make("comment", record=tree[1], text="said")
    link = office.make("link", record=tree[0], url="https://example.org", title="page")
    inner = office.make("dependency", predecessor=tree[1], successor=tree[3])
    line = office.make("budget_line", task=tree[1], planned=100)
    cost = office.make("cost", line=line, amount=50)
    last = office.make()
    coming = office.make("dependency", predecessor=tree[4], successor=tree[1])
    going = office.make("dependency", predecessor=tree[3], successor=last)
    old = {record: ref(office, record) for record in (*tree[:4], hours, inner, cost, coming)}
    done(office, move.move, tree[0], project=office.iam)
    moved = [*tree[:4], hours, comment, link, inner, line, cost, coming]
    assert {office.row(record)["project"] for record in moved} == {office.iam}
    assert [office.row(record)["project"] for record in (tree[4], going)] == [office.crm] * 2
    assert [task for task, _ in outline(office, office.iam)] == tree[:4]
    assert [task for task, _ in outline(office, office.crm)] == [tree[4], last]
    assert [ref(office, task) for task in tree[:4]] == ["IAM-1", "IAM-2", "IAM-3", "IAM-4"]
    for record, name in old.items():
        assert find(office.session, name).id == record
    undo(office.session)
    assert {office.row(record)["project"] for record in moved} == {office.crm}
    assert [task for task, _ in outline(office, office.crm)] == [*tree, last]


def test_a_summary_of_another_project_takes_the_task_there(office: Office, tree: list[int]) -> None:
    there = office.make(project=office.iam, kind="summary")
    done(office, move.move, tree[2], parent=there)
    assert outline(office, office.iam) == [(there, 0), (tree[2], 1), (tree[3], 2)]


def test_siblings_keep_their_order_in_the_other_project(office: Office, tree: list[int]) -> None:
    done(office, move.reorder, tree[2], "up")
    done(office, move.move, tree[0], project=office.iam)
    assert [task for task, _ in outline(office, office.iam)] == [tree[0], tree[2], tree[3], tree[1]]


def test_a_risk_moves_and_keeps_its_old_reference(office: Office) -> None:
    risk = office.make("risk")
    done(office, move.move, risk, project=office.iam)
    assert ref(office, risk) == "IAM-R1"
    assert find(office.session, "CRM-R1").id == risk


def test_amounts_do_not_move_into_another_currency(office: Office) -> None:
    """Neither with their task nor by themselves; without an amount there is nothing to misread."""
    office.put(office.iam, currency="USD")
    task = office.make()
    office.make("budget_line", task=task, planned=100)
    alone = office.make("budget_line", planned=100)
    entries = office.entries()
    for record, name in ((task, "CRM-L1"), (alone, "CRM-L2")):
        with pytest.raises(UsageError, match=f"{name} has amounts in EUR, and that project counts in USD"):
            done(office, move.move, record, project=office.iam)
    assert office.entries() == entries
    risk = office.make("risk")
    done(office, move.move, risk, project=office.iam)
    assert ref(office, risk) == "IAM-R1"


def test_what_speaks_of_two_records_keeps_both(office: Office) -> None:
    """A cost whose task would go and whose line would stay is named; nothing is written."""
    task, line = office.make(), office.make("budget_line", planned=100)
    cost = office.make("cost", line=line, task=task, amount=50)
    entries = office.entries()
    with pytest.raises(UsageError, match="CRM-K1 refers to CRM-L1"):
        done(office, move.move, task, project=office.iam)
    assert office.entries() == entries
    assert office.row(cost)["project"] == office.crm


def test_what_lies_where_its_task_lies(office: Office, tree: list[int]) -> None:
    hours = office.make("time_entry", task=tree[3], person=office.bob, day="2026-11-20", minutes=60)
    for record in (hours, office.bob, office.crm):
        with pytest.raises(UsageError, match="by itself"):
            done(office, move.move, record, project=office.iam)
    with pytest.raises(UsageError, match="only tasks"):
        done(office, move.move, office.make("risk"), parent=tree[0])
    with pytest.raises(UsageError, match="no task"):
        done(office, move.reorder, office.crm, "up")


MOVES = st.tuples(st.sampled_from(["up", "down", "indent", "outdent", "under"]), st.integers(0, 5), st.integers(0, 5))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MOVES, min_size=1, max_size=6))
def test_the_outline_stays_a_tree_and_siblings_keep_their_order(office: Office, moves: list[tuple[str, int, int]]) -> None:
    database = office.session.database
    tasks = [row[0] for row in database.rows("SELECT id FROM task ORDER BY id")] or [office.make() for _ in range(6)]

    def siblings() -> dict[int | None, list[int]]:
        found: dict[int | None, list[int]] = {}
        for task, parent in database.rows("SELECT id, parent FROM task ORDER BY position, number"):
            found.setdefault(parent, []).append(task)
        return found

    for name, index, other in moves:
        task, before = tasks[index], siblings()
        kinds = database.rows("SELECT id FROM task WHERE kind = 'summary'")
        how = {
            "up": lambda work, task=task: move.reorder(work, task, "up"), "down": lambda work, task=task: move.reorder(work, task, "down"),
            "indent": lambda work, task=task: move.indent(work, task), "outdent": lambda work, task=task: move.outdent(work, task),
            "under": lambda work, task=task, other=other: move.move(work, task, parent=tasks[other]),
        }[name]  # fmt: skip
        try:
            written = done(office, how)
        except UsageError:
            assert siblings() == before
            continue
        new_summaries = len(database.rows("SELECT id FROM task WHERE kind = 'summary'")) - len(kinds)
        assert written <= 1 + new_summaries
        after = siblings()
        for parent, row in after.items():
            assert [each for each in row if each != task] == [each for each in before.get(parent, []) if each != task]
        assert sorted(each for each, _ in outline(office, office.crm)) == sorted(tasks)
        assert _reach_the_top(dict(database.rows("SELECT id, parent FROM task")))


def _reach_the_top(parents: dict[int, int | None]) -> bool:
    for task in parents:
        steps, at = 0, parents[task]
        while at is not None and steps <= len(parents):
            at, steps = parents[at], steps + 1
        if at is not None:
            return False
    return True
