"""A filter as one SQL condition."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from models.core import amounts, settings, types
from models.core.access import readable_sql
from models.core.filter_text import AllOf, Node, Not, Test, Word, expected, parse
from models.core.project_day import day_sql
from models.store.errors import UsageError
from models.store.instants import start_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.core.access import Session
    from models.core.register import Register


class Condition(NamedTuple):
    """SQL over the row `t` and the register's joins, with its parameters."""

    sql: str
    params: tuple[Any, ...]


def condition(text: str, register: Register, session: Session, currency: str | None = None) -> Condition:
    """The filter as SQL. Unknown fields, people, days raise UsageError naming the word and its position."""
    from models.core.lookup import context

    node = parse(text, register, session)
    builder = _Builder(register, session, context(session, currency=currency))
    sql = builder.sql(node)
    return Condition(sql, tuple(builder.params))


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
        """A part of the tree as SQL."""
        if isinstance(node, Test):
            return self.test(node)
        if isinstance(node, Word):
            return self.word(node.text)
        if isinstance(node, Not):
            return f"NOT coalesce({self.sql(node.term)}, 0)"
        if not node.terms:
            return "1"
        joint = " AND " if isinstance(node, AllOf) else " OR "
        return "(" + joint.join(self.sql(term) for term in node.terms) + ")"

    def word(self, text: str) -> str:
        """A word in the titles and texts; its last part may be the beginning of one."""
        words = re.findall(r"\w+", text)
        if not words:
            return "1"
        self.params.append(" ".join(f'"{word}"' for word in words[:-1]) + f' "{words[-1]}"*')
        return "t.id IN (SELECT rowid FROM search WHERE search MATCH ?)"

    def test(self, test: Test) -> str:
        """A test of a field, as the session may read it: one of its values suffices."""
        field = self.register.field(test.field)
        assert field is not None
        column, kind = readable_sql(self.session, self.register, field, self.register.sql(test.field)), field.value_type
        parts = [self.one(column, kind, "=" if test.op == "!=" else test.op, value, test) for value in test.values]
        sql = f"({' OR '.join(parts)})" if len(parts) > 1 else parts[0]
        return f"NOT coalesce({sql}, 0)" if test.op == "!=" else sql

    def one(self, column: str, kind: types.ValueType, op: str, value: str, test: Test) -> str:
        """A field against one value."""
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
        """Marks for several values."""
        self.params.extend(values)
        return ", ".join("?" * len(values))

    def value(self, kind: types.ValueType, word: str, test: Test, today: date | None = None) -> Any:
        """The stored value of a word; where the row's own day counts, relative to `today`."""
        parser = types.DAY if isinstance(kind, types.Instant) else kind
        around = self.context if today is None else types.Context(today, self.context.currency, self.context.lookup)
        return self.read(kind, test, lambda: parser.parse(word, around))

    def read(self, kind: types.ValueType, test: Test, understood: Callable[[], Any]) -> Any:
        """A value as it is understood; what is wrong with it is said with its position."""
        try:
            return understood()
        except ValueError as error:
            hint = getattr(error, "hint", None) or expected(kind)
            raise UsageError(f"at position {test.at + 1}: {getattr(error, 'message', error)}", field="filter", hint=hint) from error
        except UsageError as error:
            raise UsageError(f"at position {test.at + 1}: {error.message}", field="filter", hint=error.hint or expected(kind)) from error
