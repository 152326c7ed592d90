"""The seal of a snapshot: its last line is the SHA-256 of every byte before that line, so that one changed byte anywhere shows."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

_LINE = re.compile(rb'sha256 = "([0-9a-f]{64})"\n')
_LENGTH = len(b'sha256 = ""\n') + 64


class Verdict(NamedTuple):
    """What a seal says: the digest of the bytes before the last line, and what is wrong (None: nothing)."""

    sha256: str
    fault: str | None

    @property
    def ok(self) -> bool:
        """Whether the file is exactly as it was sealed."""
        return self.fault is None


def seal(body: bytes) -> bytes:
    """The body with its sealing line; the body ends with a line end."""
    return body + f'sha256 = "{hashlib.sha256(body).hexdigest()}"\n'.encode()


def verify_bytes(data: bytes) -> Verdict:
    """Whether the last line is the SHA-256 of all bytes before it: nothing changed, cut off, added or converted."""
    body, line = data[:-_LENGTH], data[-_LENGTH:]
    digest = hashlib.sha256(body).hexdigest()
    match = _LINE.fullmatch(line)
    if match is None or not body.endswith(b"\n"):
        return Verdict(digest, _no_seal(data))
    if match[1].decode() != digest:
        return Verdict(digest, "it was changed after it was sealed: its bytes do not give the sha256 of its last line")
    return Verdict(digest, None)


def _no_seal(data: bytes) -> str:
    """Why there is no whole sealing line at the end."""
    if not data:
        return "it is empty"
    if data.endswith(b"\r\n"):
        return "its line ends were converted to CRLF"
    if b"\nsha256 = " in data[-2 * _LENGTH :]:
        return "its last line is damaged, or something follows it"
    return "it has no sha256 as its last line: it was cut, or is no snapshot"
