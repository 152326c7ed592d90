"""SHA-256 from the interpreter itself: for the short texts of the history as fast as OpenSSL's, whose loading alone costs 4 ms."""

from __future__ import annotations

try:
    from _sha2 import sha256  # type: ignore[import-not-found]
except ImportError:
    try:
        from _sha256 import sha256  # type: ignore[import-not-found]  # its name before Python 3.12
    except ImportError:  # an interpreter built without it
        from hashlib import sha256

__all__ = ["sha256"]
