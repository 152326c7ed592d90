"""What an import did, counted by kind, and the errors that stop it."""

from __future__ import annotations

from collections import Counter

from models.exchange.reader import Problem


class Counts:
    """Records made, changed and left as they were, by kind; and what was noticed on the way."""

    def __init__(self) -> None:
        self.created: Counter[str] = Counter()
        self.updated: Counter[str] = Counter()
        self.unchanged: Counter[str] = Counter()
        self.warnings: list[Problem] = []


class RowsWrong(Exception):
    """Rows that cannot be written; the transaction is given up."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} rows")
        self.problems = problems
