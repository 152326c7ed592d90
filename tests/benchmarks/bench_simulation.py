"""How fast a simulation of 1,000 tasks in 10,000 runs is, and how much memory it takes: `python -m tests.benchmarks.bench_simulation [ROUNDS]`.

Where pmcontrols is installed, its `pert` with the same tasks and runs is measured in turns with it (aim: at least twice as fast, though
it computes no correlations, ranks and tornadoes). Every measurement is a process of its own; memory (aim: at most 200 MiB) is what that
process took at most, with the interpreter and numpy.
"""

from __future__ import annotations

import random
import resource
import statistics
import subprocess
import sys
import time
from importlib.util import find_spec

TASKS, RUNS = 1_000, 10_000


def network() -> list[tuple[int, float, float, float, list[int]]]:
    """Key, three points and predecessors of each task, two from among the thirty before it."""
    chance = random.Random(1)
    rows = []
    for key in range(TASKS):
        likely = chance.randint(2, 20)
        before = chance.sample(range(max(0, key - 30), key), min(2, key))
        rows.append((key, likely * chance.uniform(0.6, 0.95), likely, likely * chance.uniform(1.1, 2.2), before))
    return rows


def own() -> float:
    """Processor seconds of the simulation."""
    from models.planning.simulation.model import ThreePoint, UncertainTask
    from models.planning.simulation.simulate import simulate

    tasks = [UncertainTask(key, ThreePoint(*points)) for key, *points, _ in network()]
    links = [(predecessor, key, "fs", 0, "working") for key, *_, before in network() for predecessor in before]
    begun = time.process_time()
    simulate(tasks, links, runs=RUNS)
    return time.process_time() - begun


def other() -> float:
    """Processor seconds of pmcontrols."""
    from pmcontrols import pert

    rows = [{"id": str(key), "a": a, "m": m, "b": b, "predecessors": [str(each) for each in before]} for key, a, m, b, before in network()]
    begun = time.process_time()
    pert(rows, n_sim=RUNS)
    return time.process_time() - begun


def measure(name: str) -> tuple[float, float]:
    """Seconds and MiB of one process."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_simulation", "--one", name]
    seconds, memory = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), float(memory)


def main(rounds: int = 5) -> None:
    """Measure in turns and print medians and the median ratio."""
    names = ["own", *(["other"] if find_spec("pmcontrols") else [])]
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            found[name].append(measure(name))
    for name in names:
        seconds, memory = (statistics.median(values) for values in zip(*found[name], strict=True))
        print(f"{ {'own': 'simulation', 'other': 'pmcontrols'}[name]:12} {seconds * 1000:7.0f} ms {memory:7.0f} MiB")
    if "other" in found:
        ratio = statistics.median(theirs[0] / ours[0] for ours, theirs in zip(found["own"], found["other"], strict=True))
        print(f"faster       {ratio:7.2f} × (aim ≥ 2)")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print({"own": own, "other": other}[sys.argv[2]](), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
