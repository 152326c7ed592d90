"""Snapshots of projects as sealed TOML: written, verified, read, imported, compared. What the rest of the program uses."""

from __future__ import annotations

from models.exchange.seal import Verdict, verify_bytes
from models.exchange.snapshot_diff import Difference, diff
from models.exchange.snapshot_import import Report, import_snapshot
from models.exchange.snapshot_read import Block, Snapshot, read_snapshot
from models.exchange.snapshot_write import write_snapshot

__all__ = [
    "Block", "Difference", "Report", "Snapshot", "Verdict",
    "diff", "import_snapshot", "read_snapshot", "verify_bytes", "write_snapshot",
]  # fmt: skip
