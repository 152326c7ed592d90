"""Reads the words of the demo portfolio: people, projects, and outlines written as indented lines."""

from __future__ import annotations

import os
import re
from typing import Any, NamedTuple

_FILES = ("demo_crm.toml", "demo_projects.toml", "demo_more.toml")
_TOKENS = re.compile(r"\s(?:(?P<minutes>\d+)(?P<unit>[hd])|@(?P<owner>\w+)|w(?P<week>\d+)|\+(?P<label>\w+)|(?P<due>due))(?=\s|$)")
_MINUTES = {"h": 60, "d": 480}


class Node(NamedTuple):
    """One line of an outline: a summary, task or milestone; `parent` and `after` are positions in the outline."""

    title: str
    kind: str
    parent: int | None
    after: tuple[int, ...]
    minutes: int | None = None
    owner: str | None = None
    labels: str | None = None
    week: int | None = None
    due: bool = False


def people() -> dict[str, Any]:
    """The units and persons, as their file lists them."""
    return _load("demo_people.toml")


def projects() -> list[dict[str, Any]]:
    """The projects in order, as their files describe them."""
    return [project for name in _FILES for project in _load(name)["project"]]


def _load(name: str) -> dict[str, Any]:
    import tomllib

    with open(os.path.join(os.path.dirname(__file__), name), "rb") as file:
        return tomllib.load(file)


def outline(text: str) -> list[Node]:
    """The lines of an outline in order, each with what it comes after."""
    lines = [(len(line) - len(line.lstrip()), line.strip()) for line in text.splitlines() if line.strip()]
    nodes: list[Node] = []
    _read(lines, 0, None, (), nodes)
    return nodes


def _read(
    lines: list[tuple[int, str]], at: int, parent: int | None, before: tuple[int, ...], nodes: list[Node]
) -> tuple[int, tuple[int, ...]]:
    """Read the siblings that begin at line `at`; the next line, and the ends that a following line waits for."""
    depth = lines[at][0]
    ends, group = before, before
    while at < len(lines) and lines[at][0] == depth:
        mark, words = re.match(r"([&*~] )?(.*)", lines[at][1]).groups()  # type: ignore[union-attr]
        if mark != "& ":
            group, ends = ends, ()
        place = len(nodes)
        if at + 1 < len(lines) and lines[at + 1][0] > depth:
            nodes.append(Node(words, "summary", parent, ()))
            at, last = _read(lines, at + 1, place, group, nodes)
            ends += last
        else:
            nodes.append(_leaf(words, mark, parent, group))
            at += 1
            ends = (*ends, place) if mark != "~ " else group
    return at, ends


def _leaf(words: str, mark: str | None, parent: int | None, after: tuple[int, ...]) -> Node:
    title = _TOKENS.sub("", words).strip()
    found: dict[str, str] = {}
    labels = []
    for match in _TOKENS.finditer(words):
        found.update({name: value for name, value in match.groupdict().items() if value is not None})
        if match["label"]:
            labels.append(match["label"])
    minutes = int(found["minutes"]) * _MINUTES[found["unit"]] if "minutes" in found else None
    week = int(found["week"]) if "week" in found else None
    kind = "milestone" if mark == "* " else "task"
    waits = () if mark == "~ " else after
    return Node(title, kind, parent, waits, minutes, found.get("owner"), " ".join(sorted(labels)) or None, week, "due" in found)


def parts(line: str, count: int) -> list[str]:
    """The fields of one `a|b|c` line, filled up with empty ones."""
    found = line.split("|")
    return [*found, *[""] * (count - len(found))]
