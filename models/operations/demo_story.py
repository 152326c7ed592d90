"""The stage of the demo portfolio: its people, their sessions, and everything that happens to the projects in order of its days."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from models.core.access import Session, login_of_process
from models.operations import demo_words
from models.operations.command import Work, command
from models.values import day

if TYPE_CHECKING:
    from models.store.database import Database

#: Working days for which the people kept time sheets.
SHEETS = 40
#: Whose hours of the last working day are still missing.
_MISSING = ("ana", "bob", "eva")


class Event(NamedTuple):
    """Something that somebody does: in order of day, hour and mention."""

    on: date
    hour: int
    turn: int
    act: Callable[..., None]
    words: tuple[Any, ...]


class Running(NamedTuple):
    """A task somebody works on from one day to another; nobody notes hours on it from `until` on."""

    task: int
    start: date
    finish: date
    until: date


class Story:
    """Gathers what happens and plays it in order; every act is a command of a person on its day."""

    def __init__(self, database: Database, today: date, seed: int) -> None:
        self.database, self.today = database, today
        self.random = random.Random(seed)
        self.people: dict[str, int] = {}
        self.work: dict[str, list[Running]] = {}
        self._events: list[Event] = []
        self._written = 0

    def back(self, days: int) -> date:
        """The day so many working days ago; negative: to come."""
        return day.add_working_days(self.today, -days)

    def happens(self, on: date, hour: int, act: Callable[..., None], *words: Any) -> None:
        """Note an act for its day, which it is told with its words; what lies in the future does not happen."""
        if on < self.today:
            self._events.append(Event(on, hour, len(self._events), act, words))

    def play(self) -> None:
        """Let everything happen, day by day."""
        for event in sorted(self._events, key=lambda event: event[:3]):
            event.act(event.on, *event.words)
        self._events = []

    @contextlib.contextmanager
    def by(self, who: str, on: date, hour: int, label: str) -> Iterator[Work]:
        """One command of a person on a day."""
        session = Session(self.database, login=who, today=on)
        session.become(self.people[who])
        self._written += 1
        with command(session, label) as work:
            work.batch.at = f"{on.isoformat()}T{hour:02d}:{self._written % 60:02d}:00.000Z"
            yield work

    def engage(self) -> None:
        """Write the units and people; the first of them is bound to the login that runs this."""
        words = demo_words.people()
        first = min((event.on for event in self._events), default=self.today)
        session = Session(self.database, today=first, source="demo")
        with command(session, "the people of the demo") as work:
            work.batch.at = f"{first.isoformat()}T07:00:00.000Z"
            units = {title: work.create("unit", {"title": title}) for title, _ in words["unit"]}
            for number, (handle, name, role, unit, hours) in enumerate(words["person"]):
                login = login_of_process() if number == 0 else None
                values = {"handle": handle, "title": name, "role": role, "unit": units[unit], "hours_per_day": hours * 100, "login": login}
                self.people[handle] = work.create("person", values)
            for title, lead in words["unit"]:
                work.change(units[title], {"lead": self.people[lead]})

    def keep_time_sheets(self) -> None:
        """Every person notes the hours of five working days at the end of the last of them."""
        for who, _, _, _, hours in demo_words.people()["person"]:
            for last in range(1, SHEETS, 5):
                missing = last == 1 and who in _MISSING
                days = [self.back(back) for back in range(last + 4, last - 1 + missing, -1)]
                self.happens(days[-1], 17, self._note_hours, who, days, hours)

    def _note_hours(self, last: date, who: str, days: list[date], hours: int) -> None:
        entries = []
        for on in days:
            running = [each for each in self.work.get(who, ()) if each.start <= on <= each.finish and last < each.until]
            left = hours * 60 - 60 * self.random.randrange(3)
            for number, each in enumerate(self.random.sample(running, min(2, len(running)))):
                minutes = left if number or len(running) == 1 else left // 120 * 60 + 60
                left -= minutes
                if minutes > 0:
                    entries.append({"person": self.people[who], "task": each.task, "day": on.isoformat(), "minutes": minutes})
        if entries:
            with self.by(who, last, 17, "hours of the week") as work:
                for entry in entries:
                    work.create("time_entry", entry)
