"""How long `qd x` takes on a project of 1,000 tasks, in units of `python -c pass`, and what thirty more registers add to it.

    python tests/benchmarks/bench_command_line.py [runs]

Everything is measured interleaved, so that a busy machine slows all alike. The sources are copied and compiled as an installation does.
"""

from __future__ import annotations

import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TASKS = 1_000
REGISTERS = 30
_REGISTER = '''"""Extra {n}."""

from models.core import fields
from models.core.record import ProjectRecord
from models.core.register import Column, Register


class Extra{n}(ProjectRecord):
    """One of many more kinds."""

    title = fields.TitleField("What it is")
    amount = fields.MoneyField(help_text="An amount")
    day = fields.DayField(help_text="A day")


EXTRAS = Register(
    Extra{n}, key="extra_{n}", prefix="X", title="Extras", group="control", columns=("ref", Column("title", grow=True)), empty="None."
)
'''


def copy(folder: Path, registers: int) -> Path:
    """The program's packages in a folder of their own, with more registers, compiled."""
    for package in ("models", "tui"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for number in range(registers):
        (folder / "models" / "registers" / f"extra_{number}.py").write_text(_REGISTER.format(n=number))
    compileall.compile_dir(folder, quiet=2)
    return folder


def portfolio(path: Path) -> list[str]:
    """A project of a thousand tasks in chains; the references of its tasks."""
    sys.path.insert(0, str(ROOT))
    from models.operations.command import command
    from models.operations.portfolio import portfolio as opened

    with opened(str(path), create=True) as session, command(session, "begin") as work:
        project = work.create("project", {"code": "CRM", "title": "CRM replacement", "currency": "EUR"})
        tasks = work.create_many("task", [{"project": project, "title": f"Task {n}", "duration": 480} for n in range(TASKS)])
        links = [{"project": project, "predecessor": a, "successor": b} for n, (a, b) in enumerate(pairwise(tasks)) if n % 10]
        work.create_many("dependency", links)
    return [f"CRM-{number}" for number in range(1, TASKS + 1)]


def seconds(command: list[str], env: dict[str, str], place: Path) -> float:
    """Wall time of one process, started in a folder: with `-c` that is where Python looks for modules first."""
    begin = time.perf_counter()
    subprocess.run(command, env=env, cwd=place, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def main(runs: int, python: str = sys.executable) -> None:
    """Measure and print the ratios, with the interpreter `python`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain, more = copy(folder / "plain", 0), copy(folder / "more", REGISTERS)
        references = iter(portfolio(folder / "bench.db"))
        base = {key: value for key, value in os.environ.items() if not key.startswith("QUARTERDECK")} | {"HOME": name}

        def command(place: Path) -> Callable[[], float]:
            env = {**base, "PYTHONPATH": str(place), "QUARTERDECK_DB": str(folder / "bench.db"), "PYTHONDONTWRITEBYTECODE": "1"}
            return lambda: seconds([python, "-c", "from tui.__main__ import run; run()", "x", next(references)], env, place)

        measured: dict[str, Callable[[], float]] = {
            "python -c pass": lambda: seconds([python, "-c", "pass"], base, folder),
            "qd x": command(plain),
            f"qd x, {REGISTERS} more registers": command(more),
        }
        times: dict[str, list[float]] = {each: [] for each in measured}
        for run in range(runs + 1):
            for each, measure in measured.items():
                found = measure()
                if run:
                    times[each].append(found)
    report(times)


def report(times: dict[str, list[float]]) -> None:
    """Medians, and the medians of the ratios within each round."""
    unit = times["python -c pass"]
    for each, found in times.items():
        ratio = statistics.median(one / other for one, other in zip(found, unit, strict=True))
        print(f"{each:28} {statistics.median(found) * 1000:7.1f} ms {ratio:6.2f} ×")
    _, plain, more = times.values()
    print(f"more registers ÷ without     {statistics.median(more) / statistics.median(plain):14.3f} ×")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 25)
