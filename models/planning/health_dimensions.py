"""Health in all its dimensions: what `health` judges of schedule, cost and risk, and the indices, actions, quality, scope, team and benefits.

A dimension is the worst of its rules; the project is the worst of schedule, cost and risk, and the others pull it down to amber, or to red where
a tolerance or a legal duty is breached. The thresholds stand in dated policies: a past week is judged by the policy in force then.
An override shows another colour until it expires and leaves the computed one visible.
"""

# Annotations are evaluated here: kept as text, each field of a NamedTuple would be compiled at import, ten times dearer.
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from models.planning.calendar import Calendar
from models.planning.health import AMBER, GREEN, JUDGED, RANK, RED, Facts, Reason, judge
from models.planning.policy import DEFAULTS, Policy, policy_on
from models.values.day import working_days_between

DIMENSIONS = ("schedule", "cost", "scope", "quality", "risk", "team", "benefits")
DECISIVE = ("schedule", "cost", "risk")


class Overdue(NamedTuple):
    """Something open past its day, by so many working days."""

    ref: str
    days: int


class Breach(NamedTuple):
    """A tolerance or a legal duty that is breached, and the dimension it belongs to."""

    dimension: str
    text: str


class Measures(NamedTuple):
    """What is known beside `Facts`; None and empty tuples judge nothing. Without a `last_update` by a person nothing is confirmed.

    `elapsed` is the part of the planned duration that has passed, `spent` the part of the budget. `actions`, `checks` (failed and open) and
    `changes` (undecided, past their date) are None where the project keeps no such register. `load` is the allocated part of the team's
    capacity in the next four weeks.
    """

    last_update: date | None = None
    cpi: Decimal | None = None
    spi_t: Decimal | None = None
    elapsed: Decimal | None = None
    spent: Decimal | None = None
    actions: tuple[Overdue, ...] | None = None
    rebaselines: int | None = None
    checks: tuple[Overdue, ...] | None = None
    changes: tuple[Overdue, ...] | None = None
    load: Decimal | None = None
    npv: Decimal | None = None
    npv_approved: Decimal | None = None
    breaches: tuple[Breach, ...] = ()


class Override(NamedTuple):
    """Another colour than the computed one, with who says so, why, and until when."""

    colour: str
    reason: str
    author: str
    expires: date


class Verdict(NamedTuple):
    """The colour of each dimension and of the project, what was computed before an override, the reasons (worst first), unconfirmed or not."""

    colours: dict[str, str | None]
    overall: str | None
    computed: str | None
    reasons: tuple[Reason, ...]
    unconfirmed: bool
    override: Override | None = None


class OverrideError(ValueError):
    """An override that lacks what it needs: says what and what would be right."""


def judge_all(
    facts: Facts,
    measures: Measures,
    policies: Sequence[Policy] = (DEFAULTS,),
    *,
    override: Override | None = None,
    calendar: Calendar | None = None,
) -> Verdict:
    """The health of a project on `facts.today`; ideas, projects on hold and ended ones are not judged.

    `calendar` is the project's, in whose working days the last update ages; Monday to Friday without it.
    """
    if override is not None:
        _check_override(override)
    if facts.state not in JUDGED:
        return Verdict(dict.fromkeys(DIMENSIONS), None, None, (), False)
    policy = policy_on(policies, facts.today)
    reasons = [*judge(facts, policy).reasons, *_indices(measures, policy), *_registers(measures, policy), *_team_and_benefits(measures, policy)]
    reasons += [Reason(breach.dimension, RED, breach.text) for breach in measures.breaches]
    colours = {name: _worst(reason.colour for reason in reasons if reason.dimension == name) for name in DIMENSIONS}
    computed = _overall(colours, {breach.dimension for breach in measures.breaches})
    valid = override if override is not None and facts.today <= override.expires else None
    reasons.sort(key=lambda reason: -RANK[reason.colour])
    updated = measures.last_update
    unconfirmed = updated is None or silent_days(calendar, updated, facts.today) > policy.confirmed
    return Verdict(colours, computed if valid is None else valid.colour, computed, tuple(reasons), unconfirmed, valid)


def silent_days(calendar: Calendar | None, last: date, today: date) -> int:
    """Working days after the last update up to today, today counted."""
    if calendar is None:
        return max(working_days_between(last, today), 0)
    return sum(calendar.minutes_of(last + timedelta(days=offset)) > 0 for offset in range(1, (today - last).days + 1))


def _worst(colours: Iterable[str | None]) -> str | None:
    return max(colours, key=RANK.__getitem__, default=None)


def _overall(colours: dict[str, str | None], breached: set[str]) -> str | None:
    """The worst of schedule, cost and risk; other dimensions count as amber at most, unless a tolerance or a legal duty is breached in them."""
    found = [colours[name] for name in DECISIVE]
    for name in DIMENSIONS:
        if name not in DECISIVE and colours[name] in (AMBER, RED):
            found.append(RED if name in breached else AMBER)
    return _worst(found)


def _indices(measures: Measures, policy: Policy) -> list[Reason]:
    """SPI(t) once enough of the duration has passed, CPI once enough is spent; the unrounded figure decides."""
    found = []
    for name, dimension, value, part, start in (
        ("SPI(t)", "schedule", measures.spi_t, measures.elapsed, policy.spi_from),
        ("CPI", "cost", measures.cpi, measures.spent, policy.cpi_from),
    ):
        if value is None or (part is not None and part < start):
            continue
        colour = GREEN if value >= policy.green else AMBER if value >= policy.amber else RED
        limit = policy.amber if colour == RED else policy.green
        shown, against = index_apart(value, limit)
        sign = "≥" if value >= limit else "<"
        found.append(Reason(dimension, colour, f"{name} {shown} {sign} {against}", ((name.lower(), str(value)),)))
    return found


def index_apart(value: Decimal, limit: Decimal) -> tuple[str, str]:
    """Two indices without their leading zero, `.95`, with as many decimals as show on which side of the limit the value stands."""
    places = least = max(2, -int(limit.as_tuple().exponent))
    while value != limit and round(value, places) == round(limit, places):
        places += 1
    text = f"{round(value, places)}"
    return text.removeprefix("0") if value >= 0 else text, f"{round(limit, least)}".removeprefix("0")


def _registers(measures: Measures, policy: Policy) -> list[Reason]:
    """Actions and re-baselines (schedule), failed quality checks (quality), undecided changes (scope): amber past their limits."""
    found = []
    for items, dimension, limit, words in (
        (measures.actions, "schedule", policy.overdue, "overdue"),
        (measures.checks, "quality", policy.failed_check, "failed and open"),
        (measures.changes, "scope", 0, "undecided past its date"),
    ):
        if items is None:
            continue
        late = [item for item in sorted(items, key=lambda item: -item.days) if item.days > limit]
        found += [Reason(dimension, AMBER, f"{ref} {words} by {days} d", (("days", days),)) for ref, days in late]
        if not late and dimension != "schedule":
            found.append(Reason(dimension, GREEN, f"nothing {words}"))
    if measures.rebaselines is not None and measures.rebaselines > policy.rebaselines:
        found.append(Reason("schedule", AMBER, f"{measures.rebaselines} re-baselines", (("rebaselines", measures.rebaselines),)))
    return found


def _team_and_benefits(measures: Measures, policy: Policy) -> list[Reason]:
    """Load of the next four weeks over its limit is amber; a forecast NPV below half the approved one amber, below 0 red."""
    found = []
    if measures.load is not None:
        over = measures.load > policy.load
        places = 0
        while over and round(measures.load * 100, places) == round(policy.load * 100, places):
            places += 1
        percent = round(measures.load * 100, places)
        found.append(Reason("team", AMBER if over else GREEN, f"load {percent:f} % in the next four weeks", (("load", str(measures.load)),)))
    if measures.npv is not None:
        approved = measures.npv_approved
        halved = approved is not None and measures.npv < approved / 2
        colour = RED if measures.npv < 0 else AMBER if halved else GREEN
        words = "below 0" if colour == RED else "not below 0" if approved is None else f"{'below' if halved else 'at least'} half the approved one"
        found.append(Reason("benefits", colour, f"forecast NPV {words}", (("npv", str(measures.npv)), ("npv_approved", str(approved)))))
    return found


def _check_override(override: Override) -> None:
    if override.colour not in (GREEN, AMBER, RED):
        raise OverrideError(f"an override to {override.colour!r}: write {GREEN}, {AMBER} or {RED}")
    for name in ("reason", "author"):
        if not getattr(override, name).strip():
            raise OverrideError(f"an override to {override.colour} without {name}: give its {name}")
