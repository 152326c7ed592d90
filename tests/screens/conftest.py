"""Fixtures of the tests of screens."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest


@pytest.fixture
def free() -> Iterator[threading.Event]:
    """What the lane waits for, until the test sets it."""
    event = threading.Event()
    yield event
    event.set()
