"""Figures as text: `status` of the portfolio or one project, `why` a figure is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.planning.health import SIGNS, STYLES, WORDS

if TYPE_CHECKING:
    from datetime import date

    from models.reports.status import Page, Portfolio, Standing
    from tui.cli.call import Call
    from tui.cli.output import Cell, Output

_COLUMNS = (
    *("ref", "title", "state", "overall", "schedule", "cost", "risk", "confirmed", "progress"),
    *("finish", "planned_finish", "behind_days", "currency", "budget", "forecast", "actual", "reasons"),
)


def status(call: Call) -> None:
    """Prints the portfolio, trouble first, with the reasons and the sums; or one project's page.

    qd status [CODE]

    ■ trouble, ▲ at risk, ● on track; ? beside the colour: nobody has confirmed it for more than five working days. `plan` is the
    forecast finish against the planned one in calendar days.

    Examples:
      qd status
      qd status CRM
      qd status --json
    """
    words = call.take(1, "[CODE]")
    print_status(call, words[0] if words else call.options.get("-p"))


def print_status(call: Call, code: str | None) -> None:
    """The portfolio, or the project that `code` names."""
    from models.reports import status as report
    from tui.cli.call import project_of_code

    out = call.out
    with call.session() as session:
        if code is not None:
            project = project_of_code(session, code, "status")
            standing, page = report.standing(session, project), report.page(session, project)
            if call.json:
                out.answer(report.as_json(standing, session.today))
            elif call.csv:
                _comma_separated(out, (standing,), session.today)
            else:
                _project(out, standing, page, session.today)
            return
        found = report.portfolio(session)
    if call.json:
        out.answer({"projects": [report.as_json(row, found.today) for row in found.projects], "totals": _totals_json(found)})
    elif call.csv:
        _comma_separated(out, found.projects, found.today)
    else:
        _portfolio(out, found)


def _totals_json(found: Portfolio) -> dict[str, object]:
    from models.values import money

    def amount(minor: int | None, currency: str) -> dict[str, str] | None:
        return None if minor is None else {"amount": money.plain(minor, currency), "currency": currency}

    sums = [
        {
            "currency": currency,
            "budget": amount(budget, currency),
            "actual": amount(actual, currency),
            "forecast": amount(forecast, currency),
        }
        for currency, (budget, actual, forecast) in found.money.items()
    ]
    colours = {colour: found.counts[colour] for colour in ("red", "amber", "green")}
    return {"projects": len(found.projects), **colours, "unconfirmed": found.counts["stale"], "money": sums}


def _comma_separated(out: Output, rows: tuple[Standing, ...], today: date) -> None:
    from models.values import money

    def amount(minor: int | None, currency: str) -> str:
        return "" if minor is None else money.plain(minor, currency)

    cells = []
    for row in rows:
        done = "" if row.progress is None else f"{row.progress / 100:g}"
        behind = "" if row.behind is None else str(row.behind)
        amounts = [amount(minor, row.currency) for minor in (row.budget, row.forecast, row.actual)]
        reasons = " | ".join(reason.text for reason in row.reasons if reason.colour in ("red", "amber"))
        health = [colour or "" for colour in (row.overall, row.schedule, row.cost, row.risk)]
        confirmed = "no" if row.unconfirmed(today) else "yes"
        dates = [row.finish or "", row.planned_finish or "", behind]
        cells.append([row.code, row.title, row.state, *health, confirmed, done, *dates, row.currency, *amounts, reasons])
    out.table(_COLUMNS, cells)


def _portfolio(out: Output, found: Portfolio) -> None:
    if not found.projects:
        out.line("no project yet: qd new project TITLE makes the first one, qd demo a portfolio to try, qd import FILE reads one")
        return
    counts: list[Cell] = [(f"{len(found.projects)} project{'s' * (len(found.projects) != 1)}, {found.counts['judged']} judged", "bold")]
    for colour in ("red", "amber", "green"):
        counts += ["   ", (f"{_sign(colour)} {found.counts[colour]} {WORDS[colour]}", STYLES[colour])]
    out.line(*counts, f"   ? {found.counts['stale']} not confirmed")
    rows = [_row(row, found.weeks[row.id], found.today) for row in found.projects]
    out.columns(
        ("Health", "6 weeks", "Code", "Project", "Done", "Finish", "plan", "Forecast", "Budget", "Risk"), rows,
        (False, False, False, False, True, True, True, True, True, True), 3,
    )  # fmt: skip
    for row in found.projects:
        for reason in _bad(row):
            out.line(row.code, " ", (f"{_sign(reason.colour)} {reason.text}", STYLES[reason.colour]))
    from models.values import money

    for currency, (budget, actual, forecast) in found.money.items():
        out.line(
            f"{currency}: budget {money.short(budget, currency)}   actual {money.short(actual, currency)}"
            f"   forecast {money.short(forecast, currency)}"
        )


def _row(row: Standing, weeks: list[str | None], today: date) -> tuple[Cell, ...]:
    from datetime import date as day_of

    from models.values import day, money, percent

    mark = "?" if row.unconfirmed(today) else " "
    health = f"{_sign(row.overall)}{mark}{WORDS[row.overall] if row.judged else row.state.replace('_', ' ')}"
    style = STYLES[row.overall]
    behind = "–" if row.behind is None else f"{row.behind:+d}d" if row.behind else "0d"
    late = "late" if row.behind and row.behind > 0 else ""
    return (
        (health, style), ("".join(_sign(colour) for colour in weeks), style), row.code, row.title, percent.short(row.progress),
        day.short(day_of.fromisoformat(row.finish), today) if row.finish else "–", (behind, late),
        money.short(row.forecast, row.currency), money.short(row.budget, row.currency), str(row.top_score or "–"),
    )  # fmt: skip


def _sign(colour: str | None) -> str:
    return SIGNS.get(colour or "", "·")


def _bad(row: Standing) -> list:  # type: ignore[type-arg]
    return [reason for reason in row.reasons if reason.colour in ("red", "amber")]


def _project(out: Output, row: Standing, page: Page, today: date) -> None:
    from models.values import day, duration, money, percent

    def on(text: str | None) -> str:
        from datetime import date as day_of

        return day.short(day_of.fromisoformat(text), today) if text else "–"

    mark = "? not confirmed since " + on(row.status_date) if row.unconfirmed(today) else f"as of {on(row.status_date)}"
    out.line((f"{row.code}  {row.title}", "bold"), f"   {row.state.replace('_', ' ')}, managed by {row.manager or 'nobody'}")
    if page.objective or page.sponsor:
        out.line(f"For: {page.objective or '–'}" + (f"   Sponsor {page.sponsor}" if page.sponsor else ""))
    dimensions = (("overall", row.overall), ("schedule", row.schedule), ("cost", row.cost), ("risk", row.risk))
    parts: list[Cell] = []
    for name, colour in dimensions:
        parts += [f"{name} ", (f"{_sign(colour)} {WORDS[colour]}", STYLES[colour]), "   "]
    out.line(*parts, mark)
    behind = "" if row.behind is None else f" ({row.behind:+d} d)" if row.behind else " (on the day)"
    out.line(
        f"Finish    {on(row.finish)}{behind}   planned {on(row.planned_finish)}"
        f"   baseline {on(row.baseline_finish)}   first baseline {on(row.first_finish)}"
    )
    out.line(
        f"Work      {percent.short(row.progress)} done   {row.open} of {row.tasks} tasks open   {row.critical} critical"
        f"   {row.blocked} blocked   left {duration.short(row.remaining)}   worked {duration.short(row.minutes)}"
    )
    amounts = "   ".join(
        f"{name} {money.short(minor, row.currency)}"
        for name, minor in (
            ("budget", row.budget),
            ("planned", row.planned),
            ("forecast", row.forecast),
            ("actual", row.actual),
            ("exposure", row.exposure),
        )
    )
    out.line(f"{'Money'.ljust(9)} {amounts}   {row.currency}")
    for reason in row.reasons:
        out.line("Reason    ", (f"{_sign(reason.colour)} {reason.text}", STYLES[reason.colour]))
    for name, lines in (("Risk", page.risks), ("Issue", page.issues), ("Blocked", page.blocked), ("10 days", page.next)):
        for ref, title, remark in lines:
            out.line(f"{name.ljust(9)} {ref}  {title}" + (f"   {remark}" if remark else ""))


def why(call: Call) -> None:
    """Prints a figure's formula with its numbers, and the reasons behind a colour or a date.

    qd why REF [FIGURE]

    Without FIGURE: everything that is computed of the record, the most important first.

    Examples:
      qd why CRM
      qd why CRM forecast
      qd why CRM-42
      qd why CRM-R3 score
    """
    from models.reports.why import why as explain

    call.need(1, "REF [FIGURE]")
    word, *figure = call.take(2, "REF [FIGURE]")
    out = call.out
    with call.session() as session:
        found = call.find(session, word)
        explanations = explain(session, found.id, figure[0] if figure else None)
    if call.json:
        out.answer([each._asdict() for each in explanations])
        return
    for each in explanations:
        out.line((f"{each.ref} {each.figure.replace('_', ' ')}: {each.value}", "bold"))
        if each.formula:
            out.line(f"  {each.formula}")
        for line in each.lines:
            out.line(f"    {line}")
