"""Reads the files of resource-constrained scheduling: PSPLIB's `.sm` (Kolisch and Sprecher) and Patterson's `.rcp`.

Both hold single-mode tasks with finish-to-start links and renewable resources of constant capacity; jobs are numbered from 1.
"""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

from models.planning.dated.values import Link
from models.planning.levelling.level import Resource, Work
from models.values import ParseError, quote


class Instance(NamedTuple):
    """A scheduling problem as its file states it; job 1 stands at position 0, successors are positions."""

    name: str
    durations: tuple[int, ...]
    successors: tuple[tuple[int, ...], ...]
    demands: tuple[tuple[int, ...], ...]
    capacities: tuple[int, ...]


def parse(text: str, name: str = "") -> Instance:
    """The instance in the text of either kind of file: Patterson's begins with a number. Raises ParseError naming the line that is wrong."""
    if not text.strip():
        raise ParseError("the file is empty", "a PSPLIB file .sm or Patterson's .rcp")
    return parse_rcp(text, name) if text.lstrip()[:1].isdigit() else parse_sm(text, name)


def parse_sm(text: str, name: str = "") -> Instance:
    """The instance in the text of a PSPLIB `.sm` file."""
    return _SmReader(text, name).instance()


def parse_rcp(text: str, name: str = "") -> Instance:
    """The instance in the text of a Patterson `.rcp` file: counts, capacities, then each job's duration, demands and successors."""
    words = _Words(text)
    count, kinds = words.take("the number of jobs", 1), words.take("the number of resources", 0)
    capacities = tuple(words.take(f"the capacity of resource {n + 1}") for n in range(kinds))
    durations, demands, successors = [], [], []
    for job in range(1, count + 1):
        durations.append(words.take(f"the duration of job {job}"))
        demands.append(tuple(words.take(f"the demand of job {job} for resource {n + 1}", 0, limit) for n, limit in enumerate(capacities)))
        following = words.take(f"the number of successors of job {job}", 0, count)
        successors.append(tuple(words.take(f"a successor of job {job}", 1, count) - 1 for _ in range(following)))
    words.finish(count)
    return Instance(name, tuple(durations), tuple(successors), tuple(demands), capacities)


def _wrong(line: int, what: str, hint: str) -> NoReturn:
    """Say which line of the file is wrong and what would be right."""
    raise ParseError(f"line {line}: {what}", hint)


def _number(word: str, line: int, what: str, least: int = 0, most: int | None = None) -> int:
    """A whole number within its limits."""
    expected = f"a whole number from {least}" + ("" if most is None else f" to {most}")
    if not re.fullmatch(r"-?\d{1,9}", word) or int(word) < least or (most is not None and int(word) > most):
        _wrong(line, f"{what} is {quote(word)}", expected)
    return int(word)


class _Words:
    """The numbers of an `.rcp` file one after the other: lines may break anywhere."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.words = [(word, number) for number, line in enumerate(self.lines, 1) for word in line.split()]
        self.position = 0

    def take(self, what: str, least: int = 0, most: int | None = None) -> int:
        """The next number."""
        if self.position == len(self.words):
            _wrong(len(self.lines) or 1, f"the file ends where {what} was expected", "a whole number")
        word, line = self.words[self.position]
        self.position += 1
        return _number(word, line, what, least, most)

    def finish(self, count: int) -> None:
        """Nothing may follow the last job."""
        if self.position < len(self.words):
            word, line = self.words[self.position]
            _wrong(line, f"{quote(word)} follows the last of {count} jobs", "as many jobs as the first line says")


class _SmReader:
    """Reads the sections of one `.sm` file."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.lines = text.splitlines()
        self.jobs = self.count("jobs", 1)
        self.kinds = self.count("- renewable", 0)
        for kind in ("- nonrenewable", "- doubly constrained"):
            if self.count(kind, 0):
                _wrong(self.line_of(kind) + 1, f"there are {kind[2:]} resources", "renewable resources only")

    def line_of(self, beginning: str) -> int:
        """The index of the line that begins with these words."""
        for index, line in enumerate(self.lines):
            if line.strip().lower().startswith(beginning.lower()):
                return index
        _wrong(len(self.lines) or 1, f"the file ends without a line “{beginning}”", "a PSPLIB file .sm; Patterson's .rcp begin with a number")

    def count(self, beginning: str, least: int) -> int:
        """The number after the colon of a line of the head."""
        index = self.line_of(beginning)
        words = self.lines[index].partition(":")[2].split()
        return _number(words[0] if words else "", index + 1, f"the number of {beginning.removeprefix('- ')}", least)

    def rows(self, title: str) -> list[tuple[int, list[str]]]:
        """The rows of a section that begin with a digit, each with the number of its line."""
        result = []
        for index in range(self.line_of(title) + 1, len(self.lines)):
            words = self.lines[index].split()
            if words and words[0].startswith("***"):
                break
            if words and words[0].lstrip("-").isdigit():
                result.append((index + 1, words))
        return result

    def job_rows(self, title: str, least: int, form: str) -> list[tuple[int, list[str]]]:
        """A section's rows, one a job in order."""
        rows = self.rows(title)
        for job, (line, words) in enumerate(rows, 1):
            if job > self.jobs or _number(words[0], line, "the job") != job:
                _wrong(line, f"job {quote(words[0])} stands here", f"jobs 1 to {self.jobs} in order, each once")
            if len(words) < least:
                _wrong(line, f"job {job} has {len(words)} numbers", form)
            if words[1] != "1":
                _wrong(line, f"job {job}: {quote(words[1])} where 1 mode was expected", "single-mode jobs; files .mm are another problem")
        if len(rows) < self.jobs:
            _wrong(rows[-1][0] if rows else self.line_of(title) + 1, f"{title} holds {len(rows)} jobs", f"{self.jobs}, as the head says")
        return rows

    def instance(self) -> Instance:
        """The whole file."""
        successors = [self.following(*row) for row in self.job_rows("PRECEDENCE RELATIONS", 3, "job, modes, number of successors")]
        capacities = self.capacities()
        durations, demands = [], []
        form = f"job, mode, duration and {self.kinds} demands"
        for line, words in self.job_rows("REQUESTS/DURATIONS", 3, form):
            if len(words) != 3 + self.kinds:
                _wrong(line, f"job {words[0]} has {len(words)} numbers", form)
            durations.append(_number(words[2], line, f"the duration of job {words[0]}"))
            named = zip(words[3:], capacities, strict=True)
            demands.append(tuple(_number(word, line, f"a demand of job {words[0]}", 0, limit) for word, limit in named))
        return Instance(self.name, tuple(durations), tuple(successors), tuple(demands), capacities)

    def following(self, line: int, words: list[str]) -> tuple[int, ...]:
        """The positions of a job's successors."""
        count = _number(words[2], line, f"the number of successors of job {words[0]}")
        if len(words) != 3 + count:
            _wrong(line, f"job {words[0]} names {len(words) - 3} successors", f"{count}, as its third number says")
        return tuple(_number(word, line, f"a successor of job {words[0]}", 1, self.jobs) - 1 for word in words[3:])

    def capacities(self) -> tuple[int, ...]:
        """How much there is of each resource."""
        rows = self.rows("RESOURCEAVAILABILITIES")
        line, words = rows[0] if rows else (self.line_of("RESOURCEAVAILABILITIES") + 1, [])
        if len(words) != self.kinds:
            _wrong(line, f"{len(words)} capacities", f"{self.kinds}, one a resource")
        return tuple(_number(word, line, f"the capacity of resource {n}") for n, word in enumerate(words, 1))


def as_tasks(instance: Instance) -> tuple[list[Work], list[Link], list[Resource]]:
    """Tasks, links and resources as levelling takes them, tasks under their job numbers, resources as `R1`, `R2` and so on."""
    names = [f"R{number}" for number in range(1, len(instance.capacities) + 1)]
    tasks = [
        Work(job, duration, {name: units for name, units in zip(names, demands, strict=True) if units})
        for job, (duration, demands) in enumerate(zip(instance.durations, instance.demands, strict=True), 1)
    ]
    links = [Link(job, successor + 1) for job, successors in enumerate(instance.successors, 1) for successor in successors]
    return tasks, links, [Resource(name, capacity) for name, capacity in zip(names, instance.capacities, strict=True)]
