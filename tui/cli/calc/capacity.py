"""`qd calc capacity`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cli.calc.answer import Figure, answer, explained, percent, shown
from tui.cli.calc.reading import at_least, given, number, part, wanted
from tui.cli.call import usage

if TYPE_CHECKING:
    from decimal import Decimal

    from tui.cli.call import Call

_SYMBOLS = ("days", "holidays", "absences", "hours", "FTE", "focus")


def capacity(call: Call) -> None:
    """Hours at hand, and the load where hours are allocated."""
    from models.planning.capacity import FOCUS, Stretch, judged, load

    call.take(1, "capacity --days 20")
    days = at_least(wanted(call, "--days"), "0", "--days")
    holidays, absences = (at_least(given(call, option, "0"), "0", option) for option in ("--holidays", "--absences"))
    _off(days, holidays, absences)
    hours = at_least(given(call, "--hours", "8"), "0", "--hours")
    if hours > 24:
        raise usage(f"--hours: a day has no {hours:f} hours", field="hours", hint="0 to 24")
    fte = at_least(number(call.options.get("--fte", "1"), "--fte", percent=True), "0", "--fte")
    focus = part(call.options.get("--focus", str(FOCUS)), "--focus", "part of the hours", "focus")
    stretch = Stretch(days, holidays, absences, hours, fte, focus)
    values = dict(zip(_SYMBOLS, map(shown, stretch), strict=True))
    figures = [Figure("capacity", stretch.hours, explained("(days − holidays − absences) × hours × FTE × focus", values))]
    if "--allocated" not in call.options:
        answer(call, figures, load=None, band=None)
        return
    allocated = at_least(wanted(call, "--allocated"), "0", "--allocated")
    used = load(allocated, stretch.hours)
    band = None if used is None else judged(used)
    formula = f"allocated / capacity = {shown(allocated)} / {shown(stretch.hours)}"
    answer(call, [*figures, Figure("load", used, formula, band or "", percent)], band=band)


def _off(days: Decimal, holidays: Decimal, absences: Decimal) -> None:
    """No more days can be off than there are. Raises UsageError naming the option that asks for more, and how many it may."""
    left = days - holidays
    if left < 0:
        raise usage(f"--holidays: {holidays:f} are more than the {days:f} days", field="holidays", hint=f"0 to {days:f}, of --days {days:f}")
    if absences > left:
        hint = f"0 to {left:f}, of --days {days:f} without --holidays {holidays:f}"
        raise usage(f"--absences: {absences:f} are more than the {left:f} days that are left", field="absences", hint=hint)
