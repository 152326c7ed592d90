"""Fixtures of the tests of snapshots: two portfolios of two people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from exchange.snapshot_projects import opened
from models.core.access import Session


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Session]:
    """The portfolio that a project comes from, Ana's."""
    found = opened(tmp_path / "here.db")
    with closing(found.database):
        yield found


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Session]:
    """The portfolio that takes it, Bob's: empty."""
    found = opened(tmp_path / "there.db", "bob")
    with closing(found.database):
        yield found
