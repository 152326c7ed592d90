"""Who is archived is assigned to nothing new, by no road; what names them already stays, is shown, found and saved."""

from __future__ import annotations

import pytest

from models.core import registry
from models.core.listing import Listing
from models.operations.command import command
from models.operations.edit import read_fields
from models.store.errors import UsageError
from operations.conftest import Office

SINCE = r"@bob is archived since \d{4}-\d\d-\d\d"


@pytest.fixture
def task(office: Office) -> int:
    """A task of bob's, who is archived since."""
    task = office.make(owner=office.bob)
    with command(office.session, "archive") as work:
        work.archive(office.bob)
    return task


@pytest.mark.parametrize("line", ["CRM-2 @bob", "CRM-2 2h by:bob", "CRM-2 @bo"])
def test_the_quick_line_refuses_them_when_seen_and_when_written(office: Office, task: int, line: str) -> None:
    office.make()
    shown = office.look(line).error
    assert shown is not None
    with pytest.raises(UsageError, match=SINCE) as caught:
        office.say(line)
    assert caught.value.message == shown.message  # type: ignore[attr-defined]
    assert caught.value.hint is not None
    assert "qd restore @bob" in caught.value.hint


def test_fields_refuse_them_typed_and_given(office: Office, task: int) -> None:
    tasks = registry.get("task")
    for row in (None, {"id": 1, "owner": office.eva}):
        with pytest.raises(UsageError, match=SINCE) as typed:
            read_fields(office.session, tasks, {"owner": "@bob"}, project=office.crm, row=row)
        assert typed.value.field == "owner"
    free = office.make()
    with pytest.raises(UsageError, match=SINCE) as written, command(office.session, "assign") as work:
        work.change(free, {"owner": office.bob})
    assert written.value.field == "owner"
    with pytest.raises(UsageError, match=SINCE):
        office.make("project", title="Another", manager=office.bob, project=None)


def test_what_names_them_already_stays(office: Office, task: int) -> None:
    tasks = registry.get("task")
    row = office.row(task)
    values = read_fields(office.session, tasks, {"owner": "@bob", "title": "New words"}, project=office.crm, row=row)
    with command(office.session, "set") as work:
        work.change(task, values)
    assert (office.row(task)["owner"], office.row(task)["title"]) == (office.bob, "New words")
    for words in ("owner:bob", "owner:@bob"):
        listing = Listing(tasks, office.session, words=words)
        assert list(listing.ids()) == [task]
        assert listing.texts([task], ["owner"]) == [(task, ("bob",))]


def test_a_beginning_means_who_is_there(office: Office, task: int) -> None:
    bobby = office.make("person", handle="bobby", title="Bobby")
    office.say("CRM-1 @bo")
    assert office.row(task)["owner"] == bobby
