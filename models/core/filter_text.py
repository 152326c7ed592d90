"""The filter language, `state:open due<+7d owner:me score>=12 "vpn"`, as a tree.

    expression = both { "or" both }        both = term { term }        term = ["-"] ( "(" expression ")" | test | word )
    test = field op value        op = : = != < <= > >=        value = word | "quoted" | a,b,c | none | me | relative day

Words without a field are searched in the titles and texts. Errors name the position and what was expected.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from models.core import types
from models.core.access import askable_names, may_ask_for
from models.store.errors import UsageError
from models.values.text import clean_line

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register

_TOKEN = re.compile(
    r"""\s*(?:(?P<open>\()|(?P<close>\))|(?P<minus>-(?=[\w"(+]))"""
    r"""|(?P<field>[A-Za-z_]\w*)(?P<op>!=|<=|>=|[:=<>])(?P<value>"[^"]*"?|[^\s()]*)"""
    r"""|(?P<label>\+[^\s()]+)|(?P<quoted>"[^"]*"?)|(?P<word>[^\s()]+))"""
)


#: How deep brackets nest and how many words there are at most: far beyond what people type, well within what SQLite takes.
_DEEPEST, _LONGEST, _MOST_CHARACTERS = 40, 200, 10_000


class Test(NamedTuple):
    """One comparison: the field, how, the values of which one suffices, and where they stood."""

    field: str
    op: str
    values: tuple[str, ...]
    at: int


class Word(NamedTuple):
    """Text to find."""

    text: str


class Not(NamedTuple):
    """What must not hold."""

    term: Node


class AllOf(NamedTuple):
    """Everything must hold."""

    terms: tuple[Node, ...]


class AnyOf(NamedTuple):
    """One must hold."""

    terms: tuple[Node, ...]


Node = Test | Word | Not | AllOf | AnyOf


def parse(text: str, register: Register, session: Session | None = None) -> Node:
    """The filter as a tree, as the session may ask (None: as everybody may); raises UsageError with the position (from 1) and what was
    expected."""
    return _Parser(text, register, session).whole()


class _Parser:
    """Recursive descent over the tokens."""

    def __init__(self, text: str, register: Register, session: Session | None) -> None:
        self.text, self.register, self.session = text, register, session
        self.tokens = [match for match in _TOKEN.finditer(text) if match.group().strip()]
        self.at = self.depth = 0

    def whole(self) -> Node:
        """The tree of the whole text."""
        if len(self.text) > _MOST_CHARACTERS:
            raise UsageError(
                f"at position {_MOST_CHARACTERS + 1}: the filter is too long", field="filter", hint="a shorter text to look for"
            )
        if len(self.tokens) > _LONGEST:
            raise self.error(self.tokens[_LONGEST], f"the filter has more than {_LONGEST} words", "fewer words")
        node = self.expression()
        if self.at < len(self.tokens):
            raise self.error(self.tokens[self.at], "“)” has no “(”", "an opening bracket before it, or quotes around it")
        return node

    def expression(self) -> Node:
        """What stands between brackets, or the whole: terms joined by `or`."""
        terms = [self.both()]
        while self.peek_or():
            self.at += 1
            terms.append(self.both())
        return terms[0] if len(terms) == 1 else AnyOf(tuple(terms))

    def both(self) -> Node:
        """Terms that stand beside each other: all must hold."""
        terms: list[Node] = []
        while self.at < len(self.tokens) and not self.tokens[self.at]["close"] and not self.peek_or():
            terms.append(self.term())
        if not terms and self.tokens:
            here = self.tokens[min(self.at, len(self.tokens) - 1)]
            raise self.error(here, "something to look for is missing here", "a word or a test like state:open")
        return terms[0] if len(terms) == 1 else AllOf(tuple(terms))

    def term(self) -> Node:
        """One term: negated, in brackets, a label, a word, or a test of a field."""
        token = self.tokens[self.at]
        self.at += 1
        for part in ("quoted", "value"):
            text = token[part] or ""
            if text.startswith('"') and not (len(text) > 1 and text.endswith('"')):
                raise self.error(token, "the quotation mark is not closed", "another one after the text", at=part)
        if token["minus"]:
            if self.at >= len(self.tokens):
                raise self.error(token, "“-” negates nothing", "a word or test right after it")
            self.depth += 1
            if self.depth > _DEEPEST:
                raise self.error(token, f"more than {_DEEPEST} negations follow each other", "one “-” or none")
            negated = Not(self.term())
            self.depth -= 1
            return negated
        if token["open"]:
            self.depth += 1
            if self.depth > _DEEPEST:
                raise self.error(token, f"more than {_DEEPEST} brackets lie in each other", "fewer brackets")
            node = self.expression()
            self.depth -= 1
            if self.at >= len(self.tokens) or not self.tokens[self.at]["close"]:
                raise self.error(token, "“(” is not closed", "a “)”")
            self.at += 1
            return node
        if token["label"]:
            label = clean_line(token["label"][1:])
            if not label:
                raise self.error(token, "a label is missing after “+”", "a label like +legal", at="label")
            return Test("labels", ":", (label,), token.start("label"))
        if token["quoted"] or token["word"]:
            return Word((token["quoted"] or token["word"]).strip('"'))
        return self.test(token)

    def test(self, token: re.Match[str]) -> Node:
        """A test of a field: known to whoever asks, with values, and ordered where it is compared."""
        name = _NAMES.get(token["field"].lower(), token["field"].lower())
        field = self.register.field(name)
        if field is None or not may_ask_for(self.session, self.register, field):
            names = askable_names(self.session, self.register)
            close = [known for known in names if known.startswith(name[:3])] or names
            raise self.error(
                token, f"{self.register.key} has no field “{token['field'][:40]}”", "one of " + ", ".join(close[:8]), at="field"
            )
        values = _values(token["value"], token["op"], field.value_type)
        if not values:
            raise self.error(token, f"a value is missing after {token['field']}{token['op']}", expected(field.value_type), at="value")
        if token["op"] in ("<", "<=", ">", ">=") and not field.value_type.ordered:
            raise self.error(token, f"{name} has no order", f"{name}:value or {name}!=value", at="op")
        return Test(name, token["op"], values, token.start("value"))

    def peek_or(self) -> bool:
        """Whether `or` comes next."""
        return self.at < len(self.tokens) and (self.tokens[self.at]["word"] or "").lower() == "or"

    @staticmethod
    def error(token: re.Match[str], message: str, expected: str, at: str | None = None) -> UsageError:
        """What is wrong at a token (or at a part of it), with its position and what was expected."""
        start = token.start(at) if at else len(token.group()) - len(token.group().lstrip()) + token.start()
        return UsageError(f"at position {start + 1}: {message}", field="filter", hint=f"expected {expected}")


def _values(text: str, op: str, kind: types.ValueType) -> tuple[str, ...]:
    """The values that a test names: one, or several with commas where these cannot be part of a value."""
    if text.startswith('"') or op not in (":", "=", "!=") or isinstance(kind, types.Money):
        found = [text.strip('"')]
    else:
        found = text.split(",")
    return tuple(value for value in map(clean_line, found) if value)


_NAMES = {"label": "labels", "constraint_on": "constraint_day"}


def expected(kind: types.ValueType) -> str:
    """What a value of this type looks like, for who typed another one."""
    if isinstance(kind, types.Choice):
        return "one of " + ", ".join(kind.choices) + (", open" if kind.final else "")
    return _EXPECTED.get(kind.name, "text")


_EXPECTED = {
    "day": "a day like fri, +7d, 2026-12-01, or none",
    "duration": "a duration like 4h, 3d",
    "effort": "an effort like 4h, 3d",
    "money": "an amount like 12.5k",
    "percent": "a percentage like 60%",
    "scale": "a number from 1 to 5",
    "number": "a number",
    "flag": "yes or no",
    "reference": "a reference, @handle, me or none",
}
