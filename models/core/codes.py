"""Makes the short names that people did not give: a project's code from its title, a person's handle from the name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator


def code_for(title: str, taken: Callable[[str], bool]) -> str:
    """A free project code: the capitals of an abbreviation in brackets, else initials, else the beginning; a number where that is taken."""
    plain = _ascii(title)
    bracketed = re.findall(r"\(([A-Za-z][A-Za-z0-9-]{1,9})\)", plain)
    words = [word for word in re.findall(r"[A-Za-z0-9]+", plain) if word.lower() not in _SMALL]
    initials = "".join(word[0] for word in words)[:5]
    proposals = [bracketed[-1] if bracketed else "", initials if len(initials) >= 3 else "", "".join(words)[:4], "PRJ"]
    for proposal in proposals:
        code = re.sub(r"[^A-Z0-9]", "", proposal.upper()).lstrip("0123456789")[:10]
        if len(code) >= 2:
            return next(each for each in _numbered(code, 10) if not taken(each))
    raise AssertionError("the last proposal always has a form")


def handle_for(name: str, taken: Callable[[str], bool]) -> str:
    """A free handle: the first name, with the last one's initial or a number where that is taken."""
    words = re.findall(r"[a-z0-9]+", _ascii(name).lower()) or ["person"]
    proposals = [words[0], words[0] + words[-1][0], words[0] + words[-1]]
    free = next((each for each in proposals if not taken(each)), None)
    return free or next(each for each in _numbered(words[0], 31) if not taken(each))


def _numbered(base: str, width: int) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base[: width - len(str(number))]}{number}"
        number += 1


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode()


#: Words that say nothing in a code, as they are once their accents are gone: English, German, French.
_ENGLISH = "a an and at by for from in of on or the to with"
_GERMAN = "am an auf aus bei das dem den der des die ein eine eines fur im in mit oder und vom von zu zum zur"
_FRENCH = "au aux avec dans de des du en et la le les par pour sur un une"
_SMALL = frozenset(f"{_ENGLISH} {_GERMAN} {_FRENCH}".split())
