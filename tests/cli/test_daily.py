"""The daily verbs on the command line: u, x, s, b, ok, log, and the project that bare numbers mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Qd


def states(qd: Qd) -> list[str]:
    """The states of all tasks."""
    return [task["state"] for task in qd("ls", "task", "--json").json]


def test_the_morning_of_a_lead(crm: Qd) -> None:
    answer = crm("u", "-p", "CRM", "1 x; 2 60% 2h API stubbed; 3 ! waiting on VPN")
    assert [line.split(":")[0] for line in answer.lines] == ["CRM-1", "CRM-2", "CRM-3", "CRM-2 comment"]
    assert states(crm) == ["done", "doing", "blocked"]
    second = crm("show", "CRM-2", "--json").json
    assert second["progress"] == 60
    assert second["comments"][0]["text"] == "API stubbed"
    assert crm("show", "CRM-3", "--json").json["blocked_reason"] == "waiting on VPN"
    assert crm("ls", "time_entry", "--json").json[0]["minutes"] == 120


def test_lines_of_standard_input_are_segments(crm: Qd) -> None:
    crm("u", "-", stdin="CRM-1 x\n\nCRM-2 30% going well; better than CRM-3 x\n")
    assert states(crm) == ["done", "doing", "todo"]


def test_all_or_nothing(crm: Qd) -> None:
    crm("u", "CRM-1 x; CRM-99 x", code=1)
    assert states(crm) == ["todo", "todo", "todo"]


def test_verbs_take_several_references(crm: Qd) -> None:
    crm("x", "CRM-1", "CRM-2")
    assert states(crm) == ["done", "done", "todo"]
    crm("s", "CRM-3")
    assert states(crm)[2] == "doing"
    crm("b", "CRM-3", "chase:fri", "needs:netops", "waiting", "on", "VPN")
    third = crm("show", "CRM-3", "--json").json
    assert (third["state"], third["blocked_by"], third["blocked_reason"]) == ("blocked", "netops", "waiting on VPN")


def test_hours_are_logged(crm: Qd) -> None:
    crm("log", "CRM-1", "CRM-2", "1h30", "2026-11-19", "review")
    entries = crm("ls", "time_entry", "--json").json
    assert [(entry["task"]["ref"], entry["day"], entry["minutes"]) for entry in entries] == [
        ("CRM-2", "2026-11-19", 90),
        ("CRM-1", "2026-11-19", 90),
    ]
    assert "how many hours" in crm("log", "CRM-1", "nothing", "here", code=2).err


def test_a_summary_wants_all(crm: Qd) -> None:
    crm("new", "task", "Part one", "parent=CRM-1")
    refused = crm("x", "CRM-1", code=2)
    assert "all" in refused.err
    crm("x", "CRM-1", "all")
    assert crm("show", "CRM-4", "--json").json["state"] == "done"


def test_reopening_names_what_is_missing(crm: Qd) -> None:
    crm("x", "CRM-1")
    assert "rem" in crm("u", "CRM-1 40%", code=2).err
    crm("u", "CRM-1 to:todo rem 6h")
    assert crm("show", "CRM-1", "--json").json["remaining_minutes"] == 360


def test_a_dry_run_shows_every_effect(crm: Qd) -> None:
    answer = crm("u", "CRM-2 60% 2h API stubbed", "--dry-run")
    assert "60" in answer.out
    assert "2 h" in answer.out
    assert states(crm) == ["todo", "todo", "todo"]
    assert crm("u", "CRM-2 60%", "--dry-run", "--json").json["records"][0]["ref"] == "CRM-2"


def test_once_keeps_hours_from_doubling(crm: Qd) -> None:
    first = crm("log", "CRM-1", "2h", "--once", "monday")
    again = crm("log", "CRM-1", "2h", "--once", "monday")
    assert again.out == first.out
    assert len(crm("ls", "time_entry", "--json").json) == 1


def test_if_version_makes_a_verb_conditional(crm: Qd) -> None:
    crm("u", "CRM-1 30%")
    crm("u", "CRM-1 40%")
    refused = crm("u", "CRM-1 60%", "--if-version", "1", "--json", code=4)
    assert "progress" in [clash["field"] for clash in refused.error["clashes"]]
    assert crm("show", "CRM-1", "--json").json["progress"] == 40
    for dry in ((), ("--dry-run",)):
        assert "has version 3, not 1" in crm("u", "CRM-1 @bob", "--if-version", "1", *dry, code=4).err
    assert crm("show", "CRM-1", "--json").json["owner"] is None
    for _ in "ab":  # what was carried out under its key is no conflict with itself
        crm("u", "CRM-1 60%", "--if-version", "3", "--once", "noon")
    assert "one record" in crm("x", "CRM-1", "CRM-2", "--if-version", "1", code=2).err
    assert "no version" in crm("x", "CRM-1", "--if-version", "77", code=2).err


def test_a_block_wants_its_reason_or_who_can_end_it(crm: Qd) -> None:
    assert "CRM-1: a block needs its reason" in crm("b", "CRM-1", code=2).err
    crm("b", "CRM-1", "needs:netops")
    crm("b", "CRM-2", "waiting on VPN")
    crm("b", "CRM-2", "chase:fri")
    assert states(crm)[:2] == ["blocked", "blocked"]


def test_no_change_confirms(crm: Qd) -> None:
    crm("ok", "CRM-2")
    assert crm("history", "CRM-2", "--json").json[0]["verb"] == "confirm"
    assert crm("ok", "CRM", "--json").json["records"][0]["ref"] == "CRM"


def test_two_dashes_protect_the_note(crm: Qd) -> None:
    crm("u", "CRM-1", "--", "60% of the vendors")
    first = crm("show", "CRM-1", "--json").json
    assert first["progress"] is None
    assert first["comments"][0]["text"] == "60% of the vendors"


class TestBareNumbers:
    """A number means a task of the chosen project."""

    def test_of_the_only_running_project(self, crm: Qd) -> None:
        crm("x", "2")
        assert states(crm)[1] == "done"
        assert crm("show", "2", "--json").json["ref"] == "CRM-2"

    def test_is_refused_with_candidates_where_several_run(self, crm: Qd) -> None:
        crm("new", "project", "Payroll", "code=PAY")
        assert "CRM-2" in crm("x", "2", code=2).err
        assert "CRM-2" in crm("show", "2", code=1).err

    def test_is_read_in_the_order_option_variable_use(self, crm: Qd) -> None:
        def title(*words: str, **env: str) -> Any:
            return crm("show", "1", "--json", *words, **env).json["title"]

        for code in ("PAY", "NET"):
            crm("new", "project", f"Project {code}", f"code={code}")
            crm("new", "task", f"First of {code}", "-p", code)
        crm("use", "PAY")
        assert title() == "First of PAY"
        assert title(QUARTERDECK_PROJECT="NET") == "First of NET"
        assert title("-p", "CRM", QUARTERDECK_PROJECT="NET") == "Map customer fields"
        assert crm("use").lines == ["PAY  Project PAY"]

    @pytest.mark.parametrize("words", [["use", "XYZ"], ["ls", "task", "-p", "XYZ"], ["status", "XYZ"]])
    def test_an_unknown_project_is_named(self, crm: Qd, words: list[str]) -> None:
        refused = crm(*words, code=1)
        assert "XYZ" in refused.err
        assert "CRM" in refused.err

    def test_the_choice_belongs_to_its_database(self, crm: Qd, tmp_path: Any) -> None:
        crm("use", "CRM")
        other = str(tmp_path / "other.db")
        crm("--db", other, "new", "project", "Alpha", "code=ALPHA")
        assert crm("--db", other, "use").lines == ["ALPHA  Alpha"]


def test_a_new_cost_says_what_followed(crm: Qd) -> None:
    crm("new", "budget_line", "-p", "CRM", "Hardware", "planned=800k")
    answer = crm("new", "cost", "-p", "CRM", "Racks", "amount=900k", "line=CRM-L1", "posted_on=today")
    assert answer.lines == ["CRM-K1  Racks"]
    assert answer.err == "  actual – → 900 k · cost ● → ■\n"
