"""Money: whole minor units (cents) of one currency, exact from the typed word to the shown figure; never a float."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.values import NOT_AVAILABLE, ParseError, quote
from models.values.currencies import SIGNS, digits, is_currency, of_sign
from models.values.fixed_point import divide_half_even, fixed, trimmed
from models.values.named import NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["Money", "canonical", "digits", "from_decimal", "full", "parse", "plain", "short", "to_decimal"]

_LIMIT = 10**18
_HINT = "write 12.5k, 1,200.50 or 1.2M EUR"
_PATTERN = rf"([-+]?)\s*([a-z]{{3}}|[{SIGNS}])?\s*([-+]?)\s*([0-9.,' ]*[0-9])\s*(k|m|bn)?\s*([a-z]{{3}}|[{SIGNS}])?"
_POWERS = {"": 0, "k": 3, "m": 6, "bn": 9}
# Narrow and fixed spaces and the typographic apostrophe group digits as their plain forms do.
_PLAIN = {0xA0: " ", 0x2009: " ", 0x202F: " ", 0x2019: "'", 0x2212: "-"}
# Shown below this many of the unit: (limit, power of ten, decimals, suffix).
_STEPS = ((1000, 0, 0, ""), (100, 3, 1, " k"), (1000, 3, 0, " k"), (1000, 6, 2, " M"))


class Money(NamedTuple):
    """An amount: whole minor units (cents) and the code of their currency."""

    minor: int
    currency: str


def parse(text: str, currency: str | None = None) -> Money:
    """The amount meant by `12.5k`, `1,200.50`, `1.200,50`, `1 200,50`, `1.2M EUR`, `€ 12`, `-40k`; in `currency` unless it names one.

    A currency is expected where `currency` is given: naming another one is an error. Exact: what is no whole minor unit is refused.
    One comma before three last digits groups thousands, one point before them is refused where it could be either (`_decimal_mark`).
    """
    import re

    match = re.fullmatch(_PATTERN, text.translate(_PLAIN).strip().lower())
    if match is None or (match[1] and match[3]) or (match[2] and match[6]):
        raise ParseError(f"{quote(text)} is not an amount", _HINT)
    meant = _currency(match[2] or match[6], currency, text)
    body, power = match[4], _POWERS[match[5] or ""]
    whole, fraction = _split(body, match[5] or "", meant, text)
    exponent = power + digits(meant) - len(fraction)
    minor, rest = divmod(int(whole + fraction or "0") * 10 ** max(exponent, 0), 10 ** max(-exponent, 0))
    if rest:
        raise ParseError(f"{quote(text)} is not exact in {meant}", f"{meant} has {digits(meant) or 'no'} decimals")
    if minor >= _LIMIT:
        raise ParseError(f"{quote(text)} is too large", "write a smaller amount")
    return Money(-minor if "-" in (match[1], match[3]) else minor, meant)


def _currency(named: str | None, expected: str | None, text: str) -> str:
    """The currency of the amount: the named one, which must be the expected one, or the expected one."""
    if named is None:
        if expected is None:
            raise ParseError(f"{quote(text)} has no currency", "name it: 500 EUR")
        return expected
    found = of_sign(named, expected) if named in SIGNS else named.upper()
    if not is_currency(found) and found != expected:
        raise ParseError(f"{quote(text)} names no currency, {found} is not in ISO 4217", "write a code such as EUR, USD or GBP")
    if expected is not None and found != expected:
        raise ParseError(f"{quote(text)} is in {found}, not in {expected}", f"write the amount in {expected}")
    return found


def _split(body: str, suffix: str, currency: str, text: str) -> tuple[str, str]:
    """Whole and decimal digits of a number; grouped digits must stand in threes, grouped by one kind of mark."""
    mark = _decimal_mark(body, suffix, currency, text)
    whole, _, fraction = body.rpartition(mark) if mark else (body, "", "")
    groups = {character for character in whole if not character.isdigit()}
    if len(groups) > 1 or not (fraction.isdigit() or not mark):
        raise ParseError(f"{quote(text)} mixes its marks", _HINT)
    if groups:
        first, *others = whole.split(groups.pop())
        if not 1 <= len(first) <= 3 or any(len(group) != 3 for group in others):
            raise ParseError(f"{quote(text)} has digits that are not grouped in threes", _HINT)
        whole = first + "".join(others)
    if len(whole) + len(fraction) > 40:
        raise ParseError(f"{quote(text)} has too many digits", "write a shorter amount")
    return whole, fraction.rstrip("0")


def _decimal_mark(body: str, suffix: str, currency: str, text: str) -> str:
    """Which of point and comma ends the whole digits; empty where neither does.

    Of two kinds the later one; of one kind repeated neither; a single one unless exactly three digits follow and one to three, the first no
    zero, precede it. Then a comma groups, as amounts are shown here (1,200), and a point is decimal where the amount can have a third
    decimal (1.250k, 1.250 KWD). What is left (1.200, 1,250k) people write both ways with a factor of 1000 between: refused, naming both.
    """
    last = max(body.rfind("."), body.rfind(","))
    if last < 0:
        return ""
    mark = body[last]
    other = "," if mark == "." else "."
    if other in body or " " in body or "'" in body:
        return mark if body.count(mark) == 1 else ""
    if body.count(mark) > 1:
        return ""
    whole, fraction = body[:last], body[last + 1 :]
    if len(fraction) != 3 or not 1 <= len(whole) <= 3 or whole.startswith("0"):
        return mark
    decimals_fit = bool(suffix) or digits(currency) == 3
    if mark == "." and decimals_fit:
        return mark
    if mark == "," and not decimals_fit:
        return ""
    raise _two_readings(whole, fraction, suffix, decimals_fit, currency, text)


def _two_readings(whole: str, fraction: str, suffix: str, decimals_fit: bool, currency: str, text: str) -> ParseError:
    """The refusal of an amount people write both ways; its hint gives each meaning a spelling that is accepted."""
    unit = {"m": "M"}.get(suffix, suffix)
    grouped, decimal = f"{whole}{fraction}{unit}", f"{whole}.{fraction}{unit}"
    possible = decimal if decimals_fit else f"{whole}.{fraction[:2]}" if digits(currency) else ""
    hint = f"write {grouped} or {possible}" if possible else f"write {grouped}"
    return ParseError(f"{quote(text)} can be read as {grouped} or as {decimal}", hint)


def from_decimal(amount: Decimal, currency: str) -> int:
    """Minor units of a computed amount in major units, rounded half-even, once."""
    numerator, denominator = amount.as_integer_ratio()
    return divide_half_even(numerator * 10 ** digits(currency), denominator)


def to_decimal(minor: int, currency: str) -> Decimal:
    """The amount in major units, exact, to compute with."""
    from decimal import Decimal

    return Decimal(plain(minor, currency))


def plain(minor: int, currency: str) -> str:
    """The amount as files and scripts read it: `1200.50`."""
    return fixed(minor, digits(currency))


def canonical(amount: Money) -> str:
    """Amount and currency as a snapshot keeps them: `1200.50 EUR`."""
    return f"{plain(amount.minor, amount.currency)} {amount.currency}"


def full(minor: int | None, currency: str) -> str:
    """The amount to read, to the minor unit: `1,200.50`."""
    return NOT_AVAILABLE if minor is None else fixed(minor, digits(currency), ",")


def short(minor: int | None, currency: str) -> str:
    """The amount to read at a glance, half-even: `950`, `12.5 k`, `220 k`, `1.20 M`, `3.00 bn`."""
    if minor is None:
        return NOT_AVAILABLE
    sign, size, unit = "-" if minor < 0 else "", abs(minor), 10 ** digits(currency)
    for limit, power, places, suffix in _STEPS:
        scaled = divide_half_even(size * 10**places, unit * 10**power)
        if scaled < limit * 10**places:
            figure = fixed(scaled, places) if power == 6 else trimmed(scaled, places)
            return f"{sign if scaled else ''}{figure}{suffix}"
    return f"{sign}{fixed(divide_half_even(size * 100, unit * 10**9), 2, ',')} bn"
