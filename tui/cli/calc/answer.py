"""How `qd calc` answers: one JSON object, or lines with the value, the formula and its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from models.values import NOT_AVAILABLE

if TYPE_CHECKING:
    from tui.cli.call import Call

_PLACES = Decimal("0.0001")
_LONGEST = Decimal(10) ** 20
_LARGEST = Decimal("1e300")
"""Beyond it a number of the machine is infinite, which JSON cannot say; it is written in all its digits."""


class Figure(NamedTuple):
    """A figure: its key, its symbol, its value, the formula in symbols and in numbers."""

    key: str
    symbol: str
    value: Decimal | None
    formula: str = ""
    note: str = ""


def answer(call: Call, figures: Sequence[Figure], **more: Any) -> None:
    """The figures as JSON with what else belongs to the object, or one line each."""
    if call.json:
        call.out.answer({each.key: plain(each.value) for each in figures} | {key: plain(value) for key, value in more.items()})
        return
    width = max(len(each.symbol) for each in figures)
    values = [shown(each.value) for each in figures]
    room = max(map(len, values))
    for each, value in zip(figures, values, strict=True):
        call.out.line(
            (each.symbol.ljust(width), "bold"), "  ", value.rjust(room), "  ", (each.formula, "dim"), f"  {each.note}" if each.note else ""
        )


def plain(value: Any) -> Any:
    """A value as JSON: numbers whole where they are whole, otherwise with full precision; None for what is not available."""
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value() and abs(value) < 10**15
        return int(value) if whole or abs(value) > _LARGEST else float(value)
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


def shown(value: Decimal | None) -> str:
    """A number to read: thousands apart, at most four decimals, `–` for what is not available; very large ones with their power of ten."""
    if value is None:
        return NOT_AVAILABLE
    if abs(value) >= _LONGEST:
        return f"{value:.4e}".replace("-", "−")
    rounded = value.quantize(_PLACES)
    text = f"{rounded:,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
