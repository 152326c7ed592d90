"""`qd calc evm` and `qd calc es`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tui.cli.calc.answer import Figure, amount, answer, explained, percent, shown
from tui.cli.calc.reading import at_least, numbers, text_of, wanted

if TYPE_CHECKING:
    from models.planning.earned_schedule import EarnedSchedule
    from tui.cli.call import Call

#: symbol, formula, and the formula that its numbers stand in where that is another: no index is rounded first
_VALUE = (
    ("CV", "EV − AC", ""),
    ("SV", "EV − PV", ""),
    ("CPI", "EV / AC", ""),
    ("SPI", "EV / PV", ""),
    ("CV%", "CV / EV", ""),
    ("SV%", "SV / PV", ""),
    ("% complete", "EV / BAC", ""),
    ("% spent", "AC / BAC", ""),
    ("EAC1", "BAC / CPI", "BAC × AC / EV"),
    ("EAC2", "AC + (BAC − EV)", ""),
    ("EAC3", "AC + (BAC − EV) / (CPI × SPI)", "AC + (BAC − EV) × AC × PV / EV²"),
    ("ETC", "EAC1 − AC", ""),
    ("VAC", "BAC − EAC1", ""),
    ("TCPI(BAC)", "(BAC − EV) / (BAC − AC)", ""),
    ("TCPI(EAC)", "(BAC − EV) / (EAC1 − AC)", ""),
)
_SCHEDULE = (
    ("SV(t)", "ES − AT", ""),
    ("SPI(t)", "ES / AT", ""),
    ("IEAC(t)", "PD / SPI(t)", "PD × AT / ES"),
    ("TSPI", "(PD − ES) / (PD − AT)", ""),
)
_NUMBERS = ("CPI", "SPI", "TCPI(BAC)", "TCPI(EAC)", "SV(t)", "SPI(t)", "IEAC(t)", "TSPI")
_NOT_ACHIEVABLE = "not achievable"


def evm(call: Call) -> None:
    """Earned value: variances, indices, forecasts."""
    from models.planning.earned_value import EarnedValue

    call.take(1, "evm --bac N --pv N --ev N --ac N")
    bac, pv, ev = (at_least(wanted(call, option), "0", option) for option in ("--bac", "--pv", "--ev"))
    e = EarnedValue(bac, pv, ev, wanted(call, "--ac"))
    above = f"more than the BAC of {amount(bac)}"
    notes = ["", above if pv > bac else "", above if ev > bac else "", ""]
    figures = [Figure(symbol, value, "", note, amount) for symbol, value, note in zip(("BAC", "PV", "EV", "AC"), e, notes, strict=True)]
    figures += _figures(e, _VALUE, figures, {"TCPI(BAC)": _NOT_ACHIEVABLE if e.tcpi_bac is None else ""})
    if "--etc" not in call.options:
        answer(call, figures, eac4=None)
        return
    rest = at_least(wanted(call, "--etc"), "0", "--etc")
    answer(call, [*figures, Figure("EAC4", e.eac4(rest), f"AC + bottom-up ETC = {amount(e.ac)} + {amount(rest)}", read=amount)])


def es(call: Call) -> None:
    """Earned schedule: earned value in time."""
    from models.planning.earned_schedule import earned_schedule
    from tui.cli.call import usage

    call.take(1, "es --pv 0,N,N --ev N --at N")
    planned = numbers(text_of(call, "--pv"), "--pv")
    ev, at = (at_least(wanted(call, option), "0", option) for option in ("--ev", "--at"))
    try:
        e = earned_schedule(planned, ev, at)
    except ValueError as error:
        raise usage(f"--pv: {error}", field="pv", hint="cumulative at the end of each period, as 0,50,120,220") from None
    figures = [Figure("ES", e.es, _crossing(e, planned, ev)), Figure("AT", e.at), Figure("PD", e.pd, note=_tail(e, planned))]
    over = e.pd is not None and e.tspi is None
    answer(call, figures + _figures(e, _SCHEDULE, figures, {"TSPI": ("nothing is left" if e.es == e.pd else _NOT_ACHIEVABLE) if over else ""}))


def _figures(e: Any, formulas: Sequence[tuple[str, str, str]], known: Sequence[Figure], notes: Mapping[str, str]) -> list[Figure]:
    """The figures that follow from those known: each property of `e` that has the name of a symbol."""
    found = [Figure(symbol, None, read=_reading(symbol)) for symbol, _, _ in formulas]
    found = [each._replace(value=getattr(e, each.key)) for each in found]
    values = {each.symbol: each.read(each.value) for each in (*known, *found)}
    return [
        each._replace(formula=explained(formula, values, other), note=notes.get(each.symbol, ""))
        for each, (_, formula, other) in zip(found, formulas, strict=True)
    ]


def _reading(symbol: str) -> Callable[[Decimal | None], str]:
    """How a figure is read: a share in per cent, an index or a time as a number, all else as an amount."""
    return percent if "%" in symbol else shown if symbol in _NUMBERS else amount


def _crossing(e: EarnedSchedule, planned: Sequence[Decimal], ev: Decimal) -> str:
    """How earned schedule lies between two periods of the plan."""
    if e.es is None:
        return "not available: nothing is planned in --pv"
    if e.es == e.pd:
        return "the whole plan is earned"
    last = int(e.es)
    before, after = shown(planned[last]), shown(planned[last + 1])
    return f"C + (EV − PV_C) / (PV_C+1 − PV_C) = {last} + ({shown(ev)} − {before}) / ({after} − {before})"


def _tail(e: EarnedSchedule, planned: Sequence[Decimal]) -> str:
    """That periods behind the one in which all is planned do not count."""
    last = len(planned) - 1
    if e.pd in (None, last):
        return ""
    return f"all {shown(planned[-1])} are planned by then; what follows until period {last} adds nothing and is left out"
