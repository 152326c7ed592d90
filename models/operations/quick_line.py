"""The quick line's grammar: a typed text becomes segments of a reference, tokens and a note. Pure: what words mean is decided elsewhere.

    [ref] [x | s | ! | =] [>state] [NN%] [2h | 30m | 1h30] [rem 6h] [fri | mon..fri | 2026-12-01] [by:bob] [@who] [due:fri]
    [+label] [^"risk title"] [4x5] [needs:who] [chase:fri] note…

Tokens stand before the note in any order; the first word that is no token begins the note, and nothing after it in its segment is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from models.values.named import NamedTuple

#: One word: a quoted text, perhaps with a sign or a name before it, or anything up to the next space.
_WORD = re.compile(r'(?:\^|[A-Za-z]+:)?"[^"]*"|\S+')

SIGNS = {"x": "x", "s": "s", "!": "!", "=": "=", "done": "x", "start": "s", "block": "!", "same": "="}
NAMED = {"by": "by", "due": "due", "to": "state", "rem": "remaining", "risk": "risk", "needs": "needs", "chase": "chase"}
#: What ends a task; `all` right after it takes the tasks below a summary along.
_ENDS = (("verb", "x"), ("state", "done"), ("state", "cancelled"))
_WEEKDAYS = "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday"
_DAYS = frozenset(("today", "yesterday", *_WEEKDAYS.split()))


class Word(NamedTuple):
    """One typed word and where it stands."""

    text: str
    start: int
    end: int


class Token(NamedTuple):
    """One understood word: what it sets (`verb`, `progress`, `hours` …), its value as typed, and where it stands."""

    kind: str
    value: str
    text: str
    start: int
    end: int


class Stray(NamedTuple):
    """A word of the note that looks like a token, and the whole text as it would be with the word taken in."""

    text: str
    start: int
    end: int
    taken: str


class Segment(NamedTuple):
    """What one segment says. `number` is a bare number at its beginning that is no reference for want of a token after it."""

    references: tuple[Word, ...]
    tokens: tuple[Token, ...]
    note: str
    strays: tuple[Stray, ...]
    number: Word | None
    start: int
    end: int

    def first(self, kind: str) -> Token | None:
        """The first token of a kind."""
        return next((token for token in self.tokens if token.kind == kind), None)

    def every(self, kind: str) -> list[Token]:
        """All tokens of a kind."""
        return [token for token in self.tokens if token.kind == kind]


class Grammar(NamedTuple):
    """How a text is read: under a verb's own key or command, in the app or outside, a segment a line or not.

    `known` says whether a word is the reference of a record; it is asked only for words that may as well be ordinary ones.
    """

    known: Callable[[str], bool]
    verb: str | None = None
    in_app: bool = False
    lines: bool = False

    @property
    def takes_references(self) -> bool:
        """A verb's key in the app acts on its rows: what is typed then names no others."""
        return not (self.verb and self.in_app)


def parse(text: str, grammar: Grammar) -> list[Segment]:
    """The segments of a typed text. Never raises: a text of any kind has a reading."""
    if grammar.lines:
        return [_segment(text, start, end, grammar) for start, end in _lines(text)]
    bounds = [(0, len(text))] if grammar.verb else _bounds(text, grammar)
    return [_segment(text, start, end, grammar) for start, end in bounds]


def _lines(text: str) -> list[tuple[int, int]]:
    found, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def _bounds(text: str, grammar: Grammar) -> list[tuple[int, int]]:
    """Where segments begin and end: at a `;` outside quotes that a reference follows and after it a token."""
    found, start = [], 0
    for match in _WORD.finditer(text):
        if match[0].endswith('"') and match[0].count('"') == 2:
            continue
        for position in (match.start() + offset for offset, letter in enumerate(match[0]) if letter == ";"):
            words = _words(text, position + 1, len(text), 3)
            if len(words) > 1 and _is_reference(words, grammar, later=True):
                found.append((start, position))
                start = position + 1
    return [*found, (start, len(text))]


def _words(text: str, start: int, end: int, limit: int = 0) -> list[Word]:
    found = []
    for match in _WORD.finditer(text, start, end):
        found.append(Word(match[0], match.start(), match.end()))
        if len(found) == limit:
            break
    return found


def _is_reference(words: list[Word], grammar: Grammar, *, later: bool = False) -> bool:
    """Whether the first word names a record: `later` segments, numbers and words that may be ordinary ones need a token after it."""
    word = words[0].text
    followed = len(words) > 1 and _token(_until_semicolon(words[1:]), 0, (), grammar.verb is None) is not None
    if later and not followed:
        return False
    if _is_number(word):
        return followed
    if has_reference_form(word):
        return followed or not grammar.in_app or grammar.known(word)
    if re.fullmatch(r"[A-Z][A-Z0-9]{1,9}", word):
        return (followed or not grammar.in_app) and grammar.known(word)
    return followed and re.fullmatch(r"[A-Za-z]{1,2}[0-9]{1,9}", word) is not None and grammar.known(word)


def _until_semicolon(words: list[Word]) -> list[Word]:
    return [word if '"' in word.text else word._replace(text=word.text.split(";", 1)[0]) for word in words]


def has_reference_form(word: str) -> bool:
    """Whether a word can only be a reference: `CRM-42`, `crm-r3`, `S-3`."""
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9]{1,9}-[A-Za-z]{0,3}[0-9]{1,9}|[A-Za-z]-[0-9]{1,9}", word) is not None


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) < 10


def _segment(text: str, start: int, end: int, grammar: Grammar) -> Segment:
    words = _words(text, start, end)
    references: list[Word] = []
    while words and grammar.takes_references and (not references or grammar.verb) and _is_target(words, grammar, bool(references)):
        references.append(words.pop(0))
    number = words[0] if not references and not grammar.in_app and words and _is_number(words[0].text) else None
    tokens, position = _tokens(text, words, end, grammar)
    note = _unquoted(text[position:end].strip())
    protected = note != text[position:end].strip() or text[:position].rstrip().endswith("--")
    strays = () if protected else _strays(text, position, end, tokens, grammar)
    return Segment(tuple(references), tuple(tokens), note, strays, number, start, end)


def _is_target(words: list[Word], grammar: Grammar, another: bool) -> bool:
    """Whether the first word is acted on. A command's verb takes every reference, and bare numbers too: the first word, and `another` one
    unless it may begin the note, as in `3 tickets are open`."""
    if grammar.verb and _is_number(words[0].text):
        alone = len(words) == 1 or _is_number(words[1].text) or has_reference_form(words[1].text)
        return alone or not another or _is_reference(words, grammar)
    return _is_reference(words, grammar)


def _tokens(text: str, words: list[Word], end: int, grammar: Grammar) -> tuple[list[Token], int]:
    """The tokens at the beginning of the words, and where the note begins."""
    tokens: list[Token] = [Token("verb", grammar.verb, "", 0, 0)] if grammar.verb else []
    index = 0
    while index < len(words):
        word = words[index]
        if word.text == "--":
            return tokens[bool(grammar.verb) :], word.end
        found = _token(_until_semicolon(words[index : index + 2]), 0, tuple(tokens), not tokens)
        if found is None:
            break
        token, used = found
        tokens.append(token._replace(start=word.start, text=text[word.start : token.end]))
        index += used
        if text[token.end : token.end + 1] == ";":
            return tokens[bool(grammar.verb) :], token.end + 1
    begin = words[index].start if index < len(words) else end
    return tokens[bool(grammar.verb) :], begin


def _token(words: list[Word], index: int, before: tuple[Token, ...], may_be_verb: bool) -> tuple[Token, int] | None:
    """The token that the word at `index` is, and how many words it takes; None when it is none."""
    word = words[index]
    text = word.text
    kind, value, used, end = "", text, 1, word.start + len(text)
    if not text or text.startswith('"'):
        return None
    if may_be_verb and text in SIGNS:
        kind, value = "verb", SIGNS[text]
    elif text == "all" and len(before) == 1 and (before[0].kind, before[0].value) in _ENDS:
        kind = "all"
    elif text == "rem" and len(words) > index + 1 and is_duration(words[index + 1].text):
        following = words[index + 1]
        kind, value, used, end = "remaining", following.text, 2, following.start + len(following.text)
    elif before and before[-1].kind in ("verb", "hours") and _is_future(text):
        kind = "day"
    else:
        kind, value = _by_form(text)
        if kind in ("needs", "chase") and not any(token.kind == "verb" and token.value == "!" for token in before):
            return None
    return (Token(kind, value, text, word.start, end), used) if kind else None


def _by_form(word: str) -> tuple[str, str]:
    """The kind and value of a token that its form alone shows; an empty kind for an ordinary word."""
    sign, rest = word[0], word[1:]
    if sign == "@":
        return ("owner", rest) if rest and all(letter.isalnum() or letter in "._-" for letter in rest) else ("", "")
    if sign == "+":
        return ("label", rest) if rest[:1].isalpha() and all(letter.isalnum() or letter in "_-" for letter in rest) else ("", "")
    if sign == "^":
        return ("risk", _unquoted(rest)) if _unquoted(rest).strip() else ("", "")
    if sign == ">":
        return ("state", rest) if rest[:1].isalpha() else ("", "")
    if word.endswith("%"):
        return ("progress", word) if re.fullmatch(r"[0-9]{1,9}(?:[.,][0-9]{1,9})?%", word) else ("", "")
    name, colon, rest = word.partition(":")
    if colon and name.lower() in NAMED and _unquoted(rest).strip():
        return NAMED[name.lower()], _unquoted(rest)
    if sign.isdigit() and re.fullmatch(r"[0-9]{1,6}(?:[.,][0-9]{1,4})?h(?:[0-9]{1,2}m?)?|[0-9]{1,6}m(?:in)?", word):
        return "hours", word
    if is_score(word):
        return "score", word
    return ("day", word) if is_day(word) else ("", "")


def is_score(word: str) -> bool:
    """Whether a word is a risk's likelihood × impact: `4x5`."""
    return re.fullmatch(r"[0-9]{1,2}[xX×*][0-9]{1,2}", word) is not None


def _is_future(word: str) -> bool:
    """Whether a word can only be a day to come: nothing is done on it yet, and as a note it would be lost."""
    return word.lower() == "tomorrow" or re.fullmatch(r"\+[0-9]{1,4}[dwmy]", word) is not None


def is_duration(word: str) -> bool:
    """Whether a word is working time: `6h`, `2d`, `1d4h`, `0h`."""
    return re.fullmatch(r"(?:[0-9]{1,6}(?:[.,][0-9]{1,4})?[wdhm])+(?:[0-9]{1,2})?", word) is not None


def is_day(word: str) -> bool:
    """Whether a word is a day or range of days that hours and actuals may be dated with: `fri`, `mon..fri`, `2026-12-01`."""
    first, dots, last = word.lower().partition("..")
    return _is_one_day(first) and (not dots or _is_one_day(last))


def _is_one_day(word: str) -> bool:
    return word in _DAYS or re.fullmatch(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", word) is not None


def _unquoted(text: str) -> str:
    """The text without the quotes around the whole of it."""
    return text[1:-1].strip() if len(text) > 1 and text[0] == text[-1] == '"' and text.count('"') == 2 else text


def _strays(text: str, start: int, end: int, tokens: list[Token], grammar: Grammar) -> tuple[Stray, ...]:
    """The words of the note that would be tokens before it; `x s ! =` and their words are left alone, they mean too much."""
    words = _words(text, start, end)
    before = (*tokens, Token("verb", grammar.verb, "", 0, 0)) if grammar.verb else tuple(tokens)
    found: list[Stray] = []
    for index in range(len(words)):
        token = _token(words[: index + 2], index, before, False)
        if token is None or token[0].kind in ("all", "score") or _is_future(words[index].text):
            continue
        if found and words[index].start < found[-1].end:
            continue
        begin, stop = words[index].start, words[index + token[1] - 1].end
        word = text[begin:stop]
        rest = (text[start:begin] + text[stop:].lstrip()) if text[stop:].strip() else text[start:begin].rstrip()
        found.append(Stray(word, begin, stop, f"{text[:start]}{word} {rest}".rstrip()))
    return tuple(found)
