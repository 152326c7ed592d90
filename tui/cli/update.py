"""The daily verbs, all of them the quick line: `u`, and `x`, `s`, `b`, `ok`, `log` as its first words."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.core.access import Session
    from models.operations.update import Outcome
    from tui.cli.call import Call


def u(call: Call) -> None:
    """The quick line: what is done, how far, how many hours, what blocks; one record or several, all or nothing.

    qd u "SEGMENTS"   or   qd u -   (one segment a line from standard input)

    A segment is REF [tokens] [note]: tokens in any order, then the note, which is never read for tokens; -- begins it too.

      x  s  !  =              done, start, block (the note is the reason), no change; as words: done start block same
      >review  to:review      a state
      60%  rem 6h             how far it is, what is left
      2h  1h30  30m  by:bob   hours, of yours or of somebody else
      yesterday  fri  mon..fri  2026-12-01   the day or days of the hours, of the start, of the end
      @bob  due:fri  +legal   owner, promised day (due:none empties it), label
      4x5                     a risk's likelihood × impact
      ^"title"  risk:"title"  raises a risk of the project
      needs:bob  chase:fri    after !: who can end the block, when to ask again
      all                     after x or >cancelled on a summary: its open tasks too

    `;` before a reference and a token begins the next segment. A bare number is a task of the project of -p, $QUARTERDECK_PROJECT,
    qd use, or of the only running one. --dry-run shows every effect.

    Examples:
      qd u -p CRM "101 x; 102 60% 2h API stubbed; 103 ! waiting on VPN"
      qd u "CRM-102 rem 6h @bob due:fri" --dry-run
      qd u 'CRM-R3 4x5; CRM ^"Vendor may drop support"'
      qd u - < morning.txt
    """
    call.need(1, '"SEGMENTS" or -')
    if call.all_words == ["-"]:
        _carry_out(call, sys.stdin.read(), None, lines=True)
    else:
        _carry_out(call, _text(call), None)


def x(call: Call) -> None:
    """Done: 100 %, nothing left, finished today or on the day named. A summary wants `all`: its open tasks are done too.

    qd x REF… [tokens] [note]

    Examples:
      qd x CRM-42
      qd x CRM-42 CRM-43 yesterday
      qd x CRM-42 2h tested with sales
      qd x CRM-90 all
    """
    _verb(call, "x")


def s(call: Call) -> None:
    """Start: doing, started today or on the day named; ends a block.

    qd s REF… [tokens] [note]

    Examples:
      qd s CRM-55
      qd s CRM-56 mon
    """
    _verb(call, "s")


def b(call: Call) -> None:
    """Blocked since today; the note is the reason, which is needed. needs:WHO says who can end it, chase:DAY when to ask again.

    qd b REF… [tokens] reason

    Examples:
      qd b CRM-103 waiting on VPN
      qd b CRM-103 needs:netops chase:fri waiting on VPN
    """
    _verb(call, "!")


def ok(call: Call) -> None:
    """No change, still right. Counts as an update: the project is confirmed.

    qd ok REF… [note]

    Examples:
      qd ok CRM-42
      qd ok CRM
    """
    _verb(call, "=")


def log(call: Call) -> None:
    """Hours of yours, or by:WHO, on the day named, else today.

    qd log REF… HOURS [days] [by:WHO] [note]

    Before 11:00 hours without a day are those of the last working day where that has none yet; the answer says so.

    Examples:
      qd log CRM-42 2h
      qd log CRM-42 1h30 yesterday review with sales
      qd log CRM-42 2h mon..fri by:bob
    """
    from models.operations.quick_line import Grammar, has_reference_form, parse

    call.need(2, "REF… HOURS")
    words = list(call.words)
    references = [words.pop(0)] if words else []
    while words and has_reference_form(words[0]):
        references.append(words.pop(0))
    text = _text(call, words)
    if not parse(text, Grammar(known=lambda word: False))[0].first("hours"):
        from tui.cli.call import usage

        raise usage("how many hours?", field="hours", hint=f"like qd log {references[0] if references else 'CRM-42'} 2h")
    _carry_out(call, text, None, references=references)


def _verb(call: Call, verb: str) -> None:
    call.need(1, "REF… [tokens]")
    _carry_out(call, _text(call), verb)


def _text(call: Call, words: list[str] | None = None) -> str:
    """The words as typed; those after `--` are a note, which that sign protects in the quick line too."""
    words = call.words if words is None else words
    protected = ["--", *call.literal] if call.literal and words else call.literal
    return " ".join([*words, *protected])


def _carry_out(call: Call, text: str, verb: str | None, *, lines: bool = False, references: list[str] | None = None) -> None:
    from models.operations.update import apply

    with call.session() as session:
        project = call.project(session)
        records = [call.find(session, word).id for word in references or []]
        given: dict[str, Any] = {
            "here": None,
            "project": project,
            "in_app": False,
            "verb": verb,
            "records": records or None,
            "lines": lines,
        }
        if (version := call.number("--if-version")) is not None:
            outcome = _if_version(call, session, text, version, given)
        else:
            outcome = apply(session, text, once=call.once, dry_run=call.dry_run, **given)
    _answer(call, outcome)


def _if_version(call: Call, session: Session, text: str, version: int, given: dict[str, Any]) -> Outcome:
    """Carry the line out on that version of its one record, or not at all; a dry run keeps nothing, and needs no transaction around it."""
    from models.core.record import reference, version_of
    from models.operations.update import apply
    from tui.cli.call import refuse_newer

    record = _of_version(session, apply(session, text, dry_run=True, **given), version)
    with contextlib.nullcontext() if call.dry_run else session.database.transaction():
        latest = version_of(session, record)
        outcome = apply(session, text, read={record: version}, once=call.once, dry_run=call.dry_run, **given)
        if not outcome.repeated:
            refuse_newer(reference(session, record), latest, version)
    return outcome


def _of_version(session: Session, rehearsed: Outcome, version: int) -> int:
    """The record that the version is meant of: one, and one that has had it."""
    from models.core.record import find, version_of
    from tui.cli.call import usage

    if len(rehearsed.effects) != 1:
        raise usage("--if-version goes with one record", field="if-version", hint="one command for each record")
    name = rehearsed.effects[0][0]
    record = find(session, name).id
    latest = version_of(session, record)
    if not 1 <= version <= latest:
        raise usage(f"there is no version {version}", field="if-version", hint=f"{name} has version {latest}")
    return record


def _answer(call: Call, outcome: Outcome) -> None:

    out = call.out
    if call.json:
        records = [{"ref": ref, "effects": [each.text + each.remark for each in effects]} for ref, effects in outcome.effects]
        answer = {"batch": outcome.batch, "records": records, "lines": outcome.lines, "repeated": outcome.repeated}
        out.answer(answer)
    else:
        if call.dry_run:
            for ref, effects in outcome.effects:
                out.line((ref, "bold"), "  ", " | ".join(each.text + each.remark for each in effects))
        for line in outcome.lines:
            out.line(line)
        if not call.dry_run:
            comments = [(ref, each.text) for ref, effects in outcome.effects for each in effects if each.kind == "note"]
            for ref, text in comments:
                out.line(f"{ref} comment: {text.removeprefix('note: ')}")
    if outcome.repeated:
        call.note_repeated()
    elif call.dry_run:
        call.note_rehearsed()
