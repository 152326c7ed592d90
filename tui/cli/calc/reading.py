"""What is typed after `qd calc`, as numbers: every refusal names the value, why, and what would be right."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from tui.cli.call import usage

if TYPE_CHECKING:
    from tui.cli.call import Call

_NUMBER = re.compile(r"([-+−]?)((?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:e[-+]?[0-9]{1,2})?)(k|m|bn|b|%)?", re.IGNORECASE)
_FACTORS = {"": Decimal(1), "k": Decimal(1_000), "m": Decimal(1_000_000), "bn": Decimal(10**9), "b": Decimal(10**9), "%": Decimal("0.01")}
_LONGEST = 24
#: What an option takes that is neither an amount nor a part.
_FORMS = {
    **dict.fromkeys(("--seed", "--runs", "--iterations", "--left", "--sample"), "write a whole number, as 100"),
    **dict.fromkeys(("--critical-slack", "--days", "--holidays", "--absences"), "write days as a number of 0 or more, as 2 or 0.5"),
    **dict.fromkeys(("--hours", "--allocated"), "write hours as a number of 0 or more, as 7.5"),
    "--seconds": "write seconds as a number of 0 or more, as 2.5",
    "--at": "write periods as a number of 0 or more, as 5",
}
MOST_REPEATS = 1_000


def number(text: str, what: str, *, percent: bool = False) -> Decimal:
    """`4000`, `-12.5k`, `1.2M`, `1e6`, and where a part is meant `10%`. Raises UsageError naming `what`."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        reason = "is no number"
    elif len(match[2]) > _LONGEST:
        reason = f"is longer than {_LONGEST} digits"
    elif match[3] == "%" and not percent:
        reason = "is a percentage, not an amount"
    else:
        value = Decimal(match[2]) * _FACTORS[(match[3] or "").lower()]
        return -value if match[1] in ("-", "−") else value
    hint = _FORMS.get(what, f"write {'0.1 or 10%' if percent else '4000, -12.5k or 1.2M'}, with a point before decimals")
    raise usage(f"{what}: “{text[:40]}” {reason}", field=what.lstrip("-"), hint=hint)


def numbers(text: str, what: str) -> list[Decimal]:
    """Numbers with commas between them."""
    return [number(part, what) for part in text.split(",")]


def text_of(call: Call, option: str) -> str:
    """What stands after an option that must be given."""
    if option not in call.options:
        from tui.cli.calc.pages import form_of

        raise usage(f"{option} is missing", field=option.lstrip("-"), hint=form_of(call.words[0]))
    return call.options[option]


def wanted(call: Call, option: str) -> Decimal:
    """The number of an option that must be given."""
    return number(text_of(call, option), option)


def given(call: Call, option: str, default: str) -> Decimal:
    """The number of an option, else its default."""
    return number(call.options.get(option, default), option)


def whole(value: Decimal, what: str) -> int:
    """A number of things that are counted."""
    if value != value.to_integral_value():
        raise usage(f"{what}: {value:f} is no whole number", field=what.lstrip("-"), hint="0, 1, 2 …")
    return int(value)


def at_least(value: Decimal, least: str, what: str) -> Decimal:
    """The value, refused where it is below the least that makes sense."""
    if value < Decimal(least):
        raise usage(f"{what}: {value:f} is too small", field=what.lstrip("-"), hint=f"{least} or more")
    return value


def rate(text: str, what: str) -> Decimal:
    """`10%` or `0.1` as a fraction; `10` could be either and is refused."""
    value = number(text, what, percent=True)
    if "%" not in text and abs(value) > 1:
        raise usage(
            f"{what}: is {text.strip()} a fraction or a percentage?",
            field=what.lstrip("-"),
            hint=f"write {text.strip()}% or {value / 100:f}",
        )
    if value <= -1:
        raise usage(f"{what}: {text.strip()} is not above -100%", field=what.lstrip("-"), hint="write 10% or 0.1")
    return value


def probability(text: str, what: str) -> Decimal:
    """A probability from 0 to 1, or in per cent."""
    return part(text, what, "probability", "probability")


def part(text: str, what: str, noun: str, field: str) -> Decimal:
    """A part of a whole, from 0 to 1 or in per cent; `noun` says what it is."""
    value = number(text, what, percent=True)
    if not 0 <= value <= 1:
        raise usage(f"{what}: {text.strip()} is no {noun}", field=field, hint="from 0 to 1, or 0% to 100%")
    return value


def repeated(word: str) -> tuple[Decimal, int]:
    """`20000x6`: an amount and how many times it comes, once when not said."""
    amount, cross, count = word.partition("x")
    if cross and not (count.isascii() and count.isdigit() and 1 <= int(count[:6]) <= MOST_REPEATS):
        raise usage(
            f"“{word[:40]}”: {count[:20] or 'nothing'} is no number of times", field="flow", hint=f"20000x6: 1 to {MOST_REPEATS} times"
        )
    return number(amount, "flow"), int(count) if cross else 1
