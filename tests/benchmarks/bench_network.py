"""Prints how long the critical path method takes on random networks: `python tests/benchmarks/bench_network.py`."""

from __future__ import annotations

import gc
import random
import time

from models.planning.network import ActivityRow, LinkRow, schedule


def network(tasks: int, seed: int = 7) -> tuple[list[ActivityRow], list[LinkRow]]:
    """A random network with two links a task, each from one of the hundred tasks before it."""
    chance = random.Random(seed)
    activities: list[ActivityRow] = [(key, chance.randint(1, 20) * 480, None, None, None, None, None, None) for key in range(tasks)]
    links: list[LinkRow] = []
    for key in range(1, tasks):
        nearest = range(max(0, key - 100), key)
        links += [(predecessor, key, "fs", 0, "working") for predecessor in chance.sample(nearest, min(2, len(nearest)))]
    return activities, links


def main() -> None:
    """Best of several runs for each size."""
    for tasks, runs in ((1_000, 50), (10_000, 10), (100_000, 3)):
        activities, links = network(tasks)
        gc.collect()
        gc.disable()
        best = float("inf")
        for _ in range(runs):
            begun = time.perf_counter()
            schedule(activities, links, project_start=0, status=0)
            best = min(best, time.perf_counter() - begun)
        gc.enable()
        print(f"{tasks:>7} tasks {len(links):>7} links {best * 1000:9.2f} ms")


if __name__ == "__main__":
    main()
