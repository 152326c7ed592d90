"""A conflict in values that people read, the same wherever it is told: what was, what others wrote, who and when, what was wanted."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from models.core import registry, types
from models.core.lookup import context
from models.core.record import find
from models.store.errors import Clash, NotFoundError
from models.store.instants import local
from models.values.text import clean_line

if TYPE_CHECKING:
    from models.core.access import Session


def in_words(session: Session, clash: Clash, *, tight: bool = False) -> Clash:
    """The clash with its values as people read them (`tight`: as in a list), exactly where that hides that they differ; the moment is local."""
    kind, around = _kind(session, clash)
    values = (clash.before, clash.theirs, clash.mine)
    texts = [(kind.show if tight else kind.full)(value, around) for value in values]
    if len(set(texts)) < len(set(values)):
        texts = [kind.edit(value, around) or kind.show(None, around) for value in values]
    before, theirs, mine = map(clean_line, texts)
    return clash._replace(before=before, theirs=theirs, mine=mine, when=local(clash.when))


def in_json(session: Session, clash: Clash) -> Clash:
    """The clash as JSON has it: every value in the form of its field, under the field's name there."""
    kind, around = _kind(session, clash)
    before, theirs, mine = (kind.json(value, around) for value in (clash.before, clash.theirs, clash.mine))
    return clash._replace(field=kind.json_name(clash.field), before=before, theirs=theirs, mine=mine)


def line(words: Clash) -> str:
    """A clash in words as one line: `before 4h, theirs 3d (ana, 2026-11-23 09:00), mine 2d`."""
    by = ", ".join(filter(None, (words.who, words.when)))
    return f"before {words.before}, theirs {words.theirs}{f' ({by})' if by else ''}, mine {words.mine}"


def kept_line(words: Clash) -> str:
    """A clash in words where what was newer here has stayed: `CRM-2 title: here Rehearse at night, in the file Rehearse`."""
    return f"{words.ref} {words.field}: here {words.theirs}, in the file {words.mine}"


def _kind(session: Session, clash: Clash) -> tuple[types.ValueType, types.Context]:
    """How a value of the clash's field is read; as text where its record or its field is none of this portfolio."""
    with contextlib.suppress(NotFoundError):
        record = find(session, clash.ref)
        field = registry.get(record.kind).field(clash.field)
        if field is not None:
            return field.value_type, context(session, project=record.project or record.id)
    return types.TEXT, context(session)
