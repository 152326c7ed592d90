"""Keeps the long runs out of the ordinary ones: they run when they are asked for, `python -m pytest tests/long`."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if any(Path(argument.split("::")[0]).resolve() in (HERE, *(path for path in HERE.iterdir())) for argument in config.args):
        return
    long = [item for item in items if HERE in item.path.parents]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]
