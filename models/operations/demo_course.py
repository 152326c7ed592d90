"""The course of one project of the demo portfolio: how it was planned, what slipped, who reported what, and what it cost."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from models.operations import demo_words
from models.operations.demo_story import Running, Story
from models.values import day

if TYPE_CHECKING:
    from models.operations.command import Work

_TEXTS = ("code", "title", "objective", "scope_in", "scope_out", "sponsor", "methodology", "sourcing", "priority", "labels")
_LEAVES = "SELECT task, start, finish FROM task_schedule WHERE project = ? AND children = 0"
_FREQUENT, _SELDOM = 9 * 5, 20
"""Reports come every five working days for nine weeks, before that every twenty."""


class Course:
    """One project from its first day to today."""

    def __init__(self, story: Story, spec: dict[str, Any], turn: int, played: frozenset[str] = frozenset()) -> None:
        self.story, self.spec, self.turn = story, spec, turn
        self.nodes = demo_words.outline(spec["outline"])
        self.begin = story.back(5 * spec["begin"])
        self.start = day.add_working_days(self.begin, 5 * spec.get("delay", 0))
        self.silent = spec.get("silent", 0)
        self.pause = story.back(5 * spec["pause"]) if "pause" in spec else None
        self.blocks = [demo_words.parts(line, 4) for line in spec.get("blocked", ())]
        self.quiet = {title: int(days) for title, days in (demo_words.parts(line, 2) for line in spec.get("quiet", ()))}
        played_places, self.stopped = self._places(played), self._places({block[0] for block in self.blocks})
        self.held = played_places | self._followers(played_places | self.stopped)
        self.project = self.length = 0
        self.tasks: list[int] = []
        self.truth: dict[int, tuple[date, date]] = {}
        self.lines: list[tuple[int, int]] = []
        self.risks: list[int] = []
        self.issues: dict[str, int] = {}
        self.reported: dict[int, tuple[Any, ...]] = {}
        self.schedule()

    def _places(self, titles: Collection[str]) -> set[int]:
        return {place for place, node in enumerate(self.nodes) if node.title in titles}

    # -- what happens when

    def schedule(self) -> None:
        """Note everything that will happen to the project."""
        story, spec = self.story, self.spec
        story.happens(self.begin, 9, self._found)
        oldest = day.working_days_between(self.begin, story.today)
        for back in (*range(oldest - 3, _FREQUENT, -_SELDOM), *range(_FREQUENT + self.turn % 4, 0, -5)):
            if self.silent < back < oldest - 2:
                story.happens(story.back(back), 15, self._report)
        if spec["state"] not in ("idea", "proposed"):
            story.happens(day.add_working_days(self.begin, 2), 10, self._freeze, "First plan", "approved with the charter")
        if "rebaseline" in spec:
            story.happens(story.back(5 * spec["rebaseline"]), 16, self._freeze, "Second plan", "the board has set the plan anew")
        if self.pause:
            story.happens(self.pause, 11, self._turn_state, "on_hold")
        if spec["state"] == "closing":
            story.happens(story.back(15), 11, self._turn_state, "closing")
        for back in range(oldest - 20, self.silent, -21):
            story.happens(story.back(back), 12, self._pay)
        self._note_changes()
        self._note_words()

    def _note_changes(self) -> None:
        """Forecasts and scores that change, tasks that are blocked."""
        story, spec = self.story, self.spec
        for number, text in enumerate(spec.get("lines", ())):
            if change := re.fullmatch(r"([+-]\d+)@(\d+)", demo_words.parts(text, 5)[4]):
                story.happens(story.back(5 * int(change[2]) + 1), 13, self._revise, number, int(change[1]))
        for number, text in enumerate(spec.get("risks", ())):
            if change := re.search(r">(\S+)@(\d+)", text.split("|")[1]):
                story.happens(story.back(5 * int(change[2]) + 2), 14, self._rescore, number, change[1])
        for text in spec.get("promised", ()):
            title, days = demo_words.parts(text, 2)
            story.happens(story.back(6), 16, self._promise, title, story.back(-int(days)))
        for block in self.blocks:
            story.happens(story.back(int(block[3])), 16, self._block, block)

    def _note_words(self) -> None:
        """Comments, issues, lessons."""
        story, spec = self.story, self.spec
        for text in spec.get("notes", ()):
            back, who, title, words = text.split("|", 3)
            story.happens(story.back(int(back)), 16, self._comment, who, title, words)
        for number, text in enumerate(spec.get("issues", ())):
            *_, needed, state, resolution = demo_words.parts(text, 6)
            story.happens(story.back(max(self.silent + 1, 8 + 3 * number, 20 - int(needed))), 11, self._raise_issue, text)
            if state != "open":
                settled = -int(needed) if state == "resolved" else 2 + self.silent
                story.happens(story.back(settled), 12, self._settle_issue, text, {"state": state, "resolution": resolution or None})
        for number, text in enumerate(spec.get("lessons", ())):
            story.happens(story.back(5 + 7 * number), 15, self._learn, text)

    # -- the beginning

    def _found(self, on: date) -> None:
        story, spec = self.story, self.spec
        state = spec["state"] if spec["state"] in ("idea", "proposed", "approved") else "running"
        texts = {name: spec.get(name) for name in _TEXTS}
        people = {name: story.people[spec[name]] for name in ("manager", "lead")}
        with story.by(spec["manager"], on, 9, f"project {spec['code']}") as work:
            budget = spec["budget"] * 100_000 if "budget" in spec else None
            own = {"state": state, "start": self.start.isoformat(), "currency": "EUR", "budget": budget}
            self.project = work.create("project", {**texts, **people, **own})
            self._plan(work)
            self._budget(work, budget or 0)
            self.risks = [self._raise_risk(work, text) for text in spec.get("risks", ())]
            for text in spec.get("links", ()):
                url, title = demo_words.parts(text, 2)
                work.create("link", {"record": self.project, "url": url, "title": title})
        self._foresee()

    def _plan(self, work: Work) -> None:
        for place, node in enumerate(self.nodes):
            week = day.add_working_days(self.start, 5 * node.week).isoformat() if node.week else None
            parent = self.tasks[node.parent] if node.parent is not None else None
            values = {"project": self.project, "parent": parent, "title": node.title, "kind": node.kind, "labels": node.labels}
            values |= {"start": week, "duration": node.minutes, "owner": self.story.people[node.owner] if node.owner else None}
            self.tasks.append(work.create("task", values))
            for before in node.after:
                work.create("dependency", {"predecessor": self.tasks[before], "successor": self.tasks[place], "type": "fs"})

    def _budget(self, work: Work, budget: int) -> None:
        left = budget
        texts = self.spec.get("lines", ())
        finish = day.add_working_days(self.start, 5 * (self.spec["begin"] + 12)).isoformat()
        for text in texts:
            title, category, kind, share, _ = demo_words.parts(text, 5)
            planned = left if text is texts[-1] else budget * int(share) // 100
            left -= planned
            values = {"project": self.project, "title": title, "category": category, "kind": kind, "planned": planned}
            line = work.create("budget_line", {**values, "from_day": self.start.isoformat(), "to_day": finish})
            self.lines.append((line, planned))

    def _raise_risk(self, work: Work, text: str) -> int:
        title, score, response, owner, cost, delay, review, action = demo_words.parts(text, 8)
        kind = "opportunity" if score.startswith("opportunity") else "threat"
        likelihood, impact = re.findall(r"\d", score)[:2]
        return work.create("risk", {
            "project": self.project, "title": title, "kind": kind, "likelihood": int(likelihood), "impact": int(impact),
            "response": response.strip("-") or None, "owner": self.story.people.get(owner), "action": action or None,
            "expected_cost": int(cost) * 100_000 if cost else None, "expected_delay": int(delay) * 480 if delay else None,
            "review_on": self.story.back(-int(review)).isoformat(),
        })  # fmt: skip

    def _foresee(self) -> None:
        """Read the plan that the program computed, and decide what will really happen: each slip moves what lies after it."""
        database, back = self.story.database, self.story.back
        rows = {row[0]: row[1:] for row in database.rows(_LEAVES, (self.project,))}
        last = max([finish for _, finish in rows.values() if finish], default=None)
        self.length = day.working_days_between(self.start, date.fromisoformat(last)) if last else 0
        for place, task in enumerate(self.tasks):
            start, finish = rows.get(task, (None, None))
            if start is None or place in self.held:
                continue
            found = (self._really(date.fromisoformat(start)), self._really(date.fromisoformat(finish)))
            self.truth[place] = found
            owner = self.nodes[place].owner
            if self.nodes[place].kind == "task":
                until = self.pause or back(self.silent or self.quiet.get(self.nodes[place].title, 0))
                self.story.work.setdefault(owner or "", []).append(Running(task, *found, until))

    def _really(self, planned: date) -> date:
        for text in self.spec.get("slips", ()):
            weeks, days = text.split()
            if planned >= self.story.back(5 * int(weeks)):
                planned = day.add_working_days(planned, int(days))
        return planned

    def _followers(self, places: set[int]) -> set[int]:
        """What comes after these, directly or not."""
        found: set[int] = set()
        for place, node in enumerate(self.nodes):
            if any(before in places or before in found for before in node.after):
                found.add(place)
        return found

    # -- later

    def _freeze(self, on: date, title: str, reason: str) -> None:
        """Approve the plan as it stands; the target is its finish with the margin, milestones are promised."""
        story, margin = self.story, self.spec["margin"]
        promise = self.spec.get("promise", margin + 8)
        finish = story.database.value("SELECT finish FROM project_totals WHERE project = ?", (self.project,))
        milestones = [self.tasks[place] for place, node in enumerate(self.nodes) if node.due]
        with story.by(self.spec["manager"], on, 10, title.lower()) as work:
            approved = {"approved_by": story.people[self.spec["manager"]], "approved_on": on.isoformat()}
            work.create("baseline", {"project": self.project, "title": title, "reason": reason, **approved})
            if finish:
                work.change(self.project, {"finish": day.add_working_days(date.fromisoformat(finish), margin).isoformat()})
            for task in milestones:
                day_of = story.database.value("SELECT finish FROM task_schedule WHERE task = ?", (task,))
                if story.database.value("SELECT state FROM task WHERE id = ?", (task,)) == "todo" and day_of:
                    work.change(task, {"due": day.add_working_days(date.fromisoformat(day_of), promise).isoformat()})

    def _report(self, on: date) -> None:
        """The lead reports how far the tasks are; with nothing new, that everything is still right."""
        if self.pause and on >= self.pause:
            return
        with self.story.by(self.spec["lead"], on, 15, "progress of the week") as work:
            changed = False
            for place in self.truth:
                if self.story.back(self.quiet.get(self.nodes[place].title, 0)) > on:
                    changed = self._tell(work, place, on) or changed
            if not changed and self.spec["state"] not in ("idea", "proposed", "approved"):
                work.confirm(self.project)

    def _tell(self, work: Work, place: int, on: date) -> bool:
        start, finish = self.truth[place]
        if self.reported.get(place, (None,))[0] == "done" or start > on:
            return False
        whole = self.nodes[place].minutes or 0
        if finish <= on and place not in self.stopped:
            values: dict[str, Any] = {"state": "done", "actual_start": min(start, finish).isoformat(), "actual_finish": finish.isoformat()}
            report: tuple[Any, ...] = ("done",)
        elif self.nodes[place].kind == "milestone" or self.reported.get(place, (None,))[0] == "blocked":
            return False
        else:
            worked, needed = day.working_days_between(start, on) + 1, day.working_days_between(start, finish) + 1
            progress = min(worked * 20 // max(needed, 1), 12 if place in self.stopped else 19) * 500
            values = {"state": "doing", "actual_start": start.isoformat()}
            values |= {"progress": progress, "remaining": whole * (10000 - progress) // 10000}
            report = ("doing", progress)
        if self.reported.get(place) == report:
            return False
        self.reported[place] = report
        work.change(self.tasks[place], values)
        return True

    def _promise(self, on: date, title: str, due: date) -> None:
        with self.story.by(self.spec["lead"], on, 16, "promised") as work:
            for place in self._places({title}):
                work.change(self.tasks[place], {"due": due.isoformat()})

    def _turn_state(self, on: date, state: str) -> None:
        with self.story.by(self.spec["manager"], on, 11, f"project {state.replace('_', ' ')}") as work:
            work.change(self.project, {"state": state})

    def _pay(self, on: date) -> None:
        """About a month's part of every line is billed."""
        if on <= self.start or (self.pause and on > self.pause) or not self.lines:
            return
        story = self.story
        with story.by(self.spec["manager"], on, 12, "costs of the month") as work:
            for number, (line, planned) in enumerate(self.lines):
                amount = planned * 21 * story.random.randrange(80, 101) // (100 * max(self.length, 42)) // 1000 * 1000
                title = demo_words.parts(self.spec["lines"][number], 1)[0]
                values = {"project": self.project, "line": line, "title": title, "posted_on": on.isoformat(), "amount": amount}
                work.create("cost", {**values, "document": f"{on.year % 100}-{story.random.randrange(1000, 9999)}"})

    def _revise(self, on: date, number: int, percent: int) -> None:
        line, planned = self.lines[number]
        with self.story.by(self.spec["manager"], on, 13, "forecast of the budget") as work:
            work.change(line, {"forecast": planned + planned * percent // 100})

    def _rescore(self, on: date, number: int, score: str) -> None:
        likelihood, impact = score.split("x") if "x" in score else ("", "")
        values = {"likelihood": int(likelihood), "impact": int(impact)} if likelihood else {"state": score}
        with self.story.by(self.spec["manager"], on, 14, "risks looked through") as work:
            work.change(self.risks[number], values)

    def _comment(self, on: date, who: str, title: str, words: str) -> None:
        record = next((self.tasks[place] for place, node in enumerate(self.nodes) if node.title == title), self.project)
        with self.story.by(who, on, 16, "comment") as work:
            work.create("comment", {"record": record, "text": words})

    def _block(self, on: date, block: list[str]) -> None:
        place = next(place for place, node in enumerate(self.nodes) if node.title == block[0])
        self.reported[place] = ("blocked",)
        started = self.truth[place][0] if place in self.truth else on
        values = {"state": "blocked", "blocked_reason": block[1], "blocked_by": block[2], "blocked_since": on.isoformat()}
        values |= {"actual_start": min(started, on).isoformat(), "chase_on": self.story.back(-1).isoformat()}
        with self.story.by(self.nodes[place].owner or self.spec["lead"], on, 16, "blocked") as work:
            work.change(self.tasks[place], values)

    def _raise_issue(self, on: date, text: str) -> None:
        title, severity, owner, needed, *_ = demo_words.parts(text, 6)
        values = {"project": self.project, "title": title, "severity": severity, "owner": self.story.people[owner]}
        values["needed_by"] = self.story.back(-int(needed)).isoformat()
        with self.story.by(self.spec["manager"], on, 11, "issue") as work:
            self.issues[text] = work.create("issue", values)

    def _settle_issue(self, on: date, text: str, values: dict[str, Any]) -> None:
        with self.story.by(text.split("|")[2], on, 12, "issue") as work:
            work.change(self.issues[text], values)

    def _learn(self, on: date, text: str) -> None:
        title, happened, advice, category = demo_words.parts(text, 4)
        values = {"project": self.project, "title": title, "what_happened": happened, "recommendation": advice, "category": category}
        with self.story.by(self.spec["manager"], on, 15, "lesson") as work:
            work.create("lesson", values)
