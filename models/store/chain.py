"""Proves the history: follows the chain from its beginning and names the first entry that does not fit."""

from __future__ import annotations

import hashlib
import json
from typing import NamedTuple

from models.store.database import Database
from models.store.hashes import GENESIS, header, link

_ENTRIES = (
    "SELECT e.id, e.record, e.version, e.verb, e.changes, e.personal, e.salt, e.digest, e.hash,"
    " b.id, b.at, b.by, b.login, b.source, b.label, b.undoes"
    " FROM entry e LEFT JOIN batch b ON b.id = e.batch WHERE e.id > ? ORDER BY e.id LIMIT 20000"
)


class Verdict(NamedTuple):
    """The result: how many entries fit, the head's hash, and what is wrong with the first that does not (None: nothing)."""

    entries: int
    head: str
    fault: str | None


def _misplaced(changes: str, personal: str | None, salt: bytes | None, digest: bytes | None) -> str | None:
    """What is wrong with where the values lie: personal ones have a salt and a digest, others neither, and no field lies twice."""
    if personal is None:
        return "a personal value was taken away" if salt is not None or digest is not None else None
    if digest is None or salt is None:
        return "a personal value was added"
    twice = json.loads(changes).keys() & json.loads(personal).keys()
    return f"{min(twice)} is written twice" if twice else None


def verify(database: Database, heads: frozenset[str] = frozenset()) -> Verdict:
    """Follow the whole chain; `heads` (hashes that snapshots of this database carry) must lie on it, else its end was cut."""
    previous, last = GENESIS, 0
    missing = set(heads) - {GENESIS.hex()}
    while True:
        rows = database.rows(_ENTRIES, (last,))
        if not rows:
            break
        for entry, record, version, verb, changes, personal, salt, digest, found, *batch in rows:
            fault = None
            if entry != last + 1:
                fault = f"entry {last + 1} is missing"
            elif batch[0] is None:
                fault = f"entry {entry} has lost its batch"
            elif digest is not None and personal is not None and hashlib.sha256(salt + personal.encode()).digest() != digest:
                fault = f"entry {entry}: a personal value was changed"
            elif link(previous, header(*batch), entry, record, version, verb, changes, digest) != found:
                fault = f"entry {entry} (record {record}, {verb}) was changed"
            elif wrong := _misplaced(changes, personal, salt, digest):
                fault = f"entry {entry}: {wrong}"
            if fault:
                return Verdict(last, previous.hex(), fault)
            previous, last = found, entry
            if missing:
                missing.discard(found.hex())
    if missing:
        return Verdict(last, previous.hex(), f"the end is cut: the head {min(missing)[:12]}… that a snapshot carries is not in the history")
    return Verdict(last, previous.hex(), None)
