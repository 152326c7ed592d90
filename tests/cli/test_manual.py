"""The manual is true: every verb explains itself with examples that the program understands."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from models.core import registry
from tui.cli.command_line import read
from tui.cli.manual import text_of
from tui.cli.verbs import COMMON, VERBS

if TYPE_CHECKING:
    from tests.cli.conftest import Qd


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_a_form_and_examples(verb: str) -> None:
    text = text_of(verb)
    assert f"\nqd {verb}" in text
    examples = [line.strip() for line in text.partition("Examples:\n")[2].splitlines() if line.strip()]
    assert examples
    for example in examples:
        call = read(shlex.split(example.split(" < ")[0].split(" > ")[0])[1:])
        assert call.verb in VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_is_in_the_manual(verb: str) -> None:
    for option in VERBS[verb][1]:
        assert option in text_of(verb) or option == "--if-version"


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
    assert "status" in crm("help", "statsu", code=2).err
    assert crm("help", "--json").json["x"]


def test_the_version_is_the_installed_one(qd: Qd) -> None:
    from importlib.metadata import version

    assert qd("--version").out == f"quarterdeck {version('quarterdeck')}\n"
    assert qd("status", "--version", "--json").json == {"version": version("quarterdeck")}
