"""Many more projects and tasks beside those of the demo portfolio, to see how the program bears them; written in bulk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.core import registry
from models.values import day
from models.values.fraction import spread

if TYPE_CHECKING:
    import random

    from models.operations.command import Work
    from models.operations.demo_course import Course
    from models.operations.demo_story import Story

_THINGS = (
    "mail", "storage", "printing", "payroll", "stock", "orders", "invoices", "archive", "portal", "gateway", "sensors", "telephony",
    "training", "reporting", "search", "backup",
)  # fmt: skip
_WAYS = ("Renew", "Move", "Join", "Secure", "Measure", "Replace", "Simplify", "Extend")
_STEPS = (
    "Ask who needs it", "Draw it", "Try it small", "Build it", "Connect it", "Test it", "Mend what was found", "Train people",
    "Switch over", "Clear up",
)  # fmt: skip
_PHASE = 10
"""Tasks of a phase; each waits for the one before it."""
_AT_ONCE = 100
"""Projects written in one command."""


def enlarge(story: Story, courses: list[Course], projects: int, tasks: int) -> None:
    """Write projects until there are `projects`, and tasks until there are `tasks`: evenly over the new ones, or without any the old."""
    have = story.database.value("SELECT count(*) FROM task")
    missing = max(0, tasks - have)
    more = projects - len(courses)
    on = story.back(1)
    if more <= 0:
        for number, course in enumerate(courses):
            with story.by("ben", on, 18, "tasks in bulk") as work:
                _write_tasks(work, story, {course.project: _share(missing, len(courses), number)}, [*story.people.values()])
        return
    owners = _people(story, max(1, more // 8))
    for first in range(0, more, _AT_ONCE):
        with story.by("ben", on, 18, "projects in bulk") as work:
            work.batch.keep_changes = False
            numbers = range(first, min(first + _AT_ONCE, more))
            made = {_project(work, story, number): _share(missing, more, number) for number in numbers}
            _write_tasks(work, story, made, owners)
            _write_money_and_risks(work, story, [*made], owners)


def _share(total: int, among: int, number: int) -> int:
    return total // among + (number < total % among)


def _people(story: Story, count: int) -> list[int]:
    with story.by("ben", story.back(1), 18, "people in bulk") as work:
        return [work.create("person", {"handle": f"p{number:03d}", "title": f"Person {number}"}) for number in range(1, count + 1)]


def _project(work: Work, story: Story, number: int) -> int:
    start = story.back(story.random.randrange(20, 120))
    title = f"{_WAYS[number % len(_WAYS)]} the {_THINGS[number // len(_WAYS) % len(_THINGS)]} {number // 128 + 1}"
    people = {"manager": story.people["ben"], "lead": story.people["fay"]}
    days = {"start": start.isoformat(), "finish": day.add_working_days(start, story.random.randrange(140, 260)).isoformat()}
    values = {"code": f"P{number + 1:04d}", "title": title, "currency": "EUR", "budget": 10_000_000}
    return work.create("project", {**values, **people, **days})


def _write_tasks(work: Work, story: Story, counts: dict[int, int], owners: list[int]) -> None:
    """Phases of tasks in a chain, begun phases with what is done; of each project as many tasks as its count says, phases among them.

    The rows are whole and their chains close no loop, so that they go to the journal without being asked one by one.
    """
    for project in counts:
        work.touch(project)
    task, dependency = registry.get("task").shape, registry.get("dependency").shape
    phases = [(project, size) for project, count in counts.items() for size in _sizes(count)]
    places, order = spread(len(phases)), spread(_PHASE)
    heads = work.batch.create_many(task, [_phase(project, number, places[number]) for number, (project, _) in enumerate(phases)])
    rows: list[dict[str, Any]] = []
    for number, ((project, size), head) in enumerate(zip(phases, heads, strict=True)):
        done = story.random.randrange(_PHASE + 1) if number % 3 == 0 else 0
        for step in range(size - 1):
            place = {"project": project, "parent": head, "position": order[step], "owner": story.random.choice(owners)}
            rows.append({**_task(story, step, done), **place})
    ids = work.batch.create_many(task, rows)
    links = [
        {"project": row["project"], "predecessor": before, "successor": after, "type": "fs"}
        for before, after, earlier, row in zip(ids, ids[1:], rows, rows[1:], strict=False)
        if earlier["parent"] == row["parent"]
    ]
    work.batch.create_many(dependency, links)


def _phase(project: int, number: int, place: str) -> dict[str, Any]:
    return {"project": project, "title": f"Phase {number + 1}", "kind": "summary", "state": "todo", "position": f"z{place}"}


def _sizes(count: int) -> list[int]:
    """A count of tasks as phases: each has a head and up to ten tasks."""
    whole, rest = divmod(count, _PHASE + 1)
    return [_PHASE + 1] * whole + ([rest] if rest else [])


def _task(story: Story, step: int, done: int) -> dict[str, Any]:
    minutes = story.random.randrange(1, 9) * 480
    values: dict[str, Any] = {"title": _STEPS[step], "kind": "task", "state": "todo", "duration": minutes}
    if step < done:
        on = story.back(5 + 3 * (done - step)).isoformat()
        values |= {"state": "done", "actual_start": on, "actual_finish": on, "progress": 10000, "remaining": 0}
    elif step == done and done:
        values |= {"state": "doing", "actual_start": story.back(3).isoformat(), "progress": 4000, "remaining": minutes * 6 // 10}
    return values


def _write_money_and_risks(work: Work, story: Story, projects: list[int], owners: list[int]) -> None:
    chance = story.random
    lines = [
        {"project": project, "title": title, "kind": kind, "planned": 5_000_000, "forecast": 4_500_000 + chance.randrange(80) * 10_000}
        for project in projects
        for title, kind in (("People", "opex"), ("Machines", "capex"))
    ]
    risks = [
        {"project": project, "title": title, "owner": chance.choice(owners), "response": "reduce", **_scales(chance)}
        for project in projects
        for title in ("It comes late", "It costs more", "Nobody uses it")
    ]
    work.create_many("budget_line", lines)
    work.create_many("risk", risks)


def _scales(chance: random.Random) -> dict[str, int]:
    return {"likelihood": chance.randrange(1, 5), "impact": chance.randrange(1, 5)}
