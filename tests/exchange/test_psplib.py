"""PSPLIB and Patterson files: read whole, wrong lines named."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from models.exchange.psplib import as_tasks, parse, parse_rcp, parse_sm
from models.planning.levelling.level import level
from models.values import ParseError

SM = """\
************************************************************************
file with basedata            : small.bas
************************************************************************
jobs (incl. supersource/sink ):  4
RESOURCES
  - renewable                 :  1   R
  - nonrenewable              :  0   N
  - doubly constrained        :  0   D
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
------------------------------------------------------------------------
  1      1     0       0
  2      1     8       2
  3      1     4       2
  4      1     0       0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1
    3
************************************************************************
"""
RCP = "4 1\n3\n0 0 2 2 3\n8 2 1 4\n4 2 1\n4\n0 0 0\n"


def test_both_formats_hold_the_same() -> None:
    assert parse_sm(SM) == parse_rcp(RCP)
    instance = parse_sm(SM, "small")
    assert instance.durations == (0, 8, 4, 0)
    assert instance.successors == ((1, 2), (3,), (3,), ())
    assert (instance.demands, instance.capacities) == (((0,), (2,), (2,), (0,)), (3,))
    assert level(*as_tasks(instance)).finish == 12


def test_a_file_is_known_by_its_content() -> None:
    assert parse(SM, "small") == parse(RCP, "small")
    with pytest.raises(ParseError, match="the file is empty"):
        parse(" \n")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("  2      1     8       2", "  2      1     x       2", "line 21: the duration of job 2 is \"x\": a whole number from 0"),
        ("  2      1     8       2", "  2      1     8       5", "line 21: a demand of job 2 is \"5\": a whole number from 0 to 3"),
        ("  2      1     8       2", "  2      1     8", "line 21: job 2 has 3 numbers: job, mode, duration and 1 demands"),
        ("  2      1     8       2", "  2      2     8       2", "line 21: job 2: \"2\" where 1 mode was expected"),
        ("  2      1     8       2\n", "", "line 21: job \"3\" stands here: jobs 1 to 4 in order"),
        ("   3        1          1           4", "   3        1          1           9", "line 14: a successor of job 3 is \"9\": a whole number"),
        ("   3        1          1           4", "   3        1          2           4", "line 14: job 3 names 1 successors: 2, as"),
        ("supersource/sink ):  4", "supersource/sink ):  5", "line 15: PRECEDENCE RELATIONS holds 4 jobs: 5, as the head says"),
        ("    3\n***", "    3 4\n***", "line 27: 2 capacities: 1, one a resource"),
        ("nonrenewable              :  0", "nonrenewable              :  2", "line 7: there are nonrenewable resources: renewable resources only"),
        ("RESOURCEAVAILABILITIES:", "", "the file ends without a line “RESOURCEAVAILABILITIES”"),
        (SM, "", "line 1: the file ends without a line “jobs”"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named(before: str, after: str, message: str) -> None:
    assert before in SM
    with pytest.raises(ParseError) as raised:
        parse_sm(SM.replace(before, after))
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: the file ends where the number of jobs was expected: a whole number"),
        ("4 1\n3\n0 0 2 2 3\n8 2 1 4\n4 2 1\n4\n", "line 6: the file ends where the duration of job 4 was expected"),
        (RCP.replace("8 2 1 4", "8 2 1 5"), "line 4: a successor of job 2 is \"5\": a whole number from 1 to 4"),
        (RCP.replace("8 2 1 4", "8 -2 1 4"), "line 4: the demand of job 2 for resource 1 is \"-2\": a whole number from 0 to 3"),
        (RCP + "1", "line 8: \"1\" follows the last of 4 jobs: as many jobs as the first line says"),
    ],
)  # fmt: skip
def test_a_wrong_number_of_patterson_is_named(text: str, message: str) -> None:
    with pytest.raises(ParseError) as raised:
        parse_rcp(text)
    assert message in str(raised.value)


def test_public_files_have_their_published_critical_paths(shared: Path) -> None:
    with open(shared / "psplib" / "expected.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        instance = parse((shared / "psplib" / row["instance"]).read_text())
        assert len(instance.durations) == int(row["jobs_incl_dummies"])
        plan = level(*as_tasks(instance), iterations=1)
        assert plan.unlevelled_finish == int(row["critical_path_length"])
        assert plan.lower_bound <= int(row["best_lower_bound"])
        assert plan.conflicts == ()
