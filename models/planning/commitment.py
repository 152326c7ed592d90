"""Money on its way: what is spent, accrued, committed and still to be ordered, and what the year bears of it.

Amounts are Decimal in one currency. Actual = posted costs + invoices; accrued = delivered, not yet invoiced; committed = ordered, neither
delivered nor invoiced; the forecast is all of them with what is still to be ordered.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)
SOURCES = ("hours", "ledger", "none")
"""Where the labour of a project comes from."""


class Order(NamedTuple):
    """An order with what of it is delivered and invoiced."""

    ordered: Decimal
    invoiced: Decimal = ZERO
    delivered: Decimal = ZERO

    @property
    def accrued(self) -> Decimal:
        """Delivered and not yet invoiced."""
        return max(self.delivered - self.invoiced, ZERO)

    @property
    def committed(self) -> Decimal:
        """Ordered, neither invoiced nor delivered: never negative."""
        return max(self.ordered - max(self.invoiced, self.delivered), ZERO)

    @property
    def over_invoiced(self) -> Decimal:
        """Invoiced beyond the order: flagged, never a negative commitment."""
        return max(self.invoiced - self.ordered, ZERO)


class Position(NamedTuple):
    """Where the money stands."""

    budget: Decimal
    actual: Decimal
    accrued: Decimal
    committed: Decimal
    to_go: Decimal
    over_invoiced: Decimal

    @property
    def available(self) -> Decimal:
        """Budget − actual − accrued − committed."""
        return self.budget - self.actual - self.accrued - self.committed

    @property
    def forecast(self) -> Decimal:
        """Actual + accrued + committed + still to be ordered."""
        return self.actual + self.accrued + self.committed + self.to_go

    @property
    def year_cost(self) -> Decimal:
        """What the year bears at its end: actual + accrued."""
        return self.actual + self.accrued


def position(budget: Decimal, orders: Sequence[Order], *, other_actuals: Decimal = ZERO, to_go: Decimal = ZERO) -> Position:
    """Budget, posted costs outside orders, the orders, and what is still to be ordered."""
    return Position(
        budget,
        other_actuals + sum((order.invoiced for order in orders), ZERO),
        sum((order.accrued for order in orders), ZERO),
        sum((order.committed for order in orders), ZERO),
        to_go,
        sum((order.over_invoiced for order in orders), ZERO),
    )


class Exchange(NamedTuple):
    """An order in a foreign currency in one's own: committed at the rate of the order, actual at that of the invoice."""

    committed: Decimal
    actual: Decimal

    @property
    def variance(self) -> Decimal:
        """Exchange variance, committed − actual: negative where the rate has cost money."""
        return self.committed - self.actual


def exchanged(amount: Decimal, ordered_at: Decimal, invoiced_at: Decimal) -> Exchange:
    """A foreign amount at the rate of its order and of its invoice (own currency per foreign unit)."""
    return Exchange(amount * ordered_at, amount * invoiced_at)


class Labour(NamedTuple):
    """Labour in the actual cost: of ledger and hours what counts, by period."""

    source: str
    ledger: Mapping[str, Decimal]
    hours: Mapping[str, Decimal]

    @property
    def actual(self) -> Decimal | None:
        """All of it; None without a source."""
        return None if self.source == "none" else sum((*self.ledger.values(), *self.hours.values()), ZERO)

    @property
    def estimated(self) -> Decimal:
        """What hours stand for that the ledger does not know yet."""
        return sum(self.hours.values(), ZERO) if self.source == "ledger" else ZERO

    @property
    def periods(self) -> list[tuple[str, str, Decimal]]:
        """Each period with where its labour comes from, `ledger` or `hours`, and how much it is."""
        found = [(period, "ledger", amount) for period, amount in self.ledger.items()]
        return sorted([*found, *((period, "hours", amount) for period, amount in self.hours.items())])


def labour(source: str, hours: Mapping[str, Decimal], ledger: Mapping[str, Decimal]) -> Labour:
    """Labour cost from one source: `hours` (hours × rate by period), `ledger` (postings by period) or `none`.

    Ledger postings replace the hours of their period and of all before; later hours are added as an estimate, so that nothing is counted
    twice. Periods are texts that sort, as 2026-10. Raises ValueError for another source.
    """
    if source not in SOURCES:
        raise ValueError(f"there is no labour source {source}: " + ", ".join(SOURCES))
    last = max(ledger, default="")
    later = {period: amount for period, amount in hours.items() if period > last}
    return Labour(source, ledger if source == "ledger" else {}, {"hours": hours, "ledger": later, "none": {}}[source])


def actual_cost(paid: Labour, posted: Decimal, accrued: Decimal) -> Decimal | None:
    """AC = labour + posted costs + accruals (delivered, not invoiced); None where labour has no source: a part of the cost is no base of an index."""
    return None if paid.actual is None else paid.actual + posted + accrued


class Period(NamedTuple):
    """A period of a fiscal year: its first and last day as ISO text, and whether it is locked."""

    name: str
    first: str
    last: str
    locked: bool = False


def period_of(periods: Iterable[Period], day: str) -> Period:
    """The period of a day. Raises ValueError where none holds it, or where it is locked and takes no posting."""
    for period in periods:
        if period.first <= day <= period.last:
            if period.locked:
                raise ValueError(f"{day} lies in {period.name}, which is locked: unlock it (approver and reason) or post in an open period")
            return period
    raise ValueError(f"no period holds {day}")


def fiscal_year(day: str, first_month: int) -> int:
    """The fiscal year of an ISO day, named after the calendar year in which it begins."""
    year, month = int(day[:4]), int(day[5:7])
    return year if month >= first_month else year - 1


def months(year: int, first_month: int) -> list[Period]:
    """The twelve open periods of a fiscal year that begins in a month, each named as 2026-10."""
    found = []
    for offset in range(first_month - 1, first_month + 11):
        first = date(year + offset // 12, offset % 12 + 1, 1)
        last = first.replace(day=monthrange(first.year, first.month)[1])
        found.append(Period(f"{first:%Y-%m}", first.isoformat(), last.isoformat()))
    return found


def carried_over(budget: Decimal, year_cost: Decimal, committed: Decimal) -> Decimal:
    """What may be carried into the next year as a transfer: what is committed, as far as the year's budget has it left."""
    return max(min(committed, budget - year_cost), ZERO)
