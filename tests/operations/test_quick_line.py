"""The quick line's grammar."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.operations.quick_line import Grammar, Segment, parse

KNOWN = {"CRM", "CRM-101", "R3", "IAM"}
APP = Grammar(KNOWN.__contains__, in_app=True)
SHELL = Grammar(KNOWN.__contains__)


def tokens(segment: Segment) -> list[tuple[str, str]]:
    return [(token.kind, token.value) for token in segment.tokens]


def only(text: str, grammar: Grammar = APP) -> Segment:
    (segment,) = parse(text, grammar)
    return segment


@pytest.mark.parametrize(
    ("word", "kind", "value"),
    [
        ("x", "verb", "x"), ("s", "verb", "s"), ("!", "verb", "!"), ("=", "verb", "="),
        ("done", "verb", "x"), ("start", "verb", "s"), ("block", "verb", "!"), ("same", "verb", "="),
        ("60%", "progress", "60%"), ("37,5%", "progress", "37,5%"), ("2h", "hours", "2h"),
        ("30m", "hours", "30m"), ("1h30", "hours", "1h30"),
        ("1,5h", "hours", "1,5h"), ("rem:6h", "remaining", "6h"), ("rem 6h", "remaining", "6h"), (">review", "state", "review"),
        ("to:review", "state", "review"), ("yesterday", "day", "yesterday"), ("fri", "day", "fri"), ("Friday", "day", "Friday"),
        ("mon..fri", "day", "mon..fri"), ("2026-12-01", "day", "2026-12-01"), ("2026-12-01..2026-12-03", "day", "2026-12-01..2026-12-03"),
        ("by:bob", "by", "bob"), ("@who", "owner", "who"), ("due:fri", "due", "fri"),
        ('due:"1 dec"', "due", "1 dec"), ("+legal", "label", "legal"),
        ('^"Vendor is late"', "risk", "Vendor is late"), ("^late", "risk", "late"), ('risk:"Vendor is late"', "risk", "Vendor is late"),
    ],
)  # fmt: skip
def test_every_token(word: str, kind: str, value: str) -> None:
    segment = only(f"{word} and then a note")
    assert tokens(segment) == [(kind, value)]
    assert segment.note == "and then a note"


@pytest.mark.parametrize(
    "word",
    ["60", "%", "6x%", "h", "2", "2hours", "1d", "rem", "remember", ">", ">5", "friend", "may", "tomorrow", "@",
     "+", "+3", "^", '^""', "by:", "due:",
     "needs:bob", "chase:fri", "all", "X", "Done", "-3d", "1..2", "note:x", "bob@home", '"60%"', '"x"'],
)  # fmt: skip
def test_no_token(word: str) -> None:
    segment = only(f"{word} then 60%")
    assert tokens(segment) == []
    assert segment.note == f"{word} then 60%"


def test_tokens_stand_in_any_order_before_the_note() -> None:
    words = ["60%", "2h", "yesterday", "@bob", "+legal", "due:fri", "rem 6h"]
    forwards, backwards = only(" ".join(words) + " note"), only(" ".join(reversed(words)) + " note")
    assert sorted(tokens(forwards)) == sorted(tokens(backwards))
    assert forwards.note == backwards.note == "note"


def test_the_first_ordinary_word_begins_the_note() -> None:
    segment = only("meeting in 2h with @bob about 60 % load")
    assert tokens(segment) == []
    assert [stray.text for stray in segment.strays] == ["2h", "@bob"]
    assert segment.strays[0].taken == "2h meeting in with @bob about 60 % load"


def test_a_stray_word_is_taken_in_before_the_note() -> None:
    text = "102 30m API 60% stubbed rem 6h"
    segment = only(text, SHELL)
    assert [stray.taken for stray in segment.strays] == ["102 30m 60% API stubbed rem 6h", "102 30m rem 6h API 60% stubbed"]
    assert tokens(only(segment.strays[1].taken, SHELL)) == [("hours", "30m"), ("remaining", "6h")]


@pytest.mark.parametrize(("text", "note"), [("2h -- 60% @bob", "60% @bob"), ('2h "60% @bob"', "60% @bob"), ("2h --", ""), ('2h ""', "")])
def test_dashes_and_quotes_protect(text: str, note: str) -> None:
    segment = only(text)
    assert (tokens(segment), segment.note, segment.strays) == ([("hours", "2h")], note, ())


def test_signs_count_only_directly_after_the_reference() -> None:
    assert tokens(only("101 x 2h", SHELL)) == [("verb", "x"), ("hours", "2h")]
    assert tokens(only("101 2h x", SHELL)) == [("hours", "2h")]
    assert only("101 2h x", SHELL).note == "x"
    assert tokens(only("2h done")) == [("hours", "2h")]


def test_needs_and_chase_only_after_a_block() -> None:
    assert tokens(only("! 2h needs:netops chase:fri")) == [("verb", "!"), ("hours", "2h"), ("needs", "netops"), ("chase", "fri")]
    assert only("2h needs:netops").note == "needs:netops"
    assert tokens(only("needs:netops", Grammar(KNOWN.__contains__, "!", True))) == [("needs", "netops")]


def test_all_only_after_done() -> None:
    assert tokens(only("x all 2h")) == [("verb", "x"), ("all", "all"), ("hours", "2h")]
    assert only("s all").note == "all"


def test_segments_end_where_a_reference_and_a_token_follow() -> None:
    found = parse("101 x; 102 60% 2h API stubbed; 103 ! waiting on VPN", SHELL)
    assert [(segment.references[0].text, tokens(segment), segment.note) for segment in found] == [
        ("101", [("verb", "x")], ""),
        ("102", [("progress", "60%"), ("hours", "2h")], "API stubbed"),
        ("103", [("verb", "!")], "waiting on VPN"),
    ]


@pytest.mark.parametrize(
    "note",
    [
        "bob; 102 of them",
        "see CRM-7; then 60%",
        "a;b",
        "; x",
        "; 60%",
        "wait; CRM-9",
        'said "; 102 x" loudly',
        "x; NOPE 60%",
        "a; UTF-8 it is",
    ],
)
def test_other_semicolons_stay_in_the_note(note: str) -> None:
    (segment,) = parse(f"CRM-101 60% about {note}", SHELL)
    assert segment.note == f"about {note}"


def test_semicolons_need_no_spaces_and_may_end_the_line() -> None:
    found = parse("101 x;102 60%;", SHELL)
    assert [(segment.references[0].text, tokens(segment), segment.note) for segment in found] == [
        ("101", [("verb", "x")], ""), ("102", [("progress", "60%")], ""),
    ]  # fmt: skip


def test_every_line_is_a_segment() -> None:
    found = parse("101 x\n\n  102 60% done; 103 x\n", Grammar(KNOWN.__contains__, lines=True))
    assert [(segment.references[0].text, segment.note) for segment in found] == [("101", ""), ("102", "done; 103 x")]


def test_a_number_is_a_reference_only_with_a_token_after_it() -> None:
    assert only("102 60%").references[0].text == "102"
    assert only("102 tickets are open").note == "102 tickets are open"
    refused = only("102 tickets are open", SHELL)
    assert refused.number is not None
    assert refused.number.text == "102"


def test_words_that_look_like_references() -> None:
    assert only("CRM-101 depends on this").references[0].text == "CRM-101"
    assert only("UTF-8 is what it writes").references == ()
    assert only("UTF-8 60%").references[0].text == "UTF-8"
    assert only("API stubbed").references == ()
    assert only("CRM =").references[0].text == "CRM"
    assert only("R3 >closed").references[0].text == "R3"
    assert only("V2 is out").references == ()


def test_a_command_takes_several_references() -> None:
    grammar = Grammar(KNOWN.__contains__, "x")
    assert [word.text for word in only("CRM-101 102 103 2h all of it", grammar).references] == ["CRM-101", "102", "103"]
    assert [word.text for word in only("CRM-101 3 tickets are open", grammar).references] == ["CRM-101"]
    assert only("CRM-101 done; CRM-102 x", grammar).note == "done; CRM-102 x"


def test_a_verbs_key_in_the_app_names_no_other_row() -> None:
    segment = only("CRM-101 is not ready; 102 x", Grammar(KNOWN.__contains__, "!", True))
    assert (segment.references, segment.note) == ((), "CRM-101 is not ready; 102 x")


# -- properties

TOKENS = [
    "60%",
    "2h",
    "30m",
    "rem 6h",
    "rem:6h",
    ">review",
    "yesterday",
    "fri",
    "mon..fri",
    "@bob",
    "by:bob",
    "due:fri",
    "+legal",
    '^"a risk"',
]
WORDS = [
    *TOKENS,
    "x",
    "s",
    "!",
    "=",
    "done",
    "needs:bob",
    "chase:fri",
    "all",
    "--",
    '"',
    '"a',
    "101",
    "CRM-101",
    ";",
    "; 101",
    "; 101 x",
    "rem",
    "word",
]


@given(
    st.lists(st.sampled_from(TOKENS), max_size=4),
    st.sampled_from(["word", "60 %", "meeting", "ok,"]),
    st.lists(st.sampled_from(WORDS), max_size=8),
)
def test_no_word_of_a_note_is_read(before: list[str], first: str, after: list[str]) -> None:
    said = " ".join([*before, first, *after])
    alone = only(" ".join([*before, first]))
    segment = parse(said, APP)[0]
    assert tokens(segment) == tokens(alone)
    assert said[: segment.end].rstrip().endswith(segment.note)
    assert segment.note.startswith(alone.note)


@given(st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join))
def test_later_segments_begin_with_a_reference_and_a_token(text: str) -> None:
    for segment in parse(text, SHELL)[1:]:
        assert segment.references
        assert segment.tokens


@given(st.text(max_size=60), st.sampled_from([None, "x", "!"]), st.booleans(), st.booleans())
@example('a "b', None, True, False)
@example("; ; 1 x;", None, False, False)
def test_every_text_has_a_reading(text: str, verb: str | None, in_app: bool, lines: bool) -> None:
    for segment in parse(text, Grammar(KNOWN.__contains__, verb, in_app, lines)):
        for token in segment.tokens:
            assert text[token.start : token.end] == token.text
        for stray in segment.strays:
            assert text[stray.start : stray.end] == stray.text
