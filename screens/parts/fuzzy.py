"""Finding by a few letters: the letters of each typed word, in order, anywhere in a text; good places count more."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")

AT_WORD_START = 8
CONSECUTIVE = 6
AT_TEXT_START = 24
WHOLE_WORD = 12
GAP_COST = 1
LARGEST_GAP_COST = 10


class Match(NamedTuple):
    """How well a text matches what was typed (more is better), and the places of the matched letters."""

    score: int
    places: tuple[int, ...]


def match(typed: str, text: str) -> Match | None:
    """The match of every word of `typed` in `text`, or nothing where one is not found; nothing typed matches everything."""
    folded = text.casefold()
    if len(folded) != len(text):
        folded = text.lower() if len(text.lower()) == len(text) else text
    score, places = 0, set[int]()
    for word in typed.casefold().split():
        found = _match_word(word, text, folded)
        if found is None:
            return None
        score += found.score
        places.update(found.places)
    return Match(score, tuple(sorted(places)))


def ranked(typed: str, items: Iterable[Item], text_of: Callable[[Item], str]) -> list[tuple[Item, Match]]:
    """The items that match, the best first; among equals the shorter text, then the order given. Nothing typed: all as given."""
    found = [(item, result) for item in items if (result := match(typed, text_of(item))) is not None]
    if typed.strip():
        found.sort(key=lambda pair: (-pair[1].score, len(text_of(pair[0]))))
    return found


def _match_word(word: str, text: str, folded: str) -> Match | None:
    """The best place of one word: as it stands, or else its letters in order with gaps between them."""
    best: Match | None = None
    start = folded.find(word)
    while start >= 0:
        places = tuple(range(start, start + len(word)))
        candidate = Match(_score(places, text, folded) + _whole(start, len(word), folded), places)
        best = candidate if best is None or candidate.score > best.score else best
        start = folded.find(word, start + 1)
    if best is not None:
        return best
    start = folded.find(word[0])
    while start >= 0:
        scattered = _letters_from(start, word, folded)
        if scattered is None:
            break
        candidate = Match(_score(scattered, text, folded), scattered)
        best = candidate if best is None or candidate.score > best.score else best
        start = folded.find(word[0], start + 1)
    return best


def _letters_from(start: int, word: str, folded: str) -> tuple[int, ...] | None:
    """The places of the letters from `start` on; a letter at the beginning of a word is preferred to an earlier one inside."""
    places, at = [start], start
    for letter in word[1:]:
        following = folded.find(letter, at + 1)
        if following < 0:
            return None
        if following != at + 1:
            place = following
            while place >= 0 and not _begins_word(place, folded):
                place = folded.find(letter, place + 1)
            following = place if place >= 0 and _rest_follows(word, len(places) + 1, place, folded) else following
        places.append(following)
        at = following
    return tuple(places)


def _rest_follows(word: str, index: int, place: int, folded: str) -> bool:
    """Whether the letters from `index` on are still found after a place."""
    for letter in word[index:]:
        place = folded.find(letter, place + 1)
        if place < 0:
            return False
    return True


def _begins_word(place: int, text: str) -> bool:
    """Whether a letter is the first of its word."""
    return place == 0 or not text[place - 1].isalnum()


def _whole(start: int, length: int, folded: str) -> int:
    """What it adds that a whole word was typed."""
    end = start + length
    return WHOLE_WORD if _begins_word(start, folded) and (end == len(folded) or not folded[end].isalnum()) else 0


def _score(places: tuple[int, ...], text: str, folded: str) -> int:
    """One point a letter, more at the beginning of the text, of a word or of a capital, and side by side; less for gaps."""
    score, before = 0, -1
    for place in places:
        score += 1
        if place == 0:
            score += AT_TEXT_START
        elif _begins_word(place, folded) or (text[place].isupper() and text[place - 1].islower()):
            score += AT_WORD_START
        if before >= 0:
            gap = place - before - 1
            score += CONSECUTIVE if gap == 0 else -min(gap * GAP_COST, LARGEST_GAP_COST)
        before = place
    return score
