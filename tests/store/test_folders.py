"""Folders of portfolios: made for one account alone, warned of where others may enter, and what lies in a closed one is not called missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.operations.portfolio import portfolio
from models.store.errors import StorageError
from models.store.folders import is_there, open_to_others


def test_every_new_folder_is_private(tmp_path: Path) -> None:
    with portfolio(str(tmp_path / "a" / "b" / "c" / "p.db"), create=True) as session:
        assert not [text for text in session.database.warnings if "may enter" in text]
    for folder in ("a", "a/b", "a/b/c"):
        assert (tmp_path / folder).stat().st_mode & 0o777 == 0o700


def test_a_folder_within_one_that_others_may_not_enter_is_not_warned_of(tmp_path: Path) -> None:
    within = tmp_path / "private" / "open"
    within.mkdir(parents=True)
    (tmp_path / "private").chmod(0o700)
    within.chmod(0o755)
    assert open_to_others(str(within)) is None
    assert "/usr" in (open_to_others("/usr") or "")


def test_what_nobody_can_look_at_is_not_called_missing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageError, match="cannot be read"):
        is_there(str(tmp_path / "file" / "p.db"))
    assert not is_there(str(tmp_path / "p.db"))


def test_a_backup_that_cannot_be_written_names_its_target(tmp_path: Path) -> None:
    with portfolio(str(tmp_path / "p.db"), create=True) as session, pytest.raises(StorageError, match=r"missing/copy\.db"):
        session.database.backup_to(str(tmp_path / "missing" / "copy.db"))
