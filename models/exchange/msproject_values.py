"""A Microsoft Project file as plain values; each field names the element that holds it, and its codec where the type does not say it.

Durations and work are working minutes; elapsed durations are real minutes, as their unit says (`ed`). Instants are wall-clock time.
A field that a file does not have is None. The fields stand in the order of Microsoft's schema.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, NamedTuple

from models.exchange import msproject_codecs as codec

Spans = tuple[tuple[int, int], ...]
"""Working times of a day: from and to in minutes of the day; to may be 1440, midnight."""


class Recurrence(NamedTuple):
    """How an exception returns within its dates: Microsoft's type 1–9 with the numbers that belong to it."""

    type: Annotated[int | None, "Type"] = None
    period: Annotated[int | None, "Period"] = None
    occurrences: Annotated[int | None, "Occurrences"] = None
    entered_by_occurrences: Annotated[bool | None, "EnteredByOccurrences"] = None
    days_of_week: Annotated[int | None, "DaysOfWeek"] = None
    month_item: Annotated[int | None, "MonthItem"] = None
    month_position: Annotated[int | None, "MonthPosition"] = None
    month: Annotated[int | None, "Month"] = None
    month_day: Annotated[int | None, "MonthDay"] = None


class CalendarException(NamedTuple):
    """Days that differ from the week: days off where `spans` is empty, else days with these working times."""

    first: date
    last: date
    spans: Spans = ()
    name: str | None = None
    recurrence: Recurrence = Recurrence()


class WorkWeek(NamedTuple):
    """Another week in force between two days; days by Microsoft's number (1 Sunday … 7 Saturday), missing days as in the calendar."""

    first: date
    last: date
    days: tuple[tuple[int, Spans], ...]
    name: str | None = None


class CalendarValue(NamedTuple):
    """A calendar; days that are missing in `days` are those of its base."""

    uid: int
    name: str | None
    is_base: bool
    base: int | None
    days: tuple[tuple[int, Spans], ...] = ()
    exceptions: tuple[CalendarException, ...] = ()
    work_weeks: tuple[WorkWeek, ...] = ()


class LinkValue(NamedTuple):
    """A link from a predecessor; the lag is tenths of a minute, or whole per cent where its unit is `%` or `e%`."""

    predecessor: Annotated[int, "PredecessorUID"]
    type: Annotated[str | None, "Type", codec.LINK_TYPE] = "fs"
    lag: Annotated[Decimal, "LinkLag"] = Decimal(0)
    unit: Annotated[str | None, "LagFormat", codec.UNIT] = "d"
    cross_project: Annotated[bool | None, "CrossProject"] = None
    cross_project_name: Annotated[str | None, "CrossProjectName"] = None


class BaselineValue(NamedTuple):
    """One of the baselines 0–10 of a task, resource or assignment."""

    number: Annotated[int, "Number"]
    start: Annotated[datetime | None, "Start"] = None
    finish: Annotated[datetime | None, "Finish"] = None
    duration: Annotated[int | None, "Duration", codec.DURATION] = None
    unit: Annotated[str | None, "DurationFormat", codec.UNIT] = None
    estimated: Annotated[bool | None, "EstimatedDuration"] = None
    work: Annotated[int | None, "Work", codec.DURATION] = None
    cost: Annotated[Decimal | None, "Cost"] = None


class TimephasedValue(NamedTuple):
    """Work of an assignment in a stretch of time; type 1 is what remains, 2 what is done."""

    type: Annotated[int | None, "Type"] = None
    start: Annotated[datetime | None, "Start"] = None
    finish: Annotated[datetime | None, "Finish"] = None
    unit: Annotated[int | None, "Unit"] = None
    value: Annotated[str | None, "Value"] = None


class TaskValue(NamedTuple):
    """A task."""

    uid: Annotated[int, "UID"]
    id: Annotated[int | None, "ID"] = None
    guid: Annotated[str | None, "GUID"] = None
    name: Annotated[str | None, "Name"] = None
    active: Annotated[bool | None, "Active"] = None
    manual: Annotated[bool | None, "Manual"] = None
    type: Annotated[str | None, "Type", codec.TASK_TYPE] = None
    is_null: Annotated[bool | None, "IsNull"] = None
    created: Annotated[datetime | None, "CreateDate"] = None
    contact: Annotated[str | None, "Contact"] = None
    wbs: Annotated[str | None, "WBS"] = None
    outline_number: Annotated[str | None, "OutlineNumber"] = None
    outline_level: Annotated[int | None, "OutlineLevel"] = None
    priority: Annotated[int | None, "Priority"] = None
    start: Annotated[datetime | None, "Start"] = None
    finish: Annotated[datetime | None, "Finish"] = None
    duration: Annotated[int | None, "Duration", codec.DURATION] = None
    start_text: Annotated[str | None, "StartText"] = None
    finish_text: Annotated[str | None, "FinishText"] = None
    duration_text: Annotated[str | None, "DurationText"] = None
    manual_start: Annotated[datetime | None, "ManualStart"] = None
    manual_finish: Annotated[datetime | None, "ManualFinish"] = None
    manual_duration: Annotated[int | None, "ManualDuration", codec.DURATION] = None
    unit: Annotated[str | None, "DurationFormat", codec.UNIT] = None
    work: Annotated[int | None, "Work", codec.DURATION] = None
    stop: Annotated[datetime | None, "Stop"] = None
    resume: Annotated[datetime | None, "Resume"] = None
    effort_driven: Annotated[bool | None, "EffortDriven"] = None
    recurring: Annotated[bool | None, "Recurring"] = None
    estimated: Annotated[bool | None, "Estimated"] = None
    milestone: Annotated[bool | None, "Milestone"] = None
    summary: Annotated[bool | None, "Summary"] = None
    critical: Annotated[bool | None, "Critical"] = None
    subproject: Annotated[bool | None, "IsSubproject"] = None
    subproject_name: Annotated[str | None, "SubprojectName"] = None
    external: Annotated[bool | None, "ExternalTask"] = None
    external_project: Annotated[str | None, "ExternalTaskProject"] = None
    early_start: Annotated[datetime | None, "EarlyStart"] = None
    early_finish: Annotated[datetime | None, "EarlyFinish"] = None
    late_start: Annotated[datetime | None, "LateStart"] = None
    late_finish: Annotated[datetime | None, "LateFinish"] = None
    free_slack: Annotated[int | None, "FreeSlack", codec.SLACK] = None
    total_slack: Annotated[int | None, "TotalSlack", codec.SLACK] = None
    start_slack: Annotated[int | None, "StartSlack", codec.SLACK] = None
    finish_slack: Annotated[int | None, "FinishSlack", codec.SLACK] = None
    fixed_cost: Annotated[Decimal | None, "FixedCost"] = None
    fixed_cost_accrual: Annotated[int | None, "FixedCostAccrual"] = None
    percent_complete: Annotated[Decimal | None, "PercentComplete"] = None
    percent_work_complete: Annotated[Decimal | None, "PercentWorkComplete"] = None
    cost: Annotated[Decimal | None, "Cost"] = None
    actual_start: Annotated[datetime | None, "ActualStart"] = None
    actual_finish: Annotated[datetime | None, "ActualFinish"] = None
    actual_duration: Annotated[int | None, "ActualDuration", codec.DURATION] = None
    actual_cost: Annotated[Decimal | None, "ActualCost"] = None
    actual_work: Annotated[int | None, "ActualWork", codec.DURATION] = None
    remaining_duration: Annotated[int | None, "RemainingDuration", codec.DURATION] = None
    remaining_cost: Annotated[Decimal | None, "RemainingCost"] = None
    remaining_work: Annotated[int | None, "RemainingWork", codec.DURATION] = None
    constraint: Annotated[str | None, "ConstraintType", codec.CONSTRAINT] = None
    calendar: Annotated[int | None, "CalendarUID"] = None
    constraint_date: Annotated[datetime | None, "ConstraintDate"] = None
    deadline: Annotated[datetime | None, "Deadline"] = None
    level_assignments: Annotated[bool | None, "LevelAssignments"] = None
    leveling_can_split: Annotated[bool | None, "LevelingCanSplit"] = None
    leveling_delay: Annotated[int | None, "LevelingDelay", codec.SLACK] = None
    leveling_delay_unit: Annotated[str | None, "LevelingDelayFormat", codec.UNIT] = None
    hyperlink: Annotated[str | None, "Hyperlink"] = None
    hyperlink_address: Annotated[str | None, "HyperlinkAddress"] = None
    ignore_resource_calendar: Annotated[bool | None, "IgnoreResourceCalendar"] = None
    notes: Annotated[str | None, "Notes"] = None
    physical_percent_complete: Annotated[Decimal | None, "PhysicalPercentComplete"] = None
    earned_value_method: Annotated[int | None, "EarnedValueMethod"] = None
    links: tuple[LinkValue, ...] = ()
    baselines: tuple[BaselineValue, ...] = ()

    @property
    def number(self) -> int:
        """By which people know it: its ID, its unique number where a program wrote none."""
        return self.uid if self.id is None else self.id


class ResourceValue(NamedTuple):
    """A person, a machine, a material, a cost."""

    uid: Annotated[int, "UID"]
    guid: Annotated[str | None, "GUID"] = None
    id: Annotated[int | None, "ID"] = None
    name: Annotated[str | None, "Name"] = None
    type: Annotated[str | None, "Type", codec.RESOURCE_TYPE] = None
    is_null: Annotated[bool | None, "IsNull"] = None
    initials: Annotated[str | None, "Initials"] = None
    code: Annotated[str | None, "Code"] = None
    group: Annotated[str | None, "Group"] = None
    email: Annotated[str | None, "EmailAddress"] = None
    material_label: Annotated[str | None, "MaterialLabel"] = None
    max_units: Annotated[Decimal | None, "MaxUnits"] = None
    can_level: Annotated[bool | None, "CanLevel"] = None
    accrue_at: Annotated[int | None, "AccrueAt"] = None
    work: Annotated[int | None, "Work", codec.DURATION] = None
    standard_rate: Annotated[Decimal | None, "StandardRate"] = None
    standard_rate_unit: Annotated[int | None, "StandardRateFormat"] = None
    overtime_rate: Annotated[Decimal | None, "OvertimeRate"] = None
    overtime_rate_unit: Annotated[int | None, "OvertimeRateFormat"] = None
    cost_per_use: Annotated[Decimal | None, "CostPerUse"] = None
    calendar: Annotated[int | None, "CalendarUID"] = None
    notes: Annotated[str | None, "Notes"] = None
    generic: Annotated[bool | None, "IsGeneric"] = None
    inactive: Annotated[bool | None, "IsInactive"] = None
    cost_resource: Annotated[bool | None, "IsCostResource"] = None
    budget: Annotated[bool | None, "IsBudget"] = None
    baselines: tuple[BaselineValue, ...] = ()


class AssignmentValue(NamedTuple):
    """A resource at work on a task; no resource is −65535."""

    uid: Annotated[int, "UID"]
    guid: Annotated[str | None, "GUID"] = None
    task: Annotated[int | None, "TaskUID"] = None
    resource: Annotated[int | None, "ResourceUID"] = None
    percent_work_complete: Annotated[Decimal | None, "PercentWorkComplete"] = None
    actual_cost: Annotated[Decimal | None, "ActualCost"] = None
    actual_finish: Annotated[datetime | None, "ActualFinish"] = None
    actual_start: Annotated[datetime | None, "ActualStart"] = None
    actual_work: Annotated[int | None, "ActualWork", codec.DURATION] = None
    cost: Annotated[Decimal | None, "Cost"] = None
    cost_rate_table: Annotated[int | None, "CostRateTable"] = None
    delay: Annotated[int | None, "Delay", codec.SLACK] = None
    finish: Annotated[datetime | None, "Finish"] = None
    leveling_delay: Annotated[int | None, "LevelingDelay", codec.SLACK] = None
    leveling_delay_unit: Annotated[str | None, "LevelingDelayFormat", codec.UNIT] = None
    milestone: Annotated[bool | None, "Milestone"] = None
    notes: Annotated[str | None, "Notes"] = None
    overtime_work: Annotated[int | None, "OvertimeWork", codec.DURATION] = None
    remaining_cost: Annotated[Decimal | None, "RemainingCost"] = None
    remaining_work: Annotated[int | None, "RemainingWork", codec.DURATION] = None
    start: Annotated[datetime | None, "Start"] = None
    stop: Annotated[datetime | None, "Stop"] = None
    resume: Annotated[datetime | None, "Resume"] = None
    units: Annotated[Decimal | None, "Units"] = None
    work: Annotated[int | None, "Work", codec.DURATION] = None
    contour: Annotated[int | None, "WorkContour"] = None
    baselines: tuple[BaselineValue, ...] = ()
    timephased: tuple[TimephasedValue, ...] = ()


class ProjectValue(NamedTuple):
    """A whole file. `left_out` names the elements that are not taken over, each with its number."""

    guid: Annotated[str | None, "GUID"] = None
    name: Annotated[str | None, "Name"] = None
    title: Annotated[str | None, "Title"] = None
    company: Annotated[str | None, "Company"] = None
    manager: Annotated[str | None, "Manager"] = None
    author: Annotated[str | None, "Author"] = None
    created: Annotated[datetime | None, "CreationDate"] = None
    from_start: Annotated[bool | None, "ScheduleFromStart"] = None
    start: Annotated[datetime | None, "StartDate"] = None
    finish: Annotated[datetime | None, "FinishDate"] = None
    critical_slack_limit: Annotated[int | None, "CriticalSlackLimit"] = None
    currency_digits: Annotated[int | None, "CurrencyDigits"] = None
    currency_symbol: Annotated[str | None, "CurrencySymbol"] = None
    currency_code: Annotated[str | None, "CurrencyCode"] = None
    calendar: Annotated[int | None, "CalendarUID"] = None
    default_start: Annotated[int | None, "DefaultStartTime", codec.TIME] = None
    default_finish: Annotated[int | None, "DefaultFinishTime", codec.TIME] = None
    minutes_per_day: Annotated[int | None, "MinutesPerDay"] = None
    minutes_per_week: Annotated[int | None, "MinutesPerWeek"] = None
    days_per_month: Annotated[int | None, "DaysPerMonth"] = None
    honor_constraints: Annotated[bool | None, "HonorConstraints"] = None
    multiple_critical_paths: Annotated[bool | None, "MultipleCriticalPaths"] = None
    fiscal_year_start: Annotated[bool | None, "FiscalYearStart"] = None
    fiscal_year_month: Annotated[int | None, "FYStartDate"] = None
    week_start_day: Annotated[int | None, "WeekStartDay"] = None
    current_date: Annotated[datetime | None, "CurrentDate"] = None
    status_date: Annotated[datetime | None, "StatusDate"] = None
    new_tasks_manual: Annotated[bool | None, "NewTasksAreManual"] = None
    calendars: tuple[CalendarValue, ...] = ()
    tasks: tuple[TaskValue, ...] = ()
    resources: tuple[ResourceValue, ...] = ()
    assignments: tuple[AssignmentValue, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
