"""`qd calc`: figures without a database, as text and as JSON."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cli.conftest import Qd

PLAN = "0,50,120,220,350,500,640,760,860,940,1000"


def test_evm_as_json_has_the_symbols_as_keys(qd: Qd) -> None:
    found = qd("calc", "evm", "--bac", "4000", "--pv", "3000", "--ev", "2500", "--ac", "2800", "--etc", "2k", "--json").json
    assert found["eac1"] == 4480
    assert found["eac4"] == 4800
    assert found["cpi"] == pytest.approx(2500 / 2800, rel=1e-12)
    assert [found[key] for key in ("cv", "sv", "vac", "eac2", "etc", "tcpi_bac")] == [-300, -500, -480, 4300, 1680, 1.25]


def test_evm_as_text_shows_formula_and_numbers(qd: Qd) -> None:
    said = qd("calc", "evm", "--bac", "4000", "--pv", "3000", "--ev", "2500", "--ac", "4000").out
    assert "CPI" in said
    assert "EV / AC = 2,500 / 4,000" in said
    assert "not achievable" in said


def test_what_is_not_available_is_null(qd: Qd) -> None:
    found = qd("calc", "evm", "--bac", "4000", "--pv", "0", "--ev", "0", "--ac", "0", "--json").json
    assert (found["cpi"], found["spi"], found["eac1"]) == (None, None, None)
    assert qd("calc", "evm", "--bac", "4000", "--pv", "0", "--ev", "0", "--ac", "0").out.count("–") >= 5


def test_earned_schedule(qd: Qd) -> None:
    found = qd("calc", "es", "--pv", PLAN, "--ev", "400", "--at", "5", "--json").json
    assert (found["at"], found["pd"]) == (5, 10)
    assert found["spi_t"] == pytest.approx(0.8667, abs=5e-5)
    assert found["ieac_t"] == pytest.approx(11.5385, abs=5e-5)


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
    assert "0.1, 0.2" in said


def test_a_decision_takes_the_better_alternative(qd: Qd) -> None:
    found = qd("calc", "emv", "build=0.6:80M,0.4:-30M", "upgrade=0.6:70M,0.4:10M", "--json").json
    assert (found["emv"], found["best"]) == (46_000_000, "upgrade")


def test_capacity_and_load(qd: Qd) -> None:
    words = ["--days", "20", "--holidays", "1", "--absences", "3", "--fte", "0.8", "--focus", "0.85", "--allocated", "100"]
    found = qd("calc", "capacity", *words, "--json").json
    assert found["capacity"] == 87.04
    assert found["load"] == pytest.approx(1.149, abs=5e-4)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["evm", "--bac", "4000"], "--pv is missing"),
        (["evm", "--bac", "4o00", "--pv", "1", "--ev", "1", "--ac", "1"], "--bac: “4o00” is no number"),
        (["es", "--pv", "0,9,8", "--ev", "1", "--at", "1"], "8 of period 2 comes after 9"),
        (["es", "--pv", "0,9", "--ev", "1", "--at", "-1"], "before the start"),
        (["npv", "--rate", "10", "--", "-1", "2"], "fraction or a percentage"),
        (["npv", "--rate", "10%", "--", "-1", "2xx"], "no number of times"),
        (["npv", "--rate", "10%"], "cash flows are missing"),
        (["emv", "0.3"], "has no colon"),
        (["emv", "1.3:5"], "no probability"),
        (["emv", "a=0.5:1,0.4:2"], "add up to 0.9"),
        (["capacity", "--days", "-3"], "too small"),
        (["npv", "--bac", "1", "--rate", "1%", "5"], "--bac does not belong to qd calc npv"),
        (["evn"], "nothing to calculate"),
        ([], "what is to be calculated"),
    ],
)
def test_bad_input_is_named_with_what_would_be_right(qd: Qd, words: list[str], part: str) -> None:
    assert part in qd("calc", *words, code=2).err
    assert part in qd("--json", "calc", *words, code=2).error["error"]


def test_a_figure_imports_neither_the_database_nor_numpy(qd: Qd) -> None:
    program = (
        "import sys; from tui.__main__ import main; main(sys.argv[1:]); "
        "print(sorted({'peewee', 'numpy', 'textual', 'rich', 'asyncio', 'ssl'} & sys.modules.keys()))"
    )
    words = ["calc", "evm", "--bac", "4", "--pv", "3", "--ev", "2", "--ac", "1"]
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=True, env=qd.env)
    assert done.stdout.splitlines()[-1] == "[]"
