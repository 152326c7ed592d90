"""`qd calc`: figures without a database, as text and as JSON."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import Here, Qd

CPM = "id,duration_days,predecessors\nA,4,\nB,6,A\nC,5,ASS+2\nD,3,BFF+1\nE,7,CFS+1\nF,2,D EFS-1\nG,4,CSF+15d\nH,1,F G\n"
PLAN = "0,50,120,220,350,500,640,760,860,940,1000"


def test_evm_as_json_has_the_symbols_as_keys(qd: Qd) -> None:
    found = qd("calc", "evm", "--bac", "4000", "--pv", "3000", "--ev", "2500", "--ac", "2800", "--etc", "2k", "--json").json
    assert found["eac1"] == 4480
    assert found["eac4"] == 4800
    assert found["cpi"] == pytest.approx(2500 / 2800, rel=1e-12)
    assert [found[key] for key in ("cv", "sv", "vac", "eac2", "etc", "tcpi_bac")] == [-300, -500, -480, 4300, 1680, 1.25]


def test_every_figure_has_the_key_of_its_symbol(qd: Qd) -> None:
    e = qd("calc", "evm", "--bac", "4000", "--pv", "3000", "--ev", "2500", "--ac", "2800", "--etc", "1", "--json").json
    names = "bac pv ev ac cv sv cpi spi cv_percent sv_percent percent_complete percent_spent eac1 eac2 eac3 etc vac tcpi_bac tcpi_eac eac4"
    assert list(e) == names.split()
    assert (e["cv_percent"], e["percent_complete"], e["percent_spent"]) == (-0.12, 0.625, 0.7)
    assert list(qd("calc", "es", "--pv", PLAN, "--ev", "1", "--at", "1", "--json").json) == ["es", "at", "pd", "sv_t", "spi_t", "ieac_t", "tspi"]
    names = "npv irr mirr payback discounted_payback pi bcr roi irr_all sensitivity"
    assert list(qd("calc", "npv", "--rate", "1%", "--json", "--", "-1", "2").json) == names.split()


@pytest.mark.parametrize(
    "line",
    [
        "evm --bac 4000000 --pv 3000000 --ev 2500000 --ac 2800000 --etc 1.2M",
        f"es --pv {PLAN} --ev 400 --at 5",
        "npv --rate 8% -- -500k 100k 180k 220k 200k 150k",
        "npv --rate 8% -- -100 230 -132",
        "emv 0.3:-40k 0.1:-150k 0.5:-8k 0.2:25k 0.3:-40k 0.1:-150k",
        "pert 2,3,5 5,8,14 --law triangular",
        "throughput --sample 2,4,5,7 --left 12",
        "capacity --days 20 --holidays 1 --absences 3 --fte 0.8 --focus 0.85 --allocated 100",
    ],
)
def test_answers_fit_eighty_columns_and_show_their_numbers(here: Here, line: str) -> None:
    said = here(f"calc {line}")
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= 80
    assert any(re.search(r"= .*\d.* [/×+−] .*\d", text) for text in said.out.splitlines())


@pytest.mark.parametrize("line", ["emv 0.3:-40k", "pert 2,3,5 --law beta-pert", "npv --rate 8% -- -5 9", "evm --bac 4 --pv 3 --ev 2 --ac 1"])
def test_formulas_are_told_in_plain_letters_too(qd: Qd, line: str) -> None:
    assert "?" not in qd("calc", *line.split(), PYTHONIOENCODING="ascii").out


def test_shares_are_read_in_per_cent_and_amounts_to_the_cent(here: Here) -> None:
    def read(line: str) -> str:
        return " ".join(here(f"calc {line}").out.split())

    said = read("evm --bac 4000 --pv 3000 --ev 2500 --ac 2801")
    assert all(part in said for part in ("CV% −12.04 %", "SV% −16.67 %", "% complete 62.5 %", "CPI 0.8925", "EAC1 4,481.60"))
    said = read("npv --rate 10% --vary 10% -- -80000 20000x6")
    assert all(part in said for part in ("NPV 7,105.21 ", "IRR 12.98 %", "r 10 %", "MIRR 11.57 %", "PI 1.0888", "ROI 50 %"))
    assert "rate 10 % 9,718.37 4,610.76 12.98 %" in said
    assert "load 114.89 %" in read("capacity --days 20 --holidays 1 --absences 3 --fte 0.8 --focus 0.85 --allocated 100")
    assert "NPV 0 " in read("npv --rate 0 -- -0.00001")


def test_spreads_and_percentiles_show_their_numbers(here: Here) -> None:
    said = " ".join(here("calc emv 0.3:-40k 0.1:-150k").out.split())
    assert "√ (0.3 × 0.7 × 40,000² + 0.1 × 0.9 × 150,000²)" in said
    assert "P80 40,000 p(cost ≤ 40,000) = 90 % ≥ 80 %" in said
    said = " ".join(here("calc throughput --sample 2,4 --left 6").out.split())
    assert "P50 2 p(done in so many periods) = 75 % ≥ 50 %" in said


def test_evm_as_text_shows_formula_and_numbers(qd: Qd) -> None:
    said = qd("calc", "evm", "--bac", "4000", "--pv", "3000", "--ev", "2500", "--ac", "4000").out
    assert "CPI" in said
    assert "EV / AC = 2,500 / 4,000" in said
    assert "not achievable" in said


def test_more_than_the_budget_is_answered_with_a_word(here: Here) -> None:
    said = " ".join(here("calc evm --bac 100 --pv 110 --ev 120 --ac 100").out.split())
    assert "PV 110 more than the BAC of 100 EV" in said
    assert "EV 120 more than the BAC of 100 AC" in said
    assert "more than" not in here("calc evm --bac 100 --pv 100 --ev 100 --ac 120").out


def test_what_is_not_available_is_null(qd: Qd) -> None:
    found = qd("calc", "evm", "--bac", "4000", "--pv", "0", "--ev", "0", "--ac", "0", "--json").json
    assert (found["cpi"], found["spi"], found["eac1"]) == (None, None, None)
    assert qd("calc", "evm", "--bac", "4000", "--pv", "0", "--ev", "0", "--ac", "0").out.count("–") >= 5


def test_a_figure_can_be_typed_in_again_in_full(qd: Qd) -> None:
    found = qd("calc", "evm", "--bac", "1", "--pv", "1", "--ev", "0.33333333333333331", "--ac", "1", "--json").json
    assert found["cpi"] == 0.33333333333333331


def test_earned_schedule(qd: Qd) -> None:
    found = qd("calc", "es", "--pv", PLAN, "--ev", "400", "--at", "5", "--json").json
    assert (found["at"], found["pd"]) == (5, 10)
    assert found["spi_t"] == pytest.approx(0.8667, abs=5e-5)
    assert found["ieac_t"] == pytest.approx(11.5385, abs=5e-5)


def test_a_schedule_is_earned_of_what_is_planned(here: Here) -> None:
    found = json.loads(here("--json calc es --pv 0,0,0 --ev 0 --at 2").out)
    assert [found[key] for key in ("es", "pd", "sv_t", "spi_t", "ieac_t", "tspi")] == [None] * 6
    said = here("calc es --pv 0 --ev 45 --at 2").out
    assert "nothing is planned" in said
    assert "not achievable" not in said
    said = " ".join(here("calc es --pv 0,50,100,100,100 --ev 100 --at 4").out.split())
    assert "PD 2 all 100 are planned by then; what follows until period 4 adds nothing and is left out" in said
    assert "(2 − 2) / (2 − 4) nothing is left" in said


def test_npv_takes_repeated_flows_after_the_dashes(qd: Qd) -> None:
    found = qd("calc", "npv", "--rate", "10%", "--json", "--", "-80000", "20000x6").json
    assert found["npv"] == pytest.approx(7105.21, abs=5e-3)
    assert found["irr"] == pytest.approx(0.12978, abs=5e-6)
    assert (found["payback"], found["pi"]) == (4, pytest.approx(1.0888, abs=5e-5))


def test_npv_varies_each_input(qd: Qd) -> None:
    found = qd("calc", "npv", "--rate", "10%", "--vary", "10%", "--json", "--", "-80000", "20000x6").json["sensitivity"]
    assert [each["name"] for each in found] == ["20000x6", "-80000", "rate"]
    assert "NPV at −10 %" in qd("calc", "npv", "--rate", "10%", "--vary", "10%", "--", "-80000", "20000x6").out


def test_several_internal_rates_are_said(qd: Qd) -> None:
    said = qd("calc", "npv", "--rate", "8%", "--", "-100", "230", "-132").out
    assert "more than one rate" in said
    assert "10 %, 20 %" in said


def test_risks_are_worth_less_than_they_may_cost(qd: Qd) -> None:
    found = qd("calc", "emv", "0.30:-40k", "0.10:-150k", "0.50:-8k", "0.20:25k", "--json").json
    assert (found["emv"], found["P50"], found["P80"]) == (-26_000, 8_000, 48_000)
    assert found["sd"] == pytest.approx(49_769, abs=0.5)
    assert (list(found["percentiles"]), found["percentiles"]["P95"]) == ([*(f"P{share}0" for share in range(1, 10)), "P95"], 158_000)
    tenths = qd("calc", "emv", "0.5:-0.00004", "0.5:-0.00002", "--json").json
    assert (tenths["P50"], tenths["P80"]) == (0.00002, 0.00006)


def test_a_decision_takes_the_better_alternative(qd: Qd) -> None:
    found = qd("calc", "emv", "build=0.6:80M,0.4:-30M", "upgrade=0.6:70M,0.4:10M", "--json").json
    assert (found["emv"], found["best"]) == (46_000_000, "upgrade")


def test_capacity_and_load(qd: Qd) -> None:
    words = ["--days", "20", "--holidays", "1", "--absences", "3", "--fte", "0.8", "--focus", "0.85", "--allocated", "100"]
    found = qd("calc", "capacity", *words, "--json").json
    assert found["capacity"] == 87.04
    assert found["load"] == pytest.approx(1.149, abs=5e-4)


def test_a_network_of_csv_has_its_dates_floats_and_what_holds_them(qd: Qd, tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text(CPM)
    found = qd("calc", "network", str(plan), "--start", "2026-12-14", "--json").json
    tasks = {task["id"]: task for task in found["tasks"]}
    assert (found["finish"], found["duration_days"]) == ("2027-01-06T17:00", 18)
    assert [name for name, task in tasks.items() if task["critical"]] == ["A", "C", "G", "H"]
    assert [tasks[name]["total_float_days"] for name in "ABCDEFGH"] == [0, 4, 0, 4, 1, 1, 0, 0]
    assert [tasks[name]["free_float_days"] for name in "ABCDEFGH"] == [0, 0, 0, 3, 0, 1, 0, 0]
    assert (tasks["E"]["early_start"], tasks["E"]["driving"]) == ("2026-12-24T08:00", "C")
    said = qd("calc", "network", str(plan), "--start", "2026-12-14").lines
    assert [line.split()[-4:] for line in said if line[:2] in ("A ", "C ", "G ")] == [
        ["0", "start", "project", "start"],
        ["0", "start", "A", "SS+2d"],
        ["0", "yes", "C", "SF+15d"],
    ]


def test_the_calendar_of_a_network_can_be_chosen(qd: Qd, tmp_path: Path) -> None:
    plan, site = tmp_path / "plan.csv", tmp_path / "site.toml"
    plan.write_text("id,duration_days,predecessors\n1,3,\n")
    site.write_text("[[exception]]\nfirst = 2026-12-15\n")
    words = ["calc", "network", str(plan), "--start", "2026-12-14", "--json", "--calendar"]
    assert qd(*words, "24h").json["finish"] == "2026-12-17T00:00"
    assert qd(*words, str(site)).json["finish"] == "2026-12-17T17:00"
    assert qd(*words, "five-day").json["finish"] == "2026-12-16T17:00"


def test_a_thousand_tasks(qd: Qd, shared: Path) -> None:
    found = qd("calc", "network", str(shared / "cpm" / "net-1000.csv"), "--start", "2026-01-05", "--json").json
    assert (found["finish"][:10], found["duration_days"]) == ("2028-08-29", 692)
    assert sum(task["critical"] for task in found["tasks"]) == 58


def test_a_network_of_microsoft_project(qd: Qd, shared: Path) -> None:
    found = qd("calc", "network", str(shared / "msproject" / "sample.xml"), "--json").json
    second = next(task for task in found["tasks"] if task["uid"] == 2)
    assert (found["finish"], second["early_start"], second["total_float_days"]) == ("2003-03-18T08:00", "2003-01-07T08:00", 0)


def test_the_fourteen_checks(qd: Qd, shared: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text(CPM)
    found = qd("calc", "dcma", str(plan), "--start", "2026-12-14", "--json").json
    checks = {each["check"]: each for each in found["checks"]}
    assert len(checks) == 14
    assert (found["cpli"], found["bei"]) == (1, None)
    assert (checks["leads"]["found"], checks["leads"]["tasks"], checks["leads"]["passed"]) == (1, ["F"], False)
    assert checks["fs_links"]["value"] == pytest.approx(6 / 9)
    assert checks["resources"]["passed"] is None
    sample = qd("calc", "dcma", str(shared / "msproject" / "sample.xml")).out
    assert "FAILED  Tasks without a person" in sample
    assert "passed  Critical path test" in sample


def test_three_points_along_a_path(qd: Qd) -> None:
    found = qd("calc", "pert", "4,6,12", "2,3,5", "--json").json
    assert found["mean"] == pytest.approx(6.6667 + 3.1667, abs=1e-4)
    assert found["variance"] == pytest.approx((8 / 6) ** 2 + 0.25)
    triangular = qd("calc", "pert", "2,3,5", "--law", "triangular", "--json").json
    assert triangular["mean"] == pytest.approx(3.3333, abs=1e-4)
    assert (triangular["tasks"][0]["P50"], triangular["tasks"][0]["P80"]) == pytest.approx((3.2679, 3.9046), abs=1e-4)
    beta = qd("calc", "pert", "2,3,5", "3,3,3", "--law", "beta-pert", "--json").json["tasks"]
    assert (beta[0]["alpha"], beta[0]["beta"], beta[0]["sd"]) == pytest.approx((2.3333, 3.6667, 0.5528), abs=1e-4)
    assert (beta[1]["alpha"], beta[1]["beta"]) == (None, None)
    said = qd("calc", "pert", "2,3,5", "--law", "triangular").out
    assert "3.2679" in said
    assert "(O + M + P) / 3 = (2 + 3 + 5) / 3" in said


def test_throughput(qd: Qd) -> None:
    assert qd("calc", "throughput", "--sample", "2,4", "--left", "6", "--json").json["periods"] == {"2": 0.75, "3": 0.25}
    assert qd("calc", "throughput", "--sample", "5", "--left", "23", "--json").json["percentiles"]["P95"] == 5


def test_fewer_runs_than_asked_for_are_said(here: Here) -> None:
    line = "throughput --sample 2,4 --left 100000"
    found = json.loads(here(f"--json calc {line}").out)
    assert 100 <= found["runs"] < 10_000
    said = " ".join(here(f"calc {line}").out.split())
    assert f"{found['runs']:,} runs, seed 1; 10,000 runs of so many periods would be too long" in said
    assert json.loads(here(f"--json calc {line} --runs 50").out)["runs"] == 50
    assert "too long" not in here(f"calc {line} --runs 50").out


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["network", "nowhere.csv"], "nowhere.csv: no such file"),
        (["network"], "the file is missing"),
        (["pert", "5,3,2"], "less than the optimistic"),
        (["pert", "2,3"], "not three numbers"),
        (["pert", "2,3,5", "--law", "normal"], "there is no law"),
        (["throughput", "--sample", "0", "--left", "3"], "no period in which anything was finished"),
        (["level", "nowhere.sm"], "nowhere.sm: no such file"),
        (["level", "nowhere.sm", "--seed", "0.5"], "--seed: 0.5 is no whole number"),
        (["simulate", "x.csv", "--runs", "0"], "--runs: 0 is too small"),
        (["evm", "--bac", "4000"], "--pv is missing"),
        (["evm", "--bac", "4o00", "--pv", "1", "--ev", "1", "--ac", "1"], "--bac: “4o00” is no number"),
        (["es", "--pv", "0,9,8", "--ev", "1", "--at", "1"], "8 of period 2 comes after 9"),
        (["es", "--pv", "0,9", "--ev", "1", "--at", "-1"], "--at: -1 is too small"),
        (["npv", "--rate", "10", "--", "-1", "2"], "fraction or a percentage"),
        (["npv", "--rate", "10%", "--", "-1", "2xx"], "no number of times"),
        (["npv", "--rate", "10%"], "cash flows are missing"),
        (["emv", "0.3"], "has no colon"),
        (["emv", "1.3:5"], "no probability"),
        (["emv", "0.3:4x"], "risk: “4x” is no number"),
        (["emv", "b=1:5", "a=0.5:1,0.4:2"], "a: the probabilities of a chance add up to 0.9"),
        (["emv", "a=1:5", "a=1:6"], "a stands there twice"),
        (["capacity", "--days", "-3"], "too small"),
        (["capacity", "--days", "20", "--hours", "25"], "a day has no 25 hours"),
        (["capacity", "--days", "20", "--focus", "1.2"], "--focus: 1.2 is no part of the hours"),
        (["evm", "--bac", "10%", "--pv", "1", "--ev", "1", "--ac", "1"], "--bac: “10%” is a percentage, not an amount"),
        (["evm", "--bac", "1" * 25, "--pv", "1", "--ev", "1", "--ac", "1"], "is longer than 24 digits"),
        (["es", "--pv", "0,,120", "--ev", "1", "--at", "1"], "--pv: “” is no number"),
        (["es", "--pv", "0,120", "--ev", "-1", "--at", "1"], "--ev: -1 is too small"),
        (["evm", "--bac=-1", "--pv", "1", "--ev", "1", "--ac", "1"], "--bac: -1 is too small"),
        (["evm", "--bac", "1", "--pv=-1k", "--ev", "1", "--ac", "1"], "--pv: -1000 is too small"),
        (["evm", "--bac", "1", "--pv", "1", "--ev=-1", "--ac", "1"], "--ev: -1 is too small"),
        (["evm", "--bac", "1", "--pv", "1", "--ev", "1", "--ac", "1", "--etc=-1"], "--etc: -1 is too small"),
        (["capacity", "--days", "20", "--holidays", "21"], "--holidays: 21 are more than the 20 days"),
        (["capacity", "--days", "20", "--holidays", "1", "--absences", "19.5"], "--absences: 19.5 are more than the 19 days that are left"),
        (["npv", "--rate", "1%", "--", "-1", *["1x1000"] * 10], "10001 years of cash flows are too many"),
        (["throughput", "--sample", "2,4", "--left", "6.5"], "--left: 6.5 is no whole number"),
        (["throughput", "--sample", "2,4", "--left", "6", "--runs", "0"], "--runs: 0 is too small"),
        (["npv", "--bac", "1", "--rate", "1%", "5"], "--bac does not belong to qd calc npv"),
        (["evm", "--bac", "--pv", "3000", "--ev", "1", "--ac", "1"], "--bac wants a value after it"),
        (["npv", "--rate", "--", "-1", "2"], "--rate wants a value after it"),
        (["evm", "--bac", "1", "--bac", "2"], "--bac stands there twice"),
        (["evm", "--foo"], 'there is no option "--foo" of qd calc evm'),
        (["evn"], "nothing to calculate"),
        ([], "what is to be calculated"),
    ],
)
def test_bad_input_is_named_with_what_would_be_right(qd: Qd, words: list[str], part: str) -> None:
    assert part in qd("calc", *words, code=2).err
    refused = qd("--json", "calc", *words, code=2).error
    assert part in refused["error"]
    assert re.fullmatch("[a-z]*", refused.get("field", ""))


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("throughput --sample 2,4 --left 6 --seed x", "a whole number"),
        ("level plan.rcp --iterations x", "a whole number"),
        ("network plan.csv --critical-slack 1d", "days as a number of 0 or more"),
        ("capacity --days 20 --hours 8h", "hours as a number"),
    ],
)
def test_hints_say_what_the_option_takes(here: Here, line: str, hint: str) -> None:
    Path("plan.csv").write_text(CPM, "utf-8")
    said = here(f"calc {line}").err
    assert hint in said
    assert "1.2M" not in said


def test_figures_import_neither_the_database_nor_numpy(qd: Qd) -> None:
    lines = [line.split() for line in ("evm --bac 4 --pv 3 --ev 2 --ac 1", "es --pv 0,1 --ev 1 --at 1", "npv --rate 1% -- -5 9", "emv 0.3:5",
                                       "pert 2,3,5", "throughput --sample 2,4 --left 6", "capacity --days 20")]  # fmt: skip
    program = (
        f"import sys; from tui.__main__ import main; codes = [main(['calc', *line]) for line in {lines}]; "
        "print(codes, sorted({'peewee', 'numpy', 'textual', 'rich', 'asyncio', 'ssl'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=qd.env)
    assert done.stdout.splitlines()[-1] == f"{[0] * len(lines)} []"


def test_a_number_beyond_the_machine_is_said(qd: Qd) -> None:
    flows = ["--rate", "10%", "--vary", "50%", "--", "-1172", "-1411", "4280x1000", "4578", "3471x1000", "2836"]
    assert "e+" in qd("calc", "npv", *flows).out
    assert qd("calc", "npv", "--json", *flows).json["sensitivity"][0]["low"] > 0
    assert "4000 digits" in qd("calc", "npv", "--rate=-0.999999999", "--json", "--", "-1", "1x1000", code=2).err


def test_a_variation_that_leads_below_all_rates_is_refused(qd: Qd) -> None:
    said = qd("calc", "npv", "--rate", "-50%", "--vary", "200%", "--", "-10", "20", code=2).err
    assert "--vary: 200%" in said
    assert "-150" in said


def test_a_loop_in_a_file_planned_from_its_finish_is_named(qd: Qd, tmp_path: Path) -> None:
    link = "<PredecessorLink><PredecessorUID>{}</PredecessorUID><Type>1</Type></PredecessorLink></Task>"
    tasks = "".join(f"<Task><UID>{a}</UID><ID>{a}</ID><Duration>PT8H0M0S</Duration>{link.format(3 - a)}" for a in (1, 2))
    head = "<ScheduleFromStart>0</ScheduleFromStart><FinishDate>2026-03-06T17:00:00</FinishDate>"
    (tmp_path / "loop.xml").write_text(f"<Project>{head}<Tasks>{tasks}</Tasks></Project>", "utf-8")
    assert "the links run in a loop: 1 → 2 → 1" in qd("calc", "network", str(tmp_path / "loop.xml"), code=2).err


def test_dates_beyond_the_calendar_and_unknown_encodings_are_refused(qd: Qd, tmp_path: Path) -> None:
    (tmp_path / "far.csv").write_text("id,duration_days,predecessors\nA,1,\nB,1,AFS+99999999d\n", "utf-8")
    refused = qd("calc", "network", str(tmp_path / "far.csv"), code=2)
    assert "outside the years" in refused.err
    assert refused.out == ""
    (tmp_path / "odd.xml").write_text('<?xml version="1.0" encoding="UTF-1"?><Project/>', "utf-8")
    assert "no readable XML" in qd("calc", "network", str(tmp_path / "odd.xml"), code=2).err
