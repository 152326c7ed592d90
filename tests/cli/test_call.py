"""How a command line is read: options before and after the verb, filter words, words after `--`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.store.errors import UsageError
from tui.cli.command_line import read
from tui.cli.verbs import COMMON, VERBS, function_of


def test_options_stand_before_or_after_the_verb() -> None:
    before, after = read(["--db", "f.db", "--json", "ls", "task"]), read(["ls", "task", "--json", "--db=f.db"])
    assert before.options == after.options == {"--db": "f.db", "--json": ""}
    assert before.verb == after.verb == "ls"
    assert before.words == after.words == ["task"]


@pytest.mark.parametrize("verb", ["ls", "find", "export"])
def test_words_with_a_dash_are_filter_words_of_lists(verb: str) -> None:
    call = read([verb, "task", "-vendor", "-state:closed", "-p", "CRM"])
    assert call.words == ["task", "-vendor", "-state:closed"]
    assert call.options == {"-p": "CRM"}


def test_two_dashes_end_the_options() -> None:
    call = read(["b", "CRM-3", "--", "--json", "-p", "--"])
    assert (call.words, call.literal, call.options) == (["CRM-3"], ["--json", "-p", "--"], {})


def test_a_dash_alone_is_a_word() -> None:
    assert read(["u", "-"]).words == ["-"]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["x", "--nope"], "--nope"),
        (["x", "-z"], "-z"),
        (["ls", "--sorted"], "--sorted"),
        (["bogus"], "bogus"),
        (["ls", "task", "--limit"], "--limit"),
        (["--json=1", "ls"], "--json"),
        (["x", "CRM-1", "--sort", "due"], "--sort"),
        (["status", "-p"], "-p"),
    ],
)
def test_what_does_not_fit_is_named(words: list[str], part: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(words)
    assert part in caught.value.message


def test_a_mistyped_verb_is_answered_with_its_neighbours() -> None:
    with pytest.raises(UsageError, match="qd status"):
        read(["statsu"])


def test_every_verb_has_a_function() -> None:
    for verb, (module, _, says) in VERBS.items():
        found = getattr(__import__(f"tui.cli.{module}", fromlist=["*"]), function_of(verb))
        assert callable(found)
        assert says


ANY_WORD = st.sampled_from([*VERBS, *COMMON, "--dry-run=", "--db=x", "--", "-", "-x", "", "CRM-1"]) | st.text(max_size=6)


@given(st.lists(ANY_WORD, max_size=7))
def test_any_words_are_a_call_or_refused_in_one_line(words: list[str]) -> None:
    try:
        call = read(words)
    except UsageError as error:
        refused = error
    else:
        assert call.verb in VERBS or not (call.verb or call.all_words)
        assert call.options.keys() <= COMMON.keys() | (VERBS[call.verb][1].keys() if call.verb else set())
        return
    assert refused.field
    assert len(refused.message.splitlines()) == 1
