"""The figures that lists compute in SQL are those of the arithmetic, to the minor unit."""

from __future__ import annotations

from itertools import product

from models.core import registry
from models.core.access import Session
from models.core.listing import Listing
from models.operations.command import command
from models.planning import risk
from models.reports.why import why

IMPACTS = ("impact_time", "impact_cost", "impact_scope", "impact_quality")


def listed(session: Session, names: list[str], words: str = "") -> dict[int, tuple[object, ...]]:
    listing = Listing(registry.get("risk"), session, words=words)
    return {line.id: line.values for line in listing.lines(listing.ids(), names)}


def test_lists_compute_as_planning_does(session: Session) -> None:
    expected: dict[int, tuple[int | None, int | None]] = {}
    costs = (None, 0, 1, 5, 15, 4999, 10_001, 35_000_001, -5, 99_999_999_999_999_999)
    impacts = ((None, None, None, None), (1, None, None, None), (None, 5, 2, None), (3, 3, 3, 4))
    with command(session, "risks") as work:
        project = work.create("project", {"code": "CRM", "title": "CRM"})
        for likelihood, percent, cost, kind in product(range(1, 6), (None, 0, 1, 3333, 9999, 10_000), costs, ("threat", "opportunity")):
            given = impacts[len(expected) % len(impacts)]
            values = {"likelihood": likelihood, "probability": percent, "expected_cost": cost, "kind": kind, "impact": 2}
            record = work.create("risk", {"project": project, "title": "Late", **values, **dict(zip(IMPACTS, given, strict=True))})
            exposure = risk.exposure([(risk.probability(percent, likelihood)[0], cost)])
            sign = 1 if kind == "threat" else -1
            expected[record] = (risk.score(likelihood, 2, given), None if exposure is None else sign * exposure)
    assert listed(session, ["score", "exposure"]) == expected


def test_list_total_and_formula_agree_on_a_few_cents(session: Session) -> None:
    with command(session, "risk") as work:
        project = work.create("project", {"code": "CRM", "title": "CRM"})
        record = work.create("risk", {"project": project, "title": "Late", "likelihood": 2, "expected_cost": 5})
    assert listed(session, ["exposure"]) == {record: (2,)}
    assert session.database.value("SELECT exposure FROM project_totals WHERE project = ?", (project,)) == 2
    assert why(session, record, "exposure")[0].value.startswith("0.02")
