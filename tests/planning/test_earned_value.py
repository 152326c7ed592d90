"""Earned value and earned schedule: the worked examples under their ids, and sums that stay sums."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.planning.calendar import DayHours, standard
from models.planning.earned_schedule import earned_schedule
from models.planning.earned_value import EarnedValue, Planned, by_period, cumulative, earned, roll_up, roll_up_tree
from models.planning.instants import from_text

D = Decimal
amounts = st.integers(0, 10**9).map(D)
values = st.builds(EarnedValue, amounts, amounts, amounts, amounts)


def close(value: Decimal | None, places: str) -> Decimal:
    assert value is not None
    return value.quantize(D(places))


def test_evm_1() -> None:
    e = EarnedValue(D(4000), D(3000), D(2500), D(2800))
    assert (e.cv, e.sv) == (-300, -500)
    assert (close(e.cpi, "1.0000"), close(e.spi, "1.0000")) == (D("0.8929"), D("0.8333"))
    assert (e.eac1, e.etc, e.vac) == (D("4480.00"), 1680, -480)
    assert (e.eac2, close(e.eac3, "1.000000")) == (4300, 4816)
    assert (e.tcpi_bac, close(e.tcpi_eac, "1.0000")) == (D("1.25"), D("0.8929"))
    assert e.eac4(D(2000)) == 4800


def test_evm_3() -> None:
    """24 h over three days of 8 h, hours 10, 6 and 8, closed on the third day."""
    done = [earned("0/100", D(24), started=True, finished=day == 3) for day in (1, 2, 3)]
    found = by_period([Planned(D(24), 0, 3 * 480)], (480, 960, 1440), done, [D(10), D(6), D(8)])
    assert found == [(24, 8, 0, 10), (24, 16, 0, 16), (24, 24, 24, 24)]
    assert [each.cpi for each in found] == [0, 0, 1]


def test_evm_4() -> None:
    """12 h from Monday 1 May to Monday 8 May 2017 with holidays on the 3rd, 4th and 5th: three working days of 4 h."""
    calendar = standard(exceptions=[DayHours(date(2017, 5, 3), date(2017, 5, 5))])
    begin, end = from_text("2017-05-01T08:00"), from_text("2017-05-08T17:00")
    assert calendar.between(begin, end) == 3 * 480
    evenings = [calendar.between(begin, from_text(f"2017-05-0{day}T17:00")) for day in range(1, 9)]
    assert cumulative([Planned(D(12), 0, calendar.between(begin, end))], evenings) == [4, 8, 8, 8, 8, 8, 8, 12]


def test_evm_5() -> None:
    budget = D(10_000)
    milestones = [(D(30), True), (D(30), False), (D(40), False)]
    found = {
        method: earned(method, budget, started=True, progress=D("0.35"), milestones=milestones, planned=D(4200))
        for method in ("0/100", "50/50", "20/80", "% complete", "milestones", "level of effort")
    }
    assert list(found.values()) == [0, 5000, 2000, 3500, 3000, 4200]


def test_evm_6() -> None:
    parent = roll_up((EarnedValue(D(0), D(0), D(100), D(50)), EarnedValue(D(0), D(0), D(900), D(1800))))
    assert close(parent.cpi, "1.0000") == D("0.5405")


def test_es_1() -> None:
    plan = list(map(D, (0, 50, 120, 220, 350, 500, 640, 760, 860, 940, 1000)))
    e = earned_schedule(plan, D(400), D(5))
    assert [close(value, "1.0000") for value in (e.es, e.sv_t, e.spi_t, e.ieac_t, e.tspi)] == list(
        map(D, ("4.3333", "-0.6667", "0.8667", "11.5385", "1.1333"))
    )


def test_es_2() -> None:
    plan = list(map(D, (0, 50, 120, 220, 350, 500, 640, 760, 860, 940, 1000)))
    e = earned_schedule(plan, D(1000), D(12))
    assert (e.es, close(e.spi_t, "1.0000"), e.sv_t, e.tspi) == (10, D("0.8333"), -2, None)
    assert EarnedValue(D(1000), D(1000), D(1000), D(1)).spi == 1


def test_published_exercises(shared: Path) -> None:
    fence, one_task = json.loads((shared / "evm" / "worked_examples.json").read_text(), parse_float=D, parse_int=D)
    expected = fence["expected"]
    e = EarnedValue(expected["BAC"], expected["PV"], expected["EV"], expected["AC"])
    assert (e.cv, e.sv, close(e.cpi, "1.000"), close(e.spi, "1.000")) == tuple(expected[key] for key in ("CV", "SV", "CPI", "SPI"))
    assert e.eac1 == 4480  # the page says 4479: it divides by the rounded index
    expected = one_task["expected"]
    e = EarnedValue(expected["BAC"], expected["PV"], D(800) * 11 / 12, expected["AC"])
    assert e.eac4(D(100)) == expected["EAC"]
    assert close(e.cpi, "1.0000") == D("0.6667")
    assert e.bac - e.eac4(D(100)) == expected["VAC"]


def test_what_has_no_divisor_is_not_available() -> None:
    e = EarnedValue(D(100), D(0), D(0), D(0))
    assert (e.cpi, e.spi, e.eac1, e.eac3, e.etc, e.vac, e.cv_percent, e.sv_percent) == (None,) * 8
    assert EarnedValue(D(100), D(90), D(80), D(100)).tcpi_bac is None
    assert EarnedValue(D(100), D(90), D(100), D(80)).tcpi_eac is None
    plan = [D(0), D(10)]
    assert [earned_schedule(plan, D(ev), D(at)).ieac_t for ev, at in ((0, 1), (5, 0))] == [None, None]
    assert earned_schedule(plan, D(5), D(1)).tspi is None
    nothing = earned_schedule([D(0), D(10)], D(0), D(0))
    assert (nothing.es, nothing.spi_t, nothing.ieac_t, nothing.tspi) == (0, None, None, 1)


@pytest.mark.parametrize(("periods", "ev"), [(1, 45), (3, 0), (3, 45)])
def test_without_a_plan_there_is_no_earned_schedule(periods: int, ev: int) -> None:
    e = earned_schedule([D(0)] * periods, D(ev), D(2))
    assert (e.es, e.pd, e.sv_t, e.spi_t, e.ieac_t, e.tspi) == (None,) * 6


def test_without_a_source_of_labour_nothing_rests_on_the_cost() -> None:
    e = EarnedValue(D(100), D(50), D(40), None)
    assert (e.cv, e.cpi, e.cv_percent, e.percent_spent, e.eac1, e.eac2, e.eac3, e.eac4(D(1)), e.etc, e.vac) == (None,) * 10
    assert (e.tcpi_bac, e.tcpi_eac, e.sv, e.spi) == (None, None, -10, D("0.8"))
    assert roll_up((e, EarnedValue(D(1), D(1), D(1), D(1)))) == (101, 51, 41, None)


@pytest.mark.parametrize(
    ("plan", "word"),
    [([], "missing"), (["5", "9"], "begin with 0"), (["0", "9", "8"], "8 of period 2 comes after 9")],
)
def test_a_plan_that_cannot_be_is_refused(plan: list[str], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        earned_schedule(list(map(D, plan)), D(1), D(1))


def test_a_work_breakdown_that_runs_in_a_circle_is_refused() -> None:
    with pytest.raises(ValueError, match="circle through 1, 2"):
        roll_up_tree({}, {1: 2, 2: 1, 3: None})


@given(st.lists(values, max_size=6), st.lists(values, max_size=6))
def test_the_roll_up_is_additive(left: list[EarnedValue], right: list[EarnedValue]) -> None:
    assert roll_up((roll_up(left), roll_up(right))) == roll_up([*left, *right])


@given(st.lists(st.tuples(values, st.integers(0, 10**6)), min_size=1, max_size=12))
def test_the_root_of_a_work_breakdown_holds_everything(nodes: list[tuple[EarnedValue, int]]) -> None:
    parents = {key: choice % key if key else None for key, (_, choice) in enumerate(nodes)}
    found = roll_up_tree({key: value for key, (value, _) in enumerate(nodes)}, parents)
    assert found[0] == roll_up(value for value, _ in nodes)


def test_planned_value_is_spread_between_start_and_finish() -> None:
    line = Planned(D(12), 100, 400)
    assert cumulative([line, Planned(D(5), 250, 250)], (99, 100, 200, 249, 250, 399, 400)) == [0, 0, 4, D("5.96"), 11, D("16.96"), 17]


@given(st.lists(st.tuples(amounts, st.integers(0, 5000), st.integers(0, 5000)), max_size=8), st.integers(0, 12_000), st.integers(0, 5000))
def test_planned_value_grows_to_the_whole_budget(lines: list[tuple[Decimal, int, int]], at: int, later: int) -> None:
    plan = [Planned(cost, start, start + length) for cost, start, length in lines]
    before, after, end = cumulative(plan, (at, at + later, 10_001))
    assert 0 <= before <= after <= end == sum((cost for cost, _, _ in plan), D(0))


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=20), st.integers(0, 30_000), st.integers(1, 40))
def test_earned_schedule_is_where_the_plan_crosses(steps: list[int], ev: int, at: int) -> None:
    plan = [D(0)]
    for step in steps:
        plan.append(plan[-1] + step)
    e = earned_schedule(plan, D(ev), D(at))
    assert (e.es is None) == (e.pd is None) == (plan[-1] == 0)
    if e.es is None or e.pd is None:
        return
    assert 0 <= e.es <= e.pd <= len(steps)
    if plan[0] < ev < plan[-1]:
        whole = int(e.es)
        crossed = plan[whole] + (plan[min(whole + 1, len(steps))] - plan[whole]) * (e.es - whole)
        assert abs(crossed - ev) < D("1e-20")
