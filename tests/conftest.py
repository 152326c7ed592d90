"""Fixtures of all tests: the data that lies beside the repository, a portfolio of one's own, the demo portfolio made once."""

from __future__ import annotations

import os
import shutil
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

import models
from models.core.access import Session
from models.operations.demo import make_demo
from models.operations.portfolio import portfolio

#: No example of a property has to be found quickly: a slow machine is no fault.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

#: A Monday, on which the tests take place.
TODAY = date(2026, 11, 23)


def pytest_configure(config: pytest.Config) -> None:
    """Where the tree is kept off the path, what is installed is meant: refuse to test the tree instead."""
    if not config.getini("pythonpath") and "site-packages" not in str(models.__file__):
        raise pytest.UsageError(f"the tree is tested, not what is installed: {models.__file__}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public data sets beside the repository; without it the test is skipped, loudly."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        warnings.warn(f"skipped: there is no {folder} to read real data from", stacklevel=2)
        pytest.skip(f"there is no {folder}")
    return folder


@pytest.fixture
def portfolio_path(tmp_path: Path) -> str:
    """Where a new portfolio may be made."""
    return str(tmp_path / "portfolio.db")


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portfolio without records, made once and to be copied, which is ten times cheaper."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    with portfolio(str(path), create=True):
        return path


@pytest.fixture
def session(portfolio_path: str, empty_file: Path) -> Iterator[Session]:
    """A session over a new, empty portfolio on the day of the tests."""
    with portfolio(shutil.copy(empty_file, portfolio_path), today=TODAY) as opened:
        yield opened


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo portfolio, made once; to be read only."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    make_demo(str(path), today=TODAY)
    return path


@pytest.fixture
def demo_copy(demo_file: Path, tmp_path: Path) -> str:
    """A demo portfolio of one's own, to be written."""
    return str(shutil.copy(demo_file, tmp_path / "demo.db"))


@pytest.fixture
def demo(demo_copy: str) -> Iterator[Session]:
    """A session over a demo portfolio of one's own."""
    with portfolio(demo_copy, today=TODAY) as opened:
        yield opened


@pytest.fixture
def zone() -> Iterator[Callable[[str], None]]:
    """Sets the zone of the process, as opening a portfolio does; afterwards it is what it was."""
    before = os.environ.get("TZ")

    def choose(name: str | None) -> None:
        if name is None:
            os.environ.pop("TZ", None)
        else:
            os.environ["TZ"] = name
        time.tzset()

    yield choose
    choose(before)
