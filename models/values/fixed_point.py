"""Decimal figures kept as scaled integers: exact half-even division and their text, without float or Decimal."""

from __future__ import annotations


def divide_half_even(numerator: int, denominator: int) -> int:
    """The nearest integer to numerator ÷ denominator (denominator > 0); a tie goes to the even neighbour (IEEE 754, ISO 80000-1)."""
    quotient, remainder = divmod(numerator, denominator)
    twice = 2 * remainder
    return quotient + (twice > denominator or (twice == denominator and quotient % 2 == 1))


def fixed(scaled: int, places: int, group: str = "") -> str:
    """A scaled integer as text with exactly `places` decimals, whole digits grouped by `group`: (120050, 2, ",") → 1,200.50."""
    whole, fraction = divmod(abs(scaled), 10**places)
    text = f"{whole:,}".replace(",", group)
    if places:
        text += f".{fraction:0{places}d}"
    return f"-{text}" if scaled < 0 else text


def trimmed(scaled: int, places: int) -> str:
    """A scaled integer as text without needless decimals: (840, 2) → 8.4, (800, 2) → 8."""
    text = fixed(scaled, places)
    return text.rstrip("0").rstrip(".") if places else text
