"""Money kept for risks: what is left of it, and how far it covers what the open threats are expected to cost."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)


class Contingency(NamedTuple):
    """What was set aside, what risks that occurred have taken, and the exposure of the open threats."""

    planned: Decimal
    used: Decimal
    exposure: Decimal

    @property
    def left(self) -> Decimal:
        """Planned − used; negative where more was taken than there was."""
        return self.planned - self.used

    @property
    def coverage(self) -> Decimal | None:
        """Contingency left / exposure; None where nothing is exposed."""
        return self.left / self.exposure if self.exposure else None


def contingency(planned: Decimal, occurred: Iterable[Decimal], open_threats: Iterable[tuple[Decimal, Decimal]]) -> Contingency:
    """From the costs of the threats that occurred and the open ones as (probability, cost): exposure = Σ probability × cost."""
    return Contingency(planned, sum(occurred, ZERO), sum((share * cost for share, cost in open_threats), ZERO))
