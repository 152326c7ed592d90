"""`qd calc simulate`: the exact percentiles, calendars, facts, summaries, and the same bytes for the same seed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Qd

LAWS = {"triangular": "triangular", "beta_pert_lambda4": "beta-pert", "beta_pert_moment_sigma_range_over_6": "pert-moment"}
HEADINGS = "id,optimistic,likely,pessimistic,predecessors\n"
START = ["--start", "2026-01-05"]


def csv_of(folder: Path, rows: str) -> str:
    """The path of a plan with these rows."""
    (folder / "plan.csv").write_text(HEADINGS + rows, "utf-8")
    return str(folder / "plan.csv")


def xml_of(folder: Path, tasks: str, head: str = "<StartDate>2026-01-05T08:00:00</StartDate>") -> str:
    """The path of a Microsoft Project file with these tasks."""
    (folder / "plan.xml").write_text(f"<Project>{head}<Tasks>{tasks}</Tasks></Project>", "utf-8")
    return str(folder / "plan.xml")


def test_simulation_names_its_law_and_repeats_itself(qd: Qd, tmp_path: Path) -> None:
    words = ["calc", "simulate", csv_of(tmp_path, "A,20,30,45,\nB,20,30,45,\n"), "--runs", "4000", "--seed", "7", "--json"]
    answer = qd(*words)
    assert answer.out == qd(*words).out
    assert answer.json["law"] == "beta-pert"
    assert answer.json["tasks"][0]["criticality"] == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("case", ["gao_house_series", "merge_bias_2"])
def test_exact_percentiles_lie_within_the_sampling_error(qd: Qd, shared: Path, tmp_path: Path, case: str, law: str) -> None:
    """Four standard errors of the binomial, read off at the percentiles around."""
    data: dict[str, Any] = json.loads((shared / "monte-carlo" / "exact_cases.json").read_text())[case]
    rows = "".join(f"{name},{low},{likely},{high},{' '.join(before)}\n" for name, low, likely, high, before in data["activities"])
    exact = data["exact"][law]
    found = qd("calc", "simulate", csv_of(tmp_path, rows), "--law", LAWS[law], "--runs", "20000", *START, "--json").json
    assert found["mean"] == pytest.approx(exact["mean"], abs=4 * exact["sd"] / 20_000**0.5)
    assert found["sd"] == pytest.approx(exact["sd"], rel=4 / 40_000**0.5)
    for name in ("P10", "P20", "P50", "P80", "P90", "P95"):
        assert found["percentiles"][name] == pytest.approx(exact[name], abs=0.07 * exact["sd"])


def test_percentiles_are_dates_through_the_calendar(qd: Qd, tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text('hours = ["08:00-12:00"]\n[[exception]]\nfirst = 2026-01-06\n', "utf-8")
    words = ["calc", "simulate", csv_of(tmp_path, "A,2,2,2,\nB,1,1,1,A\n"), *START, "--runs", "50"]
    assert qd(*words, "--json").json["finish"]["P80"] == "2026-01-07T17:00"
    found = qd(*words, "--calendar", str(tmp_path / "site.toml"), "--json").json
    assert (found["mean"], found["finish"]["P80"]) == (3, "2026-01-08T12:00")
    assert "2026-01-07" in qd(*words).out


def test_a_plan_of_microsoft_project_ends_as_its_network(qd: Qd, shared: Path) -> None:
    for path in sorted((shared / "msproject").glob("*.xml")):
        network = qd("calc", "network", str(path), "--json").json
        found = qd("calc", "simulate", str(path), "--runs", "20", "--json").json
        assert (found["mean"], found["sd"]) == (network["duration_days"], 0), path.name
        assert set(found["finish"].values()) == {network["finish"]}, path.name


def test_done_work_is_fixed_and_begun_work_goes_on(qd: Qd, tmp_path: Path) -> None:
    """The first ended two days late on Thursday, the second has one of two days left behind it."""
    link = "<PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type></PredecessorLink>"
    done = "<ActualStart>2026-01-06T08:00:00</ActualStart><ActualFinish>2026-01-08T17:00:00</ActualFinish>"
    begun = "<ActualStart>2026-01-09T08:00:00</ActualStart><RemainingDuration>PT8H0M0S</RemainingDuration>"
    tasks = f"<Task><UID>1</UID><ID>1</ID><Duration>PT8H0M0S</Duration>{done}</Task>"
    tasks += f"<Task><UID>2</UID><ID>2</ID><Duration>PT16H0M0S</Duration>{begun}{link}</Task>"
    found = qd("calc", "simulate", xml_of(tmp_path, tasks), "--runs", "20", "--json").json
    assert (found["mean"], found["finish"]["P50"]) == (6, "2026-01-12T17:00")
    assert [task["mean"] for task in found["tasks"]] == [0, 1]


@pytest.mark.parametrize(("kind", "days"), [(1, 3), (3, 2)])
def test_links_of_summaries_are_simulated(qd: Qd, tmp_path: Path, kind: int, days: int) -> None:
    """Tasks of 1 and 2 days below a summary, and one of a day behind its finish, or beside its start."""
    link = f"<PredecessorLink><PredecessorUID>1</PredecessorUID><Type>{kind}</Type></PredecessorLink>"
    rows = ((1, 1, 0, ""), (2, 2, 8, ""), (3, 2, 16, ""), (4, 1, 8, link), (5, 1, 8, ""))
    tasks = "".join(
        f"<Task><UID>{uid}</UID><ID>{uid}</ID><OutlineLevel>{level}</OutlineLevel><Duration>PT{hours}H0M0S</Duration>{more}</Task>"
        for uid, level, hours, more in rows
    )
    answer = qd("calc", "simulate", xml_of(tmp_path, tasks), "--runs", "10", "--json").json
    assert (answer["mean"], [task["id"] for task in answer["tasks"]]) == (days, [2, 3, 4, 5])


def test_a_plan_of_centuries_is_refused(qd: Qd, tmp_path: Path) -> None:
    rows = "A,100000,100000,100000,\nB,100000,100000,100000,A\n"
    assert "more than 500 years" in qd("calc", "simulate", csv_of(tmp_path, rows), *START, "--runs", "2", code=2).err
