"""Amounts of several currencies in one list: each is compared as it reads, never by its minor units; none is converted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.values import ParseError, money

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register


def currency_sql(register: Register) -> str:
    """The SQL expression of the currency that the amounts of a row `t` are in."""
    if register.key == "project":
        return "t.currency"
    return "(SELECT currency FROM project WHERE id = t.project)" if register.has_project else "NULL"


def comparable_sql(session: Session, register: Register, column: str) -> str:
    """The SQL expression of an amount in the smallest unit that any currency of the portfolio has; the column itself where all have it."""
    finest = _finest(session)
    coarser = [code for code in _currencies(session) if money.digits(code) < finest]
    if not coarser:
        return column
    factors = " ".join(f"WHEN '{code}' THEN {10 ** (finest - money.digits(code))}" for code in coarser)
    return f"({column} * CASE {currency_sql(register)} {factors} ELSE 1 END)"


def comparable(session: Session, word: str, currency: str) -> tuple[int | float, str | None]:
    """A typed amount to compare with, in the same unit, and the currency it names (None: any, whose decimals are read as `currency` has them).

    Raises ParseError.
    """
    try:
        amount = money.parse(word)
        named = True
    except ParseError:
        named = False
    try:
        amount = money.parse(word, currency)  # where a sign stands for several currencies, this one is meant first
    except ParseError:
        if not named:
            raise
    finer = _finest(session) - money.digits(amount.currency)
    value = amount.minor * 10 ** max(finer, 0)
    # What the portfolio's units cannot express, or SQL cannot hold as a whole number, is compared as a fraction.
    exact = finer >= 0 and abs(value) < 1 << 63
    return value if exact else value / 10 ** max(-finer, 0), amount.currency if named else None


def _currencies(session: Session) -> list[str]:
    """The currencies of the projects: three letters each, as the field's pattern has them."""
    return [code for (code,) in session.database.rows("SELECT DISTINCT currency FROM project ORDER BY currency")]


def _finest(session: Session) -> int:
    return max(map(money.digits, _currencies(session)), default=0)
