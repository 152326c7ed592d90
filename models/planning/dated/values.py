"""The plain values of a dated schedule: tasks, links and projects in, dates with their reasons out.

Instants are naive wall-clock minutes (`models.planning.instants`); amounts of time are minutes of the task's calendar.
"""

# Annotations are evaluated here: kept as text, each field of a NamedTuple would be compiled at import, ten times dearer.
from collections.abc import Hashable
from typing import NamedTuple

CONSTRAINTS = ("asap", "alap", "snet", "snlt", "fnet", "fnlt", "mso", "mfo")
"""As soon, as late as possible; start, finish no earlier, no later than; must start, finish on."""
OF_SUMMARIES = ("asap", "snet", "fnlt")
"""What holds for all below a summary; as in Microsoft Project it can have no other, and others are not applied."""
LINK_TYPES = ("fs", "ss", "ff", "sf")
LAG_UNITS = ("working", "elapsed", "percent", "elapsed percent")


class Part(NamedTuple):
    """One person's share of a task that several work on: the calendar it runs in and how many of its minutes it takes."""

    calendar: Hashable
    minutes: int


class Task(NamedTuple):
    """A task, milestone (duration 0) or summary (named as `parent` by others, its own times then follow from theirs).

    `calendar` is a key of the calendars given beside; None is the project's. An elapsed duration is one in a calendar round the clock.
    With `parts` each runs in its calendar, and where the task names one only in the time common to both; the task ends when the last of them
    does, and `duration` only serves lags in per cent. `remaining` is what a started task still needs. `earliest` is a start below which the
    plan may not go (a levelling delay, a wish), apart from the constraint. A manual task stands where `manual_start` and `manual_finish` put
    it, whatever its links say. `project` is a key of the projects given. `resume` is when a started task that was interrupted goes on.
    """

    key: int
    duration: int
    calendar: Hashable = None
    parent: int | None = None
    constraint: str = "asap"
    constraint_at: int | None = None
    deadline: int | None = None
    actual_start: int | None = None
    actual_finish: int | None = None
    remaining: int | None = None
    earliest: int | None = None
    manual: bool = False
    manual_start: int | None = None
    manual_finish: int | None = None
    parts: tuple[Part, ...] = ()
    project: Hashable = None
    resume: int | None = None


class Link(NamedTuple):
    """A dependency between tasks or summaries, of one project or of two.

    The lag (negative: a lead) is minutes of the successor's calendar (`working`), real minutes (`elapsed`), or hundredths of a percent
    of the predecessor's duration as working or as real minutes (`percent`, `elapsed percent`).
    """

    predecessor: int
    successor: int
    type: str = "fs"
    lag: int = 0
    lag_unit: str = "working"


class Project(NamedTuple):
    """What holds for all tasks of a project: no task starts before `start`; late dates are counted back from `deadline`, else from the
    project's own finish; unfinished work lies not before `status`, the status date, where there is one; `calendar` is for tasks without one.
    `finish` is given where the project is planned back from its end (`dated.from_finish`): late dates and tasks as late as possible keep to it."""

    start: int
    calendar: Hashable = None
    status: int | None = None
    deadline: int | None = None
    finish: int | None = None


class Why(NamedTuple):
    """What holds a date: `kind` is `project start`, `project finish`, `link`, `constraint`, `deadline`, `earliest`, `status date`,
    `actual`, `manual` or `summary`; for a link the task at its other end and its type, for the constraint of a summary above that summary."""

    kind: str
    task: int | None = None
    link: str | None = None


class Dates(NamedTuple):
    """What the schedule says about one task. `start` and `finish` are where it lies; they differ from the early dates for tasks as late as
    possible. Floats are minutes of working time in the task's calendar. `why` holds its early dates, `why_late` its late ones. `conflict` is
    by how many working minutes the logic passes a constraint, manual date or deadline of the task or summary itself; 0 where it does not.
    """

    key: int
    start: int
    finish: int
    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    total_float: int
    free_float: int
    critical: bool
    why: Why
    why_late: Why
    conflict: int = 0

    @property
    def driver(self) -> int | None:
        """The predecessor that holds the early dates."""
        return self.why.task if self.why.kind == "link" else None
