"""What a picker offers of lists that may be longer than it reads: what a text names or its words find beyond the first records."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from models.core.record import find
from models.operations.search import search
from models.store.errors import QuarterdeckError
from screens.parts.fuzzy import ranked
from screens.parts.picker import Choice

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.listing import Line, Listing

#: How many records of a list a picker reads to look for letters in them; beyond it asks the references and the search.
MOST = 500
_HITS = 200


class Source(NamedTuple):
    """A list, the fields asked of it, and what a line of it is in the picker."""

    listing: Listing
    names: Sequence[str]
    choice: Callable[[Line], Choice]

    def first(self) -> list[Choice]:
        """The beginning of the list."""
        return self.among(self.listing.ids(MOST))

    def among(self, records: Sequence[int]) -> list[Choice]:
        """The choices of some records of the list."""
        return [self.choice(line) for line in self.listing.lines(records, self.names)]


def fitting(session: Session, text: str, choices: Sequence[Choice], sources: Sequence[Source]) -> list[Choice]:
    """The choices that fit a text, best first; where a list is longer than what they hold of it, before them the record that the text
    names, and behind them those in which its words are."""
    found = [choice for choice, _ in ranked(text, choices, lambda choice: f"{choice.label}  {choice.hint}")]
    named, hits = list[Choice](), list[Choice]()
    for source in sources if text.strip() else ():
        if source.listing.count() > MOST:
            listing = source.listing
            with contextlib.suppress(QuarterdeckError):
                named += source.among(listing.among([find(session, text, listing.project).id]))
            hits += source.among(listing.among([hit.id for hit in search(session, text, project=listing.project, limit=_HITS)]))
    return list({choice.value: choice for choice in (*named, *found, *hits)}.values())
