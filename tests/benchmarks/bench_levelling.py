"""How far levelling stays from the best known makespans of PSPLIB: `python -m tests.benchmarks.bench_levelling [SECONDS] [FOLDER] [SEED]`.

FOLDER holds instances `.sm` and `expected.csv` with their best known makespans. Aims with 2 seconds an instance, on average: 1 % on j30,
3 % on j60, 8 % on j120. Every plan is checked for feasibility.
"""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path

from models.exchange.psplib import as_tasks, parse
from models.planning.levelling.level import level

AIMS = {"j30": 1, "j60": 3, "j120": 8}
FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "psplib"


def main(seconds: float = 2, folder: Path = FOLDER, seed: int = 1) -> None:
    """Level every instance and print its distance, then the average of each set."""
    with open(folder / "expected.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    distances: dict[str, list[float]] = {}
    for row in rows:
        project = as_tasks(parse((folder / row["instance"]).read_text()))
        end = time.monotonic() + seconds
        plan = level(*project, iterations=10**9, seed=seed, stop=lambda end=end: time.monotonic() > end)  # type: ignore[misc]
        best = int(row["best_makespan"])
        distance = (plan.finish / best - 1) * 100
        distances.setdefault(row["set"], []).append(distance)
        feasible = "infeasible" if plan.conflicts else "feasible"
        print(f"{row['instance']:14} {plan.finish:4} best known {best:4} {distance:5.2f} % {plan.iterations:6} schedules {feasible}")
    for name, found in distances.items():
        print(f"{name:6} {sum(found) / len(found):5.2f} % on average over {len(found)} (aim ≤ {AIMS.get(name, '–')} %)")


if __name__ == "__main__":
    main(
        float(sys.argv[1]) if len(sys.argv) > 1 else 2,
        Path(sys.argv[2]) if len(sys.argv) > 2 else FOLDER,
        int(sys.argv[3]) if len(sys.argv) > 3 else 1,
    )
