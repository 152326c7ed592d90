"""`qd calc capacity`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cli.calc.answer import Figure, answer, shown
from tui.cli.calc.reading import at_least, given, wanted

if TYPE_CHECKING:
    from tui.cli.call import Call


def capacity(call: Call) -> None:
    """Hours at hand, and the load where hours are allocated."""
    from models.planning.capacity import Stretch, judged, load

    call.take(1, "capacity --days 20")
    stretch = Stretch(
        at_least(wanted(call, "--days"), "0", "--days"),
        *(
            at_least(given(call, option, default), "0", option)
            for option, default in (("--holidays", "0"), ("--absences", "0"), ("--hours", "8"), ("--fte", "1"), ("--focus", "0.8"))
        ),
    )
    days, holidays, absences, hours, fte, focus = map(shown, stretch)
    formula = f"(days − holidays − absences) × hours × FTE × focus = ({days} − {holidays} − {absences}) × {hours} × {fte} × {focus}"
    figures = [Figure("capacity", "capacity", stretch.hours, formula, "h")]
    if "--allocated" in call.options:
        allocated = at_least(wanted(call, "--allocated"), "0", "--allocated")
        part = load(allocated, stretch.hours)
        figures.append(Figure("load", "load", part, f"allocated / capacity = {shown(allocated)} / {shown(stretch.hours)}", judged(part)))
    answer(call, figures)
