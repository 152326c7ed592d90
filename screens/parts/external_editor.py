"""Text in the user's own editor: a private file in a private folder, gone afterwards."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from textual.app import App


class EditorFailed(Exception):
    """The editor could not be used; the text is as it was."""


def edit_outside(app: App[object], command: str, text: str) -> str:
    """The text as the editor left it. Raises EditorFailed where it cannot start, or does not end well."""
    folder = Path(tempfile.mkdtemp(prefix="quarterdeck-"))
    try:
        file = folder / "text.md"
        file.touch(mode=0o600)
        file.write_text(text + "\n" if text else "", encoding="utf-8")
        with app.suspend():
            ended = subprocess.run([*shlex.split(command), str(file)], check=False)
        if ended.returncode:
            raise EditorFailed(f"{command} ended with code {ended.returncode}; the text is as it was")
        return file.read_text(encoding="utf-8", errors="replace").rstrip("\n")
    except (OSError, ValueError, SuspendNotSupported) as error:
        raise EditorFailed(f"{command} cannot be used here: {error or 'the terminal cannot be handed over'}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
