"""`qd calc` on a real terminal: colours, and answers that fit it."""

from __future__ import annotations

import re

from end_to_end.terminal import Terminal

from cli.conftest import Qd

CPM = "id,duration_days,predecessors\nA,4,\nB,6,A\nC,5,ASS+2\nD,3,BFF+1\nE,7,CFS+1\nF,2,D EFS-1\nG,4,CSF+15d\nH,1,F G\n"


def on_terminal(qd: Qd, line: str, columns: int = 80) -> str:
    """What a command leaves on a terminal of so many columns; it ends well."""
    (qd.home / "plan.csv").write_text(CPM, "utf-8")
    with Terminal([*qd.command, *line.split()], (columns, 120), qd.env, cwd=str(qd.home)) as terminal:
        assert terminal.wait_for_end() == 0, terminal.screen()
        assert b"\x1b[" in terminal.output
        return terminal.screen()


def test_checks_that_passed_are_shown_in_colour(qd: Qd) -> None:
    assert len(re.findall("^(?:passed|FAILED|–) ", on_terminal(qd, "calc dcma plan.csv"), re.MULTILINE)) == 14
