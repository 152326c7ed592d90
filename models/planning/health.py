"""Health of a project: red, amber or green in schedule, cost and risk, with the reasons and their numbers.

A dimension is the worst of its rules, the project the worst of its dimensions. A dimension without data is None, never green. The unrounded
figures decide, and the texts show digits until it is clear on which side of its threshold a figure stands.
"""

from __future__ import annotations

from datetime import date

from models.planning.policy import DEFAULTS, Policy
from models.planning.workweek import DAY
from models.values import NOT_AVAILABLE
from models.values.day import short, working_days_between
from models.values.figures import apart, money_apart
from models.values.named import NamedTuple

GREEN, AMBER, RED = "green", "amber", "red"
JUDGED = frozenset({"approved", "running", "closing"})
RANK = {None: 0, GREEN: 1, AMBER: 2, RED: 3}
"""The order of the colours, the worst last; None: not judged."""
WORDS = {RED: "trouble", AMBER: "at risk", GREEN: "on track", None: NOT_AVAILABLE}
"""The word that says the same as a colour."""
SIGNS = {RED: "■", AMBER: "▲", GREEN: "●"}
"""The sign that stands beside a colour."""
STYLES = {RED: "trouble", AMBER: "risk", GREEN: "ok", None: "dim"}
"""The name of the style in which every front end draws it."""


class Threat(NamedTuple):
    """An open threat: its reference, its score, and whether somebody owns it and a response is chosen."""

    ref: str
    score: int
    owned: bool
    answered: bool


class Milestone(NamedTuple):
    """An open milestone somebody promised, and its float in working minutes."""

    title: str
    float: int


class Facts(NamedTuple):
    """What is known of a project; amounts in minor units, tolerances in hundredths of a percent (None: the default).

    `today` is the status date where that is pinned. `planned_finish` is the target or the current baseline's finish, `planned_days` the
    planned duration in working days. `threats` are the open ones, None where no risk was ever recorded. `with_years`: days are told with
    their year always, because the figures are those of a past day and read in another year.
    """

    state: str
    today: date
    currency: str
    planned_finish: date | None = None
    forecast_finish: date | None = None
    planned_days: int | None = None
    tolerance_time: int | None = None
    budget: int | None = None
    forecast_cost: int | None = None
    actual_cost: int | None = None
    tolerance_cost: int | None = None
    threats: tuple[Threat, ...] | None = None
    milestones: tuple[Milestone, ...] = ()
    blocked: int = 0
    with_years: bool = False


class Reason(NamedTuple):
    """Why a dimension has its colour: a short text and the numbers in it; without a colour it is only said, not judged."""

    dimension: str
    colour: str | None
    text: str
    numbers: tuple[tuple[str, int | str], ...] = ()


class Health(NamedTuple):
    """The colours (None: not judged), and their reasons with the worst first."""

    schedule: str | None
    cost: str | None
    risk: str | None
    overall: str | None
    reasons: tuple[Reason, ...]


def judge(facts: Facts, policy: Policy = DEFAULTS) -> Health:
    """The health of a project by a policy; ideas, proposals, projects on hold and ended ones are not judged."""
    if facts.state not in JUDGED:
        return Health(None, None, None, None, ())
    schedule, cost, risk = _finish(facts, policy) + _milestones(facts, policy), _cost(facts, policy), _risk(facts, policy)
    colours = (_worst(schedule), _worst(cost), _worst(risk))
    reasons = sorted(schedule + _counts(facts) + cost + risk, key=lambda reason: -RANK[reason.colour])
    return Health(*colours, max(colours, key=RANK.__getitem__), tuple(reasons))


def severity(found: Health) -> int:
    """A number that orders a portfolio, the worst highest: by the colour, then by how many dimensions have it, then by the largest overrun
    in units of its tolerance: max(overrun days ÷ (planned days × tolerance), overrun cost ÷ (budget × tolerance)), to the hundredth.
    """
    dimensions = sum(colour == found.overall for colour in (found.schedule, found.cost, found.risk)) if found.overall else 0
    return (RANK[found.overall] * 10 + dimensions) * 100_000 + max((_beyond(reason) for reason in found.reasons), default=0)


def _beyond(reason: Reason) -> int:
    """An overrun in hundredths of what the tolerance allows, at most 99,999; 0 where there is none, the most where nothing is allowed."""
    numbers = {name: value for name, value in reason.numbers if isinstance(value, int)}
    if "overrun_days" in numbers:
        over, allowed = numbers["overrun_days"], numbers.get("planned_days", 0) * numbers.get("tolerance_time", 0)
    else:
        over = numbers.get("forecast_cost", 0) - numbers.get("budget", 0)
        allowed = numbers.get("budget", 0) * numbers.get("tolerance_cost", 0)
    if over <= 0:
        return 0
    return min(99_999, over * 1_000_000 // allowed) if allowed > 0 else 99_999


def is_unconfirmed(last_update: date | None, today: date) -> bool:
    """Whether the colours are unconfirmed: no update by a person for more than five working days; it stands beside them and changes none."""
    return last_update is None or working_days_between(last_update, today) > DEFAULTS.confirmed


def _worst(reasons: list[Reason]) -> str | None:
    """The worst colour among reasons."""
    return max((reason.colour for reason in reasons), key=RANK.__getitem__, default=None)


def _finish(facts: Facts, policy: Policy) -> list[Reason]:
    """The forecast finish against the planned one: later is amber, later than the tolerance of the planned duration red."""
    planned, forecast = facts.planned_finish, facts.forecast_finish
    if planned is None or forecast is None:
        return []
    year = date.min if facts.with_years else facts.today
    ends, target = short(forecast, year), short(planned, year)
    numbers: tuple[tuple[str, int | str], ...] = (("forecast_finish", forecast.isoformat()), ("planned_finish", planned.isoformat()))
    if forecast <= planned:
        return [Reason("schedule", GREEN, f"finish {ends}, planned {target}", numbers)]
    overrun = working_days_between(planned, forecast)
    numbers += (("overrun_days", overrun),)
    if facts.planned_days is None or facts.planned_days <= 0:  # a tolerance of nothing is not available
        return [Reason("schedule", AMBER, f"finish {ends} > {target} by {_working_days(str(overrun))}", numbers)]
    tolerance = policy.tolerance_time if facts.tolerance_time is None else facts.tolerance_time
    value, limit = overrun * 10000, facts.planned_days * tolerance
    passed, allowed = apart(value, limit, 10000)
    numbers += (("planned_days", facts.planned_days), ("tolerance_time", tolerance))
    text = f"finish {ends} > {target} by {_working_days(passed)}, tolerance {allowed}"
    return [Reason("schedule", RED if value > limit else AMBER, text, numbers)]


def _working_days(count: str) -> str:
    return f"{count} working day{'' if count == '1' else 's'}"


def _milestones(facts: Facts, policy: Policy) -> list[Reason]:
    """Committed milestones: float below 0 is red, below five working days amber."""
    reasons = []
    for title, minutes in facts.milestones:
        colour = RED if minutes < 0 else AMBER if minutes < policy.little_float else GREEN
        shown, _ = apart(minutes, 0 if minutes < 0 else policy.little_float, DAY)
        reasons.append(Reason("schedule", colour, f"{title} float {shown} d", (("float", minutes),)))
    return sorted(reasons, key=lambda reason: (reason.numbers, reason.text))


def _counts(facts: Facts) -> list[Reason]:
    """Blocked tasks, said without a colour of their own."""
    return [Reason("schedule", None, f"{facts.blocked} blocked", (("blocked", facts.blocked),))] if facts.blocked else []


def _cost(facts: Facts, policy: Policy) -> list[Reason]:
    """Forecast over the budget is amber, over it by more than the tolerance red; actual cost over the budget is red."""
    budget, reasons = facts.budget, []
    if budget is None:
        return []
    if facts.forecast_cost is not None:
        reasons.append(_forecast(facts.forecast_cost, budget, facts, policy))
    if facts.actual_cost is not None:
        spent, limit = money_apart(facts.actual_cost, budget, facts.currency)
        over = facts.actual_cost > budget
        text = f"actual {spent} > budget {limit}" if over else f"actual {spent}, budget {limit}"
        reasons.append(Reason("cost", RED if over else GREEN, text, (("actual_cost", facts.actual_cost), ("budget", budget))))
    return reasons


def _forecast(forecast: int, budget: int, facts: Facts, policy: Policy) -> Reason:
    """The forecast cost at completion against the budget and its tolerance."""
    tolerance = policy.tolerance_cost if facts.tolerance_cost is None else facts.tolerance_cost
    expected, limit = money_apart(forecast, budget, facts.currency)
    numbers = (("forecast_cost", forecast), ("budget", budget), ("tolerance_cost", tolerance))
    if forecast <= budget:
        return Reason("cost", GREEN, f"forecast {expected}, budget {limit}", numbers)
    over, allowed = (forecast - budget) * 10000, tolerance * budget
    text = f"forecast {expected} > budget {limit}"
    if budget > 0:
        percent, _ = apart(over, allowed, 100 * budget)
        text += f" (+{percent} %)"
    return Reason("cost", RED if over > allowed else AMBER, text, numbers)


def _risk(facts: Facts, policy: Policy) -> list[Reason]:
    """Open threats: critical without owner or response is red; critical, or high without owner or response, amber."""
    if facts.threats is None:
        return []
    reasons = []
    _, high, critical = policy.bands
    worst_first = sorted(facts.threats, key=lambda threat: -threat.score)
    for ref, score, owned, answered in worst_first:
        lacking = " and ".join(name for name, there in (("owner", owned), ("response", answered)) if not there)
        if score >= critical or (score >= high and lacking):
            colour = RED if score >= critical and lacking else AMBER
            text = f"{ref} score {score}" + (f" without {lacking}" if lacking else "")
            reasons.append(Reason("risk", colour, text, (("score", score),)))
    if not reasons:
        text = f"worst {worst_first[0].ref} score {worst_first[0].score}" if worst_first else "no open threat"
        reasons.append(Reason("risk", GREEN, text, tuple(("score", threat.score) for threat in worst_first[:1])))
    return reasons
