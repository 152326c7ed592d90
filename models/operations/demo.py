"""Makes the demo portfolio: two dozen ICT projects with a past, seen by the lead who has three things to do this morning."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

from models.operations import demo_words
from models.operations.demo_course import Course
from models.operations.demo_large import enlarge
from models.operations.demo_story import Running, Story
from models.operations.portfolio import portfolio
from models.store.errors import UsageError
from models.store.folders import is_there, made_beside, make_folder

#: The lead's three tasks: title, then for each report how many working days ago, progress and what is left in minutes.
_MORNING = {
    "Map customer fields": ((9, 2000, 1920), (4, 6000, 960), (2, 9000, 240)),
    "API stub for billing": ((2, 3000, 504),),
    "VPN tunnel to vendor": ((5, 1000, 1080), (2, 2000, 960)),
}
#: The days they are promised for, in working days from today.
_DUE = {"Map customer fields": -1, "API stub for billing": 1, "VPN tunnel to vendor": 2}


def make_demo(path: str, *, today: date | None = None, seed: int = 7, projects: int = 24, tasks: int | None = None) -> None:
    """Make the demo portfolio in a new file: `projects` projects, and with `tasks` at least so many tasks in all.

    The login that makes it becomes @ana, the lead of the first project. Everything is written through the journal, each act by
    its person on its day, so that history, weekly facts and baselines are what use would have left. Same seed, same portfolio.
    It is made under another name first, so that a broken-off one is never taken for a portfolio. Raises UsageError.
    """
    if projects < 1:
        raise UsageError("a demo has at least one project", field="projects", hint="like --projects 24")
    if is_there(path):
        raise UsageError(f"{path} is there already", hint="the demo is made in a file of its own")
    make_folder(os.path.dirname(os.path.abspath(path)))
    with made_beside(path) as fresh:
        with portfolio(fresh, create=True, today=today) as session:
            _fill(Story(session.database, session.today, seed), projects, tasks)
        os.link(fresh, path)


def _fill(story: Story, projects: int, tasks: int | None) -> None:
    """Tell the story of so many projects in the empty portfolio."""
    specs = demo_words.projects()[:projects]
    courses = [Course(story, spec, turn, frozenset(_MORNING)) for turn, spec in enumerate(specs)]
    _note_morning(story, courses[0])
    story.keep_time_sheets()
    with story.database.transaction():
        story.engage()
        story.play()
    if tasks is not None or projects > len(specs):
        enlarge(story, courses, projects, tasks or 0)


def _note_morning(story: Story, course: Course) -> None:
    """The three tasks that stand first on the lead's day."""
    for title, reports in _MORNING.items():
        place = next(place for place, node in enumerate(course.nodes) if node.title == title)
        for number, (back, progress, left) in enumerate(reports):
            values: dict[str, Any] = {"progress": progress, "remaining": left}
            if number == 0:
                begun = {"state": "doing", "actual_start": story.back(back).isoformat(), "due": story.back(-_DUE[title]).isoformat()}
                story.happens(story.back(back), 15, _tell, story, course, place, {**values, **begun})
            else:
                story.happens(story.back(back), 15, _tell, story, course, place, values)


def _tell(on: date, story: Story, course: Course, place: int, values: dict[str, Any]) -> None:
    task = course.tasks[place]
    if "actual_start" in values:
        story.work.setdefault("ana", []).append(Running(task, on, story.today, story.today))
    with story.by("ana", on, 15, f"{course.spec['code']}-{place + 1}") as work:
        work.change(task, values)
