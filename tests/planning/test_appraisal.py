"""Investments: the worked examples under their ids, and the root that makes the value zero."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.planning import appraisal
from models.planning.decision import Chance, Choice, best, expected, weighted_scores
from models.planning.roots import positive_roots

D = Decimal
amounts = st.integers(1, 10**9).map(D)


def flows(*amounts: int) -> list[Decimal]:
    return list(map(D, amounts))


def years(series: list[Decimal]) -> Decimal | None:
    found = appraisal.payback(series)
    return None if found is None else found.years


def close(value: Decimal | None, places: str) -> Decimal:
    assert value is not None
    return value.quantize(D(places))


def test_npv_1() -> None:
    series = flows(-80_000, *[20_000] * 6)
    rate = D("0.1")
    assert close(appraisal.npv(rate, series), "1.00") == D("7105.21")
    assert close(appraisal.irr(series), "1.00000") == D("0.12978")
    assert years(series) == 4
    assert close(years(appraisal.discounted(rate, series)), "1.0000") == D("5.3706")
    assert close(appraisal.benefit_cost_ratio(rate, series), "1.0000") == D("1.0888")


def test_npv_3() -> None:
    series = flows(-500_000, 100_000, 180_000, 220_000, 200_000, 150_000)
    rate = D("0.08")
    assert close(appraisal.npv(rate, series), "1.00") == D("170650.12")
    assert close(appraisal.irr(series), "1.000000") == D("0.193558")
    assert years(series) == 3
    assert close(years(appraisal.discounted(rate, series)), "1.0000") == D("3.5336")
    assert close(appraisal.benefit_cost_ratio(rate, series), "1.0000") == D("1.3413")
    assert close(appraisal.mirr(series, rate, rate), "1.000000") == D("0.145326")
    assert appraisal.roi(series) == D("0.7")


def test_emv_1() -> None:
    build = Chance(((D("0.6"), D(80)), (D("0.4"), D(-30))))
    upgrade = Chance(((D("0.6"), D(70)), (D("0.4"), D(10))))
    tree = Choice((("build", build), ("upgrade", upgrade)))
    assert [expected(build), expected(upgrade), expected(tree), best(tree)[0]] == [36, 46, 46, "upgrade"]


def test_a_tree_is_rolled_back_from_its_ends() -> None:
    assert expected(Chance(((D(0), D(99)), (D(1), D(5))))) == 5
    later = Choice((("stop", D(0)), ("go on", Chance(((D("0.5"), D(40)), (D("0.5"), D(-20)))))))
    assert expected(Chance(((D("0.25"), later), (D("0.75"), D(-4))))) == D("-0.5")


@pytest.mark.parametrize(
    ("outcomes", "word"), [([("0.5", 1), ("0.4", 2)], "add up to 0.9, not to 1"), ([("1.5", 1), ("-0.5", 2)], "add up to 1")]
)
def test_probabilities_that_do_not_add_up_are_refused(outcomes: list[tuple[str, int]], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        expected(Chance(tuple((D(share), D(value)) for share, value in outcomes)))


def test_no_sign_change_no_rate() -> None:
    assert appraisal.internal_rates(flows(100, 50, 20)) == []
    assert appraisal.irr(flows(-1, -2)) is None
    assert years(flows(-100, 10)) is None
    assert appraisal.benefit_cost_ratio(D("0.1"), flows(5, 5)) is None
    assert appraisal.roi(flows(5)) is None
    assert [appraisal.mirr(series, D("0.1"), D("0.1")) for series in (flows(-5), flows(0, 5), flows(-5, -1))] == [None] * 3


def test_money_is_back_only_after_it_was_spent() -> None:
    assert years(flows(0, 0, -100, 200)) == D("2.5")
    assert years(flows(100, -50)) == 0
    assert years(flows(-100, 150, -100, 80)) == D(100) / 150


def test_several_rates_are_all_named_and_none_is_the_rate() -> None:
    series = flows(-100, 230, -132)
    assert [close(rate, "1.0000000") for rate in appraisal.internal_rates(series)] == [D("0.1"), D("0.2")]
    assert appraisal.irr(series) is None
    assert appraisal.mirr(series, D("0.08"), D("0.08")) is not None


def test_a_root_that_only_touches_the_axis_is_one() -> None:
    assert [close(root, "1.000000") for root in positive_roots(flows(4, -4, 1))] == [2]


def test_the_rates_of_very_many_flows_are_found() -> None:
    """One outlay between two thousand inflows: the series changes its sign twice, at 1 / x and x."""
    low, high = positive_roots([*[D(3)] * 1100, D(-8000), *[D(3)] * 1100])
    assert close(low * high, "1.000000000000") == 1
    assert close(low, "1.00000000") == D("0.99900580")


def test_the_break_even_of_an_input_makes_the_value_zero() -> None:
    groups = [("now", D(-80_000), range(1)), ("savings", D(20_000), range(1, 7))]
    rate = D("0.1")
    found = {each.name: each for each in appraisal.sensitivity(rate, groups, D("0.1"))}
    assert list(found) == ["savings", "now", "rate"]
    needed = found["savings"].break_even
    assert needed is not None
    assert abs(appraisal.npv(rate, [D(-80_000), *[needed] * 6])) < D("1e-15")
    assert found["now"].low > found["now"].high
    assert close(found["rate"].break_even, "1.00000") == D("0.12978")
    assert close(found["savings"].low, "1.00") == D("-1605.31")


def test_a_rate_that_takes_everything_is_refused() -> None:
    with pytest.raises(ValueError, match="not above −100 %"):
        appraisal.npv(D(-1), flows(1, 2))


def test_alternatives_are_weighed() -> None:
    weights = {"cost": D(3), "fit": D(1)}
    scores = {"build": {"cost": D(2), "fit": D(5)}, "buy": {"cost": D(4), "fit": D(3)}}
    assert weighted_scores(weights, scores) == [("buy", D("3.75")), ("build", D("2.75"))]
    with pytest.raises(ValueError, match="buy has no score for fit"):
        weighted_scores(weights, {"buy": {"cost": D(1)}})
    assert weighted_scores({"cost": D("0.5")}, {"buy": {"cost": D(2)}}) == [("buy", 2)]
    with pytest.raises(ValueError, match="more than 0"):
        weighted_scores({"cost": D(0)}, {"buy": {"cost": D(2)}})


@given(amounts, st.lists(st.integers(0, 10**9).map(D), min_size=1, max_size=12).filter(any))
def test_the_npv_at_the_irr_is_zero(outlay: Decimal, inflows: list[Decimal]) -> None:
    series = [-outlay, *inflows]
    rate = appraisal.irr(series)
    assert rate is not None
    size = appraisal.npv(rate, [abs(flow) for flow in series])
    assert abs(appraisal.npv(rate, series)) <= size * D("1e-18")


@given(st.lists(st.integers(1, 60), min_size=1, max_size=4, unique=True))
def test_every_root_of_a_product_is_found(wanted: list[int]) -> None:
    terms = [D(1)]
    for root in wanted:
        terms = [high - root * low for low, high in zip([*terms, D(0)], [D(0), *terms], strict=True)]
    assert [root.quantize(D("1e-6")) for root in positive_roots(terms)] == sorted(map(D, wanted))


@given(amounts, st.lists(amounts, min_size=1, max_size=8))
def test_money_that_waits_is_worth_less(outlay: Decimal, inflows: list[Decimal]) -> None:
    series = [-outlay, *inflows]
    assert appraisal.npv(D("0.05"), series) > appraisal.npv(D("0.06"), series)
    early, late = years(series), years(appraisal.discounted(D("0.05"), series))
    assert late is None or (early is not None and early < late)
