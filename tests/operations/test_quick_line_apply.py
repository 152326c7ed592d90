"""The quick line carried out: who, when, what is written and what is refused."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.core.record import reference
from models.operations import history, update
from models.operations.undo import undo
from models.store.errors import ConflictError, NotFoundError, QuarterdeckError, UsageError

if TYPE_CHECKING:
    from tests.operations.conftest import Office

NINE = datetime(2026, 11, 23, 9, 0)


@pytest.fixture
def task(office: Office) -> int:
    return office.make(title="API stub", effort=720, state="doing", progress=3000, remaining=504, actual_start="2026-11-18")


def effects(found: update.Preview) -> list[str]:
    assert found.error is None
    return [text for segment in found.segments for text in segment.effects]


def test_the_morning_of_a_lead(office: Office, task: int) -> None:
    map_fields, tunnel = office.make(), office.make()
    office.say("", map_fields, verb="x", now=NINE)
    office.say("60% 2h API stubbed", task, now=NINE)
    office.say("waiting on VPN", tunnel, verb="b", now=NINE)
    assert office.row(map_fields)["state"] == "done"
    assert (office.row(task)["progress"], office.row(task)["remaining"]) == (6000, 288)
    assert office.hours(task) == [(office.ana, "2026-11-20", 120)]
    assert office.comments(task) == ["API stubbed"]
    assert (office.row(tunnel)["state"], office.row(tunnel)["blocked_reason"]) == ("blocked", "waiting on VPN")


def test_hours_alone_leave_what_is_left_and_every_date_as_they_were(office: Office) -> None:
    """5 d of work which nobody has reported on: a week of hours is no report of progress."""
    task = office.make(duration=2400, start="2026-11-23")
    shown = "SELECT remaining, finish FROM task_schedule WHERE task = ?"
    assert office.session.database.row(shown, (task,)) == (2400, "2026-11-27")
    said = office.say("2h 16 nov..20 nov", task, now=NINE)
    assert office.row(task)["state"] == "doing"
    assert office.session.database.row(shown, (task,)) == (2400, "2026-11-27")
    assert not any("finish" in line for line in said.lines)


def test_what_is_not_done_does_not_end_in_the_past_though_nothing_is_left(office: Office, task: int) -> None:
    office.say("100%", task, now=NINE)
    assert office.session.database.value("SELECT finish FROM task_schedule WHERE task = ?", (task,)) == "2026-11-23"


def test_the_preview_shows_every_effect_and_writes_nothing(office: Office, task: int) -> None:
    entries = office.entries()
    found = office.look('60% 2h @bob due:fri +legal ^"Vendor is late" API stubbed', task)
    assert effects(found) == [
        "done 30 → 60 %", "left 8.4h → 4.8h", "owner – → bob", "due – → 27 Nov", "+legal", "2 h of ana on 23 Nov",
        "new risk: Vendor is late",
        "note: API stubbed",
    ]  # fmt: skip
    assert (found.segments[0].ref, found.segments[0].title, found.segments[0].record) == ("CRM-1", "API stub", task)
    assert office.entries() == entries


def test_words_of_the_note_that_look_like_tokens_can_be_taken_in(office: Office, task: int) -> None:
    found = office.look("meeting in 2h with @bob", task)
    assert effects(found) == ["note: meeting in 2h with @bob"]
    assert update.completions(found) == ["2h meeting in with @bob", "@bob meeting in 2h with"]


def test_the_preview_names_what_is_wrong(office: Office, task: int) -> None:
    for typed, word in (("60% due:soon", "soon"), ("@nobody", "@nobody"), (">nowhere", ">nowhere"),
                        ("CRM-99 x", "CRM-99"), ("150%", "150%"),
                        ("2h by:zoe", "zoe"), ("! chase:never", "never"), ("25h", "25h")):  # fmt: skip
        error = office.look(typed, task).error
        assert error is not None, typed
        assert word in error.message
        with pytest.raises(QuarterdeckError, match=word):
            office.say(typed, task)


# -- whose hours, on which day


def test_hours_of_the_morning_belong_to_the_last_working_day_that_lacks_them(office: Office, task: int) -> None:
    found = office.look("2h", task, now=NINE)
    assert effects(found) == ["2 h of ana on 20 Nov, whose hours are missing (2h today: 23 Nov)"]
    assert effects(office.look("1h 30m", task, now=NINE)) == ["1 h 30 of ana on 20 Nov, whose hours are missing (1h 30m today: 23 Nov)"]
    office.say("2h", task, now=NINE)
    assert office.hours(task) == [(office.ana, "2026-11-20", 120)]


def test_what_was_said_is_known_by_its_kind_not_by_its_words(office: Office, task: int) -> None:
    """Whose hours were missing is of use before only; a person's words that read like it are told whole."""
    assert office.say("2h", task, now=NINE).lines[0].startswith("CRM-1: 2 h of ana on 20 Nov")
    said = office.say('! needs:"Bob, whose hours lack" supplier', task).lines[0]
    assert "waits for Bob, whose hours lack" in said


@pytest.mark.parametrize(
    ("typed", "now"), [("2h today", NINE), ("2h", datetime(2026, 11, 23, 11, 0)), ("2h", datetime(2026, 11, 23, 18, 0))]
)
def test_hours_of_today(office: Office, task: int, typed: str, now: datetime) -> None:
    office.say(typed, task, now=now)
    assert office.hours(task) == [(office.ana, "2026-11-23", 120)]


def test_hours_of_the_morning_belong_to_today_where_none_are_missing(office: Office, task: int) -> None:
    office.make("time_entry", task=task, person=office.ana, day="2026-11-20", minutes=480)
    office.say("2h", task, now=NINE)
    office.say("2h by:bob", task, now=NINE)
    assert office.hours(task)[1:] == [(office.bob, "2026-11-20", 120), (office.ana, "2026-11-23", 120)]


def test_one_line_looks_for_missing_hours_before_it_writes(office: Office, task: int) -> None:
    other = office.make()
    office.say("1 2h; 2 3h", now=NINE)
    assert office.hours(task) == [(office.ana, "2026-11-20", 120)]
    assert office.hours(other) == [(office.ana, "2026-11-20", 180)]


def test_hours_on_each_working_day_of_a_range(office: Office, task: int) -> None:
    office.say("1h 30m mon..fri by:bob", task)
    assert office.hours(task) == [(office.bob, f"2026-11-{day}", 90) for day in range(16, 21)]


@pytest.mark.parametrize("typed", ["2h 2026-11-24", "x 2026-12-01", "2h 2026-11-23..2026-11-27", "2h 2026-02-30"])
def test_what_is_not_over_or_no_day_is_refused(office: Office, task: int, typed: str) -> None:
    with pytest.raises(UsageError, match="2026-"):
        office.say(typed, task)


@pytest.mark.parametrize("typed", ["fri", "fri lunch", "by:bob x", "@bob yesterday"])
def test_words_that_have_nothing_to_do_are_refused(office: Office, task: int, typed: str) -> None:
    with pytest.raises(UsageError, match=typed.split()[-1] if "@" in typed else typed.split()[0]):
        office.say(typed, task)


def test_hours_of_a_pinned_project_are_of_its_status_date(office: Office, task: int) -> None:
    office.put(office.crm, status_date="2012-12-31", status_pinned=1)
    office.say("2h", task, now=NINE)
    assert office.hours(task) == [(office.ana, "2012-12-31", 120)]


# -- which record


def test_references(office: Office, task: int) -> None:
    second = office.make()
    for typed in ("CRM-2 +a", "crm-2 +b", "2 +c"):
        office.say(typed)
    assert office.row(second)["labels"] == "a b c"
    office.say("CRM-2 +d", task)
    assert office.row(second)["labels"] == "a b c d"
    assert office.row(task)["labels"] is None


def test_a_number_needs_a_project_and_a_token(office: Office, task: int) -> None:
    office.make(project=office.iam)
    with pytest.raises(UsageError, match="CRM-1, IAM-1"):
        office.say("1 x", project=None)
    with pytest.raises(UsageError, match="CRM-1"):
        office.say("1 please look at it")
    office.say("1 please look at it", task)
    assert office.comments(task) == ["1 please look at it"]


def test_a_line_without_a_record(office: Office, task: int) -> None:
    with pytest.raises(UsageError, match="60%"):
        office.say("60% 2h")
    with pytest.raises(UsageError, match="nothing is said"):
        office.say("", task)


def test_an_archived_record_is_not_written(office: Office, task: int) -> None:
    office.put(task, archived="2026-11-20T00:00:00.000Z")
    with pytest.raises(UsageError, match="archived"):
        office.say("CRM-1 x")


def test_a_line_of_a_file_begins_with_a_reference(office: Office, task: int) -> None:
    with pytest.raises(UsageError, match="60%"):
        office.say("1 2h\n60% forgotten\n", lines=True)
    assert office.hours(task) == []
    office.say("1 2h\n1 60%; 1 x\n", lines=True)
    assert office.row(task)["progress"] == 6000
    assert office.comments(task) == ["; 1 x".lstrip("; ")]


def test_marked_rows_take_the_same_line(office: Office, task: int) -> None:
    second = office.make()
    outcome = office.say("30m today @bob", task, records=[task, second])
    assert [office.row(each)["owner"] for each in (task, second)] == [office.bob] * 2
    assert [office.hours(each) for each in (task, second)] == [[(office.ana, "2026-11-23", 30)]] * 2
    assert outcome.records == [task, second]


def test_a_command_on_several_records(office: Office, task: int) -> None:
    second = office.make()
    office.say("CRM-1 2 fri handed over", verb="x")
    assert [office.row(each)["actual_finish"] for each in (task, second)] == ["2026-11-20"] * 2
    assert office.comments(second) == ["handed over"]


# -- all or nothing


def test_segments_are_one_change(office: Office, task: int) -> None:
    office.make()
    batch = office.say("1 60%; 2 x; 1 2h fine").batch
    assert batch is not None
    assert {event.ref for event in history.events(office.session) if event.batch == batch} >= {"CRM-1", "CRM-2", "CRM-H1", "CRM-N1"}
    undo(office.session)
    assert office.row(task)["progress"] == 3000
    assert office.row(task)["state"] == "doing"


def test_a_later_segment_sees_the_earlier_one(office: Office) -> None:
    task = office.make(effort=600)
    office.say("1 x; 1 >todo rem 6h")
    assert (office.row(task)["state"], office.row(task)["remaining"], office.row(task)["actual_finish"]) == ("todo", 360, None)
    with pytest.raises(UsageError, match="done"):
        office.say("1 x; 1 60%")


def test_one_wrong_segment_leaves_everything(office: Office, task: int) -> None:
    office.make()
    entries = office.entries()
    with pytest.raises(UsageError, match="@nobody"):
        office.say("1 60% 2h; 2 @nobody")
    with pytest.raises(NotFoundError, match="77"):
        office.say("1 60% 2h; 77 x")
    assert office.entries() == entries
    found = office.look("1 60% 2h; 77 x")
    assert found.segments[0].error is None
    assert found.error is found.segments[1].error is not None


def test_a_rehearsal_keeps_nothing(office: Office, task: int) -> None:
    entries = office.entries()
    rehearsed = office.say("1 60% 2h fine", dry_run=True)
    assert office.entries() == entries
    assert office.row(task)["progress"] == 3000
    assert rehearsed.batch is None
    assert rehearsed.lines == office.say("1 60% 2h fine").lines


def test_a_repeat_answers_as_the_first_time(office: Office, task: int) -> None:
    first = office.say("1 2h", once="key")
    entries = office.entries()
    again = office.say("1 2h", once="key")
    assert again.repeated
    assert again.lines == first.lines
    assert office.entries() == entries


def test_a_change_on_an_older_version(office: Office, task: int) -> None:
    version = office.row(task)["version"]
    office.say("1 60% @bob")
    with pytest.raises(ConflictError):
        office.say("1 70%", read={task: version})
    outcome = office.say("1 due:fri", read={task: version})
    assert {"owner", "progress"} <= set(outcome.merged)
    assert office.row(task)["due"] == "2026-11-27"


def test_nothing_differs(office: Office, task: int) -> None:
    office.say("1 x")
    entries = office.entries()
    outcome = office.say("1 x")
    assert (outcome.batch, outcome.lines) == (None, ["CRM-1: nothing changes"])
    assert office.entries() == entries


def test_the_history_names_no_word_of_the_note(office: Office, task: int) -> None:
    office.say("1 60% by:bob 2h @eva a private matter")
    label = history.events(office.session, limit=1)[0].label
    assert label == "60% 2h"
    office.say("CRM-1 private too")
    assert history.events(office.session, limit=1)[0].label == "comment"


def test_no_change_still_right(office: Office, task: int) -> None:
    before = office.row(task)
    outcome = office.say("=", task)
    after = office.row(task)
    assert {name for name in after if after[name] != before[name]} == {"version", "updated"}
    assert "still right" in outcome.lines[0]


# -- risks, and records that are no tasks


def test_a_risk_raised_from_a_task_carries_its_reference(office: Office, task: int) -> None:
    outcome = office.say('1 ^"Vendor is late" ^cost', None)
    rows = office.session.database.rows("SELECT title, project, labels, state FROM risk ORDER BY id")
    assert rows == [("Vendor is late", office.crm, "crm-1", "open"), ("cost", office.crm, "crm-1", "open")]
    assert outcome.lines == ["CRM-1: CRM-R1 raised · CRM-R2 raised · risk – → ●"]


def test_a_risk_takes_what_makes_sense(office: Office) -> None:
    risk = office.make("risk", title="Late")
    office.say("CRM-R1 @bob +vendor >closed it did not happen")
    row = office.row(risk)
    assert (row["owner"], row["labels"], row["state"]) == (office.bob, "vendor", "closed")
    assert office.comments(risk) == ["it did not happen"]


@pytest.mark.parametrize("typed", ["60%", "2h", "rem 6h", "due:fri", "x", "s", "! no", ">doing", "fri"])
def test_a_risk_refuses_the_rest_by_name(office: Office, typed: str) -> None:
    office.make("risk", title="Late")
    entries = office.entries()
    with pytest.raises(UsageError, match=typed.split()[0]):
        office.say(f"CRM-R1 {typed}")
    assert office.entries() == entries


def test_a_project_and_a_person(office: Office) -> None:
    office.say("CRM = the board knows")
    office.say("CRM >on_hold +audit")
    assert office.row(office.crm)["state"] == "on_hold"
    assert office.comments(office.crm) == ["the board knows"]
    with pytest.raises(UsageError, match="@bob"):
        office.say("CRM @bob")
    office.say("+dba", office.bob)
    assert office.row(office.bob)["labels"] == "dba"
    with pytest.raises(UsageError, match="late"):
        office.say("^late", office.bob)


# -- properties

TOKENS = ["60%", "2h", "rem 6h", ">review", "fri", "@bob", "due:fri", "+legal", "^late"]
NOTES = [*TOKENS, "x", "!", "=", "done", "needs:bob", "by:zoe", "--", "101", "; 2 of them", "CRM-2", "word"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(TOKENS), min_size=1, max_size=3, unique=True), st.lists(st.sampled_from(NOTES), max_size=6))
def test_no_word_of_a_note_has_an_effect(office: Office, before: list[str], note: list[str]) -> None:
    """Whatever the note says, the line does what it does with another note."""
    here: int = office.session.database.value("SELECT min(id) FROM task") or office.make(
        state="doing", effort=600, actual_start="2026-11-02"
    )

    def found(text: str) -> Any:
        shown = office.look(text, here)
        return [
            (segment.record, [effect for effect in segment.effects if not effect.startswith("note: ")], str(segment.error))
            for segment in shown.segments
        ]

    assert found(" ".join([*before, "note", *note])) == found(" ".join([*before, "note"]))


def test_references_in_answers(office: Office, task: int) -> None:
    assert office.say("1 60%").effects[0][0] == reference(office.session, task)


def test_rows_as_they_were_seen_are_not_written_over_one_by_one_or_many(office: Office, task: int) -> None:
    other = office.make(title="Another")
    seen = {each: office.row(each)["version"] for each in (task, other)}
    office.say("2 60%")
    with pytest.raises(ConflictError) as found:
        office.say("40%", here=task, records=[task, other], read=seen)
    (clash,) = [each for each in found.value.clashes if each.field == "progress"]
    assert (clash.ref, clash.theirs, clash.mine) == ("CRM-2", 6000, 4000)
    assert office.row(task)["progress"] == 3000
    assert "progress" in office.say("due:fri", here=task, records=[task, other], read=seen).merged
