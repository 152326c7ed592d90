"""The positive roots of a polynomial, all of them, each alone: between two neighbouring turns there is at most one.

A positive root of p is one of x^−k p(x) too. With k at a change of sign the derivative of that has one change of sign less than p, so that the
turns are found from fewer and fewer changes, however many terms there are (de Gua; Rolle).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

ZERO, ONE, TWO = Decimal(0), Decimal(1), Decimal(2)
_STEPS = 120


def positive_roots(coefficients: Sequence[Decimal]) -> list[Decimal]:
    """The distinct roots x > 0 of Σ c_k x^k in rising order; none for the zero polynomial.

    Without a change of sign there is none (Descartes), with one change exactly one. Otherwise the turns part the axis into stretches
    with at most one root, and each stretch whose ends differ in sign is halved to the end.
    """
    terms = _trimmed(coefficients)
    changes = _sign_changes(terms)
    if not changes:
        return []
    bound = ONE + max(abs(each / terms[-1]) for each in terms)  # Cauchy
    turns = [] if changes == 1 else [turn for turn in positive_roots(_with_fewer_changes(terms)) if turn < bound]
    found: list[Decimal] = []
    for low, high in zip([ZERO, *turns], [*turns, bound], strict=True):
        at_low, at_high = _value(terms, low), _value(terms, high)
        if _is_zero(terms, high, at_high):
            found.append(high)
        elif at_low * at_high < 0 and not _is_zero(terms, low, at_low):
            found.append(_halved(terms, low, high, at_low))
    return found


def _trimmed(coefficients: Sequence[Decimal]) -> list[Decimal]:
    """The coefficients without zeros at either end, which change no positive root."""
    terms = list(coefficients)
    while terms and not terms[-1]:
        terms.pop()
    while terms and not terms[0]:
        terms.pop(0)
    return terms


def _sign_changes(terms: Sequence[Decimal]) -> int:
    signs = [each > 0 for each in terms if each]
    return sum(a != b for a, b in pairwise(signs))


def _with_fewer_changes(terms: Sequence[Decimal]) -> list[Decimal]:
    """The derivative of x^−k Σ c_j x^j without its power of x, Σ (j − k) c_j x^j, with k where the sign first changes."""
    first = next(power for power, each in enumerate(terms) if each and (each > 0) != (terms[0] > 0))
    return [(power - first) * each for power, each in enumerate(terms)]


def _value(terms: Sequence[Decimal], x: Decimal) -> Decimal:
    value = ZERO
    for each in reversed(terms):
        value = value * x + each
    return value


def _is_zero(terms: Sequence[Decimal], x: Decimal, value: Decimal) -> bool:
    """Whether the value is nothing but the rounding of its terms: there the polynomial touches the axis."""
    return abs(value) <= _value([abs(each) for each in terms], x) * Decimal("1e-24")


def _halved(terms: Sequence[Decimal], low: Decimal, high: Decimal, at_low: Decimal) -> Decimal:
    """The root between two points of different sign, by halving."""
    for _ in range(_STEPS):
        middle = (low + high) / TWO
        if middle in (low, high):
            break
        value = _value(terms, middle)
        if not value:
            return middle
        if (value < 0) == (at_low < 0):
            low = middle
        else:
            high = middle
    return (low + high) / TWO
