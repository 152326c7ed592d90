"""The filter language, `state:open due<+7d owner:me score>=12 "vpn"`, as one SQL condition.

    expression = both { "or" both }        both = term { term }        term = ["-"] ( "(" expression ")" | test | word )
    test = field op value        op = : = != < <= > >=        value = word | "quoted" | a,b,c | none | me | relative day

Words without a field are searched in the titles and texts. Errors name the position and what was expected.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from models.core import amounts, settings, types
from models.core.access import askable_names, may_ask_for, readable_sql
from models.core.project_day import day_sql
from models.store.errors import UsageError
from models.store.instants import start_of
from models.values.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable

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


class All(NamedTuple):
    """Everything must hold."""

    terms: tuple[Node, ...]


class Any_(NamedTuple):
    """One must hold."""

    terms: tuple[Node, ...]


Node = Test | Word | Not | All | Any_


class Condition(NamedTuple):
    """SQL over the row `t` and the register's joins, with its parameters."""

    sql: str
    params: tuple[Any, ...]


def parse(text: str, register: Register, session: Session | None = None) -> Node:
    """The filter as a tree, as the session may ask (None: as everybody may); raises UsageError with the position (from 1) and what was
    expected."""
    return _Parser(text, register, session).whole()


def condition(text: str, register: Register, session: Session, currency: str | None = None) -> Condition:
    """The filter as SQL. Unknown fields, people, days raise UsageError naming the word and its position."""
    from models.core.lookup import context

    node = parse(text, register, session)
    builder = _Builder(register, session, context(session, currency=currency))
    sql = builder.sql(node)
    return Condition(sql, tuple(builder.params))


class _Parser:
    """Recursive descent over the tokens."""

    def __init__(self, text: str, register: Register, session: Session | None) -> None:
        self.text, self.register, self.session = text, register, session
        self.tokens = [match for match in _TOKEN.finditer(text) if match.group().strip()]
        self.at = self.depth = 0

    def whole(self) -> Node:
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
        terms = [self.both()]
        while self.peek_or():
            self.at += 1
            terms.append(self.both())
        return terms[0] if len(terms) == 1 else Any_(tuple(terms))

    def both(self) -> Node:
        terms: list[Node] = []
        while self.at < len(self.tokens) and not self.tokens[self.at]["close"] and not self.peek_or():
            terms.append(self.term())
        if not terms and self.tokens:
            here = self.tokens[min(self.at, len(self.tokens) - 1)]
            raise self.error(here, "something to look for is missing here", "a word or a test like state:open")
        return terms[0] if len(terms) == 1 else All(tuple(terms))

    def term(self) -> Node:
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
            raise self.error(token, f"a value is missing after {token['field']}{token['op']}", _expected(field.value_type), at="value")
        if token["op"] in ("<", "<=", ">", ">=") and not field.value_type.ordered:
            raise self.error(token, f"{name} has no order", f"{name}:value or {name}!=value", at="op")
        return Test(name, token["op"], values, token.start("value"))

    def peek_or(self) -> bool:
        return self.at < len(self.tokens) and (self.tokens[self.at]["word"] or "").lower() == "or"

    @staticmethod
    def error(token: re.Match[str], message: str, expected: str, at: str | None = None) -> UsageError:
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


def _expected(kind: types.ValueType) -> str:
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


def _literal(text: str) -> str:
    """The text for LIKE, where its signs mean themselves."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


class _Builder:
    """Turns the tree into SQL, gathering the parameters."""

    def __init__(self, register: Register, session: Session, context: types.Context) -> None:
        self.register, self.session, self.context = register, session, context
        self.params: list[Any] = []
        self.home = "t.id" if register.key == "project" else "t.project" if register.has_project else None

    def sql(self, node: Node) -> str:
        if isinstance(node, Test):
            return self.test(node)
        if isinstance(node, Word):
            return self.word(node.text)
        if isinstance(node, Not):
            return f"NOT coalesce({self.sql(node.term)}, 0)"
        if not node.terms:
            return "1"
        joint = " AND " if isinstance(node, All) else " OR "
        return "(" + joint.join(self.sql(term) for term in node.terms) + ")"

    def word(self, text: str) -> str:
        words = re.findall(r"\w+", text)
        if not words:
            return "1"
        self.params.append(" ".join(f'"{word}"' for word in words[:-1]) + f' "{words[-1]}"*')
        return "t.id IN (SELECT rowid FROM search WHERE search MATCH ?)"

    def test(self, test: Test) -> str:
        field = self.register.field(test.field)
        assert field is not None
        column, kind = readable_sql(self.session, self.register, field, self.register.sql(test.field)), field.value_type
        parts = [self.one(column, kind, "=" if test.op == "!=" else test.op, value, test) for value in test.values]
        sql = f"({' OR '.join(parts)})" if len(parts) > 1 else parts[0]
        return f"NOT coalesce({sql}, 0)" if test.op == "!=" else sql

    def one(self, column: str, kind: types.ValueType, op: str, value: str, test: Test) -> str:
        word = value.lower()
        if word in ("none", "-") and op in (":", "="):
            return f"{column} IS NULL"
        if isinstance(kind, types.Choice) and kind.final and word in ("open", "final"):
            return f"{column} {'NOT ' if word == 'open' else ''}IN ({self.several(kind.final)})"
        if isinstance(kind, types.Labels):
            self.params.append(f"% {_literal(word.lstrip('+'))} %")
            return f"(' ' || {column} || ' ') LIKE ? ESCAPE '\\'"
        if kind.name in ("text", "long") and op == ":":
            self.params.append(value.casefold())
            return f"instr(casefold({column}), ?) > 0"
        if isinstance(kind, types.Day) and self.home:
            return f"{column} {'=' if op == ':' else op} {day_sql(self.session, self.home, lambda today: self.value(kind, value, test, today))}"
        if isinstance(kind, types.Money):
            return self.money(column, "=" if op == ":" else op, value, test)
        stored = self.value(kind, value, test)
        if isinstance(kind, types.Instant):
            return self.within(column, op, stored)
        self.params.append(stored)
        return f"{column} {'=' if op == ':' else op} ?"

    def money(self, column: str, op: str, word: str, test: Test) -> str:
        """An amount against those of each row's own currency; one that names its currency against those of it alone."""
        currency = self.context.currency or settings.currency(self.session.database)
        value, named = self.read(types.MONEY, test, lambda: amounts.comparable(self.session, word, currency))
        sql = f"{amounts.comparable_sql(self.session, self.register, column)} {op} ?"
        self.params.append(value)
        if named is None:
            return sql
        self.params.append(named)
        return f"({sql} AND {amounts.currency_sql(self.register)} = ?)"

    def within(self, column: str, op: str, day: str) -> str:
        """An instant against a civil day of the portfolio's zone, which begins and ends at its midnights."""
        begin = date.fromisoformat(day)
        end = begin + timedelta(days=1)
        if op in (":", "="):
            self.params += (start_of(begin), start_of(end))
            return f"({column} >= ? AND {column} < ?)"
        self.params.append(start_of(begin if op in ("<", ">=") else end))
        return f"{column} {'<' if op in ('<', '<=') else '>='} ?"

    def several(self, values: tuple[str, ...]) -> str:
        self.params.extend(values)
        return ", ".join("?" * len(values))

    def value(self, kind: types.ValueType, word: str, test: Test, today: date | None = None) -> Any:
        parser = types.DAY if isinstance(kind, types.Instant) else kind
        around = self.context if today is None else types.Context(today, self.context.currency, self.context.lookup)
        return self.read(kind, test, lambda: parser.parse(word, around))

    def read(self, kind: types.ValueType, test: Test, understood: Callable[[], Any]) -> Any:
        """A value as it is understood; what is wrong with it is said with its position."""
        try:
            return understood()
        except ValueError as error:
            hint = getattr(error, "hint", None) or _expected(kind)
            raise UsageError(f"at position {test.at + 1}: {getattr(error, 'message', error)}", field="filter", hint=hint) from error
        except UsageError as error:
            raise UsageError(f"at position {test.at + 1}: {error.message}", field="filter", hint=error.hint or _expected(kind)) from error
