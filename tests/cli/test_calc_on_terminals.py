"""`qd calc` on a real terminal: colours, and answers that fit it."""

from __future__ import annotations

import re

import pytest
from end_to_end.terminal import Terminal

from cli.conftest import Qd
from cli.test_calc_plans import CPM, RCP, UNSURE

PLANS = ("network plan.csv", "dcma plan.csv", "simulate unsure.csv", "level plan.rcp")


def on_terminal(qd: Qd, line: str, columns: int = 80) -> str:
    """What a command writes on a terminal of so many columns, in the lines that it makes itself; it ends well."""
    for name, text in (("plan.csv", CPM), ("unsure.csv", UNSURE), ("plan.rcp", RCP)):
        (qd.home / name).write_text(text, "utf-8")
    with Terminal([*qd.command, *line.split()], (columns, 120), qd.env, cwd=str(qd.home)) as terminal:
        assert terminal.wait_for_end() == 0, terminal.screen()
        assert b"\x1b[" in terminal.output
        return re.sub("\x1b\\[[0-9;]*m", "", terminal.output.decode()).replace("\r\n", "\n")


def test_checks_that_passed_are_shown_in_colour(qd: Qd) -> None:
    assert len(re.findall("^(?:passed|FAILED|–) ", on_terminal(qd, "calc dcma plan.csv"), re.MULTILINE)) == 14


@pytest.mark.parametrize("topic", [*PLANS, "npv --rate 8% --vary 20% -- -500k 100k 180k", "pert 2,3,5 5,8,14 --law triangular"])
def test_no_row_breaks_however_narrow_the_terminal_is(qd: Qd, topic: str) -> None:
    for columns in (40, 60, 78, 79, 80, 81, 82, 84, 100, 130):
        assert max(map(len, on_terminal(qd, f"calc {topic}", columns).splitlines())) <= columns


@pytest.mark.parametrize("topic", PLANS)
def test_a_plan_fits_eighty_columns_with_whole_dates(qd: Qd, topic: str) -> None:
    lines, narrow = (on_terminal(qd, f"calc {topic}", columns).splitlines() for columns in (200, 80))
    assert len([line for line in narrow if not line.startswith("no room for ")]) == len(lines)
    assert "…" not in "".join(narrow)


def test_a_wide_terminal_shows_the_late_dates(qd: Qd) -> None:
    wide, narrow = (on_terminal(qd, "calc network plan.csv --start 2026-12-14", columns) for columns in (160, 80))
    assert "late start        late finish" in wide
    assert "late start        late finish" not in narrow
    assert "no room for" not in wide
    assert "\nno room for late start, late finish: a wider terminal or --json shows them\n" in narrow
    assert re.search(r"^D +D +2026-12-24 08:00  2026-12-28 17:00 +4 +3 +B FF\+1d$", narrow, re.MULTILINE)


def test_long_words_about_a_date_are_cut_before_they_are_left_out(qd: Qd) -> None:
    (qd.home / "long.csv").write_text("id,duration_days,predecessors\nFoundation works,4,\nB,1,Foundation works SS+1.5d\n", "utf-8")
    said = on_terminal(qd, "calc network long.csv --start 2026-12-14", 80)
    assert "held by" in said
    assert re.search("^B .* Foundation.*…$", said, re.MULTILINE)
    assert max(map(len, said.splitlines())) <= 80
