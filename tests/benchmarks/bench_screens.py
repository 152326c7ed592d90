"""The task list with its speaking lines and its pane against a bare Textual list over SQLite, through a terminal, in turns.

Needs the two shared tools `tuibench.py` (drives a program through a pty) and `floor.py` (the bare list).
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from tests.benchmarks.report import figure, heading

KEYS = "down*60,pagedown*10"
OPENINGS = "1,3,4,5,6,7,0"
READY = r"\[2 Tasks\]"
IDLE_SECONDS = 10


def measure(tools: Path, programs: Path, small: Path, large: Path, rounds: int) -> None:
    """Print every ratio of the screens."""
    sys.path.insert(0, str(tools))
    bench = importlib.import_module("tuibench")
    python, launcher = str(programs / "python"), str(Path(__file__).with_name("open_tasks.py"))

    def spec(name: str, command: list[str], ready: str, size: str, **more: Any) -> Any:
        return bench.Spec(name=name, cmd=command, ready=ready, size=size, idle_s=more.pop("idle_s", 0), **more)

    def tasks(name: str, database: Path, size: str, **more: Any) -> Any:
        return spec(name, [python, launcher, "--db", str(database)], READY, size, **more)

    def floor(size: str, **more: Any) -> Any:
        return spec("floor", [python, str(tools / "floor.py"), "100000"], "Contract", size, **more)

    def run(specs: list[Any]) -> dict[str, Any]:
        found = {name: bench.summarise(runs) for name, runs in bench.interleave(specs, rounds).items()}
        for name, summary in found.items():
            if not summary["ok"]:
                raise SystemExit(f"{name} did not come up:\n" + "\n".join(summary["screen"]))
        return found

    for size in ("80x24", "120x40"):
        given = {"keys": KEYS, "idle_s": IDLE_SECONDS if size == "80x24" else 0}
        found = run([tasks("large", large, size, **given), tasks("small", small, size), floor(size, **given)])
        heading(f"The task list at {size}, 100,000 tasks, in units of the floor")
        _start_and_memory(found)
        _keys(found, size)
    found = run([spec("first", [str(programs / "qd"), "--db", str(large)], r"\[[01] \w+\]", "80x24"), floor("80x24")])
    heading("The program as it opens by itself (today or the portfolio), in units of the floor")
    figure("start", _ratio(found, "first", "start", "ready_s"), "≤ 1.4")
    turns = f"wait:600,{OPENINGS},{OPENINGS}"
    _openings(bench, tasks("openings", large, "80x24", keys=turns, quiet_ms=300, key_timeout=5), rounds)


def _ratio(found: dict[str, Any], name: str, *path: str, other: str = "floor") -> float:
    one, two = found[name], found[other]
    for step in path:
        one, two = one[step], two[step]
    return float(one / two)


def _start_and_memory(found: dict[str, Any]) -> None:
    figure("start", _ratio(found, "large", "start", "ready_s"), "≤ 1.4")
    figure("start, processor time", _ratio(found, "large", "start", "cpu_s"), "")
    figure("start on 100,000 tasks ÷ start on 1,000", _ratio(found, "large", "start", "ready_s", other="small"), "≤ 1.1")
    figure("memory", _ratio(found, "large", "mem", "rss"), "≤ 1.3")
    if "idle" in found["large"]:
        figure(f"bytes in {IDLE_SECONDS} s without a key", found["large"]["idle"]["bytes"], "0", "B")
        figure(f"processor time in {IDLE_SECONDS} s without a key", _ratio(found, "large", "idle", "cpu_s"), "≤ 1.5")


def _keys(found: dict[str, Any], size: str) -> None:
    wide = size != "80x24"
    figure("cursor key, time until the last byte", _ratio(found, "large", "keys", "down", "last_p50"), "≤ 1.5")
    figure("cursor key, processor time", _ratio(found, "large", "keys", "down", "cpu_ms_p50"), "")
    figure("cursor key, bytes (median)", _ratio(found, "large", "keys", "down", "bytes_p50"), "≤ 2.5" if wide else "≤ 1.5")
    figure("cursor key, bytes (mean of 60)", _ratio(found, "large", "keys", "down", "bytes_mean"), "≤ 1.0")
    figure("page key, time until the last byte", _ratio(found, "large", "keys", "pagedown", "last_p50"), "≤ 1.5")
    figure("page key, bytes (median)", _ratio(found, "large", "keys", "pagedown", "bytes_p50"), "≤ 2.2")


def _openings(bench: Any, spec: Any, rounds: int) -> None:
    """Each other screen opened twice: the slowest of the medians."""
    runs = bench.interleave([spec], rounds)["openings"]
    heading("Other screens, the slowest of them")
    for turn, (name, aim) in enumerate((("first opening", "≤ 250"), ("opened again", "≤ 100"))):
        slowest = max(bench.med([run["keys_raw"][key]["last"][turn] for run in runs]) for key in OPENINGS.split(","))
        figure(name, slowest, aim, "ms")
