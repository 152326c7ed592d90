"""The thresholds by which health is judged; they hold from a day on, so that a past week is judged by those in force then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from models.planning.risk import BANDS, STEPS
from models.planning.workweek import DAY
from models.values.named import NamedTuple


class Policy(NamedTuple):
    """The thresholds that hold from a day on: indices as fractions, ages in working days.

    Tolerances are hundredths of a percent of the planned duration and of the budget, where a project has none of its own. A committed
    milestone with less than `little_float` working minutes is amber. `bands` are the scores from which a risk is medium, high, critical;
    `steps` the probabilities assumed for the likelihoods 1 to 5, in hundredths of a percent.
    """

    since: date = date.min
    green: Decimal = Decimal("0.95")
    amber: Decimal = Decimal("0.90")
    spi_from: Decimal = Decimal("0.10")
    cpi_from: Decimal = Decimal("0.05")
    tolerance_time: int = 1000
    tolerance_cost: int = 500
    little_float: int = 5 * DAY
    bands: tuple[int, ...] = BANDS
    steps: tuple[int, ...] = STEPS
    overdue: int = 10
    rebaselines: int = 2
    failed_check: int = 10
    load: Decimal = Decimal("1.10")
    confirmed: int = 5


DEFAULTS = Policy()


def policy_on(policies: Sequence[Policy], day: date) -> Policy:
    """The policy in force on a day: the latest that holds since then or earlier; the defaults before the first."""
    return max((policy for policy in policies if policy.since <= day), key=lambda policy: policy.since, default=DEFAULTS)
