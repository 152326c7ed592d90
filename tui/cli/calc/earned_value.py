"""`qd calc evm` and `qd calc es`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tui.cli.calc.answer import Figure, answer, shown
from tui.cli.calc.reading import numbers, wanted

if TYPE_CHECKING:
    from tui.cli.call import Call

NOT_ACHIEVABLE = "not achievable"


def evm(call: Call) -> None:
    """Earned value: variances, indices, forecasts."""
    from models.planning.earned_value import EarnedValue

    call.take(1, "evm --bac N --pv N --ev N --ac N")
    e = EarnedValue(*(wanted(call, option) for option in ("--bac", "--pv", "--ev", "--ac")))
    bac, pv, ev, ac = map(shown, e)
    eac, etc = shown(e.eac1), shown(e.etc)
    spent_up = NOT_ACHIEVABLE if e.bac <= e.ac else ""
    figures = [
        Figure("bac", "BAC", e.bac), Figure("pv", "PV", e.pv), Figure("ev", "EV", e.ev), Figure("ac", "AC", e.ac),
        Figure("cv", "CV", e.cv, f"EV − AC = {ev} − {ac}"),
        Figure("sv", "SV", e.sv, f"EV − PV = {ev} − {pv}"),
        Figure("cpi", "CPI", e.cpi, f"EV / AC = {ev} / {ac}"),
        Figure("spi", "SPI", e.spi, f"EV / PV = {ev} / {pv}"),
        Figure("cv_percent", "CV%", e.cv_percent, f"CV / EV = {shown(e.cv)} / {ev}"),
        Figure("sv_percent", "SV%", e.sv_percent, f"SV / PV = {shown(e.sv)} / {pv}"),
        Figure("percent_complete", "% complete", e.complete, f"EV / BAC = {ev} / {bac}"),
        Figure("percent_spent", "% spent", e.spent, f"AC / BAC = {ac} / {bac}"),
        Figure("eac1", "EAC1", e.eac1, f"BAC / CPI = {bac} × {ac} / {ev}"),
        Figure("eac2", "EAC2", e.eac2, f"AC + (BAC − EV) = {ac} + ({bac} − {ev})"),
        Figure("eac3", "EAC3", e.eac3, f"AC + (BAC − EV) / (CPI × SPI) = {ac} + ({bac} − {ev}) / ({shown(e.cpi)} × {shown(e.spi)})"),
        *_from_below(call, e.ac, e.eac4(wanted(call, "--etc")) if "--etc" in call.options else None),
        Figure("etc", "ETC", e.etc, f"EAC1 − AC = {eac} − {ac}"),
        Figure("vac", "VAC", e.vac, f"BAC − EAC1 = {bac} − {eac}"),
        Figure("tcpi_bac", "TCPI(BAC)", e.tcpi_bac, f"(BAC − EV) / (BAC − AC) = ({bac} − {ev}) / ({bac} − {ac})", spent_up),
        Figure("tcpi_eac", "TCPI(EAC)", e.tcpi_eac, f"(BAC − EV) / (EAC1 − AC) = ({bac} − {ev}) / {etc}"),
    ]  # fmt: skip
    answer(call, figures)


def _from_below(call: Call, ac: Decimal, eac4: Decimal | None) -> list[Figure]:
    """EAC4, where an estimate of the rest is given."""
    if eac4 is None:
        return []
    return [Figure("eac4", "EAC4", eac4, f"AC + bottom-up ETC = {shown(ac)} + {call.options['--etc']}")]


def es(call: Call) -> None:
    """Earned schedule: earned value in time."""
    from models.planning.earned_schedule import earned_schedule
    from tui.cli.call import usage

    call.take(1, "es --pv 0,N,N --ev N --at N")
    wanted_pv = call.options.get("--pv")
    planned = numbers(wanted_pv, "--pv") if wanted_pv else [wanted(call, "--pv")]
    ev, at = wanted(call, "--ev"), wanted(call, "--at")
    if at < 0:
        raise usage(f"--at: {at:f} lies before the start", field="at", hint="periods since the start, 0 or more")
    try:
        e = earned_schedule(planned, ev, at)
    except ValueError as error:
        raise usage(f"--pv: {error}", field="pv", hint="cumulative at the end of each period, as 0,50,120,220") from None
    late = "" if e.tspi is not None else NOT_ACHIEVABLE
    answer(
        call,
        [
            Figure("es", "ES", e.es, f"periods of the plan in which EV {shown(ev)} was to be earned"),
            Figure("at", "AT", e.at),
            Figure("pd", "PD", e.pd),
            Figure("sv_t", "SV(t)", e.sv_t, f"ES − AT = {shown(e.es)} − {shown(at)}"),
            Figure("spi_t", "SPI(t)", e.spi_t, f"ES / AT = {shown(e.es)} / {shown(at)}"),
            Figure("ieac_t", "IEAC(t)", e.ieac_t, f"PD / SPI(t) = {shown(e.pd)} / {shown(e.spi_t)}"),
            Figure("tspi", "TSPI", e.tspi, f"(PD − ES) / (PD − AT) = {shown(e.pd - e.es)} / {shown(e.pd - at)}", late),
        ],
    )
