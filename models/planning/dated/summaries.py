"""Summaries of a dated schedule: from the first start to the last finish of what lies below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.planning.dated.values import Dates, Why

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.planning.dated.net import Net

_SUMMARY = Why("summary")


def roll_up(net: Net, dates_at: Callable[[int], Dates]) -> dict[int, Dates]:
    """The dates of every summary that has tasks below it.

    Total float is the less of the working time between its early and late starts and that between its early and late finishes; free float is
    the same, but never negative (as in Microsoft Project); critical where something below is.
    """
    outline = net.outline
    found: dict[int, Dates] = {}
    for key in outline.bottom_up():
        below = [
            found[child] if child in outline.summaries else dates_at(net.position[child])
            for child in outline.children.get(key, ())
            if child not in outline.summaries or child in found
        ]
        if below:
            found[key] = _summary(net, key, below)
    return found


def _summary(net: Net, key: int, below: list[Dates]) -> Dates:
    task = net.outline.summaries[key]
    calendar = net.calendars[net.projects[task.project].calendar if task.calendar is None else task.calendar]
    early, early_finish = min(row.early_start for row in below), max(row.early_finish for row in below)
    late, late_finish = min(row.late_start for row in below), max(row.late_finish for row in below)
    total = min(calendar.between(early, late), calendar.between(early_finish, late_finish))
    finish = max(row.finish for row in below)
    limits = (task.deadline, task.constraint_at if task.constraint == "fnlt" else None)
    conflict = max([0, *(calendar.between(limit, finish) for limit in limits if limit is not None)])
    return Dates(
        key, min(row.start for row in below), finish, early, early_finish, late, late_finish, total, max(0, total),
        any(row.critical for row in below), _SUMMARY, _SUMMARY, conflict,
    )  # fmt: skip
