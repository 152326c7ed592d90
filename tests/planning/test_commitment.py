"""Money on its way, labour, years, capacity: the worked examples under their ids."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.planning.capacity import Stretch, capacity, judged, load
from models.planning.commitment import Order, Period, actual_cost, carried_over, exchanged, fiscal_year, labour, months, period_of, position

D = Decimal
amounts = st.integers(0, 10**9).map(D)
MONTHS = [Period("October", "2026-10-01", "2026-10-31", locked=True), Period("November", "2026-11-01", "2026-11-30")]


def test_com_1() -> None:
    stand = position(D(100_000), [Order(D(30_000), invoiced=D(12_000))], other_actuals=D(40_000), to_go=D(25_000))
    assert (stand.actual, stand.committed, stand.available, stand.forecast) == (52_000, 18_000, 30_000, 95_000)


def test_fx_1() -> None:
    order = exchanged(D(10_000), D("0.90"), D("0.95"))
    assert (order.committed, order.actual, order.variance) == (9_000, 9_500, -500)


def test_year_1() -> None:
    stand = position(D(30_000), [Order(D(30_000), invoiced=D(12_000), delivered=D(20_000))])
    assert (stand.actual, stand.accrued, stand.committed, stand.year_cost) == (12_000, 8_000, 10_000, 20_000)
    assert carried_over(stand.budget, stand.year_cost, stand.committed) == 10_000
    assert carried_over(D(25_000), stand.year_cost, stand.committed) == 5_000


def test_ac_1() -> None:
    found = labour("ledger", {"2026-10": D(9_000), "2026-11": D(4_000)}, {"2026-10": D(10_000)})
    assert (found.actual, found.estimated) == (14_000, 4_000)
    assert actual_cost(found, D(2_000), D(500)) == 16_500
    assert actual_cost(labour("none", {}, {}), D(2_000), D(500)) is None


def test_labour_says_for_each_period_where_it_comes_from() -> None:
    hours = {"2026-08": D(5), "2026-09": D(9), "2026-10": D(4)}
    found = labour("ledger", hours, {"2026-07": D(3), "2026-09": D(10)})
    assert found.periods == [("2026-07", "ledger", 3), ("2026-09", "ledger", 10), ("2026-10", "hours", 4)]
    assert labour("none", hours, {}).periods == []


def test_labour_has_one_source() -> None:
    hours, ledger = {"2026-10": D(9)}, {"2026-10": D(10)}
    found = [labour(source, hours, posted) for source, posted in (("hours", ledger), ("none", ledger), ("ledger", {}))]
    assert [(each.actual, each.estimated) for each in found] == [(9, 0), (None, 0), (9, 9)]
    with pytest.raises(ValueError, match="hours, ledger, none"):
        labour("guess", hours, ledger)


def test_cap_1() -> None:
    hours = Stretch(D(20), D(1), D(3), D(8), D("0.8"), D("0.85")).hours
    assert hours == D("87.04")
    part = load(D(100), hours)
    assert part is not None
    assert ((part * 100).quantize(D("0.1")), judged(part)) == (D("114.9"), "over")


def test_half_days_count_and_a_change_of_contract_splits_the_period() -> None:
    assert capacity([Stretch(D(10), absences=D("0.5")), Stretch(D(10), fte=D("0.5"))]) == D("92.8")
    assert capacity([Stretch(D(2), absences=D(5))]) == 0
    assert load(D(5), D(0)) is None


@pytest.mark.parametrize(("part", "word"), [("1.01", "over"), ("1", "full"), ("0.85", "full"), ("0.8499", "balanced"), ("0.6", "balanced"), ("0.5999", "spare")])
def test_loads_have_words(part: str, word: str) -> None:
    assert judged(D(part)) == word


def test_more_invoiced_than_ordered_is_flagged_and_commits_nothing() -> None:
    stand = position(D(100), [Order(D(10), invoiced=D(14)), Order(D(20))])
    assert (stand.over_invoiced, stand.committed) == (4, 20)


def test_a_locked_period_takes_no_posting() -> None:
    assert [period_of(MONTHS, day).name for day in ("2026-11-01", "2026-11-30")] == ["November"] * 2
    with pytest.raises(ValueError, match="October, which is locked"):
        period_of(MONTHS, "2026-10-05")
    with pytest.raises(ValueError, match="no period holds 2026-12-01"):
        period_of(MONTHS, "2026-12-01")


def test_fiscal_years_begin_in_their_month() -> None:
    assert [fiscal_year(day, 4) for day in ("2026-03-31", "2026-04-01")] == [2025, 2026]
    year = months(2027, 4)
    assert (len(year), year[0], year[-2]) == (12, ("2027-04", "2027-04-01", "2027-04-30", False), ("2028-02", "2028-02-01", "2028-02-29", False))
    assert {fiscal_year(day, 4) for period in year for day in (period.first, period.last)} == {2027}
    assert period_of(year, "2027-12-31").name == "2027-12"


@given(amounts, amounts, amounts)
def test_only_what_is_committed_and_left_is_carried_over(budget: Decimal, cost: Decimal, committed: Decimal) -> None:
    over = carried_over(budget, cost, committed)
    assert 0 <= over <= committed
    assert over == 0 or over + cost <= budget


@given(st.lists(st.builds(Order, amounts, amounts, amounts), max_size=6), amounts, amounts, amounts)
def test_nothing_is_counted_twice(orders: list[Order], budget: Decimal, other: Decimal, to_go: Decimal) -> None:
    stand = position(budget, orders, other_actuals=other, to_go=to_go)
    assert stand.forecast == other + to_go + sum((max(order) for order in orders), D(0))
    assert stand.available == budget - (stand.forecast - to_go)
