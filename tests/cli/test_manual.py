"""The manual is true: every verb explains itself with examples that the program understands."""

from __future__ import annotations

import re
import shutil
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.core import registry
from models.operations import quick_line
from tui.cli.calc import TOPICS
from tui.cli.calc.pages import PAGES, form_of
from tui.cli.manual import text_of
from tui.cli.verbs import COMMON, VERBS
from tui.config import demo_path

if TYPE_CHECKING:
    from tests.cli.conftest import Here, Qd


#: What stands before a verb's examples: files that they read, a change that they bring back.
BEFORE = {
    "redo": ["undo"],
    "import": ["export task -p CRM -o tasks.csv", "snapshot CRM -o CRM.toml"],
    "verify": ["snapshot CRM -o CRM.toml"],
    "diff": ["snapshot CRM -o CRM-monday.toml", "x CRM-102", "snapshot CRM -o CRM-friday.toml"],
}


def examples_of(verb: str) -> list[str]:
    """The examples in the verb's help, without `qd`."""
    lines = (line.strip() for line in text_of(verb).partition("Examples:\n")[2].splitlines())
    return [line.removeprefix("qd ") for line in lines if line]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_a_form_and_examples_that_work(verb: str, here: Here, demo_copy: str, request: pytest.FixtureRequest) -> None:
    assert f"\nqd {verb}" in text_of(verb)
    assert examples_of(verb)
    shutil.copy(demo_copy, here.database)
    Path(demo_path()).parent.mkdir(parents=True)
    shutil.copy(demo_copy, demo_path())
    Path("plan.csv").write_text("id,duration_days,predecessors\nA,2,\nB,3,A\n", encoding="utf-8")
    Path("plan.rcp").write_text("4 1\n2\n0 0 2 2 3\n3 2 1 4\n2 1 1 4\n0 0 0\n", encoding="utf-8")
    Path("morning.txt").write_text("CRM-101 x\nCRM-102 60% 2h API stubbed\n", encoding="utf-8")
    for line in ("use CRM", *BEFORE.get(verb, [])):
        assert here(line).code == 0
    for example in examples_of(verb):
        words, _, given = example.partition(" < ")
        words = words.split(" > ")[0]
        if verb == "demo":
            words = words.replace("1000", "2")
        if "projects-2013.csv" in words:
            shutil.copy(next(request.getfixturevalue("shared").rglob("projects-2013.csv")), ".")
        said = here(words, Path(given).read_text(encoding="utf-8") if given else "")
        assert said.code == 0, (example, said)
        assert said.out


def test_every_token_of_the_quick_line_is_in_its_help() -> None:
    text = text_of("u")
    for token in (*quick_line.SIGNS, *quick_line.NAMED, "4x5", "60%", "2h", "1h30", "30m", "@", "+", "^", ">", "all", "--", "..", "none"):
        assert token in text, token


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_of_calc_has_its_options_and_examples_that_run(topic: str, here: Here) -> None:
    text = PAGES[topic]
    assert form_of(topic).startswith(f"qd calc {topic} ")
    assert all(option in text for option in TOPICS[topic][1])
    assert max(map(len, text.splitlines())) <= 80
    for name, block in re.findall(r"here (\S+):\n((?:  .+\n)+)", PAGES["network"] + text):
        Path(name).write_text(textwrap.dedent(block), encoding="utf-8")
    examples = text.partition("Examples:\n")[2].splitlines()
    assert examples
    for example in examples:
        said = here(example.strip().removeprefix("qd "))
        assert (said.code, said.err) == (0, ""), example
        assert said.out


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_is_in_the_manual(verb: str) -> None:
    text = text_of(verb) + ("".join(PAGES.values()) if verb == "calc" else "")
    for option in VERBS[verb][1]:
        assert option in text or option == "--if-version"


def test_help_lists_verbs_kinds_and_fields(crm: Qd) -> None:
    overview = crm("help").out
    assert all(f"  {verb} " in overview for verb in VERBS)
    assert all(option in overview for option in COMMON if option != "-h")
    kinds = crm("help", "kinds").out
    assert all(key in kinds for key in list(registry.keys()))
    fields = crm("help", "risk").out
    assert all(name in fields for name in registry.get("risk").form_fields)
    assert crm("help", "new").out == crm("new", "--help").out == crm("--help", "new").out == crm("new", "-h").out
    assert crm("--help").out == overview
    assert crm("help", "calc", "evm").out == crm("calc", "evm", "--help").out == crm("help", "evm").out
    assert "status" in crm("help", "statsu", code=2).err
    assert "evm" in crm("help", "calc", "evn", code=2).err
    assert crm("help", "--json").json["x"]


def test_the_version_is_the_installed_one(qd: Qd) -> None:
    from importlib.metadata import version

    assert qd("--version").out == f"quarterdeck {version('quarterdeck')}\n"
    assert qd("status", "--version", "--json").json == {"version": version("quarterdeck")}
