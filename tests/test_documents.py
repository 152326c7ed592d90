"""What the readme and the contributing notes say is true: their commands run, their keys are bound, their example is a register."""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
NAMED_KEYS = {
    "/": "slash", "[": "left_square_bracket", "]": "right_square_bracket", "'": "apostrophe", "=": "equals_sign", ".": "full_stop",
    "<": "less_than_sign", ">": "greater_than_sign", ":": "colon", "^d": "ctrl+d", "^u": "ctrl+u",
}  # fmt: skip
START = "import sys; from tui.__main__ import run; sys.argv[0] = 'qd'; run()"


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.S | re.M)


def commands() -> list[str]:
    lines = [line.partition("  #")[0].strip() for block in blocks(README, "sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith("qd ") and "projects-2013" not in line]


def bound_keys() -> set[str]:
    """Every key of every binding in the source."""
    found = set("01234567")
    for folder in ("screens", "tui"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Binding" and isinstance(node.args[0], ast.Constant):
                    found |= set(str(node.args[0].value).split(","))
    return found


def run(words: list[str], folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QUARTERDECK", "XDG_"))}
    command, env = [sys.executable, "-c", START, *words], {**kept, "HOME": str(folder), **env}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL)


def test_the_readme_shows_many_commands() -> None:
    assert len(commands()) >= 12


def test_commands_of_the_readme_run(demo_copy: str, tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("id,optimistic,likely,pessimistic,predecessors\nA,2,3,5,\nB,1,2,4,A\n")
    (tmp_path / "plan.rcp").write_text("4 1  2  0 0 2 2 3  3 1 1 4  2 2 1 4  0 0 0\n")
    for line in commands():
        result = run(shlex.split(line)[1:], tmp_path, QUARTERDECK_DB=demo_copy, PYTHONPATH=os.pathsep.join(sys.path))
        assert result.returncode == 0, f"{line}\n{result.stderr}"


def test_keys_of_the_readme_are_bound() -> None:
    table = README.split("## Keys")[1].split("## ")[0]
    keys = {
        key for cell in re.findall(r"^\| (.*) \|$", table, re.M)[2:] for key in re.findall(r"`([^`]+)`", "|".join(cell.split("|")[0::2]))
    }
    assert len(keys) > 40
    assert not {NAMED_KEYS.get(key, key) for key in keys} - bound_keys()


def test_files_that_the_documents_name_are_there() -> None:
    for text in (README, CONTRIBUTING):
        for name in re.findall(r"`((?:models|screens|tui|tests|\.ci)/[\w/.-]*\w)`", text):
            if "decision" not in name:
                assert (ROOT / name).exists(), name


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the source with the register of the contributing notes and its migration."""
    for folder in ("models", "screens", "tui"):
        shutil.copytree(ROOT / folder, tmp_path / "house" / folder, ignore=shutil.ignore_patterns("__pycache__"))
    house = tmp_path / "house"
    declared = blocks(CONTRIBUTING, "python")[0].replace('group="control"', 'group="memory"')  # one that no other register has
    (house / "models/registers/decision.py").write_text(declared)
    (house / "models/store/migrations/m0002_decision.py").write_text(blocks(CONTRIBUTING, "python")[1])
    return house


def test_the_register_of_the_contributing_notes_works(house: Path, demo_copy: str) -> None:
    env = {"QUARTERDECK_DB": demo_copy, "PYTHONPATH": str(house)}
    made = run(["new", "decision", "-p", "CRM", "Second source first", "decided_by=@ben", "decided_on=2026-11-20"], house, **env)
    assert made.returncode == 0, made.stderr
    assert "CRM-DE1" in made.stdout
    listed = run(["ls", "decision", "state:open"], house, **env)
    assert "Second source first" in listed.stdout
    shown = [sys.executable, "-c", "from screens.registers import overview; print(overview()[-1].key)"]
    assert subprocess.run(shown, cwd=house, env={**os.environ, **env}, capture_output=True, text=True, check=False).stdout == "decision\n"
    for words in (["snapshot", "CRM", "-o", "crm.toml"], ["verify", "crm.toml"], ["new", "comment", "record=CRM-DE1", "text=Said"], ["set", "CRM-DE1", "project=EDI"]):
        result = run(words, house, **env)
        assert result.returncode == 0, result.stderr
    assert "with it went 1 record of it" in result.stdout
    assert "[[decision]]" in (house / "crm.toml").read_text()
    assert "EDI-DE1" in run(["show", "crm-de1"], house, **env).stdout
    checked = run(["check"], house, **env)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_checks_call_the_commands_that_the_documents_name() -> None:
    """The readme's test command, and every benchmark by one."""
    checks = (ROOT / ".ci" / "run").read_text()
    named = [command for block in blocks(README, "sh") for command in re.findall(r"bin/python (-m pytest.*)", block)]
    assert named == ["-m pytest"]
    assert f'"$bin/python" {named[0]} 2>' in checks
    modules = re.findall(r"python -m (tests\.\S+)", "".join(blocks(CONTRIBUTING, "sh")))
    assert modules == ["tests.benchmarks"]
    assert (ROOT.joinpath(*modules[0].split(".")) / "__main__.py").is_file()
