"""Simulation: the worked examples, exact published percentiles, determinism, links, calendars, risks, correlation."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.planning.calendar import Absence, Calendar, standard
from models.planning.dated.values import Link
from models.planning.estimate import LAWS, ThreePoint, spread
from models.planning.instants import from_text
from models.planning.loops import LoopError
from models.planning.network import Activity, schedule
from models.planning.risk_costs import risk_costs
from models.planning.simulation.model import Simulation, SimulationCancelled, SimulationError, UncertainRisk, UncertainTask
from models.planning.simulation.simulate import simulate
from tests.planning.test_risk_costs import EMV_2

LAW_NAMES = {"triangular": "triangular", "beta_pert_lambda4": "beta-pert", "beta_pert_moment_sigma_range_over_6": "pert-moment"}


def fixed(duration: float) -> ThreePoint:
    """A duration that is known."""
    return ThreePoint(duration, duration, duration)


def numbers(result: Simulation) -> bytes:
    """Everything in a result, to the last bit."""
    values = [result.duration.values.tobytes(), repr((result.tasks, result.duration_tornado, result.cost_tornado, result.joint)).encode()]
    return b"".join([*values, *(each.values.tobytes() for each in (result.finish, result.cost) if each is not None)])


def test_sra_1() -> None:
    tasks = [UncertainTask(1, outcomes=((4, 0.5), (8, 0.5))), UncertainTask(2, fixed(6))]
    result = simulate(tasks, [], runs=10_000)
    assert set(result.duration.ordered) == {6, 8}
    assert result.duration.share(6) == pytest.approx(0.5, abs=1e-4)
    assert result.duration.mean == pytest.approx(7, abs=1e-3)
    assert [task.criticality for task in result.tasks] == pytest.approx([0.5, 0.5], abs=1e-4)
    alone = [simulate([task], [], runs=10_000).duration.mean for task in tasks]
    assert alone == pytest.approx([6, 6], abs=1e-3)


def test_emv_2() -> None:
    risks = [UncertainRisk(key, share, cost=ThreePoint(cost, cost, cost)) for key, (share, cost) in enumerate(EMV_2)]
    result = simulate([UncertainTask(1)], [], risks=risks, runs=20_000)
    exact = risk_costs(EMV_2)
    assert result.cost is not None
    assert result.cost.mean == pytest.approx(exact.mean, abs=0.5)
    assert result.cost.sd == pytest.approx(exact.sd, rel=0.02)
    assert (result.cost.percentile(0.5), result.cost.percentile(0.8)) == (8_000, 48_000)
    assert result.cost_tornado[0].key == 1


@pytest.mark.parametrize("law", LAW_NAMES)
@pytest.mark.parametrize("case", ["gao_house_series", "merge_bias_2"])
def test_exact_percentiles_lie_within_the_sampling_error(shared: Path, case: str, law: str) -> None:
    data: dict[str, Any] = json.loads((shared / "monte-carlo" / "exact_cases.json").read_text())[case]
    keys = {name: key for key, (name, *_) in enumerate(data["activities"])}
    tasks = [UncertainTask(keys[name], ThreePoint(low, likely, high)) for name, low, likely, high, _ in data["activities"]]
    links = [Link(keys[before], keys[name]) for name, *_, predecessors in data["activities"] for before in predecessors]
    exact = data["exact"][law]
    for seed in (1, 2, 3):
        result = simulate(tasks, links, law=LAW_NAMES[law], runs=20_000, seed=seed)
        assert result.law == LAW_NAMES[law]
        assert result.duration.mean == pytest.approx(exact["mean"], abs=4 * exact["sd"] / 20_000**0.5)
        assert result.duration.sd == pytest.approx(exact["sd"], abs=4 * exact["sd"] / 40_000**0.5)
        for name, value in exact.items():
            if name.startswith("P"):
                low, high = result.duration.bounds(int(name[1:]) / 100, 4)
                assert low - 0.005 <= value <= high + 0.005


def test_merge_bias_is_visible() -> None:
    points = ThreePoint(20, 30, 45)
    alone = simulate([UncertainTask(1, points)], []).duration
    together = simulate([UncertainTask(1, points), UncertainTask(2, points)], []).duration
    assert together.mean > alone.mean + 1
    assert together.share(alone.percentile(0.8)) == pytest.approx(0.64, abs=0.02)


@pytest.mark.parametrize("law", LAWS)
def test_one_task_has_the_moments_of_its_law(law: str) -> None:
    points = ThreePoint(2, 3, 7)
    duration = simulate([UncertainTask(1, points)], [], law=law).duration
    assert duration.mean == pytest.approx(spread(points, law).mean, abs=1e-3)
    assert duration.sd == pytest.approx(spread(points, law).sd, rel=2e-3)
    assert duration.ordered[0] >= 2
    assert duration.ordered[-1] <= 7


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[tuple[int, int]], list[Link]]:
    """Fixed durations (key, duration) and links of every type."""
    size = draw(st.integers(1, 7))
    durations = [(key, draw(st.integers(0, 9))) for key in range(size)]
    links = []
    for successor in range(1, size):
        for predecessor in draw(st.sets(st.integers(0, successor - 1), max_size=3)):
            lag = draw(st.sampled_from((0, 0, 2, -1, 5)))
            links.append(Link(predecessor, successor, draw(st.sampled_from(("fs", "fs", "ss", "ff", "sf"))), lag))
    return durations, links


@given(networks())
def test_without_uncertainty_it_is_the_critical_path_method(network: tuple[list[tuple[int, int]], list[Link]]) -> None:
    durations, links = network
    exact = schedule([Activity(key, duration) for key, duration in durations], links, project_start=0, status=0)
    result = simulate([UncertainTask(key, fixed(duration)) for key, duration in durations], links, runs=3)
    assert list(result.duration.values) == [exact.finish] * 3
    assert [task.criticality for task in result.tasks] == [1.0 if critical else 0.0 for critical in exact.critical]
    assert all(task.pearson is None and task.sensitivity is None for task in result.tasks)


@given(networks())
@settings(max_examples=30)
def test_equal_calendars_of_every_task_give_what_one_axis_gives(network: tuple[list[tuple[int, int]], list[Link]]) -> None:
    durations, links = network
    start = from_text("2026-12-14T08:00")
    tasks = [UncertainTask(key, ThreePoint(duration, duration + 1, 3 * duration + 2), calendar=key % 2) for key, duration in durations]
    one, other = standard(), standard()
    alike = simulate(tasks, links, runs=20, start=start, calendars={None: one, 0: one, 1: one})
    apart = simulate(tasks, links, runs=20, start=start, calendars={None: one, 0: one, 1: other})
    assert list(alike.duration.values) == pytest.approx(list(apart.duration.values))
    assert alike.finish is not None
    assert apart.finish is not None
    assert list(alike.finish.values) == pytest.approx(list(apart.finish.values))


def test_calendars_put_the_finish_on_the_clock() -> None:
    start = from_text("2014-10-27T08:00")
    office = standard()
    away = Calendar("Ann", base=office, absences=[Absence(date(2014, 10, 28), date(2014, 10, 28))])
    tasks = [UncertainTask(1, fixed(5 * 480)), UncertainTask(2, fixed(5 * 480), calendar="ann"), UncertainTask(3, fixed(60))]
    result = simulate(tasks, [Link(2, 3, "fs", 480, "elapsed")], runs=2, start=start, calendars={None: office, "ann": away})
    assert result.finish is not None
    assert list(result.finish.values) == [from_text("2014-11-04T09:00")] * 2
    assert list(result.duration.values) == [6 * 480 + 60] * 2
    assert [task.criticality for task in result.tasks] == [0, 1, 1]


def test_earliest_and_start_hold() -> None:
    tasks = [UncertainTask(1, fixed(2)), UncertainTask(2, fixed(1), earliest=9)]
    assert list(simulate(tasks, [Link(1, 2)], runs=2, start=4).duration.values) == [6, 6]
    assert list(simulate(tasks[:1], [], runs=2, start=4).duration.values) == [2, 2]


def test_same_seed_same_bytes() -> None:
    tasks = [UncertainTask(key, ThreePoint(2, 3, 7), cost=5, rate=2, group="team" if key < 3 else None) for key in range(6)]
    risks = [UncertainRisk("late", 0.3, (1, 2), ThreePoint(1, 2, 4), ThreePoint(10, 20, 60))]
    links = [Link(key, key + 1) for key in range(5)]

    def run(seed: int) -> bytes:
        return numbers(simulate(tasks, links, risks=risks, groups={"team": 0.5}, runs=500, seed=seed))

    assert run(7) == run(7)
    assert run(7) != run(8)


def test_a_risk_delays_what_it_names_and_costs() -> None:
    risk = UncertainRisk("flood", 0.25, (1,), fixed(10), fixed(500))
    tasks = [UncertainTask(1, fixed(4), rate=3), UncertainTask(2, fixed(6))]
    result = simulate(tasks, [], risks=[risk], runs=1000)
    assert result.occurred == {"flood": pytest.approx(0.25, abs=1e-3)}
    assert set(result.duration.ordered) == {6, 14}
    assert result.cost is not None
    assert set(result.cost.ordered) == {12, 542}
    assert [(bar.kind, bar.key, bar.low, bar.high) for bar in result.duration_tornado if bar.kind == "risk"] == [("risk", "flood", 6, 14)]
    assert [(bar.kind, bar.key, bar.low, bar.high) for bar in result.cost_tornado if bar.kind == "risk"] == [("risk", "flood", 12, 542)]
    assert result.confidence(6, 12) == pytest.approx(0.75, abs=1e-3)
    assert result.confidence(5, 12) == 0


def test_correlated_tasks_spread_the_sum() -> None:
    tasks = [UncertainTask(key, ThreePoint(2, 3, 7), group="team") for key in range(4)]
    links = [Link(key, key + 1) for key in range(3)]
    single = spread(ThreePoint(2, 3, 7)).sd
    for coefficient, factor in ((0.0, 2.0), (0.5, 10**0.5), (1.0, 4.0)):
        result = simulate(tasks, links, groups={"team": coefficient})
        assert result.duration.sd == pytest.approx(factor * single, rel=0.03)
        assert result.duration.mean == pytest.approx(4 * spread(ThreePoint(2, 3, 7)).mean, abs=0.01)


def test_cruciality_and_sensitivity_of_a_chain() -> None:
    tasks = [UncertainTask(1, ThreePoint(0, 5, 10)), UncertainTask(2, ThreePoint(4, 5, 6)), UncertainTask(3, ThreePoint(0, 0.1, 0.2))]
    result = simulate(tasks, [Link(1, 2)])
    long, short, beside = result.tasks
    assert (long.criticality, short.criticality, beside.criticality) == (1, 1, 0)
    assert long.pearson == pytest.approx(long.sd / result.duration.sd, abs=0.02)
    assert short.pearson == pytest.approx(short.sd / result.duration.sd, abs=0.02)
    assert long.spearman == pytest.approx(long.pearson, abs=0.03)
    assert beside.spearman == pytest.approx(0, abs=0.04)
    assert long.sensitivity == pytest.approx(long.sd / result.duration.sd)
    assert beside.sensitivity == 0
    assert result.duration_tornado[0].key == 1
    assert result.duration_tornado[0].low < result.duration.percentile(0.8) < result.duration_tornado[0].high


def test_joint_confidence_needs_more_than_each_alone() -> None:
    tasks = [UncertainTask(1, ThreePoint(2, 3, 7)), UncertainTask(2, ThreePoint(0, 1, 2), rate=10)]
    result = simulate(tasks, [], runs=4000)
    for joint in result.joint:
        assert joint.level >= joint.share
        found = result.confidence(joint.duration, joint.cost)
        assert found == pytest.approx(joint.share, abs=0.01)


def test_percentiles_and_curve_are_values_that_occurred() -> None:
    duration = simulate([UncertainTask(1, ThreePoint(2, 3, 7))], [], runs=100).duration
    assert list(duration.percentiles) == ["P5", "P10", "P20", "P30", "P40", "P50", "P60", "P70", "P80", "P90", "P95"]
    assert all(value in duration.ordered for value in duration.percentiles.values())
    assert duration.curve[0] == (duration.ordered[0], 0.01)
    assert duration.curve[-1] == (duration.ordered[-1], 1.0)


def test_progress_rises_to_the_whole_and_can_be_cancelled() -> None:
    tasks = [UncertainTask(key, ThreePoint(1, 2, 3)) for key in range(200)]
    told: list[float] = []
    simulate(tasks, [], runs=50, progress=told.append)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 1)
    with pytest.raises(SimulationCancelled):
        simulate(tasks, [], runs=50, cancelled=lambda: len(told) > 3)


def test_chunks_do_not_change_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = [UncertainTask(key, ThreePoint(1, 2, 9)) for key in range(5)]
    links = [Link(0, 2), Link(1, 2, "ss", 1), Link(2, 3, "ff"), Link(0, 4)]
    whole = simulate(tasks, links, runs=300)
    monkeypatch.setattr("models.planning.simulation.simulate._CELLS", 5 * 7)
    assert numbers(simulate(tasks, links, runs=300)) == numbers(whole)


TASK = UncertainTask(1, ThreePoint(1, 2, 3))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"tasks": []}, "nothing to simulate: at least one task"),
        ({"tasks": [TASK, TASK]}, "two tasks have the same key"),
        ({"tasks": [UncertainTask(1, outcomes=((2, 0.5), (3, 0.4)))]}, "the probabilities of task 1 add up to 0.9: 1"),
        ({"tasks": [UncertainTask(1, outcomes=((-2, 1.0),))]}, "task 1 has an outcome below 0"),
        ({"tasks": [UncertainTask(1, group="team")]}, "the correlation group 'team' of task 1: a coefficient from 0 to 1"),
        ({"law": "normal"}, "one of beta-pert, triangular, pert-moment"),
        ({"runs": 0}, "0 runs: 1 or more"),
        ({"runs": 200_000_000}, "200000000 runs of 1 tasks are too many: at most 100000000 runs"),
        ({"links": [Link(1, 9)]}, "a link names 9: a task of the simulation"),
        ({"risks": [UncertainRisk("r", 1.2)]}, "risk r: the probability 1.2: a share from 0 to 1"),
        ({"risks": [UncertainRisk("r", 0.2, (7,))]}, "risk r names task 7"),
        ({"risks": [UncertainRisk("r", 0.2, (), ThreePoint(3, 2, 1))]}, "the delay of risk r is 3, 2, 1: three finite numbers"),
        ({"calendars": {}}, "there is no calendar None"),
    ],
)
def test_what_cannot_be_simulated_is_named(arguments: dict[str, Any], message: str) -> None:
    given_arguments = {"tasks": [TASK], "links": [], **arguments}
    with pytest.raises(SimulationError, match=message):
        simulate(given_arguments.pop("tasks"), given_arguments.pop("links"), **given_arguments)


def test_points_out_of_order_name_the_task() -> None:
    with pytest.raises(SimulationError, match="task 4: the likely value 1 is less than the optimistic 2"):
        simulate([UncertainTask(4, ThreePoint(2, 1, 3))], [])


def test_a_loop_is_refused() -> None:
    with pytest.raises(LoopError):
        simulate([TASK, UncertainTask(2)], [Link(1, 2), Link(2, 1)])
