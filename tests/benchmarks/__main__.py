"""All benchmarks by one command, from the root of the tree: `python -m tests.benchmarks [--tools FOLDER] [--rounds N]`.

Figures are ratios of things measured in turns, so that a busy machine slows both; nothing is asserted. The program is measured as a wheel
installs it. FOLDER holds `tuibench.py` and `floor.py`, which drive screens through a terminal; without them the screens are left out.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

from tests.benchmarks import bench_command_line, bench_import, bench_levelling, bench_network, bench_screens, bench_simulation, bench_writes
from tests.benchmarks.report import figure, heading
from tests.benchmarks.wheel import ROOT, install


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tools", type=Path, default=ROOT.parent / "shared" / "tools", help="the folder of tuibench.py and floor.py")
    parser.add_argument("--rounds", type=int, default=5, help="how often each screen is opened (5)")
    arguments = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = install(folder)
        qd = str(programs / "qd")
        subprocess.run([qd, "status"], env={**os.environ, "HOME": name}, capture_output=True, check=False)
        heading("The demo portfolio")
        seconds = _demo(qd, folder / "large.db", 1000, 100_000)
        figure("qd demo --projects 1000 --tasks 100000", seconds, "≤ 20", "s")
        _demo(qd, folder / "small.db", 24, 1000)
        _demo(qd, folder / "one.db", 1, 1000)
        bench_writes.measure_figures(folder / "large.db")
        bench_writes.measure_writes(folder / "one.db")
        heading("A one-line command: aims ≤ 7 and ≤ 1.03")
        bench_command_line.main(25, str(programs / "python"))
        heading("An import: aim ≤ 2.5")
        bench_import.main(10_000)
        heading("The critical path method")
        bench_network.main()
        heading("Levelling: aims 1 % on j30, 3 % on j60, 8 % on j120")
        if bench_levelling.FOLDER.is_dir():
            bench_levelling.main()
        heading("Simulation: aims ≥ 2 times as fast, ≤ 200 MiB")
        bench_simulation.main()
        if (arguments.tools / "tuibench.py").exists():
            bench_screens.measure(arguments.tools, programs, folder / "small.db", folder / "large.db", arguments.rounds)
        else:
            heading(f"No tuibench.py in {arguments.tools}: the screens are left out (--tools FOLDER)")


def _demo(qd: str, path: Path, projects: int, tasks: int) -> float:
    """Seconds that the demo portfolio of this size takes."""
    begun = time.perf_counter()
    sizes = ["--projects", str(projects), "--tasks", str(tasks)]
    subprocess.run([qd, "demo", "--db", str(path), *sizes, "--no-open"], check=True, capture_output=True)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
