"""What is typed on the command line is taken, or refused by name; what was understood of it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Qd


def test_a_score_off_the_scale_is_refused(crm: Qd) -> None:
    assert "from 1 to 5" in crm("new", "risk", "-p", "CRM", "Late", "6x9", code=2).err
    assert "from 1 to 5" in crm("u", "CRM-R1 4x0", code=2).err
    assert len(crm("ls", "risk").lines) == 1


def test_a_score_sets_both_of_a_risk_and_is_a_note_of_a_task(crm: Qd) -> None:
    crm("u", "CRM-R1 2x3 talked to them")
    risk = crm("show", "CRM-R1", "--json").json
    assert (risk["likelihood"], risk["impact"]) == (2, 3)
    said = crm("u", "CRM-1 30% 4x5 boxes came").out
    assert "“4x5” is part of the comment" in said
    assert "CRM-1 comment: 4x5 boxes came" in said


def test_a_day_to_come_after_the_verb_is_refused(crm: Qd) -> None:
    for word in ("tomorrow", "+2d"):
        assert "not over yet" in crm("u", f"CRM-1 x {word}", code=2).err
        assert "not over yet" in crm("u", f"CRM-1 2h {word} more of it", code=2).err
    assert "CRM-1 comment: call tomorrow" in crm("x", "CRM-1", "call", "tomorrow").out


def test_cancelling_tells_no_progress(crm: Qd) -> None:
    crm("u", "CRM-1 30%")
    assert "%" not in crm("u", "CRM-1 >cancelled").out


def test_a_number_is_named_whole(crm: Qd) -> None:
    assert "CRM-77" in crm("u", "77 x", code=1, QUARTERDECK_PROJECT="CRM").err
    assert "CRM-77" in crm("show", "77", "-p", "CRM", code=1).err


def test_an_effort_too_large_names_the_limit(crm: Qd) -> None:
    error = crm("new", "task", "-p", "CRM", "Big", "effort=999999999999h", code=2).err
    assert "too large" in error
    assert "16666666h" in error


def test_lists_without_rows_speak_of_commands(crm: Qd) -> None:
    assert "qd new issue" in crm("ls", "issue").err
    assert "limit" in crm("ls", "task", "--limit", "0").err


@pytest.mark.parametrize(("words", "position"), [('"unterminated', 1), ('title:"stub', 7), ('state:todo "', 12)])
def test_an_open_quotation_mark_is_refused_where_it_stands(crm: Qd, words: str, position: int) -> None:
    assert f"at position {position}:" in crm("ls", "task", words, code=2).err


def test_why_takes_the_names_of_json(crm: Qd) -> None:
    assert crm("why", "CRM-1", "forecast_finish").out == crm("why", "CRM-1", "finish").out
    assert crm("why", "CRM", "overall").out == crm("why", "CRM", "health").out


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "https:", "no address"])
def test_addresses_that_could_run_something_are_refused(crm: Qd, url: str) -> None:
    crm("new", "link", "record=CRM-1", f"url={url}", code=2)
    crm("new", "link", "record=CRM-1", "url=HTTPS://example.org/page")


def test_what_nobody_posted_is_no_zero(crm: Qd) -> None:
    said = crm("status").out
    assert "budget 810 k   actual –" in said
    assert crm("status", "--json").json["totals"]["money"][0]["actual"] is None


def test_a_code_that_is_taken_says_by_whom(crm: Qd, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = str(tmp_path_factory.mktemp("other") / "p.db")
    crm("--db", other, "new", "project", "Another", "code=CRM")
    crm("--db", other, "snapshot", "CRM", "-o", "CRM.toml")
    refused = crm("import", "CRM.toml", code=4).err
    assert "theirs CRM (" in refused
    assert "(, )" not in refused
