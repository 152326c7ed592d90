"""What the chain of the history is made of: an entry's canonical text, the header of its batch, and the hash over both and the one before.

SHA-256 comes from the interpreter itself: for these short texts it is as fast as OpenSSL's, whose loading alone costs 4 ms.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

try:
    from _sha2 import sha256  # type: ignore[import-not-found]
except ImportError:
    try:
        from _sha256 import sha256  # type: ignore[import-not-found]  # its name before Python 3.12
    except ImportError:  # an interpreter built without it
        from hashlib import sha256

if TYPE_CHECKING:
    from models.store.database import Database

__all__ = ["GENESIS", "canonical", "canonical_new", "chain_head", "header", "link", "sha256"]

GENESIS = bytes(32)
"""The hash before the first entry."""


def header(batch: int, at: str, by: int | None, login: str, source: str, label: str, undoes: int | None) -> bytes:
    """What the chain says of the batch: every entry repeats it, so that who and when cannot be changed unnoticed."""
    return "\x1f".join((str(batch), at, str(by or ""), login, source, label, str(undoes or ""))).encode()


def link(previous: bytes, head: bytes, entry: int, record: int, version: int, verb: str, changes: str, digest: bytes | None) -> bytes:
    """The next hash of the chain (sha256, 32 bytes)."""
    body = f"\x1e{entry}\x1f{record}\x1f{version}\x1f{verb}\x1f{changes}\x1f".encode()
    found: bytes = sha256(previous + head + body + (digest or b"")).digest()
    return found


def chain_head(database: Database) -> str:
    """The newest hash as hexadecimal text; zeros for an empty history."""
    found: bytes | None = database.value("SELECT hash FROM entry ORDER BY id DESC LIMIT 1")
    return (found or GENESIS).hex()


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def canonical(fields: Mapping[str, list[Any]]) -> str:
    """What the encoder gives for `{"field": [before, after]}`, in half its time: most of an import is this."""
    pairs = [f'"{name}":[{"null" if old is None else _scalar(old)},{_scalar(new)}]' for name, (old, new) in sorted(fields.items())]
    return "{" + ",".join(pairs) + "}"


def canonical_new(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What `canonical` gives for each record that begins with these values; no text is made twice for the fields of one kind."""
    heads: dict[str, str] = {}
    quote = json.encoder.encode_basestring
    for values in rows:
        if not heads.keys() >= values.keys():
            heads = {name: f'"{name}":[null,' for name in sorted({*heads, *values})}
        pairs = [
            f"{head}{quote(value) if value.__class__ is str else value if value.__class__ is int else _encode(value)}]"
            for name, head in heads.items()
            if (value := values.get(name)) is not None
        ]
        yield "{" + ",".join(pairs) + "}"


def _scalar(value: Any) -> str:
    if value.__class__ is str:
        return json.encoder.encode_basestring(value)
    return "null" if value is None else repr(value) if value.__class__ is int else _encode(value)
