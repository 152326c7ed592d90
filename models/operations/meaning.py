"""What the words of a quick line mean for one record: people, days and states are looked up, and contradictions refused by name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.core import record as directory
from models.store.errors import UsageError
from models.values import ParseError, day, duration, percent
from models.values.named import NamedTuple
from models.values.text import clean_line

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register
    from models.operations.quick_line import Segment, Token

_STATES = {"x": "done", "s": "doing", "!": "blocked"}
_ONCE = ("state", "score", "progress", "remaining", "day", "by", "owner", "due", "needs", "chase")
#: Tokens that every kind of record takes; tasks take all.
_COMMON = {"label", "risk", "state", "owner", "score", "verb"}


class Meaning(NamedTuple):
    """The understood line. `state` is what a sign or `>state` names, `days` the working days named, `me` stands for who asks."""

    confirm: bool
    everything: bool
    state: str | None
    state_word: str
    progress: int | None
    remaining: int | None
    hours: int | None
    days: tuple[str, ...]
    by: int | None
    fields: dict[str, Any]
    labels: tuple[str, ...]
    risks: tuple[str, ...]
    needs: str | None
    chase: str | None
    note: str | None


def understand(session: Session, segment: Segment, register: Register, verb: str | None, today: date) -> Meaning:
    """What the segment means for a record of this register on this day. Raises UsageError naming the word."""
    _refuse_doubles(segment)
    sign = segment.first("verb")
    verb = verb or (sign.value if sign else None)
    if register.key != "task":
        _refuse_foreign(segment, register, verb, sign)
    state, word = _state(segment, register, verb, sign)
    progress, remaining, hours = (segment.first(kind) for kind in ("progress", "remaining", "hours"))
    by, owner, due, chase, needs = (segment.first(kind) for kind in ("by", "owner", "due", "chase", "needs"))
    fields: dict[str, Any] = {}
    if owner:
        fields["owner"] = person(session, owner)
    if score := segment.first("score"):
        fields["likelihood"], fields["impact"] = map(int, score_of(score.value))
    if due:
        fields["due"] = None if due.value.lower() in ("none", "-") else _day(due, today, past=False)
    if by and not hours:
        raise UsageError(f"“{by.text}” says whose hours, and no hours are given", hint="like 2h by:bob")
    found = Meaning(
        verb == "=", segment.first("all") is not None, state, word,
        _percent(progress) if progress else None, _minutes(remaining) if remaining else None, _hours(segment) if hours else None,
        _days(segment.first("day"), today), person(session, by) if by else None, fields,
        tuple(token.value.lower() for token in segment.every("label")), tuple(clean_line(token.value) for token in segment.every("risk")),
        clean_line(needs.value) if needs else None, _day(chase, today, past=False) if chase else None, clean_line(segment.note) or None,
    )  # fmt: skip
    _refuse_contradictions(found, segment)
    return found


def _refuse_doubles(segment: Segment) -> None:
    for kind in _ONCE:
        words = segment.every(kind)
        if len(words) > 1:
            raise UsageError(f"“{words[0].text}” and “{words[1].text}”: only one of them can be meant", hint="-- begins a note")


def _refuse_foreign(segment: Segment, register: Register, verb: str | None, sign: Token | None) -> None:
    """What only tasks take is refused for other kinds."""
    name = register.key.replace("_", " ")
    allowed = ["4x5"] * ("likelihood" in register.fields) + ["@who"] * ("owner" in register.fields)
    allowed += [">state"] * (register.state_type is not None) + ["+label", "=", "a note"]
    hint = f"a {name} takes " + ", ".join(allowed)
    if verb not in (None, "="):
        typed = sign.text if sign else {"x": "done", "s": "start", "!": "blocked"}[verb]  # the key or verb behind it has many names
        raise UsageError(f"“{typed}” is for tasks, this is a {name}", hint=hint)
    for token in segment.tokens:
        needed = {"owner": "owner", "score": "likelihood"}.get(token.kind)
        lacking = (needed and needed not in register.fields) or (token.kind == "state" and register.state_type is None)
        homeless = token.kind == "risk" and not (register.has_project or register.key == "project")
        if token.kind not in _COMMON or lacking or homeless:
            raise UsageError(f"a {name} does not take “{token.text}”", hint=hint)


def _state(segment: Segment, register: Register, verb: str | None, sign: Token | None) -> tuple[str | None, str]:
    """The state asked for and the word that asks."""
    typed = segment.first("state")
    by_verb = _STATES.get(verb or "")
    if typed is None:
        return by_verb, sign.text if sign else verb or ""
    assert register.state_type is not None
    try:
        state = register.state_type.parse(typed.value, None)  # type: ignore[arg-type]
    except UsageError as error:
        raise UsageError(f"“{typed.text}” is no state", hint=error.hint) from error
    if by_verb and by_verb != state:
        raise UsageError(f"“{typed.text}” contradicts “{sign.text if sign else verb}”", hint="one of them")
    return state, typed.text


def score_of(word: str) -> tuple[str, str]:
    """Likelihood and impact of a risk as typed, `4x5`. Raises UsageError where one is not on the scale."""
    likelihood, impact = word.lower().replace("×", "x").replace("*", "x").split("x")
    for name, figure in (("likelihood", likelihood), ("impact", impact)):
        if not 1 <= int(figure) <= 5:
            raise UsageError(f"“{word}”: {name} is from 1 to 5, not {figure}", field=name, hint="likelihood × impact, like 4x5")
    return likelihood, impact


def person(session: Session, token: Token) -> int | None:
    """The person a token names; None stands for who asks while nobody is bound to the login yet."""
    word = token.value.removeprefix("@").lower()
    if word == "me" and session.me is None:
        return None
    who = directory.person(session, word)
    directory.refuse_archived_person(session, who, "owner" if token.kind == "owner" else "person")
    return who


def _percent(token: Token) -> int:
    try:
        return percent.parse(token.value)
    except ParseError as error:
        raise _named(token, error) from error


def _minutes(token: Token) -> int:
    try:
        return duration.parse(token.value)
    except ParseError as error:
        raise _named(token, error) from error


def _hours(segment: Segment) -> int:
    """Minutes worked: one word, or hours and minutes in two (`1h 30m`)."""
    words = segment.every("hours")
    in_two = len(words) == 2 and words[0].value.lower().endswith("h") and not words[1].value.lower().rstrip("min").count("h")
    if len(words) > 1 and not (in_two and words[1].start - words[0].end < 3):
        raise UsageError(f"“{words[0].text}” and “{words[1].text}”: only one of them can be meant", hint="add them up; -- begins a note")
    total = sum(_minutes(word) for word in words)
    if not 0 < total <= 24 * 60:
        raise UsageError(f"“{words[0].text}” cannot be worked on one day", hint="like 2h or 1h30")
    return total


def _day(token: Token, today: date, *, past: bool) -> str:
    try:
        return day.parse(token.value, today, past=past).isoformat()
    except ParseError as error:
        raise _named(token, error) from error


def _days(token: Token | None, today: date) -> tuple[str, ...]:
    if token is None:
        return ()
    try:
        days = day.parse_range(token.value, today)
    except ParseError as error:
        raise _named(token, error) from error
    if days[-1] > today:
        raise UsageError(f"“{token.text}” is not over yet", hint="hours and actual dates are of today or before; -- begins a note")
    return tuple(each.isoformat() for each in days)


def _named(token: Token, error: ParseError) -> UsageError:
    return UsageError(f"“{token.text}”: {error.message}", hint=error.hint)


def _refuse_contradictions(found: Meaning, segment: Segment) -> None:
    reports = [token for token in segment.tokens if token.kind in ("progress", "remaining", "state", "owner", "due", "label", "score")]
    if found.confirm and reports:
        raise UsageError(f"= says that nothing has changed, “{reports[0].text}” that something has", hint="one of them")
    left = segment.first("remaining")
    if left and found.progress == 10000 and found.remaining:
        raise UsageError(f"“{left.text}” contradicts 100%, which leaves nothing", hint="one of them")
    dated = found.hours or found.state or found.progress is not None or found.remaining is not None
    named = segment.first("day")
    if named and not dated:
        raise UsageError(f"“{named.text}” dates nothing here", hint="put -- before a note that begins with a day")


def hours_day(session: Session, who: int | None, today: date, hour: int) -> tuple[str, bool]:
    """The day that hours without a day belong to, and whether it is not today: before 11:00 the last working day, if that person has no
    hours on it."""
    last = day.last_working_day(today)
    if hour < 11 and who is not None:
        sql = "SELECT 1 FROM time_entry WHERE person = ? AND day = ? AND archived IS NULL LIMIT 1"
        if session.database.value(sql, (who, last.isoformat())) is None:
            return last.isoformat(), True
    return today.isoformat(), False
