"""Fractional order keys: between any two keys there is another, so that moving one row writes one row."""

from __future__ import annotations

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def between(before: str | None, after: str | None) -> str:
    """A key that sorts after `before` and before `after` (None: no limit); keys never end in the lowest digit.

    Raises ValueError when `before` does not sort before `after`.
    """
    low = before or ""
    if after is not None and low >= after:
        raise ValueError(f"{low!r} does not come before {after!r}")
    key = ""
    position = 0
    bounded = after is not None
    while True:
        least = _DIGITS.index(low[position]) if position < len(low) else 0
        most = _DIGITS.index(after[position]) if bounded and after is not None and position < len(after) else len(_DIGITS)
        if most - least > 1:
            middle = least + 1 if after is None else (least + most) // 2
            return key + _DIGITS[middle]
        key += _DIGITS[least]
        bounded = bounded and most == least
        position += 1


def spread(count: int) -> list[str]:
    """`count` keys in rising order, evenly spread, all of one length."""
    width, room = 1, len(_DIGITS)
    while room <= count * 2:
        width, room = width + 1, room * len(_DIGITS)
    step = room // (count + 1)
    return [_written(step * (number + 1), width) for number in range(count)]


def _written(value: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        value, digit = divmod(value, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits
